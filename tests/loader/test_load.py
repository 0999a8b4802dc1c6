"""What a load promises: exactly once, in any order, and every line accounted for."""

import hashlib
import itertools
import json
import random
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, BinaryIO

import pytest

from loader import rounds
from loader.decode import LineDecoder
from loader.lake import DirectoryLake, LakeError
from loader.load import LoadResult, load
from loader.rows import RowBuffer, keys_of, rank_of
from tests.loader.lakes import KEY, backfill, balances, contents, line, load_lake, put, query

ROWS = "select event_id, page_url from raw.events order by event_id, client_ts"
DISPLACED = "select batch, right(event_id::text, 1), anonymous_id from raw.displaced_events"


@pytest.fixture
def lake(tmp_path: Path) -> Path:
    folder = tmp_path / "lake"
    folder.mkdir()
    return folder


def figures(result: LoadResult) -> tuple[int, int, int, int]:
    return result.lines, result.inserted, result.duplicates, result.rejected


def pages(database_url: str) -> list[str]:
    return [page for _, page in query(database_url, ROWS)]


def test_the_trip_is_loaded_as_its_story_says(database_url: str, lake: Path, trip: Path) -> None:
    put(lake, "trip", *trip.read_bytes().splitlines())
    assert figures(load_lake(database_url, lake)) == (15, 13, 1, 1)
    ((reason, number),) = query(database_url, "select reason, line_number from raw.rejected_lines")
    assert (reason, number) == ("not_json", 14)
    everything = str(contents(database_url)) + str(query(database_url, "table raw.rejected_lines"))
    assert "anna.doe" not in everything
    assert balances(database_url)


def test_an_object_is_loaded_once(database_url: str, lake: Path) -> None:
    put(lake, "a", line(1), line(2))
    assert figures(load_lake(database_url, lake)) == (2, 2, 0, 0)
    put(lake, "b", line(3))
    before = contents(database_url)
    assert figures(load_lake(database_url, lake)) == (1, 1, 0, 0)
    assert load_lake(database_url, lake).objects == 0
    assert contents(database_url)[:2] == before


def test_an_object_without_lines_is_loaded_too(database_url: str, lake: Path) -> None:
    put(lake, "empty", zipped=False)
    put(lake, "blank", b"", b"  ")
    result = load_lake(database_url, lake)
    assert (result.objects, result.batches, figures(result)) == (2, 1, (0, 0, 0, 0))
    assert load_lake(database_url, lake).objects == 0


def test_a_lake_without_objects_makes_no_batch(database_url: str, lake: Path) -> None:
    assert replace(load_lake(database_url, lake), seconds=0) == LoadResult()


# The same event four times: the earliest receipt wins over a later one, the lower digest over the
# higher, and both over a backfill.
FIRST = line(1, received_at="2026-03-02T12:00:10Z", page_url="/first")
LATER = line(1, received_at="2026-03-02T12:00:20Z", page_url="/later")
LATER_TOO = line(1, received_at="2026-03-02T12:00:20Z", page_url="/later-too")
FROM_ELSEWHERE = backfill(1, page_url="/from-elsewhere")


@pytest.mark.parametrize("order", list(itertools.permutations([FIRST, LATER, FROM_ELSEWHERE])))
@pytest.mark.parametrize("objects", ["one", "one batch", "a load each"])
def test_of_equal_events_the_same_one_stays_whoever_comes_first(
    database_url: str, lake: Path, order: tuple[bytes, ...], objects: str
) -> None:
    if objects == "one":
        put(lake, "a", *order)
    for n, one in enumerate(order if objects != "one" else []):
        put(lake, str(n), one)
        if objects == "a load each":
            load_lake(database_url, lake)
    load_lake(database_url, lake)
    assert pages(database_url) == ["/first"]
    assert balances(database_url)
    assert query(database_url, "select sum(inserted), sum(duplicates) from raw.load_batches") == [
        (1, 2)
    ]


@pytest.mark.parametrize("lines", [[LATER, LATER_TOO], [LATER_TOO, LATER]])
def test_between_equal_receipts_the_digest_decides(
    database_url: str, lake: Path, lines: list[bytes]
) -> None:
    put(lake, "0", lines[0])
    load_lake(database_url, lake)
    put(lake, "1", lines[1])
    load_lake(database_url, lake)
    digests = [hashlib.md5(one).hexdigest() for one in lines]  # noqa: S324 - no secret
    found = query(database_url, "select replace(line_hash::text, '-', '') from raw.events")
    assert found == [(min(digests),)]


def test_a_row_that_is_replaced_leaves_its_old_place(database_url: str, lake: Path) -> None:
    put(lake, "0", line(1, received_at="2026-03-02T12:00:20Z", anonymous_id="old"))
    load_lake(database_url, lake)
    put(lake, "1", line(1, received_at="2026-03-02T12:00:10Z", anonymous_id="new"), line(2))
    result = load_lake(database_url, lake)
    assert figures(result) == (2, 1, 1, 0)
    assert result.replaced == 1
    assert query(database_url, DISPLACED) == [(2, "1", "old")]
    kept = query(database_url, "select batch, anonymous_id from raw.events where batch = 2")
    assert sorted(kept) == [(2, "new"), (2, "v-1")]
    assert balances(database_url)


