"""Assigns the segments of one number to hulls: a number may be shared, borrowed, jammed, or sent with a wrong clock.

The fixes of a number, in order of time, are split into segments at jumps and at gaps of an hour. Each segment is added to the
nearest track (in distance and time) that can reach it, or starts a new one. A number that two hulls send at the same time is
then split more strictly: a track that lies still cannot reappear in another sea.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np

from vesseltrack.compiled import Compiled
from vesseltrack.geo import Floats, Ints, flat_nm
from vesseltrack.tracks.kept_tracks import NOTHING, Choices

SURE_FIXES, SURE_H = 10, 1.0
"""A hull has at least so many fixes, over at least so many hours; a track with less is noise."""
SLACK_NM = 1.0
SAME_NM = 1.0
STRETCH_H = 0.5
CROSSINGS = 3
"""Two hulls send at the same time if at least so many segments of one lie within stretches of the other."""
NEAR_NM, CRUISE_KN = 100.0, 25.0
"""After an impossible jump from where a track ends, it may go on within so many miles; on shared numbers, at this speed."""


class Segment(NamedTuple):
    """Consecutive fixes of one number without a jump or a gap of an hour: their number, and both ends (degrees, knots)."""

    fixes: int
    start_h: float
    start_lat: float
    start_lon: float
    end_h: float
    end_lat: float
    end_lon: float
    start_kn: float
    end_kn: float


@dataclass
class Track:
    """Segments that one hull can have sailed, in order of time."""

    segments: list[int] = field(default_factory=list)
    fixes: int = 0
    drawn: Floats | None = field(default=None, compare=False, repr=False)  # by :func:`path`


def tracks_of(segments: list[Segment], max_speed_kn: float, known: Choices = NOTHING) -> tuple[list[Track], Choices]:
    """The tracks of one number, each of one hull, ordered by first message; and the track first chosen for each segment.

    The choices are those before tracks are merged, for :mod:`~vesseltrack.tracks.kept_tracks`.

    Args:
        segments: segments of one number, in order of time.
        max_speed_kn: speed that no ship exceeds.
        known: the tracks chosen for the first of them by the last search.
    """
    strict: list[int] = []
    rows = np.array(segments, float).reshape(-1, len(Segment._fields))
    tracks, loose = _assigned(segments, rows, max_speed_kn, False, known.loose)
    tracks = _merged(tracks, segments)
    shared = sum(_sure(t, segments) for t in tracks) > 1 and _shared(tracks, segments)
    if shared:
        tracks, strict = _assigned(segments, rows, max_speed_kn, True, known.strict)
        tracks = _merged(tracks, segments)
    tracks = _continued(tracks, segments, shared)
    return sorted(tracks, key=lambda t: t.segments[0]), Choices(loose, strict)


MANY_SEGMENTS = 1000
"""From so many segments of a number on, their tracks are chosen by compiled code."""


def _assigned(
    segments: list[Segment], rows: Floats, max_speed_kn: float, strict: bool, known: Sequence[int]
) -> tuple[list[Track], list[int]]:
    """Add each segment to the track nearest to it, among those that can reach it; also the number of that track for each."""
    choose = _chosen.fast if len(segments) >= MANY_SEGMENTS else _chosen
    given: list[int] = choose(rows, float(max_speed_kn), strict, np.asarray(known, np.int64)).tolist()
    tracks: list[Track] = []
    for n, (best, p) in enumerate(zip(given, segments, strict=True)):
        if best == len(tracks):
            tracks.append(Track())
        tracks[best].segments.append(n)
        tracks[best].fixes += p.fixes
    return tracks, given


@Compiled
def _chosen(segments: Floats, max_speed_kn: float, strict: bool, known: Ints) -> Ints:
    """The track of each segment, counted from 0, of which some are known.

    ``segments`` has a row for each :class:`Segment`. Of each track its last fix is kept: hours, degrees, and its speed.
    """
    given = np.empty(len(segments), np.int64)
    ends = np.empty((len(segments), 4))
    tracks = 0
    for n in range(len(segments)):
        best = known[n] if n < known.size else _nearest(segments[n], ends[:tracks], max_speed_kn, strict)
        before_kn = np.nan
        if best < 0 or best == tracks:
            best = tracks
            tracks += 1
        else:
            before_kn = ends[best, 3]
        given[n] = best
        ends[best, :3] = segments[n, 4:7]
        ends[best, 3] = _speed(segments[n], before_kn, max_speed_kn)
    return given


@Compiled
def _nearest(segment: Floats, ends: Floats, max_speed_kn: float, strict: bool) -> int:
    """Index of the nearest track that can reach a segment, or -1; an hour of gap counts as two miles of distance."""
    best, least = -1, np.inf
    _, start_h, start_lat, start_lon, _, _, _, start_kn, _ = segment
    shrunk = math.cos(math.radians(start_lat))
    for k in range(len(ends)):
        hour, lat, lon, knots = ends[k]
        north = 60 * abs(start_lat - lat)
        if north >= least:
            continue
        east = abs((start_lon - lon + 540) % 360 - 180) * 60 * shrunk
        hours = max(start_h - hour, 0.0)
        away = math.hypot(north, east)
        if away + 2 * hours < least and away <= _reach(hours, knots, start_kn, max_speed_kn, strict):
            best, least = k, away + 2 * hours
    return best


@Compiled
def _reach(hours: float, knots: float, then_kn: float, max_speed_kn: float, strict: bool) -> float:
    """Miles a track may have gone: within ten minutes little more than at its own speed, later at any ship's speed.

    With ``strict``, for shared numbers: a track that lies still cannot reappear in another sea.
    """
    fastest = then_kn if then_kn > knots or math.isnan(knots) else knots  # NaN where neither is known
    own = max_speed_kn if math.isnan(fastest) else min(1.5 * fastest + 10, max_speed_kn)
    reach = SLACK_NM + hours * (own if hours < 1 / 6 else max_speed_kn)
    return min(reach, 2 * SLACK_NM + hours * (5 if math.isnan(fastest) else 1.5 * fastest + 5)) if strict else reach


@Compiled
def _speed(segment: Floats, before: float, max_speed_kn: float) -> float:
    """Speed of a track at a segment's end, knots: as sent, else as sailed in the segment, else as before."""
    start_h, start_lat, start_lon, end_h, end_lat, end_lon = segment[1:7]
    end_kn: float = segment[8]
    if not math.isnan(end_kn):
        return end_kn
    if end_h - start_h > 1 / 30:
        east = ((end_lon - start_lon + 540) % 360 - 180) * math.cos(math.radians((start_lat + end_lat) / 2))
        sailed_kn: float = 60 * math.hypot(end_lat - start_lat, east) / (end_h - start_h)
        return min(sailed_kn, max_speed_kn)
    return before


