"""Finds ships near each other at each ten-minute slot: points are sorted into rows of latitude and compared with neighbours."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from functools import cache

import numpy as np
import numpy.typing as npt

from vesseltrack.geo import METRES_A_DEGREE, Floats, Ints, wrapped

Bools = npt.NDArray[np.bool_]

_LON_UNITS = 1_000_000
_ROW_SPAN = 1 << 30
_FIRST_LON = 400_000_000
_WIDEST = 150_000_000
MOST_POINTS = 200_000
"""Positions sorted together, all of their slots: what bounds the memory of a long search, and stays in the processor's caches."""
_SORTED_AT_ONCE = 2000
"""Positions of whole slots that are sorted at a time, about."""
_AT_ONCE = 1_000_000
"""Pairs compared at once: what bounds the memory, in a harbour of thousands too."""


@dataclass(frozen=True)
class Points:
    """Positions of ships, one row per ship and ten-minute slot.

    Attributes:
        vessel_id: index of the ship, from 0 in order of its key.
        slot: count of 600 s since 1970.
        lat: degrees north.
        lon: degrees east.
        speed_kn: speed over ground from positions, knots; where ``drawn``, the mean across the gap; NaN if unknown.
        span_s: seconds between the two fixes the position is interpolated from.
        drawn: whether it is interpolated across a gap.
    """

    vessel_id: Ints
    slot: Ints
    lat: Floats
    lon: Floats
    speed_kn: Floats
    span_s: Floats
    drawn: Bools

    def of(self, rows: Ints) -> Points:
        """Some of the positions."""
        return Points(**{f.name: getattr(self, f.name)[rows] for f in fields(self)})


@dataclass(frozen=True)
class Nearness:
    """Pairs of ships near each other at one slot; ``a`` and ``b`` are rows of the points, ``apart_m`` is in metres."""

    a: Ints
    b: Ints
    apart_m: Floats


def apart_m(lat_1: Floats, lon_1: Floats, lat_2: Floats, lon_2: Floats) -> Floats:
    """Metres between places some miles apart at most, on a plane; across the antimeridian too."""
    east = wrapped(lon_2 - lon_1)
    far: Floats = np.hypot(lat_2 - lat_1, east * np.cos(np.radians((lat_1 + lat_2) / 2))) * METRES_A_DEGREE
    return far


def near(points: Points, reach_m: float) -> Nearness:
    """Every pair of ships within ``reach_m`` of each other at a slot, each pair once, the smaller index first."""
    parts = [(np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0))]
    for rows in _together(points.slot) if len(points.slot) else ():
        places = points.vessel_id[rows], points.slot[rows], points.lat[rows], points.lon[rows]
        parts += [(rows[a], rows[b], far) for a, b, far in _compared(*places, reach_m)]
    a, b, far = (np.concatenate([p[n] for p in parts]) for n in range(3))
    swap = points.vessel_id[a] > points.vessel_id[b]
    return Nearness(np.where(swap, b, a), np.where(swap, a, b), far)


