"""Months get partitions when somebody believable has been there."""

from pathlib import Path

import pytest

from tests.loader.lakes import backfill, balances, contents, line, load_lake, put, query

WHERE = "select tableoid::regclass::text from raw.events order by client_ts"
DAY = "2026-03-02T12:00:00Z"


@pytest.mark.parametrize(
    ("one", "partition"),
    [
        (line(1, ts=DAY), "raw.events_2026_03"),
        (line(1, ts="2026-03-01T00:30:00+02:00"), "raw.events_2026_02"),
        (line(1, ts="2025-01-27T12:00:00Z", event_ts=DAY, received_at=DAY), "raw.events_2025_01"),
        (line(1, ts="2025-01-26T11:00:00Z", event_ts=DAY, received_at=DAY), "raw.events_default"),
        (line(1, ts="1970-01-01T00:00:00Z", event_ts=DAY, received_at=DAY), "raw.events_default"),
        (line(1, ts="2099-12-01T00:00:00Z", event_ts=DAY, received_at=DAY), "raw.events_default"),
        (line(1, ts="0002-01-01T00:00:00Z", event_ts=DAY, received_at=DAY), "raw.events_default"),
        (
            line(1, ts="2026-04-01T10:00:00Z", received_at="2026-03-31T12:00:00Z"),
            "raw.events_2026_04",
        ),
        (backfill(1, ts="1990-01-01T00:00:00Z"), "raw.events_1990_01"),
    ],
)
def test_an_event_goes_to_its_month_if_that_is_believable(
    database_url: str, tmp_path: Path, one: bytes, partition: str
) -> None:
    put(tmp_path, "0", one)
    load_lake(database_url, tmp_path)
    assert query(database_url, WHERE) == [(partition,)]


def test_a_month_that_comes_later_takes_its_rows_out_of_the_default_partition(
    database_url: str, tmp_path: Path
) -> None:
    put(tmp_path, "0", line(1, ts="2024-05-01T00:00:00Z", event_ts=DAY))
    put(tmp_path, "0b", line(2, ts="2024-06-01T00:00:00Z", event_ts=DAY))
    load_lake(database_url, tmp_path)
    before = contents(database_url)
    assert query(database_url, WHERE) == [("raw.events_default",)] * 2
    put(
        tmp_path,
        "1",
        backfill(3, ts="2024-05-31T23:59:59Z"),
        line(1, ts="2024-05-01T00:00:00Z", event_ts=DAY),
    )
    result = load_lake(database_url, tmp_path)
    assert (result.inserted, result.duplicates) == (1, 1)
    assert query(database_url, WHERE) == [
        ("raw.events_2024_05",),
        ("raw.events_2024_05",),
        ("raw.events_default",),
    ]
    assert [row for row in contents(database_url) if row in before] == before
    assert balances(database_url)


def test_a_new_partition_has_the_key_and_the_block_ranges_of_the_table(
    database_url: str, tmp_path: Path
) -> None:
    put(tmp_path, "0", line(1))
    load_lake(database_url, tmp_path)
    indexes = query(
        database_url,
        "select count(*), count(inhparent) from pg_index left join pg_inherits"
        " on inhrelid = indexrelid where indrelid = 'raw.events_2026_03'::regclass",
    )
    on_parent = query(
        database_url, "select count(*) from pg_index where indrelid = 'raw.events'::regclass"
    )[0][0]
    assert indexes == [(on_parent, on_parent)]


def test_what_has_grown_by_a_tenth_gets_statistics(database_url: str, tmp_path: Path) -> None:
    analyzed = (
        "select reltuples from pg_class where oid in ('raw.events'::regclass,"
        " 'raw.events_2026_03'::regclass)"
    )
    put(tmp_path, "0", *(line(n) for n in range(100)))
    load_lake(database_url, tmp_path)
    assert query(database_url, analyzed) == [(100.0,), (100.0,)]
    put(tmp_path, "1", *(line(n) for n in range(100, 105)))
    load_lake(database_url, tmp_path)
    assert query(database_url, analyzed) == [(100.0,), (100.0,)]
    put(tmp_path, "2", *(line(n) for n in range(105, 150)))
    load_lake(database_url, tmp_path)
    assert query(database_url, analyzed) == [(150.0,), (150.0,)]
