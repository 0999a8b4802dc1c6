"""`clickstream env`: what plain dbt, psql and the linter need to find the warehouse."""

import os
import shlex
import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from contract.errors import ClickstreamError
from local import embedded, settings


def env(
    stop: Annotated[bool, typer.Option("--stop", help="Stop the embedded server instead.")] = False,
) -> None:
    """Start the warehouse if it is ours and print its settings: eval "$(clickstream env)"."""
    if stop:
        _stop()
        return
    values = {
        "CLICKSTREAM_DATABASE_URL": settings.database_url(),
        "CLICKSTREAM_LAKE": settings.lake_url(),
        "DBT_PROFILES_DIR": str(settings.REPOSITORY),
        "DBT_PROJECT_DIR": str(settings.REPOSITORY / "dbt_project"),
    }
    for name, value in values.items():
        sys.stdout.write(f"export {name}={shlex.quote(value)}\n")
    # Where `dbt`, `sqlfluff` and this very command live, and a psql for who has none.
    ours, last = (shlex.quote(str(f)) for f in (Path(sys.executable).parent, embedded.PROGRAMS))
    sys.stdout.write(f'export PATH={ours}:"$PATH":{last}\n')


def _stop() -> None:
    named = os.environ.get("CLICKSTREAM_DATABASE_URL")
    folder = settings.home() / "warehouse"
    if not embedded.stop(folder):
        hint = (
            f"; CLICKSTREAM_DATABASE_URL names {named}, which is not ours to stop" if named else ""
        )
        raise ClickstreamError(f"there is no embedded server in {folder}{hint}")
    Console(stderr=True).print("The embedded server is stopped; the next command starts it again.")
