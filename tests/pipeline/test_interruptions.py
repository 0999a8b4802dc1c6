"""Whatever happens in the middle of a build, the next one is right."""

import subprocess
import sys
import time
from pathlib import Path

import pytest

from cli.building.dbt import Node
from cli.building.run import build
from tests.dbt.hashes import mart_hashes
from tests.pipeline.cases import Hashes
from tests.pipeline.conftest import NewWarehouse
from tests.pipeline.histories import family
from tests.pipeline.projects import PROJECT, REPOSITORY, Project, copy_project
from tests.pipeline.warehouses import Warehouse

_PARTS = 5  # of the lines: as many loads
_LINES = [line for number in range(60) for line in family(4, number)]
_BUILD = """
import sys
from pathlib import Path
from cli.building.run import build
url, project, state = sys.argv[1:]
build(url, checks="none", project=Path(project), state=Path(state))
"""


@pytest.fixture(scope="module")
def begun(new_warehouse: NewWarehouse, tmp_path_factory: pytest.TempPathFactory) -> Warehouse:
    """Return a warehouse with a first part of the lines, loaded and built."""
    warehouse = new_warehouse()
    warehouse.put(_LINES[::_PARTS])
    warehouse.load()
    build(warehouse.url, checks="none", state=tmp_path_factory.mktemp("dbt"))
    return warehouse


@pytest.fixture(scope="module")
def expected(warehouse: Warehouse, project: Project) -> Hashes:
    """Return the marts of all lines, loaded and built at once."""
    warehouse.empty()
    warehouse.put(_LINES)
    warehouse.load()
    project.run("--full-refresh")
    return mart_hashes(warehouse.url)


def test_loads_that_commit_in_mid_build_are_the_next_builds(
    begun: Warehouse, new_warehouse: NewWarehouse, expected: Hashes, tmp_path: Path
) -> None:
    warehouse = new_warehouse(copy_of=begun)
    arrivals = {"fact_events": 2, "fact_sessions": 3, "mart_traffic_daily": 4}

    def load_after(node: Node) -> None:
        if part := arrivals.pop(node.name, None):
            warehouse.put(_LINES[part::_PARTS])
            warehouse.load()

    warehouse.put(_LINES[1::_PARTS])
    warehouse.load()
    build(warehouse.url, checks="none", state=tmp_path, on_node=load_after)
    assert arrivals == {}
    assert warehouse.rows("select distinct batch from meta.model_watermarks") == [(2,)]
    build(warehouse.url, checks="none", state=tmp_path)
    assert warehouse.rows("select distinct batch from meta.model_watermarks") == [(5,)]
    assert mart_hashes(warehouse.url) == expected


def test_a_load_in_the_middle_of_the_first_build_is_the_next_builds(
    new_warehouse: NewWarehouse, expected: Hashes, tmp_path: Path
) -> None:
    warehouse = new_warehouse()
    arrivals = {"fact_events": 1}

    def load_after(node: Node) -> None:
        if part := arrivals.pop(node.name, None):
            warehouse.put(_LINES[part::2])
            warehouse.load()

    warehouse.put(_LINES[::2])
    warehouse.load()
    build(warehouse.url, checks="none", state=tmp_path, on_node=load_after)
    assert arrivals == {}
    build(warehouse.url, checks="none", state=tmp_path)
    assert mart_hashes(warehouse.url) == expected


def test_builds_killed_between_models_leave_nothing_wrong_behind(
    begun: Warehouse, new_warehouse: NewWarehouse, expected: Hashes, tmp_path: Path
) -> None:
    warehouse = new_warehouse(copy_of=begun)
    built: list[int] = []
    for models in [2, 7, 12]:
        part = len(built) + 1
        warehouse.put(_LINES[part::_PARTS])
        warehouse.load()
        built.append(_kill_after(models, warehouse, PROJECT, tmp_path))
    warehouse.put(_LINES[part + 1 :: _PARTS])
    warehouse.load()
    assert max(built) < 20
    build(warehouse.url, checks="none", state=tmp_path)
    assert mart_hashes(warehouse.url) == expected


def test_an_edit_that_was_taken_back_after_a_killed_build_leaves_nothing_behind(
    begun: Warehouse, new_warehouse: NewWarehouse, expected: Hashes, tmp_path: Path
) -> None:
    warehouse = new_warehouse(copy_of=begun)
    for part in range(1, _PARTS):
        warehouse.put(_LINES[part::_PARTS])
    warehouse.load()
    rule = ("seeds/channel_rules.csv", "80,Paid Other,", "80,Paid and strange,")
    _kill_after(3, warehouse, copy_project(tmp_path, rule), tmp_path)
    build(warehouse.url, checks="none", state=tmp_path)
    assert mart_hashes(warehouse.url) == expected


def test_models_that_were_run_alone_are_put_right(
    begun: Warehouse, new_warehouse: NewWarehouse, expected: Hashes, tmp_path: Path
) -> None:
    warehouse = new_warehouse(copy_of=begun)
    project = Project(warehouse.url, tmp_path)
    alone = ["fact_events", "mart_traffic_daily", "fact_sessions", "dim_user"]
    for part, model in enumerate(alone, start=1):
        warehouse.put(_LINES[part::_PARTS])
        warehouse.load()
        project.run("--select", model)
    project.run()
    assert mart_hashes(warehouse.url) == expected


def _kill_after(models: int, warehouse: Warehouse, project: Path, state: Path) -> int:
    """Kill a build with SIGKILL once so many models have committed; return how many had."""
    newest = warehouse.value("select max(batch) from raw.load_batches")
    done = f"select count(*) from meta.model_watermarks where batch = {newest}"
    arguments = [sys.executable, "-c", _BUILD, warehouse.url, str(project), str(state)]
    with subprocess.Popen(arguments, cwd=REPOSITORY) as process:
        deadline = time.monotonic() + 120
        while warehouse.value(done) < models:
            assert process.poll() is None, "the build ended before it could be killed"
            assert time.monotonic() < deadline
            time.sleep(0.01)
        process.kill()
    return int(warehouse.value(done))
