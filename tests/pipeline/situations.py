"""What a second load can do to what the first one made: a few lines each, days of their own.

Times are minutes after a midnight (UTC); below zero is the evening before. `better` is another
copy of an event that was received earlier, so that it takes the event's place.
"""

from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from tests.pipeline.histories import Event, line_of

_FIRST_DAY = datetime(2024, 2, 1, tzinfo=UTC)


class Situation(NamedTuple):
    """What is there, and what comes then."""

    name: str
    first: list[Event]
    second: list[Event]


def at(minute: float, visitor: str = "a", **fields: Any) -> Event:
    """Return an event; its id is its visitor and its minute."""
    return {"minute": minute, "visitor": visitor, "received": 10_000} | fields


def better(minute: float, visitor: str = "a", *, to: str | None = None, **fields: Any) -> Event:
    """Return a copy of `at(minute, visitor)` that wins, perhaps with the visitor `to`."""
    return at(minute, visitor, received=5_000, to=to or visitor, **fields)


def buys(order: str | None = None, price: float = 10) -> dict[str, Any]:
    """Return the fields of a purchase."""
    ecom = {"product_id": "p-1", "price": price, "currency": "USD", "order_id": order}
    return {"event_type": "purchase", "ecom": ecom}


_NEWS: Event = {"page_url": "https://shop.example/?utm_source=news&utm_medium=email"}
_BOT: Event = {"is_bot": True, "bot_name": "Examplebot"}
_DAY = 24 * 60

SITUATIONS = [
    Situation("a late event begins the session the day before", [at(10), at(20)], [at(-10)]),
    Situation("a late event ends a session the day after", [at(-20)], [at(5)]),
    Situation("a late event joins two sessions", [at(-25), at(25)], [at(0)]),
    Situation("a pause of just 30 minutes is none", [at(-15), at(-14)], [at(16)]),
    Situation("a longer pause than 30 minutes is one", [at(-15), at(-14)], [at(16.01)]),
    Situation("an event leaves and cuts a session", [at(-25), at(0), at(25)], [better(0, to="b")]),
    Situation("the first event leaves", [at(-20), at(5), at(9)], [better(-20, to="b")]),
    Situation("the last event leaves", [at(-20), at(-10), at(5)], [better(5, to="b")]),
    Situation("a visitor's only event leaves", [at(-20), at(700)], [better(700, to="b")]),
    Situation("a better landing page", [at(-10), at(5), at(8)], [better(-10, **_NEWS)]),
    Situation("a session turns out a bot's", [at(-10), at(5)], [at(9, **_BOT)]),
    Situation("a corrected clock", [at(-10), at(5)], [better(-10, corrected=300)]),
    Situation("events of the same moment", [at(5, seq=2), at(5, "a", n=1)], [at(5, "a", n=2)]),
    Situation(
        "a visit between two others",
        [at(-3 * _DAY, device={"type": "mobile"}), at(3 * _DAY), at(6 * _DAY)],
        [at(0, device={"type": "mobile"})],
    ),
    Situation(
        "a visit between two others goes",
        [at(-3 * _DAY), at(0), at(3 * _DAY)],
        [better(0, to="b")],
    ),
    Situation(
        "the same line of an order came before from elsewhere",
        [at(2 * _DAY, **buys("o")), at(2 * _DAY + 1)],
        [at(0, "b", **buys("o", price=7))],
    ),
    Situation(
        "the counted line of an order goes",
        [at(0, "b", **buys("o")), at(2 * _DAY, **buys("o", price=7))],
        [better(0, "b", event_type="view")],
    ),
    Situation("a purchase was none", [at(0), at(1, **buys())], [better(1, event_type="view")]),
    Situation("an order without an id", [at(0)], [at(1, **buys())]),
    Situation("an order's session begins earlier", [at(5, **buys())], [at(-10, **_NEWS)]),
    Situation("a login", [at(0), at(_DAY), at(2 * _DAY)], [at(_DAY + 1, user_id="u")]),
    Situation(
        "another login",
        [at(0, user_id="u"), at(_DAY), at(2 * _DAY, "b", user_id="u")],
        [better(0, user_id="w")],
    ),
    Situation(
        "somebody else's login before a user's",
        [at(0, user_id="u"), at(_DAY)],
        [at(700, user_id="w")],
    ),
    Situation(
        "a product's only event was another's",
        [at(0, ecom={"product_id": "rare", "name": "Rare", "price": 5})],
        [better(0, ecom={"product_id": "common"})],
    ),
]


def lines(number: int, events: list[Event]) -> list[bytes]:
    """Return the lines of events of the situation with this number."""
    midnight = _FIRST_DAY + timedelta(days=20 * number)
    return [_line(number, midnight, dict(event)) for event in events]


def _line(number: int, midnight: datetime, event: Event) -> bytes:
    minute, visitor = event.pop("minute"), event.pop("visitor")
    identity = (number, ord(visitor), round(minute * 100) + 10**6, event.pop("n", 0))
    happened = midnight + timedelta(minutes=minute)
    received_at = happened + timedelta(seconds=event.pop("received"))
    corrected = event.pop("corrected", None)
    whose = event.pop("to", visitor)
    ecom = dict(event.pop("ecom", {}))
    if ecom.get("order_id"):
        ecom["order_id"] += f"-{number}"
    return line_of(
        {
            "event_id": str(UUID(int=hash(identity) % 2**128, version=4)),
            "anonymous_id": f"{whose}-{number}",
            "event_type": "view",
            "ts": happened,
            "event_ts": happened + timedelta(minutes=corrected) if corrected else None,
            "received_at": received_at,
            "page_url": f"https://shop.example/{minute}",
            "ecom": ecom,
        }
        | event
        | ({"user_id": f"{event['user_id']}-{number}"} if "user_id" in event else {})
    )
