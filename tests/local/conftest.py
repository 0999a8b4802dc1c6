"""The lake that the simulator's suites look at, made once."""

from pathlib import Path

import pytest

from local.simulator import Truth, simulate
from tests.local.simulated import RATES, START, Read, read


@pytest.fixture(scope="session")
def lake(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("lake")


@pytest.fixture(scope="session")
def truth(lake: Path) -> Truth:
    return simulate(str(lake), days=3, events=12_000, seed=7, start=START, rates=RATES)


@pytest.fixture(scope="session")
def lines(lake: Path, truth: Truth) -> Read:
    assert truth.objects == 72
    return read(lake)
