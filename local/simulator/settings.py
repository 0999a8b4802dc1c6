"""What a simulated run is made of, checked where it is made."""

from datetime import UTC, date, datetime, timedelta
from hashlib import blake2b
from typing import Annotated

import msgspec
from msgspec import Meta, Struct

from contract.errors import ClickstreamError

# The store's first day unless another is named: a fixed one, so that a run is the same tomorrow.
DEFAULT_START = date(2026, 1, 1)

# Raise it when the same seed begins to give other events: objects then get other names.
VERSION = 1

# What the loader takes, and what a timestamp's four digits of a year hold.
_EARLIEST, _LATEST = date(1990, 1, 2), date(9999, 1, 1)

HOUR = 3_600_000  # all times inside the simulator are milliseconds since 1970

Share = Annotated[float, Meta(ge=0, le=0.5)]


class Rates(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How much goes wrong, as shares between 0 and 0.5.

    `duplicates`: of events, delivered a second time. `late`: of sessions, received later as a
    whole or from some event on. `skewed`: of visitors, whose clock is wrong. `bots`: of events,
    by crawlers. `malformed`: of lines, unreadable ones on top of the good ones.
    """

    duplicates: Share = 0.01
    late: Share = 0.002
    skewed: Share = 0.005
    bots: Share = 0.03
    malformed: Share = 0.0005


class Run(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A period of one simulated world: everything the store receives in [start, start + days).

    The world is named by all fields but `start` and `days`: two runs of the same world agree on
    every hour they share, and a run that begins where another ends continues it. `opened` is the
    day of the world's first event.
    """

    seed: Annotated[int, Meta(ge=0, le=2**62)]
    start: date
    days: Annotated[int, Meta(ge=1, le=36_500)]
    events_per_day: Annotated[int, Meta(ge=1, le=100_000_000)]
    rates: Rates
    opened: date
    objects_per_hour: Annotated[int, Meta(ge=1, le=10_000)] = 1
    version: int = VERSION

    @property
    def end(self) -> date:
        """Return the day after the last; the calendar's own last day for a run that leaves it."""
        try:
            return self.start + timedelta(days=self.days)
        except OverflowError:
            return date.max

    @property
    def world(self) -> bytes:
        """Return a digest of what the content of an hour depends on."""
        anywhen = msgspec.structs.replace(self, start=self.opened, days=1)
        return blake2b(msgspec.json.encode(anywhen), digest_size=16).digest()

    def checked(self) -> "Run":
        """Return the run itself, or raise a `ClickstreamError` that names the wrong field."""
        try:
            checked = msgspec.convert(msgspec.to_builtins(self), Run)
        except msgspec.ValidationError as error:
            what, _, where = str(error).partition(" - at `$.")
            name = where.rstrip("`").rpartition(".")[2]
            raise ClickstreamError(f"wrong {name}: {what.lower()}") from error
        if self.opened < _EARLIEST or self.end > _LATEST:
            raise ClickstreamError(f"simulate between {_EARLIEST} and {_LATEST}")
        if self.opened > self.start:
            raise ClickstreamError(f"the store opens on {self.opened}, after the run has begun")
        return checked


def milliseconds(day: date) -> int:
    """Return when a UTC day begins."""
    return int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp()) * 1000


def day_of(ms: int) -> date:
    """Return the UTC day of a moment."""
    return date.fromordinal(ms // (24 * HOUR) + 719_163)  # 1970-01-01 is day 719163
