"""Scores of the demo: planted events found and missed, and false alerts, for each event type."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from vesseltrack.detectors import DETECTORS
from vesseltrack.store import Store

_TABLES = {d.event: d.name for d in DETECTORS}
_SLACK = pd.Timedelta(hours=1)


def read_truth(path: Path) -> pd.DataFrame:
    """Read a truth file: ``kind, ship, other_ship, start_time, end_time, lat, lon, story``, times as timestamps."""
    return pd.read_csv(path, parse_dates=["start_time", "end_time"]).astype({"other_ship": "Int64"})


def _touches(events: pd.DataFrame, truth: pd.Series) -> pd.Series:
    """Which events involve the planted ship (for an encounter, its partner too) within an hour of the planted time."""
    named = {truth.ship} | ({int(truth.other_ship)} if pd.notna(truth.other_ship) else set())
    ships = events.vessel_id.isin(named)
    if truth.kind == "identity":
        ships |= events.other_vessel_id.isin(named)
    if truth.kind == "encounter":
        ships &= events.other_vessel_id.isin(named)
    end = events.end_time.fillna(pd.Timestamp.max.floor("s"))
    hits: pd.Series = ships & (events.start_time <= truth.end_time + _SLACK) & (end >= truth.start_time - _SLACK)
    return hits


def _overlap(events: pd.DataFrame, truth: pd.Series) -> bool:
    """Whether an event covers at least half of the planted time."""
    hits = events[_touches(events, truth)]
    if hits.empty:
        return False
    end = hits.end_time.fillna(truth.end_time).clip(upper=truth.end_time)
    shared = (end - hits.start_time.clip(lower=truth.start_time)).dt.total_seconds()
    planted: float = (truth.end_time - truth.start_time).total_seconds()
    return planted == 0 or bool(shared.max() >= 0.5 * planted)


def _listed(alerts: pd.DataFrame, truth: pd.Series) -> bool:
    """Whether any of these events in alerts names the planted ship (and its partner)."""
    both = {truth.ship} | ({int(truth.other_ship)} if pd.notna(truth.other_ship) else set())
    named = alerts[["vessel_id", "other_vessel_id"]].apply(lambda a: both <= set(a.dropna()), axis=1)
    return bool(len(alerts) and named.any())


def verdict(store: Store, truth: pd.DataFrame) -> pd.DataFrame:
    """Scores of the demo by kind of event.

    Returns:
        One row per kind: ``kind``, ``planted``, ``found`` (an event covers at least half of the planted time), ``missed``,
        ``alerted`` (part of any alert), ``events``, ``alerts`` (those of this kind), ``false alerts`` (those without a planted
        ship).
    """
    alerts = store.frame("SELECT event, event_type, vessel_id, other_vessel_id, start_time, end_time FROM alerts")
    weighed = store.frame(
        "SELECT event, event_type AS kind, vessel_id, other_vessel_id, start_time, end_time FROM scored"
    )
    guilty = set(truth.ship) | set(truth.other_ship.dropna())
    rows = []
    for kind, table in _TABLES.items():
        planted = truth[truth.kind == kind]
        events = store.frame(f"FROM {table}")
        found = [_overlap(events, t) for _, t in planted.iterrows()]
        mine = alerts[alerts.event_type == kind]
        alerted = [_listed(weighed[weighed.kind == kind], t) for _, t in planted.iterrows()]
        false = ~(mine.vessel_id.isin(guilty) | mine.other_vessel_id.isin(guilty))
        rows.append(
            {
                "kind": kind, "planted": len(planted), "found": sum(found), "missed": len(planted) - sum(found),
                "alerted": sum(alerted), "events": len(events), "alerts": len(mine), "false alerts": int(false.sum()),
            }
        )  # fmt: skip
    return pd.DataFrame(rows)
