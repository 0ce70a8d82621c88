"""Plain rows of a Parquet file, taken from its columns by compiled code: what they mean is as in :mod:`.compiled`.

What is cached of this file holds functions of others too: after a change there, change or touch this one.
"""

from __future__ import annotations

import numpy as np

from vesseltrack.sources.compiled import is_good, keep
from vesseltrack.sources.compiled_fields import LEFT, LINES, ROWS
from vesseltrack.sources.compiled_letters import compiled
from vesseltrack.sources.compiled_words import WORDS, ship_place, words_place
from vesseltrack.sources.plain_rows import Counts, Left, Letters, Numbers, Places, Rows, Ships, Tuples, Words

_ODD = np.uint64(0x9E3779B97F4A7C15)
_FIRST_SHIP, _LAST_SHIP = 201_000_000, 775_999_999


@compiled
def intern(letters: Letters, stops: Places, words: Words, state: Counts, span: Counts, codes: Counts) -> bool:
    """Give each text of a dictionary a number: equal ones the same, whichever dictionary of the column they stand in.

    Args:
        letters: of all texts, and eight of anything behind them.
        stops: where each begins, and the last ends.
        words: texts met.
        state: how many were met, at ``WORDS``.
        span: room for two numbers.
        codes: is filled.

    Returns:
        whether there was room for all.
    """
    slots, hashes, ends, held = words
    for i in range(codes.size):
        span[0], span[1] = stops[i], stops[i + 1]
        codes[i] = words_place(letters, span, slots, hashes, ends, held, state)
        if codes[i] < 0:
            return False
    return True


@compiled
def _is_said(codes: Tuples, row: int, said: Tuples, place: int) -> bool:
    """Whether a row says the words at a place of those met."""
    alike = True
    for column in range(codes.shape[0]):
        alike &= codes[column, row] == said[place, column]
    return alike


@compiled
def _place_of(codes: Tuples, row: int, slots: Places, said: Tuples, state: Counts) -> int:
    """The place of a row's words among those met; they are met now if they were not; -1 where there is no more room."""
    code = np.uint64(0)
    for column in range(codes.shape[0]):
        code = (code ^ np.uint64(codes[column, row])) * _ODD
        code ^= code >> np.uint64(32)
    mask = slots.size - 1
    slot = np.int64(code >> np.uint64(8)) & mask
    while slots[slot] >= 0:
        if _is_said(codes, row, said, slots[slot]):
            return slots[slot]
        slot = (slot + 1) & mask
    place = state[WORDS]
    if place == said.shape[0]:
        return -1
    for column in range(codes.shape[0]):
        said[place, column] = codes[column, row]
    slots[slot] = place
    state[WORDS] += 1
    return place


@compiled
def _read_numbers(values: Numbers, kinds: Counts, row: int, numbers: Numbers) -> bool:
    """Take a row's numbers; returns whether none is a zero below zero, which is equal to zero and written otherwise."""
    plain = True
    for i in range(kinds.size):
        number = values[i, row]
        plain &= number != 0 or not np.signbit(number)
        numbers[kinds[i]] = number
    return plain


@compiled
def read_rows(ids: Counts, times: Counts, values: Numbers, codes: Tuples, kinds: Counts, odd: Letters, first: int, span: Counts,
              per: Numbers, rows: Rows, left: Left, ships: Ships, slots: Places, said: Tuples, state: Counts,
              numbers: Numbers) -> None:  # fmt: skip
    """Take the rows of a batch: plain ones into ``rows``, the others into ``left``, which have room for all.

    ``ids`` are numbers of ships, 0 for none; ``times`` microseconds since 1970, UTC; ``values`` a row's numbers by column, NaN
    for none, of the ``kinds`` of :mod:`.compiled`; ``codes`` a number for each word, by column; rows that are ``odd`` are left;
    ``first`` is where the first row stands in the run, ``span`` the earliest and latest time of a good row. ``slots`` is a hash
    table of places in ``said``, the words met, a row for each. The rest is as in :func:`.compiled.read_lines`.
    """
    of_ship, time, lat, lon, sog, sent, cog, heading, rot, of_words, begin, line = rows
    ship_slots, met, last = ships
    left_start, left_line = left
    for i in range(ids.size):
        row, place, words = state[ROWS], np.int64(-1), np.int64(-1)
        plain = _read_numbers(values, kinds, i, numbers) and not odd[i]
        plain &= _FIRST_SHIP <= ids[i] <= _LAST_SHIP and span[0] <= times[i] <= span[1]
        if plain and is_good(numbers, per):
            place = ship_place(ids[i], ship_slots, met, state)
        if place >= 0:
            words = np.int64(last[place])
            if words < 0 or not _is_said(codes, i, said, words):
                words = _place_of(codes, i, slots, said, state)
        if words >= 0:
            last[place] = words
            of_ship[row], time[row], of_words[row] = place, times[i], words
            begin[row], line[row] = first + i, state[LINES]
            keep(row, numbers, lat, lon, sog, sent, cog, heading, rot)
            state[ROWS] += 1
        else:
            left_start[state[LEFT]], left_line[state[LEFT]] = first + i, state[LINES]
            state[LEFT] += 1
        state[LINES] += 1
