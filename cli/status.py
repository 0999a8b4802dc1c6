"""`clickstream status`: what is loaded, how fresh it is, and whether the figures add up."""

from datetime import datetime, timedelta

from rich.columns import Columns
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from loader.warehouse import Connection, connect
from local import settings

_LAST_LOADS = 5

# A batch balances when its own figures, its objects' and the rejects that were kept all agree.
_LOADS = """
with objects as (
    select batch, sum(lines) as lines, sum(rejected) as rejected
    from raw.loaded_objects group by batch
),
rejects as (select batch, count(*) as kept from raw.rejected_lines group by batch)
select
    batch, loaded_at, objects.lines is not distinct from load_batches.lines
        and load_batches.lines = inserted + duplicates + load_batches.rejected
        and load_batches.rejected = coalesce(rejects.kept, 0) as balanced,
    load_batches.objects, load_batches.lines, inserted, duplicates, load_batches.rejected
from raw.load_batches left join objects using (batch) left join rejects using (batch)
order by batch desc limit %s
"""

_TOTALS = """
select
    count(*), coalesce(sum(objects), 0), coalesce(sum(lines), 0), coalesce(sum(inserted), 0),
    coalesce(sum(duplicates), 0), coalesce(sum(rejected), 0), max(watermark), max(loaded_at),
    (select count(*) from raw.events), (select coalesce(sum(erased), 0) from raw.erasures)
from raw.load_batches
"""

_REJECTS = """
select reason, count(*), (array_agg(object_key || ':' || line_number order by batch desc))[1]
from raw.rejected_lines group by reason order by count(*) desc, reason
"""

_MODELS = "select model, batch, built_at from meta.model_watermarks order by model"


def status() -> None:
    """Show what is loaded and built, how fresh it is, and what was rejected."""
    console = Console(highlight=False)
    with connect(settings.database_url()) as connection:
        if not _exists(connection, "raw.load_batches"):
            console.print(
                "Nothing is loaded yet. Fill the lake with `clickstream simulate` or "
                "`clickstream import`, then run `clickstream load`."
            )
            return
        now: datetime = connection.execute("select now()").fetchall()[0][0]
        newest = _print_totals(console, connection, now)
        _print_rejects(console, connection)
        _print_loads(console, connection, now)
        _print_models(console, connection, now, newest)


def _exists(connection: Connection, relation: str) -> bool:
    return connection.execute("select to_regclass(%s)", [relation]).fetchall()[0][0] is not None


def _print_totals(console: Console, connection: Connection, now: datetime) -> int:
    (totals,) = connection.execute(_TOTALS).fetchall()
    batches, objects, lines, inserted, duplicates, rejected, received, loaded, rows, erased = totals
    grid = Table(show_header=False, box=None)
    grid.add_column(style="bold")
    grid.add_column(justify="right")
    grid.add_column(style="dim")
    grid.add_row("events", f"{rows:,}", f"{erased:,} erased" if erased else "")
    grid.add_row("lines", f"{lines:,}", f"{duplicates:,} duplicates, {rejected:,} rejected")
    grid.add_row("objects", f"{objects:,}", f"in {batches:,} load{'s' * (batches != 1)}")
    grid.add_row("received up to", _age(now, received), _minute(received))
    grid.add_row("last load", _age(now, loaded), _minute(loaded))
    console.print(grid)
    if inserted != rows + erased:
        console.print(
            f"[red]{inserted:,} events were inserted, but {rows:,} are there and {erased:,} were "
            "erased: somebody else wrote to raw.events[/red]"
        )
    return int(batches)


def _print_rejects(console: Console, connection: Connection) -> None:
    table = _table("rejected as", "lines", "for example")
    for reason, count, example in connection.execute(_REJECTS):
        table.add_row(reason, f"{count:,}", escape(example))
    if table.row_count:
        console.print(table)


def _print_loads(console: Console, connection: Connection, now: datetime) -> None:
    table = _table("load", "objects", "lines", "inserted", "duplicates", "rejected", "", "when")
    for batch, loaded, balanced, *counts in connection.execute(_LOADS, [_LAST_LOADS]):
        verdict = "adds up" if balanced else "[red]does not add up[/red]"
        figures = [f"{count:,}" for count in counts]
        table.add_row(str(batch), *figures, verdict, _age(now, loaded))
    if table.row_count:
        console.print(table)


def _print_models(console: Console, connection: Connection, now: datetime, newest: int) -> None:
    if not _exists(connection, "meta.model_watermarks"):
        console.print("\nNothing is built yet: run `clickstream build`.")
        return
    cells = [
        f"{model} [{'dim' if batch >= newest else 'yellow'}]{batch} {_age(now, built)}[/]"
        for model, batch, built in connection.execute(_MODELS)
    ]
    console.print(f"\n[bold]models[/bold], the load each is built up to (newest: {newest}), when")
    console.print(Columns(cells, padding=(0, 3)))


def _table(*names: str) -> Table:
    table = Table(box=None, header_style="bold", padding=(0, 2, 0, 0))
    for name in names:
        # Folded, not cut: an object's key is there to be copied.
        table.add_column(name, justify="right" if name in _NUMBERS else "left", overflow="fold")
    return table


_NUMBERS = {"lines", "objects", "inserted", "duplicates", "rejected"}


def _minute(time: datetime | None) -> str:
    return f"{time:%Y-%m-%d %H:%M} UTC" if time else ""


def _age(now: datetime, time: datetime | None) -> str:
    """Say how long ago `time` was, in its largest unit."""
    if time is None:
        return "never"
    age = now - time
    for unit, length in (
        ("d", timedelta(days=1)),
        ("h", timedelta(hours=1)),
        ("min", timedelta(minutes=1)),
    ):
        if age >= length:
            return f"{age // length} {unit} ago"
    return "just now"
