"""Plain lines of a table, read by compiled code: what each function gives is what the SQL beside it gives.

A line is plain where no letter of it leaves room for a second reading: no quote, no carriage return within, as many fields as the
header; the ship's number nine digits of a ship station, the time in the file's one fixed spelling, numbers in digits with at most
one point and fifteen digits. All other lines are left to SQL (:mod:`.lane`), which reads any line. What a plain line says in
words is not understood here: equal words are given one number, and SQL reads the first line that has them.

| here | in SQL |
|---|---|
| :func:`read_number` | ``TRY_CAST(c AS DOUBLE)``, or ``TRY_CAST(replace(c, ',', '.') AS DOUBLE)`` |
| :func:`read_time` | ``utc_time(c)`` or ``try_strptime(c, format)``, less the file's offset |
| :func:`read_ship` | ``number`` of ``validate.sql``, where its first look finds the row good |
| :func:`read_lines` | ``lat``, ``lon``, ``sog_kn``, ``cog_deg``, ``heading_deg``, ``rot_deg_min`` of ``validate.sql`` |
"""

from __future__ import annotations

import numpy as np

from vesseltrack.sources.compiled_fields import (
    AT,
    BLANK,
    COG,
    COMMA,
    DELIMITER,
    HEADING,
    ID,
    IGNORED,
    LAT,
    LEFT,
    LINES,
    LON,
    PLACE,
    RETURNS,
    ROT,
    ROWS,
    RUNS,
    SAID,
    SOG,
    SPELT,
    STATES,
    TEXT,
    TIME,
    TIME_US,
    read_number,
    read_ship,
    read_time,
)  # fmt: skip
from vesseltrack.sources.compiled_letters import alike, compiled
from vesseltrack.sources.compiled_words import end_if_equal, ship_place, words_place
from vesseltrack.sources.plain_rows import Counts, Left, Letters, Numbers, Places, Rows, Ships, Spec, Words

__all__ = ["AT", "LEFT", "LINES", "RETURNS", "ROT", "ROWS", "RUNS", "STATES", "TEXT", "is_good", "keep", "read_lines"]

ENDS_TEXT, ENDS_IGNORED = 1, 2
_LF, _CR = 10, 13


@compiled
def _sent_last(at: int, number: int, slots: Places, met: Counts, last: Places, stops: Counts, letters: Letters, text: Letters,
               spans: Counts, texts: int, given: Counts, state: Counts) -> int:  # fmt: skip
    """Know the place of a line's ship, if its number ends anywhere.

    Returns:
        where in ``letters`` the words go on that it sent last, behind those of the line so far; -1 where these are others.
    """
    if at < 0:
        return -1
    state[PLACE] = ship_place(number, slots, met, state)
    if state[PLACE] < 0 or last[state[PLACE]] < 0:
        return -1
    state[SAID] = last[state[PLACE]]
    return end_if_equal(text, spans, texts, letters, stops[state[SAID] * given[RUNS]])


@compiled
def _text(text: Letters, at: int, ends: Letters, which: int) -> int:
    """Where a text ends."""
    while not ends[text[at]] & which:
        at += 1
    return at


@compiled
def _run(text: Letters, at: int, many: int, ends: Letters, delimiter: int) -> int:
    """Where the last of so many texts ends, one behind another; -1 where they are not plain."""
    for _ in range(many - 1):
        at = _text(text, at, ends, ENDS_TEXT)
        if text[at] != delimiter:
            return -1
        at += 1
    return _text(text, at, ends, ENDS_TEXT)


@compiled
def _texts(text: Letters, at: int, many: int, ends: Letters, given: Counts, letters: Letters, said: int, stops: Counts,
           run: int) -> tuple[int, int]:  # fmt: skip
    """Where a run of texts ends, and where in ``letters`` the next begins if this one stands at ``said`` there; else -1."""
    if said >= 0:
        known = stops[run + 1] - said
        if alike(text, at, letters, said, known):
            return at + known - 1, said + known
    return _run(text, at, many, ends, given[DELIMITER]), np.int64(-1)


@compiled
def _next(text: Letters, at: int, given: Counts) -> int:
    """Where the line begins that follows one whose last field ends somewhere; -1 where it does not follow."""
    if at < 0:
        return -1
    if given[RETURNS]:
        if text[at] != _CR:
            return -1
        at += 1
    return at + 1 if text[at] == _LF else -1


