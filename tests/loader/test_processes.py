"""Loaders that die, that meet each other, and that must not grow: all in processes of their own."""

import gzip
import multiprocessing
import os
import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

from loader import rounds
from loader.rejects import CUT_MARK, KEPT_BYTES
from loader.warehouse import migrate
from tests.conftest import REPOSITORY
from tests.loader.lakes import balances, line, load_lake, put, query

KILLS = 50
OBJECTS_A_RUN = 4
LINES_AN_OBJECT = 60

# Children are forked from a clean process that has everything imported: a start takes 10 ms, and
# the moment of the kill falls into the load.
FORKS = multiprocessing.get_context("forkserver")
FORKS.set_forkserver_preload([__name__])

# The peak of one process, in bytes; the promise is 200 MB. Not `ru_maxrss`: that one counts the
# memory of the process it was forked from, which is this whole test run.
MEASURED = """
import re, sys
from pathlib import Path
from loader.load import load
result = load(sys.argv[1], sys.argv[2], user_key=b"key")
peak = re.search(r"VmHWM:\\s+(\\d+) kB", Path("/proc/self/status").read_text())
print(result.inserted, result.rejected, int(peak[1]) * 1024)
"""


def load_in_small_batches(database_url: str, lake: Path) -> None:
    """Load with a commit an object, so that there is much to interrupt."""
    rounds.ROUND_ROWS = LINES_AN_OBJECT
    load_lake(database_url, lake)


def loaded_objects(database_url: str) -> int:
    return int(query(database_url, "select count(*) from raw.loaded_objects")[0][0])


@pytest.fixture
def lake(tmp_path: Path) -> Path:
    (tmp_path / "lake").mkdir()
    return tmp_path / "lake"


def add_objects(lake: Path, run: int) -> None:
    """Write objects of which a third repeats what other objects have."""
    for n in range(OBJECTS_A_RUN):
        first = (run * OBJECTS_A_RUN + n) * LINES_AN_OBJECT * 2 // 3
        lines = (line(i, page_url=f"/{i % 2}") for i in range(first, first + LINES_AN_OBJECT))
        put(lake, f"{run:03}-{n}", *lines)


def test_killed_fifty_times_nothing_is_missing_and_nothing_is_there_twice(
    database_url: str, lake: Path
) -> None:
    migrate(database_url)
    chance = random.Random(2)  # noqa: S311 - when to kill is no secret
    add_objects(lake, 0)
    begin = time.monotonic()
    load_in_small_batches(database_url, lake)
    duration = time.monotonic() - begin
    killed = interrupted = 0
    for run in range(1, KILLS + 1):
        add_objects(lake, run)
        before = loaded_objects(database_url)
        child = FORKS.Process(target=load_in_small_batches, args=(database_url, lake))
        child.start()
        child.join(chance.uniform(0, duration * 1.5))
        child.kill()
        child.join()
        killed += child.exitcode != 0
        after = loaded_objects(database_url)
        interrupted += before < after < (run + 1) * OBJECTS_A_RUN
        assert balances(database_url)
    assert killed >= KILLS // 3
    assert interrupted >= KILLS // 10
    load_in_small_batches(database_url, lake)
    objects = (KILLS + 1) * OBJECTS_A_RUN
    assert loaded_objects(database_url) == objects
    events = (objects - 1) * LINES_AN_OBJECT * 2 // 3 + LINES_AN_OBJECT
    assert query(
        database_url,
        "select count(*), count(distinct event_id),"
        " (select sum(lines) from raw.load_batches),"
        " (select max(batch) = count(*) and count(manifest_key) = count(*) from raw.load_batches)"
        " from raw.events",
    ) == [(events, events, objects * LINES_AN_OBJECT, True)]
    assert balances(database_url)


def test_two_loaders_at_once_take_turns(database_url: str, lake: Path) -> None:
    for run in range(5):
        add_objects(lake, run)
    children = [
        FORKS.Process(target=load_in_small_batches, args=(database_url, lake)) for _ in range(3)
    ]
    for child in children:
        child.start()
    for child in children:
        child.join()
    assert [child.exitcode for child in children] == [0, 0, 0]
    assert loaded_objects(database_url) == 5 * OBJECTS_A_RUN
    assert balances(database_url)


def test_memory_stays_flat_however_large_the_object_and_its_lines_are(
    database_url: str, lake: Path
) -> None:
    (lake / "events").mkdir()
    events = 40_000
    with gzip.open(lake / "events" / "large", "wb", compresslevel=1) as file:
        for n in range(events):
            ts = f"2026-03-02T{n // 3600:02}:{n // 60 % 60:02}:{n % 60:02}Z"
            file.write(line(n, ts=ts, props={"text": f"{n} " * 700}) + b"\n")
        for _ in range(4):  # no JSON, no UTF-8, no end
            file.write(b"\xff" * (KEPT_BYTES + 7_000_000) + b"\n")
    done = subprocess.run(
        [sys.executable, "-c", MEASURED, database_url, str(lake)],
        check=True,
        capture_output=True,
        text=True,
        cwd=REPOSITORY,
        env=os.environ,
    )
    inserted, rejected, peak = map(int, done.stdout.split())
    assert (inserted, rejected) == (events, 4)
    assert peak < 200 * 1024**2
    assert query(database_url, "select min(length(line)) from raw.rejected_lines") == [
        (KEPT_BYTES + len(CUT_MARK),)
    ]
