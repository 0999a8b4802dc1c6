"""Small lakes: lines of events, objects of lines, and what a load made of them."""

import gzip
import json
from pathlib import Path
from typing import Any

import psycopg

from loader.load import LoadResult, load

KEY = b"test key"


def line(n: int, **fields: Any) -> bytes:
    """Return an enriched event's line; `n` is its id, and its second unless `ts` is given."""
    second = f"2026-03-02T12:{n // 60 % 60:02}:{n % 60:02}Z"
    event = {
        "event_id": f"00000000-0000-4000-8000-{n:012}",
        "ts": second,
        "event_type": "view",
        "anonymous_id": "v-1",
        "received_at": second,
    }
    return json.dumps(event | fields, ensure_ascii=False).encode()


def backfill(n: int, **fields: Any) -> bytes:
    """Return the line of an event that the ingest never saw."""
    event = json.loads(line(n, **fields))
    del event["received_at"]
    return json.dumps(event, ensure_ascii=False).encode()


def put(lake: Path, name: str, *lines: bytes, zipped: bool = True) -> str:
    """Write an object of `lines` below `events/` and return its key."""
    key = f"events/{name}"
    path = lake / key
    path.parent.mkdir(parents=True, exist_ok=True)
    data = b"".join(one + b"\n" for one in lines)
    path.write_bytes(gzip.compress(data) if zipped else data)
    return key


def load_lake(database_url: str, lake: Path) -> LoadResult:
    """Load what is new in `lake`."""
    return load(database_url, str(lake), user_key=KEY)


def query(database_url: str, sql: str) -> list[tuple[Any, ...]]:
    """Return the rows of a query."""
    with psycopg.connect(database_url, autocommit=True) as connection:
        connection.execute("set timezone to 'UTC'")
        return connection.execute(sql).fetchall()


def contents(database_url: str) -> list[tuple[Any, ...]]:
    """Return every event with all it has, apart from when and in which batch it was loaded."""
    return query(
        database_url,
        "select to_jsonb(e) - 'batch' - 'loaded_at' from raw.events e order by client_ts, event_id",
    )


def balances(database_url: str) -> bool:
    """Return whether every line of every object and batch is accounted for, to the row."""
    ((answer,),) = query(
        database_url,
        """
        select
            (select coalesce(sum(inserted), 0) from raw.loaded_objects)
                = (select count(*) from raw.events)
            and (select coalesce(sum(rejected), 0) from raw.loaded_objects)
                = (select count(*) from raw.rejected_lines)
            and (select coalesce(sum(replaced), 0) from raw.load_batches)
                = (select count(*) from raw.displaced_events)
            and not exists (
                select from raw.load_batches b
                where b.lines <> b.inserted + b.duplicates + b.rejected
                or (b.objects, b.bytes, b.lines, b.inserted, b.duplicates, b.rejected) <> (
                    select
                        count(*), coalesce(sum(bytes), 0), coalesce(sum(lines), 0),
                        coalesce(sum(inserted), 0), coalesce(sum(duplicates), 0),
                        coalesce(sum(rejected), 0)
                    from raw.loaded_objects o
                    where o.batch = b.batch
                )
            )
        """,
    )
    return bool(answer)
