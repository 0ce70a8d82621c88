"""Measures dark periods on families of simulated worlds whose reception shares no formula with ours (``worlds.py``)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import numpy as np
import pandas as pd

from vesseltrack.engine import pipeline
from vesseltrack.evaluate.measure import LEADER_NEARER, RULES, calibration, holds_silence
from vesseltrack.evaluate.worlds import FAMILIES, World, make_world
from vesseltrack.store import Store

UNDER_WAY_KN = 3.0
_GAPS = """
    SELECT gaps.*, ships.ssvid, coalesce(gaps.end_time, searched.last_time) AS until_time
    FROM gaps JOIN ships USING (vessel_id), searched ORDER BY event
"""
_TYPES = {"heading_deg": "int16", "nav_status": "int8"}
BESIDE = ("plain: 6 h", "plain: 12 h", LEADER_NEARER)


def fill(store: Store, world: World) -> None:
    """Load a world's received messages into an empty store."""
    store.append("fixes", world.fixes.assign(file_id=0, time=world.fixes.time.astype("datetime64[us]")).astype(_TYPES))
    store.append("statics", world.statics)


def judged(world: World, settings: Any) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The gaps found in a world, with columns ``true`` and ``routine``; and its planted silences, with column ``found``.

    The silences also have a column for each rule in ``BESIDE``, of its name: whether that rule finds them.
    A gap is true if its ship did not transmit for at least half of it, or if it still lasts and holds at least half of a silence
    in which the ship could have been received. A silence is found if a true gap in it was assessed as
    ``transmitter_off``. Recall counts silences in which the ship could have been received (``findable``), without routines.
    """
    with Store(None) as store:
        fill(store, world)
        pipeline.detect(store, settings, until="gaps")
        gaps = store.frame(_GAPS)
    planted = world.silences.set_axis(["ssvid", "from_time", "to_time", "findable", "under_way", "routine"], axis=1)
    planted = planted.rename_axis("nth").reset_index()
    both = gaps.merge(planted, on="ssvid")
    # where nothing could be received, a gap that lasts shows no silence: only half of it makes it true
    both = both[holds_silence(both.assign(end_time=both.end_time.where(both.findable, both.until_time)))]
    gaps["true"] = gaps.event.isin(both.event)
    gaps["routine"] = gaps.event.isin(both.event[both.routine])
    for name, accepts in {"found": RULES["vesseltrack: silent"], **{n: RULES[n] for n in BESIDE}}.items():
        planted[name] = planted.nth.isin(both.nth[both.event.isin(gaps.event[accepts(gaps)])])
    return gaps, planted


def _row(family: str, gaps: pd.DataFrame, planted: pd.DataFrame) -> dict[str, object]:
    """Results of one family: precision, recall and Brier score, over all gaps and over those under way."""
    asked = planted[planted.findable & ~planted.routine]
    row: dict[str, object] = {"family": family, "gaps": len(gaps), "to be found": len(asked)}
    moving = gaps.start_sog_kn >= UNDER_WAY_KN
    for name, some, wanted in (("", gaps, asked), (" under way", gaps[moving], asked[asked.under_way])):
        silent = some[some.assessment == "transmitter_off"]
        row[f"silent{name}"] = len(silent)
        row[f"precision{name}"] = _mean(silent.true & ~silent.routine)
        row[f"recall{name}"] = _mean(wanted.found)
        row[f"Brier{name}"] = _mean((some.p_off - some.true) ** 2, 3)
        row[f"constant{name}"] = round(float(some.true.mean() * (1 - some.true.mean())), 3) if len(some) else None
    for rule in BESIDE:
        accepted = gaps[RULES[rule](gaps)]
        row[f"{rule}: precision"], row[f"{rule}: recall"] = _mean(accepted.true), _mean(asked[rule])
    return row


def _mean(values: Any, digits: int = 2) -> float | None:
    return round(float(np.mean(values)), digits) if len(values) else None


def hold_against_worlds(
    seeds: Iterable[int],
    settings: Any,
    families: Iterable[str] = tuple(FAMILIES),
    progress: Callable[[Iterable[str]], Iterable[str]] = lambda names: names,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Measure every family with every seed: one row per family, and the calibration over all gaps under way.

    Args:
        seeds: one world of each family is made per seed.
        settings: the rules.
        families: names of ``worlds.FAMILIES``.
        progress: wraps the families, for a progress bar.
    """
    rows, every, chosen = [], [], list(seeds)
    for family in progress(list(families)):
        parts = [judged(make_world(family, seed), settings) for seed in chosen]
        gaps = pd.concat([g for g, _ in parts], ignore_index=True)
        rows.append(_row(family, gaps, pd.concat([p for _, p in parts], ignore_index=True)))
        every.append(gaps)
    both = pd.concat(every, ignore_index=True)
    both = both[both.start_sog_kn >= UNDER_WAY_KN].reset_index(drop=True)
    return pd.DataFrame(rows), calibration(both, both.true.to_numpy(bool))
