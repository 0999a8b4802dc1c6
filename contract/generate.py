"""Writes what other layers take from the model: `python -m contract.generate`.

`event.schema.json` is for whoever sends events, `event.d.ts` for the tracker, the accepted values
are for everybody and, as macros, for the dbt tests. A test fails when one of them is stale.
"""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import msgspec

from contract import model

REPOSITORY = Path(__file__).resolve().parent.parent
_NOTICE = "Generated from contract/model.py by `make contract`; edit the model, not this file."

_ACCEPTED = {
    "event_types": list(get_args(model.EventType)),
    "device_types": list(get_args(model.DeviceType)),
}


def generated() -> dict[Path, str]:
    """Return the text of every generated file by its path in the repository."""
    return {
        Path("contract/event.schema.json"): _schema(),
        Path("contract/event.d.ts"): _typescript(),
        Path("contract/accepted_values.json"): _json(_ACCEPTED),
        Path("dbt_project/macros/generated/accepted_values.sql"): _macros(),
    }


def main() -> None:
    """Write the generated files and name those that changed."""
    for path, text in generated().items():
        target = REPOSITORY / path
        if not target.exists() or target.read_text() != text:
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text)
            sys.stdout.write(f"{path}\n")


def _json(value: Any) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False) + "\n"


def _components(reference: str) -> dict[str, dict[str, Any]]:
    _, components = msgspec.json.schema_components(
        [model.LakeEvent, model.Event], ref_template=reference
    )
    return components


def _schema() -> str:
    return _json(
        {
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "$comment": _NOTICE,
            "$ref": "#/$defs/Event",
            "$defs": _components("#/$defs/{name}"),
        }
    )


def _macros() -> str:
    macros = [f"{{# {_NOTICE} #}}\n"]
    for name, values in _ACCEPTED.items():
        lines = "".join(f"        {json.dumps(value)},\n" for value in values)
        macros.append(
            f"\n{{% macro {name}() %}}\n    {{{{ return([\n{lines}    ]) }}}}\n{{% endmacro %}}\n"
        )
    return "".join(macros)


def _typescript() -> str:
    components = _components("{name}")
    event, lake = components["Event"], components["LakeEvent"]
    for name in event["properties"]:
        del lake["properties"][name]
    lines = [f"// {_NOTICE}", ""]
    for name, values in _ACCEPTED.items():
        union = " | ".join(map(json.dumps, values))
        lines += [f"export type {name.title().replace('_', '')[:-1]} =", f"  {union};", ""]
    for name in ("Device", "Geo", "Ecom", "Event", "LakeEvent"):
        base = " extends Event" if name == "LakeEvent" else ""
        lines += _comment(components[name]["description"], "")
        lines += [f"export interface {name}{base} {{"]
        lines += _fields(components[name])
        lines += ["}", ""]
    return "\n".join(lines)


def _fields(struct: dict[str, Any]) -> Iterator[str]:
    for name, field in struct["properties"].items():
        kinds = field.get("anyOf", [field])
        about = field.get("description") or kinds[0].get("description")
        if about:
            yield from _comment(about, "  ")
        optional = "" if name in struct["required"] else "?"
        yield f"  {name}{optional}: {' | '.join(map(_kind, kinds))};"


def _kind(schema: dict[str, Any]) -> str:
    if "$ref" in schema:
        return str(schema["$ref"])
    if "enum" in schema:
        return next(
            name.title().replace("_", "")[:-1]
            for name, values in _ACCEPTED.items()
            if sorted(values) == sorted(schema["enum"])
        )
    names = {"integer": "number", "object": "Record<string, unknown>"}
    return names.get(schema["type"], str(schema["type"]))


def _comment(text: str, indent: str) -> list[str]:
    lines = [line.strip() for line in text.splitlines()]
    if len(lines) == 1:
        return [f"{indent}/** {lines[0]} */"]
    return [f"{indent}/**", *(f"{indent} * {line}".rstrip() for line in lines), f"{indent} */"]


if __name__ == "__main__":
    main()
