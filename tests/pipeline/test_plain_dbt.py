"""Plain dbt works as everybody expects, with nothing but what `clickstream env` prints."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.pipeline.conftest import NewWarehouse
from tests.pipeline.projects import REPOSITORY

_BIN = Path(sys.executable).parent


def test_dbt_build_twice_passes_without_a_warning(
    new_warehouse: NewWarehouse, trip: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    warehouse = new_warehouse()
    warehouse.put(trip.read_bytes().splitlines())
    warehouse.load()
    monkeypatch.setenv("CLICKSTREAM_DATABASE_URL", warehouse.url)
    monkeypatch.setenv("DBT_TARGET_PATH", str(tmp_path / "target"))
    monkeypatch.setenv("DBT_LOG_PATH", str(tmp_path / "logs"))
    for _ in range(2):
        built = subprocess.run(
            ["bash", "-ec", f'eval "$({_BIN}/clickstream env)"; {_BIN}/dbt --no-use-colors build'],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )
        assert built.returncode == 0, built.stdout[-3000:] + built.stderr[-1000:]
        assert "WARN=0 ERROR=0 SKIP=0" in built.stdout
        assert "warning" not in (built.stdout + built.stderr).lower()
        assert warehouse.value("select sum(revenue) from marts.fact_orders") == 1348
    assert REPOSITORY.joinpath("profiles.yml").exists()
