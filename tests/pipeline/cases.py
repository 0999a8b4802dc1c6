"""A history, and one of the many ways in which it may reach the marts."""

from dataclasses import dataclass
from random import Random

from tests.dbt.hashes import mart_hashes
from tests.pipeline.histories import family
from tests.pipeline.projects import Project
from tests.pipeline.warehouses import Warehouse

Hashes = dict[str, tuple[int, str]]

# What may happen after a load: nothing yet, a build, or somebody runs one model by hand.
AFTERWARDS = [
    None,
    (),
    (),
    ("--select", "fact_events"),
    ("--select", "fact_sessions"),
    ("--full-refresh", "--select", "fact_orders"),
    ("--select", "mart_audience_daily"),
]


@dataclass(frozen=True)
class Case:
    """Families of visitors by their numbers, and the loads in which their lines arrive.

    `loads` are (how much of everything the load brings, what happens after it) in order;
    `from_empty` says that the first build meets empty tables rather than none.
    """

    seed: int
    families: range | tuple[int, ...]
    loads: tuple[tuple[int, tuple[str, ...] | None], ...]
    from_empty: bool
    timezone: str = "UTC"

    def at_once(self, warehouse: Warehouse, project: Project) -> Hashes:
        """Return the marts when everything comes in order, in one load and one full refresh."""
        warehouse.empty()
        warehouse.put(line for number in self.families for line in family(self.seed, number))
        warehouse.load()
        project.run("--full-refresh", variables=self._variables())
        return mart_hashes(warehouse.url)

    def bit_by_bit(self, warehouse: Warehouse, project: Project) -> Hashes:
        """Return the marts when everything comes in the loads of the case, with their builds."""
        warehouse.empty()
        options = () if self.from_empty else ("--full-refresh",)
        for lines, (_, afterwards) in zip(self._arrivals(), self.loads, strict=True):
            for start in range(3):
                warehouse.put(lines[start::3])
            warehouse.load()
            if afterwards is not None:
                project.run(*(options or afterwards), variables=self._variables())
                options = ()
        project.run(variables=self._variables())
        return mart_hashes(warehouse.url)

    def _arrivals(self) -> list[list[bytes]]:
        """Return each load's lines, in an order of chance and some of them more than once."""
        numbers = range(len(self.loads))
        weights = [weight for weight, _ in self.loads]
        arrivals: list[list[bytes]] = [[] for _ in numbers]
        for number in self.families:
            random = Random(f"{self.seed} {number} arrivals")  # noqa: S311  no secret
            # Most of some families comes together, so that a load touches few visitors.
            (home,) = random.choices(numbers, weights)
            scattered = random.choice([0.05, 0.3, 1])
            for line in family(self.seed, number):
                while True:
                    (away,) = random.choices(numbers, weights)
                    arrivals[away if random.random() < scattered else home].append(line)
                    if random.random() > 0.1:
                        break
        for lines in arrivals:
            Random(self.seed).shuffle(lines)  # noqa: S311  no secret
        return arrivals

    def _variables(self) -> dict[str, object]:
        return {"store_timezone": self.timezone}
