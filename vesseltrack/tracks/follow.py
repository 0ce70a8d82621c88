"""Following one number's messages from the foremost place: what goes on from it, and what lies on the way behind it."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np

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
LINES = 6
"""Lines followed at once: a number may be sent by several hulls."""
OPEN, CLOSED = "open", "closed"
"""A late copy is closed once a message on time follows it, on the same line."""

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

    index: int
    t: float
    y: float
    x: float
    kn: float
    north: float
    east: float


@dataclass(slots=True)
class Line:
    """One hull's way, as far as it is known: its last message on time, its speed there, and where it was before."""

    head: Sent
    north: float
    east: float
    way: list[Place] = field(default_factory=list)
    at: dict[tuple[float, float], float] = field(default_factory=dict)
    late: list[Followed] = field(default_factory=list)
    own: list[Sent] = field(default_factory=list)
    before: tuple[Sent, float, float] | None = None
    back: list[tuple[Sent, float]] = field(default_factory=list)
    since: int = 0
    count: int = 1

    @property
    def kn(self) -> float:
        """Its speed, as sent or as sailed."""
        if self.head.kn == self.head.kn:
            return self.head.kn
        return math.hypot(self.north, self.east) if self.north == self.north else 0.0


def follow(t: list[float], y: list[float], x: list[float], kn: list[float], cog: list[float]) -> list[Followed]:
    """The late copies among one number's messages.

    Args:
        t: hours, ascending.
        y: minutes of arc north.
        x: minutes of arc east, without a leap at 180 degrees.
        kn: speeds as sent, knots; not a number where unknown.
        cog: courses as sent, degrees; not a number where unknown.
    """
    done: list[Followed] = []
    lines: list[Line] = []
    for i in range(len(t)):
        m = _sent(i, t[i], y[i], x[i], kn[i], cog[i])
        line, same = _goes_on(m, lines)
        for other in same:
            _merge(line, other, lines)
        if line is None:
            line = _went_on(m, lines)
        if line is None or (len(lines) > 1 and _late_on_a_longer(m, line, lines)):
            _behind_or_new(m, lines, done)
        else:
            _advance(line, m)
            _overtaken(line, lines)
    for line in lines:
        done += line.late
    return sorted(done, key=lambda f: f.index)


def _sent(i: int, t: float, y: float, x: float, kn: float, cog: float) -> Sent:
    a = math.radians(cog)  # not a number stays none
    return Sent(i, t, y, x, kn, kn * math.cos(a), kn * math.sin(a))


def _slack_nm(hours: float, kn: float, known: bool) -> float:
    """Miles that a ship may be off from where her speed would have her, after some hours; more if she does not send it."""
    return NEAR_NM + hours * ((0.2 if known else 0.35) * kn + 1.5)


def _goes_on(m: Sent, lines: list[Line]) -> tuple[Line | None, list[Line]]:
    """The line that a message goes on from, as it was heading, as it heads now, or a mixture; and others it goes on from, too."""
    best, least = None, 1.0
    same: list[Line] = []
    shrunk = math.cos(math.radians(m.y / 60))
    for line in lines:
        h = line.head
        hours = m.t - h.t
        north, east = m.y - h.y, (m.x - h.x) * shrunk
        if line.count == 1 and line.north != line.north:
            off = math.hypot(north, east) / (NEAR_NM + hours * UNKNOWN_KN)
        else:
            off = _off_nm(north, east, hours, line, m) / _slack_nm(hours, max(line.kn, m.kn if m.kn == m.kn else 0.0), m.north == m.north)
        if off >= 1:
            continue
        if off < least:
            if best is not None:
                same.append(best)
            best, least = line, off
        else:
            same.append(line)
    return best, same


def _merge(line: Line, other: Line, lines: list[Line]) -> None:
    """Two lines that one message goes on from are one hull's."""
    line.way = sorted(other.way + line.way)
    line.at = {**other.at, **line.at}
    line.late = other.late + line.late
    line.own = sorted(other.own + line.own)
    line.count += other.count
    line.before = None
    if other.head.t > line.head.t:
        line.head, line.north, line.east = other.head, other.north, other.east
    lines.remove(other)


def _off_nm(north: float, east: float, hours: float, line: Line, m: Sent) -> float:
    """Miles between a place and the nearest that a ship would reach at a mixture of two speeds."""
    y, x = line.north * hours, line.east * hours
    if m.north != m.north:
        return math.hypot(north - y, east - x)
    dy, dx = m.north * hours - y, m.east * hours - x
    length = dy * dy + dx * dx
    share = min(max(((north - y) * dy + (east - x) * dx) / length, 0.0), 1.0) if length > 0 else 0.0
    return math.hypot(north - y - share * dy, east - x - share * dx)


