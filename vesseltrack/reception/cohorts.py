"""Cohorts: ships whose gaps start or end together, because a source of messages failed or a fleet went dark.

A single ship is never an outage. A cohort is more gaps than chance explains, close in place, that start and end within minutes of
one another, or only start so, or only end so. A failure is told from ships switched off by how sharply the gaps start and end,
given how often each ship was received (a failure cuts all off at one instant, people take longer), and by whether the ships share
flag and type more than the traffic there does.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from vesseltrack.geo import Floats
from vesseltrack.reception.chance import Chance, lateness, of_each
from vesseltrack.reception.clusters import clusters
from vesseltrack.reception.joining import found_with, lost_and_found
from vesseltrack.store import Store

WINDOW_S = 900.0
"""Gaps that start (and end) within this of the next may be one cohort; half of it where only starts or only ends agree."""
APART_DEG = 1.2
"""Largest difference in latitude and in longitude between neighbours in a cohort, degrees."""
CHANCE = 1e-4
"""A group is a cohort only if so many gaps at once are less probable than this by chance."""
SURE = 3.0
"""Smallest log likelihood ratio (natural logarithm) of a fleet against a failed source."""
WITNESSED = 0.4
"""Smallest share of a fleet's places and hours with other ships received nearby; with less, receivers may have failed."""
COMMON_SHARE = 0.75
"""Flag and type are said of a fleet, and tell it from a failure, if at least this share of its ships has them."""
AROUND_S = 3 * 3600.0
_TIMES = ("start_s", "end_s")
_MEASURES = ("start_s", "end_s", "lat", "lon", "end_lat", "end_lon")

_SILENCES = """
    SELECT event, s.vessel_id, epoch(start_time) AS start_s, epoch(end_time) AS end_s, epoch(until_time) AS until_s,
        start_lat AS lat, start_lon AS lon, end_lat, end_lon,
        coalesce(vessel_type, 'unknown') || 's of ' || coalesce(flag, 'no known flag') AS kin
    FROM gap_candidates AS s JOIN ships USING (vessel_id)
    ORDER BY event
"""
_NEAR = """
    WITH spots AS (
        SELECT DISTINCT cohort, cell_of(lat) AS y, cell_of(lon) AS x, epoch_us(time) // 3600000000 AS epoch_hour
        FROM candidate_tracks JOIN _cohorts USING (event) WHERE is_likeliest_track(candidate)
    ), around AS (
        -- within some 20 km: whichever side of a line of the grid they are
        SELECT *, y + dy AS cell_y, x + dx AS cell_x
        FROM spots, (SELECT unnest(range(-2, 3)) AS dy), (SELECT unnest(range(-2, 3)) AS dx)
    ), meanwhile AS (
        SELECT cohort, epoch_hour, y, x, ship_cell_hours.vessel_id,
            ship_cell_hours.received_slots > 0
                AND (cohort, ship_cell_hours.vessel_id) NOT IN (SELECT (cohort, vessel_id) FROM _cohorts) AS was_heard
        FROM around JOIN ship_cell_hours USING (cell_y, cell_x, epoch_hour)
    ), shown AS (
        SELECT cohort, count(DISTINCT (epoch_hour, y, x)) FILTER (was_heard) / any_value(n) AS witnessed
        FROM meanwhile JOIN (SELECT cohort, count(*) AS n FROM spots GROUP BY cohort) USING (cohort) GROUP BY cohort
    )
    SELECT cohort, vessel_id, coalesce(vessel_type, 'unknown') || 's of ' || coalesce(flag, 'no known flag') AS kin,
        bool_or(was_heard) AS was_heard, any_value(witnessed) AS witnessed
    FROM meanwhile JOIN ships USING (vessel_id) JOIN shown USING (cohort)
        GROUP BY cohort, vessel_id, kin ORDER BY cohort, vessel_id
"""


@dataclass(frozen=True)
class Cohort:
    """Gaps that belong together.

    Attributes:
        silences: rows of ``event, vessel_id, start_s, end_s, until_s, lat, lon`` and ``kin``, the ship's type and flag in words.
        fleet: if they switched off themselves, the flag and type that most of the ships have, empty if there are none; ``None``
            otherwise.
        others: number of other ships received there meanwhile.
        found_with: gaps that began before and ended with a failed source's; none for a fleet.
    """

    silences: pd.DataFrame
    fleet: str | None
    others: int
    found_with: pd.DataFrame

    @property
    def lost(self) -> bool:
        """Whether the gaps started within half an hour; otherwise they only ended together."""
        start_s = self.silences["start_s"].to_numpy()
        return bool(start_s.max() - start_s.min() <= 2 * WINDOW_S)


def _unlikely(together: Floats, expected: Floats) -> npt.NDArray[np.bool_]:
    """Whether the Poisson probability of at least so many is below ``CHANCE``."""
    from scipy.special import pdtrc  # all of scipy.stats takes half a second to import

    rare: npt.NDArray[np.bool_] = pdtrc(together - 1, np.maximum(expected, 0.02)) < CHANCE
    return rare


