"""Whether an hour costs more when the history is five times as long, at the same traffic.

The same hours arrive in two warehouses, by turns: one remembers 30 days, the other 150.
"""

from statistics import median

from bench.build import DAYS, FIRST_HOUR
from bench.commands import Build
from bench.lakes import HISTORY_DAYS
from bench.store import Kit, opened
from bench.tables import show_parts


def run(kit: Kit) -> dict[str, float]:
    """Measure the same hours on both histories; print a row an hour, and return the growth."""
    with opened(kit, DAYS) as short, opened(kit, HISTORY_DAYS) as long:
        fulls: list[Build] = []
        for store in (short, long):
            fulls.append(store.refresh())
            print(f"full refresh of {store.events():,} events {fulls[-1].sql:.1f} s", flush=True)
            store.database.vacuum()
            store.catch_up(0, FIRST_HOUR)
        hours: tuple[list[Build], list[Build]] = ([], [])
        for hour in range(FIRST_HOUR, FIRST_HOUR + kit.runs):
            for store, builds in zip((short, long), hours, strict=True):
                events = store.arrive(hour, 1)
                builds.append(store.build())
            print(
                f"hour of {events:>6,} new events {hours[0][-1].sql:6.3f} s on {DAYS} days, "
                f"{hours[1][-1].sql:6.3f} s on {HISTORY_DAYS}",
                flush=True,
            )
    show_parts(
        f"medians of {kit.runs} hours, on histories of {DAYS} and {HISTORY_DAYS} days",
        {"30 days": hours[0], "150 days": hours[1], "150 days full": fulls[1:]},
    )
    return growth(*hours)


def growth(short: list[Build], long: list[Build]) -> dict[str, float]:
    """Return how many times the median hour of `short` that of `long` takes."""
    short_sql, long_sql = (median(build.sql for build in builds) for builds in (short, long))
    return {
        "hourly_growth_30d_150d": round(long_sql / short_sql, 3),
        "hour_150d_sql_s": round(long_sql, 3),
    }
