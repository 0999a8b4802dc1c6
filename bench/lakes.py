"""The lakes of one simulated store: a history of any length, and the days that follow it.

Every history ends on the same day and is part of the same world, so what comes next is the same
whether a warehouse remembers 30 days or 150: only the history differs.
"""

import shutil
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from loader.lake import open_lake
from local.simulator import DEFAULT_START, simulate, unfinished_in

# The longest history, and the days after it: one that is fed by the hour, five as a whole.
HISTORY_DAYS, NEXT_DAYS = 150, 6
# A million in 30 days, about 1,400 an hour.
EVENTS_PER_DAY = 33_334

_TODAY = DEFAULT_START + timedelta(days=HISTORY_DAYS)


@dataclass(frozen=True)
class Lakes:
    """Lakes in `folder`, made when first asked for and kept: the simulation is deterministic."""

    folder: Path
    events_per_day: int = EVENTS_PER_DAY

    def history(self, days: int) -> Path:
        """Return the lake with the last `days` days (150 at most) before today."""
        return self._simulated(f"last-{days}-days", _TODAY - timedelta(days=days), days)

    def feed(self, lake: Path, first: int, count: int) -> None:
        """Let `count` hours arrive in `lake`, from the one that is `first` hours into today."""
        source = self._simulated(f"next-{NEXT_DAYS}-days", _TODAY, NEXT_DAYS)
        midnight = datetime(_TODAY.year, _TODAY.month, _TODAY.day, tzinfo=UTC)
        for hour in range(first, first + count):
            when = midnight + timedelta(hours=hour)
            folder = f"events/{when:year=%Y/month=%m/day=%d/hour=%H}"
            # In a tiny world nothing may arrive for an hour.
            if (source / folder).exists():
                shutil.copytree(source / folder, lake / folder)

    def _simulated(self, name: str, start: date, days: int) -> Path:
        lake = self.folder / f"{self.events_per_day}-a-day" / name
        if not lake.exists() or unfinished_in(open_lake(str(lake))):
            print(f"simulating {name} …", flush=True)
            simulate(
                str(lake),
                start=start,
                days=days,
                events_per_day=self.events_per_day,
                opened=DEFAULT_START,
            )
        return lake
