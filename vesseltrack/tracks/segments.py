"""Classifies the segments of a number: of a hull, of a further hull on the same number, or false positions.

Only numbers with jumps have segments. Nothing is deleted: segments of no hull are marked with their type.

- ``hull``: a ship. The first hull received under a number has the number as its key, others have keys of their own.
- ``late_clock``: repeats a hull's track some minutes behind or ahead: a receiver's clock is wrong.
- ``jammed``: one of many ships that jumped from one sea within an hour: satellite navigation was disturbed there.
- ``displaced``: this ship alone jumped away and back: a false position, or one it gave itself.
- ``noise``: too few messages to classify.
"""

from __future__ import annotations

from itertools import product
from typing import Any

import numpy as np
import pandas as pd

from vesseltrack.engine.step import Step
from vesseltrack.geo import EARTH_RADIUS_NM, Floats, flat_nm, unit_vectors
from vesseltrack.schema import TABLES
from vesseltrack.store import Store
from vesseltrack.tracks.hulls import (
    CROSSINGS,
    SURE_FIXES,
    SURE_H,
    Segment,
    Track,
    crossings,
    lag_h,
    tracks_of,
)
from vesseltrack.tracks.kept_tracks import Known, held, keep, kept
from vesseltrack.tracks.late_fixes import ALL_PAIRS, ON_TIME

ANOTHER_HULL = 10_000_000_000
"""Difference between the keys of hulls that share a number; larger than any number."""
LONG_H = 24.0
"""A track within another's that lasts at least so many hours is another hull, not a displaced position."""
JAM_FROM_H, JAM_FROM_NM = 0.5, 30.0
"""Jumps of several ships within these limits in time, and in the place they jumped from, are one jamming."""
AT_ONCE = 4096
"""Number of jumps compared with all others at once, which bounds the memory."""
JAM_TO_H, JAM_TO_NM = 3.0, 6.0
"""So are jumps to one spot, wherever they started: ships enter a jammed area one by one while it lasts."""

_ENDS = f"""
    SELECT ssvid, count(*) AS fixes, min((time, lat, lon, sog_kn)) AS a, max((time, lat, lon, sog_kn)) AS b
    FROM ({ON_TIME}) WHERE ssvid IN (SELECT ssvid FROM ({ALL_PAIRS}) WHERE jump) GROUP BY ssvid
"""
_PIECES = f"""
    WITH ends AS ({_ENDS}), cuts AS (
        SELECT ssvid, nth, start_time, start_lat, start_lon, start_sog_kn, end_time, end_lat, end_lon, end_sog_kn
        FROM ({ALL_PAIRS}) WHERE (jump OR seconds > 3600) AND ssvid IN (SELECT ssvid FROM ends)
        UNION ALL SELECT ssvid, 0, NULL, NULL, NULL, NULL, a[1], a[2], a[3], a[4] FROM ends
        UNION ALL SELECT ssvid, fixes, b[1], b[2], b[3], b[4], NULL, NULL, NULL, NULL FROM ends
    )
    SELECT ssvid, lead(nth) OVER track - nth AS fixes, end_time AS start_time, end_lat AS start_lat, end_lon AS start_lon,
        end_sog_kn AS start_sog_kn, lead(start_time) OVER track AS end_time,
        lead(start_lat) OVER track AS end_lat, lead(start_lon) OVER track AS end_lon, lead(start_sog_kn) OVER track AS end_sog_kn
    FROM cuts
    WINDOW track AS (PARTITION BY ssvid ORDER BY nth)
    QUALIFY fixes IS NOT NULL
    ORDER BY ssvid, nth
"""


def _make(store: Store, rules: Any) -> pd.DataFrame:
    frame, known = store.frame(_PIECES), kept(store)
    if frame.empty:
        keep(store, (), rules.max_speed_kn)
        return pd.DataFrame(columns=TABLES["segments"].names)
    numbers = [_Number(group, rules.max_speed_kn, known) for _, group in frame.groupby("ssvid", sort=False)]
    keep(store, ((n.ssvid, n.array, n.choices) for n in numbers), rules.max_speed_kn)
    frame["track"] = [t for n in numbers for t in n.track]
    frame["main"] = [t == n.main for n in numbers for t in n.track]
    jammed = _jammed(frame, rules.jam_ships)
    whose = [row for n in numbers for row in n.whose(jammed)]
    return frame.assign(**pd.DataFrame(whose, columns=["vessel_id", "segment_type", "lag_s"], index=frame.index))


