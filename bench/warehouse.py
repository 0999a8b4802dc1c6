"""The benches' own PostgreSQL server, and databases on it whose statements are timed."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from urllib.parse import urlsplit

import psycopg

from bench.server_log import LINE_PREFIX, Statement, statements
from local import embedded

# Names our own connections, so that they are not taken for what is measured.
_APPLICATION = "bench"


@dataclass(frozen=True)
class Server:
    """A running embedded server, configured as every user's; `log` is the file it writes to."""

    url: str
    log: Path

    @contextmanager
    def database(self, name: str) -> Iterator["Database"]:
        """Make an empty database for a `with` block; one of that name is dropped before."""
        with psycopg.connect(self.url, autocommit=True) as connection:
            connection.execute(f"drop database if exists {name} with (force)")
            connection.execute(f"create database {name}")
            connection.execute(f"alter database {name} set log_min_duration_statement = 0")
        try:
            yield Database(urlsplit(self.url)._replace(path=f"/{name}").geturl(), name, self.log)
        finally:
            with psycopg.connect(self.url, autocommit=True) as connection:
                connection.execute(f"drop database {name} with (force)")


@contextmanager
def server(folder: Path) -> Iterator[Server]:
    """Run the server that lives in `folder` (made on first use) for a `with` block."""
    url = embedded.start(folder)
    try:
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(f"alter system set log_line_prefix = '{LINE_PREFIX}'")
            connection.execute("select pg_reload_conf()")
        yield Server(url, folder / "log")
    finally:
        embedded.stop(folder)


@dataclass(frozen=True)
class Database:
    """A database whose statements all go to the server's log."""

    url: str
    name: str
    log: Path

    @contextmanager
    def connect(self) -> Iterator[psycopg.Connection]:
        """Connect without a transaction, and unmeasured."""
        with psycopg.connect(
            self.url, autocommit=True, application_name=_APPLICATION
        ) as connection:
            yield connection

    @contextmanager
    def measured(self, into: list[Statement]) -> Iterator[None]:
        """Append to `into` what others have the server do in this database in a `with` block."""
        begin = self.log.stat().st_size
        yield
        with self.log.open("rb") as file:
            file.seek(begin)
            text = file.read().decode(errors="replace")
        into += [
            statement
            for statement in statements(text)
            if statement.database == self.name and statement.application != _APPLICATION
        ]

    def settle(self) -> None:
        """Write out what is pending, so that what comes next does not pay for it."""
        with self.connect() as connection:
            connection.execute("checkpoint")

    def vacuum(self) -> None:
        """Do at once what autovacuum does within a minute, before the next hour's build."""
        with self.connect() as connection:
            connection.execute("vacuum")

    def copy_seconds(self) -> float:
        """Return how long the server takes to write all events into another table."""
        with self.connect() as connection:
            begin = perf_counter()
            connection.execute("create table public.scratch as select * from raw.events")
            seconds = perf_counter() - begin
            connection.execute("drop table public.scratch")
        return seconds
