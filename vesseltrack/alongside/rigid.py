"""Tells hulls alongside each other from mere neighbours: their distance stays constant, and neither is fixed to the ground."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from vesseltrack.alongside.quantiles import HALF, VALUE_BITS, quantile, sorted_packed
from vesseltrack.alongside.sweep import Bools, Points, apart_m
from vesseltrack.geo import Floats, Ints

FINE_S = 900.0
"""Between fixes at most this many seconds apart the position of a slow ship is known to some metres."""
LEAST_FINE = 4
"""If a spell has at least so many well-known slots, and half of all received ones are such, only these are used ..."""
LEAST_HEARD = 5
"""... unless they kept their distance at fewer of them, which tells nothing, and both were received at more than these.

If both ships were received at fewer slots of a spell, those at which one was received and the other drawn are used too."""
WINDOW_M = 40.0
"""Alongside, the distance of two antennas stays within 2 to 20 m (seven transfers measured); their own error comes to that."""
COARSE_M = 60.0
_UNKNOWN_KN = 1e6
PER_KNOT_M = 2.5
"""Metres by which the window widens per knot: at speed, a clock error of some seconds shifts a position."""


@dataclass(frozen=True)
class Near:
    """Slots at which pairs were near, one row each, ordered by spell.

    Attributes:
        spell: number of the spell, from 0, in order.
        a: the first ship's row of the points.
        b: the other ship's row.
        apart_m: distance between the antennas, metres.
    """

    spell: Ints
    a: Ints
    b: Ints
    apart_m: Floats

    def where(self, some: Bools) -> Near:
        """The rows selected by a mask."""
        return Near(self.spell[some], self.a[some], self.b[some], self.apart_m[some])


def slowest(spell: Ints, speed_kn: Floats, slots: int, n: int) -> Floats:
    """The speed that the slowest so many slots of each spell, or all it has, do not exceed, knots; unknown is not slow."""
    counts = np.bincount(spell, minlength=n)
    rank = np.minimum(np.maximum(1, slots), counts) - 1
    kn = quantile(spell, np.nan_to_num(speed_kn, nan=np.inf), (rank + 0.5) / np.maximum(1, counts - 1), n)
    return np.where(kn > _UNKNOWN_KN, np.nan, kn)


def both_received(near: Near, points: Points) -> Bools:
    """Which rows are slots at which neither ship's position is interpolated."""
    return ~(points.drawn[near.a] | points.drawn[near.b])


def within(near: Near, points: Points, first: Ints, last: Ints) -> Bools:
    """Which rows lie between two slots of their spell, both included; ``first`` and ``last`` by spell."""
    slot = points.slot[near.a]
    inside: Bools = (slot >= first[near.spell]) & (slot <= last[near.spell])
    return inside


def well_known(near: Near, points: Points) -> Bools:
    """Which rows are slots at which both ships were received, between fixes at most ``FINE_S`` apart."""
    span = np.maximum(points.span_s[near.a], points.span_s[near.b])
    known: Bools = both_received(near, points) & (span <= FINE_S)
    return known


def counted(near: Near, points: Points, n: int) -> tuple[Bools, Bools, Bools]:
    """Which spells have enough well-known slots, which have more at which both were received, and which have few of these."""
    slots = (well_known(near, points), both_received(near, points))
    known, both = (np.bincount(near.spell[some], minlength=n) for some in slots)
    well = (known >= LEAST_FINE) & (2 * known >= both)
    return well, both > known, (both < LEAST_HEARD) & ~well


def telling(near: Near, points: Points, well: Bools, few: Bools) -> Bools:
    """The rows to measure distances on: well-known slots, else those at which both ships were received, else one of them.

    Args:
        near: the slots.
        points: positions of all ships.
        well: spells measured on well-known slots.
        few: spells for which even slots with one ship drawn are taken.
    """
    one_heard = ~(points.drawn[near.a] & points.drawn[near.b])
    else_heard = np.where(few[near.spell], one_heard, both_received(near, points))
    return np.where(well[near.spell], well_known(near, points), else_heard)


def stiff(near: Near, points: Points, n: int) -> pd.DataFrame:
    """For each spell, the distance that the ships kept for most of the time, and for how long.

    Returns:
        ``rigid_apart_m``, median distance, metres; ``rigid_first_slot`` and ``rigid_last_slot``, first and last slot at it;
        ``rigid_slots``, number of slots at it; ``rigid_share``, their share of the slots used between the two; ``measured``,
        whether from well-known slots; ``rigid_drawn``, whether one ship was drawn at most of them.
    """
    well, more, few = counted(near, points, n)
    found = _stiff(near, points, well, few)
    again = well & more & (found.rigid_slots.to_numpy() < LEAST_HEARD)
    if again.any():
        found[again] = _stiff(near.where(again[near.spell]), points, well & ~again, few)[again]
    return found