def _went_on(m: Sent, lines: list[Line]) -> Line | None:
    """The line that a message goes on from if its last message was not on time: a late copy that lay where she was due."""
    for line in lines:
        if line.before is None:
            continue
        state = line.head, line.north, line.east
        line.head, line.north, line.east = line.before
        if _goes_on(m, [line])[0] is not None and _retracted(line, state[0], m):
            return line
        line.head, line.north, line.east = state
    return None


def _retracted(line: Line, last: Sent, m: Sent) -> bool:
    """Whether a line's last message was later than this one, beside where she was due; it is taken back then."""
    if line.way[-1][0] == last.t:
        line.way.pop()
    was, due = _on_way(line, last), _on_way(line, m)
    late_h = 0.0 if due is None else m.t - due
    if was is None or (last.t - was - late_h) * max(line.kn, MOVING_KN) <= NEAR_NM:
        line.way.append((last.t, last.y, last.x))
        return False
    line.before = None
    line.at.pop((last.y, last.x), None)
    if line.own and line.own[-1].index == last.index:
        line.own.pop()
    line.count -= 1
    line.late.append(Followed(last.index, last.t - was, CLOSED, True, was))
    return True


def _late_on_a_longer(m: Sent, line: Line, lines: list[Line]) -> bool:
    """Whether a message that goes on from one line is late on another, of which more was heard."""
    return any(k.count > line.count and _was_there(k, m) is not None for k in lines)


def _advance(line: Line, m: Sent) -> None:
    """A message on time: the line's late copies so far are sure, and it goes on from here."""
    h = line.head
    for f in line.late:
        f.state = CLOSED
        if f.time_h > m.t - SLOT_H:  # its true time lies close to this message, too
            f.set_aside = True
    line.back.clear()
    line.since = 0
    hours = m.t - h.t
    line.before = (h, line.north, line.east)
    if m.north == m.north:
        line.north, line.east = m.north, m.east
    else:
        line.north, line.east = _sailed(line, m)
    if hours > 0 and (not line.way or m.t - line.way[-1][0] >= 1 / 240):
        line.way.append((m.t, m.y, m.x))
    line.at[(m.y, m.x)] = m.t
    line.own.append(m)
    line.head = m
    line.count += 1


def _sailed(line: Line, m: Sent) -> tuple[float, float]:
    """Knots north and east over the last minutes, for a ship that does not send them."""
    for t, y, x in reversed(line.way):
        if m.t - t >= 1 / 30:
            shrunk = math.cos(math.radians(m.y / 60))
            return (m.y - y) / (m.t - t), (m.x - x) * shrunk / (m.t - t)
    h = line.head
    if m.t - h.t < 1 / 360:
        return line.north, line.east
    return (m.y - h.y) / (m.t - h.t), (m.x - h.x) * math.cos(math.radians(m.y / 60)) / (m.t - h.t)


def _begun(m: Sent) -> Line:
    line = Line(m, m.north, m.east, [(m.t, m.y, m.x)], own=[m])
    line.at[(m.y, m.x)] = m.t
    return line


def _behind_or_new(m: Sent, lines: list[Line], done: list[Followed]) -> None:
    """A message that goes on from no line: late on one, or the beginning of another."""
    for line in sorted(lines, key=lambda k: -k.count):
        was = _was_there(line, m)
        if was is None:
            continue
        if _turned(line, m, was):
            return
        known_until = line.head.t + SLOT_H
        if was > known_until:  # nobody else heard her: her track is late from here, and goes on
            line.late.append(Followed(m.index, m.t - was, OPEN, False, was))
            line.head, line.before, line.count = m, None, line.count + 1
            line.way.append((m.t, m.y, m.x))
        else:
            line.late.append(Followed(m.index, m.t - was, OPEN, True, was))
        return
    lines.append(_begun(m))
    if len(lines) > LINES:
        stale = min(lines[:-1], key=lambda k: (k.count > 2, k.head.t))
        lines.remove(stale)
        done += stale.late


def _was_there(line: Line, m: Sent) -> float | None:
    """When a line's ship was where a later message has her, headed alike; ``None`` if she was not, or lay still."""
    exact = line.at.get((m.y, m.x))
    if exact is not None and 0 < m.t - exact <= MAX_DELAY_H:
        return exact
    if line.kn < MOVING_KN and m.kn < MOVING_KN:
        return None
    return _on_way(line, m)


