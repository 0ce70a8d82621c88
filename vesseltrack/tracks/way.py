"""A line of messages that one hull can have sent, and when the ship was at the position of a later message.

Units: hours, minutes of arc, knots; unknown speeds and courses are NaN.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from vesseltrack.geo import Floats
from vesseltrack.tracks.extent import Extent, Place, knots

MAX_DELAY_H = 0.75
"""Longest delay of a late copy; longer ones come from a wrong clock (``late_clock`` segments), not from a slow feed."""
NEAR_NM = 0.06
"""Error of a position; errors of speed and course between two messages are added by :func:`slack_nm`."""
MOVING_KN = 2.0
UNKNOWN_KN = 30.0
"""Speed allowed between the first two messages of a ship that sends no speed."""
SLOT_H, TURNED = 1 / 6, 4
"""A late copy within one slot (ten minutes) of a message on time adds no information. A ship has turned back or stopped after
``TURNED`` messages, each as far back along its track as it could have sailed."""
FEW, BESIDE_NM = 5, 0.3
"""A line of at most ``FEW`` messages is no hull; within ``BESIDE_NM`` of a much longer line, its messages are late copies."""
LINES = 6
"""Largest number of lines followed at once: a number may be sent by several hulls."""
WAY_H, WAY_EACH_H = MAX_DELAY_H + 0.25, 1 / 240
"""A line's track is searched so far back, and has a place no more often than each quarter of a minute, hours."""
FASTEST_KN = 60.0
"""Stretches of a track that are faster than this are ignored."""
OPEN, CLOSED = "open", "closed"
"""State of a late copy: closed once a message on time has followed it on the same line."""


@dataclass(slots=True)
class Followed:
    """One late copy."""

    index: int  # of the message among those of its number
    delay_h: float
    state: str  # OPEN or CLOSED
    set_aside: bool  # it adds no information: tracks are made without it
    time_h: float  # when the ship was there


class Sent(NamedTuple):
    """One message: index, hours, minutes of arc north and east, knots, and knots north and east (NaN without speed or course)."""

    nth: int
    t: float
    y: float
    x: float
    kn: float
    north: float
    east: float


@dataclass(slots=True)
class Line:
    """One hull's track as far as it is known."""

    head: Sent  # last message of the track
    north: float  # speed there, knots, NaN if unknown
    east: float
    way: list[Place] = field(default_factory=list)  # places of the track, in order of time
    at: dict[tuple[float, float], float] = field(default_factory=dict)  # hour at each exact position
    late: list[Followed] = field(default_factory=list)  # late copies found on it
    own: list[int] = field(default_factory=list)  # indices of its messages on time
    before: tuple[Sent, float, float] | None = None  # head, north, east without the last message; None if it must stay
    back: list[tuple[Sent, float]] = field(default_factory=list)  # messages of a turn or stop, hours there before
    since: int = 0  # messages behind the head since the first of ``back``
    stopping: bool = False  # ``back`` shows a stop rather than a turn
    count: int = 1  # messages of the track
    extent: Extent = field(default_factory=Extent)  # of the last stretch of ``way``
    earlier: Extent = field(default_factory=Extent)  # of the stretch before that

    @property
    def kn(self) -> float:
        """Speed at the head, knots: as sent, else as sailed, else 0."""
        if self.head.kn == self.head.kn:
            return self.head.kn
        return math.hypot(self.north, self.east) if self.north == self.north else 0.0

    def went(self, place: Place) -> None:
        """Add a place to the track."""
        kn = knots(self.way[-1], place) if self.way else 0.0
        self.way.append(place)
        if place[0] >= self.extent.since + WAY_H:  # what the earlier one holds is older than is searched
            self.earlier, self.extent = self.extent, Extent(place[0])
        self.extent.add(place[1], place[2], kn)

    def went_on(self, places: list[Place]) -> None:
        """Add many places, with a track before them, as by :meth:`went`; only the last two stretches are looked at."""
        starts, last = [], self.extent.since
        for n, (hour, _, _) in enumerate(places):
            if hour >= last + WAY_H:
                starts.append(n)
                last = hour
        cuts = starts[-2:]
        begin = cuts[0] if len(cuts) > 1 else 0
        self.way.extend(places[:begin])
        for nth, (first, end) in enumerate(pairwise([begin, *cuts, len(places)])):
            if nth > 0:
                self.earlier, self.extent = self.extent, Extent(places[first][0])
            self._extend(places[first:end])

    def _extend(self, places: list[Place]) -> None:
        """Add places of one stretch."""
        if places:
            kn = max(map(knots, [self.way[-1], *places], places))
            self.way.extend(places)
            _, y, x = zip(*places, strict=True)
            self.extent.add(min(y), min(x), kn)
            self.extent.add(max(y), max(x), kn)

    def goes_by(self, way: list[Place]) -> None:
        """Replace the track, when two lines were found to be one hull's."""
        self.way, self.earlier, self.extent = way, Extent(), Extent(way[-1][0])
        for before, place in pairwise([way[0], *way]):
            self.extent.add(place[1], place[2], knots(before, place))


