"""`clickstream build`: raw events into marts, what is new only, and checked."""

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from local import settings

if TYPE_CHECKING:
    from cli.building.run import BuildResult


class Checks(StrEnum):
    """Which rows the checks of a build look at."""

    changed = "changed"
    full = "full"
    none = "none"


def build(
    full_refresh: Annotated[
        bool, typer.Option("--full-refresh", help="Make every model anew.")
    ] = False,
    checks: Annotated[
        Checks, typer.Option(help="Check the days that are new, everything, or nothing.")
    ] = Checks.changed,
) -> None:
    """Build the marts up to the newest load, and check them.

    Only what new events touch is built again. A model that was edited, or one of its vars, macros
    or seeds, is made anew with all its children, and the build says so.
    """
    # Imported here: dbt takes two seconds to import, which no other verb should pay.
    from cli.building.dbt import Node  # noqa: PLC0415
    from cli.building.run import build as build_marts  # noqa: PLC0415

    with Progress(
        TextColumn("building  {task.completed:>3.0f} nodes  {task.description}"),
        BarColumn(),
        TimeElapsedColumn(),
        transient=True,
    ) as bar:
        task = bar.add_task("reading the project", total=None)

        def show(node: Node) -> None:
            bar.update(task, advance=1, description=node.name)

        result = build_marts(
            settings.database_url(),
            full_refresh=full_refresh,
            checks=checks.value,
            on_node=show,
        )
    _print(Console(highlight=False), result)


def _print(console: Console, result: "BuildResult") -> None:
    if result.nothing_new:
        console.print("Nothing new: every load is in the marts, and nothing was edited.")
        return
    edited = {m: why for m, why in result.refreshed.items() if why != "first build"}
    for model, why in edited.items():
        console.print(f"made anew  {model}: {why}")
    models = [n for n in result.models if n.kind == "model"]
    checks = [n for n in result.models if n.kind == "test"]
    slowest = max(models, key=lambda n: n.seconds, default=None)
    table = Table(show_header=False, box=None)
    table.add_column(style="bold")
    table.add_column(justify="right")
    table.add_column(style="dim")
    anew = sum(n.name in result.refreshed for n in models)
    table.add_row("models", f"{len(models):,}", f"{anew:,} of them in full")
    table.add_row("checks", f"{len(checks):,}", "all passed" if checks else "")
    note = f"slowest: {slowest.name}, {slowest.seconds:.1f}" if slowest else ""
    table.add_row("seconds", f"{result.seconds:.1f}", note)
    console.print(table)
