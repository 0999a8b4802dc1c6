"""dbt in this process: a project parsed once and run many times, and broken copies of it."""

import json
import os
import shutil
from pathlib import Path
from unittest.mock import patch

from dbt.cli.main import dbtRunner, dbtRunnerResult

REPOSITORY = Path(__file__).parent.parent.parent
PROJECT = REPOSITORY / "dbt_project"


class Project:
    """A dbt project on one database; parsing costs two seconds, so it is done once."""

    def __init__(self, database_url: str, state: Path, folder: Path = PROJECT) -> None:
        """Parse the project in `folder`; `state` is for what dbt writes beside it."""
        self.folder = folder
        self._environment = {"CLICKSTREAM_DATABASE_URL": database_url}
        self._options = [
            *("--project-dir", str(folder), "--profiles-dir", str(REPOSITORY)),
            *("--target-path", str(state / "target"), "--log-path", str(state / "logs")),
            # What dbt says and writes about a run takes a quarter of its time.
            *("--log-level", "none", "--log-level-file", "none", "--no-write-json"),
            "--no-version-check",
        ]
        self._runner = dbtRunner()
        self._runner = dbtRunner(manifest=self._invoke("parse").result)

    def seed(self) -> None:
        """Load the seeds, which a `run` only reads."""
        self._invoke("seed")

    def run(self, *options: str, variables: dict[str, object] | None = None) -> None:
        """Run the models: all, incrementally, unless `options` say otherwise."""
        self._invoke("run", *options, "--vars", json.dumps(variables or {}))

    def _invoke(self, *arguments: str) -> dbtRunnerResult:
        with patch.dict(os.environ, self._environment):
            result = self._runner.invoke([*arguments, *self._options])
        failed = [
            f"{node.node.name}: {node.message}"
            for node in getattr(result.result, "results", [])
            if node.status not in {"success", "pass"}
        ]
        assert result.success, failed or result.exception
        return result


def copy_project(to: Path, *edits: tuple[str, str, str]) -> Path:
    """Copy the project to `to`, with `edits`: in a file of it, what to replace, and by what."""
    folder = to / "dbt_project"
    shutil.copytree(PROJECT, folder, ignore=shutil.ignore_patterns("target", "logs"))
    for name, old, new in edits:
        path = folder / name
        text = path.read_text()
        assert old in text, f"{name} has no {old!r} any more: mend this test"
        path.write_text(text.replace(old, new))
    return folder
