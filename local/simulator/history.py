"""Which simulated runs a lake already holds, and how a new one fits to them."""

from datetime import date, timedelta

import msgspec
from msgspec import Struct

from contract.errors import ClickstreamError
from loader.lake import Lake
from loader.new_lake import open_or_make
from local.simulator.settings import Run

_PREFIX = "truth/"


class _TruthFile(Struct, omit_defaults=True):
    """What a later run needs to know of an earlier one; `unfinished`: it was interrupted."""

    run: Run
    unfinished: bool = False


def truth_key(run: Run) -> str:
    """Return where a run's truth lies in the lake."""
    return f"{_PREFIX}{run.start}_{run.days}d_seed{run.seed}.json"


def begun(run: Run) -> bytes:
    """Return what stands in the place of a run's truth until it is known.

    So nobody takes what an interrupted run left behind for a lake without a run.
    """
    return msgspec.json.encode(_TruthFile(run, unfinished=True))


def runs_in(lake: Lake) -> list[Run]:
    """Return the simulated runs that a lake holds, interrupted ones too, the earliest first."""
    return [file.run for file in _files(lake)]


def unfinished_in(lake: Lake) -> list[Run]:
    """Return the interrupted runs that no later run has finished, the earliest first."""
    files = _files(lake)
    finished = [file.run for file in files if not file.unfinished]
    return [
        file.run
        for file in files
        if file.unfinished
        and not any(
            run.world == file.run.world and run.start <= file.run.start and file.run.end <= run.end
            for run in finished
        )
    ]


def _files(lake: Lake) -> list[_TruthFile]:
    files = []
    for key in (found.key for page in lake.pages(_PREFIX) for found in page):
        with lake.open(key) as file:
            try:
                files.append(msgspec.json.decode(file.read(), type=_TruthFile))
            except msgspec.DecodeError as error:
                raise ClickstreamError(
                    f"{key} in the lake is not a truth file of this version ({error}); "
                    "simulate into another lake, or delete that file and its events"
                ) from error
    return sorted(files, key=lambda file: (file.run.start, file.run.days, file.run.seed))


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

    Where the lake holds a run of this seed that ended in the last `days` days, that is the time
    since then, or 0 days when there is nothing left to do; an interrupted run is done again from
    its start. In another lake it is the last `days` days. Raises `ClickstreamError` when `until`
    is too early to have that many days before it.
    """
    lake = open_or_make(lake_url)
    for run in unfinished_in(lake):
        if run.seed == seed and run.start < until:
            return run.start, (until - run.start).days
    ends = [run.end for run in runs_in(lake) if run.seed == seed]
    if ends and (until - max(ends)).days <= days:
        return max(ends), max(0, (until - max(ends)).days)
    try:
        return until - timedelta(days=days), days
    except OverflowError as error:
        raise ClickstreamError(f"there are not {days} days before {until}") from error
