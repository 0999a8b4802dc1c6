"""What an importer gives back."""

from typing import NamedTuple

from contract.errors import ClickstreamError


class Line(NamedTuple):
    """A line of the lake without its end: an event, or a row that couldn't be read."""

    data: bytes
    is_event: bool


class FormatError(ClickstreamError):
    """A file isn't of the format it was said to be."""
