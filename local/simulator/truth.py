"""The truth that a run plants, counted from its distinct events in the plainest way."""

from collections import defaultdict

from msgspec import Struct, field

from local.simulator.catalog import Item
from local.simulator.counts import Counts, count, total
from local.simulator.settings import HOUR, day_of
from local.simulator.visit import Step
from local.simulator.visitors import Visitor

SESSION_GAP = 30 * 60_000  # ms; a session ends when the pause is longer
FUNNEL = ("view", "add_to_cart", "checkout", "purchase")

_DAY = 24 * HOUR


class _Person(Struct):
    """What is still open about a visitor: its session, its last day, its order lines so far."""

    open: list[Step] = field(default_factory=list)
    last_day: int = -1
    lines: set[tuple[str | None, str, int | None]] = field(default_factory=set)
    orders: set[str | None] = field(default_factory=set)


class Tally:
    """Counts of people, or of bots, by day; keeps only visitors who may come again."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self._days: defaultdict[int, Counts] = defaultdict(Counts)
        self._people: dict[int, _Person] = {}
        self._visitors = 0

    def add(self, visitor: Visitor, steps: list[Step], *, comes_again: bool) -> None:
        """Count the next events of a visitor, in order of their true time."""
        person = self._people.pop(visitor.key, None) or _Person()
        for step in steps:
            if person.open and step.ms - person.open[-1].ms > SESSION_GAP:
                self._close(person)
            person.open.append(step)
            day = step.ms // _DAY
            counts = self._days[day]
            if day != person.last_day:
                counts.visitors += 1
                self._visitors += person.last_day < 0
                person.last_day = day
            events = counts.events
            events[step.kind] = events.get(step.kind, 0) + 1  # the one line that runs often
            if step.kind == "purchase" and step.item:
                self._sell(person, counts, step.item, visitor.currency)
        if comes_again and person.last_day >= 0:
            self._people[visitor.key] = person
        elif person.open:
            self._close(person)

    def finish(self) -> tuple[Counts, dict[str, Counts]]:
        """Close what is open; return the totals and the days with anything in them."""
        for person in self._people.values():
            if person.open:
                self._close(person)
        self._people.clear()
        days = {str(day_of(day * _DAY)): self._days[day] for day in sorted(self._days)}
        return total(list(days.values()), self._visitors), days

    def _sell(self, person: _Person, counts: Counts, item: Item, currency: str) -> None:
        line = (item.order_id, item.product.sku, item.line_no)
        if line in person.lines:
            counts.repeated_lines += 1
            return
        person.lines.add(line)
        quantity = item.quantity or 1
        count(counts.orders, currency, item.order_id not in person.orders)
        count(counts.order_lines, currency)
        count(counts.units, currency, quantity)
        count(counts.revenue_cents, currency, quantity * item.product.cents[currency])
        person.orders.add(item.order_id)

    def _close(self, person: _Person) -> None:
        steps, person.open = person.open, []
        counts = self._days[steps[0].ms // _DAY]
        counts.sessions += 1
        counts.bounces += len(steps) == 1
        times: dict[str, list[int]] = {}
        for step in steps:
            times.setdefault(step.kind, []).append(step.ms)
        for kind in FUNNEL:
            if kind in times:
                count(counts.has, kind)
        for kind in FUNNEL[: _depth(times)]:
            count(counts.funnel, kind)
        times["view"] = [step.ms for step in steps if step.kind == "view" and step.item]
        for kind in FUNNEL[: _depth(times)]:
            count(counts.funnel_from_product, kind)


def _depth(times: dict[str, list[int]]) -> int:
    """Return how many steps of the funnel were reached, each at or after the one before."""
    reached = 0
    for depth, kind in enumerate(FUNNEL):
        later = [ms for ms in times.get(kind, ()) if ms >= reached]
        if not later:
            return depth
        reached = min(later)
    return len(FUNNEL)
