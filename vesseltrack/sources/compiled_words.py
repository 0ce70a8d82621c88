"""Ships and words met in plain rows, each given one number: hash tables in compiled code.

What is cached of :mod:`.compiled` holds these functions too: after a change here, change or touch that file.
"""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

from vesseltrack.sources.plain_rows import Counts, Letters, Places

SHIPS, WORDS = range(2)
"""Places in ``state``: how many ships and how many words were met."""

compiled = njit(cache=True, nogil=True, error_model="numpy", _nrt=False)
"""Without counting who holds an array: at each call that costs more than all that is done in it. So nothing here makes one."""

_ODD = np.uint64(0x9E3779B97F4A7C15)
_FNV, _PRIME = np.uint64(0xCBF29CE484222325), np.uint64(0x100000001B3)


@compiled
def ship_place(number: int, slots: Places, numbers: Counts, state: Counts) -> int:
    """The place of a ship among those met; it is met now if it was not; -1 where there is no more room."""
    mask = slots.size - 1
    slot = np.int64((np.uint64(number) * _ODD) >> np.uint64(40)) & mask
    while slots[slot] >= 0:
        if numbers[slots[slot]] == number:
            return slots[slot]
        slot = (slot + 1) & mask
    place = state[SHIPS]
    if place == numbers.size:
        return -1
    slots[slot], numbers[place] = place, number
    state[SHIPS] += 1
    return place


@compiled
def same(text: Letters, spans: Counts, letters: Letters, at: int, end: int) -> bool:
    """Whether a line says the words that stand in ``letters`` between two places."""
    for i in range(0, spans.size, 2):
        first, last = spans[i], spans[i + 1]
        if at + last - first >= end:
            return False
        for j in range(first, last):
            if letters[at] != text[j]:
                return False
            at += 1
        if letters[at] != 0:
            return False
        at += 1
    return at == end


@compiled
def _code(text: Letters, spans: Counts) -> np.uint64:
    """A number that is the same for the same words."""
    code = _FNV
    for i in range(0, spans.size, 2):
        for j in range(spans[i], spans[i + 1]):
            code = (code ^ np.uint64(text[j])) * _PRIME
        code = code * _PRIME
    return code ^ (code >> np.uint64(29))


@compiled
def words_place(text: Letters, spans: Counts, slots: Places, hashes: NDArray[np.uint64], stops: Counts,
                 letters: Letters, state: Counts) -> int:  # fmt: skip
    """The place of a line's words among those met; they are met now if they were not; -1 where there is no more room."""
    code, mask = _code(text, spans), slots.size - 1
    slot = np.int64(code >> np.uint64(1)) & mask
    while slots[slot] >= 0:
        place = slots[slot]
        if hashes[place] == code and same(text, spans, letters, stops[place], stops[place + 1]):
            return place
        slot = (slot + 1) & mask
    place, at = state[WORDS], stops[state[WORDS]]
    if place == hashes.size or (spans.size and at + spans[-1] - spans[0] + spans.size > letters.size):
        return -1
    for i in range(0, spans.size, 2):
        for j in range(spans[i], spans[i + 1]):
            letters[at] = text[j]
            at += 1
        letters[at] = 0
        at += 1
    slots[slot], hashes[place], stops[place + 1] = place, code, at
    state[WORDS] += 1
    return place