def _groups(some: pd.DataFrame, least: int, chance: Chance) -> Iterator[pd.DataFrame]:
    """Cohorts by start and end, then by start alone, then by end alone; each gap is in at most one of them."""
    taken: set[str] = set()
    closed = some[some.end_s.notna()]
    for rows, columns in (
        (closed, [("start_s", WINDOW_S), ("end_s", WINDOW_S), ("lat", APART_DEG), ("lon", APART_DEG)]),
        (some, [("start_s", WINDOW_S / 2), ("lat", APART_DEG), ("lon", APART_DEG)]),
        (closed, [("end_s", WINDOW_S / 2), ("end_lat", APART_DEG), ("end_lon", APART_DEG)]),
    ):
        left = rows[~rows.event.isin(taken)]
        every = {c: left[c].to_numpy(float) for c in _MEASURES}
        ship, events = left.vessel_id.to_numpy(), left.event.to_numpy()
        for at in _together(clusters(np.column_stack([every[c] / scale for c, scale in columns]))):
            if (
                len(at) >= least
                and len(np.unique(ship[at])) >= least
                and all(_beyond_chance(at, every, name) for name, _ in columns if name in _TIMES)
                and chance.is_beyond(left.index.to_numpy()[at], [name for name, _ in columns if name in _TIMES])
            ):
                taken |= set(events[at])
                yield left.iloc[at]


def _together(label: npt.NDArray[np.int64]) -> list[npt.NDArray[np.intp]]:
    """Row indices of each label, in order of labels."""
    order = np.argsort(label, kind="stable")
    return np.split(order, np.flatnonzero(np.diff(label[order])) + 1) if len(label) else []


def _beyond_chance(at: npt.NDArray[np.intp], every: Mapping[str, Floats], column: str) -> bool:
    """Whether the gaps ``at`` start (or end) within half an hour, and are too many to be chance.

    Chance is the rate of the other gaps within 0.3 degrees and ``AROUND_S`` of them.
    """
    lat, lon = (every[c] for c in (("lat", "lon") if column == "start_s" else ("end_lat", "end_lon")))
    first, last = np.nanmin(every[column][at]), np.nanmax(every[column][at])
    beside = (every[column] >= first - AROUND_S) & (every[column] <= last + AROUND_S)
    for place in (lat, lon):
        beside &= (place >= np.nanmin(place[at]) - 0.3) & (place <= np.nanmax(place[at]) + 0.3)
    beside[at] = False
    expected = (np.count_nonzero(beside) + 0.5) * (last - first + 120) / (2 * AROUND_S)
    return bool(last - first <= 2 * WINDOW_S and _unlikely(np.array([len(at)], float), np.array([expected]))[0])


def _alike(ship: Floats, kin: Any, near: pd.DataFrame) -> tuple[float, str]:
    """Log likelihood ratio of the most common flag and type, a fleet against chance; and that flag and type.

    The ratio is 0 if fewer than ``COMMON_SHARE`` of the ships have it, or fewer than three other ships are near to compare with;
    the words are empty if fewer have it.
    """
    ours, first = np.unique(ship, return_index=True)
    kins, many = np.unique(kin[first], return_counts=True)
    name, most = str(kins[many.argmax()]), int(many.max())
    others = ~np.isin(near["vessel_id"].to_numpy(), ours)
    same, n = np.count_nonzero(near["kin"].to_numpy(object)[others] == name), np.count_nonzero(others)
    share = (same + 0.5) / (n + 1)
    if most < COMMON_SHARE * len(ours):
        return 0.0, ""
    if n < 3:
        return 0.0, name
    return float(most * np.log(1 / max(share, 0.02)) - np.log(20)), name


def _near(store: Store, groups: list[pd.DataFrame]) -> list[pd.DataFrame]:
    """For each cohort, the ships known or expected within some 20 km of its likeliest tracks in the same hours.

    ``was_heard``: whether the ship is none of the cohort and was received; ``witnessed``: the share of the cohort's places and
    hours at which such a ship was.
    """
    if not groups:
        return []
    every = pd.DataFrame(
        {
            "event": np.concatenate([group["event"].to_numpy(object) for group in groups]),
            "vessel_id": np.concatenate([group["vessel_id"].to_numpy() for group in groups]),
            "cohort": np.repeat(np.arange(len(groups)), [len(group) for group in groups]),
        }
    )
    with store.registered("_cohorts", every):
        near = store.frame(_NEAR)
    cuts = np.searchsorted(near.cohort.to_numpy(), np.arange(len(groups) + 1))
    return [near.iloc[a:b] for a, b in pairwise(cuts)]


def cohorts(store: Store, least: int) -> list[Cohort]:
    """All cohorts of at least ``least`` ships, ordered by the first start of a gap."""
    some = store.frame(_SILENCES)
    if len(some) < least:
        return []
    chance = Chance(store, some)
    groups, found = lost_and_found(_groups(some, least, chance), some), []
    for group, near, late in zip(groups, _near(store, groups), found_with(groups, some), strict=True):
        ship, start_s, end_s = (group[c].to_numpy() for c in ("vessel_id", "start_s", "end_s"))
        alike, name = _alike(ship, group.kin.to_numpy(object), near)
        sharp = lateness(start_s, *of_each(ship, chance.spacing), lost=True)
        if end_s.max() - end_s.min() <= 2 * WINDOW_S:  # false (NaN) if a gap still lasts
            sharp += lateness(end_s, *of_each(ship, chance.spacing), lost=False)
        others = int(np.count_nonzero(near["was_heard"].to_numpy(bool)))
        cohort = Cohort(group, None, others, late)
        # ships whose gaps only ended together had sailed into a place without reception
        fleet = (
            cohort.lost and others > 0 and near["witnessed"].to_numpy(float).max() >= WITNESSED and alike + sharp > SURE
        )
        found.append(Cohort(group, name, others, some.iloc[:0]) if fleet else cohort)
    return sorted(found, key=lambda c: (c.silences["start_s"].to_numpy().min(), min(c.silences["event"].to_list())))
