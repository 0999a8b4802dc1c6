"""Month partitions of `raw.events`, made when their first event arrives."""

from datetime import datetime, timedelta

from psycopg import sql

from loader.rows import rank_of
from loader.warehouse import Connection

# A month gets a partition when an event of it is believable; a lone event of 1970 or 2099, by a
# broken clock, goes to the default partition.
_BEHIND = timedelta(days=400)
_AHEAD = timedelta(days=1)


def existing(connection: Connection) -> set[str]:
    """Return the names of the partitions there are."""
    rows = connection.execute(
        "select c.relname from pg_inherits i join pg_class c on c.oid = i.inhrelid"
        " where i.inhparent = 'raw.events'::regclass"
    )
    return {name for (name,) in rows}


def make_missing(connection: Connection, known: set[str], lines: list[bytes]) -> None:
    """Make the partitions that CSV lines of rows need and that are not `known`; add them to it."""
    # A line begins with its time in UTC, in quotes: `"2026-11-22T…`.
    months = {line[1:8] for line in lines}
    for month in sorted(months):
        start = datetime.fromisoformat(month.decode() + "-01T00:00:00Z")
        if _name(start) not in known and any(
            _is_believable(line) for line in lines if line[1:8] == month
        ):
            _make(connection, start)
            known.add(_name(start))


def _is_believable(line: bytes) -> bool:
    client_ts, _, enriched, received_at, _ = rank_of(line)
    behind = _time(received_at) - _time(client_ts)
    return enriched == b"false" or -_AHEAD <= behind <= _BEHIND


def _time(field: bytes) -> datetime:
    return datetime.fromisoformat(field.decode().strip('"'))


def _name(month: datetime) -> str:
    return f"events_{month:%Y_%m}"


_MAKE = """
    create table {partition} (like raw.events including all);

    with moved as (
        delete from raw.events_default where client_ts >= {start} and client_ts < {end} returning *
    )

    insert into {partition} select * from moved;

    alter table raw.events attach partition {partition} for values from ({start}) to ({end});
"""


def _make(connection: Connection, month: datetime) -> None:
    """Make a month's partition and move into it what the default partition has of that month.

    The table is made apart and then attached, because `create table … partition of` would lock
    out everybody who reads `raw.events`; attaching locks only the default partition.
    """
    partition = sql.Identifier("raw", _name(month))
    bounds = {
        "partition": partition,
        "start": sql.Literal(month),
        "end": sql.Literal((month + timedelta(days=31)).replace(day=1)),
    }
    connection.execute(sql.SQL(_MAKE).format(**bounds))
