"""Which simulated runs a lake already holds, and how a new one fits to them."""

from datetime import date, timedelta

import msgspec
from msgspec import Struct

from contract.errors import ClickstreamError
from loader.lake import Lake
from loader.new_lake import open_or_make
from local.simulator.settings import Run

_PREFIX = "truth/"


class _TruthFile(Struct):
    """What a later run needs to know of an earlier one."""

    run: Run


def truth_key(run: Run) -> str:
    """Return where a run's truth lies in the lake."""
    return f"{_PREFIX}{run.start}_{run.days}d_seed{run.seed}.json"


def runs_in(lake: Lake) -> list[Run]:
    """Return the simulated runs that a lake holds, the earliest first."""
    runs = []
    for key in (found.key for page in lake.pages(_PREFIX) for found in page):
        with lake.open(key) as file:
            try:
                runs.append(msgspec.json.decode(file.read(), type=_TruthFile).run)
            except msgspec.DecodeError as error:
                raise ClickstreamError(
                    f"{key} in the lake is not a truth file of this version ({error}); "
                    "simulate into another lake, or delete that file and its events"
                ) from error
    return sorted(runs, key=lambda run: (run.start, run.days, run.seed))


def continued(run: Run, earlier: list[Run]) -> Run:
    """Return the run as the continuation of an earlier one that it begins in or right after.

    Raises `ClickstreamError` when it overlaps with a run of its seed that had other settings: the
    same visitors would do two things at once, and neither truth would hold.
    """
    for other in earlier:
        continuation = msgspec.structs.replace(run, opened=other.opened)
        if continuation.world == other.world and other.opened <= run.start <= other.end:
            run = continuation
            break
    for other in earlier:
        overlap = run.start < other.end and other.start < run.end
        if run.seed == other.seed and overlap and run.world != other.world:
            raise ClickstreamError(
                f"the lake already holds a run of seed {other.seed} with other settings, "
                f"{other.days} days from {other.start}; start at {other.end}, take another seed "
                "or another lake"
            )
    return run


def period_until(lake_url: str, *, until: date, days: int, seed: int) -> tuple[date, int]:
    """Return start and days of the run that brings a lake up to `until`, which it doesn't include.

    Where the lake holds a run of this seed that ends before, that is the time since then, or 0
    days when there is nothing left to do; in another lake it is the last `days` days.
    """
    ends = [run.end for run in runs_in(open_or_make(lake_url)) if run.seed == seed]
    if ends:
        return max(ends), max(0, (until - max(ends)).days)
    return until - timedelta(days=days), days
