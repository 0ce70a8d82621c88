"""Of two ships that lay some way off each other and then alongside, the stretch alongside is the meeting, however short."""

from __future__ import annotations

import numpy as np
import pandas as pd

from vesseltrack.alongside.quantiles import quantile
from vesseltrack.alongside.rigid import LEAST_HEARD, Near, both_received, stays, stiff, within
from vesseltrack.alongside.spells import MARKS_AN_HOUR
from vesseltrack.alongside.sweep import Bools, Points
from vesseltrack.geo import METRES_A_DEGREE, Floats, Ints, wrapped

FAR_M = 120.0
"""Ships that kept a distance of their antennas above this for most of the time may have been neighbours, or in convoy, for it."""
NEARER = 0.6
"""They may have been alongside in a stretch in which they kept at most this part of that distance ..."""
MOST_OF_IT = 0.75
"""... at no less than this share of the slots of the stretch at which both were received."""
AT_ANCHOR_M = 500.0
"""A ship of which nine in ten positions lie within this of their middle may be at anchor; no ship swings farther."""
LEAST_MOVED_M = 60.0
"""Of two ships at anchor, one moved over if the other lies elsewhere as seen from it, by at least this, ..."""
BEYOND_SWING = 1.5
"""... and by so many times the distance within which that had changed while they lay farther off, as they swung, ..."""
MOVED_WITHIN_SLOTS = 3
"""... and if, within so many slots at the beginning or the end of the stretch, ..."""
MOVED_SHARE = 0.5
"""... at least this share of it was made."""
UNDER_WAY_KN = 2.0
"""Faster than this they sail, and do not lie as neighbours do."""
_ENDS = ("rigid_first_slot", "rigid_last_slot")


def nearest_stretch(
    found: pd.DataFrame, times: Near, points: Points, min_h: float
) -> tuple[pd.DataFrame, Near, pd.DataFrame]:
    """Cut spells down to the stretch in which the two were much nearer than for most of the spell, at one distance.

    Neighbours at anchor swing to nearer distances for hours. So a spell of two ships at anchor is cut only if one of them moved
    over to the other, or away from it: farther than it swings. What is far off at one end alone, as a tow is, is cut off.

    Args:
        found: the spells, with ``first_slot``, ``last_slot``, ``early_s`` and ``late_s``.
        times: their slots.
        points: positions of all ships.
        min_h: such a stretch lasts at least so long, hours.

    Returns:
        all spells, with ``near_slots``, the number of slots at which both were received near each other, those cut off
        included unless one moved over, or they lay in the stretch and were under way then; and ``neighbours``, whether both lay
        at anchor all along, at other distances for more than half of the time, and neither moved over; the slots that are left;
        and of each spell the distance kept in it (``stiff``).
    """
    n = len(found)
    heard = both_received(times, points)
    near_slots = np.bincount(times.spell[heard], minlength=n)
    whole = stiff(times, points, n)
    brief = 2 * whole.rigid_slots.to_numpy() < near_slots
    stretch, nearer = _nearer(times, points, whole, min_h)
    inside = _within(stretch, times, points)
    between = np.bincount(times.spell[inside & heard], minlength=n)
    some = (nearer | brief)[times.spell]
    at_anchor, moved = _moved(times.where(some), inside[some], points, n)
    cut = nearer & ~at_anchor | (nearer | brief & _kept(stretch, between, min_h)) & moved
    asked = (near_slots - between >= min_h * MARKS_AN_HOUR - 1) & ~cut & _kept(stretch, between, min_h)
    by_begin, by_end = (cut | far for far in _far_ends(stretch, asked, times, points, min_h))
    shortened = by_begin | by_end
    beside = _not_under_way(stretch, times.where(shortened[times.spell] & heard), points)
    found = found.assign(
        first_slot=np.where(by_begin, stretch.rigid_first_slot, found.first_slot),
        last_slot=np.where(by_end, stretch.rigid_last_slot, found.last_slot),
        early_s=np.where(by_begin, 0.0, found.early_s), late_s=np.where(by_end, 0.0, found.late_s),
        near_slots=np.select([cut & moved, shortened], [between, beside], near_slots), neighbours=brief & at_anchor & ~moved,
    )  # fmt: skip
    if shortened.any():
        times = times.where(within(times, points, found.first_slot.to_numpy(), found.last_slot.to_numpy()))
        whole[shortened] = stiff(times.where(shortened[times.spell]), points, n)[shortened]
    return found, times, whole


def _far_ends(stretch: pd.DataFrame, asked: Bools, times: Near, points: Points, min_h: float) -> tuple[Bools, Bools]:
    """Before and after the stretch of which spells two ships were much farther apart, for as long as a shortest meeting.

    Two that may have lain at anchor all along were so only if one moved over or away.
    """
    n = len(stretch)
    some = times.where(asked[times.spell])
    both = some.where(both_received(some, points))
    slot, (first, last) = points.slot[both.a], (stretch[c].to_numpy()[both.spell] for c in _ENDS)
    off = both.apart_m > np.maximum(FAR_M, stretch.rigid_apart_m.to_numpy() / NEARER)[both.spell]
    far = []
    for beside in (slot < first, slot > last):
        slots, far_slots = (np.bincount(both.spell[rows], minlength=n) for rows in (beside, beside & off))
        far.append((far_slots >= max(1, min_h * MARKS_AN_HOUR - 1)) & (far_slots >= MOST_OF_IT * slots))
    if (far[0] | far[1]).any():
        at_anchor, moved = _moved(some, _within(stretch, some, points), points, n)
        far = [f & (~at_anchor | moved) for f in far]
    return far[0], far[1]


