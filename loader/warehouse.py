"""The warehouse's door: a connection with a clear error, migrations, the loaders' lock."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg

from loader.address import WarehouseError, place_of

Connection = psycopg.Connection[tuple[Any, ...]]

MIGRATIONS = Path(__file__).parent / "migrations"

# Advisory locks of this database. Any fixed numbers do, if nothing else here takes them.
_MIGRATION_LOCK = 7_230_001
LOADER_LOCK = 7_230_002


@contextmanager
def connect(database_url: str) -> Iterator[Connection]:
    """Connect to PostgreSQL (15 or newer) for a `with` block, in UTC and without a transaction.

    Raises `WarehouseError` when it can't be reached or the connection breaks inside the block;
    an open transaction is then rolled back by the server.
    """
    where = place_of(database_url)
    try:
        with psycopg.connect(
            database_url,
            autocommit=True,
            application_name="clickstream load",
            client_encoding="utf8",
        ) as connection:
            connection.execute("select set_config('timezone', 'UTC', false)")
            yield connection
    except psycopg.errors.InsufficientPrivilege as error:
        raise WarehouseError(
            f"PostgreSQL at {where} refuses ({_first_line(error)}): give the user of "
            "CLICKSTREAM_DATABASE_URL this right, or name its owner there"
        ) from error
    except psycopg.errors.ReadOnlySqlTransaction as error:
        raise WarehouseError(
            f"PostgreSQL at {where} can only be read ({_first_line(error)}): name one that can be "
            "written to in CLICKSTREAM_DATABASE_URL"
        ) from error
    except psycopg.OperationalError as error:
        what = (str(error).strip().splitlines() or [type(error).__name__])[-1].strip()
        raise WarehouseError(
            f"PostgreSQL at {where} failed ({what}): nothing is half done. Start or mend it, or "
            "check CLICKSTREAM_DATABASE_URL, and run again"
        ) from error


def _first_line(error: psycopg.Error) -> str:
    return str(error).strip().partition("\n")[0]


def migrate(database_url: str, folder: Path = MIGRATIONS) -> list[str]:
    """Apply the migrations in `folder` that this database lacks; return their names.

    They are applied in the order of their names, each in a transaction, under a lock, so that two
    processes may start at once. `public.clickstream_migrations` remembers name and sha256 of each;
    raises `WarehouseError` when an applied file has changed since or is not here.
    """
    files = {path.name: path.read_bytes() for path in sorted(folder.glob("*.sql"))}
    with connect(database_url) as connection:
        encoding = connection.info.parameter_status("server_encoding")
        if encoding != "UTF8":
            raise WarehouseError(
                f"the database keeps text as {encoding}, which can't hold every visitor's: make "
                "one with `createdb --encoding=UTF8 --template=template0`"
            )
        connection.execute("select pg_advisory_lock(%s)", [_MIGRATION_LOCK])
        connection.execute(
            "create table if not exists public.clickstream_migrations"
            " (name text primary key, sha256 text not null, applied_at timestamptz not null)"
        )
        applied = dict(
            connection.execute("select name, sha256 from public.clickstream_migrations").fetchall()
        )
        _check(applied, files)
        missing = [name for name in files if name not in applied]
        for name in missing:
            with connection.transaction():
                connection.execute(files[name])
                connection.execute(
                    "insert into public.clickstream_migrations values (%s, %s, now())",
                    [name, _sha256(files[name])],
                )
    return missing


def _check(applied: dict[str, str], files: dict[str, bytes]) -> None:
    for name, sha256 in applied.items():
        if name not in files:
            raise WarehouseError(
                f"the warehouse has migration {name}, which this version of clickstream lacks: "
                "update clickstream"
            )
        if sha256 != _sha256(files[name]):
            raise WarehouseError(
                f"migration {name} has changed since it was applied: restore the file, and put "
                "the change into a new one"
            )


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


@contextmanager
def only_loader(connection: Connection) -> Iterator[None]:
    """Wait until no other loader works on this database, and keep others out meanwhile.

    The lock belongs to the session: a loader that is killed gives it back.
    """
    connection.execute("select pg_advisory_lock(%s)", [LOADER_LOCK])
    yield
    connection.execute("select pg_advisory_unlock(%s)", [LOADER_LOCK])
