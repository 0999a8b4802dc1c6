"""The work of a load in portions: objects are read, decoded and formatted ahead of the server."""

from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from typing import BinaryIO

from loader.decode import LineDecoder, reject_broken
from loader.lines import Broken, ObjectReader
from loader.rejects import Reject
from loader.rows import RowBuffer

# A round is held in memory three times over: one is decoded, one waits, one is written. Larger
# ones are not faster, smaller ones pay for each statement.
ROUND_ROWS = 20_000
ROUND_BYTES = 8 * 1024 * 1024
# Empty objects make no rows; the ledger's share of a round is bounded, too.
ROUND_OBJECTS = 2_000

# A round that is this full ends with its object, so that only a large object is split.
_ENOUGH = 0.75


@dataclass
class Part:
    """What a round holds of one object; `sha256` and `size` are there when it ends here."""

    key: str
    first_row: int
    rows: int = 0
    rejects: list[Reject] = field(default_factory=list)
    size: int = 0
    sha256: str | None = None


@dataclass
class Round:
    """Rows and rejects that are written together; `is_last` of its batch when objects end here."""

    rows: RowBuffer = field(default_factory=RowBuffer)
    parts: list[Part] = field(default_factory=list)
    reject_bytes: int = 0
    is_last: bool = False

    def fullness(self) -> float:
        """Return how full it is; at 1 it is time to write it."""
        return max(
            len(self.rows) / ROUND_ROWS,
            (self.rows.bytes + self.reject_bytes) / ROUND_BYTES,
            len(self.parts) / ROUND_OBJECTS,
        )


def rounds(objects: Iterable[tuple[str, BinaryIO]], decoder: LineDecoder) -> Iterator[Round]:
    """Yield the rounds of `objects` (key and open stream); a batch ends where an object does.

    So small objects share a commit, and a large one, whatever its size, has one commit, too.
    """
    current = Round()
    is_split = False
    for key, stream in objects:
        part = _begin(current, key)
        number = 1
        with closing(stream):
            reader = ObjectReader(stream)
            for lines in reader.lines():
                number += _decode(current, part, lines, number, decoder)
                if current.fullness() >= 1:
                    yield current
                    current, is_split = Round(), True
                    part = _begin(current, key)
        part.size, part.sha256 = reader.size, reader.sha256
        if is_split or current.fullness() >= _ENOUGH:
            current.is_last = True
            yield current
            current, is_split = Round(), False
    if current.parts:
        current.is_last = True
        yield current


def _begin(current: Round, key: str) -> Part:
    part = Part(key, first_row=len(current.rows))
    current.parts.append(part)
    return part


def _decode(
    current: Round, part: Part, lines: list[bytes] | Broken, number: int, decoder: LineDecoder
) -> int:
    """Decode the lines of `part` that begin with line `number`; return how many they are."""
    if isinstance(lines, Broken):
        rejects = [reject_broken(lines, number)]
        count = 1
    else:
        rejects = decoder.decode(lines, number, current.rows)
        count = len(lines)
        current.rows.write()
    part.rejects += rejects
    part.rows = len(current.rows) - part.first_row
    current.reject_bytes += sum(len(reject.line) for reject in rejects)
    return count
