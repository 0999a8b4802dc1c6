"""What a line becomes: a row, or a reject with its reason."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from loader.decode import LineDecoder, reject_broken
from loader.lines import Broken
from loader.redact import hash_user_id
from loader.rejects import CUT_MARK, KEPT_BYTES, Reason, Reject
from loader.rows import COLUMNS, RowBuffer, Values
from tests.loader.lakes import KEY, backfill, line

NOW = datetime(2026, 3, 2, 13, tzinfo=UTC)
GOOD = line(1)


class UnwrittenRows(RowBuffer):
    """Keeps rows as they come."""

    def add(self, row: Values, *, plain: bool) -> None:
        """Add a row."""
        del plain
        self.common.append(row)


def decode(*lines: bytes) -> tuple[list[Values], list[Reject]]:
    """Return the rows and rejects of the lines of an object."""
    rows = UnwrittenRows()
    rejects = LineDecoder(KEY, NOW).decode(list(lines), 1, rows)
    return rows.common, rejects


def row(one: bytes) -> dict[str, Any]:
    """Return the row of a line that is an event, by the names of its columns."""
    rows, rejects = decode(one)
    assert not rejects, rejects
    return dict(zip(COLUMNS.replace(" ", "").split(","), rows[0], strict=True))


def reason(one: bytes) -> str:
    """Return why a line is rejected, whose neighbours are not."""
    rows, rejects = decode(GOOD, one, GOOD)
    assert len(rows) == 2
    assert [reject.line_number for reject in rejects] == [2]
    assert rejects[0].line_bytes == len(one)
    return str(rejects[0].reason)


@pytest.mark.parametrize(
    ("bad", "expected"),
    [
        (b"no JSON", Reason.NOT_JSON),
        (GOOD[:-5], Reason.NOT_JSON),
        (GOOD + b",", Reason.NOT_JSON),
        (b"[" * 100_000, Reason.INVALID_EVENT),
        (line(1, props={"a": 1}).replace(b": 1}", b": " + b"[" * 20_000 + b"}"), Reason.NOT_JSON),
        (b"\xff\xfe", Reason.NOT_UTF8),
        (line(1, page_url="caf\xe9").decode().encode("latin-1"), Reason.NOT_UTF8),
        (line(1, page_url="?").replace(b"?", rb"\ud800"), Reason.NOT_UTF8),
        (GOOD.replace(b"v-1", b"v\0-1"), Reason.NUL_CHARACTER),
        (GOOD.replace(b"v-1", rb"v\u0000"), Reason.NUL_CHARACTER),
        (line(1, props={"deep": [{"er": "\0"}]}), Reason.NUL_CHARACTER),
        (line(1, props={"\0": 1}), Reason.NUL_CHARACTER),
        (line(1, unknown="\0"), Reason.NUL_CHARACTER),
        (backfill(1, city="\0"), Reason.NUL_CHARACTER),
        (b"[]", Reason.INVALID_EVENT),
        (b"null", Reason.INVALID_EVENT),
        (b"{}", Reason.INVALID_EVENT),
        (line(1, event_type="look"), Reason.INVALID_EVENT),
        (line(1, event_id="no uuid"), Reason.INVALID_EVENT),
        (line(1, ts=1772452800), Reason.INVALID_EVENT),
        (line(1, ts="2026-03-02T12:00:00"), Reason.INVALID_EVENT),
        (line(1, ts="0001-01-01T00:00:00+12:00"), Reason.INVALID_EVENT),
        (line(1, ts="9999-12-31T23:59:59-12:00", event_ts=NOW.isoformat()), Reason.INVALID_EVENT),
        (line(1, received_at="0001-01-01T00:00:00+12:00"), Reason.INVALID_EVENT),
        (line(1, anonymous_id=""), Reason.INVALID_EVENT),
        (line(1, anonymous_id=None), Reason.INVALID_EVENT),
        (line(1, ecom={"price": "12.5"}), Reason.INVALID_EVENT),
        (line(1, ecom={"qty": -1}), Reason.INVALID_EVENT),
        (line(1, ecom=[], unknown=1), Reason.INVALID_EVENT),
        (line(1, props=[1]), Reason.INVALID_EVENT),
        (line(1, props=[1], unknown=1), Reason.INVALID_EVENT),
        (line(1, props={"a": 1}).replace(b": 1}", b": 1e400}"), Reason.INVALID_EVENT),
        (line(1, props={str(n): n for n in range(33)}), Reason.TOO_MANY_PROPS),
        (line(1, props={str(n): n for n in range(32)}, unknown=1), Reason.TOO_MANY_PROPS),
        (line(1, **{str(n): n for n in range(33)}), Reason.TOO_MANY_PROPS),
    ],
)
def test_a_bad_line_is_a_reject_and_its_neighbours_are_rows(bad: bytes, expected: Reason) -> None:
    assert reason(bad) == expected


def at(**distance: float) -> str:
    return (NOW + timedelta(**distance)).isoformat()


@pytest.mark.parametrize(
    ("one", "expected"),
    [
        (line(1, received_at=at(), ts=at(hours=24)), None),
        (line(1, received_at=at(), ts=at(hours=24, seconds=1)), Reason.EVENT_IN_FUTURE),
        (line(1, received_at=at(), ts=at(days=-400)), None),
        (line(1, received_at=at(), ts=at(days=-400, seconds=-1)), Reason.EVENT_TOO_OLD),
        (line(1, received_at=at(), ts="1970-01-01T00:00:00Z", event_ts=at()), None),
        (line(1, received_at=at(), ts="2099-01-01T00:00:00Z", event_ts=at()), None),
        (line(1, received_at=at(), ts=at(), event_ts=at(hours=25)), Reason.EVENT_IN_FUTURE),
        (line(1, received_at=at(), ts=at(), event_ts=at(days=-401)), Reason.EVENT_TOO_OLD),
        (line(1, received_at=at(hours=24), ts=at()), None),
        (line(1, received_at=at(hours=25), ts=at()), Reason.RECEIVED_IN_FUTURE),
        (line(1, received_at=at(hours=25), ts=at(), props={"a": 1}), Reason.RECEIVED_IN_FUTURE),
        (backfill(1, ts="1990-01-01T00:00:00Z"), None),
        (backfill(1, ts="1989-12-31T23:59:59Z"), Reason.EVENT_TOO_OLD),
        (backfill(1, ts=at(hours=24)), None),
        (backfill(1, ts=at(hours=25)), Reason.EVENT_IN_FUTURE),
        (backfill(1, ts=at(), event_ts=at(days=500)), None),
    ],
)
def test_the_times_of_an_event_have_limits(one: bytes, expected: Reason | None) -> None:
    if expected:
        assert reason(one) == expected
    else:
        assert row(one)


@pytest.mark.parametrize("blank", [b"", b"  ", b"\r", b"\t \r"])
def test_a_blank_line_is_no_line_but_is_numbered(blank: bytes) -> None:
    rows, rejects = decode(GOOD, blank, b"bad")
    assert (len(rows), [reject.line_number for reject in rejects]) == (1, [3])


def test_spaces_around_a_line_do_not_make_it_another() -> None:
    assert row(GOOD) == row(b"  " + GOOD + b"\r")


def test_the_fields_of_an_event_have_their_columns() -> None:
    device = {"type": "mobile", "browser": "Safari", "os": "iOS"}
    ecom = {"product_id": "p", "name": "n", "brand": "b", "category": "c", "currency": "EUR"}
    ecom_numbers = {"price": 12.3, "qty": 2, "order_id": "o", "line_no": 3}
    found = row(
        line(
            1,
            device=device,
            geo={"country": "DE", "city": "Bonn"},
            ecom=ecom | ecom_numbers,
            seq=7,
            schema_version=1,
            session_id="s",
            user_id="u",
            page_url="/p",
            referrer="/r",
            is_bot=True,
            bot_name="bot",
            props={"search_query": "mouse"},
        )
    )
    found = {name: value for name, value in found.items() if isinstance(value, str | int | float)}
    del found["line_hash"]
    assert found == {
        "anonymous_id": "v-1",
        "bot_name": "bot",
        "brand": "b",
        "browser": "Safari",
        "category": "c",
        "city": "Bonn",
        "client_session_id": "s",
        "country": "DE",
        "currency": "EUR",
        "device_type": "mobile",
        "enriched": True,
        "event_type": "view",
        "is_bot": True,
        "line_no": 3,
        "order_id": "o",
        "os": "iOS",
        "page_url": "/p",
        "price": 12.3,
        "product_id": "p",
        "product_name": "n",
        "props": '{"search_query":"mouse"}',
        "quantity": 2,
        "referrer": "/r",
        "schema_version": 1,
        "search_query": "mouse",
        "seq": 7,
        "user_id": "u",
    }


@pytest.mark.parametrize(
    ("fields", "props"),
    [
        ({"coupon": "X"}, {"coupon": "X"}),
        ({"coupon": "X", "props": {"a": 1}}, {"a": 1, "coupon": "X"}),
        ({"coupon": "X", "props": {"coupon": "Y"}}, {"coupon": "Y"}),
        ({"ecom": {"discount": 5}, "geo": {"zip": "1"}}, {"ecom.discount": 5, "geo.zip": "1"}),
        ({"device": {"w": [1, 2]}}, {"device.w": "[1,2]"}),
        ({"props": {"a": {"b": 1}, "c": None, "d": True}}, {"a": '{"b":1}', "c": None, "d": True}),
        ({"props": {}}, None),
    ],
)
def test_unknown_fields_and_deep_values_are_kept_as_props(
    fields: dict[str, Any], props: dict[str, Any] | None
) -> None:
    for one in line(1, **fields), backfill(1, **fields):
        kept = row(one)["props"]
        assert (json.loads(kept) if kept else None) == props


@pytest.mark.parametrize(
    ("value", "query"), [("mouse", "mouse"), (42, "42"), ("", None), (True, None), ([1], "[1]")]
)
def test_a_search_query_is_text(value: Any, query: str | None) -> None:
    assert row(line(1, props={"search_query": value}))["search_query"] == query


def test_a_backfill_is_received_when_it_happened_and_its_person_is_hidden() -> None:
    found = row(
        backfill(
            1,
            ts="2026-03-01T10:00:00+02:00",
            event_ts="2026-03-01T11:00:00Z",
            user_id="anna",
            page_url="https://shop.example/?email=anna%40mail.example&q=mouse",
        )
    )
    happened = datetime(2026, 3, 1, 8, tzinfo=UTC)
    assert [found[c] for c in ("client_ts", "event_ts", "received_at")] == [happened] * 3
    assert found["enriched"] is False
    assert found["user_id"] == hash_user_id("anna", KEY)
    assert found["page_url"] == "https://shop.example/?q=mouse"


def test_an_enriched_line_is_taken_as_it_is() -> None:
    found = row(
        line(1, user_id="pseudonym", page_url="/?session=1", ts="2026-03-02T14:00:00+02:00")
    )
    assert (found["user_id"], found["page_url"]) == ("pseudonym", "/?session=1")
    assert found["client_ts"] == datetime(2026, 3, 2, 12, tzinfo=UTC)


GOOGLEBOT = "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"
IPHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1.15"
    " (KHTML, like Gecko) Version/17.0 Mobile/15E148 Safari/604.1"
)


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({}, (False, None, None, None)),
        ({"props": {"user_agent": GOOGLEBOT}}, (True, "Googlebot", "desktop", "Googlebot")),
        ({"props": {"user_agent": IPHONE}}, (False, None, "mobile", "Mobile Safari")),
        (
            {"props": {"user_agent": GOOGLEBOT}, "is_bot": False},
            (False, None, "desktop", "Googlebot"),
        ),
        ({"is_bot": True, "bot_name": "ours"}, (True, "ours", None, None)),
        (
            {"props": {"user_agent": IPHONE}, "device": {"type": "tablet", "browser": "Own"}},
            (False, None, "tablet", "Own"),
        ),
    ],
)
def test_the_user_agent_of_a_backfill_fills_what_the_line_leaves_open(
    fields: dict[str, Any], expected: tuple[Any, ...]
) -> None:
    found = row(backfill(1, **fields))
    assert tuple(found[c] for c in ("is_bot", "bot_name", "device_type", "browser")) == expected
    assert found["props"] is None


def test_two_backfills_of_the_same_content_are_the_same_line() -> None:
    first = backfill(1, page_url="/a", props={"b": 1, "a": 2})
    other = b'{"props":{"a":2,"b":1},"page_url":"/a",' + backfill(1)[1:]
    assert row(first)["line_hash"] == row(other)["line_hash"]
    assert row(first)["line_hash"] != row(backfill(1, page_url="/b"))["line_hash"]


@pytest.mark.parametrize(
    ("bad", "kept"),
    [
        (b"caf\xe9 \xff", r"caf\xe9 \xff"),
        (b"a\0b", r"a\x00b"),
        ("grüße".encode(), "grüße"),
        (b"from anna@mail.example", "from [redacted]"),
    ],
)
def test_a_reject_keeps_its_text_redacted(bad: bytes, kept: str) -> None:
    _, rejects = decode(bad)
    assert rejects[0].line == kept


def test_what_is_kept_of_an_endless_line_ends_in_a_mark() -> None:
    start = b"x" * KEPT_BYTES
    reject = reject_broken(Broken(Reason.LINE_TOO_LONG, "", start, KEPT_BYTES + 5), 3)
    assert reject.line == start.decode() + CUT_MARK
    assert (reject.line_number, reject.line_bytes) == (3, KEPT_BYTES + 5)


def test_the_detail_of_a_reject_names_the_field_and_not_its_value() -> None:
    _, rejects = decode(line(1, event_type="secret"))
    assert "$.event_type" in rejects[0].detail
    assert "secret" not in rejects[0].detail


@pytest.mark.parametrize("depth", [50, 300, 480, 500, 600, 900, 1_000, 5_000])
@pytest.mark.parametrize("make", [line, backfill])
@pytest.mark.parametrize("place", ["unknown", "props"])
def test_however_deep_a_value_is_the_lines_around_it_are_loaded(
    depth: int, make: Callable[..., bytes], place: str
) -> None:
    deep = b"[" * depth + b"]" * depth
    fields: dict[str, Any] = {"zzz": "deep"}
    if place == "props":
        fields = {"props": fields}
    rows, rejects = decode(GOOD, make(2, **fields).replace(b'"deep"', deep), GOOD)
    assert len(rows) + len(rejects) == 3
    assert {reject.reason for reject in rejects} <= {Reason.INVALID_EVENT, Reason.NOT_JSON}
    assert depth > 300 or not rejects
