"""Lines that can't be loaded: why, and what is kept of them."""

from codecs import getincrementaldecoder
from enum import StrEnum
from typing import NamedTuple

from loader.redact import redact_text


class Reason(StrEnum):
    """Why a line is rejected; a closed list, which dashboards group by."""

    NOT_JSON = "not_json"
    NOT_UTF8 = "not_utf8"  # also an escaped half of a surrogate pair, which UTF-8 can't hold
    NUL_CHARACTER = "nul_character"  # PostgreSQL has no text with it
    LINE_TOO_LONG = "line_too_long"
    INVALID_EVENT = "invalid_event"  # a field is missing or has the wrong type or value
    TOO_MANY_PROPS = "too_many_props"  # unknown fields, which become props, included
    EVENT_IN_FUTURE = "event_in_future"
    EVENT_TOO_OLD = "event_too_old"
    RECEIVED_IN_FUTURE = "received_in_future"
    TRUNCATED_GZIP = "truncated_gzip"  # the object ends in mid-stream: what followed is lost
    UNREADABLE_GZIP = "unreadable_gzip"  # from here on the object is not gzip


class RejectedError(Exception):
    """A line that is no event; `detail` says what was wrong without quoting the value."""

    def __init__(self, reason: Reason, detail: str) -> None:
        """Remember why."""
        super().__init__(reason, detail)
        self.reason = reason
        self.detail = detail


class Reject(NamedTuple):
    """A rejected line as it is stored: `line` is redacted text, `line_bytes` its true length."""

    line_number: int
    reason: Reason
    detail: str
    line: str
    line_bytes: int


# The kept beginning of one line, in bytes and in characters. Long enough for what mistakes make (a
# whole export in one line: 5 MB). Decoded, redacted and on its way to the server it takes about
# five times as much memory.
KEPT_BYTES = 6 * 1024 * 1024
_PIECE = 64 * 1024
CUT_MARK = "…[cut]"


def kept_text(line: bytes, length: int) -> str:
    r"""Return what is stored of a line of `length` bytes that starts with `line`, redacted.

    Bytes that are not UTF-8 are written as `\xNN`, NUL as `\x00`; a cut text ends in `CUT_MARK`.
    """
    # In pieces, because of bytes that are not UTF-8 the text is four times as long.
    decoder = getincrementaldecoder("utf-8")("backslashreplace")
    pieces: list[str] = []
    room = KEPT_BYTES
    for start in range(0, len(line), _PIECE):
        is_final = start + _PIECE >= len(line)
        piece = decoder.decode(line[start : start + _PIECE], is_final).replace("\0", "\\x00")
        pieces.append(piece[:room])
        room -= len(piece)
        if room <= 0:
            break
    is_cut = length > KEPT_BYTES or room < 0
    return redact_text("".join(pieces)) + (CUT_MARK if is_cut else "")
