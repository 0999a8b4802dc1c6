"""Build the marts: what is new where nothing was edited, in full where something was."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic
from typing import Any

from cli.building.dbt import Node, OnNode, Project
from cli.building.fingerprint import fingerprints
from cli.building.state import (
    is_checked,
    is_up_to_date,
    one_build,
    record_checked,
    record_fingerprints,
    recorded_fingerprints,
)
from contract.errors import ClickstreamError
from loader.warehouse import migrate
from local.settings import REPOSITORY, home

CHECKS = ("changed", "full", "none")
_BUILT = {"success", "pass", "warn"}

# An hourly build leaves a core to whoever looks at the dashboards. Two models at once slow each
# other down by a tenth and save a second; a full refresh uses the threads of profiles.yml.
_THREADS = ["--threads", "1"]


@dataclass
class BuildResult:
    """What a build did: nodes in the order they ended, and why models were refreshed in full."""

    models: list[Node] = field(default_factory=list)
    refreshed: dict[str, str] = field(default_factory=dict)
    nothing_new: bool = False
    seconds: float = 0.0


def build(  # noqa: PLR0913 - the command's options, one each
    database_url: str,
    *,
    full_refresh: bool = False,
    checks: str = "changed",
    variables: Mapping[str, Any] | None = None,
    project: Path = REPOSITORY / "dbt_project",
    state: Path | None = None,
    on_node: OnNode | None = None,
) -> BuildResult:
    """Build every model up to the newest batch, and check it.

    `checks`: "changed" looks at the days that are new, "full" at everything, "none" at nothing.
    A model whose code, vars or seeds were edited since its last build is refreshed in full, with
    all its children; `BuildResult.refreshed` says so. Raises ClickstreamError that names the
    first failing node; what was built before it stays built, and the next build goes on there.
    """
    started = monotonic()
    migrate(database_url)
    dbt = Project(
        folder=project,
        database_url=database_url,
        state=state or home() / "dbt",
        variables=dict(variables or {}),
        checks=checks if checks != "none" else "changed",
    )
    with one_build(database_url):
        manifest = dbt.parse()
        now = fingerprints(manifest, project, dbt.variables)
        recorded = recorded_fingerprints(database_url)
        result = BuildResult(refreshed=_reasons(manifest, now, recorded, full=full_refresh))
        tables = [
            node.name
            for node in manifest.nodes.values()
            if node.resource_type == "model" and node.config.materialized != "view"
        ]
        commands = _commands(manifest, result.refreshed, checks)
        if not result.refreshed and is_up_to_date(database_url, tables):
            # What is built may still be unchecked: a check failed, or everything is to be checked.
            wanted = checks == "full" or (checks == "changed" and not is_checked(database_url))
            commands = [["test", "--exclude-resource-type", "unit_test"]] if wanted else []
            result.nothing_new = not wanted
        if commands:
            # Killed from here on, nobody knows which edit their rows are of, even if it is undone.
            record_fingerprints(database_url, _forgotten(manifest, recorded, result.refreshed))
            for arguments in commands:
                nodes = dbt.run(manifest, arguments, on_node)
                result.models += nodes
                record_fingerprints(database_url, _done(manifest, now, nodes))
                _raise_for_failure(nodes, dbt.state)
            if checks != "none":
                record_checked(database_url)
    result.seconds = monotonic() - started
    return result


def _reasons(
    manifest: Any, now: Mapping[str, str], recorded: Mapping[str, str], *, full: bool
) -> dict[str, str]:
    """Return why each model or seed must be made anew, by its name; empty when none must."""
    reasons = {}
    changed = {node for node, fingerprint in now.items() if recorded.get(node) != fingerprint}
    for node_id in now:
        node = manifest.nodes[node_id]
        parents = [p for p in getattr(node.depends_on, "nodes", []) if p in changed]
        if full:
            reasons[node.name] = "asked for"
        elif node_id not in recorded:
            reasons[node.name] = "first build"
        elif node_id in changed and parents:
            reasons[node.name] = "follows " + ", ".join(p.split(".")[-1] for p in parents)
        elif node_id in changed:
            reasons[node.name] = "edited, or one of its vars or macros"
    return reasons


def _commands(manifest: Any, refreshed: Mapping[str, str], checks: str) -> list[list[str]]:
    """Return the dbt commands: what is only new first, then what must be made anew.

    Seeds and views that were not edited are left alone: an hourly build pays for every node.
    Nothing that is only new depends on what is made anew, so the order is right.
    """
    new = [
        node.name
        for node in manifest.nodes.values()
        if node.resource_type == "model"
        and node.config.materialized != "view"
        and node.name not in refreshed
    ]
    base = ["run" if checks == "none" else "build"]
    if checks != "none":
        base += ["--exclude-resource-type", "unit_test"]
    commands = []
    if new:
        # A test that also reads what is made anew waits for the second command.
        cautious = ["--indirect-selection", "cautious"] if refreshed and checks != "none" else []
        commands.append([*base, *cautious, *_THREADS, "--select", *new])
    if refreshed:
        commands.append([*base, "--full-refresh", "--select", *refreshed])
        if checks == "none":
            commands.insert(0, ["seed", "--full-refresh", "--select", *refreshed])
    return commands


def _forgotten(
    manifest: Any, recorded: Mapping[str, str], refreshed: Mapping[str, str]
) -> dict[str, str]:
    """Return no fingerprint for each of the known nodes that will be made anew."""
    names = {node_id: manifest.nodes[node_id].name for node_id in recorded.keys() & manifest.nodes}
    return {node_id: "" for node_id, name in names.items() if name in refreshed}


def _done(manifest: Any, now: Mapping[str, str], nodes: list[Node]) -> dict[str, str]:
    """Return the fingerprints of the nodes that were built."""
    ids = {manifest.nodes[node_id].name: node_id for node_id in now}
    done = [ids[n.name] for n in nodes if n.name in ids and n.status in _BUILT]
    return {node_id: now[node_id] for node_id in done}


def _raise_for_failure(nodes: list[Node], state: Path) -> None:
    for node in nodes:
        if node.status in ("error", "fail", "runtime error"):
            raise ClickstreamError(
                f"{node.kind} {node.name} failed: {' '.join(node.message.split())} "
                f"(dbt's log is in {state / 'logs'})"
            )
