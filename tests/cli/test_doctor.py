"""`clickstream doctor` finds what is missing and says how to get it."""

import os
from pathlib import Path

import pytest

from tests.cli.conftest import Run


def test_a_machine_that_was_set_up_is_well(run: Run) -> None:
    result = run("doctor")
    assert result.exit_code == 0, result.stdout
    assert "missing" not in result.stdout


def test_a_warehouse_that_is_away_is_missing(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLICKSTREAM_DATABASE_URL", "postgresql://127.0.0.1:1/x")
    result = run("doctor")
    assert result.exit_code == 1
    assert _mark(result.stdout, "PostgreSQL") == "missing"


def test_a_lake_that_cannot_be_one_is_missing(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("CLICKSTREAM_LAKE", str(tmp_path / "file"))
    result = run("doctor")
    assert result.exit_code == 1
    assert _mark(result.stdout, "lake") == "missing"


def test_an_optional_program_that_is_too_old_does_not_fail(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = tmp_path / "R"
    old.write_text("#!/bin/sh\necho 'R version 4.2.2 (2022-10-31)'\n")
    old.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    result = run("doctor")
    assert result.exit_code == 0
    assert _mark(result.stdout, "R") == "optional"
    assert "4.4 or newer" in result.stdout


def test_a_package_of_another_version_is_named(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "requirements").mkdir()
    (tmp_path / "requirements" / "runtime.txt").write_text(
        "rich==0.1 \\\n    --hash=sha256:00\nnobody==1 ; sys_platform == 'nowhere' \\\n"
    )
    monkeypatch.setattr("local.settings.REPOSITORY", tmp_path)
    result = run("doctor")
    assert result.exit_code == 1
    assert "0 of 1 as locked" in result.stdout
    assert "make setup (rich)" in result.stdout


def _mark(output: str, name: str) -> str:
    return next(line.split()[0] for line in output.splitlines() if line.split()[1:2] == [name])
