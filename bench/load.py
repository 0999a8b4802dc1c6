r"""How fast a lake is loaded, against the server's own COPY: `python -m bench.load [LAKE]`.

Both fill the same empty table with the same rows, its key and indexes in place: the loader from
the objects of the lake, duplicates, rejects and ledger included; psql's `\copy` from one flat CSV
file, made of what the loader had loaded.
"""

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from time import perf_counter
from urllib.parse import urlsplit

import psycopg

from loader.warehouse import migrate
from local import embedded, settings
from local.simulator import simulate

DAYS, EVENTS = 30, 1_000_000
# Of each, taking turns, as a busy machine is busy for both.
ROUNDS = 5

_PSQL = embedded.PROGRAMS / "psql"

# In a process of its own, so that its memory is the loader's alone; the time is that of `load`.
_LOADER = """
import resource, sys
from loader.load import load
result = load(sys.argv[1], sys.argv[2], user_key=b"bench")
print(result.inserted, result.seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


def run(lake: str, server_url: str) -> dict[str, float]:
    r"""Load `lake` (a directory or S3 URL) by turns with `\copy`, and return the medians.

    `load_ratio` is the loader's rows a second over those of `\copy`, of neighbouring runs;
    `load_peak_mb` the loader's greatest resident memory. Databases are made and dropped on the
    server; manifests are written into the lake. Prints a row a run.
    """
    ratios, peaks, rates = [], [], []
    with tempfile.TemporaryDirectory() as folder, _database(server_url, "bench_copy") as target:
        flat = Path(folder) / "events.csv"
        print(f"{'rows':>10} {'load s':>7} {'copy s':>7} {'rows/s':>9} {'ratio':>6} {'peak MB':>8}")
        for _ in range(ROUNDS):
            with _database(server_url, "bench_load") as loaded:
                _settle(loaded)
                rows, seconds, peak = _load(loaded, lake)
                if not flat.exists():
                    _psql(loaded, f"\\copy (table raw.events) to '{flat}' csv")
                    _prepare(target, _partitions(loaded))
            copy_seconds = _copy(target, flat)
            peaks.append(peak)
            rates.append(rows / seconds)
            ratios.append(copy_seconds / seconds)
            print(
                f"{rows:>10,} {seconds:>7.2f} {copy_seconds:>7.2f} {rates[-1]:>9,.0f} "
                f"{ratios[-1]:>6.2f} {peaks[-1]:>8.0f}",
                flush=True,
            )
    return {
        "load_ratio": round(median(ratios), 3),
        "load_peak_mb": round(max(peaks), 1),
        "load_events_per_s": round(median(rates)),
    }


def _load(database_url: str, lake: str) -> tuple[int, float, float]:
    """Return how many rows a load made, in how many seconds, with how many MB at most."""
    done = subprocess.run(
        [sys.executable, "-c", _LOADER, database_url, lake],
        check=True,
        capture_output=True,
        text=True,
        cwd=settings.REPOSITORY,
    )
    rows, seconds, peak_kb = done.stdout.split()
    return int(rows), float(seconds), float(peak_kb) / 1024


def _copy(database_url: str, flat: Path) -> float:
    r"""Return the seconds that `\copy` takes into the empty table."""
    _psql(database_url, "truncate raw.events")
    _settle(database_url)
    begin = perf_counter()
    _psql(database_url, f"\\copy raw.events from '{flat}' csv")
    return perf_counter() - begin


def _settle(database_url: str) -> None:
    """Write out what earlier runs left behind, so that no run pays for another's."""
    _psql(database_url, "checkpoint")


def _psql(database_url: str, command: str) -> None:
    subprocess.run([_PSQL, "-qX", "-v", "ON_ERROR_STOP=1", "-c", command, database_url], check=True)


def _partitions(database_url: str) -> list[tuple[str, str]]:
    """Return name and bounds of the month partitions."""
    with psycopg.connect(database_url) as connection:
        return connection.execute(
            "select c.oid::regclass::text, pg_get_expr(c.relpartbound, c.oid)"
            " from pg_inherits i join pg_class c on c.oid = i.inhrelid"
            " where i.inhparent = 'raw.events'::regclass and c.relname <> 'events_default'"
        ).fetchall()


def _prepare(database_url: str, partitions: list[tuple[str, str]]) -> None:
    """Make the empty table with the partitions it will need."""
    migrate(database_url)
    with psycopg.connect(database_url) as connection:
        for name, bounds in partitions:
            connection.execute(f"create table {name} partition of raw.events {bounds}")


@contextmanager
def _database(server_url: str, name: str) -> Iterator[str]:
    with psycopg.connect(server_url, autocommit=True) as connection:
        connection.execute(f"drop database if exists {name} with (force)")
        connection.execute(f"create database {name}")
        yield urlsplit(server_url)._replace(path=f"/{name}").geturl()
        connection.execute(f"drop database {name} with (force)")


def _main() -> None:
    server_url = settings.database_url()
    if len(sys.argv) > 1:
        print(run(sys.argv[1], server_url))
        return
    with tempfile.TemporaryDirectory() as lake:
        simulate(lake, days=DAYS, events=EVENTS)
        print(run(lake, server_url))


if __name__ == "__main__":
    _main()
