"""The simulation, hour by hour: visitors arrive, come again, and what they did is delivered."""

from collections.abc import Iterator
from random import Random

from local.simulator.bots import crawls
from local.simulator.delivery import LATEST, Delivery
from local.simulator.journeys import steps_of
from local.simulator.objects import broken
from local.simulator.settings import HOUR, Run, milliseconds
from local.simulator.truth import Tally
from local.simulator.visit import LONGEST
from local.simulator.visitors import LIFE_HOURS, Visitor, arriving

# A visit that began this long before the run may still be heard of in it.
_LOOK_BACK = LATEST + LONGEST

# Who comes back while the last visit is still going on (a second tab) begins after its last event.
_SECOND_TAB = 45_000


class World:
    """The visitors who may come again, and what they did until now.

    Attributes: `events` and `malformed` count what arrived in the run.
    """

    def __init__(self, run: Run) -> None:
        """Begin before the run's first hour, with whoever may be heard of in it."""
        self.run = run
        self.delivery = Delivery(run)
        self.people, self.bots = Tally(), Tally()
        self.events = 0
        self.malformed = 0
        self._opened = milliseconds(run.opened)
        self._since = max(self._opened, milliseconds(run.start) - _LOOK_BACK)
        self._due: dict[int, list[Visitor]] = {}
        self._random = Random()  # noqa: S311  a simulation needs no secrets; seeded at each visit

    def hours(self) -> Iterator[tuple[int, list[tuple[int, bytes]]]]:
        """Yield each hour of the run (counted since 1970) and its (received, line) pairs."""
        first = milliseconds(self.run.start) // HOUR
        for hour in range(self._since // HOUR - LIFE_HOURS, milliseconds(self.run.end) // HOUR):
            self._live(hour)
            if hour >= first:
                lines = self.delivery.lines.pop(hour, [])
                lines.sort()  # the order they were made in depends on where the run begins
                damaged = broken(self.run, hour, lines)
                self.malformed += len(damaged)
                yield hour, sorted(lines + damaged) if damaged else lines

    def _live(self, hour: int) -> None:
        """Let an hour's visitors do what they come for."""
        for visitor in arriving(self.run, hour, self._since):
            self._expect(visitor)
        # Who comes twice in an hour is appended to the list while it is walked through.
        due = self._due.setdefault(hour, [])
        for visitor in due:
            if visitor.starts[visitor.visits] >= self._opened:
                self._visit(visitor)
            visitor.visits += 1
            if visitor.visits < len(visitor.starts):
                self._expect(visitor)
        del self._due[hour]
        if hour * HOUR >= self._since:
            for crawler, steps in crawls(self.run, hour):
                self._random.seed(crawler.key)
                arrived = self.delivery.send(crawler, steps, late=False, random=self._random)
                self.events += len(arrived)
                self.bots.add(crawler, arrived, comes_again=False)

    def _expect(self, visitor: Visitor) -> None:
        self._due.setdefault(visitor.starts[visitor.visits] // HOUR, []).append(visitor)

    def _visit(self, visitor: Visitor) -> None:
        random = self._random
        random.seed(visitor.key << 8 | visitor.visits)
        late = random.random() < self.run.rates.late
        start = visitor.starts[visitor.visits]
        if start <= visitor.seen_at:
            start = visitor.seen_at + _SECOND_TAB
        steps = steps_of(visitor, start, random)
        visitor.seen_at = steps[-1].ms
        arrived = self.delivery.send(visitor, steps, late=late, random=random)
        self.events += len(arrived)
        comes_again = visitor.visits + 1 < len(visitor.starts)
        self.people.add(visitor, arrived, comes_again=comes_again)
