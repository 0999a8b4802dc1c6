"""A store's warehouse in the course of time: its history, then hour after hour of new events."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench.commands import Build, Commands
from bench.lakes import Lakes
from bench.warehouse import Database, Server


@dataclass(frozen=True)
class Kit:
    """What every bench of builds works with; `runs` is how often each increment is measured."""

    server: Server
    commands: Commands
    lakes: Lakes
    work: Path
    runs: int = 5


@dataclass(frozen=True)
class Store:
    """One warehouse, and the lake in which its new events arrive."""

    kit: Kit
    database: Database
    lake: Path

    def refresh(self) -> Build:
        """Make every model anew, without checks: those would flatter what is compared to it."""
        self.database.settle()
        return self.kit.commands.build(self.database, "--full-refresh", "--checks", "none")

    def arrive(self, first: int, count: int) -> int:
        """Load the `count` hours from the one `first` hours into today; return the new events."""
        before = self.events()
        self.kit.lakes.feed(self.lake, first, count)
        self.kit.commands.load(self.database, self.lake)
        return self.events() - before

    def build(self) -> Build:
        """Build what is new, with the checks of an hourly build."""
        return self.kit.commands.build(self.database)

    def catch_up(self, first: int, count: int) -> None:
        """Load and build hours that are not measured, and let the server do its upkeep."""
        self.arrive(first, count)
        self.build()
        self.database.vacuum()

    def events(self) -> int:
        """Return how many events the warehouse holds."""
        with self.database.connect() as connection:
            row = connection.execute("select count(*) from raw.events").fetchone()
        return int(row[0]) if row else 0


@contextmanager
def opened(kit: Kit, days: int) -> Iterator[Store]:
    """Yield a store for a `with` block, its last `days` days loaded and nothing built."""
    history = kit.lakes.history(days)
    lake = kit.work / "fed" / f"{days}-days"
    shutil.rmtree(lake, ignore_errors=True)
    lake.mkdir(parents=True)
    with kit.server.database(f"bench_{days}_days") as database:
        print(f"loading {days} days …", flush=True)
        kit.commands.load(database, history)
        database.vacuum()
        yield Store(kit, database, lake)
