"""`eval "$(clickstream env)"` points plain tools at the warehouse."""

import subprocess
from pathlib import Path

import pytest

from contract.errors import ClickstreamError
from local import embedded
from tests.cli.conftest import Run

_FIND = "command -v clickstream dbt psql"


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
            f'{result.stdout}\necho "$CLICKSTREAM_DATABASE_URL|$CLICKSTREAM_LAKE"; {_FIND}',
        ],
        capture_output=True,
        text=True,
        check=True,
        env={},
    )
    assert all(line.startswith("export ") for line in result.stdout.splitlines())
    found, *commands = read.stdout.splitlines()
    assert found == f"{database_url}|{lake}"
    assert [Path(command).name for command in commands] == ["clickstream", "dbt", "psql"]
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


def test_a_stopped_server_starts_again_also_for_whoever_has_its_url(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("CLICKSTREAM_DATABASE_URL")
    printed = _value(run("env").stdout, "CLICKSTREAM_DATABASE_URL").strip("'")
    monkeypatch.setenv("CLICKSTREAM_DATABASE_URL", printed)
    assert run("env", "--stop").exit_code == 0
    assert run("status").exit_code == 0
    assert (tmp_path / "warehouse" / "postmaster.pid").exists()
    assert run("env", "--stop").exit_code == 0


def test_a_home_that_can_not_be_one_is_told_so(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("CLICKSTREAM_DATABASE_URL")
    (tmp_path / "file").write_text("")
    for home, complaint in {"file": "did not start", "with a space": "a path with a space"}.items():
        monkeypatch.setenv("CLICKSTREAM_HOME", str(tmp_path / home))
        result = run("status")
        assert isinstance(result.exception, ClickstreamError)
        assert complaint in str(result.exception)


def test_stop_does_not_touch_a_server_that_is_not_ours(run: Run, database_url: str) -> None:
    result = run("env", "--stop")
    assert isinstance(result.exception, ClickstreamError)
    assert f"{database_url}, which is not ours" in str(result.exception)


def _value(exports: str, name: str) -> str:
    return next(line for line in exports.splitlines() if name in line).partition("=")[2]
