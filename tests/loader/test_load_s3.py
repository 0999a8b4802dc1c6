"""A lake in S3 is loaded like one in a directory."""

import gzip
from collections.abc import Iterator

import boto3
import pytest
from moto.server import ThreadedMotoServer

from loader import arrivals
from loader.load import load
from tests.loader.lakes import KEY, backfill, balances, line, query

OBJECTS = 1010


@pytest.fixture
def bucket(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    server = ThreadedMotoServer(port=0)
    server.start()
    host, port = server.get_host_and_port()
    for name, value in {
        "AWS_ENDPOINT_URL": f"http://{host}:{port}",
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_DEFAULT_REGION": "us-east-1",
    }.items():
        monkeypatch.setenv(name, value)
    boto3.client("s3").create_bucket(Bucket="lake")
    yield "lake"
    server.stop()


def test_a_lake_of_more_than_a_listing_page_is_loaded_once(
    database_url: str, bucket: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(arrivals, "_FETCHED_WHOLE", 1000)  # so that one object is streamed
    s3 = boto3.client("s3")
    for n in range(OBJECTS):
        body = gzip.compress(line(n) + b"\n" + line(n + 1))
        s3.put_object(Bucket=bucket, Key=f"shop/events/{n:04}", Body=body)
    large = b"\n".join(backfill(n, page_url="/" + "x" * 100) for n in range(10_000, 10_100))
    s3.put_object(Bucket=bucket, Key="shop/backfill/large", Body=large)
    s3.put_object(Bucket=bucket, Key="events/of-another-lake", Body=line(20_000))

    result = load(database_url, f"s3://{bucket}/shop", user_key=KEY)

    assert (result.objects, result.inserted) == (OBJECTS + 1, OBJECTS + 1 + 100)
    assert balances(database_url)
    assert load(database_url, f"s3://{bucket}/shop", user_key=KEY).objects == 0
    manifests = s3.list_objects_v2(Bucket=bucket, Prefix="shop/manifests/")
    assert (
        manifests["KeyCount"] == query(database_url, "select count(*) from raw.load_batches")[0][0]
    )
