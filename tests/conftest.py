"""What every suite starts from: a real PostgreSQL, an empty database of one's own, the trip."""

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit
from uuid import uuid4

import psycopg
import pytest

from local import embedded

REPOSITORY = Path(__file__).parent.parent


@pytest.fixture(scope="session")
def server_url() -> Iterator[str]:
    """Return the URL of a PostgreSQL for this run: `CLICKSTREAM_TEST_SERVER`, else an embedded one.

    A server named there is used as it is and left running; databases are made and dropped in it.
    """
    named = os.environ.get("CLICKSTREAM_TEST_SERVER")
    if named:
        yield named
        return
    # Not in pytest's own folder: a second run would close that to the server's user.
    with tempfile.TemporaryDirectory(prefix="clickstream-tests-", ignore_cleanup_errors=True) as at:
        folder = Path(at) / "warehouse"
        yield embedded.start(folder)
        embedded.stop(folder)


@pytest.fixture
def database_url(server_url: str) -> Iterator[str]:
    """Return the URL of an empty database that is dropped after the test."""
    name = f"test_{uuid4().hex[:12]}"
    with psycopg.connect(server_url, autocommit=True) as connection:
        connection.execute(f"create database {name}")
    yield urlsplit(server_url)._replace(path=f"/{name}").geturl()
    with psycopg.connect(server_url, autocommit=True) as connection:
        connection.execute(f"drop database {name} with (force)")


@pytest.fixture(scope="session")
def trip() -> Path:
    """Return the fixture that every suite starts from, one visitor's shopping trip."""
    return REPOSITORY / "contract" / "one_shopping_trip.ndjson"
