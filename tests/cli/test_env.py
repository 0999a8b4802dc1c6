"""`eval "$(clickstream env)"` points plain tools at the warehouse."""

import subprocess
from pathlib import Path

import pytest

from contract.errors import ClickstreamError
from local import embedded
from tests.cli.conftest import Run


def test_the_output_is_nothing_but_exports_that_a_shell_reads_back(
    run: Run, database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lake = str(tmp_path / "a lake's place")
    monkeypatch.setenv("CLICKSTREAM_LAKE", lake)
    result = run("env")
    read = subprocess.run(
        [
            "bash",
            "-c",
            f'{result.stdout}\nprintf "%s|" "$CLICKSTREAM_DATABASE_URL" "$CLICKSTREAM_LAKE"',
        ],
        capture_output=True,
        text=True,
        check=True,
        env={},
    )
    assert all(line.startswith("export ") for line in result.stdout.splitlines())
    assert read.stdout == f"{database_url}|{lake}|"
    assert Path(_value(result.stdout, "DBT_PROFILES_DIR"), "profiles.yml").exists()
    assert Path(_value(result.stdout, "DBT_PROJECT_DIR"), "dbt_project.yml").exists()


def test_stop_stops_the_embedded_server_of_this_home(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("CLICKSTREAM_DATABASE_URL")
    embedded.start(tmp_path / "warehouse")
    assert (tmp_path / "warehouse" / "postmaster.pid").exists()
    assert run("env", "--stop").exit_code == 0
    assert not (tmp_path / "warehouse" / "postmaster.pid").exists()


def test_stop_does_not_touch_a_server_that_is_not_ours(run: Run, database_url: str) -> None:
    result = run("env", "--stop")
    assert isinstance(result.exception, ClickstreamError)
    assert f"{database_url}, which is not ours" in str(result.exception)


def _value(exports: str, name: str) -> str:
    return next(line for line in exports.splitlines() if name in line).partition("=")[2]
