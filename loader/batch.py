"""One commit: rows, rejects and ledger of some objects, together or not at all."""

from bisect import bisect_right
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from psycopg import sql

from loader import partitions, winners
from loader.rounds import Part, Round
from loader.rows import COLUMNS, COPY_OPTIONS
from loader.warehouse import Connection

if TYPE_CHECKING:
    from datetime import datetime

_BEGIN = """
    insert into raw.load_batches (
        batch, loaded_at, objects, bytes, lines, inserted, duplicates, replaced, rejected, watermark
    )
    select coalesce(max(batch), 0) + 1, now(), 0, 0, 0, 0, 0, 0, 0, max(watermark)
    from raw.load_batches
    returning batch, set_config('clickstream.batch', batch::text, true)
"""
_END = """
    update raw.load_batches
    set objects = %s, bytes = %s, lines = %s, inserted = %s, duplicates = %s, rejected = %s,
        replaced = %s, watermark = greatest(watermark, %s)
    where batch = %s
"""
_REJECTS = """
    copy raw.rejected_lines (
        batch, object_key, line_number, reason, detail, line, line_bytes
    ) from stdin
"""
_LEDGER = """
    copy raw.loaded_objects (
        object_key, batch, bytes, sha256, lines, inserted, duplicates, rejected
    ) from stdin
"""
_ROWS = sql.SQL(f"copy raw.events ({COLUMNS}) from stdin {COPY_OPTIONS}")

# Lines joined for one write to the server; more only takes memory.
_LINES_A_WRITE = 4_000


@dataclass
class Counts:
    """What became of lines, of one object or of many."""

    inserted: int = 0
    duplicates: int = 0
    rejected: int = 0

    @property
    def lines(self) -> int:
        """Return how many lines there were, blank ones not counted."""
        return self.inserted + self.duplicates + self.rejected


class Batch:
    """A commit in the making; everything happens in the transaction that is open.

    A line counts as inserted where it makes a row of its own: of equal events in one round the
    winner. One that takes the place of an older row is a duplicate, and `replaced`.
    """

    def __init__(self, connection: Connection, known_partitions: set[str]) -> None:
        """Take the next batch number; the caller holds the loaders' lock."""
        self._connection = connection
        self._known_partitions = known_partitions
        row = connection.execute(_BEGIN).fetchone()
        self.number: int = row[0] if row else 0
        self.counts: dict[str, Counts] = {}
        self.replaced = 0
        self._ended: list[Part] = []
        self._watermark: datetime | None = None

    def write(self, current: Round) -> None:
        """Write the rows and rejects of a round."""
        lines = current.rows.lines
        partitions.make_missing(self._connection, self._known_partitions, lines)
        verdict = winners.settle(self._connection, self.number, lines)
        self._copy_rows(lines, set(verdict.worse))
        self.replaced += verdict.replaced
        self._watermark = max(filter(None, [self._watermark, current.rows.watermark]), default=None)
        self._count(current.parts, [*verdict.worse, *verdict.better])
        self._copy_rejects(current.parts)
        self._ended += (part for part in current.parts if part.sha256 is not None)

    def finish(self) -> None:
        """Write the ledger; nothing may follow but the commit."""
        with self._connection.cursor().copy(_LEDGER) as to:
            for part in self._ended:
                c = self.counts[part.key]
                counts = (c.lines, c.inserted, c.duplicates, c.rejected)
                to.write_row((part.key, self.number, part.size, part.sha256, *counts))
        total = self.total()
        numbers = (total.lines, total.inserted, total.duplicates, total.rejected, self.replaced)
        size = sum(part.size for part in self._ended)
        self._connection.execute(
            _END, [len(self._ended), size, *numbers, self._watermark, self.number]
        )

    def total(self) -> Counts:
        """Return the counts of all its objects together."""
        return Counts(
            sum(c.inserted for c in self.counts.values()),
            sum(c.duplicates for c in self.counts.values()),
            sum(c.rejected for c in self.counts.values()),
        )

    def _copy_rows(self, lines: list[bytes], worse: set[int]) -> None:
        kept = [line for n, line in enumerate(lines) if n not in worse]
        with self._connection.cursor().copy(_ROWS) as to:
            for start in range(0, len(kept), _LINES_A_WRITE):
                to.write(b"\n".join([*kept[start : start + _LINES_A_WRITE], b""]))

    def _copy_rejects(self, parts: list[Part]) -> None:
        if any(part.rejects for part in parts):
            with self._connection.cursor().copy(_REJECTS) as to:
                for part in parts:
                    for r in part.rejects:
                        row = (r.line_number, r.reason.value, r.detail, r.line, r.line_bytes)
                        to.write_row((self.number, part.key, *row))

    def _count(self, parts: list[Part], duplicates: list[int]) -> None:
        starts = [part.first_row for part in parts]
        # Parts without rows share their start with the next one, which `bisect_right` prefers.
        repeated = Counter(bisect_right(starts, n) - 1 for n in duplicates)
        for at, part in enumerate(parts):
            counts = self.counts.setdefault(part.key, Counts())
            counts.inserted += part.rows - repeated[at]
            counts.duplicates += repeated[at]
            counts.rejected += len(part.rejects)
