"""Plain rows sorted, duplicates marked, and gathered by hour, in compiled code: what SQL does with all other rows.

| here | in SQL |
|---|---|
| :func:`arrange` | ``ORDER BY ship, time`` |
| :func:`tell_likeness` | which rows ``SELECT DISTINCT`` of all values would drop, and which an earlier run may have had |
| :func:`gather` | ``sent.sql``: what each ship sent in each hour; words that alternate within it come as several rows |
"""

from __future__ import annotations

import numpy as np
from numba import njit

from vesseltrack.sources.plain_rows import ASKED, DUPLICATE, FRESH, Counts, Letters, Numbers, Places, Rows

HOUR, FIRST, LAST, MESSAGES, MINUTES, SPANS = range(6)
"""Rows of what :func:`gather` fills: the hour since 1970, times in microseconds, a count, a bit for each minute."""

_MOST_MOVES = 4
"""Places that a row is moved on average, above which sorting by comparing with all is faster."""
_MOST_COMPARED = 32
_HOUR_US, _MINUTE_US = 3_600_000_000, 60_000_000

compiled = njit(cache=True, nogil=True, error_model="numpy", _nrt=False)


@compiled
def arrange(ship: Places, time: Counts, begins: Counts, order: Counts) -> bool:
    """Put the places of rows into ``order``, by ship and time, those that are alike as they came.

    Args:
        ship: of each row.
        time: of each row.
        begins: where the rows of each ship begin; afterwards, where they end.
        order: is filled.

    Returns:
        whether it could be done: ships' rows came nearly in order of time.
    """
    for row in range(ship.size):
        order[begins[ship[row]]] = row
        begins[ship[row]] += 1
    moves = _MOST_MOVES * ship.size
    for i in range(1, ship.size):
        row, at = order[i], i
        while at > 0 and ship[order[at - 1]] == ship[row] and time[order[at - 1]] > time[row]:
            order[at] = order[at - 1]
            at -= 1
            moves -= 1
            if moves < 0:
                return False
        order[at] = row
    return True


@compiled
def _alike(one: float, other: float) -> bool:
    """Whether two values are the same, or both not said."""
    return one == other or (np.isnan(one) and np.isnan(other))


@compiled
def _is_like(i: int, j: int, lat: Numbers, lon: Numbers, sog: Numbers, cog: Numbers, rot: Numbers, heading: Places,
             status: Letters, klass: Letters) -> bool:  # fmt: skip
    """Whether two rows of one ship and time are the same in all that is kept of them."""
    places = lat[i] == lat[j] and lon[i] == lon[j] and _alike(sog[i], sog[j]) and _alike(cog[i], cog[j])
    return (
        places
        and _alike(rot[i], rot[j])
        and heading[i] == heading[j]
        and status[i] == status[j]
        and klass[i] == klass[j]
    )


@compiled
def tell_likeness(rows: Rows, status: Letters, klass: Letters, first: Counts, last: Counts, likeness: Letters) -> None:
    """Tell of each row, sorted by ship and time, what it is: ``likeness`` is filled.

    Args:
        rows: see :class:`.plain_rows.Rows`.
        status: of each, as a number.
        klass: of each, as a number.
        first: the first time of each ship in the runs before; brought up to this run.
        last: the last time, likewise.
        likeness: is filled.
    """
    ship, time, lat, lon, sog, _, cog, heading, rot, _, _, _ = rows
    group = begin = 0
    for i in range(ship.size):
        if i == 0 or ship[i] != ship[i - 1]:
            begin = group = i
        elif time[i] != time[i - 1]:
            group = i
        here = ship[i]
        likeness[i] = ASKED if first[here] <= time[i] <= last[here] else FRESH
        if i - group > _MOST_COMPARED:
            for j in range(max(group, i - _MOST_COMPARED - 1), i + 1):
                likeness[j] = ASKED if likeness[j] == FRESH else likeness[j]
        else:
            for j in range(group, i):
                if likeness[j] != DUPLICATE and _is_like(i, j, lat, lon, sog, cog, rot, heading, status, klass):
                    likeness[i] = DUPLICATE
                    break
        if i + 1 == ship.size or ship[i + 1] != here:
            first[here], last[here] = min(first[here], time[begin]), max(last[here], time[i])


@compiled
def gather(ship: Places, time: Counts, words: Places, at: Places, spans: Counts) -> int:
    """Gather rows sorted by ship and time: the same words sent in one hour, one after another, are one.

    Args:
        ship: of each row.
        time: of each row.
        words: of each row.
        at: filled with the first row of each.
        spans: filled, see :data:`HOUR`.

    Returns:
        how many there are.
    """
    many = -1
    for i in range(ship.size):
        hour, bit = time[i] // _HOUR_US, np.int64(1) << (time[i] // _MINUTE_US % 60)
        if many < 0 or ship[i] != ship[at[many]] or words[i] != words[at[many]] or hour != spans[HOUR, many]:
            many += 1
            at[many], spans[HOUR, many], spans[FIRST, many], spans[MESSAGES, many], spans[MINUTES, many] = (
                i,
                hour,
                time[i],
                0,
                0,
            )
        spans[LAST, many] = time[i]
        spans[MESSAGES, many] += 1
        spans[MINUTES, many] |= bit
    return many + 1