def _on_way(line: Line, m: Sent) -> float | None:
    """As :func:`_was_there`, on straight lines between the places known, and on before the first and after the last."""
    way = [p for p in line.way[-400:] if m.t - p[0] <= MAX_DELAY_H + 0.25]
    h = line.head
    if not way or way[-1][0] < h.t:
        way.append((h.t, h.y, h.x))
    shrunk = math.cos(math.radians(m.y / 60))
    p = np.array(way)
    t, y, x = p[:, 0], p[:, 1] - m.y, (p[:, 2] - m.x) * shrunk
    t, y, x = _prolonged(t, y, x, line, m.t, shrunk)
    dt, dy, dx = np.diff(t), np.diff(y), np.diff(x)
    length = np.hypot(dy, dx)
    ok = (dt > 0) & (length > 0)
    with np.errstate(divide="ignore", invalid="ignore"):
        share = np.clip(-(y[:-1] * dy + x[:-1] * dx) / length**2, 0, 1)
        away = np.hypot(y[:-1] + share * dy, x[:-1] + share * dx)
        then = t[:-1] + share * dt
        ok &= (length / dt >= MOVING_KN) & (length <= NEAR_NM + dt * 60)
        if m.north == m.north and m.kn >= MOVING_KN:
            ok &= (dy * m.north + dx * m.east) / length / m.kn > 0.5
        ok &= (away <= NEAR_NM + np.minimum(0.2 * length, 0.5)) & (m.t - then > 0) & (m.t - then <= MAX_DELAY_H)
    if not ok.any():
        return None
    best = int(np.where(ok, away, np.inf).argmin())
    return float(then[best])


def _prolonged(
    t: np.ndarray, y: np.ndarray, x: np.ndarray, line: Line, now: float, shrunk: float
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """A way prolonged as the ship would have gone: on till now, and back before its first place."""
    on = now - t[-1]
    t, y, x = np.append(t, now), np.append(y, y[-1] + on * line.north), np.append(x, x[-1] + on * line.east)
    back = MAX_DELAY_H
    if len(t) > 2 and t[1] > t[0]:
        north, east = (y[1] - y[0]) / (t[1] - t[0]), (x[1] - x[0]) / (t[1] - t[0])
    else:
        north, east = line.north, line.east
    return np.insert(t, 0, t[0] - back), np.insert(y, 0, y[0] - back * north), np.insert(x, 0, x[0] - back * east)


def _turned(line: Line, m: Sent, was: float) -> bool:
    """Whether the ship sailed back, or stopped: message after message farther back on her way, as far as she can sail.

    Late copies in between move on along the way; they may be the lesser part.
    """
    if m.north == m.north:
        return False  # by her course, she did not
    line.since += bool(line.back)
    last, last_was = line.back[-1] if line.back else (line.head, line.head.t)
    hours, back = m.t - last.t, last_was - was
    if not (0.7 * hours - 0.004 <= back <= 1.3 * hours + 0.004 or (line.back and abs(back) * line.kn <= NEAR_NM)):
        return False
    line.back.append((m, was))
    if len(line.back) < TURNED or len(line.back) < 0.6 * line.since:
        return False
    gone = {s.index for s, _ in line.back}
    line.late = [f for f in line.late if f.index not in gone]
    for s, _ in line.back:
        _advance_turned(line, s)
    line.back.clear()
    line.since = 0
    return True


def _advance_turned(line: Line, m: Sent) -> None:
    line.way.append((m.t, m.y, m.x))
    line.at[(m.y, m.x)] = m.t
    h, line.head, line.before = line.head, m, None
    if m.t > h.t:
        shrunk = math.cos(math.radians(m.y / 60))
        line.north, line.east = (m.y - h.y) / (m.t - h.t), (m.x - h.x) * shrunk / (m.t - h.t)


def _overtaken(line: Line, lines: list[Line]) -> None:
    """A line that goes on ahead of another, on its course, was on time; the other was late since, and ends in it."""
    if line.count != 2:
        return
    first = line.way[0]
    other = next((k for k in lines if k is not line and _lead_h(k, first) is not None), None)
    if other is None:
        return
    since = [s for s in other.own if s.t >= first[0]]
    other.way = [p for p in other.way if p[0] < first[0]]
    for s in since:
        other.at.pop((s.y, s.x), None)
    line.way, line.at, line.count = other.way + line.way, {**other.at, **line.at}, other.count + line.count
    line.late, line.own = other.late + line.late, [s for s in other.own if s.t < first[0]] + line.own
    lines.remove(other)
    for s in since:
        was = _was_there(line, s)
        if was is not None:
            line.late.append(Followed(s.index, s.t - was, CLOSED, True, was))


def _lead_h(line: Line, place: Place) -> float | None:
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
