"""Of several lines of one event, which one is kept."""

from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

from psycopg import sql

from loader.rows import COPY_OPTIONS, MINUTE, keys_of, rank_of
from loader.warehouse import Connection

# 99 of 100 rows meet no other, so what is staged is the keys of the rows that may, and of the few
# that do what decides between them. Then the rows that stay are copied in place. Staging whole
# rows and merging them with `insert … select` costs the server 14 µs a row (6 for the copy, 8 for
# inserting a row at a time); this way it takes 8 to 11, because COPY writes many rows at once.
_STAGES = """
    create temporary table if not exists staged_keys (
        n          integer not null,
        client_ts  timestamptz not null,
        event_id   uuid not null
    ) on commit delete rows;

    create temporary table if not exists staged_ranks (
        n            integer not null,
        client_ts    timestamptz not null,
        event_id     uuid not null,
        enriched     boolean not null,
        received_at  timestamptz not null,
        line_hash    uuid not null
    ) on commit delete rows;

    -- They never have statistics; and reading the history for a few rows must not look cheap.
    set enable_hashjoin = off;
    set enable_mergejoin = off;
"""

# Most of what is new falls into minutes of which the warehouse has nothing yet. To ask that costs
# 5 µs a minute, to stage and look up a key 3 µs, so it pays from a few rows a minute on.
_ROWS_A_MINUTE = 4
_SEEN_MINUTES = """
    select m
    from unnest(%s::text[]) m
    where exists (
        select
        from raw.events e
        where e.client_ts >= (m || 'Z')::timestamptz
          and e.client_ts < (m || 'Z')::timestamptz + interval '1 minute'
    )
"""

_MET = """
    select k.n
    from pg_temp.staged_keys k
    join raw.events e on e.client_ts = k.client_ts and e.event_id = k.event_id
"""

# The least (not enriched, received_at, line_hash) wins, whoever came first. Equal lines are the
# same content, so either may stay.
_DECIDE = """
    with ranked as (
        select
            *,
            row_number() over (
                partition by client_ts, event_id
                order by not enriched, received_at, line_hash, n
            ) = 1 as is_first
        from pg_temp.staged_ranks
    )

    select
        r.n,
        not r.is_first
        or (not e.enriched, e.received_at, e.line_hash)
        <= (not r.enriched, r.received_at, r.line_hash) as is_worse
    from ranked r
    left join raw.events e on e.client_ts = r.client_ts and e.event_id = r.event_id
    where not r.is_first or e.event_id is not null
"""

# A row that this very batch brought (an object larger than a round repeats an event) was never
# seen by anybody, so it leaves no trace.
_DISPLACE = """
    with removed as (
        delete from raw.events e
        using pg_temp.staged_ranks r
        where r.n = any(%(better)s) and e.client_ts = r.client_ts and e.event_id = r.event_id
        returning e.*
    ),

    recorded as (
        insert into raw.displaced_events (
            batch, event_id, client_ts, event_ts, anonymous_id, user_id, product_id, order_id
        )
        select
            %(batch)s, event_id, client_ts, event_ts, anonymous_id, user_id, product_id, order_id
        from removed
        where batch < %(batch)s
        returning 1
    )

    select count(*) from recorded
"""


class Verdict(NamedTuple):
    """What came of the lines that met another one, by their numbers; the others are new."""

    worse: list[int]  # not to be written
    better: list[int]  # to be written, in the place of a row that is gone now
    replaced: int  # how many of the gone rows were visible before


def prepare(connection: Connection) -> None:
    """Make this session's staging tables; to be called once."""
    connection.execute(_STAGES)


def settle(connection: Connection, batch: int, lines: list[bytes]) -> Verdict:
    """Decide between CSV lines of rows and the rows of the warehouse; take out the beaten ones."""
    keys = keys_of(lines)
    met = _repeated(keys) | _met(connection, keys)
    if not met:
        return Verdict([], [], 0)
    ranks = (b"%d,%b" % (n, b",".join(rank_of(lines[n]))) for n in sorted(met))
    _stage(connection, "staged_ranks", ranks)
    decided: list[tuple[int, bool]] = connection.execute(_DECIDE).fetchall()
    worse = [n for n, is_worse in decided if is_worse]
    better = [n for n, is_worse in decided if not is_worse]
    replaced = 0
    if better:
        row = connection.execute(_DISPLACE, {"better": better, "batch": batch}).fetchone()
        replaced = row[0] if row else 0
    return Verdict(worse, better, replaced)


def _met(connection: Connection, keys: list[bytes]) -> set[int]:
    """Return the numbers of the keys that `raw.events` has."""
    may_be_known: Iterable[tuple[int, bytes]] = enumerate(keys)
    minutes = {key[MINUTE] for key in keys}
    if len(minutes) * _ROWS_A_MINUTE <= len(keys):
        rows = connection.execute(_SEEN_MINUTES, [[m[1:].decode() for m in minutes]])
        seen = {b'"' + minute.encode() for (minute,) in rows}
        may_be_known = (item for item in may_be_known if item[1][MINUTE] in seen)
    staged = [b"%d,%b" % item for item in may_be_known]
    if not staged:
        return set()
    _stage(connection, "staged_keys", staged)
    return {n for (n,) in connection.execute(_MET).fetchall()}


def _repeated(keys: list[bytes]) -> set[int]:
    """Return the numbers of the keys that occur more than once."""
    repeated = {key for key, count in Counter(keys).items() if count > 1}
    return {n for n, key in enumerate(keys) if key in repeated}


def _stage(connection: Connection, table: str, lines: Iterable[bytes]) -> None:
    """Fill a staging table anew; it is empty again after the transaction."""
    name = sql.Identifier("pg_temp", table)
    connection.execute(sql.SQL("truncate {}").format(name))
    copy = sql.SQL("copy {} from stdin " + COPY_OPTIONS).format(name)
    with connection.cursor().copy(copy) as to:
        to.write(b"\n".join(lines))
