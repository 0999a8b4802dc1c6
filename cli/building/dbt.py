"""dbt as a library: parse once, then run commands on the manifest."""

import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dbt.cli.main import dbtRunner, dbtRunnerResult

from contract.errors import ClickstreamError
from local.settings import REPOSITORY


@dataclass(frozen=True)
class Node:
    """How one model, seed or test ended: `status` is success, pass, error, fail or skipped."""

    name: str
    kind: str
    status: str
    seconds: float
    rows: int | None
    message: str


OnNode = Callable[[Node], None]


@dataclass(frozen=True)
class Project:
    """A dbt project, the warehouse it runs on, and the folder for dbt's own files."""

    folder: Path
    database_url: str
    state: Path
    variables: dict[str, Any]
    checks: str

    def parse(self) -> Any:
        """Return dbt's manifest; a broken project is a ClickstreamError."""
        # The command that follows writes the manifest for people; once is enough.
        parse = ["--no-write-json", "parse"]
        result = self._invoke(dbtRunner(), parse)
        cache = self.state / "target" / "partial_parse.msgpack"
        if not result.success and cache.exists():
            # What dbt keeps of its last parse does not survive every edit of a macro.
            cache.unlink()
            result = self._invoke(dbtRunner(), parse)
        if not result.success:
            raise ClickstreamError(f"the dbt project can't be read: {_cause(result)}")
        return result.result

    def run(self, manifest: Any, arguments: list[str], on_node: OnNode | None) -> list[Node]:
        """Run a dbt command; call `on_node` as each node ends and return all of them."""

        def listen(event: Any) -> None:
            if on_node and event.info.name == "NodeFinished":
                on_node(_finished(event.data))

        result = self._invoke(dbtRunner(manifest=manifest, callbacks=[listen]), arguments)
        if not hasattr(result.result, "results"):
            raise ClickstreamError(f"dbt stopped: {_cause(result)}")
        return [_node(each) for each in result.result.results]

    def _invoke(self, runner: dbtRunner, arguments: list[str]) -> dbtRunnerResult:
        # As arguments, not as keywords: dbt checks an option that has none against its default,
        # and `~/.dbt` need not exist.
        folders = ["--project-dir", str(self.folder), "--profiles-dir", str(REPOSITORY)]
        if self.variables:
            arguments = [*arguments, "--vars", json.dumps(self.variables)]
        with self._environment():
            return runner.invoke(
                [*arguments, *folders],
                target_path=str(self.state / "target"),
                log_path=str(self.state / "logs"),
                log_level="none",
                log_level_file="info",
                send_anonymous_usage_stats=False,
            )

    @contextmanager
    def _environment(self) -> Iterator[None]:
        before = dict(os.environ)
        os.environ["CLICKSTREAM_DATABASE_URL"] = self.database_url
        os.environ["CLICKSTREAM_CHECKS"] = self.checks
        try:
            yield
        finally:
            os.environ.clear()
            os.environ.update(before)


def _node(result: Any) -> Node:
    rows = result.adapter_response.get("rows_affected")
    return Node(
        name=result.node.name,
        kind=str(result.node.resource_type),
        status=str(result.status),
        seconds=result.execution_time,
        rows=rows if isinstance(rows, int) and rows >= 0 else None,
        message=str(result.message or ""),
    )


def _finished(data: Any) -> Node:
    return Node(
        name=data.node_info.node_name,
        kind=data.node_info.resource_type,
        status=data.run_result.status,
        seconds=data.run_result.execution_time,
        rows=None,
        message=data.run_result.message,
    )


def _cause(result: dbtRunnerResult) -> str:
    error = result.exception
    if isinstance(error, KeyboardInterrupt):
        return "it was interrupted; what is built stays, and the next build goes on there"
    return " ".join(str(error or "see dbt's log").split()) or type(error).__name__
