"""What is new in the lake: its listing minus what the ledger has."""

import io
import time
from collections.abc import Iterator
from typing import BinaryIO

from loader.ahead import fetch_ahead
from loader.lake import Lake, LakeObject
from loader.warehouse import Connection

# Where events arrive and where the history of other tools lies; the lake holds more than those.
PREFIXES = ("backfill/", "events/")

# The ingest writes an object a request, and a request to S3 takes 30 ms: one by one, 100,000 of
# them are 50 minutes. So small objects are fetched whole, some at a time, and large ones stream.
_FETCHED_WHOLE = 1024 * 1024
_FETCHES = 12


def new_objects(connection: Connection, lake: Lake, changed: list[str]) -> Iterator[LakeObject]:
    """Yield the objects that were never loaded; one question to the ledger a listing page.

    An object is immutable: one that has another size than when it was loaded is not loaded again.
    Its key goes to `changed`, so that somebody hears of it.
    """
    for prefix in PREFIXES:
        for page in lake.pages(prefix):
            keys = [found.key for found in page]
            rows = connection.execute(
                "select object_key, bytes from raw.loaded_objects where object_key = any(%s)",
                [keys],
            )
            loaded: dict[str, int] = dict(rows.fetchall())
            yield from (found for found in page if found.key not in loaded)
            changed += (f.key for f in page if loaded.get(f.key, f.size) != f.size)


def open_objects(
    lake: Lake, objects: Iterator[LakeObject], deadline: float | None
) -> Iterator[tuple[str, BinaryIO]]:
    """Yield key and stream of each object; none any more when `time.monotonic()` > `deadline`."""

    def fetch(found: LakeObject) -> tuple[str, BinaryIO | None]:
        if found.size > _FETCHED_WHOLE:
            return found.key, None
        with lake.open(found.key) as stream:
            return found.key, io.BytesIO(stream.read())

    if lake.remote:
        fetched = fetch_ahead(fetch, objects, _FETCHES)
    else:
        fetched = ((found.key, None) for found in objects)
    for key, stream in fetched:
        if deadline is not None and time.monotonic() > deadline:
            return
        yield key, stream or lake.open(key)