def _stiff(near: Near, points: Points, well: Bools, few: Bools) -> pd.DataFrame:
    """As :func:`stiff`, on the slots that are said to tell."""
    n = len(well)
    some = near.where(telling(near, points, well, few))
    kn = np.nan_to_num(np.minimum(20, np.fmax(points.speed_kn[some.a], points.speed_kn[some.b])))
    width = np.where(well, WINDOW_M, COARSE_M) + PER_KNOT_M * np.nan_to_num(quantile(some.spell, kn, 0.5, n))
    low, high = _densest(some, width, n)
    inside = (some.apart_m >= low[some.spell]) & (some.apart_m <= high[some.spell])
    slot = points.slot[some.a]
    first, last = _ends(some.spell[inside], slot[inside], n)
    slots = np.bincount(some.spell[inside], minlength=n)
    between = np.bincount(some.spell[within(some, points, first, last)], minlength=n)
    middle = quantile(some.spell[inside], some.apart_m[inside], 0.5, n)
    return pd.DataFrame(
        {
            "rigid_apart_m": middle, "rigid_first_slot": first, "rigid_last_slot": last,
            "rigid_slots": slots, "rigid_share": slots / np.maximum(1, between), "measured": well,
            "rigid_drawn": few,
        }
    )  # fmt: skip


def _ends(spell: Ints, slot: Ints, n: int) -> tuple[Ints, Ints]:
    """First and last slot of each spell's rows, which are in order of time; 0 and -1 where it has none."""
    first, last = np.zeros(n, np.int64), np.full(n, -1)
    change = np.flatnonzero(np.diff(spell, prepend=-1, append=n))
    at, end = change[:-1], change[1:] - 1
    first[spell[at]], last[spell[at]] = slot[at], slot[end]
    return first, last


def _densest(near: Near, width: Floats, n: int) -> tuple[Floats, Floats]:
    """For each spell, the interval of distances of the given width (metres) that holds most rows: its lower and upper end."""
    packed = sorted_packed(near.spell, near.apart_m, 1e-3, np.bincount(near.spell, minlength=n))
    spell = packed >> VALUE_BITS
    wide = np.nan_to_num(width * 1000).astype(np.int64)
    held = np.searchsorted(packed, packed + wide[spell], "right") - np.arange(len(packed))
    low = np.full(n, np.nan)
    start = np.flatnonzero(np.diff(spell, prepend=-1))
    if len(start):
        most = np.maximum.reduceat(held, start)
        counts = np.diff(np.append(start, len(spell)))
        best = np.flatnonzero(held == np.repeat(most, counts))
        best = best[np.flatnonzero(np.diff(spell[best], prepend=-1))]
        low[spell[best]] = ((packed[best] & ((1 << VALUE_BITS) - 1)) - HALF) / 1000
    return low - 5e-4, low + width + 5e-4


def spread(near: Near, points: Points, stiffness: pd.DataFrame, n: int) -> tuple[Floats, Floats]:
    """For both ships, the 90th percentile of the distance from their median position while rigid, metres; moored: within 12."""
    first, last = stiffness.rigid_first_slot.to_numpy(), stiffness.rigid_last_slot.to_numpy()
    tells = telling(near, points, *(stiffness[c].to_numpy(dtype=bool) for c in ("measured", "rigid_drawn")))
    some = near.where(tells & within(near, points, first, last))
    (*_, spread_m), (*_, other_spread_m) = stays(some, points, n)
    return spread_m, other_spread_m


def stays(near: Near, points: Points, n: int) -> list[tuple[Floats, Floats, Floats]]:
    """Where both ships lay in each spell: median latitude and longitude, and within how many metres of it 90 % of the time.

    Longitudes are in 0 to 360 if some lie at the antimeridian. NaN for a spell without rows.
    """
    out = []
    for row in (near.a, near.b):
        lat, lon = points.lat[row], points.lon[row]
        lon = np.where(lon < 0, lon + 360, lon) if (np.abs(lon) > 179).any() else lon
        middle_lat, middle_lon = (quantile(near.spell, x, 0.5, n, 1e-7) for x in (lat, lon))
        off_m = apart_m(lat, lon, middle_lat[near.spell], middle_lon[near.spell])
        out.append((middle_lat, middle_lon, quantile(near.spell, off_m, 0.9, n)))
    return out
