"""`clickstream demo`: the whole pipeline on this machine, from invented traffic to figures."""

import os
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from cli.build import build
from cli.load import load
from cli.simulate import simulate
from cli.summary import print_summary
from local import settings
from local.simulator import period_until


def demo(
    days: Annotated[int, typer.Option(help="Days of traffic, up to yesterday.", min=1)] = 30,
    events_per_day: Annotated[
        int, typer.Option(help="About how many events a day.", min=1)
    ] = 10_000,
) -> None:
    """Simulate a month of a store's traffic, load it, build the marts and show what they say.

    Run it again as you like: it goes on where it stopped and adds the days that are missing.
    """
    console = Console(highlight=False)
    lake = settings.lake_url()
    _head(console, 1, "a store's traffic into the lake")
    until = datetime.now(UTC).date()
    _start, missing = period_until(lake, until=until, days=days, seed=1)
    if missing:
        simulate(days=days, events_per_day=events_per_day, seed=1, until=str(until), lake=lake)
    else:
        console.print("The lake has every day up to yesterday.")
    _head(console, 2, "the lake into the warehouse")
    load(lake=lake)
    _head(console, 3, "raw events into marts")
    build()
    _head(console, 4, "what they say")
    print_summary(console, settings.database_url(), days=days)
    _next(console)


def _next(console: Console) -> None:
    """Print what to try now; the first line makes the others work in the user's shell."""
    command = os.path.relpath(Path(sys.executable).with_name("clickstream"))
    steps = {
        f'eval "$({command} env)"': "clickstream, dbt and the warehouse's address in this shell",
        "clickstream status": "what is loaded, how fresh, and whether it adds up",
        "clickstream import rees46 FILE": "a real store's history",
        'psql "$CLICKSTREAM_DATABASE_URL"': "the figures in SQL, schema marts; or plain dbt",
        "make docs": "every model and column explained",
    }
    width = max(map(len, steps))
    console.print("\n[bold]next[/bold]")
    for step, what in steps.items():
        console.print(f"{step:{width}}  {what}", soft_wrap=True, markup=False)


def _head(console: Console, number: int, title: str) -> None:
    console.print(f"\n[bold]{number}. {title}[/bold]")
