"""`clickstream build` as a user runs it: from wherever they are."""

import os
import subprocess
import sys
from pathlib import Path

import psycopg

from tests.loader.lakes import load_lake, put

CLICKSTREAM = Path(sys.executable).parent / "clickstream"


def test_a_build_needs_nothing_of_the_folder_it_is_run_in_nor_of_the_users_home(
    database_url: str, tmp_path: Path, trip: Path
) -> None:
    put(tmp_path / "lake", "trip", *trip.read_bytes().splitlines())
    load_lake(database_url, tmp_path / "lake")
    settings = {"HOME": "home", "CLICKSTREAM_HOME": "clickstream", "DBT_PROFILES_DIR": "nowhere"}
    built = subprocess.run(
        [CLICKSTREAM, "build", "--checks", "none"],
        cwd=tmp_path,
        env={
            **os.environ,
            "CLICKSTREAM_DATABASE_URL": database_url,
            **{name: str(tmp_path / folder) for name, folder in settings.items()},
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert built.returncode == 0, built.stdout + built.stderr
    with psycopg.connect(database_url) as connection:
        row = connection.execute("select sum(revenue) from marts.fact_orders").fetchone()
    assert row is not None
    assert row[0] == 1348
