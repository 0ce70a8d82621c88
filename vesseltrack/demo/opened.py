"""The demo for notebooks: opens its store, and makes it first if there is none."""

from __future__ import annotations

import os
from pathlib import Path

import pandas as pd

from vesseltrack.api import Database

STORE, TRUTH = "korea.duckdb", "truth.csv"


class DemoDatabase(Database):
    """A demo's store, with what was planted in it."""

    def truth(self) -> pd.DataFrame:
        """Planted events found and missed, and false alerts, by kind of event; see :func:`vesseltrack.demo.scorecard.verdict`.

        Returns:
            A row a kind: ``kind``, ``planted``, ``found``, ``missed``, ``alerted``, ``events``, ``alerts``, ``false alerts``.
        """
        from vesseltrack.demo.scorecard import read_truth, verdict

        return verdict(self.store, read_truth(Path(self.store.path or "").with_name(TRUTH)))


def open_demo(folder: str | Path = "demo", days: int = 7, ships: int = 400, seed: int = 20240330) -> DemoDatabase:
    """Open the demo's store read-only; if there is none, first make a seeded week of invented AIS (half a minute).

    Args:
        folder: folder of the demo; if the variable ``VESSELTRACK_DB`` is set, the store it names is opened instead.
        days: days of a demo that is made.
        ships: about how many ships it has.
        seed: random seed; the same arguments give the same bytes.

    Raises:
        WrongUse: ``folder`` holds something else.
    """
    from vesseltrack.demo.run import run_demo

    asked = os.environ.get("VESSELTRACK_DB")
    path = Path(asked) if asked else Path(folder) / STORE
    if not asked and not path.exists():
        run_demo(Path(folder), Path(folder) / "alerts", days, ships, seed, lambda *_: lambda work: work)
    return DemoDatabase(path, read_only=True)
