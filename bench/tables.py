"""Tables for the terminal."""

from collections.abc import Iterable, Sequence
from statistics import median

from rich.console import Console
from rich.table import Table

from bench.commands import Build


def show(title: str, header: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Print a table: names in the first column, figures in the others."""
    table = Table(box=None)
    for number, name in enumerate(header):
        table.add_column(name, justify="right" if number else "left", no_wrap=True)
    for row in rows:
        table.add_row(*row)
    console = Console(highlight=False)
    console.print(f"\n[bold]{title}[/bold]", soft_wrap=True)
    console.print(table)


def show_parts(title: str, columns: dict[str, list[Build]]) -> None:
    """Print the median seconds of each model (and of the rest) in each column's builds."""
    medians = {name: medians_by_part(builds) for name, builds in columns.items()}
    parts = sorted(
        {part for column in medians.values() for part in column},
        key=lambda part: -max(column.get(part, 0) for column in medians.values()),
    )
    rows = [
        [part, *(f"{column.get(part, 0):.3f}" for column in medians.values())] for part in parts
    ]
    totals = [f"{median(build.sql for build in builds):.3f}" for builds in columns.values()]
    show(title, ["seconds of SQL", *columns], [*rows, ["all", *totals]])


def medians_by_part(builds: list[Build]) -> dict[str, float]:
    """Return the median seconds of each part; a build without that part counts as 0."""
    parts = {part for build in builds for part in build.parts}
    return {part: median(build.parts.get(part, 0) for build in builds) for part in parts}
