"""Measures dark periods on families of simulated worlds whose reception shares no formula with ours (``worlds.py``)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import numpy as np
import pandas as pd

from vesseltrack.engine import pipeline
from vesseltrack.evaluate.measure import LEADER_NEARER, RULES, calibration, holds_silence
from vesseltrack.evaluate.worlds import FAMILIES, NAMED, World, make_world
from vesseltrack.store import Store

UNDER_WAY_KN = 3.0
HELD_H = 2
_MOVING = " under way"
_GAPS = """
    SELECT gaps.*, ships.ssvid, coalesce(gaps.end_time, searched.last_time) AS until_time
    FROM gaps JOIN ships USING (vessel_id), searched ORDER BY event
"""
_TYPES = {"heading_deg": "int16", "nav_status": "int8"}
WITH_NAMES = ", sources named"
BESIDE = ("plain: 6 h", "plain: 12 h", LEADER_NEARER)


def fill(store: Store, world: World, named: bool = False) -> None:
    """Load a world's received messages into an empty store; ``named``: with the names of their sources."""
    fixes, also = (
        frame.assign(file_id=0, time=frame.time.astype("datetime64[us]")) for frame in (world.fixes, world.also)
    )
    if named:
        sources = sorted(set(fixes.source) | set(also.source))
        fixes, also = (f.assign(source_id=f.source.map(sources.index).astype("int32")) for f in (fixes, also))
        store.append(
            "sources",
            pd.DataFrame({"source_id": range(len(sources)), "source": sources}).astype({"source_id": "int32"}),
        )
        store.append("also_received", also.drop(columns="source"))
    store.append("fixes", fixes.drop(columns="source").astype(_TYPES))
    store.append("statics", world.statics)


def judged(world: World, settings: Any, named: bool = False) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The gaps found in a world, with columns ``true``, ``holds`` and ``routine``; and its silences, with column ``found``.

    The silences also have a column for each rule in ``BESIDE``, of its name: whether that rule finds them.
    A gap is true if its ship did not transmit for at least half of it, or if it still lasts and holds at least half of a silence
    in which the ship could have been received. It ``holds`` a silence if it holds at least half of one in which the ship would
    have been received in ``HELD_H`` hours or more: then it was the silence that lost it. A silence is found if a true gap in it
    was assessed as ``transmitter_off``. Recall counts silences in which the ship could have been received (``findable``), without
    routines.
    """
    with Store(None) as store:
        fill(store, world, named)
        pipeline.detect(store, settings, until="gaps")
        gaps = store.frame(_GAPS)
    columns = ["ssvid", "from_time", "to_time", "received_h", "findable", "under_way", "routine"]
    planted = world.silences.set_axis(columns, axis=1).rename_axis("nth").reset_index()
    both = gaps.merge(planted, on="ssvid")
    held = holds_silence(both.assign(end_time=pd.Series(pd.NaT, both.index))) & (both.received_h >= HELD_H)
    gaps["holds"] = gaps.event.isin(both.event[held])
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
    row: dict[str, object] = {"family": family, "gaps": len(gaps)}
    moving = gaps.start_sog_kn >= UNDER_WAY_KN
    for name, some, wanted in (("", gaps, asked), (_MOVING, gaps[moving], asked[asked.under_way])):
        silent = some[some.assessment == "transmitter_off"]
        row[f"to be found{name}"] = len(wanted)
        row[f"silent{name}"] = len(silent)
        row[f"precision{name}"] = _mean(silent.true & ~silent.routine)
        row[f"holds a silence{name}"] = _mean(silent.true | silent.holds)
        row[f"recall{name}"] = _mean(wanted.found)
        row[f"Brier{name}"] = _mean((some.p_off - some.true) ** 2, 3)
        row[f"constant{name}"] = round(float(some.true.mean() * (1 - some.true.mean())), 3) if len(some) else None
    for rule in BESIDE:
        accepted = gaps[RULES[rule](gaps)]
        row[f"{rule}: precision"], row[f"{rule}: recall"] = _mean(accepted.true), _mean(asked[rule])
    return row


def in_tables(rows: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """The results of :func:`hold_against_worlds` in tables that fit a terminal, by their titles."""
    rules = {rule: rows[f"{rule}: precision"].map(_said) + " " + rows[f"{rule}: recall"].map(_said) for rule in BESIDE}
    ours = [c for c in rows.columns if ": " not in c and c != "family"]
    moving = [c for c in ours if c.endswith(_MOVING)]
    return {
        "Dark periods in families of worlds": rows[["family", *(c for c in ours if c not in moving)]],
        "Of these, ships lost under way": rows[["family", *moving]].rename(columns=lambda c: c.removesuffix(_MOVING)),
        "Others' rules on all of them: precision and recall": pd.DataFrame({"family": rows.family, **rules}),
    }


def _said(share: float | None) -> str:
    return "  - " if share is None or np.isnan(share) else f"{share:.2f}"


def _mean(values: Any, digits: int = 2) -> float | None:
    return round(float(np.mean(values)), digits) if len(values) else None


def hold_against_worlds(
    seeds: Iterable[int],
    settings: Any,
    families: Iterable[str] = tuple(FAMILIES),
    progress: Callable[[Iterable[str]], Iterable[str]] = lambda names: names,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Measure every family with every seed: one row per family, and the calibration over all gaps under way.

    Families with several sources have a second row, with the names of the sources in the files; the last row leaves it out.

    Args:
        seeds: one world of each family is made per seed.
        settings: the rules.
        families: names of ``worlds.FAMILIES``.
        progress: wraps the families, for a progress bar.
    """
    rows, every, silences, chosen, wanted = [], [], [], list(seeds), list(families)
    for called in progress([*wanted, *(f"{family}{WITH_NAMES}" for family in wanted if family in NAMED)]):
        family, named = called.removesuffix(WITH_NAMES), called.endswith(WITH_NAMES)
        parts = [judged(make_world(family, seed), settings, named) for seed in chosen]
        gaps, planted = (pd.concat(some, ignore_index=True) for some in zip(*parts, strict=True))
        rows.append(_row(called, gaps, planted))
        if not named:
            every.append(gaps)
            silences.append(planted)
    both = pd.concat(every, ignore_index=True)
    rows.append(_row("all, without names", both, pd.concat(silences, ignore_index=True)))
    both = both[both.start_sog_kn >= UNDER_WAY_KN].reset_index(drop=True)
    return pd.DataFrame(rows), calibration(both, both.true.to_numpy(bool))
