"""The documents point at things that exist."""

import re
import subprocess
from pathlib import Path

import pytest

from tests.conftest import REPOSITORY

_LINK = re.compile(r"\]\(([^)#]+)(?:#[^)]*)?\)")
_TEST = re.compile(r"`((?:tests|bench)/[^`]*)`")


def _documents() -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "*.md"],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        check=True,
    )
    return [REPOSITORY / name for name in listed.stdout.split()]


@pytest.mark.parametrize(
    "document", _documents(), ids=lambda path: str(path.relative_to(REPOSITORY))
)
def test_every_link_inside_the_repository_leads_somewhere(document: Path) -> None:
    links = [link for link in _LINK.findall(document.read_text()) if "://" not in link]
    assert [link for link in links if not (document.parent / link).exists()] == []


def test_every_promise_names_tests_that_exist() -> None:
    rows = (REPOSITORY / "docs" / "promises.md").read_text().splitlines()
    promises = [row for row in rows if row.startswith("| **")]
    named = [_TEST.findall(row) for row in promises]
    assert len(promises) > 5
    assert all(named), "a promise without a test"
    assert [name for names in named for name in names if not (REPOSITORY / name).exists()] == []


def test_every_decision_is_listed() -> None:
    folder = REPOSITORY / "docs" / "decisions"
    pages = {path.name for path in folder.glob("0*.md")}
    assert set(_LINK.findall((folder / "README.md").read_text())) == pages
