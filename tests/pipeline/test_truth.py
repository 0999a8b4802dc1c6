"""What the simulator planted is what the marts say, by day, for people and for bots."""

from dataclasses import dataclass
from datetime import date

import msgspec
import pytest

from local.simulator import Rates, Truth, simulate
from tests.pipeline.conftest import NewWarehouse
from tests.pipeline.counted import Days, counted, planted
from tests.pipeline.projects import Project
from tests.pipeline.warehouses import Warehouse

_RATES = Rates(duplicates=0.1, late=0.2, skewed=0.2, bots=0.2, malformed=0.05)


@dataclass
class Simulated:
    """A simulated lake, loaded and built, and the truth about it."""

    warehouse: Warehouse
    project: Project
    truth: Truth


@pytest.fixture(scope="module")
def simulated(new_warehouse: NewWarehouse, tmp_path_factory: pytest.TempPathFactory) -> Simulated:
    warehouse = new_warehouse()
    project = Project(warehouse.url, tmp_path_factory.mktemp("dbt"))
    project.seed()
    truth = simulate(
        str(warehouse.lake),
        days=5,
        events=15_000,
        seed=20_260_702,
        start=date(2026, 2, 26),  # over the end of a month
        rates=_RATES,
    )
    result = warehouse.load()
    assert (result.lines, result.duplicates) == (truth.lines, truth.duplicates)
    assert (result.inserted, result.rejected) == (truth.events, truth.malformed)
    project.run()
    return Simulated(warehouse, project, truth)


@pytest.mark.parametrize("is_bot", [False, True], ids=["people", "bots"])
def test_every_figure_of_every_day_is_the_planted_one(simulated: Simulated, is_bot: bool) -> None:
    truth = simulated.truth.bots_by_day if is_bot else simulated.truth.people_by_day
    assert len(truth) >= 5
    found = counted(simulated.warehouse, is_bot=is_bot)
    assert found == _without(planted(truth), "funnel_from_product")


@pytest.mark.parametrize("is_bot", [False, True], ids=["people", "bots"])
def test_the_visitors_of_all_days_are_the_planted_ones(simulated: Simulated, is_bot: bool) -> None:
    truth = simulated.truth.bots if is_bot else simulated.truth.people
    visitors = simulated.warehouse.value(
        f"""
        select sum(visitors) from marts.mart_audience_daily
        where device_type = '(all)' and country = '(all)' and channel = '(all)'
            and is_bot = '{str(is_bot).lower()}'
            and days_since_previous > date_day - date '2000-01-01'
        """
    )
    assert visitors == truth.visitors > 50


def test_orders_and_revenue_are_the_planted_ones_to_the_cent(simulated: Simulated) -> None:
    rows = simulated.warehouse.rows(
        "select currency, count(*), 100 * sum(revenue) from marts.fact_orders group by currency"
    )
    people = simulated.truth.people
    assert {currency: orders for currency, orders, _ in rows} == people.orders
    assert {currency: cents for currency, _, cents in rows} == people.revenue_cents
    assert len(rows) > 1


def test_a_funnel_may_begin_with_a_product_page(simulated: Simulated) -> None:
    simulated.project.run(
        *("--full-refresh", "--select", "fact_sessions", "mart_funnel_daily"),
        variables={"funnel_view": "product"},
    )
    found = counted(simulated.warehouse, is_bot=False)
    truth = planted(simulated.truth.people_by_day)
    assert {day: counts.funnel for day, counts in found.items()} == {
        day: counts.funnel_from_product for day, counts in truth.items()
    }
    assert any(counts.funnel != counts.funnel_from_product for counts in truth.values())


def _without(days: Days, field: str) -> Days:
    return {day: msgspec.structs.replace(counts, **{field: {}}) for day, counts in days.items()}