class Messages(NamedTuple):
    """One number's messages, in order of time.

    Hours; minutes of arc north and east, continuous across 180 degrees; knots and degrees as sent, NaN where unknown.
    """

    t: list[float]
    y: list[float]
    x: list[float]
    kn: list[float]
    cog: list[float]

    def sent(self, i: int) -> Sent:
        """Message number ``i``."""
        kn, a = self.kn[i], math.radians(self.cog[i])  # NaN stays NaN
        return Sent(i, self.t[i], self.y[i], self.x[i], kn, kn * math.cos(a), kn * math.sin(a))


def begun(m: Sent) -> Line:
    """A new line that begins with a message."""
    line = Line(m, m.north, m.east, own=[m.nth])
    line.went((m.t, m.y, m.x))
    line.at[(m.y, m.x)] = m.t
    return line


def was_there(line: Line, m: Sent) -> float | None:
    """Hour at which a line's ship was at a later message's position, on a like course; ``None`` if it never was, or is slow."""
    if line.kn < MOVING_KN and m.kn < MOVING_KN:
        return None
    exact = line.at.get((m.y, m.x))
    if exact is not None and 0 < m.t - exact <= MAX_DELAY_H:
        return exact
    return on_way(line, m)


def on_way(line: Line, m: Sent) -> float | None:
    """As :func:`was_there`, on straight lines between the track's places, extended beyond the first and the last."""
    if far_off(line, m):
        return None
    way = [p for p in line.way[-400:] if m.t - p[0] <= WAY_H]
    h = line.head
    if not way or way[-1][0] < h.t:
        way.append((h.t, h.y, h.x))
    shrunk = math.cos(math.radians(m.y / 60))
    p = np.array(way)
    (_, south, west), (_, north, east) = p.min(axis=0), p.max(axis=0)
    extent = max(north - south, (east - west) * shrunk)
    if (extent < 4 * NEAR_NM and h.kn != h.kn) or extent < 0.5 * h.kn * (p[-1, 0] - p[0, 0]):
        return None  # jitter at a berth, or a false position: the ship does not move as sent
    t, y, x = p[:, 0], p[:, 1] - m.y, (p[:, 2] - m.x) * shrunk
    t, y, x = _prolonged(t, y, x, line, m.t)
    dt, dy, dx = np.diff(t), np.diff(y), np.diff(x)
    length = np.hypot(dy, dx)
    ok = (dt > 0) & (length > 0)
    with np.errstate(divide="ignore", invalid="ignore"):
        share = np.clip(-(y[:-1] * dy + x[:-1] * dx) / length**2, 0, 1)
        away = np.hypot(y[:-1] + share * dy, x[:-1] + share * dx)
        then = t[:-1] + share * dt
        kn = length / dt
        ok &= length <= NEAR_NM + dt * FASTEST_KN
        ok &= (kn >= MOVING_KN) if m.kn != m.kn else (np.abs(kn - m.kn) <= 1 + 0.5 * np.maximum(kn, m.kn))
        if m.north == m.north and m.kn >= MOVING_KN:
            ok &= (dy * m.north + dx * m.east) / length / m.kn > 0.5
        ok &= (away <= NEAR_NM + np.minimum(0.2 * length, 0.5)) & (m.t - then > 0) & (m.t - then <= MAX_DELAY_H)
    if not ok.any():
        return None
    near = np.where(ok, away, np.inf)
    return float(then[near <= near.min() + NEAR_NM / 4].max())


def far_off(line: Line, m: Sent) -> bool:
    """Whether a message is surely too far from a line's last hour, extended both ways, for :func:`on_way` to find it.

    It only saves work and changes no result: stretches faster than ``FASTEST_KN`` do not count, nor positions farther off the
    track than ``NEAR_NM`` and half a mile.
    """
    h, last = line.head, line.way[-1] if line.way else None
    hours = m.t - h.t
    ahead_kn = math.hypot(line.north, line.east) if line.north == line.north else 0.0
    kn = max(line.extent.kn, line.earlier.kn, ahead_kn, knots(last, (h.t, h.y, h.x)) if last else 0.0)
    reach = NEAR_NM + 0.5 + 0.2 + MAX_DELAY_H * min(kn, FASTEST_KN + 1) + hours * min(ahead_kn, FASTEST_KN + 1)
    south, north = min(h.y, line.extent.south, line.earlier.south), max(h.y, line.extent.north, line.earlier.north)
    if south - m.y > reach or m.y - north > reach:
        return True
    west, east = min(h.x, line.extent.west, line.earlier.west), max(h.x, line.extent.east, line.earlier.east)
    return max(west - m.x, m.x - east) * math.cos(math.radians(m.y / 60)) > reach


