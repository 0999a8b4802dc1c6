"""`clickstream import` as a user meets it."""

from pathlib import Path

from typer.testing import CliRunner

from cli.main import app
from tests.loader.rees46_rows import CUT_OFF, HEADER, VIEW, write


def test_the_command_says_what_it_wrote_and_then_that_nothing_is_new(tmp_path: Path) -> None:
    file = write(tmp_path / "file.csv", HEADER, VIEW, CUT_OFF)
    command = ["import", "rees46", str(file), "--lake", str(tmp_path / "lake")]
    first, second = (
        CliRunner().invoke(app, command, catch_exceptions=False).output for _ in range(2)
    )
    assert "clickstream load" in first
    assert "backfill/rees46-" in first
    assert "Nothing new" in second
