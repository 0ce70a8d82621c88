"""Classifies the segments of a number: of a hull, of a further hull on the same number, or false positions.

Only numbers with jumps have segments. Nothing is deleted: segments of no hull are marked with their type.

- ``hull``: a ship. The first hull received under a number has the number as its key, others have keys of their own.
- ``late_clock``: repeats a hull's track some minutes behind or ahead: a receiver's clock is wrong.
- ``jammed``: one of many ships that jumped from one sea within an hour: satellite navigation was disturbed there.
- ``displaced``: this ship alone jumped away and back: a false position, or one it gave itself.
- ``noise``: too few messages to classify.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from vesseltrack.engine.step import Step
from vesseltrack.geo import Floats
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
from vesseltrack.tracks.jammed import jammed
from vesseltrack.tracks.kept_tracks import Known, held, keep, kept
from vesseltrack.tracks.late_fixes import ALL_PAIRS, ON_TIME

ANOTHER_HULL = 10_000_000_000
"""Difference between the keys of hulls that share a number; larger than any number."""
LONG_H = 24.0
"""A track within another's that lasts at least so many hours is another hull, not a displaced position."""

_PIECES = f"""
    WITH jumping AS (
        SELECT DISTINCT ssvid FROM ({ALL_PAIRS}) WHERE jump
    ), sent AS NOT MATERIALIZED (
        SELECT ssvid, epoch_hour(time) AS hour, time, lat, lon, sog_kn FROM ({ON_TIME}) SEMI JOIN jumping USING (ssvid)
    ), cuts AS (
        SELECT ssvid, start_time, start_lat, start_lon, start_sog_kn, end_time, end_lat, end_lon, end_sog_kn
        FROM ({ALL_PAIRS}) SEMI JOIN jumping USING (ssvid) WHERE jump OR seconds > 3600
    ), hours AS (
        SELECT ssvid, hour, count(*) AS fixes, min((time, lat, lon, sog_kn)) AS first, max((time, lat, lon, sog_kn)) AS last
        FROM sent GROUP BY ssvid, hour
    ), so_far AS (
        SELECT ssvid, hour, sum(fixes) OVER (PARTITION BY ssvid ORDER BY hour) - fixes AS fixes_before FROM hours
    ), in_hour AS (
        -- only where a segment begins is the order of messages asked for
        SELECT ssvid, hour, time, lat, lon, sog_kn,
            row_number() OVER (PARTITION BY ssvid, hour ORDER BY time, lat, lon, sog_kn) - 1 AS place
        FROM sent SEMI JOIN (SELECT ssvid, epoch_hour(end_time) AS hour FROM cuts) USING (ssvid, hour)
    ), begun AS (
        SELECT ssvid, hour, time, lat, lon, sog_kn, min(place) AS place FROM in_hour GROUP BY ALL
    ), bounds AS (
        -- where each segment ends and the next begins; before the first one nothing ends, after the last nothing begins
        SELECT cuts.*, fixes_before + place AS nth
        FROM cuts JOIN begun ON begun.ssvid = cuts.ssvid AND (time, lat, lon) = (end_time, end_lat, end_lon)
            AND sog_kn IS NOT DISTINCT FROM end_sog_kn
        JOIN so_far ON so_far.ssvid = begun.ssvid AND so_far.hour = begun.hour
        UNION ALL
        SELECT ssvid, NULL, NULL, NULL, NULL, first[1], first[2], first[3], first[4], 0
        FROM (SELECT ssvid, min(first) AS first FROM hours GROUP BY ssvid)
        UNION ALL
        SELECT ssvid, last[1], last[2], last[3], last[4], NULL, NULL, NULL, NULL, fixes
        FROM (SELECT ssvid, max(last) AS last, sum(fixes) AS fixes FROM hours GROUP BY ssvid)
    )
    SELECT ssvid, (lead(nth) OVER track - nth)::BIGINT AS fixes,
        end_time AS start_time, end_lat AS start_lat, end_lon AS start_lon, end_sog_kn AS start_sog_kn,
        lead(start_time) OVER track AS end_time, lead(start_lat) OVER track AS end_lat, lead(start_lon) OVER track AS end_lon,
        lead(start_sog_kn) OVER track AS end_sog_kn
    FROM bounds
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
    false: dict[int, set[int]] = {}
    for number, track in jammed(frame, rules.jam_ships):
        false.setdefault(number, set()).add(track)
    whose = [row for n in numbers for row in n.whose(false.get(n.ssvid, set()))]
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

    def whose(self, jammed: set[int]) -> list[tuple[int, str, float | None]]:
        """``vessel_id``, type and lag in seconds of each segment; ``jammed`` holds the jammed tracks."""
        hulls, kinds, lags = _kinds(self.tracks, self.segments, jammed)
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


SEGMENTS = Step(
    writes="segments",
    declared=("fix_pairs", "late_fixes", "fix_pairs_on_time", "fixes"),
    finds="whose each segment of a number's track is, where the number jumps",
    section="tracks",
    make=_make,
)
