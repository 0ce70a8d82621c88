"""The demo for notebooks: opened where it is, made where it is not."""

from __future__ import annotations

import os
from pathlib import Path

import pandas as pd

from vesseltrack.api import Database

STORE, TRUTH = "korea.duckdb", "truth.csv"


class DemoDatabase(Database):
    """A demo's store, with what was planted in it."""

    def truth(self) -> pd.DataFrame:
        """What the simulator planted, kind by kind, and what became of it.

        Returns:
            A row a kind: ``kind``, ``planted``, ``found``, ``missed``, ``alerted``, ``events``, ``alerts``, ``false alerts``.
        """
        from vesseltrack.demo.scorecard import read_truth, verdict

        return verdict(self.store, read_truth(Path(self.store.path or "").with_name(TRUTH)))


def open_demo(folder: str | Path = "demo", days: int = 7, ships: int = 400, seed: int = 20240330) -> DemoDatabase:
    """Open the demo's store to look at it; without one, a seeded week of invented AIS is made first (half a minute).

    Args:
        folder: where it lies, or shall; the store that ``VESSELTRACK_DB`` names is opened instead, if it is set.
        days: of the demo that is made.
        ships: about how many.
        seed: the same seed, the same week to the byte.

    Raises:
        WrongUse: ``folder`` holds something else.
    """
    from vesseltrack.demo.run import run_demo

    asked = os.environ.get("VESSELTRACK_DB")
    path = Path(asked) if asked else Path(folder) / STORE
    if not asked and not path.exists():
        run_demo(Path(folder), Path(folder) / "alerts", days, ships, seed, lambda *_: lambda work: work)
    return DemoDatabase(path, read_only=True)
