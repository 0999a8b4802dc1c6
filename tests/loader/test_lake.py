"""A directory and a bucket are the same to whoever reads the lake."""

import io
import os
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import boto3
import pytest
from botocore.response import StreamingBody
from moto.server import ThreadedMotoServer

from loader import lake_s3
from loader.lake import DirectoryLake, Lake, LakeError, LakeObject, open_lake
from loader.new_lake import open_or_make

KEYS = ["events/b", "events/a/2", "events/a/10", "events/a.gz", "backfill/x", "events-other/y"]


@pytest.fixture(scope="module")
def s3_server() -> Iterator[str]:
    server = ThreadedMotoServer(port=0)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture
def s3(s3_server: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """Return the address of a lake with nothing in it."""
    for name, value in {
        "AWS_ENDPOINT_URL": s3_server,
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_DEFAULT_REGION": "us-east-1",
    }.items():
        monkeypatch.setenv(name, value)
    boto3.client("s3").create_bucket(Bucket="lake")
    return f"s3://lake/some/{uuid4()}"


@pytest.fixture(params=["directory", "s3"])
def lake(request: pytest.FixtureRequest, tmp_path: Path) -> Lake:
    url = str(tmp_path) if request.param == "directory" else request.getfixturevalue("s3")
    return open_lake(url)


def listing(lake: Lake, prefix: str) -> list[LakeObject]:
    return [found for page in lake.pages(prefix) for found in page]


def test_keys_are_listed_below_their_prefix_in_the_order_of_their_bytes(lake: Lake) -> None:
    for key in KEYS:
        lake.put(key, b"12")
    assert listing(lake, "events/") == [
        LakeObject("events/a.gz", 2),
        LakeObject("events/a/10", 2),
        LakeObject("events/a/2", 2),
        LakeObject("events/b", 2),
    ]
    assert listing(lake, "nothing/") == []


def test_an_object_reads_as_it_was_written_and_may_be_written_again(lake: Lake) -> None:
    lake.put("events/a", b"old")
    lake.put("events/a", b"new\x00\xff" * 1000)
    with lake.open("events/a") as stream:
        assert stream.read(4) + stream.read() == b"new\x00\xff" * 1000


@pytest.mark.parametrize("key", ["events/.a", "events/a.tmp", "events/_temporary/a", "events/_A"])
def test_what_others_have_not_finished_is_not_listed(lake: Lake, key: str) -> None:
    lake.put(key, b"")
    assert listing(lake, "events/") == []


def test_what_is_not_there_cannot_be_read_and_the_error_names_it(lake: Lake) -> None:
    with pytest.raises(LakeError, match="events/missing"):
        lake.open("events/missing")


def test_a_listing_of_more_than_one_page_is_complete(lake: Lake) -> None:
    keys = [f"events/{n:05}" for n in range(1005)]
    for key in keys:
        lake.put(key, b"")
    assert [len(page) for page in lake.pages("events/")] == [1000, 5]
    assert [found.key for found in listing(lake, "events/")] == keys


def test_a_lake_that_is_not_there_says_what_to_do(tmp_path: Path, s3: str) -> None:
    del s3
    with pytest.raises(LakeError, match="clickstream simulate"):
        open_lake(str(tmp_path / "missing"))
    with pytest.raises(LakeError, match="CLICKSTREAM_LAKE"):
        open_lake("s3://missing")


def test_a_folder_made_by_a_console_is_no_object(s3: str) -> None:
    key = s3.removeprefix("s3://lake/") + "/events/"
    boto3.client("s3").put_object(Bucket="lake", Key=key, Body=b"")
    assert listing(open_lake(s3), "events/") == []


def test_a_broken_connection_is_an_error_and_no_short_object() -> None:
    class Broken(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            raise ConnectionResetError(size)

    body = StreamingBody(Broken(), content_length=3)
    stream = lake_s3._Stream(body, lambda error: LakeError(repr(error)))  # noqa: SLF001 - no other way in
    with pytest.raises(LakeError, match="ConnectionResetError"):
        stream.read()


def test_a_directory_that_cannot_be_written_is_an_error_for_the_user(tmp_path: Path) -> None:
    (tmp_path / "manifests").write_text("a file where a folder should be")
    with pytest.raises(LakeError, match="can't write"):
        DirectoryLake(tmp_path).put("manifests/a", b"")


@pytest.mark.parametrize("url", ["gs://bucket", "s3:/bucket", "abfs://container"])
def test_what_is_neither_a_directory_nor_s3_is_refused(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for do in open_lake, open_or_make:
        with pytest.raises(LakeError, match=f"not {url}"):
            do(url)
    assert list(tmp_path.iterdir()) == []


def test_what_is_no_file_is_no_object_and_a_name_that_is_no_text_is_told(tmp_path: Path) -> None:
    folder = tmp_path / "events"
    folder.mkdir()
    os.mkfifo(folder / "pipe")
    (folder / "a").write_bytes(b"x")
    assert [[found.key for found in page] for page in DirectoryLake(tmp_path).pages("events/")] == [
        ["events/a"]
    ]
    (folder / os.fsdecode(b"caf\xe9")).write_bytes(b"x")
    with pytest.raises(LakeError, match="not UTF-8: rename it"):
        list(DirectoryLake(tmp_path).pages("events/"))
