"""Finds jumps of many ships from one sea or to one spot: satellite navigation is jammed there.

A track of a number is jammed if most of its messages follow such jumps. Then the jumps of other tracks no longer count, and so on
until none drops out. That may go in from the edge of a jammed sea step by step; so in each step only jumps near dropped ones are
looked at again. What is left at the end does not depend on the order in which jumps drop out.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from vesseltrack.geo import EARTH_RADIUS_NM, Floats, flat_nm, unit_vectors

JAM_FROM_H, JAM_FROM_NM = 0.5, 30.0
"""Jumps of several ships within these limits in time, and in the place they jumped from, are one jamming."""
JAM_TO_H, JAM_TO_NM = 3.0, 6.0
"""So are jumps to one spot, wherever they started: ships enter a jammed area one by one while it lasts."""
AT_ONCE = 4096
"""Number of jumps compared with all others at once, which bounds the memory."""
_CELL = np.array([1 << 50, 1 << 38, 1 << 26, 1])
"""What a cell's place in three directions and in time is multiplied by, so that it becomes one whole number."""
_BESIDE = np.array(list(product((-1, 0, 1), repeat=4))) @ _CELL

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]


def jammed(frame: pd.DataFrame, jam_ships: int) -> set[tuple[int, int]]:
    """The (number, track) mostly made of jumps of many ships, from one sea (``JAM_FROM_*``) or to one spot (``JAM_TO_*``).

    Args:
        frame: segments by number and time: both ends, messages (``fixes``), ``track``, and whether it is the number's ``main``.
        jam_ships: number of ships that are many.
    """
    other = np.flatnonzero(~frame.main.to_numpy())
    before = frame.shift(1)
    jumped = (frame.ssvid == before.ssvid) & (miles_between(before, frame) > 3)
    jumps = other[jumped.to_numpy()[other]]
    if not len(jumps):
        return set()
    names = pd.MultiIndex.from_frame(frame[["ssvid", "track"]].iloc[other])
    track, tracks = names.factorize()
    fixes = frame.fixes.to_numpy()
    hour, number = frame.start_time.astype("int64").to_numpy()[jumps] / 3.6e9, frame.ssvid.to_numpy()[jumps]
    ends = [
        Crowds(places(lat.to_numpy(float)[jumps], lon.to_numpy(float)[jumps], hour, *reach), number, jam_ships)
        for lat, lon, reach in (
            (before.end_lat, before.end_lon, (JAM_FROM_NM, JAM_FROM_H)),
            (frame.start_lat, frame.start_lon, (JAM_TO_NM, JAM_TO_H)),
        )
    ]
    of_jump = track[np.searchsorted(other, jumps)]
    left = lasting(ends, of_jump, fixes[jumps], np.bincount(track, fixes[other]).astype(np.int64))
    return {tracks[k] for k in np.unique(of_jump[left]).tolist()}


def lasting(ends: Sequence[Crowds], track: Ints, fixes: Ints, of_track: Ints) -> Ints:
    """The jumps left once all have dropped out whose tracks are not jammed.

    Args:
        ends: the jumps, as they lie at either end.
        track: the track of each jump.
        fixes: the messages that follow it.
        of_track: the messages of each track.
    """
    there, many = np.ones(len(track), bool), np.zeros(len(track), bool)
    jam, asked = np.zeros(len(of_track), np.int64), np.arange(len(track))
    while True:
        still = np.zeros(len(asked), bool)
        for end in ends:
            still[~still] = end.crowded(asked[~still], there)
        np.add.at(jam, track[asked], fixes[asked] * (still.astype(int) - many[asked]))
        many[asked] = still
        gone = np.flatnonzero(there & (2 * jam < of_track)[track])
        if not len(gone):
            return np.flatnonzero(there)
        there[gone] = False
        asked = np.unique(np.concatenate([end.near(gone, there) for end in ends]))
        asked = asked[many[asked]]


