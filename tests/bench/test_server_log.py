"""The server's log becomes seconds by model."""

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from bench.server_log import CHECKS, COMMAND, DBT, SEEDS, Statement, seconds_by_part, statements
from bench.warehouse import Server, server


def comment(node: str) -> str:
    return f'/* {{"app": "dbt", "dbt_version": "1.11.0", "node_id": "{node}"}} */'


LOG = """\
LOG:  database system is ready to accept connections
2026-01-01 00:00:00.000 UTC [7] LOG:  duration: 100.000 ms  statement: before the prefix was set
dbt|shop|7|LOG:  duration: 1500.000 ms  statement: select 1
dbt|shop|7|ERROR:  relation "no" does not exist at character 1
dbt|shop|7|STATEMENT:  select duration: 100.000 ms  statement: from no
|other|8|LOG:  duration: 0.250 ms  statement: \

\tselect
\tdbt|shop|7|LOG:  duration: 100.000 ms  statement: a text inside a statement
\tfrom here
load|shop|9|LOG:  duration: 1.000 ms  parse <unnamed>: select $1
load|shop|9|LOG:  duration: 2.000 ms  bind <unnamed>: select $1
load|shop|9|DETAIL:  Parameters: $1 = 'duration: 100.000 ms  statement: x'
load|shop|9|LOG:  duration: 4.000 ms  execute <unnamed>: select $1
load|shop|9|DETAIL:  Parameters: $1 = '1'
||10|LOG:  checkpoint complete: wrote 1 buffers
"""


def test_a_log_holds_a_statement_an_entry_and_nothing_else_counts() -> None:
    found = list(statements(LOG))
    assert [(s.application, s.database, s.process, s.seconds) for s in found] == [
        ("dbt", "shop", 7, 1.5),
        ("", "other", 8, 0.00025),
        ("load", "shop", 9, 0.001),
        ("load", "shop", 9, 0.002),
        ("load", "shop", 9, 0.004),
    ]
    assert found[0].text == "select 1"
    assert found[1].text.endswith("\tfrom here")


@pytest.mark.parametrize(
    ("text", "part"),
    [
        (comment("model.clickstream.fact_events") + "\n\tselect 1", "fact_events"),
        (comment("test.clickstream.not_null_fact_events_ts.0a1b2c") + " select 1", CHECKS),
        (comment("seed.clickstream.bots") + " insert", SEEDS),
        (comment("operation.clickstream.clickstream-on-run-start-0"), DBT),
        ('/* {"app": "dbt", "connection_name": "master"} */ select 1', DBT),
        ("select pg_advisory_lock($1)", COMMAND),
    ],
)
def test_dbt_says_what_a_statement_is_for(text: str, part: str) -> None:
    assert seconds_by_part([Statement("dbt", "shop", 1, 2.0, text)]) == {part: 2.0}


def test_a_commit_belongs_to_the_last_model_of_its_connection() -> None:
    log = [
        Statement("dbt", "shop", 1, 1.0, comment("model.clickstream.one")),
        Statement("dbt", "shop", 2, 10.0, comment("model.clickstream.two")),
        Statement("dbt", "shop", 1, 0.5, "COMMIT"),
        Statement("dbt", "shop", 2, 0.25, "COMMIT"),
        Statement("", "shop", 3, 0.125, "COMMIT"),
    ]
    assert seconds_by_part(log) == {"one": 1.5, "two": 10.25, COMMAND: 0.125}


@pytest.fixture(scope="module")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with server(tmp_path_factory.mktemp("bench") / "warehouse") as running:
        yield running


def test_a_real_server_says_what_others_did_in_the_measured_time(postgres: Server) -> None:
    found: list[Statement] = []
    with postgres.database("shop") as shop, postgres.database("other") as other:
        with psycopg.connect(shop.url) as connection:
            connection.execute("select 'too early'")
        with shop.measured(found):
            with psycopg.connect(shop.url, autocommit=True) as connection:
                connection.execute(f"{comment('model.clickstream.slow')}\nselect pg_sleep(0.05)")
                connection.execute("select\n%s::text", ["parameter"])
            with psycopg.connect(other.url) as connection:
                connection.execute("select 'elsewhere'")
            shop.settle()
    assert [s.text.split()[-1] for s in found] == ["pg_sleep(0.05)", *["$1::text"] * 3]
    assert found[0].seconds >= 0.05
    assert set(seconds_by_part(found)) == {"slow"}


def test_a_database_lasts_as_long_as_its_block_and_copies_are_left_out(postgres: Server) -> None:
    with postgres.database("shop") as shop:
        with psycopg.connect(shop.url) as connection:
            connection.execute("create schema raw create table events (n integer)")
        assert shop.copy_seconds() > 0
        assert shop.copy_seconds() > 0, "the copy of before is in the way"
    with pytest.raises(psycopg.OperationalError, match="does not exist"):
        psycopg.connect(shop.url)


def test_the_server_is_stopped_and_its_log_is_where_it_says(tmp_path: Path) -> None:
    with server(tmp_path / "warehouse") as running:
        assert running.log.exists()
        assert (tmp_path / "warehouse" / "postmaster.pid").exists()
    assert not (tmp_path / "warehouse" / "postmaster.pid").exists()
