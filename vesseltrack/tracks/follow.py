"""Follows one number's messages in order of time and tells messages on time from late copies.

A message on time goes on from the last position of a line (one hull's track, :mod:`~vesseltrack.tracks.way`); a late copy lies
behind that, where the ship was before.
"""

from __future__ import annotations

import math

import numpy as np

from vesseltrack.tracks.quiet import Quiet
from vesseltrack.tracks.way import (
    CLOSED,
    FEW,
    LINES,
    MOVING_KN,
    NEAR_NM,
    OPEN,
    SLOT_H,
    TURNED,
    UNKNOWN_KN,
    WAY_EACH_H,
    Followed,
    Line,
    Messages,
    Sent,
    begun,
    beside,
    lead_h,
    off_nm,
    on_way,
    sailed,
    sailed_on,
    slack_nm,
    was_there,
)

MOST_DROPPED, MOST_DROPPED_SHARE = 200, 0.05
"""In files with late feeds at most 20 lines of a number are dropped, and fewer than one in a hundred of its messages."""


class Following:
    """One number's messages and the lines found in them.

    Where more than :data:`MOST_DROPPED` lines were given up, and more than :data:`MOST_DROPPED_SHARE` of the messages followed,
    so many hulls send under the number, or positions are so false, that late copies cannot be told: there are none then.

    Attributes:
        messages: those of the number, in order of time.
        followed: how many of them have been processed.
        lines: the lines that still go on; none if late copies cannot be told.
        dropped: the lines given up; likewise.
    """

    def __init__(self, messages: Messages) -> None:
        self.messages, self.followed = messages, 0
        self.lines: list[Line] = []
        self.dropped: list[Line] = []

    def go_on(self) -> None:
        """Process the messages that are left."""
        quiet, i = Quiet(self.messages), self.followed
        while i < len(self.messages.t):
            self._take(self.messages.sent(i))
            if len(self.dropped) > max(MOST_DROPPED, MOST_DROPPED_SHARE * i):
                self.lines, self.dropped = [], []
                break
            i += 1
            i = quiet.sail_on(self.lines, i)
        self.followed = len(self.messages.t)

    def _take(self, m: Sent) -> None:
        lines = self.lines
        line, same = _goes_on(m, lines)
        if line is None:
            line = _went_on(m, lines)
        else:
            for other in same:
                if other.count <= FEW:
                    self.dropped.append(other)
                    lines.remove(other)
                else:
                    _merge(line, other, lines)
        if line is None or (len(lines) > 1 and _late_on_another(m, line, lines)):
            _behind_or_new(m, lines, self.dropped)
        else:
            _advance(line, m)
            _overtaken(line, lines, self.messages)

    def late(self) -> list[Followed]:
        """The late copies among the messages processed, in their order."""
        every = [*self.dropped, *self.lines]
        done = [f for line in every if line.late and sailed_on(line, self.messages) for f in line.late]
        known = {f.index for f in done}
        done += [f for f in self._remains(every) if f.index not in known]
        return sorted(done, key=lambda f: f.index)

    def _remains(self, lines: list[Line]) -> list[Followed]:
        """Late copies among lines of few messages beside a line ten times as long, as where a ship turned."""
        found = []
        few = [line for line in lines if line.count <= FEW]
        long = [(k, np.array(k.way)) for k in lines if any(k.count > 10 * line.count for line in few)]
        for line in few:
            longer = [(k, way) for k, way in long if k.count > 10 * line.count]
            for m in map(self.messages.sent, line.own) if longer else ():
                was = next((w for k, way in longer if (w := beside(way, k, m)) is not None), None)
                if was is not None:
                    found.append(Followed(m.nth, m.t - was, OPEN, True, was))
        return found


def _goes_on(m: Sent, lines: list[Line]) -> tuple[Line | None, list[Line]]:
    """The line whose prediction (by its velocity, the message's, or between) fits a message best; others that fit."""
    best, least = None, 1.0
    same: list[Line] = []
    shrunk = math.cos(math.radians(m.y / 60))
    for line in lines:
        h = line.head
        hours = m.t - h.t
        north, east = m.y - h.y, (m.x - h.x) * shrunk
        if line.north != line.north:
            off = math.hypot(north, east) / (NEAR_NM + hours * UNKNOWN_KN)
        else:
            off = off_nm(north, east, hours, line, m) / slack_nm(
                hours, max(line.kn, m.kn if m.kn == m.kn else 0.0), m.north == m.north
            )
        if not off < 1:
            continue
        if off < least:
            if best is not None:
                same.append(best)
            best, least = line, off
        else:
            same.append(line)
    return best, same


def _slack(line: Line, m: Sent, hours: float) -> float:
    return slack_nm(hours, max(line.kn, m.kn if m.kn == m.kn else 0.0), m.north == m.north)


def _merge(line: Line, other: Line, lines: list[Line]) -> None:
    """Merge ``other`` into ``line``: one message goes on from both, so they are one hull's."""
    line.goes_by(sorted(other.way + line.way))
    line.at = {**other.at, **line.at}
    line.late = other.late + line.late
    line.own = sorted(other.own + line.own)
    line.count += other.count
    line.before = None
    if other.head.t > line.head.t:
        line.head, line.north, line.east = other.head, other.north, other.east
    lines.remove(other)


