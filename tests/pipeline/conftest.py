"""Databases for the pipeline's suites: with no table in them, and a limit on every statement."""

import os
import shutil
from collections.abc import Callable, Iterator
from urllib.parse import urlsplit
from uuid import uuid4

import psycopg
import pytest

from tests.pipeline.cases import Case
from tests.pipeline.projects import Project
from tests.pipeline.warehouses import Warehouse

NewWarehouse = Callable[..., Warehouse]


@pytest.fixture(scope="session", autouse=True)
def _limits() -> Iterator[None]:
    """Let a bad plan fail instead of hanging; a test's data are read in milliseconds."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PGOPTIONS", "-c statement_timeout=120s")
        yield


@pytest.fixture(scope="session")
def fast_server_url(server_url: str) -> str:
    """Return the server's URL; nobody needs these data after a power cut, so it need not sync."""
    if "CLICKSTREAM_TEST_SERVER" not in os.environ:  # that one is somebody's own
        with psycopg.connect(server_url, autocommit=True) as connection:
            connection.execute("alter system set fsync to off")
            connection.execute("select pg_reload_conf()")
    return server_url


@pytest.fixture(scope="session")
def new_warehouse(
    fast_server_url: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[NewWarehouse]:
    """Return a function that makes an empty warehouse, or a copy of one; dropped at the end."""
    names = []

    def make(copy_of: Warehouse | None = None) -> Warehouse:
        names.append(f"test_{uuid4().hex[:12]}")
        template = urlsplit(copy_of.url).path[1:] if copy_of else "template1"
        with psycopg.connect(fast_server_url, autocommit=True) as connection:
            connection.execute(f"create database {names[-1]} template {template}")
        url = urlsplit(fast_server_url)._replace(path=f"/{names[-1]}").geturl()
        lake = tmp_path_factory.mktemp("lake")
        if copy_of:
            shutil.copytree(copy_of.lake, lake, dirs_exist_ok=True)
        return Warehouse(url, lake)

    yield make
    with psycopg.connect(fast_server_url, autocommit=True) as connection:
        for name in names:
            connection.execute(f"drop database {name} with (force)")


@pytest.fixture(scope="session")
def warehouse(new_warehouse: NewWarehouse) -> Warehouse:
    """Return the warehouse that property tests empty and fill again."""
    return new_warehouse()


@pytest.fixture(scope="session")
def project(warehouse: Warehouse, tmp_path_factory: pytest.TempPathFactory) -> Project:
    """Return the project on `warehouse`, with its seeds loaded."""
    project = Project(warehouse.url, tmp_path_factory.mktemp("dbt"))
    project.seed()
    return project


@pytest.fixture(scope="session")
def random_history(
    new_warehouse: NewWarehouse, tmp_path_factory: pytest.TempPathFactory
) -> Warehouse:
    """Return a warehouse with a random history in its marts, to be read only."""
    warehouse = new_warehouse()
    project = Project(warehouse.url, tmp_path_factory.mktemp("dbt"))
    project.seed()
    Case(seed=1, families=range(300), loads=(), from_empty=False).at_once(warehouse, project)
    return warehouse
