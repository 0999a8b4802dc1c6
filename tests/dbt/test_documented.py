"""Everything in the dbt project is described, marts keep contracts, pages name what they read."""

import csv
import os
from pathlib import Path
from typing import Any

import pytest
import yaml
from dbt.cli.main import dbtRunner

REPOSITORY = Path(__file__).parent.parent.parent
PROJECT = REPOSITORY / "dbt_project"
PAGES = {
    "overview",
    "traffic_engagement",
    "funnels",
    "product_performance",
    "acquisition",
    "reliability",
}


@pytest.fixture(scope="module")
def manifest(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Return dbt's manifest of the project as it is in the repository."""
    folder = tmp_path_factory.mktemp("dbt")
    with pytest.MonkeyPatch.context() as patch:
        # Parsing connects to nothing; the profile only wants a URL to take apart.
        if "CLICKSTREAM_DATABASE_URL" not in os.environ:
            patch.setenv("CLICKSTREAM_DATABASE_URL", "postgresql://nobody@localhost/nothing")
        result = dbtRunner().invoke(
            ["parse", "--no-partial-parse", "--warn-error", "--log-level", "none"],
            project_dir=str(PROJECT),
            profiles_dir=str(REPOSITORY),
            target_path=str(folder / "target"),
            log_path=str(folder / "logs"),
        )
    assert result.success, result.exception
    return result.result


def test_every_model_seed_source_and_macro_is_described(manifest: Any) -> None:
    nodes = [node for node in manifest.nodes.values() if node.resource_type in {"model", "seed"}]
    macros = [macro for macro in manifest.macros.values() if macro.package_name == "clickstream"]
    assert len(nodes) > 20
    assert len(macros) > 40
    described = [*nodes, *manifest.sources.values(), *manifest.exposures.values(), *macros]
    assert [each.unique_id for each in described if not each.description.strip()] == []


def test_every_column_is_described(manifest: Any) -> None:
    tables = [
        *(n for n in manifest.nodes.values() if n.resource_type in {"model", "seed"}),
        *manifest.sources.values(),
    ]
    assert [table.unique_id for table in tables if not table.columns] == []
    assert [
        f"{table.unique_id}.{column.name}"
        for table in tables
        for column in table.columns.values()
        if not column.description.strip()
    ] == []


def test_a_model_s_description_begins_with_its_grain(manifest: Any) -> None:
    tables = [
        *(n for n in manifest.nodes.values() if n.resource_type in {"model", "seed"}),
        *manifest.sources.values(),
    ]
    assert [t.unique_id for t in tables if not t.description.startswith("One row")] == []


def test_every_mart_enforces_its_contract_with_a_type_for_each_column(manifest: Any) -> None:
    marts = [node for node in manifest.nodes.values() if node.fqn[1] == "marts"]
    models = [node for node in marts if node.resource_type == "model"]
    assert [node.name for node in models if not node.config.contract.enforced] == []
    assert [
        f"{node.name}.{column.name}"
        for node in models
        for column in node.columns.values()
        if not column.data_type
    ] == []


def test_facts_and_dimensions_have_a_primary_key(manifest: Any) -> None:
    core = [n for n in manifest.nodes.values() if n.name.startswith(("fact_", "dim_"))]
    without = []
    for node in (n for n in core if n.resource_type == "model"):
        constraints = [
            *node.constraints,
            *(c for col in node.columns.values() for c in col.constraints),
        ]
        if "primary_key" not in {str(each.type.value) for each in constraints}:
            without.append(node.name)
    assert without == []


def test_every_page_reads_existing_marts_and_dimensions_and_every_mart_has_a_page(
    manifest: Any,
) -> None:
    pages = {exposure.name: exposure for exposure in manifest.exposures.values()}
    assert set(pages) == PAGES
    read = {manifest.nodes[i].name for page in pages.values() for i in page.depends_on.nodes}
    assert {name for name in read if not name.startswith(("mart_", "dim_"))} == set()
    marts = {n.name for n in manifest.nodes.values() if n.name.startswith("mart_")}
    reporting = {name for name in marts if f"model.clickstream.{name}" in manifest.nodes}
    assert reporting - read == set()


def test_every_model_has_a_unit_test(manifest: Any) -> None:
    tested = {test.model for test in manifest.unit_tests.values()}
    models = {n.name for n in manifest.nodes.values() if n.resource_type == "model"}
    assert models - tested == set()


def test_the_channel_rules_of_the_unit_test_are_those_of_the_seed() -> None:
    text = (PROJECT / "models/marts/core/_fact_events__ga4_channels__unit_tests.yml").read_text()
    given = yaml.safe_load(text)["unit_tests"][0]["given"]
    rules = next(each["rows"] for each in given if "channel_rules" in each["input"])
    with (PROJECT / "seeds/channel_rules.csv").open() as file:
        seed = [{k: v for k, v in row.items() if v} for row in csv.DictReader(file)]
    assert [{k: str(v) for k, v in rule.items()} for rule in rules] == seed
