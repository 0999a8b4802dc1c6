"""`clickstream doctor`: what this machine has, what it lacks, and how to get it."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import NamedTuple

import typer
from packaging.requirements import Requirement
from rich.console import Console
from rich.table import Table

from contract.errors import ClickstreamError
from loader.lake import open_lake
from loader.warehouse import connect
from local import settings

_PYTHON = (3, 11)
_POSTGRES = 15
# A demo of 30 days takes about half a gigabyte, an upgrade of dbt as much again.
_DISK_GB = 2

_SETUP = "make setup"


class _Finding(NamedTuple):
    """What a check found; `remedy` says what to do where `ok` is false."""

    ok: bool
    found: str
    remedy: str


def doctor() -> None:
    """Check this machine; exit with 1 when something is missing that cannot be done without."""
    table = Table(box=None, show_header=False, padding=(0, 2, 0, 0))
    missing = 0
    for name, required, check in _CHECKS:
        finding = check()
        missing += required and not finding.ok
        bad = "[red]missing[/red]" if required else "[yellow]optional[/yellow]"
        mark = "[green]ok[/green]" if finding.ok else bad
        table.add_row(mark, name, finding.found, "" if finding.ok else finding.remedy)
    console = Console(highlight=False)
    console.print(table)
    if missing:
        console.print(f"\n{missing} of the checks failed; the right column says how to go on.")
        raise typer.Exit(1)


def _python() -> _Finding:
    found = ".".join(map(str, sys.version_info[:3]))
    return _Finding(
        sys.version_info >= _PYTHON, found, "apt-get install python3.11, then " + _SETUP
    )


def _packages() -> _Finding:
    locked = dict(_locked(settings.REPOSITORY / "requirements" / "runtime.txt"))
    other = [name for name, wanted in locked.items() if _installed(name) != wanted]
    found = f"{len(locked) - len(other)} of {len(locked)} as locked"
    return _Finding(not other, found, f"{_SETUP} ({', '.join(other[:5])})")


def _locked(lock: Path) -> Iterator[tuple[str, str]]:
    """Yield name and version of the packages that this Python and platform need."""
    for line in lock.read_text().splitlines():
        if line[:1].isalnum():
            requirement = Requirement(line.rstrip("\\ "))
            if requirement.marker is None or requirement.marker.evaluate():
                yield requirement.name, str(requirement.specifier).removeprefix("==")


def _installed(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None


def _warehouse() -> _Finding:
    named = os.environ.get("CLICKSTREAM_DATABASE_URL")
    try:
        with connect(settings.database_url()) as connection:
            major = connection.info.server_version // 10_000
    except ClickstreamError as error:
        return _Finding(False, "", str(error))
    where = "CLICKSTREAM_DATABASE_URL" if named else f"embedded, in {settings.home() / 'warehouse'}"
    return _Finding(major >= _POSTGRES, f"{major}, {where}", f"use PostgreSQL {_POSTGRES} or newer")


def _lake() -> _Finding:
    url = settings.lake_url()
    if not url.startswith("s3://"):
        return _folder(Path(url.removeprefix("file://")))
    try:
        lake = open_lake(url)
        next(lake.pages("events/"), [])
        # A hidden object: no reader of the lake sees it.
        lake.put("manifests/.written_by_doctor", b"")
    except ClickstreamError as error:
        return _Finding(False, url, str(error))
    return _Finding(True, url, "")


def _folder(lake: Path) -> _Finding:
    nearest = next(folder for folder in (lake, *lake.parents) if folder.exists())
    ok = nearest.is_dir() and os.access(nearest, os.R_OK | os.W_OK | os.X_OK)
    found = f"{lake}{'' if nearest == lake else ', made by simulate or import'}"
    return _Finding(
        ok, found, f"{nearest} can't be written: set CLICKSTREAM_LAKE to a folder of yours"
    )


def _disk() -> _Finding:
    home = settings.home()
    nearest = next(folder for folder in (home, *home.parents) if folder.exists())
    free = shutil.disk_usage(nearest).free / 1e9
    return _Finding(free >= _DISK_GB, f"{free:,.0f} GB free", f"{_DISK_GB} GB are needed in {home}")


def _dbt() -> _Finding:
    found = _installed("dbt-core")
    return _Finding((found or "").startswith("1.11."), found or "", f"1.11 is needed: {_SETUP}")


def _program(name: str, wanted: tuple[int, int], package: str, use: str) -> Callable[[], _Finding]:
    """Return a check for a program that prints its version when asked for it."""

    def check() -> _Finding:
        remedy = f"{wanted[0]}.{wanted[1]} or newer for {use}: {package}"
        try:
            asked = subprocess.run(  # noqa: PLW1510 - the output tells more than the exit code
                [name, "--version"], capture_output=True, text=True, timeout=10
            )
        except (OSError, subprocess.TimeoutExpired):
            return _Finding(False, "", remedy)
        match = re.search(r"(\d+)\.(\d+)[\d.]*", asked.stdout + asked.stderr)
        if not match:
            return _Finding(False, "", remedy)
        return _Finding((int(match[1]), int(match[2])) >= wanted, match[0], remedy)

    return check


_CHECKS: list[tuple[str, bool, Callable[[], _Finding]]] = [
    ("Python", True, _python),
    ("packages", True, _packages),
    ("PostgreSQL", True, _warehouse),
    ("lake", True, _lake),
    ("disk", True, _disk),
    ("dbt", True, _dbt),
    ("R", False, _program("R", (4, 4), "apt-get install r-base (Debian 13)", "the dashboards")),
    ("Node", False, _program("node", (20, 0), "apt-get install nodejs", "the tracker")),
    ("Java", False, _program("java", (17, 0), "apt-get install default-jre-headless", "Spark")),
]
