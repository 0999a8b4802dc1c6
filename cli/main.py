"""Entry point of the command line: one file a verb, errors in one line."""

import sys

import typer
from rich.console import Console
from rich.text import Text

from cli.build import build
from cli.demo import demo
from cli.doctor import doctor
from cli.env import env
from cli.import_ import import_
from cli.load import load
from cli.simulate import simulate
from cli.status import status
from contract.errors import ClickstreamError

app = typer.Typer(
    help="Clickstream analytics for an online store, from raw events to trusted tables.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.command()(simulate)
app.command("import")(import_)
app.command()(load)
app.command()(build)
app.command()(env)
app.command()(status)
app.command()(doctor)
app.command()(demo)


def main() -> None:
    """Run the command line; a `ClickstreamError` becomes one line on stderr and exit code 1."""
    try:
        app()
    except ClickstreamError as error:
        # As text, not as markup: a path or a value in it may hold brackets.
        message = Text.assemble(("error:", "red"), f" {error}")
        Console(stderr=True, highlight=False).print(message, soft_wrap=True)
        sys.exit(1)
