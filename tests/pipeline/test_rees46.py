"""The real REES46 file from its CSV to the marts: every figure of its README.

The file is not in the repository: `CLICKSTREAM_REES46` says where it is.
"""

import gzip
import os
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

import pytest

from loader.importers.run import import_file
from tests.dbt.hashes import mart_hashes
from tests.pipeline.conftest import NewWarehouse
from tests.pipeline.projects import REPOSITORY, Project
from tests.pipeline.warehouses import Warehouse

_BESIDE = REPOSITORY.parent / "shared/data/rees46_2019_oct/2019-Oct_first17k.csv.gz"
_FUNNEL = """
    select step, sum(sessions) from marts.mart_funnel_daily
    where category = '(all)' group by step, step_number order by step_number
"""

_FIGURES: dict[str, list[tuple[Any, ...]]] = {
    "select sum(inserted), sum(duplicates), sum(rejected) from raw.load_batches": [(17_434, 0, 1)],
    "select event_type, count(*) from marts.fact_events group by 1 order by 2": [
        ("add_to_cart", 165),
        ("purchase", 214),
        ("view", 17_055),
    ],
    """
    select
        count(*) - count(distinct (event_ts, event_type, client_session_id, product_id))
    from marts.fact_events
    """: [(5,)],
    "select (select count(*) from marts.dim_visitor), (select count(*) from marts.dim_product)": [
        (4_504, 6_493)
    ],
    """
    select
        count(*),
        count(*) filter (where is_bounce),
        max(duration_seconds),
        max(events),
        sum(duration_seconds)
    from marts.fact_sessions
    """: [(4_518, 1_664, 1_881, 51, 793_204)],
    """
    select
        count(*) filter (where has_view),
        count(*) filter (where has_add_to_cart),
        count(*) filter (where has_purchase)
    from marts.fact_sessions
    """: [(4_518, 111, 193)],
    _FUNNEL: [("view", 4_518), ("add_to_cart", 111), ("checkout", 0), ("purchase", 0)],
    "select count(*) from marts.fact_sessions where has_checkout": [(0,)],
    # Two of the source's sessions are in more than one of ours: one that two visitors share, and
    # one with a long pause in it.
    """
    select
        count(*),
        count(*) filter (where visitors > 1),
        count(*) filter (where sessions > 1)
    from (
        select count(distinct anonymous_id) as visitors, count(distinct session_id) as sessions
        from marts.fact_events group by client_session_id
    ) as source_sessions
    """: [(5_066, 1, 2)],
    """
    select product_id, sum(revenue) from marts.mart_product_daily
    group by product_id order by 2 desc limit 5
    """: [
        ("1005135", Decimal("3495.58")),
        ("1005105", Decimal("2830.96")),
        ("1004246", Decimal("2208.54")),
        ("1005104", Decimal("1951.14")),
        ("1003316", Decimal("1893.94")),
    ],
    """
    select brand, sum(revenue) from marts.fact_events
    where revenue is not null group by brand order by 2 desc limit 5
    """: [
        ("apple", Decimal("26951.25")),
        ("samsung", Decimal("13872.40")),
        (None, Decimal("2836.95")),
        ("xiaomi", Decimal("2669.28")),
        ("huawei", Decimal("1656.97")),
    ],
    """
    select split_part(category, '.', 1), count(*) from marts.fact_events
    where event_type = 'view' group by 1 order by 2 desc limit 5
    """: [
        ("electronics", 6_068),
        (None, 5_683),
        ("appliances", 2_087),
        ("computers", 982),
        ("furniture", 546),
    ],
    "select sum(revenue) from marts.mart_traffic_daily": [(Decimal("59442.63"),)],
    "select count(*) from raw.events as e where e::text like '%[redacted]%'": [(0,)],
}


@pytest.fixture(scope="module")
def file() -> Path:
    path = Path(os.environ.get("CLICKSTREAM_REES46") or _BESIDE)
    if not path.exists():
        pytest.skip(f"the REES46 file is not at {path}; CLICKSTREAM_REES46 says where it is")
    return path


@pytest.fixture(scope="module")
def built(
    new_warehouse: NewWarehouse, file: Path, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Warehouse, Project]:
    """Return the file's warehouse, imported, loaded and built once."""
    warehouse = new_warehouse()
    project = Project(warehouse.url, tmp_path_factory.mktemp("dbt"))
    project.seed()
    import_file(str(warehouse.lake), "rees46", file)
    warehouse.load()
    project.run()
    return warehouse, project


@pytest.mark.parametrize("query", _FIGURES)
def test_the_file_gives(built: tuple[Warehouse, Project], query: str) -> None:
    assert built[0].rows(query) == _FIGURES[query]


def test_the_cut_off_row_is_a_reject_with_a_reason_and_its_own_text(
    built: tuple[Warehouse, Project], file: Path
) -> None:
    last = gzip.decompress(file.read_bytes()).splitlines()[-1]
    rejects = built[0].rows("select reason, line, line_bytes from raw.rejected_lines")
    assert rejects == [("invalid_event", last.decode(), len(last))]


def test_a_funnel_without_checkout_ends_in_purchases(
    built: tuple[Warehouse, Project], new_warehouse: NewWarehouse, tmp_path: Path
) -> None:
    warehouse = new_warehouse(copy_of=built[0])
    Project(warehouse.url, tmp_path).run(
        *("--full-refresh", "--select", "fact_sessions", "mart_funnel_daily"),
        variables={"funnel_steps": ["view", "add_to_cart", "purchase"]},
    )
    assert warehouse.rows(_FUNNEL) == [("view", 4_518), ("add_to_cart", 111), ("purchase", 62)]


def test_shuffled_split_and_loaded_twice_in_five_runs_makes_the_same_marts(
    built: tuple[Warehouse, Project],
    new_warehouse: NewWarehouse,
    file: Path,
    tmp_path: Path,
) -> None:
    header, *rows = gzip.decompress(file.read_bytes()).splitlines()
    Random(5).shuffle(rows)  # noqa: S311  no secret
    (tmp_path / "shuffled.csv").write_bytes(b"\n".join([header, *rows]))
    result = import_file(str(tmp_path / "lake"), "rees46", tmp_path / "shuffled.csv")
    lines = [
        line
        for key in result.written
        for line in gzip.decompress((tmp_path / "lake" / key).read_bytes()).splitlines()
    ]
    warehouse = new_warehouse()
    project = Project(warehouse.url, tmp_path)
    project.seed()
    for run in range(5):
        for start in range(10 * run, 10 * run + 10):
            warehouse.put(lines[start::50])
        assert warehouse.load().objects == 10
        project.run()
    assert mart_hashes(warehouse.url) == mart_hashes(built[0].url)
    assert warehouse.rows("select line from raw.rejected_lines") == [(_cut_off(rows),)]

    again = import_file(str(warehouse.lake), "rees46", file)
    assert (again.events, again.malformed) == (17_434, 1)
    loaded = warehouse.load()
    assert (loaded.inserted, loaded.duplicates, loaded.replaced) == (0, 17_434, 0)
    project.run()
    assert mart_hashes(warehouse.url) == mart_hashes(built[0].url)
    assert import_file(str(warehouse.lake), "rees46", file).written == []
    assert warehouse.load().objects == 0


def _cut_off(rows: list[bytes]) -> str:
    """Return the one row that has not all nine fields."""
    (row,) = (row for row in rows if row.count(b",") != 8)
    return row.decode()
