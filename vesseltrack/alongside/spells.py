"""Joins slots at which two ships were near into spells. A gap does not end one unless it is long, or they are received apart."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from vesseltrack.alongside.sweep import Bools, Points, apart_m
from vesseltrack.geo import Ints

MARKS_AN_HOUR = 6


@dataclass(frozen=True)
class Joining:
    """When slots at which two ships were near belong to one spell.

    Attributes:
        apart_h: longest time between two such slots in any case, even if both were received apart meanwhile, hours.
        silent_h: longest time between two such slots if they were not received apart meanwhile, hours.
    """

    apart_h: float
    silent_h: float


PARTED_M = 5000.0
"""A ship received so far from the other's interpolated position has left it, metres."""
_AT_ONCE = 1_000_000
"""Slots compared at once, about: what bounds the memory, where thousands of ships lie beside each other, too."""


class Heard:
    """The ten-minute slots at which each ship's position is known or interpolated."""

    def __init__(self, points: Points) -> None:
        self.points = points
        self.first = int(points.slot.min()) if len(points.slot) else 0
        self.span = int(points.slot.max()) - self.first + 2 if len(points.slot) else 2
        self.key = self.at(points.vessel_id, points.slot)
        self.so_far = np.append(0, np.cumsum(~points.drawn))

    def at(self, vessel_id: Ints, slot: Ints) -> Ints:
        """A ship and a slot packed into one integer that sorts like the points."""
        return vessel_id * self.span + np.clip(slot - self.first, 0, self.span - 1)

    def apart(self, a: Ints, b: Ints, after: Ints, before: Ints) -> Bools:
        """Whether two ships were received apart between two slots, both excluded, at none of which they are near.

        Either both were received at one slot, or one was, more than ``PARTED_M`` from the other's interpolated position.
        """
        rows = [
            (np.searchsorted(self.key, self.at(s, after + 1)), np.searchsorted(self.key, self.at(s, before)))
            for s in (a, b)
        ]
        n_a, n_b = (self.so_far[high] - self.so_far[low] for low, high in rows)
        apart: Bools = (n_a > 0) & (n_b > 0) & (n_a + n_b > before - after - 1)
        some = np.flatnonzero((rows[0][0] < rows[0][1]) & (rows[1][0] < rows[1][1]) & ~apart)
        ours = rows[0][1][some] - rows[0][0][some]
        parts = int(ours.sum()) // _AT_ONCE + 1
        for n in np.array_split(some, parts) if len(some) else ():
            apart[n] = self._heard_apart(a[n], b[n], *(low[n] for low in rows[0]))
        return apart

    def _heard_apart(self, a: Ints, b: Ints, low: Ints, high: Ints) -> Bools:
        """As :meth:`apart`, for pairs that counting slots cannot decide; ``low`` and ``high`` bound the first ship's rows."""
        p, counts = self.points, high - low
        ends = np.cumsum(counts)
        pair = np.repeat(np.arange(len(a)), counts)
        i = np.arange(len(pair)) + np.repeat(low - ends + counts, counts)
        key = self.key[i] + ((b - a) * self.span)[pair]  # the other ship at the same slot
        j = np.minimum(np.searchsorted(self.key, key), len(self.key) - 1)
        known = (self.key[j] == key) & ~(p.drawn[i] & p.drawn[j])
        i, j, pair = i[known], j[known], pair[known]
        both = ~p.drawn[i] & ~p.drawn[j]
        far = both | (apart_m(p.lat[i], p.lon[i], p.lat[j], p.lon[j]) > PARTED_M)
        return np.bincount(pair[far], minlength=len(a)) > 0