def _sure(track: Track, segments: list[Segment]) -> bool:
    life = segments[track.segments[-1]].end_h - segments[track.segments[0]].start_h
    return track.fixes >= SURE_FIXES and life >= SURE_H


def _stretches(track: Track, segments: list[Segment]) -> list[tuple[int, int]]:
    """Stretches of a track without a gap of half an hour: first and last segment of each."""
    out: list[tuple[int, int]] = []
    for n in track.segments:
        if out and segments[n].start_h - segments[out[-1][1]].end_h <= STRETCH_H:
            out[-1] = (out[-1][0], n)
        else:
            out.append((n, n))
    return out


def crossings(track: Track, other: Track, segments: list[Segment]) -> int:
    """Number of another track's segments within stretches of this one; many show two hulls rather than one that jumps."""
    theirs = np.asarray(other.segments)
    count = 0
    for first, last in _stretches(track, segments):
        count += int(np.searchsorted(theirs, last) - np.searchsorted(theirs, first))
    return count


def _shared(tracks: list[Track], segments: list[Segment]) -> bool:
    """Whether two of the (eight longest) sure tracks were received at the same time, ``CROSSINGS`` times or more."""
    sure = sorted((t for t in tracks if _sure(t, segments)), key=lambda t: -t.fixes)[:8]
    return any(crossings(a, b, segments) >= CROSSINGS for a in sure for b in sure if a is not b)


