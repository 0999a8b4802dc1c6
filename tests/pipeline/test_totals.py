"""Every total of a `mart_*` table is the same total on the facts, in every slice of every day."""

import pytest

from tests.pipeline.warehouses import Warehouse

_SLICE = "device_type, country, channel, is_bot"
_FACT_SLICE = """
    coalesce(device_type, '(not set)') as device_type,
    coalesce(country, '(not set)') as country,
    channel,
    is_bot
"""
_SESSIONS = """
    count(*), count(*) filter (where is_bounce), sum(page_views), sum(duration_seconds),
    count(*) filter (where has_add_to_cart), count(*) filter (where has_purchase)
"""
_SESSION_SUMS = """
    sum(sessions), sum(bounces), sum(page_views), sum(duration_seconds),
    sum(add_to_cart_sessions), sum(purchase_sessions)
"""
_EVENTS = """
    count(*), count(*) filter (where event_type = 'view'),
    count(*) filter (where event_type = 'purchase' and not is_repeat)
"""
_MONEY = "count(*), sum(units), sum(revenue)"
_MONEY_SUMS = "sum(orders), sum(units), sum(revenue)"
_PRODUCT = """
    count(*) filter (where event_type = 'view'), count(*) filter (where event_type = 'click'),
    count(*) filter (where event_type = 'add_to_cart'),
    count(*) filter (where event_type = 'remove_from_cart'),
    count(*) filter (where event_type = 'purchase' and not is_repeat),
    coalesce(
        sum(coalesce(quantity, 1)) filter (where event_type = 'purchase' and not is_repeat), 0
    ),
    coalesce(sum(revenue), 0)
"""
_PRODUCT_SUMS = """
    sum(views), sum(clicks), sum(add_to_carts), sum(remove_from_carts), sum(order_lines),
    sum(units), sum(revenue)
"""

# Mart, its key besides the slice, its sums, a condition; fact, the same key, the same sums, where.
_TOTALS = {
    "sessions by day": (
        ("mart_traffic_daily", "date_day", f"{_SESSION_SUMS}, sum(events)", "sessions > 0"),
        ("fact_sessions", "session_date", f"{_SESSIONS}, sum(events)", "true"),
    ),
    "money by day": (
        ("mart_traffic_daily", "date_day, currency", _MONEY_SUMS, "orders > 0"),
        ("fact_orders", "order_date, currency", _MONEY, "lines > 0"),
    ),
    "sessions by source": (
        ("mart_acquisition_daily", "date_day, source, medium", _SESSION_SUMS, "sessions > 0"),
        ("fact_sessions", "session_date, source, medium", _SESSIONS, "true"),
    ),
    "money by source": (
        ("mart_acquisition_daily", "date_day, currency", _MONEY_SUMS, "orders > 0"),
        ("fact_orders", "order_date, currency", _MONEY, "lines > 0"),
    ),
    "sessions by hour": (
        ("mart_traffic_hourly", "hour_start", "sum(sessions)", "sessions > 0"),
        ("fact_sessions", "date_trunc('hour', session_start)", "count(*)", "true"),
    ),
    "events by hour": (
        (
            "mart_traffic_hourly",
            "hour_start",
            "sum(events), sum(page_views), sum(order_lines)",
            "events > 0",
        ),
        (
            "fact_events",
            "date_trunc('hour', event_ts)",
            _EVENTS,
            "true",
        ),
    ),
    "views of pages": (
        (
            "mart_page_daily",
            "date_day, page_path",
            "sum(views), sum(timed_views), sum(seconds_on_page)",
            "views > 0",
        ),
        (
            "fact_events",
            "event_date, coalesce(page_path, '(not set)')",
            "count(*), count(seconds_on_page), coalesce(sum(seconds_on_page), 0)",
            "event_type = 'view'",
        ),
    ),
    "entries and exits": (
        (
            "mart_page_daily",
            "date_day",
            "sum(entries), sum(exits), sum(bounces)",
            "entries + exits > 0",
        ),
        (
            "fact_sessions",
            "session_date",
            "count(*), count(*), count(*) filter (where is_bounce)",
            "has_view",
        ),
    ),
    "products by day": (
        ("mart_product_daily", "date_day, product_id", _PRODUCT_SUMS, "true"),
        ("fact_events", "event_date, product_id", _PRODUCT, "product_id is not null"),
    ),
    "products by month": (
        ("mart_product_monthly", "date_month, product_id", _PRODUCT_SUMS, "true"),
        (
            "fact_events",
            "date_trunc('month', event_date)::date, product_id",
            _PRODUCT,
            "product_id is not null",
        ),
    ),
    "the open funnel": (
        (
            "mart_funnel_daily",
            "date_day",
            "sum(sessions_any)",
            "step = 'checkout' and category = '(all)' and sessions_any > 0",
        ),
        ("fact_sessions", "session_date", "count(*)", "has_checkout"),
    ),
    "the closed funnel": (
        (
            "mart_funnel_daily",
            "date_day, step_number::integer",
            "sum(sessions)",
            "category = '(all)' and sessions > 0",
        ),
        (
            "fact_sessions cross join generate_series(1, 4) as step",
            "session_date, step",
            "count(*)",
            "funnel_depth >= step",
        ),
    ),
    "times between stages": (
        ("mart_stage_time", "date_day, stage_number::integer", "sum(sessions)", "true"),
        (
            "fact_sessions cross join generate_series(1, 3) as stage",
            "session_date, stage",
            "count(*)",
            "funnel_depth > stage",
        ),
    ),
}


@pytest.mark.parametrize("total", _TOTALS)
def test_the_marts_have_the_totals_of_the_facts(random_history: Warehouse, total: str) -> None:
    (mart, key, sums, where), fact = _TOTALS[total]
    from_mart = _query(mart, f"{key}, {_SLICE}", sums, where)
    from_fact = _query(fact[0], f"{fact[1]}, {_FACT_SLICE}", fact[2], fact[3])
    assert random_history.value(f"select count(*) from ({from_fact}) as t") > 10
    assert random_history.rows(f"({from_mart} except all {from_fact}) limit 3") == []
    assert random_history.rows(f"({from_fact} except all {from_mart}) limit 3") == []


def _query(table: str, key: str, sums: str, where: str) -> str:
    numbers = ", ".join(str(n) for n in range(1, key.count(",") - _nested(key) + 2))
    return f"select {key}, {sums} from marts.{table} where {where} group by {numbers}"


def _nested(key: str) -> int:
    """Return how many commas of a list of expressions stand inside of parentheses."""
    depth = count = 0
    for character in key:
        depth += (character == "(") - (character == ")")
        count += character == "," and depth > 0
    return count
