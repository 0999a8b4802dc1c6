"""The marts' main figures for a terminal; every number is a plain sum over a mart."""

from datetime import date, timedelta
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from loader.warehouse import Connection, connect

_TOTALS = """
select
    sum(sessions), sum(bounces), sum(page_views), sum(duration_seconds), sum(purchase_sessions)
from marts.mart_traffic_daily where not is_bot and date_day between %(first)s and %(last)s
"""

# The gap before a visitor's first day in the range reaches back over the range's start.
_VISITORS = """
select
    coalesce(sum(visitors), 0),
    coalesce(sum(visitors) filter (where days_since_previous >= 1000000), 0)
from marts.mart_audience_daily
where
    is_bot = 'false' and device_type = '(all)' and country = '(all)' and channel = '(all)'
    and date_day between %(first)s and %(last)s
    and days_since_previous > date_day - %(first)s::date
"""

_MONEY = """
select currency, sum(orders), sum(units), sum(revenue)
from marts.mart_traffic_daily
where not is_bot and currency <> '(none)' and date_day between %(first)s and %(last)s
group by currency order by sum(orders) desc, currency
"""

_FUNNEL = """
select step, sum(sessions), sum(sessions_any)
from marts.mart_funnel_daily
where not is_bot and category = '(all)' and date_day between %(first)s and %(last)s
group by step_number, step order by step_number
"""

_PRODUCTS = """
select coalesce(p.product_name, d.product_id), sum(d.views), sum(d.add_to_carts), sum(d.units)
from marts.mart_product_daily as d left join marts.dim_product as p using (product_id)
where not d.is_bot and d.date_day between %(first)s and %(last)s
group by p.product_name, d.product_id order by sum(d.units) desc, d.product_id limit 5
"""

_CHANNELS = """
select channel, sum(sessions), sum(purchase_sessions)
from marts.mart_traffic_daily where not is_bot and date_day between %(first)s and %(last)s
group by channel order by sum(sessions) desc, channel limit 8
"""

_FRESHNESS = """
select
    (select max(last_seen_at) from marts.dim_visitor),
    (select max(loaded_at) from raw.load_batches),
    (select min(built_at) from meta.model_watermarks)
"""


def print_summary(console: Console, database_url: str, *, days: int) -> None:
    """Print the figures of the last `days` days that have events; people only, no bots."""
    with connect(database_url) as connection:
        last = connection.execute("select max(date_day) from marts.dim_date").fetchall()[0][0]
        if last is None:
            console.print("No event is in the marts yet.")
            return
        period = {"first": last - timedelta(days=days - 1), "last": last}
        console.print(f"[dim]{period['first']} to {last}, people only[/dim]")
        console.print(_totals(connection, period))
        console.print(_funnel(connection, period))
        console.print(_channels(connection, period))
        console.print(_products(connection, period))
        console.print(_freshness(connection), soft_wrap=True)


def _rows(connection: Connection, query: str, period: dict[str, date]) -> list[tuple[Any, ...]]:
    return connection.execute(query, period).fetchall()


def _totals(connection: Connection, period: dict[str, date]) -> Table:
    sessions, bounces, views, seconds, buying = _rows(connection, _TOTALS, period)[0]
    visitors, new = _rows(connection, _VISITORS, period)[0]
    table = _table("", "", "", header=False)
    if not sessions:
        table.add_row("sessions", "0", "")
        return table
    table.add_row("visitors", f"{visitors:,}", f"{new:,} of them new")
    table.add_row("sessions", f"{sessions:,}", f"{views / sessions:.1f} pages each")
    table.add_row("bounce rate", f"{bounces / sessions:.1%}", "sessions of one event")
    minutes, rest = divmod(round(seconds / sessions), 60)
    table.add_row("duration", f"{minutes}:{rest:02d}", "minutes, on average")
    table.add_row("conversion", f"{buying / sessions:.2%}", "of sessions bought")
    for currency, orders, units, revenue in _rows(connection, _MONEY, period):
        table.add_row(
            f"revenue {currency}", f"{revenue:,.2f}", f"{orders:,} orders, {units:,} units"
        )
    return table


def _funnel(connection: Connection, period: dict[str, date]) -> Table:
    table = _table("funnel", "sessions", "of the step before", "step at all")
    before = None
    for step, sessions, anyhow in _rows(connection, _FUNNEL, period):
        share = f"{sessions / before:.1%}" if before else ""
        table.add_row(step, f"{sessions:,}", share, f"{anyhow:,}")
        before = sessions
    return table


def _channels(connection: Connection, period: dict[str, date]) -> Table:
    table = _table("channel", "sessions", "conversion")
    for channel, sessions, buying in _rows(connection, _CHANNELS, period):
        table.add_row(
            escape(channel), f"{sessions:,}", f"{buying / sessions:.2%}" if sessions else ""
        )
    return table


def _products(connection: Connection, period: dict[str, date]) -> Table:
    table = _table("top products", "views", "add to cart", "units")
    for name, *figures in _rows(connection, _PRODUCTS, period):
        table.add_row(escape(name), *(f"{figure:,}" for figure in figures))
    return table


def _freshness(connection: Connection) -> str:
    event, load, build = connection.execute(_FRESHNESS).fetchall()[0]
    return (
        f"[dim]newest event {event:%Y-%m-%d %H:%M}, loaded {load:%Y-%m-%d %H:%M}, "
        f"built {build:%Y-%m-%d %H:%M} UTC[/dim]"
    )


def _table(*names: str, header: bool = True) -> Table:
    table = Table(show_header=header, box=None, padding=(0, 2, 0, 0))
    for number, name in enumerate(names):
        # Names and remarks to the left, figures to the right.
        is_text = number == 0 or (not header and number > 1)
        table.add_column(name, justify="left" if is_text else "right")
    return table
