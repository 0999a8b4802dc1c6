"""The marts' figures by day, in the shape of the simulator's truth."""

from collections.abc import Iterator
from typing import Any

from local.simulator import Counts
from tests.pipeline.warehouses import Warehouse

Days = dict[str, Counts]

# What to count where: rows are (day, name of the figure or nothing, amount).
_QUERIES = {
    "events": """
        select event_date::text, event_type, count(*) from marts.fact_events
        where is_bot = {is_bot} group by 1, 2
    """,
    "visitors": """
        select event_date::text, null, count(distinct anonymous_id) from marts.fact_events
        where is_bot = {is_bot} group by 1
    """,
    "repeated_lines": """
        select event_date::text, null, count(*) from marts.fact_events
        where is_bot = {is_bot} and is_repeat group by 1
    """,
    "order_lines": """
        select event_date::text, currency, count(*) from marts.fact_events
        where is_bot = {is_bot} and event_type = 'purchase' and not is_repeat group by 1, 2
    """,
    "sessions": """
        select date_day::text, null, sum(sessions) from marts.mart_traffic_daily
        where is_bot = {is_bot} group by 1
    """,
    "bounces": """
        select date_day::text, null, sum(bounces) from marts.mart_traffic_daily
        where is_bot = {is_bot} group by 1
    """,
    "orders": """
        select date_day::text, currency, sum(orders) from marts.mart_traffic_daily
        where is_bot = {is_bot} group by 1, 2
    """,
    "units": """
        select date_day::text, currency, sum(units) from marts.mart_traffic_daily
        where is_bot = {is_bot} group by 1, 2
    """,
    "revenue_cents": """
        select date_day::text, currency, 100 * sum(revenue) from marts.mart_traffic_daily
        where is_bot = {is_bot} group by 1, 2
    """,
    "funnel": """
        select date_day::text, step, sum(sessions) from marts.mart_funnel_daily
        where is_bot = {is_bot} and category = '(all)' group by 1, 2
    """,
    "has": """
        select date_day::text, step, sum(sessions_any) from marts.mart_funnel_daily
        where is_bot = {is_bot} and category = '(all)' group by 1, 2
    """,
}


def counted(warehouse: Warehouse, *, is_bot: bool) -> Days:
    """Return the figures of people, or of bots, by day; none that is 0."""
    days: Days = {}
    for field, query in _QUERIES.items():
        for day, name, amount in warehouse.rows(query.format(is_bot=is_bot)):
            counts = days.setdefault(day, Counts())
            if name is None:
                setattr(counts, field, amount)
            elif amount:
                getattr(counts, field)[name] = amount
    return days


def planted(days: Days) -> Days:
    """Return the truth in the same shape: without figures that are 0."""
    return {day: Counts(**dict(_present(counts))) for day, counts in days.items()}


def _present(counts: Counts) -> Iterator[tuple[str, Any]]:
    for field in Counts.__struct_fields__:
        value = getattr(counts, field)
        if isinstance(value, dict):
            yield field, {name: amount for name, amount in value.items() if amount}
        else:
            yield field, value
