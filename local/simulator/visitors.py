"""Who visits, when, from where, with what: the visitors an hour brings, and their later visits."""

from collections.abc import Iterator
from random import Random

from msgspec import Struct

from local.simulator.draws import SIZE, lognormal, pick, poisson, weighted
from local.simulator.population import DEVICES, ORIGINS, RHYTHM
from local.simulator.settings import HOUR, Run
from local.simulator.text import uuid

# Events of an average visitor over all visits, measured over 600,000 events; it turns the events
# that are asked for into visitors.
EVENTS_PER_VISITOR = 11.88

# A browser forgets its visitor after this long, which also bounds how far back a run must look
# for visitors who may return in it.
LIFE_HOURS = 30 * 24

# How often a visitor comes back, and after how long: the same day, or about a whole number of days
# later, so that the hours keep their rhythm.
_RETURNS = weighted([(0, 58), (1, 17), (2, 10), (3, 6), (5, 5), (9, 3), (16, 1)])
_SAME_DAY = lognormal(100, 1.2, 4, 600)  # minutes
_DAYS_LATER = lognormal(4, 1.0, 1, 45)
_SAME_DAY_SHARE = 0.2
_JITTER = 4 * HOUR

_SKEWS = lognormal(25 * 60_000, 2.2, 2 * 60_000, 9 * 24 * HOUR)

# 128 bits of key and 64 of traits; shares of 4096.
_TRAIT_BITS = 192
_ACCOUNTS = 1434
_SHARED_ACCOUNTS = 143
_MASK = int.from_bytes(b"any account key!")


class Visitor(Struct, gc=False):
    """A browser: what its events have in common, and how far it has come.

    `key`, `id`: 128 random bits, and its `anonymous_id`; `starts`: planned beginnings of its
    visits, ascending; `skew`: what its clock lacks (ms); `account`: what its `user_id` would be;
    `bot`: the crawler's name; `seen_at`, `seq`, `visits`: its last event, how many it has had,
    how many visits lie behind it.
    """

    key: int
    id: str
    device: str
    geo: str
    currency: str
    starts: list[int]
    account: str | None = None
    skew: int = 0
    bot: str | None = None
    seen_at: int = 0
    seq: int = 0
    visits: int = 0


def arriving(run: Run, hour: int, since: int) -> Iterator[Visitor]:
    """Yield who visits first in an hour (counted since 1970) and at least once after `since` (ms).

    All is drawn for the others too, so that an hour's visitors are the same in every run.
    """
    weekday = (hour + 3 * 24) % 168  # 1970 began on a Thursday
    count = poisson(
        run.events_per_day / 24 * (1 - run.rates.bots) / EVENTS_PER_VISITOR * RHYTHM[weekday],
        Random(f"count {run.seed} {hour}").random,  # noqa: S311  a simulation needs no secrets
    )
    random = Random(f"visitors {run.seed} {hour}")  # noqa: S311  as above
    before = traits = 0
    for _ in range(count):
        before, traits = traits, random.getrandbits(_TRAIT_BITS)
        starts = _visits(hour * HOUR + int(random.random() * HOUR), random)
        if starts[-1] >= since:
            yield _visitor(run, weekday, starts, traits, before)


def _visitor(run: Run, weekday: int, starts: list[int], traits: int, before: int) -> Visitor:
    """Return a visitor whose traits are cut out of random bits, its own or its predecessor's."""
    key, rest = traits >> 64, traits
    rest, device = divmod(rest, SIZE)
    rest, origin = divmod(rest, SIZE)
    rest, account = divmod(rest, SIZE)
    rest, skew = divmod(rest, SIZE)
    rest, skewed = divmod(rest, SIZE)
    geo, currency = ORIGINS[weekday][origin]
    visitor = Visitor(
        key=key,
        id=uuid(f"{key:032x}"),
        device=DEVICES[device],
        geo=geo,
        currency=currency,
        starts=starts,
    )
    if account < _ACCOUNTS:
        # One person with a telephone and a laptop.
        shared = before and account < _SHARED_ACCOUNTS
        visitor.account = f"{((before if shared else traits) >> 64) ^ _MASK:032x}"
    if skewed < run.rates.skewed * SIZE:
        visitor.skew = _SKEWS[skew] if rest % 2 else -_SKEWS[skew]
    return visitor


def _visits(first: int, random: Random) -> list[int]:
    """Return when a visitor comes, from the first time on, in ascending order."""
    draw = random.random
    returns = pick(_RETURNS, draw)
    starts = [first]
    for _ in range(returns):
        if draw() < _SAME_DAY_SHARE:
            gap = pick(_SAME_DAY, draw) * 60_000
        else:
            gap = pick(_DAYS_LATER, draw) * 24 * HOUR + int((draw() - 0.5) * _JITTER)
        start = starts[-1] + gap
        if start - first < LIFE_HOURS * HOUR:
            starts.append(start)
    return starts
