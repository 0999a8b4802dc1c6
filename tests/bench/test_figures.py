"""Medians, ratios and the file they are kept in."""

import json
import re
from pathlib import Path

import pytest

from bench import build, growth
from bench.__main__ import PARTS
from bench.commands import Build
from bench.figures import BOUNDS, Bound, judged, merge
from bench.server_log import CHECKS
from bench.tables import medians_by_part
from tests.conftest import REPOSITORY


def builds(*seconds: float) -> list[Build]:
    return [
        Build(wall=each + 3, parts={"fact_events": each / 2, CHECKS: each / 2}) for each in seconds
    ]


def test_increments_are_held_against_the_full_refresh_and_that_against_a_copy() -> None:
    measured = build.ratios(builds(90, 100, 110), [2, 2.5, 3], builds(1, 4, 2), builds(9, 8, 12))
    assert {
        name: measured[name]
        for name in (
            "hourly_over_full",
            "daily_over_full",
            "full_over_copy",
            "dbt_overhead_s",
            "hour_checks_sql_s",
        )
    } == {
        "hourly_over_full": 0.02,
        "daily_over_full": 0.09,
        "full_over_copy": 40,
        "dbt_overhead_s": 3,
        "hour_checks_sql_s": 1,
    }


def test_growth_is_the_ratio_of_two_medians() -> None:
    assert growth.growth(builds(1, 2, 9), builds(2.5, 2, 3))["hourly_growth_30d_150d"] == 1.25


def test_a_part_that_a_build_did_without_took_no_time_there() -> None:
    found = [Build(1, {"a": 1.0}), Build(1, {"a": 3.0, "b": 1.0}), Build(1, {"a": 2.0})]
    assert medians_by_part(found) == {"a": 2.0, "b": 0}


def test_a_partial_run_renews_only_its_own_figures(tmp_path: Path) -> None:
    file = tmp_path / "results.json"
    assert merge(file, {"b": 1, "a": 2}) == {"a": 2, "b": 1}
    assert merge(file, {"b": 3.5}) == {"a": 2, "b": 3.5}
    assert json.loads(file.read_text()) == {"a": 2, "b": 3.5}


@pytest.mark.parametrize(
    ("bound", "kept", "missed"),
    [(Bound(at_most=0.05), 0.05, 0.051), (Bound(at_least=0.45), 0.45, 0.449)],
)
def test_a_bound_holds_up_to_itself(bound: Bound, kept: float, missed: float) -> None:
    assert bound.holds(kept)
    assert not bound.holds(missed)


def test_a_missed_promise_is_named() -> None:
    figures = {"load_ratio": 0.4, "hourly_over_full": 0.03, "copy_sql_s": 2.0}
    assert [row[3] for row in judged(figures)] == ["missed", "", ""]


def test_every_promised_figure_is_in_the_document() -> None:
    text = (REPOSITORY / "docs" / "performance.md").read_text()
    assert [name for name in [*BOUNDS, "full_over_copy"] if f"`{name}`" not in text] == []
    assert all(f"`{part}`" in text for part in PARTS)


def test_the_page_about_performance_shows_what_was_measured_last() -> None:
    measured = json.loads((REPOSITORY / "bench" / "results.json").read_text())
    page = (REPOSITORY / "docs" / "performance.md").read_text()
    shown = re.findall(
        r"^\| `(\w+)` \| ([\d.,]+) \| [^|]+ \|\s*(missed)?\s*\|$", page, re.MULTILINE
    )
    assert {name for name, *_ in shown} >= BOUNDS.keys()
    for name, value, verdict in shown:
        decimals = len(value.partition(".")[2])
        missed = name in BOUNDS and not BOUNDS[name].holds(measured[name])
        assert (value, verdict == "missed") == (f"{measured[name]:,.{decimals}f}", missed), name
