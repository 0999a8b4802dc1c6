"""One load: everything new in the lake goes into the warehouse, exactly once."""

import gc
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from loader import manifests, partitions, upkeep, winners
from loader.ahead import ahead
from loader.arrivals import new_objects, open_objects
from loader.batch import Batch
from loader.decode import LineDecoder
from loader.lake import open_lake
from loader.rounds import Round, rounds
from loader.warehouse import connect, migrate, only_loader


@dataclass(frozen=True)
class LoadResult:
    """What a load did; lines = inserted + duplicates + rejected, replaced are duplicates."""

    objects: int = 0
    lines: int = 0
    inserted: int = 0
    duplicates: int = 0
    replaced: int = 0
    rejected: int = 0
    batches: int = 0
    seconds: float = 0.0
    changed: tuple[str, ...] = ()  # keys of objects that are not as they were when they were loaded


def load(
    database_url: str,
    lake_url: str,
    *,
    user_key: bytes,
    progress: Callable[[LoadResult], None] | None = None,
    deadline: float | None = None,
) -> LoadResult:
    """Load the lake's new objects into `raw`, after applying missing migrations.

    A batch of objects is one commit: killed at any moment, the next load goes on where this one
    was. `progress` is called after each commit with the figures so far; no object is begun after
    `deadline` (of `time.monotonic()`). Raises `ClickstreamError` when the lake or the warehouse
    fails; what was committed stays.
    """
    begin = time.monotonic()
    lake = open_lake(lake_url)
    migrate(database_url)
    result = LoadResult()
    # The ledger is asked about the listing ahead of the writing, hence two connections.
    with (
        _interpreter_for_pipelines(),
        connect(database_url) as ledger,
        connect(database_url) as warehouse,
        only_loader(warehouse),
    ):
        manifests.write_missing(warehouse, lake)
        upkeep.before_load(warehouse)
        winners.prepare(warehouse)
        known_partitions = partitions.existing(warehouse)
        changed: list[str] = []
        arrivals = open_objects(lake, new_objects(ledger, lake, changed), deadline)
        decoder = LineDecoder(user_key, datetime.now(UTC))
        with closing(ahead(rounds(arrivals, decoder))) as work:
            while first := next(work, None):
                with warehouse.transaction():
                    batch = Batch(warehouse, known_partitions)
                    is_last = _write(batch, first)
                    while not is_last:
                        is_last = _write(batch, next(work))
                    batch.finish()
                manifests.write_missing(warehouse, lake)
                result = _add(result, batch, time.monotonic() - begin)
                if progress:
                    progress(result)
        upkeep.after_load(warehouse)
    return replace(result, seconds=time.monotonic() - begin, changed=tuple(changed))


def _write(batch: Batch, current: Round) -> bool:
    """Write a round, and return whether it ends its batch."""
    batch.write(current)
    gc.collect()  # megabytes, if a reject was long
    return current.is_last


def _add(result: LoadResult, batch: Batch, seconds: float) -> LoadResult:
    total = batch.total()
    return LoadResult(
        objects=result.objects + len(batch.counts),
        lines=result.lines + total.lines,
        inserted=result.inserted + total.inserted,
        duplicates=result.duplicates + total.duplicates,
        replaced=result.replaced + batch.replaced,
        rejected=result.rejected + total.rejected,
        batches=result.batches + 1,
        seconds=seconds,
    )


# How long one thread may keep the interpreter from another (Python's own choice: 5 ms). The thread
# that talks to the server needs it for a moment 80 times a round. A quarter million rows took 7.8 s
# with 5 ms, 6.0 s with 1 ms and 4.9 s with 0.2 ms, best of seven.
_SWITCH_SECONDS = 0.0002


@contextmanager
def _interpreter_for_pipelines() -> Iterator[None]:
    """Let threads take turns quickly, and look for no cycles among short-lived rows.

    The collector took a quarter of the time of decoding, and rows have no cycles; what has some
    is collected after each round, and quickly, as nothing older than the load is looked at.
    """
    was_enabled, seconds = gc.isenabled(), sys.getswitchinterval()
    gc.freeze()
    gc.disable()
    sys.setswitchinterval(_SWITCH_SECONDS)
    try:
        yield
    finally:
        sys.setswitchinterval(seconds)
        gc.unfreeze()
        if was_enabled:
            gc.enable()
