"""The figures of all benches in one file, and what we promise of them."""

import json
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Bound:
    """What a figure must not exceed, or must reach."""

    at_most: float | None = None
    at_least: float | None = None

    def holds(self, value: float) -> bool:
        """Return whether a measured value keeps the promise."""
        return (self.at_most is None or value <= self.at_most) and (
            self.at_least is None or value >= self.at_least
        )

    def __str__(self) -> str:
        """Return it as ≤ or ≥ a number."""
        return f"≤ {self.at_most:,}" if self.at_most is not None else f"≥ {self.at_least:,}"


BOUNDS = {
    "simulate_events_per_s": Bound(at_least=50_000),
    "load_ratio": Bound(at_least=0.45),
    "load_peak_mb": Bound(at_most=200),
    "hourly_over_full": Bound(at_most=0.05),
    "daily_over_full": Bound(at_most=0.15),
    "hourly_growth_30d_150d": Bound(at_most=1.3),
    "dbt_overhead_s": Bound(at_most=6),
    "bytes_per_event": Bound(at_most=900),
}


def merge(file: Path, measured: dict[str, float]) -> dict[str, float]:
    """Write `measured` into the flat JSON object in `file`, keep its other figures; return all."""
    known = json.loads(file.read_text()) if file.exists() else {}
    figures = dict(sorted({**known, **measured}.items()))
    file.write_text(json.dumps(figures, indent=2) + "\n")
    return figures


def judged(figures: dict[str, float]) -> list[list[str]]:
    """Return a row a figure: its name, value, bound, and a word when the bound is missed."""
    rows = []
    for name, value in figures.items():
        bound = BOUNDS.get(name)
        verdict = "missed" if bound and not bound.holds(value) else ""
        rows.append([name, f"{value:,}", str(bound or ""), verdict])
    return rows
