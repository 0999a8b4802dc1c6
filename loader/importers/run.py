"""An import from file to lake: rows in, objects out, nothing written twice."""

import io
import os
from collections.abc import Callable, Iterator
from hashlib import sha256
from itertools import chain
from pathlib import Path
from typing import BinaryIO, cast

from isal import igzip, isal_zlib
from msgspec import Struct, field

from contract.errors import ClickstreamError
from loader.importers import IMPORTERS
from loader.importers.line import FormatError, Line
from loader.lake import Lake
from loader.new_lake import open_or_make

# Told now and then: bytes of the file read, bytes in all.
Progress = Callable[[int, int], None]

# An object is kept in memory, compressed, until it is whole; 64 MB of lines make about 10.
OBJECT_BYTES = 64 * 2**20

# A row beyond this is cut in pieces, so that a file without line ends can't fill the memory.
_LONGEST_ROW = 2**20

_BAD_GZIP = cast("type[Exception]", isal_zlib.error)  # its stub takes it for an instance
_PREFIX = "backfill/"
_ROWS_PER_REPORT = 10_000
_GZIP = b"\x1f\x8b"
_GZIP_BITS = 31  # a gzip header, without a time
_LEVEL = 2  # a fifth smaller than 1, for two seconds a gigabyte


class Imported(Struct):
    """What an import did: rows by what became of them, keys of objects by whether they are new."""

    events: int = 0
    malformed: int = 0
    written: list[str] = field(default_factory=list)
    already_there: list[str] = field(default_factory=list)


def import_file(
    lake_url: str,
    importer: str,
    path: Path,
    *,
    progress: Progress | None = None,
    object_bytes: int = OBJECT_BYTES,
) -> Imported:
    """Write a file of another tool into a lake as backfill lines, split at `object_bytes`.

    Objects are named after their content, so that importing the same file again writes nothing,
    and one that was interrupted goes on where it stopped.

    Raises `ClickstreamError` when there is no such importer or file, or it can't be read.
    """
    if importer not in IMPORTERS:
        raise ClickstreamError(
            f"no importer is called {importer!r}; there is {', '.join(sorted(IMPORTERS))}"
        )
    result = Imported()
    try:
        with path.open("rb") as file:
            found = _objects(IMPORTERS[importer](_rows(file, progress)), object_bytes, result)
            first = next(found, None)  # says whether the file can be read at all: no lake before
            if first:
                _write(open_or_make(lake_url), importer, chain([first], found), result)
    except FormatError as error:
        raise ClickstreamError(f"{path} is {error}") from error
    except (OSError, EOFError, _BAD_GZIP) as error:
        what = getattr(error, "strerror", None) or error
        raise ClickstreamError(
            f"can't read {path} ({what}); name a file that is there, as CSV or gzipped, and whole"
        ) from error
    return result


def _write(
    lake: Lake, importer: str, objects: Iterator[tuple[str, bytes]], result: Imported
) -> None:
    there = {found.key for page in lake.pages(_PREFIX) for found in page}
    for name, content in objects:
        key = f"{_PREFIX}{importer}-{name}.ndjson.gz"
        if key in there:
            result.already_there.append(key)
        else:
            lake.put(key, content)
            result.written.append(key)


def _rows(file: BinaryIO, progress: Progress | None) -> Iterator[bytes]:
    """Yield the rows of a file, gzipped or not, without line ends; blank ones are no rows."""
    size = os.fstat(file.fileno()).st_size
    zipped = file.read(len(_GZIP)) == _GZIP
    file.seek(0)
    unzipped = io.BufferedReader(igzip.IGzipFile(fileobj=file)) if zipped else file
    for number, line in enumerate(iter(lambda: unzipped.readline(_LONGEST_ROW), b"")):
        if progress and number % _ROWS_PER_REPORT == 0:
            progress(file.tell(), size)
        row = line.rstrip(b"\r\n")
        if row.strip():
            yield row


def _objects(
    lines: Iterator[Line], object_bytes: int, result: Imported
) -> Iterator[tuple[str, bytes]]:
    """Yield the hash of an object's lines and the object itself, and count the lines."""
    line = next(lines, None)
    while line:
        digest, size = sha256(), 0
        packer = isal_zlib.compressobj(_LEVEL, isal_zlib.DEFLATED, _GZIP_BITS)
        packed = []
        while line and size < object_bytes:
            data = line.data + b"\n"
            size += len(data)
            digest.update(data)
            packed.append(packer.compress(data))
            result.events += line.is_event
            result.malformed += not line.is_event
            line = next(lines, None)
        packed.append(packer.flush())
        yield digest.hexdigest()[:32], b"".join(packed)
