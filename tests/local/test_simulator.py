"""How the simulator writes: the same bytes for a seed, in place, in hours, in number."""

import hashlib
import os
import re
import subprocess
import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from isal import igzip

from contract.errors import ClickstreamError
from local.simulator import Rates, Truth, simulate
from tests.local.simulated import RATES, START, Read, read


def digests(lake: Path) -> dict[str, str]:
    return {
        str(path.relative_to(lake)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in lake.rglob("*")
        if path.is_file()
    }


def test_a_seed_gives_the_same_bytes_in_another_process_with_other_hashes_and_time_zone(
    lake: Path, truth: Truth, tmp_path: Path
) -> None:
    script = (
        "import datetime, sys; from local.simulator import Rates, simulate\n"
        f"simulate(sys.argv[1], days=3, events=12_000, seed=7, rates={RATES!r},"
        f" start=datetime.date({START.year}, {START.month}, {START.day}))"
    )
    elsewhere = os.environ | {"PYTHONHASHSEED": "77", "TZ": "Asia/Kolkata"}
    subprocess.run([sys.executable, "-c", script, tmp_path], check=True, env=elsewhere)
    assert digests(tmp_path) == digests(lake)
    assert len(digests(lake)) == truth.objects + 1


def test_the_same_run_again_changes_no_byte_and_adds_no_object(tmp_path: Path) -> None:
    simulate(str(tmp_path), days=1, events=500, seed=7)
    before = digests(tmp_path)
    simulate(str(tmp_path), days=1, events=500, seed=7)
    assert digests(tmp_path) == before


def test_another_seed_gives_other_events(tmp_path: Path) -> None:
    simulate(str(tmp_path / "a"), days=1, events=500, seed=7)
    simulate(str(tmp_path / "b"), days=1, events=500, seed=8)
    ids = [{event.event_id for event in read(tmp_path / name)[0]} for name in "ab"]
    assert ids[0]
    assert not ids[0] & ids[1]


def test_as_many_events_come_as_were_asked_for(tmp_path: Path) -> None:
    truth = simulate(str(tmp_path), days=10, events=40_000)
    assert truth.events == pytest.approx(40_000, rel=0.05)


def test_objects_lie_under_the_hour_their_lines_were_received_in(lake: Path, lines: Read) -> None:
    assert lines
    for path in (lake / "events").rglob("*.gz"):
        key = re.fullmatch(
            r"year=(\d{4})/month=(\d\d)/day=(\d\d)/hour=(\d\d)/"
            r"events-[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-a[0-9a-f]{3}-[0-9a-f]{12}\.ndjson\.gz",
            str(path.relative_to(lake / "events")),
        )
        assert key
        hour = datetime(*map(int, key.groups()), tzinfo=UTC)  # type: ignore[arg-type, misc]
        times = re.findall(rb'"received_at":"([0-9T:.-]+Z)"', igzip.decompress(path.read_bytes()))
        moments = [datetime.fromisoformat(time.decode()) for time in times]
        assert all(hour <= moment < hour + timedelta(hours=1) for moment in moments)
        assert moments == sorted(moments)


def test_an_hour_may_be_split_into_several_objects(tmp_path: Path) -> None:
    whole = simulate(str(tmp_path / "1"), days=1, events=2_400)
    split = simulate(str(tmp_path / "3"), days=1, events=2_400, objects_per_hour=3)
    assert (whole.objects, split.objects) == (24, 72)
    events = [sorted(read(tmp_path / name)[0], key=str) for name in "13"]
    assert events[0] == events[1]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"days": 0}, "wrong days"),
        ({"days": 1, "seed": -1}, "wrong seed"),
        ({"days": 1, "events": 0}, "wrong events_per_day"),
        ({"days": 1, "events": 5, "events_per_day": 5}, "not both"),
        ({"days": 1, "rates": Rates(late=0.9)}, "wrong late"),
        ({"days": 1, "objects_per_hour": 0}, "wrong objects_per_hour"),
        ({"days": 1, "start": date(1969, 1, 1)}, "simulate between"),
        ({"days": 36_500, "start": date(9990, 1, 1)}, "simulate between"),
        ({"days": 1, "opened": date(2027, 1, 1)}, "opens on 2027-01-01"),
    ],
)
def test_a_wrong_argument_is_named(
    arguments: dict[str, object], message: str, tmp_path: Path
) -> None:
    with pytest.raises(ClickstreamError, match=message):
        simulate(str(tmp_path), **arguments)  # type: ignore[arg-type]
