"""Quantiles of the values of many spells: by sorting them all, or, of many values, by a compiled search in each spell."""

from __future__ import annotations

import numpy as np

from vesseltrack.alongside.sweep import whole_groups
from vesseltrack.compiled import Compiled, is_worth_it
from vesseltrack.geo import Floats, Ints

VALUE_BITS, HALF = 36, 1 << 35
_SORTED_AT_ONCE = 1000
"""Rows of whole spells that are sorted at a time, about: few rows are sorted in a third of the time of all."""
FEW = 16
"""So few values are put in order by moving each to its place."""


def quantile(spell: Ints, value: Floats, q: float | Floats, n: int, unit: float = 1e-3) -> Floats:
    """The ``q`` quantile (the lower of two) of each spell's values, rounded to multiples of ``unit``; NaN for an empty spell.

    The values are given in order of spell.
    """
    counts = np.bincount(spell, minlength=n)
    rank = (q * (counts - 1)).astype(np.int64)
    if is_worth_it(len(value)):
        return _nths.fast(value, counts, rank, unit)
    packed = sorted_packed(spell, value, unit, counts)
    first = np.cumsum(counts) - counts
    out = np.full(n, np.nan)
    some = counts > 0
    at = packed[(first + rank)[some]]
    out[some] = ((at & ((1 << VALUE_BITS) - 1)) - HALF) * unit
    return out


def sorted_packed(spell: Ints, value: Floats, unit: float, counts: Ints) -> Ints:
    """Spell and value packed, sorted; the rows are given in order of spell, and ``counts`` tells how many each has."""
    packed, first = _packed(spell, value, unit), 0
    for end in whole_groups(counts, _SORTED_AT_ONCE):
        packed[first:end].sort()
        first = end
    return packed


def _packed(spell: Ints, value: Floats, unit: float) -> Ints:
    """Spell and value packed into one integer that sorts by both, which is many times faster than sorting by two keys."""
    whole = value / unit
    np.rint(np.clip(whole, -HALF, HALF - 1, out=whole), out=whole)
    packed = spell << VALUE_BITS
    packed += whole.astype(np.int64)
    packed += HALF
    return packed


@Compiled
def _nths(value: Floats, counts: Ints, rank: Ints, unit: float) -> Floats:
    """Of each spell the value of a rank, counted from 0 and rounded to ``unit``, as :func:`quantile` finds it by sorting."""
    out = np.full(counts.size, np.nan)
    held = np.empty(counts.max() if counts.size else 0, np.int64)
    first = 0
    for spell in range(counts.size):
        rows = counts[spell]
        if rows:
            for i in range(rows):
                held[i] = np.int64(np.rint(min(max(value[first + i] / unit, -float(HALF)), float(HALF - 1))))
            out[spell] = _nth(held, rows, rank[spell]) * unit
        first += rows
    return out


@Compiled
def _nth(held: Ints, rows: int, rank: int) -> int:
    """The value of a rank among the first rows, which are moved about: the part that holds it is divided until it is small."""
    low, high = 0, rows - 1
    while high - low > FEW:
        ends = min(held[low], held[high]), max(held[low], held[high])
        pivot = max(ends[0], min(ends[1], held[(low + high) >> 1]))
        i, j = low, high
        while i <= j:
            while held[i] < pivot:
                i += 1
            while held[j] > pivot:
                j -= 1
            if i <= j:
                held[i], held[j] = held[j], held[i]
                i, j = i + 1, j - 1
        if j < rank < i:
            return int(held[rank])
        low, high = (low, j) if rank <= j else (i, high)
    for i in range(low + 1, high + 1):
        it, j = held[i], i
        while j > low and held[j - 1] > it:
            held[j] = held[j - 1]
            j -= 1
        held[j] = it
    return int(held[rank])