def test_the_same_line_again_changes_nothing(database_url: str, lake: Path) -> None:
    put(lake, "0", line(1))
    load_lake(database_url, lake)
    before = query(database_url, "table raw.events")
    put(lake, "1", line(1), line(1))
    assert figures(load_lake(database_url, lake)) == (2, 0, 2, 0)
    assert query(database_url, "table raw.events") == before
    assert query(database_url, DISPLACED) == []


def test_one_id_at_two_times_is_two_events(database_url: str, lake: Path) -> None:
    put(lake, "0", line(1), line(1, ts="2026-03-02T11:00:00Z"))
    assert figures(load_lake(database_url, lake)) == (2, 2, 0, 0)


def test_the_same_moment_in_another_zone_is_the_same_event(database_url: str, lake: Path) -> None:
    same = [
        line(1, ts="2026-03-01T00:30:00.5Z"),
        line(1, ts="2026-03-01T02:30:00.500+02:00"),
        backfill(1, ts="2026-02-28T19:30:00.500000-05:00"),
    ]
    put(lake, "0", *same)
    put(lake, "1", same[1])
    assert figures(load_lake(database_url, lake)) == (4, 1, 3, 0)


def test_the_object_of_the_line_that_stays_is_credited_with_the_row(
    database_url: str, lake: Path
) -> None:
    put(lake, "0", LATER, line(2))
    put(lake, "1", FIRST)
    put(lake, "2", b"bad", line(2))
    load_lake(database_url, lake)
    assert query(
        database_url,
        "select right(object_key, 1), inserted, duplicates, rejected from raw.loaded_objects"
        " order by 1",
    ) == [("0", 1, 1, 0), ("1", 1, 0, 0), ("2", 0, 1, 1)]


def history(seed: int) -> list[bytes]:
    """Return the lines of 300 events, many of them repeated, some bad, over two years."""
    chance = random.Random(seed)  # noqa: S311 - the same lines each time
    lines = []
    for _ in range(600):
        n = chance.randrange(300)
        month = 1 + n % 12
        ts = f"202{4 + n % 3}-{month:02}-28T23:59:{n % 60:02}Z"
        received = f"202{4 + n % 3}-{month:02}-28T23:59:{chance.randrange(60):02}Z"
        fields: dict[str, Any] = {"ts": ts, "page_url": f"/{chance.randrange(3)}"}
        if chance.random() < 0.3:
            lines.append(backfill(n, **fields))
        elif chance.random() < 0.05:
            lines.append(b"bad" + str(n).encode())
        else:
            lines.append(line(n, received_at=received, **fields))
    return lines


def kept(lines: list[bytes]) -> set[tuple[Any, ...]]:
    """Return what should stay of `lines`: of each event its least line."""
    rows = RowBuffer()
    LineDecoder(KEY, datetime.now(UTC)).decode(lines, 1, rows)
    rows.write()
    best: dict[bytes, tuple[Any, ...]] = {}
    for key, row in zip(keys_of(rows.lines), rows.lines, strict=True):
        _, _, enriched, received_at, line_hash = rank_of(row)
        rank = (enriched == b"false", datetime.fromisoformat(received_at[1:-1].decode()), line_hash)
        best[key] = min(best.get(key, rank), rank)
    return {(key[-37:-1].decode(), best[key][2][1:-1].decode()) for key in best}


@pytest.mark.parametrize("seed", range(6))
def test_any_order_and_split_of_the_same_lines_gives_the_same_rows(
    database_url: str, lake: Path, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rounds, "ROUND_ROWS", 37)  # so that large objects are split, too
    lines = history(seed=7)
    expected = kept(lines)
    chance = random.Random(seed)  # noqa: S311 - the same order each time
    chance.shuffle(lines)
    lines += lines[:100]
    pieces = chance.choice([1, 2, 11])
    for piece in range(pieces):
        put(lake, f"{piece:02}", *lines[piece::pieces])
        if chance.random() < 0.5:
            load_lake(database_url, lake)
    load_lake(database_url, lake)
    assert balances(database_url)
    assert len(expected) > 200
    found = query(
        database_url, "select event_id::text, replace(line_hash::text, '-', '') from raw.events"
    )
    assert set(found) == expected
    assert len(found) == len(expected)


@pytest.mark.parametrize(
    "bad",
    [b"no JSON", b"\xff", b"a\0b", line(1, ts="?"), b"x" * 5_000_000, line(1, anonymous_id="")],
)
def test_a_bad_line_costs_no_good_one(database_url: str, lake: Path, bad: bytes) -> None:
    put(lake, "0", line(1), bad, line(2))
    put(lake, "1", line(3), bad)
    assert figures(load_lake(database_url, lake)) == (5, 3, 0, 2)
    rejects = query(
        database_url,
        "select right(object_key, 1), line_number, line_bytes, length(line)"
        " from raw.rejected_lines order by 1",
    )
    assert [r[:3] for r in rejects] == [("0", 2, len(bad)), ("1", 2, len(bad))]
    assert all(r[3] >= len(bad) for r in rejects)
    assert balances(database_url)


