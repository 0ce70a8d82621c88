"""For how long each ship lay or drifted: heard slow before a silence and after it, and where it was, it was so through it too."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from vesseltrack.alongside.rigid import quantile
from vesseltrack.alongside.spells import MARKS_AN_HOUR
from vesseltrack.alongside.sweep import apart_m
from vesseltrack.engine.step import Step
from vesseltrack.schema import TABLES
from vesseltrack.store import Store

BEFORE, AFTER = 2, 3
"""Tenth minutes of the hour around one."""
LEAST_HEARD = 3
"""At so many tenth minutes of it a spell must have been heard: a silence alone is not loitering."""

_TRACK = """
    SELECT ship, mark, lat, lon, speed_kn, false AS drawn FROM grid
    UNION ALL SELECT ship, mark, lat, lon, speed_kn, true FROM drawn
    ORDER BY ship, mark
"""


def slow_around(
    ship: npt.NDArray[np.int64], mark: npt.NDArray[np.int64], slow: npt.NDArray[np.bool_]
) -> npt.NDArray[np.bool_]:
    """Whether most tenth minutes of the hour around each are slow: neither one wild fix nor the minutes before tell."""
    span = int(mark.max() - mark.min()) + BEFORE + AFTER + 2
    key = ship * span + mark - mark.min() + BEFORE
    low, high = np.searchsorted(key, key - BEFORE), np.searchsorted(key, key + AFTER, "right")
    so_far = np.append(0, np.cumsum(slow))
    most: npt.NDArray[np.bool_] = 2 * (so_far[high] - so_far[low]) > high - low
    return most


def _make(store: Store, rules: Any) -> pd.DataFrame:
    track = store.frame(_TRACK)
    keys, ship = np.unique(track.ship.to_numpy(), return_inverse=True)
    mark, drawn = track.mark.to_numpy(), track.drawn.to_numpy(bool)
    speed_kn = track.speed_kn.astype(float).to_numpy(na_value=np.nan)
    if not len(track):
        return pd.DataFrame(columns=TABLES["slow_spells"].names)
    slow = slow_around(ship, mark, speed_kn < rules.max_speed_kn)
    turns = np.ones(len(mark), bool)
    turns[1:] = (ship[1:] != ship[:-1]) | (slow[1:] != slow[:-1]) | (np.diff(mark) > rules.join_h * MARKS_AN_HOUR)
    start = np.flatnonzero(turns)
    end = np.append(start[1:], len(mark)) - 1
    heard = np.append(0, np.cumsum(~drawn))
    kept = slow[start] & (mark[end] - mark[start] >= rules.min_duration_h * MARKS_AN_HOUR)
    kept &= heard[end + 1] - heard[start] >= LEAST_HEARD
    start, end = start[kept], end[kept]
    knots = np.append(0, np.cumsum(np.rint(np.nan_to_num(speed_kn) * 1000).astype(np.int64)))
    last = np.append(ship[1:] != ship[:-1], True)
    middle = _middle(mark, drawn, start, end)
    return pd.DataFrame(
        {
            "ship": keys[ship[start]], "first_mark": mark[start], "last_mark": mark[end], "marks": end + 1 - start,
            "heard_marks": heard[end + 1] - heard[start], "open": last[end],
            "mean_speed_kn": (knots[end + 1] - knots[start]) / (end + 1 - start) / 1000,
            "first_lat": track.lat.to_numpy()[start], "first_lon": track.lon.to_numpy()[start],
            "last_lat": track.lat.to_numpy()[end], "last_lon": track.lon.to_numpy()[end],
            "spread_m": _spread(track.lat.to_numpy(), track.lon.to_numpy(), start, end),
            "middle_mark": mark[middle], "lat": track.lat.to_numpy()[middle], "lon": track.lon.to_numpy()[middle],
        }
    )  # fmt: skip


def _spread(lat: Any, lon: Any, start: Any, end: Any) -> Any:
    """How far from their middle nine in ten places of each spell lie, metres."""
    counts = end + 1 - start
    spell = np.repeat(np.arange(len(start)), counts)
    row = np.arange(len(spell)) + np.repeat(start - np.cumsum(counts) + counts, counts)
    lat, east = lat[row], (lon[row] - np.repeat(lon[start], counts) + 540) % 360 - 180
    middle_lat, middle_east = (quantile(spell, x, 0.5, len(start), 1e-7)[spell] for x in (lat, east))
    return quantile(spell, apart_m(lat, east, middle_lat, middle_east), 0.9, len(start))


def _middle(mark: Any, drawn: Any, start: Any, end: Any) -> Any:
    """The row nearest to the middle of each spell at which the ship was heard."""
    out = np.zeros(len(start), np.int64)
    for n, (a, b) in enumerate(zip(start, end, strict=True)):
        off = np.abs(2 * mark[a : b + 1] - mark[a] - mark[b]) + (drawn[a : b + 1].astype(np.int64) << 30)
        out[n] = a + off.argmin()
    return out


SLOW_SPELLS = Step(
    writes="slow_spells",
    declared=("grid", "drawn"),
    finds="for how long ships lay or drifted, silences in it or not",
    section="loitering",
    make=_make,
)