def _went_on(m: Sent, lines: list[Line]) -> Line | None:
    """The line a message goes on from once the line's last message is undone: a late copy that lay where the ship was due."""
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
    """Whether a line's last message was delayed by more than this one (and than a position's error): then a late copy."""
    if line.way[-1][0] == last.t:
        line.way.pop()
    was, due = on_way(line, last), on_way(line, m)
    late_h = 0.0 if due is None else m.t - due
    if was is None or (last.t - was - late_h) * max(line.kn, MOVING_KN) <= NEAR_NM:
        line.went((last.t, last.y, last.x))
        return False
    line.before = None
    line.at.pop((last.y, last.x), None)
    if line.own and line.own[-1] == last.nth:
        line.own.pop()
    line.count -= 1
    line.late.append(Followed(last.nth, last.t - was, CLOSED, True, was))
    return True


def _late_on_another(m: Sent, line: Line, lines: list[Line]) -> bool:
    """Whether a message that goes on from one line lies on the track of a longer one: late copies also follow one another."""
    return any((k.count > line.count or k.count >= 3) and k is not line and was_there(k, m) is not None for k in lines)


def _advance(line: Line, m: Sent) -> None:
    """Add a message on time to a line, and close the line's late copies so far."""
    h = line.head
    for f in line.late:
        f.state = CLOSED
        if f.time_h > m.t - SLOT_H:  # its true time is within a slot of this message
            f.set_aside = True
    line.back.clear()
    line.since = 0
    hours = m.t - h.t
    line.before = (h, line.north, line.east)
    if m.north == m.north:
        line.north, line.east = m.north, m.east
    else:
        line.north, line.east = sailed(line, m)
    if hours > 0 and (not line.way or m.t - line.way[-1][0] >= WAY_EACH_H):
        line.went((m.t, m.y, m.x))
    line.at[(m.y, m.x)] = m.t
    line.own.append(m.nth)
    line.head = m
    line.count += 1


def _behind_or_new(m: Sent, lines: list[Line], dropped: list[Line]) -> None:
    """A message that goes on from no line: a late copy on one of them, or the start of a new line."""
    for line in sorted(lines, key=lambda k: -k.count):
        was = was_there(line, m)
        if was is None:
            continue
        if _turned(line, m, was):
            return
        known_until = line.head.t + SLOT_H
        if was > known_until:  # nothing on time since: its track goes on with late copies
            line.late.append(Followed(m.nth, m.t - was, OPEN, False, was))
            line.head, line.before, line.count = m, None, line.count + 1
            line.went((m.t, m.y, m.x))
        else:
            line.late.append(Followed(m.nth, m.t - was, OPEN, True, was))
        return
    lines.append(begun(m))
    if len(lines) > LINES:
        stale = min(lines[:-1], key=lambda k: (k.count > 2, k.head.t))
        lines.remove(stale)
        dropped.append(stale)


def _turned(line: Line, m: Sent, was: float) -> bool:
    """Whether the ship turned back or stopped: ``TURNED`` messages, each as far back along its track as it could have sailed.

    Up to 40 % of the messages since the first may be late copies, which move forward along the track. If it turned, these
    messages become messages on time.
    """
    line.since += bool(line.back)
    if line.since >= TURNED and len(line.back) < 0.6 * line.since:
        line.back.clear()
        line.since = 0
    last, last_was = line.back[-1] if line.back else (line.head, line.head.t)
    hours, back = m.t - last.t, last_was - was
    turned = (
        m.north != m.north and 0.7 * hours - 0.004 <= back <= 1.3 * hours + 0.004
    )  # a course sent shows no turn, as it must match the track's
    stopped = abs(back) * line.kn <= 2 * NEAR_NM
    if not line.back:
        line.stopping = not turned
    if not (stopped if line.stopping else turned):
        return False
    line.back.append((m, was))
    if len(line.back) < TURNED:
        return False
    gone = {s.nth for s, _ in line.back}
    line.late = [f for f in line.late if f.index not in gone]
    for s, _ in line.back:
        _advance_turned(line, s)
    line.back.clear()
    line.since = 0
    return True


def _advance_turned(line: Line, m: Sent) -> None:
    line.went((m.t, m.y, m.x))
    line.at[(m.y, m.x)] = m.t
    h, line.head, line.before = line.head, m, None
    if m.t > h.t:
        shrunk = math.cos(math.radians(m.y / 60))
        line.north, line.east = (m.y - h.y) / (m.t - h.t), (m.x - h.x) * shrunk / (m.t - h.t)


def _overtaken(line: Line, lines: list[Line], messages: Messages) -> None:
    """If a new line is ahead of another on its course, merge them: the other's messages since were late copies."""
    if line.count != 2:
        return
    first = line.way[0]
    other = next((k for k in lines if k is not line and lead_h(k, first) is not None), None)
    if other is None:
        return
    since = [messages.sent(i) for i in other.own if messages.t[i] >= first[0]]
    other.way = [p for p in other.way if p[0] < first[0]]
    for s in since:
        other.at.pop((s.y, s.x), None)
    line.goes_by(other.way + line.way)
    line.at, line.count = {**other.at, **line.at}, other.count + line.count
    line.late, line.own = other.late + line.late, [i for i in other.own if messages.t[i] < first[0]] + line.own
    lines.remove(other)
    for s in since:
        was = was_there(line, s)
        if was is not None:
            line.late.append(Followed(s.nth, s.t - was, CLOSED, True, was))
