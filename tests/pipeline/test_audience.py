"""`mart_audience_daily` gives the exact number of distinct visitors of any range and slice."""

from collections.abc import Callable
from datetime import date, timedelta
from random import Random

import pytest

from tests.pipeline.warehouses import Warehouse

_FROM_MART = """
    select coalesce(sum(visitors), 0)
    from marts.mart_audience_daily
    where date_day between '{first}' and '{last}' and days_since_previous > date_day - '{first}'
        and device_type = '{device_type}' and country = '{country}' and channel = '{channel}'
        and is_bot = '{is_bot}'
"""
_FROM_FACTS = """
    select count(distinct anonymous_id)
    from marts.fact_sessions
    where session_date between '{first}' and '{last}'
        and '{device_type}' in ('(all)', coalesce(device_type, '(not set)'))
        and '{country}' in ('(all)', coalesce(country, '(not set)'))
        and '{channel}' in ('(all)', channel)
        and '{is_bot}' in ('all', is_bot::text)
"""

Slice = dict[str, str]


def slices(warehouse: Warehouse, random: Random) -> Callable[[], Slice]:
    """Return a function that draws a range of days and a value, or all, of each filter."""
    ((first, last),) = warehouse.rows(
        "select min(session_date), max(session_date) from marts.fact_sessions"
    )
    values = {
        column: ["(all)", *(value for (value,) in warehouse.rows(query))]
        for column, query in {
            "device_type": "select distinct coalesce(device_type, '(not set)') from marts.{}",
            "country": "select distinct coalesce(country, '(not set)') from marts.{}",
            "channel": "select distinct channel from marts.{}",
        }.items()
        for query in [query.format("fact_sessions")]
    }

    def draw() -> Slice:
        day: date = first + timedelta(days=random.randint(0, (last - first).days))
        length = random.choice([0, 1, 6, 29, 89, 365])
        drawn = {column: random.choice(choices) for column, choices in values.items()}
        return drawn | {
            "first": str(day),
            "last": str(day + timedelta(days=length)),
            "is_bot": random.choice(["all", "false", "false", "true"]),
        }

    return draw


def test_200_random_ranges_and_slices_have_the_visitors_of_the_facts(
    random_history: Warehouse,
) -> None:
    draw = slices(random_history, Random(1))  # noqa: S311  no secret
    counts = []
    for _ in range(200):
        drawn = draw()
        counted = random_history.value(_FROM_FACTS.format(**drawn))
        assert random_history.value(_FROM_MART.format(**drawn)) == counted, drawn
        counts.append(counted)
    assert sum(count > 1 for count in counts) > 50


@pytest.mark.parametrize("is_bot", ["all", "false", "true"])
def test_the_whole_history_has_all_visitors(random_history: Warehouse, is_bot: str) -> None:
    whole = dict.fromkeys(["device_type", "country", "channel"], "(all)")
    whole |= {"first": "2000-01-01", "last": "2100-01-01", "is_bot": is_bot}
    counted = random_history.value(_FROM_FACTS.format(**whole))
    assert random_history.value(_FROM_MART.format(**whole)) == counted > 0
