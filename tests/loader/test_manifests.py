"""Each batch is told to the lake, also after a loader that died too early."""

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from loader import manifests
from tests.loader.lakes import line, load_lake, put, query


def manifest(lake: Path, batch: int) -> Any:
    return json.loads((lake / manifests.key_of(batch)).read_bytes())


def test_a_manifest_names_the_objects_of_its_batch(database_url: str, tmp_path: Path) -> None:
    key = put(tmp_path, "0", line(1), line(1), b"bad")
    load_lake(database_url, tmp_path)
    data = (tmp_path / key).read_bytes()
    found = manifest(tmp_path, 1)
    assert found.pop("loaded_at")
    assert found == {
        "batch": 1,
        "watermark": "2026-03-02T12:00:01Z",
        "lines": 3,
        "inserted": 1,
        "duplicates": 1,
        "replaced": 0,
        "rejected": 1,
        "objects": [
            {
                "key": key,
                "bytes": len(data),
                "sha256": hashlib.sha256(data).hexdigest(),
                "lines": 3,
                "inserted": 1,
                "duplicates": 1,
                "rejected": 1,
            }
        ],
    }


def test_the_watermark_never_falls(database_url: str, tmp_path: Path) -> None:
    put(tmp_path, "0", line(50))
    load_lake(database_url, tmp_path)
    put(tmp_path, "1", line(1))
    load_lake(database_url, tmp_path)
    put(tmp_path, "2")
    load_lake(database_url, tmp_path)
    assert {manifest(tmp_path, n)["watermark"] for n in (1, 2, 3)} == {"2026-03-02T12:00:50Z"}


def test_the_next_load_writes_the_manifest_that_a_killed_one_could_not(
    database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(tmp_path, "0", line(1))
    with monkeypatch.context() as patch:
        patch.setattr(manifests, "write_missing", lambda *_: None)
        load_lake(database_url, tmp_path)
    assert query(database_url, "select manifest_key from raw.load_batches") == [(None,)]
    assert not (tmp_path / "manifests").exists()
    load_lake(database_url, tmp_path)
    assert manifest(tmp_path, 1)["objects"][0]["key"] == "events/0"
    assert query(database_url, "select manifest_key from raw.load_batches") == [
        ("manifests/batch-000000000001.json",)
    ]
