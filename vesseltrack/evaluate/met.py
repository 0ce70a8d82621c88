"""Measures planted meetings, kind by kind: how many are found, how many alerted, precision of the first alerts."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from vesseltrack.engine import pipeline
from vesseltrack.evaluate.meetings import INNOCENT, ONE_SIDED, START, heard, scenes
from vesseltrack.evaluate.scene import Scene
from vesseltrack.store import Store

_EVENTS = """
    SELECT event, vessel_id AS ship, other_vessel_id AS other_ship, start_time, start_time + to_milliseconds((duration_h *
        3600000)::BIGINT) AS end_time
    FROM (SELECT event, vessel_id, other_vessel_id, start_time, duration_h FROM encounters
          UNION ALL SELECT event, vessel_id, NULL, start_time, duration_h FROM loitering)
"""
_ALERTS = (
    "SELECT alert, rank, event_type AS kind, vessel_id AS ship, other_vessel_id AS other_ship, events FROM alerts WHERE"
    " event_type IN ('encounter', 'loitering') ORDER BY rank"
)


def bench(seed: int, each: int, settings: Any, beside: Mapping[str, Any] | None = None) -> pd.DataFrame:
    """Plant meetings, run detect, and compare with the truth.

    Returns:
        one row per kind: ``kind``, ``planted`` (meetings; for innocent kinds, scenes), ``found`` (an event covers half of it),
        ``alerted`` (it is in an alert), ``precision_20`` and ``precision_50`` of the first alerts; and for each of the rules
        in ``beside``, what it finds, in a column ``found_`` and its name.
    """
    planted = scenes(seed, each)
    fixes, said = heard(planted, seed)
    with (
        tempfile.TemporaryDirectory(prefix="vesseltrack-meetings-") as folder,
        Store(Path(folder) / "s.duckdb") as store,
    ):
        store.append("fixes", fixes.assign(file_id=0, time=fixes.time.astype("datetime64[us]")))
        store.append("statics", said)
        pipeline.detect(store, settings)
        alerted = measured(planted, store.frame(_EVENTS), store.frame(_ALERTS))
        for name, rules in (beside or {}).items():
            for table in ("encounters", "loitering"):
                pipeline.detect(store, rules, until=table)
            alerted[f"found_{name}"] = measured(planted, store.frame(_EVENTS), store.frame(_ALERTS)).found
        return alerted


def measured(planted: list[Scene], events: pd.DataFrame, alerts: pd.DataFrame) -> pd.DataFrame:
    """The rows of :func:`bench`, from the planted scenes, the events found, and the alerts in order of rank."""
    alerted = set(alerts.events.explode().dropna())
    true: set[str] = set()
    rows: dict[str, list[tuple[bool, bool]]] = {}
    for scene in planted:
        here = events[events.ship.isin([h.ship for h in scene.hulls])]
        if scene.kind in INNOCENT:
            rows.setdefault(scene.kind, []).append((not here.empty, bool(set(here.event) & alerted)))
            continue
        for ships, start, end in scene.met:
            hits = here[_covers(here, ships, start, end)]
            true |= set(hits.event)
            rows.setdefault(scene.kind, []).append((not hits.empty, bool(set(hits.event) & alerted)))
    out = [
        {"kind": kind, "planted": len(said), "found": sum(f for f, _ in said), "alerted": sum(a for _, a in said)}
        for kind, said in rows.items()
    ]
    right = [bool(set(e) & true) for e in alerts.events]
    frame = pd.DataFrame(out)
    return frame.assign(
        share_alerted=(frame.alerted / frame.planted).round(3),
        precision_20=round(sum(right[:20]) / max(1, len(right[:20])), 3),
        precision_50=round(sum(right[:50]) / max(1, len(right[:50])), 3),
    )


def _covers(events: pd.DataFrame, ships: tuple[int, ...], start: float, end: float) -> pd.Series:
    """Which events involve these ships and cover at least half of the time."""
    begins, ends = START + pd.Timedelta(seconds=start), START + pd.Timedelta(seconds=end)
    until = events.end_time.where(events.end_time < ends, ends)
    since = events.start_time.where(events.start_time > begins, begins)
    long = (until - since) >= (ends - begins) / 2
    if len(ships) == 1:
        return pd.Series(long & (events.ship == ships[0]) & events.other_ship.isna())
    return pd.Series(long & events.ship.isin(ships) & events.other_ship.isin(ships))


def summary(frame: pd.DataFrame) -> dict[str, float]:
    """Recall over two-sided and over one-sided meetings, the recall of the worst kind, the largest share of innocents alerted."""
    innocent = frame.kind.isin(INNOCENT)
    one = frame.kind.isin(ONE_SIDED)
    two = frame[~innocent & ~one]
    return {
        "two_sided_recall": round(float(two.alerted.sum() / two.planted.sum()), 3),
        "worst_two_sided_recall": float(two.share_alerted.min()),
        "one_sided_recall": round(float(frame[one].alerted.sum() / frame[one].planted.sum()), 3),
        "worst_innocent_share": float(frame[innocent].share_alerted.max()),
    }
