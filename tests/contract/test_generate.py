"""What other layers take from the model is what the model says."""

import json
from pathlib import Path
from typing import Any

import jsonschema  # type: ignore[import-untyped]  # its types are another package
import pytest

from contract.generate import REPOSITORY, generated

AN_EVENT = {
    "event_id": "00000000-0000-4000-8000-000000000001",
    "ts": "2026-03-02T19:00:00Z",
    "event_type": "view",
    "anonymous_id": "v",
}


@pytest.mark.parametrize("path", generated(), ids=str)
def test_the_generated_file_is_up_to_date(path: Path) -> None:
    assert (REPOSITORY / path).read_text() == generated()[path], "run `make contract`"


@pytest.mark.parametrize(
    ("change", "valid"),
    [
        ({}, True),
        ({"session_id": None}, True),
        ({"ecom": {"price": 1.5, "currency": "USD"}}, True),
        ({"event_type": "sneeze"}, False),
        ({"anonymous_id": ""}, False),
        ({"device": {"type": "fridge"}}, False),
        ({"ecom": {"price": -1}}, False),
        ({"colour": "red"}, False),
        ({"received_at": "2026-03-02T19:00:00Z"}, False),  # the ingest's to say, not the browser's
    ],
)
def test_the_schema_accepts_what_the_model_accepts(change: dict[str, Any], valid: bool) -> None:
    schema = json.loads(generated()[Path("contract/event.schema.json")])
    assert jsonschema.Draft202012Validator(schema).is_valid(AN_EVENT | change) is valid


def test_the_types_name_each_field_of_the_model_once() -> None:
    types = generated()[Path("contract/event.d.ts")]
    lake_line = types[types.index("interface LakeEvent") :]
    assert "  event_id: string;" in types
    assert "  session_id?: string | null;" in types
    assert "  device?: Device | null;" in types
    assert "  type?: DeviceType | null;" in types
    assert "event_id" not in lake_line
