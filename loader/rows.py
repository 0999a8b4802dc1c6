r"""Events as rows of `raw.events`, written the way COPY reads fastest to make.

A JSON array without its brackets is a CSV line, if COPY is told that strings escape with a
backslash and that `null` is NULL: `"a \"b\"",null,12`. So one C call of msgspec formats
thousands of rows (1 µs a row; f-strings took 5 to 10).
"""

import re
from datetime import datetime
from operator import itemgetter
from typing import Any

import msgspec

from contract.model import Device, Ecom, Geo, LakeEvent
from loader.props import search_query

COPY_OPTIONS = "(format csv, escape '\\', null 'null')"

# `batch` and `loaded_at` are defaults of the table: one value a commit, known to the server.
# First comes what decides between two lines of one event, and of that first what says that they
# are one event: so both are the beginning of a CSV line, none of which holds a comma of its own.
COLUMNS = (
    "client_ts, event_id, enriched, received_at, line_hash,"
    " event_ts, seq, schema_version, is_bot,"
    " event_type, anonymous_id, client_session_id, user_id, page_url, referrer, device_type,"
    " browser, os, country, city, product_id, product_name, brand, category, currency, price,"
    " quantity, line_no, order_id, search_query, props, bot_name"
)
RANK_COLUMNS = 5
_AFTER_EVENT_ID = len(',"00000000-0000-0000-0000-000000000000"')

# How far a CSV line, and its key, agree for events of the same minute: `"2026-11-22T09:30`.
MINUTE = slice(17)

Values = tuple[Any, ...]

_encode = msgspec.json.Encoder().encode
_encode_lines = msgspec.json.Encoder().encode_lines
_received_at = itemgetter(3)
_NO_DEVICE = Device()
_NO_GEO = Geo()
_NO_ECOM = Ecom()

# Escapes that COPY does not read as JSON does: all but those of a quote, a backslash and a slash.
odd_escape = re.compile(rb'\\[^"\\/]').search


def row_of(
    event: LakeEvent, event_ts: datetime, received_at: datetime, line_hash: str, *, enriched: bool
) -> Values:
    """Return the values of `COLUMNS`; an empty text is no text."""
    device, geo, ecom = event.device or _NO_DEVICE, event.geo or _NO_GEO, event.ecom or _NO_ECOM
    props = event.props
    return (
        event.ts,
        event.event_id,
        enriched,
        received_at,
        line_hash,
        event_ts,
        event.seq,
        event.schema_version,
        event.is_bot or False,
        event.event_type,
        event.anonymous_id,
        event.session_id,
        event.user_id or None,
        event.page_url or None,
        event.referrer or None,
        device.type,
        device.browser or None,
        device.os or None,
        geo.country,
        geo.city or None,
        ecom.product_id or None,
        ecom.name or None,
        ecom.brand or None,
        ecom.category or None,
        ecom.currency,
        ecom.price,
        ecom.qty,
        ecom.line_no,
        ecom.order_id or None,
        search_query(props) if props else None,
        _encode(props).decode() if props else None,
        event.bot_name or None,
    )


def keys_of(lines: list[bytes]) -> list[bytes]:
    """Return of each CSV line its beginning, which says which event it is.

    As all times are UTC and formatted by one formatter, equal keys have equal bytes.
    """
    return [line[: line.index(b",") + _AFTER_EVENT_ID] for line in lines]


def rank_of(line: bytes) -> list[bytes]:
    """Return the first `RANK_COLUMNS` fields of a CSV line, which decide whether it is kept."""
    return line.split(b",", RANK_COLUMNS)[:RANK_COLUMNS]


class RowBuffer:
    """Collects rows and writes them as CSV lines."""

    def __init__(self) -> None:
        """Start empty."""
        self.common: list[Values] = []  # rows without control characters, not yet written
        self.lines: list[bytes] = []
        self.bytes = 0
        self.watermark: datetime | None = None  # the greatest `received_at`

    def __len__(self) -> int:
        """Return the number of rows, written or not."""
        return len(self.lines) + len(self.common)

    def add(self, row: Values, *, plain: bool) -> None:
        """Add a row; one that is not `plain` may hold any character that a text can hold."""
        if plain:
            self.common.append(row)
            return
        self.write()
        self._add_lines([row], [",".join(map(_field, row)).encode()])

    def write(self) -> None:
        """Write the common rows."""
        if self.common:
            self._add_lines(self.common, _encode_lines(self.common)[1:-2].split(b"]\n["))
            self.common = []

    def _add_lines(self, rows: list[Values], lines: list[bytes]) -> None:
        latest = max(map(_received_at, rows))
        self.watermark = max(self.watermark or latest, latest)
        self.lines += lines
        self.bytes += sum(map(len, lines))


def _field(value: Any) -> str:
    if isinstance(value, str):
        return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
    return _encode(value).decode()
