"""Ships and words met in plain rows, each given one number: hash tables in compiled code.

What is cached of :mod:`.compiled` holds these functions too: after a change here, change or touch that file.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from vesseltrack.sources.compiled_letters import alike, compiled
from vesseltrack.sources.plain_rows import Counts, Letters, Places

SHIPS, WORDS = range(2)
"""Places in ``state``: how many ships and how many words were met."""

_ODD = np.uint64(0x9E3779B97F4A7C15)
_BEHIND = 8
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
def end_if_equal(text: Letters, spans: Counts, texts: int, letters: Letters, at: int) -> int:
    """Where in ``letters`` the first runs of texts of a line end that stand there from a place on; -1 if others do."""
    for i in range(0, texts, 2):
        many = spans[i + 1] - spans[i]
        if not alike(text, spans[i], letters, at, many):
            return -1
        at += many
    return at


@compiled
def _code(text: Letters, spans: Counts) -> np.uint64:
    """A number that is the same for the same words."""
    code = _FNV
    for i in range(0, spans.size, 2):
        for j in range(spans[i], spans[i + 1]):
            code = (code ^ np.uint64(text[j])) * _PRIME
    return code ^ (code >> np.uint64(29))


@compiled
def words_place(text: Letters, spans: Counts, slots: Places, hashes: NDArray[np.uint64], stops: Counts,
                 letters: Letters, state: Counts) -> int:  # fmt: skip
    """The place of a line's words among those met; they are met now if they were not; -1 where there is no more room."""
    code, mask, runs = _code(text, spans), slots.size - 1, spans.size // 2
    slot = np.int64(code >> np.uint64(1)) & mask
    while slots[slot] >= 0:
        place = slots[slot]
        if hashes[place] == code and end_if_equal(text, spans, spans.size, letters, stops[place * runs]) >= 0:
            return place
        slot = (slot + 1) & mask
    place, at = state[WORDS], stops[state[WORDS] * runs]
    if place == hashes.size or (spans.size and at + spans[-1] - spans[0] > letters.size - _BEHIND):
        return -1
    for i in range(0, spans.size, 2):
        for j in range(spans[i], spans[i + 1]):
            letters[at] = text[j]
            at += 1
        stops[place * runs + i // 2 + 1] = at
    slots[slot], hashes[place] = place, code
    state[WORDS] += 1
    return place
