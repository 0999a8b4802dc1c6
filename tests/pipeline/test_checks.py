"""The checks of a build pass on good increments, see a wrong row, and do not forget it."""

from pathlib import Path

import pytest

from cli.building.run import BuildResult, build
from contract.errors import ClickstreamError
from tests.loader.lakes import line
from tests.pipeline.conftest import NewWarehouse
from tests.pipeline.histories import family
from tests.pipeline.warehouses import Warehouse

_PARTS = 4
_AROUND_MIDNIGHT = ["2025-09-05T12:00:00Z", "2026-03-06T12:00:00Z"]
_LINES = [each for number in range(40) for each in family(7, number)]


@pytest.fixture(scope="module")
def built(new_warehouse: NewWarehouse, tmp_path_factory: pytest.TempPathFactory) -> Warehouse:
    """Return a warehouse of all lines but the last part, built and checked part by part."""
    warehouse = new_warehouse()
    state = tmp_path_factory.mktemp("dbt")
    for part in range(_PARTS - 1):
        warehouse.put(_LINES[part::_PARTS])
        warehouse.load()
        assert _checks(build(warehouse.url, state=state)) > 25
    return warehouse


def test_what_was_built_part_by_part_passes_every_check(
    built: Warehouse, new_warehouse: NewWarehouse, tmp_path: Path
) -> None:
    warehouse = new_warehouse(copy_of=built)
    warehouse.put(_LINES[_PARTS - 1 :: _PARTS])
    warehouse.load()
    build(warehouse.url, state=tmp_path)
    assert build(warehouse.url, state=tmp_path).nothing_new
    everything = build(warehouse.url, state=tmp_path, checks="full")
    assert _checks(everything) > 25
    assert not any(node.kind == "model" for node in everything.models)


@pytest.mark.parametrize(
    ("damage", "test"),
    [
        ("update marts.mart_traffic_daily set sessions = sessions + 1", "marts_add_up_to_sessions"),
        ("update marts.fact_sessions set events = events + 1", "sessions_are_their_events"),
        ("delete from marts.dim_product", "keys_lead_somewhere"),
        ("update marts.mart_funnel_daily set sessions = sessions + 1", "funnel_never_widens"),
    ],
)
def test_a_wrong_row_fails_the_build_until_it_is_mended(
    built: Warehouse, new_warehouse: NewWarehouse, tmp_path: Path, damage: str, test: str
) -> None:
    warehouse = new_warehouse(copy_of=built)
    warehouse.put(_LINES[_PARTS - 1 :: _PARTS])
    warehouse.load()
    build(warehouse.url, state=tmp_path, checks="none")
    warehouse.execute(damage)
    for checks in "changed", "changed", "full":
        with pytest.raises(ClickstreamError, match=rf"^test \w+ failed: .*{tmp_path}") as failed:
            build(warehouse.url, state=tmp_path, checks=checks)
    log = (tmp_path / "logs" / "dbt.log").read_text()
    assert test in log
    assert str(failed.value).split()[1] in log
    build(warehouse.url, state=tmp_path, full_refresh=True)
    assert build(warehouse.url, state=tmp_path).nothing_new


def test_a_model_that_is_gone_does_not_hold_the_checks_back(
    built: Warehouse, new_warehouse: NewWarehouse, tmp_path: Path
) -> None:
    warehouse = new_warehouse(copy_of=built)
    warehouse.execute("insert into meta.model_watermarks values ('renamed', 1, now(), false)")
    warehouse.put(_LINES[_PARTS - 1 :: _PARTS])
    warehouse.load()
    build(warehouse.url, state=tmp_path)
    state = warehouse.rows(
        "select previous_batch, frozen_batch, checked_batch from meta.build_state"
    )
    assert state == [(_PARTS - 1, _PARTS, _PARTS)]


def test_the_time_zone_of_the_database_moves_no_day(
    new_warehouse: NewWarehouse, tmp_path: Path
) -> None:
    warehouse = new_warehouse()
    name = warehouse.value("select current_database()")
    # Its clocks go forward at midnight, between the two events.
    warehouse.execute(f"alter database {name} set timezone to 'America/Santiago'")
    warehouse.put([line(n, ts=ts, received_at=ts) for n, ts in enumerate(_AROUND_MIDNIGHT)])
    warehouse.load()
    build(warehouse.url, state=tmp_path, checks="full")
    days = "select count(*), min(date_day)::text, max(date_day)::text from marts.dim_date"
    assert warehouse.rows(days) == [(183, "2025-09-05", "2026-03-06")]


def _checks(result: BuildResult) -> int:
    return sum(node.kind == "test" and node.status == "pass" for node in result.models)