class Crowds:
    """Jumps as points in space and time, and how many numbers jump near each."""

    def __init__(self, points: Floats, number: Any, ships: int) -> None:
        """See :func:`places`; ``number`` of each jump, and how many numbers are many."""
        self.points, self.number, self.ships = points, np.unique(number, return_inverse=True)[1], ships
        self.cell = _cells(points, 0.999)  # of a width of 1: all within 1 of a point lie in its cell or beside it
        self.order = np.argsort(self.cell, kind="stable")
        self.cells, self.first = np.unique(self.cell[self.order], return_index=True)
        self.after = np.append(self.first[1:], len(points))

    def near(self, some: Ints, there: Bools) -> Ints:
        """The jumps still ``there`` that lie in the cells of ``some`` or beside these, in order."""
        asked = np.unique(np.unique(self.cell[some])[:, None] + _BESIDE)
        at = np.searchsorted(self.cells, asked)
        at = at[self.cells[np.minimum(at, len(self.cells) - 1)] == asked]
        counts = self.after[at] - self.first[at]
        rows = np.arange(counts.sum()) + np.repeat(self.first[at] - np.cumsum(counts) + counts, counts)
        found: Ints = np.sort(self.order[rows])
        return found[there[found]]

    def crowded(self, asked: Ints, there: Bools) -> Bools:
        """Of each jump asked, whether enough numbers jump within 1 of it, itself included; ``asked`` are there, in order."""
        from scipy.spatial import cKDTree  # as in reception/clusters.py: slow to import

        if not len(asked):
            return np.zeros(0, bool)
        every = self.near(asked, there)
        points, number = self.points[every], np.unique(self.number[every], return_inverse=True)[1]
        at = np.searchsorted(every, asked)
        many = many_within(points, number, self.ships)
        left = at[~many[at] & _many_around(points[:, :3], number, self.ships)[at]]
        tree = cKDTree(points)
        for first in range(0, len(left), AT_ONCE):
            some = left[first : first + AT_ONCE]
            near = cKDTree(points[some]).sparse_distance_matrix(tree, 1.0, p=np.inf, output_type="ndarray")
            heard = np.zeros((len(some), number.max() + 1), bool)
            heard[near["i"], number[near["j"]]] = True
            many[some] = np.count_nonzero(heard, axis=1) >= self.ships
        return many[at]


def places(lat: Floats, lon: Floats, hour: Floats, reach_nm: float, reach_h: float) -> Floats:
    """Points in space and time, in units of the reaches: near are those with no difference beyond 1 in any direction."""
    return np.column_stack([unit_vectors(lat, lon) * (EARTH_RADIUS_NM / reach_nm), hour / reach_h])


def _cells(points: Floats, cells_a_unit: float) -> Ints:
    """The cell of each point as one whole number, to which neighbours are at fixed differences (``_BESIDE``)."""
    corner = np.floor(points * cells_a_unit).astype(np.int64)
    cells: Ints = (corner - corner.min(axis=0) + 1) @ _CELL
    return cells


def many_within(points: Floats, number: Ints, ships: int) -> Bools:
    """Mask of points that lie in a cell, less than 1 wide in each direction, with ``ships`` numbers: so near are all of these."""
    cell = np.unique(_cells(points, 1.001), return_inverse=True)[1]
    of = np.unique(cell * (number.max() + 1) + number) // (number.max() + 1)
    within: Bools = np.bincount(of)[cell] >= ships
    return within


def _many_around(at: Floats, number: Ints, ships: int) -> Bools:
    """Mask of places that may have ``ships`` numbers within 1: as many as the cells (of width 1) around them hold."""
    rows = np.array([1 << 24, 1 << 12, 1])
    cell = (np.floor(at * 0.999).astype(np.int64) + (1 << 11)) @ rows
    key, of = np.divmod(np.unique(cell * (number.max() + 1) + number), number.max() + 1)
    beside = np.array(list(product((-1, 0, 1), repeat=3))) @ rows
    around = np.unique(np.column_stack([(key[:, None] + beside).ravel(), np.repeat(of, len(beside))]), axis=0)
    cells, numbers = np.unique(around[:, 0], return_counts=True)
    return np.isin(cell, cells[numbers >= ships])


def miles_between(before: pd.DataFrame, after: pd.DataFrame) -> Any:
    """Miles from the end of each segment to the start of the next."""
    ends = (before[c].to_numpy() for c in ("end_lat", "end_lon"))
    starts = (after[c].to_numpy() for c in ("start_lat", "start_lon"))
    return flat_nm(*ends, *starts)
