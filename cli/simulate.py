"""`clickstream simulate`: a store's traffic, invented but consistent, in a lake."""

from datetime import UTC, date, datetime
from time import perf_counter
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from contract.errors import ClickstreamError
from local import settings
from local.simulator import (
    DEFAULT_START,
    Rates,
    Truth,
    period_until,
    truth_key,
)
from local.simulator import simulate as write_simulation

_RATES = Rates()


def _share(of: str) -> Any:
    """Return an option for a rate of what goes wrong."""
    return typer.Option(min=0, max=0.5, help=of, rich_help_panel="Rates of what goes wrong")


def simulate(  # noqa: PLR0913, PLR0917  one parameter an option is how typer works
    days: Annotated[int, typer.Option(min=1, help="Days to simulate.")] = 30,
    events: Annotated[
        int | None, typer.Option(min=1, help="Distinct events in all, about.")
    ] = None,
    events_per_day: Annotated[
        int | None, typer.Option(min=1, help="Instead of --events (default: 10000).")
    ] = None,
    seed: Annotated[int, typer.Option(help="The same seed gives the same bytes.")] = 1,
    start: Annotated[str, typer.Option(help="First day.")] = str(DEFAULT_START),
    until: Annotated[
        str | None,
        typer.Option(
            help="Instead of --start: simulate up to this day, not included ('today' or a date). "
            "A run of this seed that ended in the last --days days is continued."
        ),
    ] = None,
    lake: Annotated[
        str | None, typer.Option(help="A directory or s3://bucket (default: CLICKSTREAM_LAKE).")
    ] = None,
    objects_per_hour: Annotated[
        int, typer.Option(min=1, help="Objects an hour is split into.")
    ] = 1,
    duplicates: Annotated[float, _share("Of events: sent twice.")] = _RATES.duplicates,
    late: Annotated[float, _share("Of visits: received late.")] = _RATES.late,
    skewed: Annotated[float, _share("Of visitors: their clock is wrong.")] = _RATES.skewed,
    bots: Annotated[float, _share("Of events: by crawlers.")] = _RATES.bots,
    malformed: Annotated[float, _share("Of lines: unreadable, on top.")] = _RATES.malformed,
) -> None:
    """Simulate a computer store's visitors into the lake, with the truth about them beside it."""
    url = lake or settings.lake_url()
    first = _day(start, "--start")
    if until is not None:
        last = datetime.now(UTC).date() if until == "today" else _day(until, "--until")
        first, days = period_until(url, until=last, days=days, seed=seed)
        if days == 0:
            Console().print(f"Nothing to do: the lake holds seed {seed} up to {first}.")
            return
    began = perf_counter()
    with Progress(
        TextColumn("simulating"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("hours, {task.fields[lines]:,} lines"),
        TimeRemainingColumn(),
        transient=True,
    ) as bar:
        task = bar.add_task("", total=None, lines=0)
        truth = write_simulation(
            url,
            days=days,
            events=events,
            events_per_day=events_per_day,
            seed=seed,
            start=first,
            rates=Rates(
                duplicates=duplicates, late=late, skewed=skewed, bots=bots, malformed=malformed
            ),
            objects_per_hour=objects_per_hour,
            progress=lambda done, of, lines: bar.update(
                task, completed=done, total=of, lines=lines
            ),
        )
    _report(url, truth, perf_counter() - began)


def _day(text: str, option: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise ClickstreamError(
            f"{option} {text!r} is not a day; write it as {DEFAULT_START}"
        ) from error


def _report(url: str, truth: Truth, seconds: float) -> None:
    table = Table(show_header=False, box=None)
    table.add_column(style="bold")
    table.add_column(justify="right")
    table.add_column(style="dim")
    people, run = truth.people, truth.run
    table.add_row("days", f"{run.days:,}", f"{run.start} to {run.end}, not included")
    table.add_row("events", f"{truth.events:,}", f"{truth.events / seconds:,.0f}/s")
    table.add_row(
        "lines", f"{truth.lines:,}", f"{truth.duplicates:,} twice, {truth.malformed:,} malformed"
    )
    table.add_row("objects", f"{truth.objects:,}", f"{truth.stored_bytes / 1e6:,.1f} MB")
    table.add_row("visitors", f"{people.visitors:,}", f"and {truth.bots.visitors:,} crawls")
    table.add_row("sessions", f"{people.sessions:,}", f"{people.bounces:,} of a single event")
    table.add_row("orders", f"{sum(people.orders.values()):,}", "")
    for currency, cents in sorted(people.revenue_cents.items()):
        table.add_row(f"revenue {currency}", f"{cents / 100:,.2f}", "")
    console = Console()
    console.print(table)
    console.print(
        f"lake   {url}\ntruth  {truth_key(run)}\nnext   clickstream load",
        highlight=False,
        markup=False,
    )
