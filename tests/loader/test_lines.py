"""Objects fall into lines, whatever is wrong with them."""

import gzip
import hashlib
import io
from typing import Any

import pytest

from loader import lines as module
from loader.lines import MAX_LINE_BYTES, Broken, ObjectReader
from loader.rejects import KEPT_BYTES, Reason

TEXT = b"".join(b"line %d\n" % n for n in range(50_000))
ZIPPED = gzip.compress(TEXT)
SHORT = TEXT[:5_000]
LONG = b"x" * (MAX_LINE_BYTES + 1)


def read(data: bytes) -> list[Any]:
    """Return the lines of an object, broken ones as (reason, beginning, length)."""
    found: list[Any] = []
    for lines in ObjectReader(io.BytesIO(data)).lines():
        if isinstance(lines, Broken):
            found.append((lines.reason, lines.start, lines.length))
        else:
            found += lines
    return found


@pytest.mark.parametrize(
    ("data", "lines"),
    [
        (b"", []),
        (b"a\nb\n", [b"a", b"b"]),
        (b"a\nb", [b"a", b"b"]),
        (b"a\r\n\nb", [b"a\r", b"", b"b"]),
        (b"\xef\xbb\xbfa\n", [b"a"]),
        (gzip.compress(b"\xef\xbb\xbfa\n"), [b"a"]),
        (gzip.compress(b""), []),
        (gzip.compress(b"a\nb"), [b"a", b"b"]),
        (gzip.compress(b"a\nb") + gzip.compress(b"c\n"), [b"a", b"bc"]),
        (gzip.compress(b"a\n") + bytes(3), [b"a"]),
        (b"x" * MAX_LINE_BYTES, [b"x" * MAX_LINE_BYTES]),
    ],
)
def test_an_object_is_its_lines(data: bytes, lines: list[bytes]) -> None:
    assert read(data) == lines


@pytest.mark.parametrize("chunk", [1, 2, 3, 1000])
def test_lines_do_not_depend_on_the_chunks_they_come_in(
    chunk: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = b"a\nbcd\n\n" + LONG + b"\nefg"
    expected = [b"a", b"bcd", b"", (Reason.LINE_TOO_LONG, LONG, len(LONG)), b"efg"]
    monkeypatch.setattr(module, "_CHUNK", chunk)
    assert read(data) == expected
    assert read(gzip.compress(data)) == expected


@pytest.mark.parametrize("after", [b"", b"\nb"])
def test_a_line_that_is_too_long_is_broken_alone(after: bytes) -> None:
    five_mb = b"x" * 5_000_000
    expected = [b"a", (Reason.LINE_TOO_LONG, five_mb, 5_000_000)]
    assert read(b"a\n" + five_mb + after) == expected + ([b"b"] if after else [])


def test_of_an_endless_line_only_the_beginning_is_kept() -> None:
    length = KEPT_BYTES + 1_000_000
    assert read(b"x" * length + b"\nb") == [
        (Reason.LINE_TOO_LONG, b"x" * KEPT_BYTES, length),
        b"b",
    ]


@pytest.mark.parametrize("cut", [2, 17, 5_000, len(ZIPPED) // 2, len(ZIPPED) - 1])
def test_before_the_cut_of_a_truncated_gzip_every_line_is_there(cut: int) -> None:
    *lines, (reason, tail, length) = read(ZIPPED[:cut])
    assert reason == Reason.TRUNCATED_GZIP
    assert length == len(tail)
    assert TEXT.startswith(b"".join(line + b"\n" for line in lines) + tail)
    assert cut < 5_000 or len(lines) > 500


@pytest.mark.parametrize(
    ("text", "data", "least"),
    [
        # All lines are there, but the checksum says they are not what was written.
        (TEXT, ZIPPED[:-8] + b"checksum", TEXT.count(b"\n")),
        (SHORT, gzip.compress(SHORT)[:-8] + b"checksum", SHORT.count(b"\n")),
        (TEXT, ZIPPED[:5_000] + b"\xff" * 50 + ZIPPED[5_050:], 1_500),
        (b"a\n", gzip.compress(b"a\n") + b"after the end", 1),
    ],
)
def test_before_the_damage_of_a_gzip_every_line_is_there(
    text: bytes, data: bytes, least: int
) -> None:
    *lines, (reason, tail, _) = read(data)
    assert reason == Reason.UNREADABLE_GZIP
    assert text.startswith(b"".join(line + b"\n" for line in lines) + tail)
    assert len(lines) >= least


@pytest.mark.parametrize("data", [b"", TEXT, ZIPPED, ZIPPED[:99], ZIPPED[:-8] + b"checksum" + TEXT])
def test_size_and_digest_are_those_of_the_stored_bytes(data: bytes) -> None:
    reader = ObjectReader(io.BytesIO(data))
    for _ in reader.lines():
        pass
    assert (reader.size, reader.sha256) == (len(data), hashlib.sha256(data).hexdigest())