def test_what_came_before_the_cut_of_a_gzip_is_loaded(database_url: str, lake: Path) -> None:
    path = lake / put(lake, "0", *(line(n, page_url=f"/{n * 997}") for n in range(3000)))
    path.write_bytes(path.read_bytes()[:-9_000])
    put(lake, "1", line(5000))
    lines, inserted, duplicates, rejected = figures(load_lake(database_url, lake))
    assert (duplicates, rejected) == (0, 1)
    assert 1000 < inserted < 3001
    assert query(database_url, "select reason, line_number from raw.rejected_lines") == [
        ("truncated_gzip", lines - 1)
    ]


NASTY = [
    "", "'", '"', "\\", "\\\\", '\\"', "\\n", "\n", "\r\n", "\t", "\x01", "\x1f", "\x7f", "\x85",
    "\u2028", ",", '","', "null", "NULL", "\\N", "\\.", "\n\\.\n", "{}", "]\n[", "é", "日本", "🙂",
]  # fmt: skip


def test_any_text_arrives_as_it_was_sent(database_url: str, lake: Path) -> None:
    texts = [a + b for a in NASTY for b in NASTY]
    lines = [
        line(
            n,
            page_url=text,
            ecom={"name": text[:255]},
            props={"search_query": text, "k" + text: text},
        )
        for n, text in enumerate(texts)
    ]
    escaped = [json.dumps(json.loads(one)).encode() for one in lines]
    put(lake, "0", *lines, *escaped)
    assert figures(load_lake(database_url, lake)) == (2 * len(texts), len(texts), len(texts), 0)
    found = query(
        database_url,
        "select page_url, product_name, search_query, props from raw.events order by event_id",
    )
    assert found == [
        (text or None, text or None, text or None, {"search_query": text, "k" + text: text})
        for text in texts
    ]


@pytest.mark.parametrize(
    ("price", "stored"),
    [
        (0, "0.0000"),
        (19.99, "19.9900"),
        (0.1 + 0.2, "0.3000"),
        (1e-7, "0.0000"),
        (1e9, "1000000000.0000"),
    ],
)
def test_a_price_is_stored_to_four_decimals(
    database_url: str, lake: Path, price: float, stored: str
) -> None:
    put(lake, "0", line(1, ecom={"price": price}))
    load_lake(database_url, lake)
    assert query(database_url, "select price::text from raw.events") == [(stored,)]


def test_no_object_is_begun_after_the_deadline(database_url: str, lake: Path) -> None:
    put(lake, "0", line(1))
    late = time.monotonic() - 1
    assert load(database_url, str(lake), user_key=KEY, deadline=late).objects == 0
    assert load_lake(database_url, lake).objects == 1


def test_progress_tells_of_every_commit(
    database_url: str, lake: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rounds, "ROUND_ROWS", 2)
    for n in range(5):
        put(lake, str(n), line(2 * n), line(2 * n + 1))
    told: list[tuple[int, int]] = []
    load(
        database_url,
        str(lake),
        user_key=KEY,
        progress=lambda so_far: told.append((so_far.batches, so_far.lines)),
    )
    assert told == [(1, 2), (2, 4), (3, 6), (4, 8), (5, 10)]


def test_a_lake_that_fails_in_mid_load_leaves_only_whole_batches(
    database_url: str, lake: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rounds, "ROUND_ROWS", 2)
    for n in range(3):
        put(lake, str(n), line(2 * n), line(2 * n + 1), line(2 * n))
    monkeypatch.setattr(DirectoryLake, "open", _fails_at("events/1", DirectoryLake.open))
    with pytest.raises(LakeError, match="events/1"):
        load_lake(database_url, lake)
    assert query(database_url, "select object_key from raw.loaded_objects") == [("events/0",)]
    assert balances(database_url)
    monkeypatch.undo()
    assert load_lake(database_url, lake).objects == 2
    assert len(contents(database_url)) == 6


def _fails_at(key: str, opened: Callable[[DirectoryLake, str], BinaryIO]) -> Any:
    def fail(lake: DirectoryLake, asked: str) -> BinaryIO:
        if asked == key:
            raise LakeError(f"can't read {key}")
        return opened(lake, asked)

    return fail


def test_an_object_that_changed_after_it_was_loaded_is_named_and_not_loaded_again(
    database_url: str, lake: Path
) -> None:
    key = put(lake, "a", line(1), zipped=False)
    assert load_lake(database_url, lake).changed == ()
    before = contents(database_url)
    put(lake, "a", line(1), line(2), zipped=False)
    result = load_lake(database_url, lake)
    assert (result.objects, result.changed) == (0, (key,))
    assert contents(database_url) == before