class _Number:
    """The tracks of one number."""

    def __init__(self, group: pd.DataFrame, max_speed_kn: float, known: Known) -> None:
        self.ssvid = int(group.ssvid.iloc[0])
        self.array = _array_of(group)
        self.segments = list(map(Segment._make, self.array.tolist()))
        choices = held(known, self.ssvid, self.array, max_speed_kn)
        self.tracks, self.choices = tracks_of(self.segments, max_speed_kn, choices)
        self.main = max(range(len(self.tracks)), key=lambda k: (self.tracks[k].fixes, -k))
        self.track = [0] * len(self.segments)
        for k, t in enumerate(self.tracks):
            for n in t.segments:
                self.track[n] = k

    def whose(self, jammed: set[tuple[int, int]]) -> list[tuple[int, str, float | None]]:
        """``vessel_id``, type and lag in seconds of each segment; ``jammed`` holds the jammed (number, track)."""
        false = {k for n, k in jammed if n == self.ssvid}
        hulls, kinds, lags = _kinds(self.tracks, self.segments, false)
        key = {k: _key(self.ssvid, n) for n, k in enumerate(hulls)}
        holder = _holders([self.tracks[k] for k in hulls], self.segments)
        begin = [self.tracks[k].segments[0] for k in self.track]
        ships = [key.get(k, key[hulls[holder[b]]]) for k, b in zip(self.track, begin, strict=True)]
        return [(ship, kinds[k], lags[k]) for ship, k in zip(ships, self.track, strict=True)]


def _array_of(group: pd.DataFrame) -> Floats:
    """A number's segments as an array, one row per segment, columns as in ``Segment``."""
    start_h, end_h = (group[c].astype("int64").to_numpy() / 3.6e9 for c in ("start_time", "end_time"))
    places = ("start_lat", "start_lon", "end_lat", "end_lon", "start_sog_kn", "end_sog_kn")
    start_lat, start_lon, end_lat, end_lon, start_kn, end_kn = (
        group[c].to_numpy(float, na_value=np.nan) for c in places
    )
    fixes = group.fixes.to_numpy(float)
    return np.column_stack([fixes, start_h, start_lat, start_lon, end_h, end_lat, end_lon, start_kn, end_kn])


def _key(number: int, hull: int) -> int:
    """Key (``vessel_id``) of hull ``hull``, counted from 0, of a number; the number itself for the first."""
    return number + hull * ANOTHER_HULL if number > 0 else number - hull


def _kinds(
    tracks: list[Track], segments: list[Segment], jammed: set[int]
) -> tuple[list[int], list[str], list[float | None]]:
    """Indices of the tracks that are hulls, by first message; and for each track its type, and its lag in seconds."""
    kinds = ["noise"] * len(tracks)
    lags: list[float | None] = [None] * len(tracks)
    hulls: list[int] = []
    for k in sorted(range(len(tracks)), key=lambda k: (-tracks[k].fixes, k)):
        lag = next((x for h in hulls if (x := lag_h(tracks[k], tracks[h], segments)) is not None), None)
        if k in jammed:
            kinds[k] = "jammed"
        elif lag is not None:
            kinds[k], lags[k] = "late_clock", 3600 * lag
        elif not hulls or _another(tracks[k], [tracks[h] for h in hulls], segments):
            kinds[k] = "hull"
            hulls.append(k)
        elif tracks[k].fixes >= SURE_FIXES:
            kinds[k] = "displaced"
    return sorted(hulls), kinds, lags


def _another(track: Track, hulls: list[Track], segments: list[Segment]) -> bool:
    """Whether a track is a further hull: at the same time as another, or interrupting none, or at least ``LONG_H`` long."""
    life = segments[track.segments[-1]].end_h - segments[track.segments[0]].start_h
    if track.fixes < SURE_FIXES or life < SURE_H:
        return False
    if any(crossings(track, h, segments) >= CROSSINGS or crossings(h, track, segments) >= CROSSINGS for h in hulls):
        return True
    interrupts = any(h.segments[0] < track.segments[0] and h.segments[-1] > track.segments[-1] for h in hulls)
    return not interrupts or life >= LONG_H