def path(track: Track, segments: list[Segment]) -> Floats:
    """Hours, latitude and longitude of both ends of each segment; longitudes are continuous across 180.

    Drawn once, and again after segments were added to the track.
    """
    if track.drawn is None or len(track.drawn) != 2 * len(track.segments):
        own = [segments[n][1:7] for n in track.segments]
        track.drawn = np.array(own).reshape(-1, 3)
        track.drawn[:, 2] = np.unwrap(track.drawn[:, 2], period=360)
    return track.drawn


def apart_nm(track: Track, other: Track, segments: list[Segment], lag_h: float = 0.0) -> float:
    """Median miles from one track's segment ends, ``lag_h`` later, to another on straight lines; infinity if never at once."""
    a, b = path(track, segments), path(other, segments)
    at = a[:, 0] + lag_h
    both = (at >= b[0, 0]) & (at <= b[-1, 0])
    if not both.any():
        return np.inf
    lat = np.interp(at[both], b[:, 0], b[:, 1])
    lon = np.interp(at[both], b[:, 0], b[:, 2])
    return float(np.median(flat_nm(a[both, 1], a[both, 2], lat, lon)))


def _merged(tracks: list[Track], segments: list[Segment]) -> list[Track]:
    """Merge sure tracks that coincide: a ship that sends a wrong speed looks like two."""
    sure = sorted((t for t in tracks if _sure(t, segments)), key=lambda t: -t.fixes)
    gone: set[int] = set()
    for i, a in enumerate(sure):
        for b in sure[i + 1 :]:
            if id(a) not in gone and id(b) not in gone and apart_nm(b, a, segments) <= SAME_NM:
                a.segments = sorted(a.segments + b.segments)
                a.fixes += b.fixes
                gone.add(id(b))
    return [t for t in tracks if id(t) not in gone]


def _continued(tracks: list[Track], segments: list[Segment], shared: bool) -> list[Track]:
    """Merge sure tracks of which one begins near where the other has ended for good, as after a frozen position.

    On a shared number, where this also happens by chance, only if a ship could sail from one to the other.
    """
    order = sorted(tracks, key=lambda t: t.segments[0])
    gone: set[int] = set()
    for i, later in enumerate(order):
        begin = segments[later.segments[0]]
        for earlier in reversed(order[:i]):
            end = segments[earlier.segments[-1]]
            if id(earlier) in gone or earlier.segments[-1] > later.segments[0]:
                continue
            hours = begin.start_h - end.end_h
            reach = min(NEAR_NM, 2 + CRUISE_KN * hours) if shared else NEAR_NM
            if not (_sure(earlier, segments) and _sure(later, segments)):
                continue
            if flat_nm(end.end_lat, end.end_lon, begin.start_lat, begin.start_lon) <= reach:
                later.segments = earlier.segments + later.segments
                later.fixes += earlier.fixes
                gone.add(id(earlier))
                break
    return [t for t in tracks if id(t) not in gone]


def lag_h(track: Track, other: Track, segments: list[Segment]) -> float | None:
    """Hours by which ``track`` repeats ``other`` behind (or ahead of) it, if it does: a receiver's clock is wrong.

    The ship must have moved: what lies still repeats itself at any lag.
    """
    a, b = path(track, segments), path(other, segments)
    if len(a) < 20 or max(np.ptp(b[:, 1]), np.ptp(b[:, 2])) * 60 < 5 * SAME_NM:
        return None
    some = a[:: max(1, len(a) // 40)]
    lags = []
    for hour, lat, lon in some:
        away = flat_nm(lat, lon, b[:, 1], b[:, 2])
        near = int(away.argmin())
        lags.append(hour - b[near, 0])
    lag = float(np.median(lags))
    if abs(lag) < 1 / 60 or apart_nm(track, other, segments, -lag) > SAME_NM / 2:
        return None
    return lag