def _together(slot: Ints) -> Iterator[Ints]:
    """The rows of some slots at a time, about ``MOST_POINTS`` of them; ships are only compared at one slot."""
    first = slot.min()
    rows_of = np.bincount(slot - first)
    part = (np.cumsum(rows_of) // MOST_POINTS).astype(np.uint16)
    # of whole numbers so small a stable sort takes two passes, however many there are
    order = np.argsort(part[slot - first], kind="stable")
    yield from np.split(order, np.cumsum(np.bincount(part, weights=rows_of).astype(np.int64))[:-1])


def _compared(
    vessel_id: Ints, slot: Ints, lat: Floats, lon: Floats, reach_m: float
) -> Iterator[tuple[Ints, Ints, Floats]]:
    """Pairs within ``reach_m``, computed for some millions of candidates at a time."""
    if not len(slot):
        return
    key, row_of, width, again = _keys(slot, lat, lon, reach_m)
    for n, low, high in _spans(key, width):
        counts = high - low
        ends = np.cumsum(counts)
        cuts = np.searchsorted(ends, np.arange(_AT_ONCE, ends[-1] + _AT_ONCE, _AT_ONCE), "left") + 1
        start = 0
        for stop in np.minimum(np.unique(cuts), len(counts)):
            some = counts[start:stop]
            i = np.repeat(n[start:stop], some)
            j = np.arange(some.sum()) - np.repeat(np.cumsum(some) - some, some) + np.repeat(low[start:stop], some)
            a, b = row_of[i], row_of[j]
            far = apart_m(lat[a], lon[a], lat[b], lon[b])
            ok = (far <= reach_m) & (vessel_id[a] != vessel_id[b])
            if again is not None:
                # two points that are both repeated beyond the antimeridian are compared once, at their own place
                ok &= ~(again[i] & again[j])
            yield a[ok], b[ok], far[ok]
            start = stop


def _spans(key: Ints, width: Ints) -> Iterator[tuple[Ints, Ints, Ints]]:
    """Points with candidates, the first of these and the one after the last: to the east in the same row, then in the next row.

    Most points have none, which one look at the next point tells.
    """
    n = np.flatnonzero(key[1:] <= key[:-1] + width[:-1])
    if len(n):
        yield n, n + 1, np.searchsorted(key, key[n] + width[n], "right")
    low = np.searchsorted(key, key + (_ROW_SPAN - width))
    n = np.flatnonzero(low < len(key))
    n = n[key[low[n]] <= key[n] + (_ROW_SPAN + width[n])]
    if len(n):
        yield n, low[n], np.searchsorted(key, key[n] + (_ROW_SPAN + width[n]), "right")


def _keys(slot: Ints, lat: Floats, lon: Floats, reach_m: float) -> tuple[Ints, Ints, Ints, Bools | None]:
    """Sort keys of the points in order, and for each its row, how far to look in key units, and whether it is a repetition.

    Points just west of the antimeridian are repeated beyond it; ``None`` if there are none.
    """
    height = reach_m / METRES_A_DEGREE
    row = ((lat + 90) / height).astype(np.int64)
    rows = int(180 / height) + 3
    width = _widths(rows, height)[row]
    east = np.rint((lon + 180) * _LON_UNITS).astype(np.int64)
    key = ((slot - slot.min()) * rows + row) * _ROW_SPAN + east + _FIRST_LON
    beyond = np.flatnonzero(east > 360 * _LON_UNITS - width)
    if not len(beyond):
        order = _order(key, slot - slot.min())
        return key[order], order, width[order], None
    key = np.concatenate([key, key[beyond] - 360 * _LON_UNITS])
    order = np.argsort(key)
    row_of = np.concatenate([np.arange(len(slot)), beyond])[order]
    return key[order], row_of, width[row_of], order >= len(slot)


def _order(key: Ints, slot: Ints) -> Ints:
    """As ``np.argsort`` of keys that sort by slot first, in half the time: some whole slots at a time are sorted."""
    if not len(slot) or slot.max() >= 1 << 16:
        return np.argsort(key)
    by_slot = np.argsort(slot.astype(np.uint16), kind="stable")  # of numbers so small this takes two passes
    key, order, first = key[by_slot], np.empty(len(key), np.int64), 0
    for end in whole_groups(np.bincount(slot), _SORTED_AT_ONCE):
        order[first:end] = by_slot[first:end][np.argsort(key[first:end])]
        first = end
    return order


def whole_groups(counts: Ints, at_once: int) -> list[int]:
    """Where to cut rows that lie group by group, so many rows in each, into stretches of whole groups, about ``at_once`` rows."""
    ends = np.cumsum(counts)
    rows = int(ends[-1]) if len(ends) else 0
    wanted = np.minimum(np.arange(at_once, rows + at_once, at_once), rows) if rows else ends[:0]
    cuts: list[int] = ends[np.unique(np.searchsorted(ends, wanted))].tolist()
    return cuts


@cache
def _widths(rows: int, height: float) -> Ints:
    """For each row of latitude, ``height`` degrees high, how far to look, in key units: enough in the next row, too."""
    edge = np.arange(rows) * height - 90
    poleward = np.minimum(89.9, np.maximum(np.abs(edge), np.abs(edge + height)) + 2 * height)
    widths: Ints = np.minimum(_WIDEST, np.ceil(height / np.cos(np.radians(poleward)) * _LON_UNITS)).astype(np.int64)
    return widths
