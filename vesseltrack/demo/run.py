"""The demo from end to end: write the week, load it, detect, write alert files, hold the result against the truth."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from vesseltrack import pipeline, report
from vesseltrack.demo.verdict import read_truth, verdict
from vesseltrack.demo.week import write_week
from vesseltrack.errors import WrongUse
from vesseltrack.settings import load_settings
from vesseltrack.sources.load import load_files
from vesseltrack.store import Store

Bar = Callable[[str, Callable[[Any], str]], Callable[[Any], Any]]


@dataclass(frozen=True)
class Demo:
    """Where the demo left its store and its alert files, and what became of what was planted."""

    db: Path
    alerts: Path
    verdict: pd.DataFrame


def run_demo(folder: Path, out: Path, days: int, ships: int, seed: int, bar: Bar) -> Demo:
    """Run the demo in ``folder``, which it empties first if it made it.

    Raises:
        WrongUse: ``folder`` holds something else.
    """
    mark = folder / ".vesseltrack-demo"
    if folder.exists():
        if not mark.exists() and any(folder.iterdir()):
            raise WrongUse(f"{folder} exists and is no demo of ours", "name another folder with --dir.")
        shutil.rmtree(folder)
    folder.mkdir(parents=True)
    mark.touch()
    made = folder / "ais"
    _, truth = write_week(made, days, ships, seed, bar("simulating", lambda ship: str(ship.name)))
    settings, db = load_settings(), folder / "korea.duckdb"
    with Store(db) as store:
        load_files(store, [str(made / "*.csv")], progress=bar("loading", lambda p: str(p.name)))
        pipeline.detect(store, settings, bar("detecting", lambda s: str(s.writes)))
        alerts = report.write_alerts(store, settings, out / report.folder_name(store))
        return Demo(db, alerts, verdict(store, read_truth(truth)))
