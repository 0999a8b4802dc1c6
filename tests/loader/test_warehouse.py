"""The warehouse is made once, by whoever comes first, and says clearly when it can't be used."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import quote, urlsplit

import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict

from loader.address import WarehouseError, whole_url
from loader.warehouse import connect, migrate
from tests.loader.lakes import query


@pytest.fixture
def migrations(tmp_path: Path) -> Path:
    (tmp_path / "0001_first.sql").write_text(
        "create table public.a (n int); insert into a values (1)"
    )
    (tmp_path / "0002_second.sql").write_text("alter table public.a add m int")
    return tmp_path


def test_migrations_are_applied_once_and_in_order(database_url: str, migrations: Path) -> None:
    assert migrate(database_url, migrations) == ["0001_first.sql", "0002_second.sql"]
    assert migrate(database_url, migrations) == []
    (migrations / "0003_third.sql").write_text("insert into public.a values (2, 3)")
    assert migrate(database_url, migrations) == ["0003_third.sql"]
    assert query(database_url, "select * from public.a order by n") == [(1, None), (2, 3)]


def test_a_migration_that_fails_leaves_nothing(database_url: str, migrations: Path) -> None:
    (migrations / "0002_second.sql").write_text("create table public.b (); select 1 / 0")
    with pytest.raises(psycopg.errors.DivisionByZero):
        migrate(database_url, migrations)
    assert query(database_url, "select to_regclass('public.b')") == [(None,)]
    assert query(database_url, "select name from public.clickstream_migrations") == [
        ("0001_first.sql",)
    ]


def test_a_migration_that_changed_afterwards_is_refused(
    database_url: str, migrations: Path
) -> None:
    migrate(database_url, migrations)
    (migrations / "0001_first.sql").write_text("create table public.other ()")
    with pytest.raises(WarehouseError, match=r"0001_first\.sql has changed"):
        migrate(database_url, migrations)


def test_a_warehouse_of_a_later_version_is_refused(database_url: str, migrations: Path) -> None:
    migrate(database_url, migrations)
    (migrations / "0002_second.sql").unlink()
    with pytest.raises(WarehouseError, match="update clickstream"):
        migrate(database_url, migrations)


def test_many_may_migrate_at_once(database_url: str, migrations: Path) -> None:
    with ThreadPoolExecutor(4) as pool:
        applied = list(pool.map(lambda _: migrate(database_url, migrations), range(4)))
    assert sorted(map(len, applied)) == [0, 0, 0, 2]


def test_the_real_migrations_make_the_schema(database_url: str) -> None:
    assert migrate(database_url)
    assert query(database_url, "select count(*) from raw.events") == [(0,)]


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://user:secret@127.0.0.1:1/shop",
        "postgresql://user:secret@/shop?host=/nowhere",
        "postgresql://user:secret@[",
    ],
)
def test_a_server_that_is_away_is_one_line_without_the_password(url: str) -> None:
    with pytest.raises(WarehouseError) as error, connect(url):
        pass
    assert "CLICKSTREAM_DATABASE_URL" in str(error.value)
    assert "secret" not in str(error.value)
    assert "\n" not in str(error.value)


def test_a_connection_that_breaks_is_one_line_too(database_url: str) -> None:
    with pytest.raises(WarehouseError, match="run again"), connect(database_url) as connection:
        connection.execute("select pg_terminate_backend(pg_backend_pid())")


def test_a_database_that_can_not_hold_every_text_is_refused(
    server_url: str, migrations: Path
) -> None:
    with psycopg.connect(server_url, autocommit=True) as connection:
        connection.execute(
            "create database test_latin template template0 encoding 'LATIN1' locale 'C'"
        )
        try:
            url = urlsplit(server_url)._replace(path="/test_latin").geturl()
            with pytest.raises(WarehouseError, match="keeps text as LATIN1"):
                migrate(url, migrations)
            assert query(url, "select to_regclass('public.clickstream_migrations')") == [(None,)]
        finally:
            connection.execute("drop database test_latin with (force)")


@pytest.mark.parametrize(
    ("option", "message"),
    [
        ("-c default_transaction_read_only=on", "can only be read"),
        ("-c role=test_reader", "refuses .permission denied"),
    ],
)
def test_a_user_who_may_not_write_is_told_so(
    database_url: str, migrations: Path, option: str, message: str
) -> None:
    with psycopg.connect(database_url, autocommit=True) as connection:
        connection.execute("drop role if exists test_reader")
        connection.execute("create role test_reader")
        try:
            with pytest.raises(WarehouseError, match=message):
                migrate(f"{database_url}&options={quote(option)}", migrations)
        finally:
            connection.execute("drop role test_reader")


@pytest.mark.parametrize(
    ("address", "whole"),
    [
        ("postgresql://anna:pw@db:5433/store?sslmode=require",) * 2,
        ("postgresql://anna@/store?host=/run/postgresql",) * 2,
        ("postgresql://anna@db", "postgresql://anna@db:5432/anna"),
        (
            "host=/run/pg user=anna dbname='my store' password=p@ss sslmode=require",
            "postgresql://anna:p%40ss@:5432/my%20store?host=/run/pg&sslmode=require",
        ),
    ],
)
def test_an_address_becomes_a_url_that_says_everything(address: str, whole: str) -> None:
    assert whole_url(address) == whole
    given, made = (conninfo_to_dict(url) for url in (address, whole))
    assert given.items() <= {**made, "port": given.get("port", made.get("port"))}.items()
