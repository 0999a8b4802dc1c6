"""The figures of a run's truth file."""

import msgspec
from msgspec import Struct, field

from local.simulator.settings import Run

Figures = dict[str, int]


class Counts(Struct):
    """What happened on a day (UTC), or in all.

    A session counts on the day it starts, an order on that of its first line, a visitor on each
    day with an event, the rest on the day of the event. Money is in cents, by currency.
    `events` counts by type; `funnel` the sessions that reached each step at or after the one
    before, `funnel_from_product` the same when only a product's page counts as a view, `has`
    the sessions with such an event at all. An order line that is sent again is one of
    `repeated_lines` and counts nowhere else but in `events`.
    """

    events: Figures = field(default_factory=dict)
    visitors: int = 0
    sessions: int = 0
    bounces: int = 0
    funnel: Figures = field(default_factory=dict)
    funnel_from_product: Figures = field(default_factory=dict)
    has: Figures = field(default_factory=dict)
    orders: Figures = field(default_factory=dict)
    order_lines: Figures = field(default_factory=dict)
    units: Figures = field(default_factory=dict)
    revenue_cents: Figures = field(default_factory=dict)
    repeated_lines: int = 0


class Truth(Struct, kw_only=True):
    """Everything a run wrote. `lines` = `events` + `duplicates` + `malformed`."""

    run: Run
    lines: int
    events: int
    duplicates: int
    malformed: int
    objects: int
    stored_bytes: int
    late_sessions: int
    people: Counts
    bots: Counts
    people_by_day: dict[str, Counts]
    bots_by_day: dict[str, Counts]

    def encode(self) -> bytes:
        """Return the truth as indented JSON, the same bytes for the same truth."""
        return msgspec.json.format(msgspec.json.encode(self, order="deterministic")) + b"\n"


def count(figures: Figures, key: str, amount: int = 1) -> None:
    """Add to one figure."""
    figures[key] = figures.get(key, 0) + amount


def total(days: list[Counts], visitors: int) -> Counts:
    """Return the sum of days; visitors who came on several of them are counted once."""
    result = Counts(visitors=visitors)
    for name in Counts.__struct_fields__:
        for day in days:
            amount = getattr(day, name)
            if isinstance(amount, dict):
                for key, value in amount.items():
                    count(getattr(result, name), key, value)
            elif name != "visitors":
                setattr(result, name, getattr(result, name) + amount)
    return result
