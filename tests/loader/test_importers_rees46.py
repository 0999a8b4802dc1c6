"""Rows of REES46's format as lines of the lake."""

import json
from pathlib import Path
from typing import Any

import msgspec
import pytest

from contract.model import Event
from tests.loader.rees46_rows import BARE, CART, CUT_OFF, HEADER, QUOTED, SESSION, VIEW, imported


def test_a_row_becomes_an_event_of_the_contract(tmp_path: Path) -> None:
    line = imported(tmp_path, HEADER, CART)[0]
    assert msgspec.json.decode(line, type=Event)
    event = json.loads(line)
    assert event.pop("event_id").count("-") == 4
    assert event == {
        "ts": "2024-02-29T23:59:59Z",
        "event_type": "add_to_cart",
        "anonymous_id": "7",
        "session_id": SESSION.decode(),
        "ecom": {
            "product_id": "11",
            "brand": "acme",
            "category": "computers.mouse",
            "currency": "USD",
            "price": 9.9,
        },
        "props": {"category_id": "2100000000000000009"},
    }


@pytest.mark.parametrize(
    ("row", "ecom"),
    [
        (BARE, {"brand": None, "category": None, "price": 0.0}),
        (BARE.replace(b"0.00", b""), {"price": None}),
        (QUOTED, {"brand": 'acme, "best"'}),
        (VIEW.replace(b"acme", "žižkov".encode()), {"brand": "žižkov"}),
    ],
)
def test_empty_and_quoted_fields_are_read(row: bytes, ecom: dict[str, Any], tmp_path: Path) -> None:
    event = json.loads(imported(tmp_path, HEADER, row)[0])
    assert {name: event["ecom"][name] for name in ecom} == ecom


@pytest.mark.parametrize(
    "row",
    [
        CUT_OFF,
        VIEW[:-5],  # within the session's id
        VIEW + b",one more",
        VIEW.replace(b" UTC", b""),
        VIEW.replace(b"-02-29", b"-02-30"),
        VIEW.replace(b"view", b"stare"),
        VIEW.replace(b"9.90", b"-1"),
        VIEW.replace(b"9.90", b"nan"),
        VIEW.replace(b"9.90", b"cheap"),
        VIEW.replace(b",7,", b",,"),
        VIEW.replace(b",11,", b",,"),
        VIEW.replace(b"acme", b"\xff"),
        VIEW.replace(b"acme", b'"acme'),
    ],
)
def test_a_row_that_is_no_event_is_passed_on_as_it_stands(row: bytes, tmp_path: Path) -> None:
    assert imported(tmp_path, HEADER, VIEW, row)[1:] == [row]


def test_equal_rows_are_different_events_and_shuffling_changes_none(tmp_path: Path) -> None:
    rows = [HEADER, VIEW, CART, VIEW, BARE, VIEW, CUT_OFF, QUOTED]
    shuffled = sorted(rows)
    assert shuffled != rows
    (tmp_path / "other").mkdir()
    lines = imported(tmp_path, *rows)
    assert sorted(lines) == sorted(imported(tmp_path / "other", *shuffled))
    assert len(lines) == len(set(lines)) == 7


def test_ids_do_not_depend_on_quotes_or_line_ends(tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    plain = imported(tmp_path, HEADER, VIEW)
    dressed = imported(tmp_path / "other", HEADER + b"\r", VIEW.replace(b"acme", b'"acme"') + b"\r")
    assert plain == dressed


def test_blank_rows_and_headers_in_the_middle_are_no_lines(tmp_path: Path) -> None:
    assert len(imported(tmp_path, VIEW, b"", HEADER, b"  ", CART)) == 2
