"""The lake: immutable objects under keys, in a directory or in an S3 bucket."""

import os
import re
import secrets
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO, NamedTuple, Protocol
from urllib.parse import urlsplit

from contract.errors import ClickstreamError

# `gs://bucket` is no directory, nor is `s3:/bucket`, where a slash is missing.
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]+:")


class LakeError(ClickstreamError):
    """The lake can't be read or written; the message says what to do."""


class LakeObject(NamedTuple):
    """One object of a listing: its key relative to the lake's root, its size in bytes."""

    key: str
    size: int


class Lake(Protocol):
    """What the loader needs of a lake; every method raises `LakeError` when the lake fails.

    `remote` says whether opening an object costs a round trip, so that fetching ahead pays.
    """

    remote: bool

    def pages(self, prefix: str) -> Iterator[list[LakeObject]]:
        """Yield the objects under `prefix` page by page, keys in lexicographic order."""
        ...

    def open(self, key: str) -> BinaryIO:
        """Open an object for reading from its first byte."""
        ...

    def put(self, key: str, data: bytes) -> None:
        """Write an object, all of it or nothing."""
        ...


def open_lake(url: str) -> Lake:
    """Open the lake at `url`, a directory or `s3://bucket[/prefix]`.

    Raises `LakeError` when there is no such directory or bucket.
    """
    if not url.startswith("s3://"):
        return DirectoryLake(directory_of(url))
    # boto3 costs 30 MB and half a second, which a lake in a directory shall not pay.
    from loader.lake_s3 import S3Lake  # noqa: PLC0415 - see the line above

    parts = urlsplit(url)
    return S3Lake(parts.netloc, parts.path.strip("/"))


def directory_of(url: str) -> Path:
    """Return the directory that a lake's URL names; raises `LakeError` for another scheme."""
    path = url.removeprefix("file://")
    if _SCHEME.match(path):
        raise LakeError(f"a lake is a directory or s3://bucket[/prefix], not {url}")
    return Path(path)


def is_hidden(key: str) -> bool:
    """Return whether a key is a half-written or bookkeeping file, not data.

    Those are names that begin with `.` or `_` (as Spark and Hadoop see it) or end in `.tmp`.
    """
    return key.endswith(".tmp") or any(part.startswith((".", "_")) for part in key.split("/"))


def _is_text(name: str) -> bool:
    try:
        name.encode()
    except UnicodeEncodeError:  # Python's stand-ins for bytes that are no characters
        return False
    return True


class DirectoryLake:
    """A lake in a directory of this machine."""

    remote = False
    # As many as an S3 page holds: one question to the ledger a page.
    _page_size = 1000

    def __init__(self, root: Path) -> None:
        """Take an existing directory as the lake's root."""
        self._root = root
        if not root.is_dir():
            raise LakeError(
                f"there is no lake at {root}: make one with `clickstream simulate`, or point "
                "CLICKSTREAM_LAKE at a directory or at s3://bucket/prefix"
            )

    def pages(self, prefix: str) -> Iterator[list[LakeObject]]:
        """Yield the files under `prefix` page by page, keys in lexicographic order."""
        page: list[LakeObject] = []
        try:
            for found in self._walk(prefix):
                page.append(found)
                if len(page) == self._page_size:
                    yield page
                    page = []
        except OSError as error:
            raise self._error("list", prefix, error) from error
        if page:
            yield page

    def _walk(self, folder: str) -> Iterator[LakeObject]:
        """Yield the files below `folder` (which ends in a slash, or is empty)."""
        path = self._root / folder
        if not path.is_dir():
            return
        with os.scandir(path) as entries:
            # A folder sorts as its keys do, with the slash; a pipe or a socket is no object.
            names = sorted(
                e.name + "/" if e.is_dir() else e.name for e in entries if e.is_dir() or e.is_file()
            )
        for name in names:
            if is_hidden(name.rstrip("/")):
                continue
            if not _is_text(name):
                raise LakeError(
                    f"the name {path / name!r} in the lake is not UTF-8: rename it, and run again"
                )
            if name.endswith("/"):
                yield from self._walk(folder + name)
            else:
                yield LakeObject(folder + name, (path / name).stat().st_size)

    def open(self, key: str) -> BinaryIO:
        """Open a file for reading."""
        try:
            return (self._root / key).open("rb")
        except OSError as error:
            raise self._error("read", key, error) from error

    def put(self, key: str, data: bytes) -> None:
        """Write a file through a hidden neighbour, so that no reader sees half of it."""
        path = self._root / key
        draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}.tmp")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            draft.write_bytes(data)
            draft.replace(path)
        except OSError as error:
            with suppress(OSError):
                draft.unlink()
            raise self._error("write", key, error) from error

    def _error(self, verb: str, key: str, error: OSError) -> LakeError:
        return LakeError(
            f"can't {verb} {self._root / key} ({error.strerror or error}): mend it and run again"
        )
