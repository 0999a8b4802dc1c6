"""`clickstream` as its users run it, each command a process of its own."""

import os
import resource
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from bench.server_log import Statement, seconds_by_part
from bench.warehouse import Database
from contract.errors import ClickstreamError
from local.settings import REPOSITORY

_CODE = ("cli", "contract", "dbt_project", "loader", "local", "profiles.yml")
_LEFTOVERS = shutil.ignore_patterns("target", "logs", "__pycache__")


@dataclass(frozen=True)
class Build:
    """A `clickstream build`: seconds from start to exit, and those the server worked, by part.

    In a full refresh two models run at once, so the server's seconds can pass faster than the
    wall's. `cpu` is the processor's time for the command itself, without the server: it is the same
    on a busy machine.
    """

    wall: float
    parts: dict[str, float]
    cpu: float = 0.0

    @property
    def sql(self) -> float:
        """Seconds of all statements."""
        return sum(self.parts.values())


@dataclass(frozen=True)
class Commands:
    """Runs commands of the code in `code`; dbt keeps its files in `home`, one folder a database."""

    code: Path
    home: Path

    def load(self, database: Database, lake: Path) -> None:
        """Run `clickstream load`."""
        self._run(database, "load", "--lake", str(lake))

    def build(self, database: Database, *options: str) -> Build:
        """Run `clickstream build` and measure it."""
        found: list[Statement] = []
        with database.measured(found):
            begin, cpu = perf_counter(), _children_cpu()
            self._run(database, "build", *options)
            wall, cpu = perf_counter() - begin, _children_cpu() - cpu
        return Build(wall, seconds_by_part(found), cpu)

    def _run(self, database: Database, *arguments: str) -> None:
        done = subprocess.run(
            # Python looks for modules in the working directory first: it finds the copied code.
            [sys.executable, "-c", "from cli.main import main; main()", *arguments],
            check=False,
            capture_output=True,
            text=True,
            cwd=self.code,
            env={
                **os.environ,
                "CLICKSTREAM_DATABASE_URL": database.url,
                "CLICKSTREAM_HOME": str(self.home / database.name),
            },
        )
        if done.returncode:
            said = done.stderr.strip() or done.stdout.strip()
            raise ClickstreamError(f"clickstream {arguments[0]} failed in a bench: {said}")


@contextmanager
def code_of_now(home: Path) -> Iterator[Commands]:
    """Copy the code for a `with` block, so that an edit can't change what is being measured.

    The copy is outside of the repository, where no checker of code finds it.
    """
    with TemporaryDirectory(prefix="clickstream-bench-") as folder:
        code = Path(folder)
        for name in _CODE:
            source = REPOSITORY / name
            if source.is_dir():
                shutil.copytree(source, code / name, ignore=_LEFTOVERS)
            else:
                shutil.copy(source, code / name)
        yield Commands(code, home)


def _children_cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
