"""Long stretches in which nothing happens: each message surely goes on from one line, and is far from all others.

Following such messages one by one (:mod:`~vesseltrack.tracks.follow`) changes nothing but the lines' heads and tracks, so some
hundred are added at once. Whatever is not sure is followed as ever; so the result is the same, to the last digit.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

from vesseltrack.geo import Floats
from vesseltrack.tracks.way import (
    CLOSED,
    FASTEST_KN,
    MAX_DELAY_H,
    NEAR_NM,
    UNKNOWN_KN,
    WAY_EACH_H,
    WAY_H,
    Line,
    Messages,
    slack_nm,
)

SURE = 1e-9
"""Nearer than this to the edge of the slack, rounding may decide."""
AT_ONCE, FEW, WAIT = 512, 8, 32
"""Messages of one line looked at together (of two, a fourth). Where fewer than ``FEW`` are sure, ``WAIT`` are followed singly."""
REACH_NM, REACH_H = 1.0, WAY_H + MAX_DELAY_H
"""Farther from a line's head than ``REACH_NM`` and its way in ``REACH_H`` and the silence since, no message is a late copy."""

Indices = npt.NDArray[np.int64]


class Quiet:
    """A number's messages, to be added to its lines some hundred at a time."""

    def __init__(self, messages: Messages) -> None:
        self.messages = messages
        t, y, x, kn, cog = np.array(messages)
        self.sent = np.array([t, y, x, kn, kn * np.cos(np.radians(cog)), kn * np.sin(np.radians(cog))])
        """Rows: hours, minutes of arc north and east, knots, and knots north and east."""
        self.wait_until = 0

    def sail_on(self, lines: Sequence[Line], i: int) -> int:
        """Add to the lines the messages from ``i`` on that surely go on from one of them, and have nothing to do with another.

        Returns:
            Index of the first message not added.
        """
        if i < self.wait_until or not lines or i + FEW > len(self.messages.t):
            return i
        some = self.sent[:, i : i + max(AT_ONCE // len(lines) ** 2, FEW)]
        heads = np.array([(k.head.t, k.head.y, k.head.x, k.kn, k.north, k.east) for k in lines])
        whose = ((some[1] - heads[:, 1:2]) ** 2 + (some[2] - heads[:, 2:3]) ** 2).argmin(axis=0)
        counts = np.array([k.count for k in lines])[whose]
        sure = np.ones(some.shape[1], bool)
        for n, line in enumerate(lines):
            own = whose == n
            before = _last_before(own)
            head = np.where(before < 0, heads[n][:, None], some[:, before])
            off, away = _off(head, some)
            odd = line.count < 3 and not own.any()  # whether a message lies on its track is not asked, then
            far = (off > 1 + SURE) & (odd & (counts >= line.count) | (away > _reach(line, head, some, own)))
            sure &= np.where(own, (off < 1 - SURE) & _is_under_way(line), far)
        count = int((~sure).argmax()) if not sure.all() else len(sure)
        if count < FEW:
            self.wait_until = i + WAIT
            return i
        for n, line in enumerate(lines):
            self._add(line, i + np.flatnonzero(whose[:count] == n))
        return i + count

    def _add(self, line: Line, which: Indices) -> None:
        """Add messages to a line, as one by one."""
        if not len(which):
            return
        before, own = line.head.nth, [int(n) for n in which]
        t, y, x = (list(map(column.__getitem__, own)) for column in self.messages[:3])
        line.at.update(zip(zip(y, x, strict=True), t, strict=True))
        last, places = line.way[-1][0], list(zip(t, y, x, strict=True))
        some = []
        for earlier, place in pairwise([(self.messages.t[before], 0.0, 0.0), *places]):
            if place[0] > earlier[0] and place[0] - last >= WAY_EACH_H:
                some.append(place)
                last = place[0]
        line.went_on(some)
        line.own.extend(own)
        line.count += len(own)
        line.back.clear()
        line.since = 0
        earlier_head, line.head = self.messages.sent([before, *own][-2]), self.messages.sent(own[-1])
        line.before = earlier_head, earlier_head.north, earlier_head.east
        line.north, line.east = line.head.north, line.head.east


def _is_under_way(line: Line) -> bool:
    """Whether a line's head is a message on time, with its velocity as sent, and no late copy of it is still open."""
    head = line.head
    as_sent = (line.north, line.east) == (head.north, head.east) and line.own[-1:] == [head.nth]
    return as_sent and line.count > 1 and bool(line.way) and all(f.state == CLOSED for f in line.late)


def _last_before(own: npt.NDArray[np.bool_]) -> Indices:
    """For each message, index of the last of the line's ``own`` before it; -1 if there is none."""
    last = np.maximum.accumulate(np.where(own, np.arange(len(own)), -1))
    return np.append(-1, last[:-1])


def _off(head: Floats, sent: Floats) -> tuple[Floats, Floats]:
    """How far each message is off where the head of a line would be by then, in parts of the slack, as in ``_goes_on``.

    Of both, hours, places, knots and velocity. A message without a velocity counts as off by exactly 1, and so as not sure.
    Also miles from the head itself.
    """
    t, y, x, kn, north, east = head
    hours = sent[0] - t
    away_y, away_x = sent[1] - y, (sent[2] - x) * np.cos(np.radians(sent[1] / 60))
    off_y, off_x = away_y - north * hours, away_x - east * hours
    dy, dx = (sent[4] - north) * hours, (sent[5] - east) * hours
    length = dy * dy + dx * dx
    slack: Any = slack_nm(hours, np.maximum(kn, sent[3]), True)
    with np.errstate(invalid="ignore", divide="ignore"):
        share = np.where(length > 0, np.clip((off_y * dy + off_x * dx) / length, 0, 1), 0)
        off = np.hypot(off_y - share * dy, off_x - share * dx) / slack
        unknown = np.hypot(away_y, away_x) / (NEAR_NM + hours * UNKNOWN_KN)
    return np.where(np.isnan(sent[4]), 1, np.where(np.isnan(north), unknown, off)), np.hypot(away_y, away_x)


def _reach(line: Line, head: Floats, some: Floats, own: npt.NDArray[np.bool_]) -> Floats:
    """Miles from its head within which a message may lie on a line's track of the last hour, extended both ways (``on_way``)."""
    with np.errstate(invalid="ignore", divide="ignore"):
        steps = np.hypot(some[1] - head[1], some[2] - head[2])[own] / (some[0] - head[0])[own]
    sent = np.nan_to_num(np.append(some[3, own], line.kn))
    kn = max(line.extent.kn, line.earlier.kn, float(sent.max()), float(np.nan_to_num(steps, nan=0.0).max(initial=0.0)))
    miles: Floats = REACH_NM + (REACH_H + some[0] - head[0]) * (kn if kn <= FASTEST_KN else math.inf)
    return miles
