"""After an edit, the next build makes anew what depends on it, and nothing else."""

from pathlib import Path
from typing import NamedTuple

import pytest

from cli.building.run import build
from tests.dbt.hashes import mart_hashes
from tests.pipeline.conftest import NewWarehouse
from tests.pipeline.histories import family
from tests.pipeline.projects import PROJECT, copy_project
from tests.pipeline.warehouses import Warehouse

_FAMILIES = 60


class Edit(NamedTuple):
    """A file, what is replaced in it by what, what that makes anew and what not."""

    file: str
    old: str
    new: str
    made_anew: set[str]
    left_alone: set[str]


_SEEDS = {"bots", "channel_rules", "ignored_referrers", "traffic_sources"}
_LOADING = {"mart_pipeline_health", "mart_pipeline_rejects"}
_FROM_EVENTS = {"fact_events", "fact_sessions", "fact_orders", "mart_traffic_daily", "dim_product"}
_EDITS = {
    "a channel rule": Edit(
        "seeds/channel_rules.csv",
        "80,Paid Other,",
        "80,Paid and strange,",
        made_anew={"channel_rules"} | _FROM_EVENTS,
        left_alone=(_SEEDS - {"channel_rules"}) | _LOADING | {"stg_events"},
    ),
    "a bot's name": Edit(
        "seeds/bots.csv",
        "bot_name,is_bot",
        "bot_name,is_bot\nExamplebot,false",
        made_anew={"bots"} | _FROM_EVENTS,
        left_alone=(_SEEDS - {"bots"}) | _LOADING | {"stg_events"},
    ),
    "the funnel's steps": Edit(
        "dbt_project.yml",
        "funnel_steps: [view, add_to_cart, checkout, purchase]",
        "funnel_steps: [view, purchase]",
        made_anew={"fact_sessions", "mart_funnel_daily", "mart_stage_time"},
        left_alone={"fact_events", "fact_orders", "dim_product", "dim_date"} | _SEEDS | _LOADING,
    ),
    "the store's time zone": Edit(
        "dbt_project.yml",
        "store_timezone: UTC",
        "store_timezone: America/St_Johns",
        made_anew={"stg_events"} | _FROM_EVENTS,
        left_alone=_SEEDS | {"mart_pipeline_rejects"},
    ),
}


@pytest.fixture(scope="module")
def before(new_warehouse: NewWarehouse, tmp_path_factory: pytest.TempPathFactory) -> Warehouse:
    """Return a warehouse whose first load is built; the second isn't."""
    warehouse = new_warehouse()
    lines = [line for number in range(_FAMILIES) for line in family(3, number)]
    warehouse.put(lines[::2])
    warehouse.load()
    build(warehouse.url, checks="none", state=tmp_path_factory.mktemp("dbt"))
    warehouse.put(lines[1::2])
    warehouse.load()
    return warehouse


@pytest.mark.parametrize("name", _EDITS)
def test_an_edit_makes_anew_what_depends_on_it_as_one_full_refresh_does(
    name: str, before: Warehouse, new_warehouse: NewWarehouse, tmp_path: Path
) -> None:
    edit = _EDITS[name]
    warehouse = new_warehouse(copy_of=before)
    project = copy_project(tmp_path, (edit.file, edit.old, edit.new))
    result = build(warehouse.url, checks="none", project=project, state=tmp_path)
    assert edit.made_anew <= set(result.refreshed)
    assert edit.left_alone & set(result.refreshed) == set()
    edited = mart_hashes(warehouse.url)
    build(warehouse.url, checks="none", project=project, state=tmp_path, full_refresh=True)
    assert edited == mart_hashes(warehouse.url)


def test_an_edited_mart_that_nothing_reads_is_made_anew_alone(
    before: Warehouse, new_warehouse: NewWarehouse, tmp_path: Path
) -> None:
    warehouse = new_warehouse(copy_of=before)
    build(warehouse.url, checks="none", state=tmp_path / "unedited")
    unedited = mart_hashes(warehouse.url)
    model = "models/marts/reporting/mart_stage_time.sql"
    project = copy_project(tmp_path, (model, "floor(8 * ln(", "floor(4 * ln("))
    result = build(warehouse.url, checks="none", project=project, state=tmp_path)
    assert set(result.refreshed) == {"mart_stage_time"}
    edited = mart_hashes(warehouse.url)
    assert {table for table in edited if edited[table] != unedited[table]} == {"mart_stage_time"}
    build(warehouse.url, checks="none", project=project, state=tmp_path, full_refresh=True)
    assert edited == mart_hashes(warehouse.url)
    again = build(warehouse.url, checks="none", project=project, state=tmp_path)
    assert (again.refreshed, again.models, again.nothing_new) == ({}, [], True)


def test_a_comment_is_no_edit(
    before: Warehouse, new_warehouse: NewWarehouse, tmp_path: Path
) -> None:
    warehouse = new_warehouse(copy_of=before)
    name = "models/marts/core/fact_events.sql"
    first = (PROJECT / name).read_text().splitlines()[0]
    project = copy_project(tmp_path, (name, first, f"-- Every event.\n{first}"))
    result = build(warehouse.url, checks="none", project=project, state=tmp_path)
    assert (result.refreshed, result.nothing_new) == ({}, False)
