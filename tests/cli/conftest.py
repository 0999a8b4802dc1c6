"""A command line that looks at a warehouse and a lake of the test's own."""

from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from cli.main import app

Run = Callable[..., Result]


@pytest.fixture
def run(database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Return a function that runs `clickstream` with its arguments."""
    monkeypatch.setenv("CLICKSTREAM_DATABASE_URL", database_url)
    monkeypatch.setenv("CLICKSTREAM_LAKE", str(tmp_path / "lake"))
    monkeypatch.setenv("CLICKSTREAM_HOME", str(tmp_path))
    monkeypatch.setenv("COLUMNS", "200")
    return lambda *arguments: CliRunner().invoke(app, arguments)
