"""Runs that go on where another ended: the same world, hour by hour."""

from datetime import date
from pathlib import Path

import pytest

from contract.errors import ClickstreamError
from loader.lake import open_lake
from local.simulator import Rates, period_until, runs_in, simulate, unfinished_in
from tests.local.simulated import RATES, START, read

NEXT = date(2026, 3, 3)  # two days after START


def objects(lake: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(lake)): path.read_bytes() for path in (lake / "events").rglob("*.gz")
    }


def days(lake: Path, start: date, number: int, **others: object) -> None:
    settings = {"events_per_day": 2_000, "rates": RATES, **others}
    simulate(str(lake), start=start, days=number, **settings)  # type: ignore[arg-type]


def test_two_days_and_the_next_are_three_days(tmp_path: Path) -> None:
    days(tmp_path / "parts", START, 2)
    days(tmp_path / "parts", NEXT, 1)
    days(tmp_path / "whole", START, 3)
    assert objects(tmp_path / "parts") == objects(tmp_path / "whole")


def test_another_lake_is_continued_when_told_when_the_store_opened(tmp_path: Path) -> None:
    days(tmp_path / "whole", START, 3)
    days(tmp_path / "elsewhere", NEXT, 1, opened=START)
    whole = objects(tmp_path / "whole")
    last_day = {key: content for key, content in whole.items() if "/day=03/" in key}
    assert objects(tmp_path / "elsewhere") == last_day


def test_visitors_of_the_first_run_come_back_in_the_next(tmp_path: Path) -> None:
    days(tmp_path / "first", START, 2)
    days(tmp_path / "next", NEXT, 1, opened=START)
    before, after = (
        {event.anonymous_id for event in read(tmp_path / name)[0]} for name in ("first", "next")
    )
    assert len(before & after) > len(after) / 10
    assert len(after - before) > len(after) / 10


def test_a_run_of_the_same_seed_and_time_with_other_settings_is_refused(tmp_path: Path) -> None:
    days(tmp_path, START, 2)
    with pytest.raises(ClickstreamError, match=r"already holds .* start at 2026-03-03"):
        days(tmp_path, START, 2, rates=Rates())
    days(tmp_path, START, 2, rates=Rates(), seed=2)
    days(tmp_path, NEXT, 2, rates=Rates())
    assert len(runs_in(open_lake(str(tmp_path)))) == 3


@pytest.mark.parametrize(
    ("until", "period"),
    [
        (date(2026, 3, 5), (NEXT, 2)),
        (NEXT, (NEXT, 0)),
        (date(2026, 3, 1), (NEXT, 0)),
    ],
)
def test_a_lake_is_brought_up_to_a_day(
    until: date, period: tuple[date, int], tmp_path: Path
) -> None:
    days(tmp_path, START, 2, events_per_day=50)
    assert period_until(str(tmp_path), until=until, days=30, seed=1) == period
    assert period_until(str(tmp_path), until=NEXT, days=2, seed=2) == (START, 2)


def test_a_run_that_ended_long_ago_is_not_continued(tmp_path: Path) -> None:
    days(tmp_path, START, 2, events_per_day=50)
    later = date(2026, 11, 25)
    assert period_until(str(tmp_path), until=later, days=30, seed=1) == (date(2026, 10, 26), 30)
    with pytest.raises(ClickstreamError, match="there are not 30 days before 0001-01-02"):
        period_until(str(tmp_path / "new"), until=date(1, 1, 2), days=30, seed=1)


def test_an_interrupted_run_is_known_and_finished_by_the_next(tmp_path: Path) -> None:
    def interrupt(done: int, _of: int, _lines: int) -> None:
        if done == 30:
            raise KeyboardInterrupt

    lake = tmp_path / "interrupted"
    with pytest.raises(KeyboardInterrupt):
        days(lake, START, 2, progress=interrupt)
    assert objects(lake)
    assert [run.start for run in unfinished_in(open_lake(str(lake)))] == [START]
    with pytest.raises(ClickstreamError, match="already holds a run of seed 1 with other settings"):
        days(lake, START, 2, events_per_day=50)
    assert period_until(str(lake), until=date(2026, 3, 4), days=30, seed=1) == (START, 3)
    days(lake, START, 3)
    days(tmp_path / "whole", START, 3)
    assert objects(lake) == objects(tmp_path / "whole")
    assert unfinished_in(open_lake(str(lake))) == []


def test_a_foreign_file_among_the_truths_is_named(tmp_path: Path) -> None:
    (tmp_path / "truth").mkdir()
    (tmp_path / "truth" / "mine.json").write_text("{}")
    with pytest.raises(ClickstreamError, match=r"truth/mine\.json in the lake is not a truth file"):
        days(tmp_path, START, 1)
