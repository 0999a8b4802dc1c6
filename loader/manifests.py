"""A manifest a batch: what the warehouse took from the lake, told to the lake."""

from datetime import datetime

import msgspec

from loader.lake import Lake
from loader.warehouse import Connection

_BATCHES = """
    select batch, loaded_at, watermark, lines, inserted, duplicates, replaced, rejected
    from raw.load_batches
    where manifest_key is null
    order by batch
"""
_OBJECTS = """
    select object_key, bytes, sha256, lines, inserted, duplicates, rejected
    from raw.loaded_objects
    where batch = %s
    order by object_key
"""


class ManifestObject(msgspec.Struct):
    """One object as it was loaded."""

    key: str
    bytes: int
    sha256: str
    lines: int
    inserted: int
    duplicates: int
    rejected: int


class Manifest(msgspec.Struct):
    """One batch; `watermark` is the greatest `received_at` of this batch and all before."""

    batch: int
    loaded_at: datetime
    watermark: datetime | None
    lines: int
    inserted: int
    duplicates: int
    replaced: int
    rejected: int
    objects: list[ManifestObject] = []


def key_of(batch: int) -> str:
    """Return the key of a batch's manifest."""
    return f"manifests/batch-{batch:012}.json"


def write_missing(connection: Connection, lake: Lake) -> None:
    """Write the manifests that are not in the lake yet; outside of a transaction.

    Normally that is the one of the batch just committed. A loader that was killed in between
    leaves it to the next one: the same content under the same key, however often.
    """
    for facts in connection.execute(_BATCHES).fetchall():
        batch: int = facts[0]
        objects = connection.execute(_OBJECTS, [batch]).fetchall()
        manifest = Manifest(*facts, objects=[ManifestObject(*o) for o in objects])
        lake.put(key_of(batch), msgspec.json.format(msgspec.json.encode(manifest)) + b"\n")
        connection.execute(
            "update raw.load_batches set manifest_key = %s where batch = %s",
            [key_of(batch), batch],
        )
