"""`clickstream import`: history from another tool into the lake."""

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from loader.importers import IMPORTERS
from loader.importers.run import import_file
from local import settings

_FORMATS = ", ".join(sorted(IMPORTERS))


def import_(
    source_format: Annotated[
        str, typer.Argument(metavar="FORMAT", help=f"What wrote the file: {_FORMATS}.")
    ],
    file: Annotated[Path, typer.Argument(help="The file, gzipped or not.")],
    lake: Annotated[
        str | None, typer.Option(help="A directory or s3://bucket (default: CLICKSTREAM_LAKE).")
    ] = None,
) -> None:
    """Import a file of another tool into the lake; doing it twice changes nothing."""
    url = lake or settings.lake_url()
    with Progress(
        TextColumn("importing"),
        BarColumn(),
        TextColumn("{task.percentage:.0f} %"),
        TimeRemainingColumn(),
        transient=True,
    ) as bar:
        task = bar.add_task("", total=None)
        result = import_file(
            url,
            source_format,
            file,
            progress=lambda read, size: bar.update(task, completed=read, total=size),
        )
    table = Table(show_header=False, box=None)
    table.add_column(style="bold")
    table.add_column(justify="right")
    table.add_column(style="dim")
    table.add_row("events", f"{result.events:,}")
    table.add_row("malformed rows", f"{result.malformed:,}", "left as they are, for load to reject")
    table.add_row("objects written", f"{len(result.written):,}", "\n".join(result.written[:3]))
    table.add_row("already there", f"{len(result.already_there):,}")
    console = Console()
    console.print(table)
    console.print(f"lake   {url}", highlight=False, markup=False)
    if result.written:
        console.print("next   clickstream load")
    else:
        console.print("Nothing new: the lake holds every row of this file.")
