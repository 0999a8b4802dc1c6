"""A simulated computer store that writes its events into a lake, and the truth about them.

In: a seed, a period, a size, rates of what goes wrong. Out: `events/…/events-<uuid>.ndjson.gz`
as the ingest would have written them, and `truth/<start>_<days>d_seed<seed>.json`.
"""

from local.simulator.counts import Counts, Truth
from local.simulator.history import period_until, runs_in, truth_key, unfinished_in
from local.simulator.settings import DEFAULT_START, Rates, Run
from local.simulator.write import DEFAULT_EVENTS_PER_DAY, Progress, simulate

__all__ = [
    "DEFAULT_EVENTS_PER_DAY",
    "DEFAULT_START",
    "Counts",
    "Progress",
    "Rates",
    "Run",
    "Truth",
    "period_until",
    "runs_in",
    "simulate",
    "truth_key",
    "unfinished_in",
]