def _prolonged(t: Floats, y: Floats, x: Floats, line: Line, now: float) -> tuple[Floats, Floats, Floats]:
    """A track extended at the ship's speed: on to the hour ``now``, and back ``MAX_DELAY_H`` before its first place."""
    on, back = now - t[-1], MAX_DELAY_H
    north, east = line.north, line.east
    if len(t) > 1 and t[1] > t[0]:
        north, east = (y[1] - y[0]) / (t[1] - t[0]), (x[1] - x[0]) / (t[1] - t[0])
    first = t[0] - back, y[0] - back * north, x[0] - back * east
    last = now, y[-1] + on * line.north, x[-1] + on * line.east
    t, y, x = (np.concatenate(([a], b, [c])) for a, b, c in zip(first, (t, y, x), last, strict=True))
    return t, y, x


def beside(way: Floats, line: Line, m: Sent) -> float | None:
    """Hour at which a line's ship was last within ``BESIDE_NM`` of a later message, on any course; ``None`` if it never was.

    ``way`` is the line's track, shape (places, 3): hour, minutes of arc north and east.
    """
    first, last = np.searchsorted(way[:, 0], (m.t - MAX_DELAY_H, m.t))
    t, y, x = way[first:last].T
    near = np.hypot(y - m.y, (x - m.x) * math.cos(math.radians(m.y / 60))) <= BESIDE_NM
    near &= (m.t - t) * max(line.kn, m.kn if m.kn == m.kn else 0.0) > NEAR_NM
    return float(t[near].max()) if near.any() else None


def lead_h(line: Line, place: Place) -> float | None:
    """Hours by which a place is ahead of where a line's ship would be, on its course; ``None`` if not ahead or off course."""
    kn = line.kn
    if kn < MOVING_KN or line.north != line.north:
        return None
    h = line.head
    north, east = place[1] - h.y, (place[2] - h.x) * math.cos(math.radians(h.y / 60))
    speed = math.hypot(line.north, line.east)
    if speed <= 0:
        return None
    along = (north * line.north + east * line.east) / speed
    across = abs(north * line.east - east * line.north) / speed
    lead = along / kn - (place[0] - h.t)
    return lead if 0 < lead <= MAX_DELAY_H and across <= 0.1 + 0.35 * along else None


def sailed(line: Line, m: Sent) -> tuple[float, float]:
    """Speed north and east over the last two minutes or more, knots, for a ship that does not send them."""
    for t, y, x in reversed(line.way):
        if m.t - t >= 1 / 30:
            shrunk = math.cos(math.radians(m.y / 60))
            return (m.y - y) / (m.t - t), (m.x - x) * shrunk / (m.t - t)
    h = line.head
    if m.t - h.t < 1 / 360:
        return line.north, line.east
    return (m.y - h.y) / (m.t - h.t), (m.x - h.x) * math.cos(math.radians(m.y / 60)) / (m.t - h.t)


def sailed_on(line: Line, messages: Messages) -> bool:
    """Whether a line covered at least 0.4 of the distance its sent speed gives.

    A line of false positions does not; messages on its track are not late copies.
    """
    if line.count < 2:
        return False
    t, y, x = np.array(line.way).T
    far = np.hypot(np.ptp(y), np.ptp(x) * math.cos(math.radians(y[-1] / 60)))
    known = [kn for kn in map(messages.kn.__getitem__, line.own) if not math.isnan(kn)]
    return bool(far >= 0.4 * (np.mean(known) if known else MOVING_KN) * min(np.ptp(t), MAX_DELAY_H))


def slack_nm(hours: float, kn: float, known: bool) -> float:
    """Miles a ship may be off its predicted position after some hours at ``kn``; more if its speed is not sent (``known``)."""
    return NEAR_NM + hours * ((0.2 if known else 0.35) * kn + 1.5)


def off_nm(north: float, east: float, hours: float, line: Line, m: Sent) -> float:
    """Miles from a place to the nearest one reached at a mixture of the line's velocity and the message's.

    ``north`` and ``east``: of the place from the line's head, miles; ``hours`` since then.
    """
    y, x = line.north * hours, line.east * hours
    if m.north != m.north:
        return math.hypot(north - y, east - x)
    dy, dx = m.north * hours - y, m.east * hours - x
    length = dy * dy + dx * dx
    share = min(max(((north - y) * dy + (east - x) * dx) / length, 0.0), 1.0) if length > 0 else 0.0
    return math.hypot(north - y - share * dy, east - x - share * dx)
