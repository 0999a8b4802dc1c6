"""Importers: history from other tools as backfill lines of the lake.

In: a file as another tool exports it. Out: `backfill/<format>-<hash>.ndjson.gz`, one line a row.
A new format is one module with a function like `rees46.lines`, and one entry here.
"""

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType

from loader.importers import rees46
from loader.importers.line import Line

# Turns a file's rows (without their ends, empty ones left out) into lines of the lake, lazily and
# without a clock. A row it can't read becomes a line as it stands, for the loader to reject with a
# reason. Raises `FormatError` when the rows are of another format altogether.
Importer = Callable[[Iterator[bytes]], Iterator[Line]]

IMPORTERS: Mapping[str, Importer] = MappingProxyType({"rees46": rees46.lines})
