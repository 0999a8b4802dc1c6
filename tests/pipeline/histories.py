"""Random histories: whatever browsers may send, in whatever shape it may arrive.

A family is a few visitors who share orders and accounts, and knows nothing of other families but
the products. Families are made one by one from the seed and their number, so that a failure is
cut down by leaving families out.
"""

import json
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from random import Random
from typing import Any
from uuid import UUID

Event = dict[str, Any]

_START = datetime(2024, 1, 20, tzinfo=UTC)
_SPREAD_DAYS = 250
_LATEST = timedelta(days=300)
_SESSION = timedelta(minutes=30)

# Of the day (UTC), when visits begin: shortly before midnight in one of the stores' time zones.
_EVENINGS = [timedelta(hours=h) for h in (2.2, 3.3, 21.7, 22.6, 23.5)]

# Around what decides: the same moment, the same second, just inside and outside a session.
_PAUSES = [
    *(timedelta(0), timedelta(milliseconds=1), timedelta(seconds=1), timedelta(seconds=20)),
    *(timedelta(minutes=3), timedelta(minutes=16), _SESSION - timedelta(microseconds=1)),
    *(_SESSION, _SESSION + timedelta(microseconds=1), timedelta(minutes=45)),
]
_ABSENCES = [timedelta(hours=1), timedelta(hours=9), timedelta(days=1), timedelta(days=6)]
_SKEWS = [timedelta(seconds=31), timedelta(minutes=-20), timedelta(hours=3), timedelta(days=-2)]

_TYPES = {
    "view": 10,
    "click": 2,
    "search": 1,
    "add_to_cart": 4,
    "remove_from_cart": 1,
    "checkout": 3,
    "purchase": 5,
    "custom": 1,
}
_SHOP = "https://shop.example"
_PAGES = [
    None,
    f"{_SHOP}/",
    f"{_SHOP}/p/1",
    f"{_SHOP}/p/2?gclid=a1",
    f"{_SHOP}/?utm_source=news&utm_medium=email&utm_campaign=Spring+sale",
    f"{_SHOP}/c/mice?utm_medium=cpc",
]
_REFERRERS = [
    *(None, None, f"{_SHOP}/", "https://www.google.com/search", "https://www.paypal.com/pay"),
    *("https://blog.example/post", "https://m.facebook.com/", "https://www.shop.example/p/2"),
]
_CURRENCIES = [None, "USD", "USD", "EUR", "JPY"]


@lru_cache(1000)
def family(seed: int, number: int) -> tuple[bytes, ...]:
    """Return the lines of one family of 1 to 3 visitors, every copy of every event a line."""
    random = Random(f"{seed} {number}")  # noqa: S311  no secret
    visitors = [f"v-{number}-{n}" for n in range(random.randint(1, 3))]
    is_bot = random.random() < 0.05
    lines = []
    for visitor in visitors:
        for event in _visits(random, number, visitor):
            if is_bot:
                event |= {"is_bot": True, "bot_name": "Examplebot"}
            lines += [line_of(copy) for copy in _copies(random, number, event, visitors)]
    return tuple(lines)


def _visits(random: Random, number: int, visitor: str) -> list[Event]:
    """Return what a visitor did, as it was received first."""
    happened = _START + timedelta(days=random.randrange(_SPREAD_DAYS))
    happened += random.choice(_EVENINGS) + random.random() * _SESSION
    events = []
    for sequence in range(random.randint(1, 14)):
        pauses = _PAUSES if random.random() < 0.8 else _ABSENCES
        happened += random.choice(pauses)
        event = {
            "event_id": str(UUID(int=random.getrandbits(128), version=4)),
            "anonymous_id": visitor,
            "seq": random.choice([None, sequence, sequence, 7]),
        }
        _place(random, event, happened)
        events.append(event | _content(random, number))
    return events


def _place(random: Random, event: Event, happened: datetime) -> None:
    """Set the three times of an event that truly happened at one moment."""
    clock = happened
    if random.random() < 0.1:
        clock -= random.choice(_SKEWS)
        event["event_ts"] = happened
    elif random.random() < 0.01:
        clock = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(days=random.random())
        event["event_ts"] = happened
    event["ts"] = clock
    event["received_at"] = happened + random.random() ** 6 * _LATEST


def _content(random: Random, number: int) -> Event:
    """Return what an event says, apart from when, whose and which it is."""
    users = [None, None, None, f"u-{number}", f"u-{number}-b", f"u-of-many-{random.randrange(20)}"]
    orders = [None, f"o-{number}-1", f"o-{number}-1", f"o-{number}-2"]
    kind = random.choices([*_TYPES], [*_TYPES.values()])[0]
    products = [None, None, f"p-{number}", *(f"p-{n}" for n in range(3))]
    product = random.choice(products)
    ecom = {
        "product_id": product,
        "name": product and random.choice([None, f"Name of {product}", "Another name"]),
        "brand": random.choice([None, "acme", "apex"]),
        "category": product and random.choice([None, "computers.mouse", "computers.notebook"]),
        "currency": random.choice(_CURRENCIES),
        "price": random.choice([None, 0, 9.9, 1299.0, 0.0001]),
        "qty": random.choice([None, 0, 1, 3]),
        "order_id": random.choice(orders) if kind == "purchase" or random.random() < 0.05 else None,
        "line_no": random.choice([None, 1, 1, 2]),
    }
    return {
        "event_type": kind,
        "session_id": random.choice([None, "s-1", f"s-{number}"]),
        "user_id": random.choice(users),
        "page_url": random.choice(_PAGES),
        "referrer": random.choice(_REFERRERS),
        "device": {"type": random.choice([None, "mobile", "mobile", "desktop"])},
        "geo": {"country": random.choice([None, "DE", "DE", "VN"])},
        "is_bot": random.random() < 0.01,
        "ecom": ecom,
    }


def _copies(random: Random, number: int, event: Event, visitors: list[str]) -> list[Event]:
    """Return an event and whatever else is sent under its `event_id`."""
    copies = [event]
    while random.random() < 0.25:
        copy = dict(event)
        if random.random() < 0.6:  # else both are received at the same moment
            copy["received_at"] += (random.random() - 0.3) * timedelta(days=20)
        if random.random() < 0.4:
            copy |= _content(random, number)
        if random.random() < 0.3:
            copy["anonymous_id"] = random.choice([*visitors, f"v-{number}-unseen"])
        if random.random() < 0.3:
            copy["event_ts"] = copy.get("event_ts", copy["ts"]) + random.choice([*_PAUSES, *_SKEWS])
        if random.random() < 0.1:
            _place(random, copy, event.get("event_ts") or event["ts"])  # perhaps under another `ts`
        if random.random() < 0.2:
            copy |= {"received_at": None, "event_ts": None}  # a backfill
        copies.append(copy)
    return copies


def line_of(event: Event) -> bytes:
    """Write an event as a line of the lake: absent rather than null, as the ingest does."""
    return json.dumps(_present(event), default=lambda time: time.isoformat()).encode()


def _present(fields: Event) -> Event:
    return {
        name: _present(value) if isinstance(value, dict) else value
        for name, value in fields.items()
        if value is not None and value != {}
    }
