"""REES46's "eCommerce behavior data from multi category store": a CSV with one event a row.

`user_id` there is a browser or account that REES46 has already made anonymous: our visitor.
`user_session` is their session, ours is the warehouse's to find. Prices are in US dollars.
"""

import csv
import re
from collections.abc import Iterator
from datetime import datetime
from hashlib import md5
from itertools import chain, islice

import msgspec

from loader.importers.line import FormatError, Line

_COLUMNS = (
    "event_time",
    "event_type",
    "product_id",
    "category_id",
    "category_code",
    "brand",
    "price",
    "user_id",
    "user_session",
)
_HEADER = ",".join(_COLUMNS).encode()
_EVENT_TYPES = {
    "view": "view",
    "cart": "add_to_cart",
    "remove_from_cart": "remove_from_cart",
    "purchase": "purchase",
}
_TIME = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC")
_PRICE = re.compile(r"\d+(\.\d+)?", re.ASCII)
_SESSION = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")

# So many rows may be unreadable before the file is taken for another format's.
_ROWS_TO_JUDGE_BY = 1000


def lines(rows: Iterator[bytes]) -> Iterator[Line]:
    """Yield a line for each row but the header, wherever that stands.

    The id of an event comes from its row's content and from how many equal rows came before, so
    that the same rows in any order make the same events. That takes about 150 bytes a row.

    Raises `FormatError` when the first 1,000 rows hold neither the header nor a readable row.
    """
    head = list(islice(rows, _ROWS_TO_JUDGE_BY))
    if not any(row == _HEADER or _fields(row) for row in head):
        raise FormatError(
            f"not a REES46 file: neither the header {_HEADER.decode()} nor a row of these columns"
        )
    seen: dict[bytes, int] = {}
    for row in chain(head, rows):
        if row == _HEADER:
            continue
        fields = _fields(row)
        if fields is None:
            yield Line(row, is_event=False)
            continue
        content = "\x1f".join(fields).encode()
        digest = _md5(content)
        occurrence = seen[digest] = seen.get(digest, 0) + 1
        if occurrence > 1:
            digest = _md5(b"%b\x1f%d" % (content, occurrence))
        yield Line(_event(fields, _uuid(digest.hex())), is_event=True)


def _fields(row: bytes) -> list[str] | None:
    """Return a row's nine fields, or none when it isn't an event of this format."""
    try:
        text = row.decode()
        # The csv module reads quotes, at ten times the price; hardly any row has some.
        fields = next(csv.reader([text], strict=True)) if '"' in text else text.split(",")
        time, event_type, product, _, _, _, price, user, session = fields
        datetime.fromisoformat(time[:19])
        readable = (
            _TIME.fullmatch(time)
            and event_type in _EVENT_TYPES
            and product
            and user
            and (not price or _PRICE.fullmatch(price))
            # A file that was cut off may end within its last field.
            and (not session or _SESSION.fullmatch(session))
        )
    except (ValueError, csv.Error):
        return None
    return fields if readable else None


def _event(fields: list[str], event_id: str) -> bytes:
    time, event_type, product, category_id, category, brand, price, user, session = fields
    event = {
        "event_id": event_id,
        "ts": f"{time[:10]}T{time[11:19]}Z",
        "event_type": _EVENT_TYPES[event_type],
        "anonymous_id": user,
        "session_id": session or None,
        "ecom": {
            "product_id": product,
            "brand": brand or None,
            "category": category or None,
            "currency": "USD",
            "price": float(price) if price else None,
        },
        # As text: the numbers are beyond what JavaScript's can hold.
        "props": {"category_id": category_id} if category_id else None,
    }
    return msgspec.json.encode(event)


def _md5(content: bytes) -> bytes:
    return md5(content, usedforsecurity=False).digest()


def _uuid(digits: str) -> str:
    """Return 32 hexadecimal digits in the shape of a UUID made with md5 (version 3)."""
    return f"{digits[:8]}-{digits[8:12]}-3{digits[13:16]}-a{digits[17:20]}-{digits[20:]}"
