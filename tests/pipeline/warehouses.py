"""A lake and its warehouse, filled and emptied again: making new ones costs seconds."""

import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from loader.load import LoadResult, load
from loader.warehouse import migrate

KEY = b"key of the tests"


class Warehouse:
    """The database at `url` and the lake that is loaded into it."""

    def __init__(self, url: str, lake: Path) -> None:
        """Make what the loader needs, where it isn't there yet."""
        self.url = url
        self.lake = lake
        lake.mkdir(exist_ok=True)
        self._objects = sum(1 for _ in lake.rglob("*.ndjson"))
        migrate(url)

    def put(self, lines: Iterable[bytes]) -> None:
        """Write a new object of `lines` into the lake."""
        self._objects += 1
        path = self.lake / "events" / f"{self._objects:05}.ndjson"
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(b"".join(line + b"\n" for line in lines))

    def load(self) -> LoadResult:
        """Load what is new in the lake."""
        return load(self.url, str(self.lake), user_key=KEY)

    def empty(self) -> None:
        """Take everything out of lake and tables, watermarks included."""
        shutil.rmtree(self.lake)
        self.lake.mkdir()
        with psycopg.connect(self.url) as connection:
            tables = connection.execute(
                """
                select n.nspname, c.relname
                from pg_class as c
                inner join pg_namespace as n on c.relnamespace = n.oid
                where n.nspname in ('raw', 'marts', 'meta')
                    and c.relkind in ('r', 'p')
                    and not c.relispartition
                """
            ).fetchall()
            if tables:
                names = sql.SQL(", ").join(sql.Identifier(*name) for name in tables)
                connection.execute(sql.SQL("truncate {}").format(names))

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """Return the rows of a query; times are in UTC."""
        with psycopg.connect(self.url, options="-c timezone=UTC") as connection:
            return connection.execute(query.encode()).fetchall()

    def execute(self, statement: str) -> None:
        """Do something to the tables that nobody should do."""
        with psycopg.connect(self.url) as connection:
            connection.execute(statement.encode())

    def value(self, query: str) -> Any:
        """Return the one value of a query."""
        ((value,),) = self.rows(query)
        return value