def _not_under_way(stretch: pd.DataFrame, heard: Near, points: Points) -> Ints:
    """Slots of each spell; of two that lay in the stretch, without those beside it at which both were under way."""
    n = len(stretch)
    sails = np.fmin(points.speed_kn[heard.a], points.speed_kn[heard.b]) > UNDER_WAY_KN
    inside = _within(stretch, heard, points)
    slots, sailed = (np.bincount(heard.spell[some], minlength=n) for some in (inside, inside & sails))
    return np.bincount(heard.spell[~sails | inside | (2 * sailed > slots)[heard.spell]], minlength=n)


def _nearer(times: Near, points: Points, whole: pd.DataFrame, min_h: float) -> tuple[pd.DataFrame, Bools]:
    """The distance kept for most of each spell, or, if for long enough, while they were much nearer (``stiff``); and of which."""
    n = len(whole)
    far_m = np.where(whole.rigid_apart_m.to_numpy() > FAR_M, whole.rigid_apart_m.to_numpy(), np.nan)
    near = times.where(times.apart_m <= NEARER * far_m[times.spell])
    enough = np.bincount(near.spell, minlength=n) >= LEAST_HEARD
    if not enough.any():
        return whole, np.zeros(n, bool)
    part = stiff(near.where(enough[near.spell]), points, n)
    heard = both_received(times, points)
    between = np.bincount(times.spell[_within(part, times, points) & heard], minlength=n)
    nearer = _kept(part, between, min_h)
    stretch = whole.copy()
    stretch[nearer] = part[nearer]
    return stretch, nearer


def _within(stretch: pd.DataFrame, times: Near, points: Points) -> Bools:
    """Which slots of the spells lie between the first and the last at which they kept one distance."""
    return within(times, points, *(stretch[c].to_numpy() for c in _ENDS))


def _kept(stretch: pd.DataFrame, between: Ints, min_h: float) -> Bools:
    """Whether two ships kept their distance for long enough, and in most of the slots at which both were received."""
    lasts = stretch.rigid_last_slot - stretch.rigid_first_slot >= min_h * MARKS_AN_HOUR - 1
    slots = stretch.rigid_slots.to_numpy()
    heard = ~stretch.rigid_drawn.to_numpy(dtype=bool) & (slots >= LEAST_HEARD)
    return lasts.to_numpy() & heard & (slots >= MOST_OF_IT * between) & (min_h > 0)


def _moved(times: Near, inside: Bools, points: Points, n: int) -> tuple[Bools, Bools]:
    """Of each spell, whether both ships may have lain at anchor all along; and if so, whether one of them moved over.

    Args:
        times: slots of spells.
        inside: those in the stretch in which the two were nearer.
        points: positions of all ships.
        n: number of spells.
    """
    near, rest = times.where(inside), times.where(~inside)
    at_anchor = np.ones(n, bool)
    for stretch in (near, rest):
        for *_, swung_m in stays(stretch, points, n):
            at_anchor &= swung_m <= AT_ANCHOR_M
    off, swung = [], []
    for metres in _seen(times.a, times.b, points):
        middle, near_middle = (quantile(times.spell[some], metres[some], 0.5, n) for some in (~inside, inside))
        off.append(near_middle - middle)
        swung.append(metres[~inside] - middle[rest.spell])
    off_m, swung_m = np.hypot(*off), quantile(rest.spell, np.hypot(*swung), 0.9, n)
    step_m = _step_m(times, inside, points, n)
    moved = (off_m >= np.maximum(LEAST_MOVED_M, BEYOND_SWING * swung_m)) & (step_m >= MOVED_SHARE * off_m)
    return at_anchor, moved & at_anchor


def _seen(a: Ints, b: Ints, points: Points) -> tuple[Floats, Floats]:
    """Where one ship lay as seen from another, at rows of the points: metres north and east."""
    lat, lon = points.lat, points.lon
    return (lat[b] - lat[a]) * METRES_A_DEGREE, wrapped(lon[b] - lon[a]) * METRES_A_DEGREE * np.cos(np.radians(lat[a]))


def _step_m(times: Near, inside: Bools, points: Points, n: int) -> Floats:
    """How far one ship came, as seen from the other, within some slots at the beginning or the end of the stretch, metres.

    They may have been out of reach of each other then: any positions count.
    """
    step_m = np.zeros(n)
    rows = np.flatnonzero(inside)
    change = np.flatnonzero(np.diff(times.spell[rows], prepend=-1, append=n))
    for border, slots in ((rows[change[:-1]], -MOVED_WITHIN_SLOTS), (rows[change[1:] - 1], MOVED_WITHIN_SLOTS)):
        a, b = times.a[border], times.b[border]
        then_a, gap_a = _so_many_on(a, slots, points)
        then_b, gap_b = _so_many_on(b, slots, points)
        known = (
            (np.fmin(gap_a, gap_b) > 0)
            & (np.fmax(gap_a, gap_b) <= 2 * MOVED_WITHIN_SLOTS)
            & (np.abs(gap_a - gap_b) <= 1)
        )
        was, now = _seen(then_a, then_b, points), _seen(a, b, points)
        made_m = np.hypot(was[0] - now[0], was[1] - now[1])
        np.maximum.at(step_m, times.spell[border], np.where(known, made_m, 0))
    return step_m


def _so_many_on(rows: Ints, slots: int, points: Points) -> tuple[Ints, Ints]:
    """The ship's position so many before or after each row of the points, and the slots in between; 0 if it has none."""
    then = np.clip(rows + slots, 0, len(points.slot) - 1)
    same = points.vessel_id[then] == points.vessel_id[rows]
    return then, np.where(same, np.abs(points.slot[then] - points.slot[rows]), 0)
