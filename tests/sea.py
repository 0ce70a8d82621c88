"""A small sea for tests: ships put where a test wants them, and the steps run over it."""

from __future__ import annotations

import os
from datetime import datetime, timedelta
from pathlib import Path

import pandas as pd
import pytest

from vesseltrack import ships, zones
from vesseltrack.lists.load import load_shipped
from vesseltrack.pipeline import STEPS
from vesseltrack.settings import load_settings
from vesseltrack.store import Store

T0 = datetime(2026, 11, 16)
OPEN_SEA = (36.5, 123.9)  # the middle of the Yellow Sea: over 100 km from any shore or port
MILE = 1 / 60  # of latitude, degrees

SHARED = Path(__file__).parents[2] / "shared"
needs_shared = pytest.mark.skipif(
    not SHARED.is_dir() and not os.environ.get("CI"),
    reason="needs ../shared (real AIS and list files, not redistributable): present in CI, absent in a user's clone",
)


def at(hours: float) -> datetime:
    """So many hours into the test."""
    return T0 + timedelta(hours=hours)


class Sea:
    """A store in memory and ships in it."""

    def __init__(self) -> None:
        self.store = Store(None)
        self.rows: list[tuple] = []
        self.particulars: list[dict] = []
        self.with_zones = False

    def fix(self, ship: int, hours: float, lat: float, lon: float, sog: float | None = None) -> Sea:
        """One message."""
        self.rows.append((ship, at(hours), lat, lon, sog))
        return self

    def line(self, ship, start_h, end_h, a, b=None, every_min=5.0, sog=None) -> Sea:
        """Messages on a straight line from a to b, ends included; b left out: lying still."""
        b = b or a
        steps = max(1, round((end_h - start_h) * 60 / every_min))
        for i in range(steps + 1):
            f = i / steps
            lat, lon = a[0] + f * (b[0] - a[0]), a[1] + f * (b[1] - a[1])
            self.fix(ship, start_h + f * (end_h - start_h), lat, (lon + 540) % 360 - 180, sog)
        return self

    def says(self, ship: int, from_h: float = 0, hours: int = 1, messages: int = 10, **particulars) -> Sea:
        """What a ship says of itself in each of some hours: name, imo, call_sign, ship_type, length_m."""
        for h in range(hours):
            time = {
                "hour": at(from_h + h).replace(minute=0),
                "first_time": at(from_h + h),
                "last_time": at(from_h + h + 0.9),
            }
            self.particulars.append({"ship": ship, "messages": messages, "file_id": 0, **time, **particulars})
        return self

    def run(self, preset: str | None = None, *assign: str) -> Sea:
        """Put the ships into the store and run all steps up to the detectors."""
        settings = load_settings(None, preset, assign)
        frame = pd.DataFrame(self.rows, columns=["ship", "time", "lat", "lon", "sog_kn"])
        frame["time"] = frame.time.astype("datetime64[us]")
        self.store.execute("DELETE FROM fixes")
        self.store.append("fixes", frame)
        self.store.execute("DELETE FROM statics")
        if self.particulars:
            self.store.append("statics", pd.DataFrame(self.particulars))
        load_shipped(self.store)
        if self.with_zones:
            zones.load_shipped(self.store)
        ships.load_flags(self.store)
        for step in STEPS[: [s.writes for s in STEPS].index("ship_days")]:
            step.run(self.store, settings)
        return self

    def table(self, name: str) -> pd.DataFrame:
        """One table, in order of its first column."""
        return self.store.frame(f"FROM {name} ORDER BY 1")
