"""From a line to a row: decode, validate, complete; a line in trouble fails alone."""

import json
import re
from datetime import UTC, datetime
from hashlib import md5

import msgspec

from contract.model import MAX_AHEAD, MAX_BEHIND, LakeEvent
from loader.backfill import prepare
from loader.lines import Broken
from loader.props import flatten, has_nul, unknown_to_props
from loader.redact import redact_text
from loader.rejects import Reason, Reject, RejectedError, kept_text
from loader.rows import RowBuffer, Values, odd_escape, row_of

_decode = msgspec.json.Decoder(LakeEvent).decode
_canonical = msgspec.json.Encoder(order="sorted").encode

_MIN_BEHIND = -MAX_AHEAD

# What Python and PostgreSQL agree on, whichever way the time zone pushes.
_YEARS = range(2, 9999)
_QUOTED_VALUE = re.compile(r"'[^']*'")
_LONGEST_DETAIL = 300


class LineDecoder:
    """Turns the lines of objects into rows and rejects.

    `user_key` makes the pseudonyms of backfills' user ids, `now` is the time of loading.
    """

    def __init__(self, user_key: bytes, now: datetime) -> None:
        """Take what all lines of a load have in common."""
        self._user_key = user_key
        self._now = now
        self._latest = now + MAX_AHEAD

    def decode(self, lines: list[bytes], number: int, rows: RowBuffer) -> list[Reject]:
        """Add the lines' rows to `rows` and return the rejects; `number` is the first line's.

        Each line is a row, a reject, or blank.
        """
        rejects = []
        for at, raw in enumerate(lines, number):
            line = raw.strip()
            if not line:
                continue
            try:
                event = _decode(line)
                received_at = event.received_at
                # The common line takes a short way: enriched, no props, its clock right and in
                # UTC, no escapes. A microsecond here costs 10 % of the speed.
                if (
                    received_at is None
                    or event.props
                    or event.event_ts
                    or b"\\" in line
                    or event.ts.tzinfo is not UTC
                ):
                    rows.add(self._complete(event, line), plain=not odd_escape(line))
                    continue
                if (
                    not _MIN_BEHIND <= received_at - event.ts <= MAX_BEHIND
                    or received_at > self._latest
                ):
                    self._check_times(event.ts, received_at)
                rows.common.append(
                    row_of(event, event.ts, received_at, _fingerprint(line), enriched=True)
                )
            except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
                try:
                    rows.add(self._second_try(line, error), plain=False)
                except RejectedError as rejected:
                    rejects.append(_reject(at, line, rejected))
            except RejectedError as rejected:
                rejects.append(_reject(at, line, rejected))
        return rejects

    def _complete(self, event: LakeEvent, line: bytes) -> Values:
        """Return the row of any valid event; raises `RejectedError`."""
        if b"\\u0000" in line and has_nul(msgspec.to_builtins(event)):
            raise RejectedError(Reason.NUL_CHARACTER, "an escaped NUL in a text")
        if event.ts.year not in _YEARS:
            raise RejectedError(Reason.INVALID_EVENT, "the year of `$.ts`")
        event.ts = event.ts.astimezone(UTC)
        received_at = event.received_at
        if received_at is None:
            event = prepare(event, self._user_key, self._now)
            event.props = flatten(event.props)
            fingerprint = _fingerprint(_canonical(event))
            return row_of(event, event.ts, event.ts, fingerprint, enriched=False)
        event_ts = event.event_ts or event.ts
        self._check_times(event_ts, received_at)
        event.props = flatten(event.props)
        # The ingest wrote the line once, redacted, in the order of the model: its bytes are its
        # canonical form. Bytes that differ are another try of the event, with its own times.
        return row_of(event, event_ts, received_at, _fingerprint(line), enriched=True)

    def _check_times(self, event_ts: datetime, received_at: datetime) -> None:
        if received_at.year not in _YEARS:
            raise RejectedError(Reason.INVALID_EVENT, "the year of `$.received_at`")
        if received_at > self._latest:
            raise RejectedError(
                Reason.RECEIVED_IN_FUTURE, f"more than {MAX_AHEAD} after it was loaded"
            )
        if event_ts - received_at > MAX_AHEAD:
            raise RejectedError(Reason.EVENT_IN_FUTURE, f"more than {MAX_AHEAD} after its receipt")
        if received_at - event_ts > MAX_BEHIND:
            raise RejectedError(Reason.EVENT_TOO_OLD, f"more than {MAX_BEHIND} before its receipt")

    def _second_try(self, line: bytes, error: Exception) -> Values:
        """Return the row of an event with unknown fields; raises `RejectedError` for others."""
        if not _is_text(line):
            raise RejectedError(Reason.NOT_UTF8, "bytes or escapes that are no characters")
        if b"\0" in line:
            raise RejectedError(Reason.NUL_CHARACTER, "a NUL byte")
        if not isinstance(error, msgspec.ValidationError):
            raise RejectedError(Reason.NOT_JSON, _detail(error))
        try:
            fields = msgspec.json.decode(line)
            if not isinstance(fields, dict) or not unknown_to_props(fields):
                raise error
            return self._complete(msgspec.convert(fields, LakeEvent), line)
        except RecursionError as again:
            raise RejectedError(Reason.INVALID_EVENT, "nested too deeply") from again
        except (msgspec.MsgspecError, UnicodeDecodeError) as again:
            raise RejectedError(Reason.INVALID_EVENT, _detail(again)) from again


def reject_broken(broken: Broken, number: int) -> Reject:
    """Return the reject of a line that could not even be read."""
    text = kept_text(broken.start, broken.length)
    return Reject(number, broken.reason, broken.detail, text, broken.length)


def _reject(number: int, line: bytes, error: RejectedError) -> Reject:
    return Reject(number, error.reason, error.detail, kept_text(line, len(line)), len(line))


def _is_text(line: bytes) -> bool:
    r"""Return whether bytes and escapes make characters; half of a pair like `\ud83d` does not."""
    try:
        json.dumps(json.loads(line.decode()), ensure_ascii=False).encode()
    except UnicodeError:
        return False
    except (ValueError, RecursionError):  # no JSON, which is another matter
        return True
    return True


def _fingerprint(line: bytes) -> str:
    return md5(line, usedforsecurity=False).hexdigest()


def _detail(error: Exception) -> str:
    """Return what the decoder says, without the values that it quotes."""
    return redact_text(_QUOTED_VALUE.sub("…", str(error)))[:_LONGEST_DETAIL]
