"""The time around alerts, and their ships' tracks in it; helpers to query and group rows by alert."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pandas as pd

from vesseltrack.frames import rows_of
from vesseltrack.store import Store

AROUND_H = 36
"""Hours of track before and after an alert."""
OPEN_END = pd.Timestamp("2262-01-01")
"""Used as the end of an alert that has not ended."""
_TRACKS = """
    WITH asked AS (
        SELECT unnest([vessel_id, other_vessel_id]) AS vessel_id, slot_before(from_time) AS first_slot, slot_before(to_time)
            AS last_slot
        FROM _alerts
    )
    SELECT DISTINCT g.vessel_id, g.slot, g.lat, g.lon, g.speed_kn FROM asked JOIN resampled AS g USING (vessel_id)
    WHERE g.slot BETWEEN first_slot AND last_slot ORDER BY g.vessel_id, g.slot
"""


def hours_around(alerts: pd.DataFrame) -> pd.DataFrame:
    """Time span around each alert, ``AROUND_H`` hours before and after: from_time, to_time, one row per alert."""
    pad = pd.Timedelta(hours=AROUND_H)
    spans = pd.DataFrame({"from_time": alerts.first_time - pad, "to_time": alerts.last_time.fillna(OPEN_END) + pad})
    return spans.astype("datetime64[us]")


@contextmanager
def asked_about(store: Store, frame: pd.DataFrame) -> Iterator[None]:
    """Context manager: queries can read the alerts as ``_alerts``.

    Its columns: alert, queue, vessel_id, other_vessel_id, events, from_time, to_time.
    """
    asked = frame[["alert", "queue", "vessel_id", "other_vessel_id", "events"]].copy()
    with store.registered("_alerts", asked.join(hours_around(frame))):
        yield


def tracks_around(store: Store, frame: pd.DataFrame) -> dict[int, pd.DataFrame]:
    """Tracks of the alerts' ships around the alerts, by ``vessel_id``: slot, lat, lon, speed_kn, in order of slot."""
    if frame.empty:
        return {}
    with asked_about(store, frame):
        found = store.frame(_TRACKS)
    grouped: Any = found.groupby("vessel_id", sort=False)
    return {int(ship): track for ship, track in grouped}


def by_alert(rows: pd.DataFrame) -> dict[str, list[Any]]:
    """Rows grouped by alert, in their order."""
    found: dict[str, list[Any]] = {}
    for row in rows_of(rows):
        found.setdefault(row.alert, []).append(row)
    return found
