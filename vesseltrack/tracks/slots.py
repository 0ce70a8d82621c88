"""Positions at tenth minutes by passes over whole columns: the rows of ``resampled.sql``, of many steps in half the time."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd

from vesseltrack.compiled import Compiled
from vesseltrack.engine.step import Pass
from vesseltrack.frames import Arrays
from vesseltrack.geo import EARTH_RADIUS_M, NM_M, Floats, Ints, cell_of, degrees_apart, wrapped
from vesseltrack.store import Store
from vesseltrack.store.in_order import are_many, in_ranges
from vesseltrack.tracks.pairs import SLOT_US

SLOT_S = SLOT_US / 1_000_000
_COLUMNS = """
    vessel_id, epoch_us(start_time) AS start_us, start_lat, start_lon, epoch_us(end_time) AS end_us, end_lat, end_lon,
    date_diff('millisecond', start_time, end_time) / 1000 AS span_s
"""


def slots_by(sql: str) -> Pass:
    """A function that makes the rows of ``resampled.sql``, some ships at a time; nothing, if steps are few."""
    sailed, found, _ = sql.partition("), spans AS (")
    assert found

    def make(store: Store, rules: Any) -> Iterator[pd.DataFrame] | None:
        if not are_many(store, "FROM track_steps"):
            return None
        spans = f"{sailed}) FROM sailed WHERE hours_between(start_time, end_time) <= {rules.max_span_h}"
        return (_resampled(steps) for steps in in_ranges(store, spans, "vessel_id", _COLUMNS))

    return make


def _resampled(steps: Arrays) -> pd.DataFrame:
    """Where ships were at each tenth minute of their steps, and how fast."""
    points = _drawn(steps)
    slot = points["slot"] - points["slot"].min(initial=1 << 40)
    of_ship = points["vessel_id"] * (slot.max(initial=0) + 2) + slot
    order = np.argsort(of_ship, kind="stable")  # this merges runs
    kept = _kept.fast(order, of_ship, points["span_s"], points["lat"], points["lon"])
    points = {name: column[kept] for name, column in points.items()}
    lat, lon = points["lat"], points["lon"]
    speed_kn = _speeds.fast(points["vessel_id"], points["slot"], lat, lon, 2.0)
    return pd.DataFrame(points | {"speed_kn": speed_kn, "cell_id": cell_of(lat, lon)}, copy=False)


def _drawn(steps: Arrays) -> Arrays:
    """Where each step crosses each tenth minute, its ends included."""
    first = -(-steps["start_us"] // SLOT_US)
    count = np.maximum(steps["end_us"] // SLOT_US + 1 - first, 0)
    row = np.repeat(np.arange(len(first)), count)
    slot = np.arange(len(row)) + np.repeat(first - np.cumsum(count) + count, count)
    of = {name: column[row] for name, column in steps.items()}
    with np.errstate(invalid="ignore", divide="ignore"):
        share = np.where(of["span_s"] == 0, 0, (slot * SLOT_US - of["start_us"]) / 1_000_000 / of["span_s"])
    east = degrees_apart(of["start_lon"], of["end_lon"])
    return {
        "vessel_id": of["vessel_id"],
        "slot": slot,
        "span_s": of["span_s"],
        "lat": of["start_lat"] + share * (of["end_lat"] - of["start_lat"]),
        "lon": wrapped(of["start_lon"] + share * east),
    }


@Compiled
def _kept(order: Ints, of_ship: Ints, span_s: Floats, lat: Floats, lon: Floats) -> Ints:
    """The rows in order, of several of a ship and slot the least by ``(span_s, lat, lon)``."""
    out = np.empty(order.size, np.int64)
    kept = 0
    for row in order:
        if kept and of_ship[out[kept - 1]] == of_ship[row]:
            other = out[kept - 1]
            if span_s[row] != span_s[other]:
                less = span_s[row] < span_s[other]
            elif lat[row] != lat[other]:
                less = lat[row] < lat[other]
            else:
                less = lon[row] < lon[other]
            if less:
                out[kept - 1] = row
        else:
            out[kept] = row
            kept += 1
    return out[:kept]


@Compiled
def _speeds(vessel_id: Ints, slot: Ints, lat: Floats, lon: Floats, two: float) -> Floats:
    """Knots over the ten minutes before each position, else after it; ``apart_m`` and ``knots`` of ``reading.sql``.

    ``two`` is given because a power that the compiler knows is reckoned otherwise than in SQL, by the last bit.
    """
    out = np.full(slot.size, np.nan)
    for i in range(1, slot.size):
        if vessel_id[i] == vessel_id[i - 1] and slot[i] == slot[i - 1] + 1:
            north, east = np.radians(lat[i] - lat[i - 1]) / 2, np.radians(lon[i] - lon[i - 1]) / 2
            across = np.cos(np.radians(lat[i - 1])) * np.cos(np.radians(lat[i]))
            chord = np.sqrt(np.sin(north) ** two + across * np.sin(east) ** two)
            out[i] = 2 * EARTH_RADIUS_M * np.arcsin(min(1.0, chord)) / NM_M / (SLOT_S / 3600)
    for i in range(slot.size - 1):
        if np.isnan(out[i]) and vessel_id[i] == vessel_id[i + 1]:
            out[i] = out[i + 1]
    return out
