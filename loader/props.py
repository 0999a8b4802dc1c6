"""The props of an event: where unknown fields go, and in which form values are kept."""

from typing import Any

import msgspec

from contract.model import MAX_PROPS, Device, Ecom, Geo, LakeEvent
from loader.rejects import Reason, RejectedError

_KNOWN = set(LakeEvent.__struct_fields__)
_NESTED = {
    "device": set(Device.__struct_fields__),
    "geo": set(Geo.__struct_fields__),
    "ecom": set(Ecom.__struct_fields__),
}
_to_json = msgspec.json.Encoder().encode


def unknown_to_props(event: dict[str, Any]) -> bool:
    """Move the fields that the model does not know into `event["props"]`; return whether any was.

    A field of `device`, `geo` or `ecom` gets a dotted name, `ecom.discount`. Where the sender set
    a prop of that very name, that prop stays. Wrong types are left for the decoder to find.
    """
    unknown = {name: event.pop(name) for name in event.keys() - _KNOWN}
    for parent, known in _NESTED.items():
        nested = event.get(parent)
        if isinstance(nested, dict):
            for name in nested.keys() - known:
                unknown[f"{parent}.{name}"] = nested.pop(name)
    props = event.get("props")
    if not unknown or not isinstance(props, dict | None):
        return bool(unknown)
    event["props"] = unknown | (props or {})
    return True


def flatten(props: dict[str, Any] | None) -> dict[str, Any] | None:
    """Return `props` with each value that is a list or an object as its JSON text.

    Raises `RejectedError` when there are more than `MAX_PROPS`.
    """
    if not props:
        return None
    if len(props) > MAX_PROPS:
        raise RejectedError(
            Reason.TOO_MANY_PROPS, f"{len(props)} props, an event may have {MAX_PROPS}"
        )
    return {
        name: _to_json(value).decode() if isinstance(value, dict | list) else value
        for name, value in props.items()
    }


def search_query(props: dict[str, Any]) -> str | None:
    """Return what was searched for, if the props say so; a number is text, too."""
    value = props.get("search_query")
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    return str(value) or None


def has_nul(value: Any) -> bool:
    """Return whether a NUL character hides anywhere in a decoded JSON value."""
    if isinstance(value, str):
        return "\0" in value
    if isinstance(value, dict):
        return any(map(has_nul, value)) or any(map(has_nul, value.values()))
    return isinstance(value, list) and any(map(has_nul, value))