@dataclass(frozen=True)
class Rows:
    """Slots at which pairs were near, ordered by pair and slot: indices of the two ships, and the slot."""

    a: Ints
    b: Ints
    slot: Ints

    def of(self, spells: pd.DataFrame) -> tuple[Ints, Ints]:
        """The row indices of all spells, one spell after the other, and the spell of each row."""
        ships = int(max(self.b.max(), spells.b.max())) + 1
        first = min(int(self.slot.min()), int(spells.first_slot.min()))
        span = int(max(self.slot.max(), spells.last_slot.max())) - first + 1
        key = (self.a * ships + self.b) * span + self.slot - first
        pair = (spells.a * ships + spells.b).to_numpy() * span - first
        low = np.searchsorted(key, pair + spells.first_slot.to_numpy())
        counts = np.searchsorted(key, pair + spells.last_slot.to_numpy(), "right") - low
        spell = np.repeat(np.arange(len(spells)), counts)
        rows = np.arange(len(spell)) - np.repeat(np.cumsum(counts) - counts, counts) + np.repeat(low, counts)
        return rows, spell


def spells(rows: Rows, close: Bools, heard: Heard, joining: Joining, min_h: float) -> pd.DataFrame:
    """Spells that last at least ``min_h``: ``a, b, first_slot, last_slot``; only rows that are ``close`` count."""
    a, b, slot = rows.a[close], rows.b[close], rows.slot[close]
    start = np.flatnonzero(_begins(a, b, slot, heard, joining))
    end = np.append(start[1:], len(slot))[: len(start)] - 1
    long = slot[end] - slot[start] >= min_h * MARKS_AN_HOUR - 1e-9
    start, end = start[long], end[long]
    return pd.DataFrame({"a": a[start], "b": b[start], "first_slot": slot[start], "last_slot": slot[end]})


def _begins(a: Ints, b: Ints, slot: Ints, heard: Heard, joining: Joining) -> Bools:
    """Which rows, in order of pair and slot, begin a spell."""
    begins = np.ones(len(slot), bool)
    if len(slot) < 2:
        return begins
    gap = np.diff(slot)
    begins[1:] = (a[1:] != a[:-1]) | (b[1:] != b[:-1]) | (gap > max(joining.apart_h, joining.silent_h) * MARKS_AN_HOUR)
    asked = np.flatnonzero(~begins[1:] & (gap > joining.apart_h * MARKS_AN_HOUR))
    begins[asked + 1] = heard.apart(a[asked], b[asked], slot[asked], slot[asked + 1])
    return begins


_MERGED = ["a", "b", "first_slot", "last_slot", "early_s", "late_s", "rule"]


def merged(parts: list[pd.DataFrame]) -> pd.DataFrame:
    """Spells found by several rules, with overlapping ones of a pair joined; ``rule`` is the first rule that found one."""
    found = pd.concat([p.assign(rule=n) for n, p in enumerate(parts)], ignore_index=True).reindex(columns=_MERGED)
    columns = [found[c].to_numpy(np.int64) for c in ("a", "b", "first_slot", "last_slot")]
    order = np.lexsort(columns[::-1])
    a, b, first_slot, last_slot = (column[order] for column in columns)
    early_s, late_s = (found[c].fillna(0.0).to_numpy(np.float64)[order] for c in ("early_s", "late_s"))
    pair = np.cumsum((np.diff(a, prepend=-1) != 0) | (np.diff(b, prepend=-1) != 0))
    # the last slot so far of each pair: those of the next pair are raised above all of the one before
    raised = pair * (last_slot.max(initial=0) + 1)
    reached = np.maximum.accumulate(last_slot + raised)
    begins = np.ones(len(a), bool)
    begins[1:] = first_slot[1:] + raised[1:] > reached[:-1]
    start = np.flatnonzero(begins)
    if not len(start):
        return found
    last = np.maximum.reduceat(last_slot, start)
    ends_last = last_slot == np.repeat(last, np.diff(start, append=len(a)))
    of = a[start], b[start], first_slot[start], last
    return pd.DataFrame(dict(zip(_MERGED, of, strict=False))).assign(
        early_s=early_s[start],
        late_s=np.maximum.reduceat(np.where(ends_last, late_s, 0.0), start),
        rule=np.minimum.reduceat(found["rule"].to_numpy(np.int64)[order], start),
    )
