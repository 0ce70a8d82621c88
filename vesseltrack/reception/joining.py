"""Who belongs to a cohort beyond its own water: who was lost and found with it, and who was found with it.

A provider is received over a whole sea and a fleet may lie in two waters, so gaps that start *and* end with a cohort's are part
of it wherever they lie, within ``SEA_DEG``. A ship that was lost before and found again with the ships of a failed source, beside
them, may have been received by that source alone: in the hours of the failure its silence proves nothing. In the hours before it
does.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt
import pandas as pd

from vesseltrack.geo import Floats
from vesseltrack.reception.clusters import clusters

WINDOW_S = 900.0
"""Cohorts whose gaps start, and end, within this of one another on average may be one; for a single ship, half of it."""
SPREAD_S = 2 * WINDOW_S
"""The gaps of one cohort start within this, and end within this."""
SEA_DEG = 5.0
"""Ships of one source are looked for so far off, in latitude and in longitude."""
BESIDE_DEG = 1.2
"""A ship that was only found again with a cohort was found this near to one of its ships, in latitude and in longitude."""

_MEASURES = ["start_s", "end_s", "lat", "lon"]
_ENDS = ["end_s", "end_lat", "end_lon"]
Bools = npt.NDArray[np.bool_]


def lost_and_found(groups: Iterable[pd.DataFrame], some: pd.DataFrame) -> list[pd.DataFrame]:
    """The cohorts, with those that start and end together as one, and with single ships that start and end with them.

    Args:
        groups: cohorts, each rows of ``some``.
        some: all gaps: ``start_s, end_s`` (NaN while it lasts), ``lat, lon``; numbered from 0.
    """
    groups, every = list(groups), some[_MEASURES].to_numpy(float)
    members = [group.index.to_numpy() for group in groups]
    sharp = [n for n, at in enumerate(members) if _spread(every[at]) <= SPREAD_S]
    if not sharp:
        return groups
    middles = np.array([every[members[n]].mean(axis=0) for n in sharp])
    label = clusters(middles / np.array([WINDOW_S, WINDOW_S, SEA_DEG, SEA_DEG]))
    alone, found = _alone(members, len(some)), []
    for n in np.unique(label):
        parts = [members[sharp[i]] for i in np.flatnonzero(label == n)]
        whole = np.concatenate(parts)
        for part in [whole] if _spread(every[whole]) <= SPREAD_S else parts:
            its = every[part]
            with_it = alone & _within(every[:, :2], its[:, :2]) & _near(every[:, 2:], its[:, 2:].mean(axis=0), SEA_DEG)
            alone &= ~with_it
            found.append(some.iloc[np.append(part, np.flatnonzero(with_it))])
    wide = set(range(len(groups))) - set(sharp)
    return [*(groups[n] for n in sorted(wide)), *found]


def found_with(groups: list[pd.DataFrame], some: pd.DataFrame) -> list[pd.DataFrame]:
    """For each cohort the gaps of no cohort that began well before its own and ended with them, beside one of its ships.

    None if the cohort did not start, or end, within half an hour.

    Args:
        groups: cohorts, each rows of ``some``.
        some: all gaps, as of :func:`lost_and_found`, and ``end_lat, end_lon``.
    """
    every, ends, found = some[_MEASURES].to_numpy(float), some[_ENDS].to_numpy(float), []
    members = [group.index.to_numpy() for group in groups]
    alone = _alone(members, len(some))
    for at in members:
        late = np.zeros(0, np.int64)
        if _spread(every[at]) <= SPREAD_S:
            before = every[:, 0] < every[at, 0].min() - SPREAD_S
            late = np.flatnonzero(alone & before & _within(ends[:, :1], ends[at, :1]))
        found.append(some.iloc[[int(n) for n in late if _near(ends[at, 1:], ends[n, 1:], BESIDE_DEG).any()]])
    return found


def _alone(members: list[npt.NDArray[np.int64]], n: int) -> Bools:
    """Which of ``n`` gaps are in no cohort."""
    alone = np.ones(n, bool)
    alone[np.concatenate([np.zeros(0, np.int64), *members])] = False
    return alone


def _spread(some: Floats) -> float:
    """Longest time between two starts, or two ends, of gaps (columns of ``_MEASURES``), seconds; infinite if one still lasts."""
    at = some[:, :2]
    return float(np.ptp(at, axis=0).max()) if np.isfinite(at).all() else float("inf")


def _within(times: Floats, its: Floats) -> Bools:
    """Whether times, shape (n, k), lie among those of a cohort, shape (m, k), give or take half of ``WINDOW_S``."""
    first, last = its.min(axis=0) - WINDOW_S / 2, its.max(axis=0) + WINDOW_S / 2
    within: Bools = ((times >= first) & (times <= last)).all(axis=1)
    return within


def _near(places: Floats, place: Floats, deg: float) -> Bools:
    """Whether places, shape (n, 2), are within so many degrees of a place in latitude and longitude, across the date line too."""
    apart = np.abs(places - place)
    near: Bools = np.minimum(apart, 360 - apart).max(axis=1) <= deg
    return near
