"""Measures planted meetings, kind by kind: how many are found, how many alerted, precision of the first alerts."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from vesseltrack.engine import pipeline
from vesseltrack.evaluate import real_scenes
from vesseltrack.evaluate.meetings import INNOCENT, ONE_SIDED, START, heard, scenes
from vesseltrack.evaluate.scene import Scene
from vesseltrack.sources.load import load_files, raise_first
from vesseltrack.store import Store

_EVENTS = """
    SELECT event, vessel_id AS ship, other_vessel_id AS other_ship,
        start_time - to_milliseconds(datediff('millisecond', coalesce(start_after, start_time), start_time) // 2) AS start_time,
        until_time + to_milliseconds(datediff('millisecond', until_time, coalesce(end_before, until_time)) // 2) AS end_time
    FROM (SELECT event, vessel_id, other_vessel_id, start_time, start_after, end_before,
              start_time + to_milliseconds((duration_h * 3600000)::BIGINT) AS until_time FROM encounters
          UNION ALL
          SELECT event, vessel_id, NULL, start_time, NULL, NULL, start_time + to_milliseconds((duration_h * 3600000)::BIGINT)
          FROM loitering)
"""
"""Begin and end of a meeting that are given as a span are taken from its middle."""
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
    return _searched(planted, fixes, said, settings, beside or {}, START)


def on_real(
    patterns: Sequence[str], seed: int, each: int, settings: Any, beside: Mapping[str, Any] | None = None
) -> pd.DataFrame:
    """As :func:`bench`, with meetings planted on the real tracks of some files.

    The last row, ``not planted``, counts alerts of real ships alone, whose truth is not known; the precision leaves them out.
    """
    with Store(None) as real:
        raise_first(load_files(real, patterns))
        pipeline.detect(real, settings, until="loitering_spells")
        planted = real_scenes.plant_meetings(real, seed, each)
        fixes, said = real_scenes.messages_with(real, planted)
    return _searched(planted.scenes, fixes, said, settings, beside or {}, EPOCH)


EPOCH = pd.Timestamp(0)
NOT_PLANTED = "not planted"
"""Kind of the row that counts alerts of real ships alone."""


def _searched(
    planted: list[Scene],
    fixes: pd.DataFrame,
    said: pd.DataFrame,
    settings: Any,
    beside: Mapping[str, Any],
    start: pd.Timestamp,
) -> pd.DataFrame:
    """Search messages with scenes in them, by the rules and by those beside, and compare with the truth."""
    with (
        tempfile.TemporaryDirectory(prefix="vesseltrack-meetings-") as folder,
        Store(Path(folder) / "s.duckdb") as store,
    ):
        store.append("fixes", fixes.assign(file_id=0, time=fixes.time.astype("datetime64[us]")))
        store.append("statics", said)
        pipeline.detect(store, settings)
        alerted = measured(planted, store.frame(_EVENTS), store.frame(_ALERTS), start)
        for name, rules in beside.items():
            for table in ("encounters", "loitering"):
                pipeline.detect(store, rules, until=table)
            alerted[f"found_{name}"] = measured(planted, store.frame(_EVENTS), store.frame(_ALERTS), start).found
        return alerted


def measured(
    planted: list[Scene], events: pd.DataFrame, alerts: pd.DataFrame, start: pd.Timestamp = START
) -> pd.DataFrame:
    """The rows of :func:`bench`, from the planted scenes, the events found, and the alerts in order of rank.

    Args:
        planted: scenes, their times in seconds from ``start``.
        events: encounters and loitering found: event, ship, other_ship, start_time, end_time.
        alerts: of these kinds, in order of rank.
        start: what the scenes' times count from.
    """
    alerted = set(alerts.events.explode().dropna())
    true: set[str] = set()
    rows: dict[str, list[tuple[bool, bool]]] = {}
    for scene in planted:
        ships = [h.ship for h in scene.hulls]
        here = events[events.ship.isin(ships) | events.other_ship.isin(ships)]
        if not scene.met:
            rows.setdefault(scene.kind, []).append((not here.empty, bool(set(here.event) & alerted)))
            continue
        for who, begins, ends in scene.met:
            hits = here[_covers(here, who, *(start + pd.Timedelta(seconds=s) for s in (begins, ends)))]
            true |= set(hits.event)
            rows.setdefault(scene.kind, []).append((not hits.empty, bool(set(hits.event) & alerted)))
    out = [
        {"kind": kind, "planted": len(said), "found": sum(f for f, _ in said), "alerted": sum(a for _, a in said)}
        for kind, said in rows.items()
    ]
    every = [h.ship for scene in planted for h in scene.hulls]
    known = alerts[alerts.ship.isin(every) | alerts.other_ship.isin(every)]
    right = [bool(set(e) & true) for e in known.events]
    frame = pd.DataFrame(out)
    frame = frame.assign(share_alerted=(frame.alerted / frame.planted).round(3))
    if left := len(alerts) - len(known):
        frame.loc[len(frame)] = {"kind": NOT_PLANTED, "planted": 0, "found": 0, "alerted": left, "share_alerted": None}
    return frame.assign(
        precision_20=round(sum(right[:20]) / max(1, len(right[:20])), 3),
        precision_50=round(sum(right[:50]) / max(1, len(right[:50])), 3),
    )


def _covers(events: pd.DataFrame, ships: tuple[int, ...], begins: pd.Timestamp, ends: pd.Timestamp) -> pd.Series:
    """Which events involve these ships and cover at least half of the time."""
    until = events.end_time.where(events.end_time < ends, ends)
    since = events.start_time.where(events.start_time > begins, begins)
    long = (until - since) >= (ends - begins) / 2
    if len(ships) == 1:
        return pd.Series(long & (events.ship == ships[0]) & events.other_ship.isna())
    return pd.Series(long & events.ship.isin(ships) & events.other_ship.isin(ships))


def summary(frame: pd.DataFrame) -> dict[str, float]:
    """Recall over two-sided and over one-sided meetings, the recall of the worst kind, the largest share of innocents alerted."""
    frame = frame[frame.kind != NOT_PLANTED]
    innocent = frame.kind.isin((*INNOCENT, *real_scenes.INNOCENT))
    one = frame.kind.isin((*ONE_SIDED, *real_scenes.ONE_SIDED))
    two = frame[~innocent & ~one]
    return {
        "two_sided_recall": round(float(two.alerted.sum() / two.planted.sum()), 3),
        "worst_two_sided_recall": float(two.share_alerted.min()),
        "one_sided_recall": round(float(frame[one].alerted.sum() / frame[one].planted.sum()), 3),
        "worst_innocent_share": float(frame[innocent].share_alerted.max()),
    }
