"""How events reach the store: at once, late, twice, or with a wrong clock."""

from random import Random

from local.simulator.draws import lognormal, pick
from local.simulator.lines import Pen
from local.simulator.settings import HOUR, Run, milliseconds
from local.simulator.text import timestamp, uuid
from local.simulator.visit import Step
from local.simulator.visitors import Visitor

_MINUTE = 60_000

# How long an offline queue waits: half an hour as a rule, a week at most.
_WAITS = lognormal(30 * _MINUTE, 1.6, 10_000, 7 * 24 * HOUR)
_RETRY = HOUR  # a second delivery comes within this time
LATEST = 7 * 24 * HOUR + _RETRY

# The browser's idea of a session: a new one after this pause, which it misses now and then.
_IDLE = 30 * _MINUTE
_NOTICED = 0.95


class Delivery:
    """Lines by the hour in which they are received, and how many visits were late.

    Attributes: `lines` maps an hour (since 1970) to (received, line) pairs that are not
    written yet; `late_sessions` counts those of which something arrived in the run.
    """

    def __init__(self, run: Run) -> None:
        """Take what is received inside a run; the rest belongs to other runs."""
        self._duplicates = run.rates.duplicates
        self._first, self._last = milliseconds(run.start), milliseconds(run.end)
        self.lines: dict[int, list[tuple[int, bytes]]] = {}
        self.late_sessions = 0

    def send(self, visitor: Visitor, steps: list[Step], late: bool, random: Random) -> list[Step]:
        """Deliver a visit's steps; return those of which at least one copy arrives in the run."""
        draw, bits = random.random, random.getrandbits
        pen = Pen(visitor)
        digits = random.randbytes(16 * len(steps) + 16).hex()
        session = uuid(digits[-32:])
        held = int(draw() * draw() * len(steps)) if late else len(steps)  # from this step on
        online = steps[-1].ms + pick(_WAITS, draw) if late else 0
        arrived = []
        before = steps[0].ms
        for number, step in enumerate(steps):
            if step.ms - before > _IDLE and draw() < _NOTICED:
                session = uuid(f"{bits(128):032x}")
            before = step.ms
            visitor.seq += 1
            received = (online if number >= held else step.ms) + 150 + bits(12)
            again = received
            if draw() < self._duplicates:
                again += 1000 + int(draw() * (_RETRY - 10_000))
            if received >= self._last or again < self._first:
                continue
            event_id = digits[32 * number : 32 * number + 32]
            begin = pen.beginning(step, event_id, session, visitor.seq)
            end = pen.ending(step)
            if received >= self._first:
                self._put(received, begin, end)
            if received < again < self._last:
                self._put(again, begin, end)
            arrived.append(step)
        self.late_sessions += late and bool(arrived)
        return arrived

    def _put(self, received: int, begin: str, end: str) -> None:
        line = (begin + timestamp(received) + end).encode()
        hour = received // HOUR
        if hour in self.lines:
            self.lines[hour].append((received, line))
        else:
            self.lines[hour] = [(received, line)]
