"""The benchmark of dark periods from end to end: make data with truth, run detect, measure every rule against the truth."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import cast

import pandas as pd

from vesseltrack.demo.week import START, clock_after, write_week
from vesseltrack.detectors.gaps import GapRules
from vesseltrack.engine import pipeline
from vesseltrack.evaluate.measure import Measured, measure
from vesseltrack.evaluate.planting import plant
from vesseltrack.settings import Settings
from vesseltrack.sources.load import load_files, raise_first
from vesseltrack.store import Store

_GAPS = """
    SELECT gaps.*, ships.ssvid, coalesce(end_time, searched.last_time) AS until_time
    FROM gaps JOIN ships USING (vessel_id), searched ORDER BY event
"""


@dataclass(frozen=True)
class Case:
    """One data set: its description, its seed, and the function that loads it into a store."""

    about: str
    seed: int
    fill: Callable[[Store, Path], pd.DataFrame]


@dataclass(frozen=True)
class Result:
    """One data set and the results on it."""

    about: str
    seed: int
    measured: Measured


def hard_week(days: int, ships: int, seed: int) -> Case:
    """Simulator data: varying propagation, weak and strong transponders, receiver failures, and every 7th ship silent once."""

    def fill(store: Store, folder: Path) -> pd.DataFrame:
        files, truth = write_week(folder / "ais", days, ships, seed, hard=True)
        raise_first(load_files(store, [str(f) for f in files], now=clock_after(START, days)))
        return pd.read_csv(truth.with_name("silences.csv"), parse_dates=["start_time", "end_time"])

    return Case(f"simulator, {days} hard days of {ships} ships off Korea", seed, fill)


def planted(patterns: Sequence[str], days: int, ships: int, seed: int, settings: Settings) -> Case:
    """Real tracks with silences planted in them, and their messages thinned by simulated receivers."""

    def fill(store: Store, folder: Path) -> pd.DataFrame:
        with Store(folder / "real.duckdb") as real:
            raise_first(load_files(real, patterns))
            pipeline.detect(real, settings, until="track_steps")
            made = plant(real, seed, days, ships)
            particulars = real.frame("FROM statics")
        store.append("fixes", made.fixes.assign(file_id=0, time=made.fixes.time.astype("datetime64[us]")))
        store.append("statics", particulars)
        return made.silences

    names = ", ".join(Path(p).name for p in patterns)
    return Case(f"real tracks of {names}, played for {days} days", seed, fill)


def evaluate(
    cases: Sequence[Case],
    settings: Settings,
    progress: Callable[[Iterable[Case]], Iterable[Case]] = lambda cases: cases,
) -> Iterator[Result]:
    """Make each data set in a folder of its own, detect dark periods in it, and measure them."""
    for case in progress(cases):
        with tempfile.TemporaryDirectory(prefix="vesseltrack-evaluate-") as name:
            folder = Path(name)
            with Store(folder / "store.duckdb") as store:
                silences = case.fill(store, folder)
                pipeline.detect(store, settings, until="gaps")
                gaps = store.frame(_GAPS)
        yield Result(
            case.about, case.seed, measure(gaps, silences, cast(GapRules, settings.section("gaps")).min_silence_h)
        )
