"""What a second load may do to the first: one table of cases, and proof that it sees mistakes."""

from pathlib import Path

import pytest

from tests.dbt.hashes import mart_hashes
from tests.pipeline.breaks import BREAKS
from tests.pipeline.cases import Hashes
from tests.pipeline.conftest import NewWarehouse
from tests.pipeline.projects import Project, copy_project
from tests.pipeline.situations import SITUATIONS, lines
from tests.pipeline.warehouses import Warehouse


@pytest.fixture(scope="module")
def expected(warehouse: Warehouse, project: Project) -> Hashes:
    """Return the marts when both loads come as one."""
    warehouse.empty()
    for number, situation in enumerate(SITUATIONS):
        warehouse.put(lines(number, [*situation.first, *situation.second]))
    warehouse.load()
    project.run("--full-refresh")
    return mart_hashes(warehouse.url)


@pytest.fixture(scope="module")
def half_built(
    new_warehouse: NewWarehouse, tmp_path_factory: pytest.TempPathFactory, expected: Hashes
) -> Warehouse:
    """Return a warehouse with both loads, of which the first is built."""
    warehouse = new_warehouse()
    project = Project(warehouse.url, tmp_path_factory.mktemp("dbt"))
    for number, situation in enumerate(SITUATIONS):
        warehouse.put(lines(number, situation.first))
    warehouse.load()
    project.seed()
    project.run("--full-refresh")
    assert mart_hashes(warehouse.url) != expected
    for number, situation in enumerate(SITUATIONS):
        warehouse.put(lines(number, situation.second))
    result = warehouse.load()
    assert result.replaced > 8
    assert result.rejected == 0
    return warehouse


def test_every_situation_ends_as_if_both_loads_had_been_one(
    half_built: Warehouse, new_warehouse: NewWarehouse, expected: Hashes, tmp_path: Path
) -> None:
    warehouse = new_warehouse(copy_of=half_built)
    Project(warehouse.url, tmp_path).run()
    assert mart_hashes(warehouse.url) == expected


@pytest.mark.parametrize("broken", BREAKS)
def test_the_situations_notice_that(
    broken: str,
    half_built: Warehouse,
    new_warehouse: NewWarehouse,
    expected: Hashes,
    tmp_path: Path,
) -> None:
    warehouse = new_warehouse(copy_of=half_built)
    table, edit = BREAKS[broken]
    project = Project(warehouse.url, tmp_path, copy_project(tmp_path, edit))
    try:
        project.run("--select", f"+{table}")
    except AssertionError as error:
        # dbt's message: a row that should have gone is in the way of the one that takes its place.
        assert "duplicate key" in str(error)  # noqa: PT017 - it may also build the wrong thing
    else:
        assert mart_hashes(warehouse.url)[table] != expected[table]
