"""How fast the simulator writes a lake: `python -m bench.simulate`."""

import tempfile
from statistics import median
from time import perf_counter, process_time

from local.simulator import simulate

# The default run, so that what is needed before its first hour is in the figure too.
DAYS, EVENTS = 30, 300_000
RUNS = 3


def run() -> dict[str, float]:
    """Simulate the default run into fresh directories; return the median of events a second.

    Prints a row a run. The time is the wall's, of one process on one core; time spent by the
    processor is printed beside it, as a busy machine makes the two differ.
    """
    rates = []
    print(f"{'events':>10} {'lines':>10} {'MB':>6} {'wall s':>7} {'cpu s':>7} {'events/s':>9}")
    for _ in range(RUNS):
        with tempfile.TemporaryDirectory() as lake:
            wall, cpu = perf_counter(), process_time()
            truth = simulate(lake, days=DAYS, events=EVENTS)
            wall, cpu = perf_counter() - wall, process_time() - cpu
        rates.append(truth.events / wall)
        print(
            f"{truth.events:>10,} {truth.lines:>10,} {truth.stored_bytes / 1e6:>6.1f} "
            f"{wall:>7.2f} {cpu:>7.2f} {rates[-1]:>9,.0f}"
        )
    return {"simulate_events_per_s": round(median(rates))}


if __name__ == "__main__":
    print(run())
