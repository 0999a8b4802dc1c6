"""What a model's content depends on besides the data: its code, vars, seeds, and its parents'.

A changed fingerprint means that rows built before the change no longer say the same as rows built
after it, so the model and all its children must be refreshed in full. Comments, layout,
descriptions and the incremental machinery (`macros/incremental`, which decides what is built
again, never what it says) are left out.
"""

import hashlib
import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

_COMMENT = re.compile(r"\{#.*?#\}|--[^\n]*", re.DOTALL)
_VAR = re.compile(r"""\bvar\(\s*['"](\w+)['"]""")
_MACHINERY = ("macros/incremental/", "macros/tests/")


def fingerprints(manifest: Any, project: Path, variables: Mapping[str, Any]) -> dict[str, str]:
    """Return the fingerprint of every model and seed of `manifest`, by its unique id.

    `variables` are those given on the command line; the project's own come from its
    `dbt_project.yml`.
    """
    declared = yaml.safe_load((project / "dbt_project.yml").read_text()).get("vars") or {}
    values = {**declared, **variables}
    known: dict[str, str] = {}

    def of(node_id: str) -> str:
        if node_id not in known:
            node = manifest.nodes[node_id]
            known[node_id] = _digest(
                {
                    "own": _seed(node) if node.resource_type == "seed" else _model(node),
                    "macros": _macros(manifest, node, values),
                    "parents": sorted(
                        of(parent)
                        for parent in getattr(node.depends_on, "nodes", [])
                        if parent in manifest.nodes
                    ),
                }
            )
        return known[node_id]

    for node_id, node in manifest.nodes.items():
        if node.resource_type in ("model", "seed"):
            of(node_id)
    return known


def _seed(node: Any) -> dict[str, Any]:
    return {"rows": node.checksum.checksum, "types": dict(node.config.column_types)}


def _model(node: Any) -> dict[str, Any]:
    return {
        "code": _bare(node.raw_code),
        "materialized": node.config.materialized,
        "contract": node.contract.checksum,
        "relation": [node.schema, node.alias],
    }


def _macros(manifest: Any, node: Any, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the code of all macros that `node` calls, and the vars that they and it read."""
    codes: dict[str, str] = {}
    open_ids = list(node.depends_on.macros)
    while open_ids:
        macro = manifest.macros.get(open_ids.pop())
        # dbt's own macros belong to its version, which the lock files pin.
        if macro is None or macro.package_name != node.package_name or macro.name in codes:
            continue
        if macro.original_file_path.startswith(_MACHINERY):
            continue
        codes[macro.name] = _bare(macro.macro_sql)
        open_ids.extend(macro.depends_on.macros)
    code = [*codes.values(), getattr(node, "raw_code", "") or ""]
    names = {name for text in code for name in _VAR.findall(text)}
    return {"code": codes, "vars": {name: values.get(name) for name in sorted(names)}}


def _bare(code: str) -> str:
    return " ".join(_COMMENT.sub(" ", code).split())


def _digest(content: Any) -> str:
    return hashlib.sha256(json.dumps(content, sort_keys=True, default=str).encode()).hexdigest()
