"""`clickstream load`: what is new in the lake into the warehouse, exactly once."""

from typing import Annotated

import typer
from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

from loader.load import LoadResult
from loader.load import load as load_lake
from loader.user_key import user_key
from local import settings


def load(
    lake: Annotated[
        str | None, typer.Option(help="A directory or s3://bucket (default: CLICKSTREAM_LAKE).")
    ] = None,
) -> None:
    """Load what is new in the lake into the warehouse, each event once.

    Interrupt it or run it again as you like: an object is loaded completely or not at all, and
    never twice. Lines that are no events are kept with a reason, see `clickstream status`.
    """
    url = lake or settings.lake_url()
    key = user_key()
    with Progress(
        SpinnerColumn(),
        TextColumn("loading  {task.fields[objects]:,} objects  {task.fields[lines]:,} lines"),
        TimeElapsedColumn(),
        transient=True,
    ) as bar:
        task = bar.add_task("", total=None, objects=0, lines=0)
        result = load_lake(
            settings.database_url(),
            url,
            user_key=key,
            progress=lambda so_far: bar.update(task, objects=so_far.objects, lines=so_far.lines),
        )
    console = Console(highlight=False)
    console.print(_table(result))
    console.print(f"lake   {url}", markup=False)
    if result.changed:
        console.print(
            f"{len(result.changed):,} loaded objects have changed since, {result.changed[0]} for "
            "one. Objects are immutable: give what is new in them a name of its own.",
            style="yellow",
            markup=False,
            soft_wrap=True,
        )
    if not result.objects:
        console.print("Nothing new: every object of the lake is loaded.")
    elif result.rejected:
        console.print("next   `clickstream status` lists the rejects by reason")
    else:
        console.print("next   clickstream build")


def _table(result: LoadResult) -> Table:
    table = Table(show_header=False, box=None)
    table.add_column(style="bold")
    table.add_column(justify="right")
    table.add_column(style="dim")
    table.add_row("objects", f"{result.objects:,}")
    table.add_row("lines", f"{result.lines:,}", "= inserted + duplicates + rejected")
    table.add_row("inserted", f"{result.inserted:,}")
    replaced = f"{result.replaced:,} of them replaced a row" if result.replaced else ""
    table.add_row("duplicates", f"{result.duplicates:,}", replaced)
    table.add_row("rejected", f"{result.rejected:,}")
    rate = f"{result.lines / result.seconds:,.0f} lines/s" if result.lines else ""
    table.add_row("seconds", f"{result.seconds:.1f}", rate)
    return table
