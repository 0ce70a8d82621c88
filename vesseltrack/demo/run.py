"""The demo from end to end: write the week, load it, detect, write alert files, compare the result with the truth."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from vesseltrack import report
from vesseltrack.demo.cases import CASES, Case, fleet_of, radio_of
from vesseltrack.demo.fleet import Shipyard
from vesseltrack.demo.scorecard import read_truth, verdict
from vesseltrack.demo.week import START, clock_after, write_feed, write_week
from vesseltrack.engine import pipeline
from vesseltrack.errors import WrongUse, near_or_all
from vesseltrack.settings import load_settings
from vesseltrack.sources.load import load_files
from vesseltrack.store import Store

INVENTED = "A demo: everything in it is invented. Ships that bear real, listed names did not do this."
Bar = Callable[[str, Callable[[Any], str]], Callable[[Any], Any]]


@dataclass(frozen=True)
class Demo:
    """Result of the demo: paths of its store and alert files, the planted events, and the scores (:mod:`.scorecard`)."""

    db: Path
    alerts: Path
    truth: pd.DataFrame
    verdict: pd.DataFrame


def case_named(name: str) -> Case:
    """The scenario of this name.

    Raises:
        WrongUse: there is no such scenario; the message names those that exist.
    """
    found = next((c for c in CASES if c.name == name), None)
    if found is None:
        raise WrongUse(f"there is no case {name}", near_or_all(name, [c.name for c in CASES], "the cases"))
    return found


def run_demo(folder: Path, out: Path, days: int, ships: int, seed: int, bar: Bar, case: Case | None = None) -> Demo:
    """Run the demo, or one of the cases, in ``folder``, which is emptied first if an earlier demo made it.

    Args:
        folder: folder for the AIS files, the truth and the store.
        out: folder for the alert files.
        days: days of the demo; a case has its own number.
        ships: about how many innocent ships.
        seed: random seed.
        bar: makes a progress bar from a title and a function that describes an item.
        case: the case; the demo's own week if ``None``.

    Raises:
        WrongUse: ``folder`` holds something else.
    """
    mark = folder / ".vesseltrack-demo"
    if folder.exists():
        if not mark.exists() and any(folder.iterdir()):
            raise WrongUse(f"{folder} exists, and no demo made it", "name another folder with --dir.")
        shutil.rmtree(folder)
    folder.mkdir(parents=True)
    mark.touch()
    made = folder / "ais"
    simulating = bar("simulating", lambda ship: str(ship.name))
    if case is None:
        _, truth = write_week(made, days, ships, seed, simulating)
    else:
        rng = np.random.default_rng(seed)
        fleet = fleet_of(case, Shipyard(rng), ships)
        _, truth = write_feed(made, case.start, case.days, fleet.ships, fleet.truths, radio_of(case), rng, simulating)
    settings, db = load_settings(), folder / "korea.duckdb"
    with Store(db) as store:
        now = clock_after(case.start if case else START, case.days if case else days)
        load_files(store, [str(made / "*.csv")], progress=bar("loading", lambda p: str(p.name)), now=now)
        pipeline.detect(store, settings, bar("detecting", lambda s: str(s.writes)))
        note = f"A scenario, not a recording: {case.about}." if case else INVENTED
        alerts = report.write_alerts(store, settings, out / report.folder_name(store), note)
        planted = read_truth(truth)
        return Demo(db, alerts, planted, verdict(store, planted))
