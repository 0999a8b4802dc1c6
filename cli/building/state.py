"""What the warehouse knows about earlier builds: watermarks and fingerprints in schema `meta`."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from contract.errors import ClickstreamError
from loader.warehouse import Connection, connect

_BUILD_LOCK = 0x636C6B62  # "clkb"; the loader has a lock of its own


@contextmanager
def one_build(database_url: str) -> Iterator[None]:
    """Hold the lock that lets one build run at a time; raise ClickstreamError when it is taken."""
    with connect(database_url) as connection:
        row = connection.execute("select pg_try_advisory_lock(%s)", [_BUILD_LOCK]).fetchone()
        if not row or not row[0]:
            raise ClickstreamError("another build is running; wait until it has ended")
        yield


def recorded_fingerprints(database_url: str) -> dict[str, str]:
    """Return the fingerprint with which each node was last built, by its unique id."""
    with connect(database_url) as connection:
        if not _exists(connection, "meta.fingerprints"):
            return {}
        return dict(
            connection.execute("select node, fingerprint from meta.fingerprints").fetchall()
        )


def record_fingerprints(database_url: str, nodes: Mapping[str, str]) -> None:
    """Remember the fingerprints with which nodes have just been built."""
    with connect(database_url) as connection, connection.transaction():
        cursor = connection.cursor()
        cursor.executemany(
            """
            insert into meta.fingerprints (node, fingerprint, recorded_at)
            values (%s, %s, now())
            on conflict (node) do update
            set fingerprint = excluded.fingerprint, recorded_at = excluded.recorded_at
            """,
            list(nodes.items()),
        )


def is_up_to_date(database_url: str, models: list[str]) -> bool:
    """Return whether every one of `models` (tables) has seen every batch that is loaded."""
    with connect(database_url) as connection:
        if not _exists(connection, "meta.model_watermarks"):
            return False
        row = connection.execute(
            """
            select count(*) from meta.model_watermarks
            where
                model = any(%s)
                and batch >= (select coalesce(max(batch), 0) from raw.load_batches)
            """,
            [models],
        ).fetchone()
        return row is not None and row[0] == len(models)


def is_checked(database_url: str) -> bool:
    """Return whether every check has passed for what was last built."""
    with connect(database_url) as connection:
        row = connection.execute(
            "select checked_batch >= frozen_batch from meta.build_state"
        ).fetchone()
        return row is not None and bool(row[0])


def record_checked(database_url: str) -> None:
    """Remember that every check has passed; until then the next build checks the same again."""
    with connect(database_url) as connection:
        connection.execute("update meta.build_state set checked_batch = frozen_batch")


def _exists(connection: Connection, table: str) -> bool:
    row = connection.execute("select to_regclass(%s) is not null", [table]).fetchone()
    return bool(row and row[0])
