"""Of two ships that lay some way off each other and then alongside, the stretch alongside is the meeting, however short."""

from __future__ import annotations

import numpy as np
import pandas as pd

from vesseltrack.alongside.rigid import LEAST_HEARD, Near, stiff
from vesseltrack.alongside.spells import MARKS_AN_HOUR
from vesseltrack.alongside.sweep import Points

FAR_M = 120.0
"""Ships that kept a distance of their antennas above this for most of the time may have been neighbours, or in convoy, for it."""
NEARER = 0.6
"""They lay alongside in a stretch in which they kept at most this part of that distance ..."""
MOST_OF_IT = 0.75
"""... at no less than this share of the slots of the stretch at which both were received."""


def nearest_stretch(
    found: pd.DataFrame, times: Near, points: Points, min_h: float
) -> tuple[pd.DataFrame, Near, pd.DataFrame]:
    """Cut spells down to the stretch in which the two were much nearer than for most of the spell, at one distance.

    Args:
        found: the spells, with ``first_slot``, ``last_slot``, ``early_s`` and ``late_s``.
        times: their slots.
        points: positions of all ships.
        min_h: such a stretch lasts at least so long, hours.

    Returns:
        all spells, the slots that are left, and of each spell the distance that the two kept in it (see ``stiff``).
    """
    n = len(found)
    whole = stiff(times, points, n)
    far_m = np.where(whole.rigid_apart_m.to_numpy() > FAR_M, whole.rigid_apart_m.to_numpy(), np.nan)
    near = times.where(times.apart_m <= NEARER * far_m[times.spell])
    counts = np.bincount(near.spell, minlength=n)
    if not (counts >= LEAST_HEARD).any():
        return found, times, whole
    near = near.where(counts[near.spell] >= LEAST_HEARD)
    part = stiff(near, points, n)
    first, last = (part[c].to_numpy() for c in ("rigid_first_slot", "rigid_last_slot"))
    slot = points.slot[times.a]
    within = (slot >= first[times.spell]) & (slot <= last[times.spell])
    heard = ~(points.drawn[times.a] | points.drawn[times.b])
    between = np.bincount(times.spell[within & heard], minlength=n)
    slots = part.rigid_slots.to_numpy()
    long = (last - first >= min_h * MARKS_AN_HOUR - 1) & (slots >= LEAST_HEARD) & ~part.rigid_drawn.to_numpy()
    cut = long & (slots >= MOST_OF_IT * between)
    if not cut.any():
        return found, times, whole
    found = found.assign(
        first_slot=np.where(cut, first, found.first_slot), last_slot=np.where(cut, last, found.last_slot),
        early_s=np.where(cut, 0.0, found.early_s), late_s=np.where(cut, 0.0, found.late_s),
    )  # fmt: skip
    times = times.where(~cut[times.spell] | within)
    whole[cut] = stiff(times.where(cut[times.spell]), points, n)[cut]
    return found, times, whole
