"""A simulated lake that several suites look at, and how they read it."""

from datetime import date, timedelta
from pathlib import Path

import msgspec
from isal import igzip

from contract.model import LakeEvent
from local.simulator import Rates

# Rates high enough that a few thousand events show them.
RATES = Rates(duplicates=0.1, late=0.2, skewed=0.2, bots=0.2, malformed=0.05)
START = date(2026, 3, 1)
Read = tuple[list[LakeEvent], list[bytes]]


def read(lake: Path) -> Read:
    """Return the events of a lake, copies included, and the lines that are none."""
    good, bad = [], []
    for path in sorted((lake / "events").rglob("*.gz")):
        for line in igzip.decompress(path.read_bytes()).removesuffix(b"\n").split(b"\n"):
            # JSON may say NUL, PostgreSQL can't hold it.
            event = None if b"\\u0000" in line else decoded(line)
            if event:
                good.append(event)
            else:
                bad.append(line)
    return good, bad


def decoded(line: bytes) -> LakeEvent | None:
    try:
        return msgspec.json.decode(line, type=LakeEvent)
    except ValueError:
        return None


def delay(event: LakeEvent) -> timedelta:
    """Return how long after it happened an event was received."""
    assert event.received_at
    return event.received_at - (event.event_ts or event.ts)
