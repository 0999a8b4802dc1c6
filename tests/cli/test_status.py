"""`clickstream status` says what is there, also when nothing is."""

import shutil
from pathlib import Path

import psycopg
import pytest

from loader.load import load
from tests.cli.conftest import Run


@pytest.fixture
def loaded(database_url: str, tmp_path: Path, trip: Path) -> str:
    """Return the URL of a warehouse that holds the shopping trip."""
    lake = tmp_path / "lake"
    (lake / "events").mkdir(parents=True)
    shutil.copy(trip, lake / "events")
    load(database_url, str(lake), user_key=b"key")
    return database_url


def test_an_empty_warehouse_says_what_to_do_first(run: Run) -> None:
    result = run("status")
    assert result.exit_code == 0
    assert "Nothing is loaded yet" in result.stdout
    assert "clickstream load" in result.stdout


def test_the_trip_is_summed_up(run: Run, loaded: str) -> None:
    lines = _lines(run("status").stdout)
    assert "events 13" in lines
    assert "lines 15 1 duplicates, 1 rejected" in lines
    assert "objects 1 in 1 load" in lines
    assert "not_json 1 events/one_shopping_trip.ndjson:14" in lines
    assert "1 1 15 13 1 1 adds up just now" in lines
    assert any(line.endswith("2026-03-04 08:05 UTC") for line in lines)
    assert "Nothing is built yet: run `clickstream build`." in lines
    with psycopg.connect(loaded) as connection:
        connection.execute("create schema meta")
        connection.execute(
            "create table meta.model_watermarks as"
            " select 'fact_events' as model, 1::bigint as batch, now() - interval '3 h' as built_at"
        )
    assert "fact_events 1 3 h ago" in _lines(run("status").stdout)


def test_brackets_in_a_name_are_no_markup(run: Run, database_url: str, tmp_path: Path) -> None:
    lake = tmp_path / "lake"
    (lake / "events").mkdir(parents=True)
    (lake / "events" / "a[red]b[").write_bytes(b"no event")
    load(database_url, str(lake), user_key=b"key")
    assert "not_json 1 events/a[red]b[:1" in _lines(run("status").stdout)


@pytest.mark.parametrize(
    ("damage", "complaint"),
    [
        ("delete from raw.rejected_lines", "does not add up"),
        ("update raw.loaded_objects set lines = 14, inserted = 12", "does not add up"),
        ("delete from raw.events where event_type = 'search'", "13 events were inserted, but 12"),
    ],
)
def test_figures_that_do_not_add_up_are_pointed_out(
    run: Run, loaded: str, damage: str, complaint: str
) -> None:
    assert complaint not in run("status").stdout
    with psycopg.connect(loaded) as connection:
        connection.execute(damage)
    assert complaint in run("status").stdout


def test_a_warehouse_that_is_away_is_one_clear_line(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CLICKSTREAM_DATABASE_URL", "postgresql://u:secret@127.0.0.1:1/x")
    message = str(run("status").exception)
    assert "CLICKSTREAM_DATABASE_URL" in message
    assert "secret" not in message
    assert "\n" not in message


def _lines(text: str) -> list[str]:
    return [" ".join(line.split()) for line in text.splitlines()]
