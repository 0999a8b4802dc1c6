"""`clickstream simulate` as a user meets it."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from cli.main import app
from contract.errors import ClickstreamError

RUNNER = CliRunner()


def simulate(lake: Path, *options: str) -> str:
    """Return what the command prints."""
    command = ["simulate", "--lake", str(lake), "--events-per-day", "100", *options]
    return RUNNER.invoke(app, command, catch_exceptions=False).output


def test_the_command_says_what_it_did_and_what_to_do_next(tmp_path: Path) -> None:
    output = simulate(tmp_path / "lake", "--days", "2")
    assert "2026-01-01 to 2026-01-03" in output
    assert "truth/2026-01-01_2d_seed1.json" in output
    assert "clickstream load" in output
    assert (tmp_path / "lake" / "truth" / "2026-01-01_2d_seed1.json").exists()


def test_until_continues_a_lake_and_then_has_nothing_to_do(tmp_path: Path) -> None:
    simulate(tmp_path, "--days", "2")
    assert "2026-01-03 to 2026-01-05" in simulate(tmp_path, "--until", "2026-01-05")
    assert "Nothing to do" in simulate(tmp_path, "--until", "2026-01-05")


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--start", "yesterday"], "--start 'yesterday' is not a day"),
        (["--until", "32"], "--until '32' is not a day"),
    ],
)
def test_what_is_no_day_is_refused_in_one_line(
    options: list[str], message: str, tmp_path: Path
) -> None:
    with pytest.raises(ClickstreamError, match=message) as refused:
        simulate(tmp_path, *options)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--days", "0"], "'--days': Input should be greater than or equal to 1"),
        (["--events", "-5"], "'--events': Input should be greater than or equal to 1"),
        (["--bots", "2"], "'--bots': Input should be less than or equal to 0.5"),
    ],
)
def test_a_number_out_of_range_is_refused_before_anything_is_written(
    options: list[str], message: str, tmp_path: Path
) -> None:
    lake = tmp_path / "lake"
    result = RUNNER.invoke(app, ["simulate", "--lake", str(lake), *options])
    assert (result.exit_code, lake.exists()) == (2, False)
    assert message in " ".join(result.output.replace("│", "").split())
