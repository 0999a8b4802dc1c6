"""From arguments to objects in a lake, and the truth beside them."""

from collections.abc import Callable
from datetime import date

from contract.errors import ClickstreamError
from loader.new_lake import open_or_make
from local.simulator.counts import Truth
from local.simulator.history import begun, continued, runs_in, truth_key
from local.simulator.objects import objects
from local.simulator.run import World
from local.simulator.settings import DEFAULT_START, Rates, Run, milliseconds

# Told after each hour: hours done, hours in all, lines so far.
Progress = Callable[[int, int, int], None]

DEFAULT_EVENTS_PER_DAY = 10_000


def simulate(  # noqa: PLR0913  each is a knob of the command; all but two have a default
    lake_url: str,
    *,
    days: int,
    events: int | None = None,
    events_per_day: int | None = None,
    seed: int = 1,
    start: date = DEFAULT_START,
    rates: Rates | None = None,
    opened: date | None = None,
    objects_per_hour: int = 1,
    progress: Progress | None = None,
) -> Truth:
    """Write what a store receives in `days` days from `start` into a lake; return the truth.

    About `events` distinct events come in all, or `events_per_day` (10,000 unless told). The same
    arguments give the same bytes. A run that starts where another of the same seed, size and
    rates ended in this lake continues it: its visitors come again, visits over midnight and late
    ones go on, and both together are byte for byte what one run over both periods would have
    written. `opened`, the first day of the earliest run, says the same where the lake can't.
    The truth is about the events of this run alone: a session over midnight is one in each run.

    Where it is interrupted, the same arguments again finish it.

    Raises `ClickstreamError` for a wrong argument, or a run that contradicts one in the lake.
    """
    lake = open_or_make(lake_url)
    run = Run(
        seed=seed,
        start=start,
        days=days,
        events_per_day=_per_day(days, events, events_per_day),
        rates=rates or Rates(),
        opened=opened or start,
        objects_per_hour=objects_per_hour,
    ).checked()
    run = continued(run, runs_in(lake)) if opened is None else run
    lake.put(truth_key(run), begun(run))
    world = World(run)
    written = size = lines = 0
    first = milliseconds(run.start) // 3_600_000
    for hour, received in world.hours():
        for key, content in objects(run, hour, received):
            lake.put(key, content)
            written += 1
            size += len(content)
        lines += len(received)
        if progress:
            progress(hour - first + 1, run.days * 24, lines)
    people, people_by_day = world.people.finish()
    bots, bots_by_day = world.bots.finish()
    truth = Truth(
        run=run,
        lines=lines,
        events=world.events,
        duplicates=lines - world.malformed - world.events,
        malformed=world.malformed,
        objects=written,
        stored_bytes=size,
        late_sessions=world.delivery.late_sessions,
        people=people,
        bots=bots,
        people_by_day=people_by_day,
        bots_by_day=bots_by_day,
    )
    lake.put(truth_key(run), truth.encode())
    return truth


def _per_day(days: int, events: int | None, events_per_day: int | None) -> int:
    if events is not None and events_per_day is not None:
        raise ClickstreamError("give the number of events in all or the number a day, not both")
    if events is not None:
        return round(events / max(days, 1))
    return DEFAULT_EVENTS_PER_DAY if events_per_day is None else events_per_day
