"""One shopping trip from its file to the marts: every figure of contract/README.md."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.pipeline.conftest import NewWarehouse
from tests.pipeline.projects import Project
from tests.pipeline.warehouses import Warehouse

_FIGURES: dict[str, list[tuple[Any, ...]]] = {
    "select sum(inserted), sum(duplicates), sum(rejected) from raw.load_batches": [(13, 1, 1)],
    "select reason, right(line, 19) from raw.rejected_lines": [("not_json", '"event_type":"view"')],
    "select count(*) from marts.dim_visitor": [(1,)],
    "select count(*), min(first_seen_at)::text from marts.dim_user": [
        (1, "2026-03-04 08:00:00+00")
    ],
    "select min(event_ts)::text from marts.fact_events where user_id is not null": [
        ("2026-03-04 08:02:00+00",)
    ],
    """
    select events, duration_seconds, page_views, funnel_depth, channel, landing_page, exit_page
    from marts.fact_sessions
    order by session_start
    """: [
        (7, 360, 4, 2, "Organic Search", "/", "/newsletter/[redacted]"),
        (6, 300, 1, 4, "Email", "/p/ms-200", "/p/ms-200"),
    ],
    "select source, utm_campaign from marts.fact_sessions order by session_start": [
        ("google", None),
        ("newsletter", "spring"),
    ],
    """
    select event_type, count(*) from marts.fact_events
    group by event_type order by count(*) desc, event_type
    """: [
        ("view", 5),
        ("add_to_cart", 2),
        ("purchase", 2),
        ("checkout", 1),
        ("click", 1),
        ("custom", 1),
        ("search", 1),
    ],
    "select sum(views) from marts.mart_product_daily": [(3,)],
    "select lines, units, repeated_lines, revenue, currency from marts.fact_orders": [
        (2, 3, 0, Decimal("1348.00"), "USD")
    ],
    "select sum(sessions), sum(bounces) from marts.mart_traffic_daily": [(2, 0)],
    "select sum(revenue), sum(orders) from marts.mart_traffic_daily where currency = 'USD'": [
        (Decimal("1348.00"), 1)
    ],
    """
    select page_url, props->>'note' from raw.events
    where event_id = '00000000-0000-4000-8000-000000000007'
    """: [("https://shop.example/newsletter/[redacted]", "gift card paid with [redacted]")],
}


@pytest.fixture(scope="module")
def warehouse_of_trip(
    new_warehouse: NewWarehouse, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Warehouse, Project]:
    """Return a warehouse with nothing in it yet, and the project on it."""
    warehouse = new_warehouse()
    project = Project(warehouse.url, tmp_path_factory.mktemp("dbt"))
    project.seed()
    return warehouse, project


@pytest.fixture(scope="module")
def first_sessions(
    warehouse_of_trip: tuple[Warehouse, Project], trip: Path
) -> list[list[tuple[Any, ...]]]:
    """Load and build the trip without the event that came late, then with it.

    Returns the first session both times; afterwards all of the trip is in the marts.
    """
    warehouse, project = warehouse_of_trip
    lines = trip.read_bytes().splitlines()
    late = [line for line in lines if b"T19:04:00Z" in line]
    seen = []
    for arrived in [line for line in lines if line not in late], late:
        warehouse.put(arrived)
        warehouse.load()
        project.run()
        seen.append(
            warehouse.rows(
                "select events, duration_seconds from marts.fact_sessions"
                " order by session_start limit 1"
            )
        )
    return seen


def test_the_late_event_joins_the_session_that_it_happened_in(
    first_sessions: list[list[tuple[Any, ...]]],
) -> None:
    assert first_sessions == [[(6, 360)], [(7, 360)]]


@pytest.mark.usefixtures("first_sessions")
@pytest.mark.parametrize("query", _FIGURES)
def test_the_trip_gives(warehouse_of_trip: tuple[Warehouse, Project], query: str) -> None:
    assert warehouse_of_trip[0].rows(query) == _FIGURES[query]
