"""What a build costs on 30 days and a million events: in full, of an hour, of a day.

Seconds are the server's own, of all statements of a `clickstream build`. The full refresh is held
against a bare copy of the events, so that a slow one can't make an hour look cheap.
"""

from statistics import median

from bench.commands import Build
from bench.server_log import CHECKS
from bench.storage import bytes_by_part
from bench.store import Kit, Store, opened
from bench.tables import show, show_parts

DAYS = 30
FULL_RUNS = 3
# The measured hours begin at nine: until two in the afternoon they bring an average hour's events.
FIRST_HOUR = 9


def run(kit: Kit) -> dict[str, float]:
    """Measure builds on the 30-day history; print a row a run, and return the medians' ratios."""
    with opened(kit, DAYS) as store:
        full, copies = _full(store)
        storage = _storage(store)
        store.database.vacuum()
        store.catch_up(0, FIRST_HOUR)
        hours = [_increment(store, "hour", FIRST_HOUR + n, 1) for n in range(kit.runs)]
        done = FIRST_HOUR + kit.runs
        store.catch_up(done, 24 - done)
        days = [_increment(store, "day", 24 * (n + 1), 24) for n in range(kit.runs)]
    show_parts(
        f"medians: {FULL_RUNS} full refreshes without checks, {kit.runs} hours and {kit.runs} days "
        "with theirs",
        {"full": full, "hour": hours, "day": days},
    )
    return {**ratios(full, copies, hours, days), **storage}


def ratios(
    full: list[Build], copies: list[float], hours: list[Build], days: list[Build]
) -> dict[str, float]:
    """Return the figures of measured builds, and of plain copies in seconds."""
    full_sql, hour_sql, day_sql = (
        median(build.sql for build in builds) for builds in (full, hours, days)
    )
    return {
        "hourly_over_full": round(hour_sql / full_sql, 4),
        "daily_over_full": round(day_sql / full_sql, 4),
        "full_over_copy": round(full_sql / median(copies), 2),
        "dbt_overhead_s": round(median(hour.wall - hour.sql for hour in hours), 2),
        "full_sql_s": round(full_sql, 2),
        "copy_sql_s": round(median(copies), 2),
        "day_sql_s": round(day_sql, 3),
        "hour_sql_s": round(hour_sql, 3),
        "hour_checks_sql_s": round(median(hour.parts.get(CHECKS, 0) for hour in hours), 3),
        "hour_wall_s": round(median(hour.wall for hour in hours), 2),
        "hour_command_cpu_s": round(median(hour.cpu for hour in hours), 2),
    }


def _full(store: Store) -> tuple[list[Build], list[float]]:
    """Refresh and copy by turns, as a busy machine is busy for both."""
    full, copies = [], []
    for _ in range(FULL_RUNS):
        full.append(store.refresh())
        store.database.settle()
        copies.append(store.database.copy_seconds())
        print(
            f"full refresh {full[-1].sql:7.2f} s of SQL, {full[-1].wall:6.2f} s in all; "
            f"plain copy {copies[-1]:.2f} s",
            flush=True,
        )
    return full, copies


def _increment(store: Store, name: str, first: int, count: int) -> Build:
    events = store.arrive(first, count)
    build = store.build()
    print(
        f"{name} of {events:>6,} new events {build.sql:6.3f} s of SQL, {build.wall:5.2f} s in all, "
        f"{build.cpu:.2f} s of processor outside the server",
        flush=True,
    )
    return build


def _storage(store: Store) -> dict[str, float]:
    events = store.events()
    per_event = {part: size / events for part, size in bytes_by_part(store.database).items()}
    per_event["all"] = sum(per_event.values())
    show(
        f"bytes an event, of {events:,}",
        ["what", "bytes"],
        [[part.replace("_", " "), f"{size:,.1f}"] for part, size in per_event.items()],
    )
    items = {f"bytes_per_event_{part}": round(size, 1) for part, size in per_event.items()}
    return {"bytes_per_event": items.pop("bytes_per_event_all"), **items}
