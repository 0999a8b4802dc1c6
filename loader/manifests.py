"""A manifest a batch: what the warehouse took from the lake, told to the lake.

Its `watermark` is the greatest `received_at` of this batch and of all before.
"""

import msgspec
from psycopg.rows import dict_row

from loader.lake import Lake
from loader.warehouse import Connection

_BATCHES = """
    select batch, loaded_at, watermark, lines, inserted, duplicates, replaced, rejected
    from raw.load_batches
    where manifest_key is null
    order by batch
"""
_OBJECTS = """
    select object_key as key, bytes, sha256, lines, inserted, duplicates, rejected
    from raw.loaded_objects
    where batch = %s
    order by object_key
"""


def key_of(batch: int) -> str:
    """Return the key of a batch's manifest."""
    return f"manifests/batch-{batch:012}.json"


def write_missing(connection: Connection, lake: Lake) -> None:
    """Write the manifests that are not in the lake yet; outside of a transaction.

    Normally that is the one of the batch just committed. A loader that was killed in between
    leaves it to the next one: the same content under the same key, however often.
    """
    cursor = connection.cursor(row_factory=dict_row)
    for manifest in cursor.execute(_BATCHES).fetchall():
        key = key_of(manifest["batch"])
        manifest["objects"] = cursor.execute(_OBJECTS, [manifest["batch"]]).fetchall()
        lake.put(key, msgspec.json.format(msgspec.json.encode(manifest)) + b"\n")
        cursor.execute(
            "update raw.load_batches set manifest_key = %s where batch = %s",
            [key, manifest["batch"]],
        )
