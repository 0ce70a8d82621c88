"""Tracks in time for kepler.gl (trip layer) and deck.gl (TripsLayer): GeoJSON whose places are [lon, lat, 0, seconds since 1970].

https://docs.kepler.gl/docs/user-guides/c-types-of-layers/k-trip
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd

from vesseltrack.detectors import DETECTORS
from vesseltrack.frames import rows_of
from vesseltrack.output import json_text
from vesseltrack.report.export.layers import Layers
from vesseltrack.report.export.tracks import cut_at_180, stretches


def to_trips(layers: Layers, path: Path) -> None:
    """Write one feature per stretch of a ship's track, cut at the 180th meridian.

    Its properties: vessel_id, mmsi, imo, ship_name, stretch, queue (listed or behaviour), event_type and
    colour of the ship's first alert, and alerts (their number).
    """
    foremost = _foremost(layers.found)
    features = [
        json_text(_feature(part, foremost.get(int(part.vessel_id.iloc[0]), {})))
        for s in stretches(layers.positions)
        for part in cut_at_180(s)
        if len(part) > 1
    ]
    body = ",\n".join(features)
    path.write_text('{"type": "FeatureCollection", "features": [\n' + body + "\n]}\n", encoding="utf-8")


def _foremost(alerts: pd.DataFrame) -> dict[int, dict[str, Any]]:
    """Queue, event type and colour of the first alert of each ship (alerts in their order), and the number of its alerts."""
    colours = {d.event: d.colour for d in DETECTORS}
    said: dict[int, dict[str, Any]] = {}
    for a in rows_of(alerts):
        for ship in (a.vessel_id, a.other_vessel_id):
            if pd.notna(ship):
                first = said.setdefault(
                    int(ship),
                    {"queue": a.queue, "event_type": a.event_type, "colour": colours[a.event_type], "alerts": 0},
                )
                first["alerts"] += 1
    return said


def _feature(part: pd.DataFrame, alert: dict[str, Any]) -> dict[str, Any]:
    seconds = part.time.astype("datetime64[s]").astype("int64")
    who = {c: part[c].iloc[0] for c in ("vessel_id", "mmsi", "imo", "ship_name", "stretch")}
    places = [
        [round(x, 5), round(y, 5), 0, int(t)] for x, y, t in zip(part.lon, part.lat, seconds, strict=True)
    ]  # fmt: skip
    properties = {k: None if pd.isna(v) else v if isinstance(v, str) else int(v) for k, v in who.items()}
    return {
        "type": "Feature",
        "properties": properties | (alert or {"queue": None, "event_type": None, "colour": None, "alerts": 0}),
        "geometry": {"type": "LineString", "coordinates": places},
    }
