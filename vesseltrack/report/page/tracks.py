"""Tracks for a map: whole numbers with time and speed, thinned so that place and time stay true."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

MOST_OFF_DEG = 0.003
"""A point is left out if the line between its neighbours, at its time, passes so near: some 300 m."""
TORN_SLOTS = 6
"""Ten-minute slots without a position that tear a track."""
UNITS = 1000


def thinned(points: npt.NDArray[np.float64], most_off: float = MOST_OFF_DEG) -> npt.NDArray[np.bool_]:
    """Which points to keep so that interpolation in time between them is never off by more than ``most_off``.

    Args:
        points: rows of time and two coordinates, in order of time, shape (n, 3).
        most_off: largest error, in the unit of the coordinates.
    """
    keep = np.zeros(len(points), bool)
    keep[[0, -1]] = True
    spans = [(0, len(points) - 1)]
    while spans:
        a, b = spans.pop()
        if b - a < 2:
            continue
        some = points[a : b + 1]
        share = (some[:, 0] - some[0, 0]) / max(some[-1, 0] - some[0, 0], 1e-9)
        off = np.abs(some[:, 1:] - (some[0, 1:] + share[:, None] * (some[-1, 1:] - some[0, 1:]))).max(axis=1)
        worst = int(off.argmax())
        if off[worst] > most_off:
            keep[a + worst] = True
            spans += [(a, a + worst), (a + worst, b)]
    return keep


def by_slot(messages: pd.DataFrame) -> pd.DataFrame:
    """Messages of a ship by time (time, lon, lat, sog_kn) as a track for :func:`pieces_of`: the first of each ten minutes."""
    since_1970 = pd.to_datetime(messages.time, utc=True) - pd.Timestamp(0, tz="UTC")
    slots = since_1970 // pd.Timedelta(minutes=10)
    track = messages.assign(slot=slots, speed_kn=messages.sog_kn).drop_duplicates("slot")
    return track[["slot", "lon", "lat", "speed_kn"]].reset_index(drop=True)


def pieces_of(track: pd.DataFrame) -> list[list[int]]:
    """A track (slot, lon, lat, speed_kn; by slot) as pieces torn at silences.

    Each is flat: steps of longitude and latitude in thousandths of a degree, of time in ten minutes, and speed in tenths of
    a knot (-1 where none is known). Longitudes go on past 180.
    """
    if not len(track):
        return []
    lon = np.degrees(np.unwrap(np.radians(track.lon.to_numpy(float))))
    slots = track.slot.to_numpy(np.int64)
    speed = track.speed_kn.to_numpy(float, na_value=np.nan)
    rows = np.column_stack([slots, lon, track.lat.to_numpy(float)]).astype(float)
    torn = np.flatnonzero(np.diff(slots) > TORN_SLOTS) + 1
    pieces = []
    for some, fast in zip(np.split(rows, torn), np.split(speed, torn), strict=True):
        keep = thinned(some)
        whole = np.round(some[keep][:, [1, 2, 0]] * [UNITS, UNITS, 1]).astype(int)
        steps = np.diff(whole, axis=0, prepend=np.zeros((1, 3), int))
        knots = np.where(np.isfinite(fast[keep]), np.round(np.nan_to_num(fast[keep]) * 10), -1).astype(int)
        flat: list[int] = np.column_stack([steps, knots]).ravel().tolist()
        pieces.append(flat)
    return pieces


def flat_steps(columns: list[Any], scales: list[int]) -> list[int]:
    """Columns of numbers as whole steps, by turns: what ``undelta`` of the page's script undoes."""
    if not len(columns[0]):
        return []
    whole = np.round(np.column_stack([np.asarray(c, float) for c in columns]) * scales).astype(int)
    flat: list[int] = np.diff(whole, axis=0, prepend=np.zeros((1, len(scales)), int)).ravel().tolist()
    return flat
