"""From the bytes of an object to its lines, with flat memory and whatever is broken named."""

import hashlib
import zlib
from collections.abc import Iterator
from typing import BinaryIO, NamedTuple

from isal import igzip_lib

from contract.model import MAX_EVENT_BYTES
from loader.rejects import KEPT_BYTES, Reason

# A line of the lake is an event and what the ingest adds to it, JSON escapes included (a character
# of two bytes becomes six in some exports). Four times an event leaves room for both.
MAX_LINE_BYTES = 4 * MAX_EVENT_BYTES

# Plain text read, or made by gunzip, at a time: 64 to 512 KB are equally fast, and the lines of a
# chunk are held in memory.
_CHUNK = 256 * 1024
# Of damaged gzip: so much is read at once before the piece with the damage is read by bytes.
_STEP = 4 * 1024
_GZIP_MAGIC = b"\x1f\x8b"
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"


class Broken(NamedTuple):
    """A line that can't be decoded: its beginning (`KEPT_BYTES` at most) and its true length."""

    reason: Reason
    detail: str
    start: bytes
    length: int


class ObjectReader:
    """Reads an object once; afterwards `size` (bytes) and `sha256` (hex) describe it as stored."""

    def __init__(self, stream: BinaryIO) -> None:
        """Read from `stream`, which the caller closes."""
        self.size = 0
        self._stream = stream
        self._hash = hashlib.sha256()
        self._damage: tuple[Reason, str] | None = None

    @property
    def sha256(self) -> str:
        """Return the digest of the bytes read so far."""
        return self._hash.hexdigest()

    def lines(self) -> Iterator[list[bytes] | Broken]:
        """Yield lists of complete lines, and broken lines one by one, in their order.

        Each list item and each `Broken` is one line of the object; line ends are taken off.
        A gzip that is cut or damaged ends with one `Broken`, the line that the damage hit.
        """
        splitter = _Splitter()
        for number, chunk in enumerate(self._plain()):
            text = chunk if number else chunk.removeprefix(_BYTE_ORDER_MARK)
            yield from splitter.feed(text)
        yield from splitter.end(self._damage)

    def _read(self) -> bytes:
        data = self._stream.read(_CHUNK)
        self._hash.update(data)
        self.size += len(data)
        return data

    def _plain(self) -> Iterator[bytes]:
        """Yield the object's text in chunks, unzipped where its first bytes say so."""
        data = self._read()
        while len(data) < len(_BYTE_ORDER_MARK) and (more := self._read()):
            data += more
        if data.startswith(_GZIP_MAGIC):
            yield from self._gunzip(data)
        else:
            yield data
        while data := self._read():  # after damaged gzip, for the digest alone
            if self._damage is None:
                yield data

    def _gunzip(self, data: bytes) -> Iterator[bytes]:
        """Yield what is inside: any number of gzip members, then perhaps zeros as padding."""
        while data:
            member = igzip_lib.IgzipDecompressor(flag=igzip_lib.DECOMP_GZIP)
            seen, plain = _Seen(), 0
            while not member.eof:
                if member.needs_input and not data and not (data := self._read()):
                    self._damage = (Reason.TRUNCATED_GZIP, "the gzip stream ends too early")
                    return
                seen.add(data)
                try:
                    text = member.decompress(data, _CHUNK)
                except igzip_lib.IsalError as error:  # type: ignore[misc]  # stub: an instance
                    self._damage = (Reason.UNREADABLE_GZIP, str(error))
                    yield from seen.after(plain)
                    return
                yield text
                plain += len(text)
                data = b""
            data = (member.unused_data or self._read()).lstrip(b"\0")
            while not data and (data := self._read()):
                data = data.lstrip(b"\0")
            if data and not _GZIP_MAGIC.startswith(data[:2]):
                self._damage = (Reason.UNREADABLE_GZIP, "bytes after the end of the gzip stream")
                return


class _Seen:
    """The stored bytes of a gzip member, to read it again where it turns out damaged.

    isal gives nothing of a piece in which it finds the damage, up to `_CHUNK` of good text; zlib,
    fed byte by byte, gives everything before it. A member that is larger than `_KEPT` is not kept:
    memory stays flat, and that last piece is lost with the damage.
    """

    _KEPT = 8 * 1024 * 1024

    def __init__(self) -> None:
        self._pieces: list[bytes] = []
        self._size = 0

    def add(self, data: bytes) -> None:
        self._size += len(data)
        if self._size > self._KEPT:
            self._pieces = []
        else:
            self._pieces.append(data)

    def after(self, plain: int) -> Iterator[bytes]:
        """Yield the member's text from the offset `plain` up to the damage."""
        if self._size > self._KEPT:
            return
        member = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)
        data = b"".join(self._pieces)
        for start in range(0, len(data), _STEP):
            step = data[start : start + _STEP]
            before = member.copy()
            try:
                texts = [member.decompress(step)]
                damaged = False
            except zlib.error:
                texts, damaged = list(_byte_by_byte(before, step)), True
            for text in texts:
                yield text[plain:]
                plain = max(0, plain - len(text))
            if damaged:
                return


def _byte_by_byte(member: "zlib._Decompress", data: bytes) -> Iterator[bytes]:
    for at in range(len(data)):
        try:
            yield member.decompress(data[at : at + 1])
        except zlib.error:
            return


class _Splitter:
    """Cuts chunks into lines; holds at most one line, and of an overlong one its beginning."""

    def __init__(self) -> None:
        self._tail = b""  # the line that is still open, while it is of lawful length
        self._kept: list[bytes] = []  # the beginning of an overlong open line
        self._length = 0  # of that overlong line so far; 0: there is none

    def feed(self, chunk: bytes) -> Iterator[list[bytes] | Broken]:
        if self._length:
            head, end, chunk = chunk.partition(b"\n")
            self._keep(head)
            if not end:
                return
            yield self._overlong()
        lines = (self._tail + chunk).split(b"\n")
        self._tail = lines.pop()
        yield from _lawful(lines)
        if len(self._tail) > MAX_LINE_BYTES:
            self._keep(self._tail)
            self._tail = b""

    def end(self, damage: tuple[Reason, str] | None) -> Iterator[list[bytes] | Broken]:
        """Yield the last line, which has no line end."""
        if damage:
            start = b"".join(self._kept) + self._tail
            yield Broken(*damage, start, self._length + len(self._tail))
        elif self._length:
            yield self._overlong()
        elif self._tail:
            yield [self._tail]

    def _keep(self, piece: bytes) -> None:
        room = max(0, KEPT_BYTES - self._length)
        if room:
            self._kept.append(piece[:room])
        self._length += len(piece)

    def _overlong(self) -> Broken:
        start, length = b"".join(self._kept), self._length
        self._kept, self._length = [], 0
        return _too_long(start, length)


def _lawful(lines: list[bytes]) -> Iterator[list[bytes] | Broken]:
    """Yield the lines, those that are too long apart."""
    if max(map(len, lines), default=0) > MAX_LINE_BYTES:
        for line in lines:
            yield _too_long(line, len(line)) if len(line) > MAX_LINE_BYTES else [line]
    elif lines:
        yield lines


def _too_long(start: bytes, length: int) -> Broken:
    detail = f"{length} bytes, a line may have {MAX_LINE_BYTES}"
    return Broken(Reason.LINE_TOO_LONG, detail, start, length)
