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

from vesseltrack.reception.clusters import clusters

WINDOW_S = 900.0
"""Cohorts whose gaps start, and end, within this of one another on average may be one; for a single ship, half of it."""
SPREAD_S = 2 * WINDOW_S
"""The gaps of one cohort start within this, and end within this."""
SEA_DEG = 5.0
"""Ships of one source are looked for so far off, in latitude and in longitude."""
BESIDE_DEG = 1.2
"""A ship that was only found again with a cohort was found this near to one of its ships, in latitude and in longitude."""

_BOTH = ["start_s", "end_s"]
_PLACE = ["lat", "lon"]


def _spread(some: pd.DataFrame) -> float:
    """Longest time between two starts, or two ends, of its gaps, seconds; infinite if one still lasts."""
    at = some[_BOTH].to_numpy(float)
    return float(np.ptp(at, axis=0).max()) if np.isfinite(at).all() else float("inf")


def lost_and_found(groups: Iterable[pd.DataFrame], some: pd.DataFrame) -> list[pd.DataFrame]:
    """The cohorts, with those that start and end together as one, and with single ships that start and end with them.

    Args:
        groups: cohorts, each rows of ``some``.
        some: all gaps: ``event, start_s, end_s, lat, lon``.
    """
    groups = list(groups)
    sharp = [group for group in groups if _spread(group) <= SPREAD_S]
    if not sharp:
        return groups
    at = np.array([group[[*_BOTH, *_PLACE]].mean().to_numpy(float) for group in sharp])
    label = clusters(at / np.array([WINDOW_S, WINDOW_S, SEA_DEG, SEA_DEG]))
    found = [group for group in groups if _spread(group) > SPREAD_S]
    alone = some[some.end_s.notna() & ~some.event.isin(pd.concat(groups).event)]
    for n in np.unique(label):
        parts = [sharp[i] for i in np.flatnonzero(label == n)]
        whole = pd.concat(parts)
        for part in [whole] if _spread(whole) <= SPREAD_S else parts:
            with_it = alone[_within(alone, part, _BOTH) & _near(alone[_PLACE], part[_PLACE].mean(), SEA_DEG)]
            alone = alone[~alone.event.isin(with_it.event)]
            found.append(pd.concat([part, with_it]))
    return found


def found_with(group: pd.DataFrame, some: pd.DataFrame) -> pd.DataFrame:
    """Gaps, rows of ``some``, that began well before a cohort's and ended with it, beside one of its ships.

    None if the cohort did not start, or end, within half an hour.
    """
    if _spread(group) > SPREAD_S:
        return some.iloc[:0]
    late = some[(some.start_s < group.start_s.min() - SPREAD_S) & _within(some, group, ["end_s"])]
    ends = ["end_lat", "end_lon"]
    beside = [bool(_near(group[ends], place, BESIDE_DEG).any()) for _, place in late[ends].iterrows()]
    found: pd.DataFrame = late[np.array(beside, bool)]
    return found


def _within(some: pd.DataFrame, group: pd.DataFrame, columns: list[str]) -> npt.NDArray[np.bool_]:
    """Whether these times lie among those of the cohort, give or take half of ``WINDOW_S``."""
    at, its = some[columns].to_numpy(float), group[columns].to_numpy(float)
    within: npt.NDArray[np.bool_] = (
        (at >= its.min(axis=0) - WINDOW_S / 2) & (at <= its.max(axis=0) + WINDOW_S / 2)
    ).all(axis=1)
    return within


def _near(places: pd.DataFrame, place: pd.Series, deg: float) -> npt.NDArray[np.bool_]:
    """Whether places lie within so many degrees of a place, in latitude and in longitude, across the date line too."""
    apart = np.abs(places.to_numpy(float) - place.to_numpy(float))
    near: npt.NDArray[np.bool_] = np.minimum(apart, 360 - apart).max(axis=1) <= deg
    return near