def _holders(hulls: list[Track], segments: list[Segment]) -> list[int]:
    """For each segment, the hull it is of, else the last one received before it, or the first if none was."""
    holder = np.full(len(segments), -1)
    for n, h in enumerate(hulls):
        holder[h.segments] = n
    first = int(holder[holder >= 0][0])
    last, out = first, []
    for x in holder:
        last = int(x) if x >= 0 else last
        out.append(last)
    return out


def _jammed(frame: pd.DataFrame, jam_ships: int) -> set[tuple[int, int]]:
    """The (number, track) mostly made of jumps of many ships, from one sea (``JAM_FROM_*``) or to one spot (``JAM_TO_*``)."""
    before = frame.shift(1)
    jumped = ~frame.main & (frame.ssvid == before.ssvid) & (miles_between(before, frame) > 3)
    jumps = pd.DataFrame(
        {
            "ssvid": frame.ssvid,
            "track": frame.track,
            "fixes": frame.fixes,
            "hour": frame.start_time.astype("int64") / 3.6e9,
            "from_lat": before.end_lat,
            "from_lon": before.end_lon,
            "to_lat": frame.start_lat,
            "to_lon": frame.start_lon,
        }
    )[jumped]
    while True:  # repeated, as the jumps left must still be of enough ships
        many = _crowd(jumps, "from", JAM_FROM_NM, JAM_FROM_H, jam_ships, set())
        many = _crowd(jumps, "to", JAM_TO_NM, JAM_TO_H, jam_ships, many)
        heavy = frame[~frame.main].assign(jam=frame.fixes.where(frame.index.isin(many), 0))
        share = heavy.groupby(["ssvid", "track"])[["jam", "fixes"]].sum()
        jammed = set(share.index[2 * share.jam >= share.fixes])
        left = jumps[[key in jammed for key in zip(jumps.ssvid, jumps.track, strict=True)]]
        if len(left) == len(jumps):
            return jammed
        jumps = left


def _crowd(jumps: pd.DataFrame, end: str, reach_nm: float, reach_h: float, ships: int, known: set[int]) -> set[int]:
    """Jumps with jumps of at least ``ships`` numbers within ``reach_nm`` and ``reach_h`` of them, and those ``known``."""
    from scipy.spatial import cKDTree  # as in reception/clusters.py: slow to import

    if jumps.empty:
        return known
    lat, lon = jumps[f"{end}_lat"].to_numpy(float), jumps[f"{end}_lon"].to_numpy(float)
    at = unit_vectors(lat, lon) * (EARTH_RADIUS_NM / reach_nm)
    points = np.column_stack([at, jumps.hour.to_numpy() / reach_h])
    number = np.unique(jumps.ssvid.to_numpy(), return_inverse=True)[1]
    sure = _many_within(points, number, ships)
    asked = np.flatnonzero(~sure & ~jumps.index.isin(known) & _many_around(at, number, ships))
    every, many = cKDTree(points), known | set(jumps.index[sure])
    for first in range(0, len(asked), AT_ONCE):
        some = asked[first : first + AT_ONCE]
        near = cKDTree(points[some]).sparse_distance_matrix(every, 1.0, p=np.inf, output_type="ndarray")
        heard = np.zeros((len(some), number.max() + 1), bool)
        heard[near["i"], number[near["j"]]] = True
        many |= set(jumps.index[some[np.count_nonzero(heard, axis=1) >= ships]])
    return many


def _many_within(points: Floats, number: Any, ships: int) -> Any:
    """Mask of points that lie in a cell, less than 1 wide in each direction, with ``ships`` numbers: so near are all of these."""
    corner = np.floor(points * 1.001).astype(np.int64)
    cell = np.unique(corner - corner.min(axis=0), axis=0, return_inverse=True)[1].ravel()
    of = np.unique(cell * (number.max() + 1) + number) // (number.max() + 1)
    return np.bincount(of)[cell] >= ships


def _many_around(at: Floats, number: Any, ships: int) -> Any:
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


SEGMENTS = Step(
    writes="segments",
    declared=("fix_pairs", "late_fixes", "fix_pairs_on_time", "fixes"),
    finds="whose each segment of a number's track is, where the number jumps",
    section="tracks",
    make=_make,
)
