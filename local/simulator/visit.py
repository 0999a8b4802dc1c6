"""A visit as it unfolds: steps in true time, before anything is sent or lost."""

from random import Random

from msgspec import Struct

from local.simulator.catalog import Item
from local.simulator.draws import chance, lognormal, pick, weighted
from local.simulator.entries import HOST
from local.simulator.settings import HOUR
from local.simulator.visitors import Visitor

# No visit takes longer: at most two pauses of 95 minutes, and gaps of at most 8.
LONGEST = 9 * HOUR


class Step(Struct, gc=False):
    """One event as it happened: no id, no delivery yet.

    `ms`: true time; `url`, `referrer`: as the browser shows them; `props`: JSON or empty.
    """

    ms: int
    kind: str
    url: str
    referrer: str
    item: Item | None
    props: str
    account: str | None


# Milliseconds between two steps.
_READING = lognormal(24_000, 1.1, 900, 480_000)
_ACTING = lognormal(5_000, 0.9, 150, 120_000)
_RELOADING = lognormal(4_000, 0.7, 800, 30_000)
_MINUTE = 60_000
# Somebody goes for lunch. A visit is cut when the pause is longer than 30 minutes, so the two
# pauses on both sides of the rule are planted on purpose.
_PAUSES = weighted(
    [(30 * _MINUTE, 4), (30 * _MINUTE + 1, 4)]
    + [(minutes * _MINUTE + 137 * minutes, 1) for minutes in range(12, 96)]
)
_PAUSE_SHARE = 0.012
_MOST_PAUSES = 2


class Visit:
    """A visit as it unfolds; each method adds steps and lets time pass."""

    def __init__(self, visitor: Visitor, start: int, random: Random) -> None:
        """Begin a visit at `start` (ms) with a generator of its own."""
        self.visitor = visitor
        self.random = random
        self.draw = random.random
        self.now = start
        self.pauses = 0
        self.url = ""
        self.referrer = ""
        self.account: str | None = None
        self.steps: list[Step] = []

    def wait(self, table: list[int]) -> None:
        """Let the time between two steps pass; now and then a long one."""
        draw = self.draw()
        if draw < _PAUSE_SHARE and self.pauses < _MOST_PAUSES:
            self.pauses += 1
            self.now += pick(_PAUSES, self.draw)
        else:
            self.now += table[int(draw * len(table))] + self.random.getrandbits(7)

    def view(self, path: str, item: Item | None = None, came_from: str | None = None) -> None:
        """Open a page, from the page before unless told where from."""
        if self.steps:
            self.wait(_READING)
        self.referrer = self.url if came_from is None else came_from
        self.url = HOST + path
        self.happen("view", item)

    def act(self, kind: str, item: Item | None = None, props: str = "") -> None:
        """Do something on the page."""
        self.wait(_ACTING)
        self.happen(kind, item, props)

    def product(self, item: Item) -> None:
        """Go to a product, mostly by a click that is noticed."""
        if chance(0.65, self.draw):
            self.act("click", item)
        self.view(item.product.path, item)

    def reload(self) -> None:
        """Load the same page again."""
        self.wait(_RELOADING)
        self.happen("view")

    def happen(self, kind: str, item: Item | None = None, props: str = "") -> None:
        """Add a step at this very moment, on the page that is open."""
        self.steps.append(Step(self.now, kind, self.url, self.referrer, item, props, self.account))
