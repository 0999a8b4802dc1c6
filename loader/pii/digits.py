"""Digits in a row, and rows of them as people write long numbers."""

import re
from collections.abc import Iterator
from typing import NamedTuple

Span = tuple[int, int]

# What people and forms put between the groups of a number. In a raw query a space is a plus.
BETWEEN = r"\s._()+/\-\u2010-\u2015\u2212"
_RUN = re.compile(rf"\d(?:[{BETWEEN}]{{0,3}}\d){{5,}}")
_DIGITS = re.compile(r"\d+")
_LEAD = 3  # characters: a plus, a space, a bracket

# These hold digits and dashes, and are nobody's number: UUIDs, dates in the usual orders.
_HARMLESS = re.compile(
    r"(?<![0-9A-Fa-f])[0-9A-Fa-f]{8}-(?:[0-9A-Fa-f]{4}-){3}[0-9A-Fa-f]{12}(?![0-9A-Fa-f])"
    r"|(?<![\d+])(?:19|20)\d\d([-./])[01]\d\1[0-3]\d(?!\d)"
    r"|(?<![\d+])[0-3]?\d([-./])[0-3]?\d\2(?:19|20)\d\d(?!\d)"
)


class Group(NamedTuple):
    """Digits in a row (ASCII, whatever script they were in) from `start` to `end`.

    `lead` is what stands between them and the group before; of the first group of a run, the
    up to three characters in front of it.
    """

    start: int
    end: int
    digits: str
    lead: str


def groups_in(text: str) -> Iterator[list[Group]]:
    """Yield the runs of `text` that have at least six digits, as their groups in order."""
    masked = _HARMLESS.sub(lambda match: "x" * len(match[0]), text)
    for run in _RUN.finditer(masked):
        groups = []
        end = max(0, run.start() - _LEAD)
        for match in _DIGITS.finditer(masked, *run.span()):
            digits = match[0] if match[0].isascii() else "".join(str(int(d)) for d in match[0])
            groups.append(Group(*match.span(), digits, masked[end : match.start()]))
            end = match.end()
        yield groups
