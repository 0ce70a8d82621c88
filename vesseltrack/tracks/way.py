"""One hull's track, and when the ship was at the position of a later message."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

MAX_DELAY_H = 0.75
"""A copy later than that is a clock that is wrong (``late_clock``), not a feed that is slow."""
NEAR_NM = 0.06
"""What a position may err by, and a speed and a course between two messages besides: see ``_slack_nm``."""
MOVING_KN = 2.0
UNKNOWN_KN = 30.0
"""What a ship that sends no speed may do between her first two messages."""
SLOT_H = 1 / 6
"""A late copy from so soon beside what was heard on time says nothing new (a tenth minute: the grid's own)."""
TURNED = 4
"""So many messages one after the other, each farther back on the way as the ship can sail, and she has turned."""
FEW, BESIDE_NM = 5, 0.3
"""A line of so few messages is no hull's; so near to a longer one's way, its messages are late on that."""
LINES = 6
"""Lines followed at once: a number may be sent by several hulls."""
WAY_H = MAX_DELAY_H + 0.25
"""So far back a way is looked at."""
FASTEST_KN = 60.0
"""Faster, and two places are no stretch of a way."""
OPEN, CLOSED = "open", "closed"
"""A late copy is closed once a message on time follows it, on the same line."""

Floats = npt.NDArray[np.float64]
Place = tuple[float, float, float]
"""Hours, and minutes of arc north and east."""


@dataclass(slots=True)
class Followed:
    """One late copy: which message, how late, whether its line went on, and whether it tells nothing new."""

    index: int
    delay_h: float
    state: str
    set_aside: bool
    time_h: float


class Sent(NamedTuple):
    """One message: where, and its speed in knots north and east if it sent both speed and course."""

    nth: int
    t: float
    y: float
    x: float
    kn: float
    north: float
    east: float


@dataclass(slots=True)
class Extent:
    """Where the last hour of a way lies, and how fast it was sailed, at most: cheap to keep, enough to say "far off"."""

    since: float = -math.inf
    south: float = math.inf
    north: float = -math.inf
    west: float = math.inf
    east: float = -math.inf
    kn: float = 0.0

    def add(self, y: float, x: float, kn: float) -> None:
        """One more place."""
        self.south, self.north = min(self.south, y), max(self.north, y)
        self.west, self.east = min(self.west, x), max(self.east, x)
        self.kn = max(self.kn, kn)


@dataclass(slots=True)
class Line:
    """One hull's way, as far as it is known: its last message on time, its speed there, and where it was before."""

    head: Sent
    north: float
    east: float
    way: list[Place] = field(default_factory=list)
    at: dict[tuple[float, float], float] = field(default_factory=dict)
    late: list[Followed] = field(default_factory=list)
    own: list[int] = field(default_factory=list)
    before: tuple[Sent, float, float] | None = None
    back: list[tuple[Sent, float]] = field(default_factory=list)
    since: int = 0
    stopping: bool = False
    count: int = 1
    extent: Extent = field(default_factory=Extent)
    earlier: Extent = field(default_factory=Extent)

    @property
    def kn(self) -> float:
        """Its speed, as sent or as sailed."""
        if self.head.kn == self.head.kn:
            return self.head.kn
        return math.hypot(self.north, self.east) if self.north == self.north else 0.0

    def went(self, place: Place) -> None:
        """One more place on its way."""
        kn = _knots(self.way[-1], place) if self.way else 0.0
        self.way.append(place)
        if place[0] >= self.extent.since + WAY_H:  # what the earlier extent holds is older than anybody looks now
            self.earlier, self.extent = self.extent, Extent(place[0])
        self.extent.add(place[1], place[2], kn)

    def goes_by(self, way: list[Place]) -> None:
        """Its way is another: two lines were one hull's."""
        self.way, self.earlier, self.extent = way, Extent(), Extent(way[-1][0])
        for before, place in pairwise([way[0], *way]):
            self.extent.add(place[1], place[2], _knots(before, place))


def _knots(before: Place, place: Place) -> float:
    """From one place to the next, at least: a minute of longitude counts as one of latitude."""
    hours = place[0] - before[0]
    return math.hypot(place[1] - before[1], place[2] - before[2]) / hours if hours > 0 else 0.0


class Messages(NamedTuple):
    """One number's messages, in order of time.

    Hours; minutes of arc north and east, without a jump at 180 degrees; knots and degrees as sent, not a number where unknown.
    """

    t: list[float]
    y: list[float]
    x: list[float]
    kn: list[float]
    cog: list[float]

    def sent(self, i: int) -> Sent:
        """One of them."""
        kn, a = self.kn[i], math.radians(self.cog[i])  # not a number stays none
        return Sent(i, self.t[i], self.y[i], self.x[i], kn, kn * math.cos(a), kn * math.sin(a))


def begun(m: Sent) -> Line:
    """A way of which no more is known than where it begins."""
    line = Line(m, m.north, m.east, own=[m.nth])
    line.went((m.t, m.y, m.x))
    line.at[(m.y, m.x)] = m.t
    return line


def was_there(line: Line, m: Sent) -> float | None:
    """When a line's ship was where a later message has her, headed alike; ``None`` if she was not, or lay still."""
    if line.kn < MOVING_KN and m.kn < MOVING_KN:
        return None
    exact = line.at.get((m.y, m.x))
    if exact is not None and 0 < m.t - exact <= MAX_DELAY_H:
        return exact
    return on_way(line, m)


def on_way(line: Line, m: Sent) -> float | None:
    """As :func:`was_there`, on straight lines between the places known, and on before the first and after the last."""
    if far_off(line, m):
        return None
    way = [p for p in line.way[-400:] if m.t - p[0] <= WAY_H]
    h = line.head
    if not way or way[-1][0] < h.t:
        way.append((h.t, h.y, h.x))
    shrunk = math.cos(math.radians(m.y / 60))
    p = np.array(way)
    extent = max(np.ptp(p[:, 1]), np.ptp(p[:, 2]) * shrunk)
    if (extent < 4 * NEAR_NM and h.kn != h.kn) or extent < 0.5 * h.kn * (p[-1, 0] - p[0, 0]):
        return None  # a berth where positions jitter, or a false place: she does not move as she says
    t, y, x = p[:, 0], p[:, 1] - m.y, (p[:, 2] - m.x) * shrunk
    t, y, x = _prolonged(t, y, x, line, m.t, shrunk)
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
    """Whether a message lies farther from a line's last hour, prolonged on and back, than anything on it is looked for.

    It only spares :func:`on_way` the work: what is far off is found nowhere on it, for no stretch faster than
    ``FASTEST_KN`` counts, nor any place farther off than ``NEAR_NM`` and half a mile.
    """
    h, last = line.head, line.way[-1] if line.way else None
    hours = m.t - h.t
    ahead_kn = math.hypot(line.north, line.east) if line.north == line.north else 0.0
    kn = max(line.extent.kn, line.earlier.kn, ahead_kn, _knots(last, (h.t, h.y, h.x)) if last else 0.0)
    reach = NEAR_NM + 0.5 + 0.2 + MAX_DELAY_H * min(kn, FASTEST_KN + 1) + hours * min(ahead_kn, FASTEST_KN + 1)
    south, north = min(h.y, line.extent.south, line.earlier.south), max(h.y, line.extent.north, line.earlier.north)
    if south - m.y > reach or m.y - north > reach:
        return True
    west, east = min(h.x, line.extent.west, line.earlier.west), max(h.x, line.extent.east, line.earlier.east)
    return max(west - m.x, m.x - east) * math.cos(math.radians(m.y / 60)) > reach


def _prolonged(t: Floats, y: Floats, x: Floats, line: Line, now: float, shrunk: float) -> tuple[Floats, Floats, Floats]:
    """A way prolonged as the ship would have gone: on till now, and back before its first place."""
    on = now - t[-1]
    t, y, x = np.append(t, now), np.append(y, y[-1] + on * line.north), np.append(x, x[-1] + on * line.east)
    back = MAX_DELAY_H
    if len(t) > 2 and t[1] > t[0]:
        north, east = (y[1] - y[0]) / (t[1] - t[0]), (x[1] - x[0]) / (t[1] - t[0])
    else:
        north, east = line.north, line.east
    return np.insert(t, 0, t[0] - back), np.insert(y, 0, y[0] - back * north), np.insert(x, 0, x[0] - back * east)


def beside(way: Floats, line: Line, m: Sent) -> float | None:
    """When a line's ship was last near where a later message has her, whatever her course; ``None`` if she was not.

    ``way`` is the line's, a row a place.
    """
    first, last = np.searchsorted(way[:, 0], (m.t - MAX_DELAY_H, m.t))
    t, y, x = way[first:last].T
    near = np.hypot(y - m.y, (x - m.x) * math.cos(math.radians(m.y / 60))) <= BESIDE_NM
    near &= (m.t - t) * max(line.kn, m.kn if m.kn == m.kn else 0.0) > NEAR_NM
    return float(t[near].max()) if near.any() else None


def lead_h(line: Line, place: Place) -> float | None:
    """Hours by which a place lies ahead of a line, on its course; ``None`` if it does not."""
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
    """Knots north and east over the last minutes, for a ship that does not send them."""
    for t, y, x in reversed(line.way):
        if m.t - t >= 1 / 30:
            shrunk = math.cos(math.radians(m.y / 60))
            return (m.y - y) / (m.t - t), (m.x - x) * shrunk / (m.t - t)
    h = line.head
    if m.t - h.t < 1 / 360:
        return line.north, line.east
    return (m.y - h.y) / (m.t - h.t), (m.x - h.x) * math.cos(math.radians(m.y / 60)) / (m.t - h.t)


def sailed_on(line: Line, told: Messages) -> bool:
    """Whether a line got about as far as it said it sailed. One of false places does not: what lies "behind" it is none late."""
    if line.count < 2:
        return False
    t, y, x = np.array(line.way).T
    far = np.hypot(np.ptp(y), np.ptp(x) * math.cos(math.radians(y[-1] / 60)))
    known = [kn for kn in map(told.kn.__getitem__, line.own) if not math.isnan(kn)]
    return bool(far >= 0.4 * (np.mean(known) if known else MOVING_KN) * min(np.ptp(t), MAX_DELAY_H))


def slack_nm(hours: float, kn: float, known: bool) -> float:
    """Miles that a ship may be off from where her speed would have her, after some hours; more if she does not send it."""
    return NEAR_NM + hours * ((0.2 if known else 0.35) * kn + 1.5)


def off_nm(north: float, east: float, hours: float, line: Line, m: Sent) -> float:
    """Miles between a place and the nearest that a ship would reach at a mixture of two speeds."""
    y, x = line.north * hours, line.east * hours
    if m.north != m.north:
        return math.hypot(north - y, east - x)
    dy, dx = m.north * hours - y, m.east * hours - x
    length = dy * dy + dx * dx
    share = min(max(((north - y) * dy + (east - x) * dx) / length, 0.0), 1.0) if length > 0 else 0.0
    return math.hypot(north - y - share * dy, east - x - share * dx)