@compiled
def _line(text: Letters, at: int, kinds: Letters, runs: Letters, ends: Letters, signs: Letters, given: Counts, state: Counts,
          numbers: Numbers, spans: Counts, slots: Places, met: Counts, last: Places, stops: Counts,
          letters: Letters) -> int:  # fmt: skip
    """Read a line; returns where the next begins, -1 where this one is not plain. ``spans``: where runs of texts are."""
    texts, said, column = 0, np.int64(-1), 0
    state[PLACE] = state[SAID] = -1
    while True:
        kind, many = kinds[column], np.int64(1)
        if kind == TEXT:
            spans[texts], many = at, np.int64(runs[column])
            at, said = _texts(text, at, many, ends, given, letters, said, stops, state[SAID] * given[RUNS] + texts // 2)
            spans[texts + 1] = at + 1
            texts += 2
        elif kind == IGNORED:
            at = _text(text, at, ends, ENDS_IGNORED)
        elif kind == ID:
            at, number = read_ship(text, at)
            said = _sent_last(at, number, slots, met, last, stops, letters, text, spans, texts, given, state)
        elif kind == TIME:
            at = read_time(text, at, signs, given, state)
        else:
            at, numbers[kind] = read_number(text, at, given[COMMA] != 0)
        column += many
        if at < 0 or column >= kinds.size:
            break
        if text[at] != given[DELIMITER]:
            return -1
        at += 1
    if said < 0:
        state[SAID] = -1
    return _next(text, at, given)


@compiled
def is_good(numbers: Numbers, per: Numbers) -> bool:
    """Whether the first look of ``validate.sql`` finds a row good, and no value of it is to be counted as unread."""
    for kind in range(LAT, ROT + 1):
        if per[kind] != 1.0:
            numbers[kind] /= per[kind]
    lat, lon = numbers[LAT], numbers[LON]
    placed = -90 <= lat <= 90 and -180 <= lon < 180 and lat != 0
    return placed and not numbers[SOG] > 102.35


@compiled
def _heading(said: float) -> int:
    """A heading in whole degrees; -1 for none."""
    if not 0 <= said < 360:
        return -1
    whole = np.floor(said)
    return np.int64(whole + 1 if said - whole >= 0.5 else whole) % 360


@compiled
def keep(row: int, numbers: Numbers, lat: Numbers, lon: Numbers, sog: Numbers, sent: Numbers, cog: Numbers, heading: Places,
          rot: Numbers) -> None:  # fmt: skip
    """Keep the numbers of a good line in a row."""
    lat[row], lon[row], sent[row] = numbers[LAT], numbers[LON], numbers[SOG]
    heading[row] = _heading(numbers[HEADING])
    sog[row] = numbers[SOG] if 0 <= numbers[SOG] <= 102.2 else np.nan
    cog[row] = (0.0 if numbers[COG] > 359.9999 else numbers[COG]) if 0 <= numbers[COG] < 360 else np.nan
    turn = abs(numbers[ROT])
    rot[row] = numbers[ROT] if turn < 709 and turn not in (127, 128) else np.nan


@compiled
def _leave(text: Letters, at: int, left_start: Places, left_line: Places, state: Counts) -> int:
    """Leave a line to SQL, if it is not blank; returns where the next begins."""
    start = at
    while text[at] != _LF:
        at += 1
    if at == start or (at == start + 1 and text[start] == _CR):
        state[BLANK] += 1
    else:
        left_start[state[LEFT]], left_line[state[LEFT]] = start, state[LINES]
        state[LEFT] += 1
    return at + 1


@compiled
def read_lines(text: Letters, stop: int, spec: Spec, rows: Rows, left: Left, ships: Ships, words: Words, state: Counts,
               numbers: Numbers, spans: Counts) -> None:  # fmt: skip
    """Read lines from ``state[AT]`` on, to the end or while there is room: plain ones into ``rows``, others into ``left``.

    ``text`` ends with a line feed at ``stop - 1``, and forty letters of anything behind it. ``numbers`` has a place for each kind
    of a column, NaN before the first line; ``spans`` two for each run of columns of text.
    """
    kinds, runs, ends, signs, given, per = spec  # arrays taken out of a tuple again and again cost more than all else
    of_ship, time, lat, lon, sog, sent, cog, heading, rot, of_words, begin, line = rows
    slots, met, last = ships
    word_slots, hashes, stops, letters = words
    left_start, left_line = left
    at, state[SPELT] = state[AT], -1
    while at < stop and state[ROWS] < time.size and state[LEFT] < left_start.size:
        start, row, place, said = at, state[ROWS], -1, -1
        at = _line(text, at, kinds, runs, ends, signs, given, state, numbers, spans, slots, met, last, stops, letters)
        if at >= 0 and is_good(numbers, per):
            place, said = state[PLACE], state[SAID]
        if place >= 0 and said < 0:
            said = words_place(text, spans, word_slots, hashes, stops, letters, state)
        if said >= 0:
            last[place] = said
            of_ship[row], time[row], of_words[row] = place, state[TIME_US], said
            begin[row], line[row] = start, state[LINES]
            keep(row, numbers, lat, lon, sog, sent, cog, heading, rot)
            state[ROWS] += 1
        else:
            at = _leave(text, start, left_start, left_line, state)
        state[LINES] += 1
    state[AT] = at
