"""Plain lines of a table, read by compiled code: what each function gives is what the SQL beside it gives.

A line is plain where no letter of it leaves room for a second reading: no quote, no carriage return within, as many fields as the
header; the ship's number nine digits of a ship station, the time in the file's one fixed spelling, numbers in digits with at most
one point and fifteen digits. All other lines are left to SQL (:mod:`.lane`), which reads any line. What a plain line says in
words is not understood here: equal words are given one number, and SQL reads the first line that has them.

| here | in SQL |
|---|---|
| :func:`_number` | ``TRY_CAST(c AS DOUBLE)``, or ``TRY_CAST(replace(c, ',', '.') AS DOUBLE)`` |
| :func:`_time` | ``utc_time(c)`` or ``try_strptime(c, format)``, less the file's offset |
| :func:`_ship` | ``number`` of ``validate.sql``, where its first look finds the row good |
| :func:`read_lines` | ``lat``, ``lon``, ``sog_kn``, ``cog_deg``, ``heading_deg``, ``rot_deg_min`` of ``validate.sql`` |
"""

from __future__ import annotations

import numpy as np

from vesseltrack.sources.compiled_words import compiled, ship_place, words_place
from vesseltrack.sources.plain_rows import Counts, Left, Letters, Numbers, Places, Rows, Ships, Spec, Words

IGNORED, ID, TIME, LAT, LON, SOG, COG, HEADING, ROT, TEXT = range(10)
"""What a column is."""
ROWS, LEFT, LINES, BLANK, AT, DAY, DAY_US, PLACE, SAID, TIME_US, SPELT, SPELT_END, STATES = range(2, 15)
"""Further places in ``state``: how many plain rows, lines left, lines and blank ones there are; where the next line
begins; the last day met, as year, month and day in one number, and its microseconds since 1970; the line's ship, its words
where they are those that the ship sent last (else -1), and its time; where the last time read begins (-1: none) and ends."""

_LF, _CR, _MINUS, _POINT, _ZERO = 10, 13, 45, 46, 48
_FIRST_SHIP, _LAST_SHIP = 201_000_000, 775_999_999
_TENS = 10.0 ** np.arange(16)
_DAYS = np.array([0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31])
(DELIMITER, COMMA, RETURNS, SHIFT_US, EARLIEST_US, LATEST_US,
 YEAR, MONTH, OF_MONTH, HOUR, MINUTE, SECOND, ZONE) = range(13)  # fmt: skip
"""Places in ``given``, see :class:`.plain_rows.Spec`."""
ENDS_TEXT, ENDS_IGNORED, SIGN_T = 1, 2, 1


@compiled
def _number(text: Letters, at: int, comma: bool) -> tuple[int, float]:
    """A number, and where it ends; NaN for an empty field; it ends at -1 where the field is not plain.

    Up to fifteen digits and powers of ten up to 10^15 are exact, so that their quotient is the nearest number there is.
    """
    begin, minus = at, text[at] == _MINUS
    if minus:
        at += 1
    whole, digits, point = np.int64(0), 0, -1
    while True:
        digit = np.int64(text[at]) - _ZERO
        if 0 <= digit <= 9:
            whole = whole * 10 + digit
            digits += 1
        elif point < 0 and digits > 0 and (text[at] == _POINT or (comma and text[at] == 44)):
            point = digits
        else:
            break
        at += 1
    if at == begin:
        return at, np.nan
    if digits == 0 or digits > 15 or point == digits or (minus and whole == 0):
        return -1, np.nan
    value = np.float64(whole)
    if point >= 0:
        value = value / _TENS[digits - point]
    return at, -value if minus else value


@compiled
def _ship(text: Letters, at: int) -> tuple[int, int]:
    """A number of nine digits of a ship station, and where it ends; at -1 where it is none."""
    number = np.int64(0)
    for i in range(at, at + 9):
        digit = np.int64(text[i]) - _ZERO
        if digit < 0 or digit > 9:
            return -1, number
        number = number * 10 + digit
    return (at + 9 if _FIRST_SHIP <= number <= _LAST_SHIP else -1), number


@compiled
def _days(year: int, month: int, day: int) -> int:
    """Days since 1970 of a date of the Gregorian calendar; -1 if there is none."""
    leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    if year < 1970 or month < 1 or month > 12 or day < 1 or day > _DAYS[month] + (month == 2 and leap):
        return np.int64(-1)
    days = np.int64(365) * (year - 1970) + (year - 1969) // 4 - (year - 1901) // 100 + (year - 1601) // 400
    for m in range(1, month):
        days += _DAYS[m]
    return days + day - 1 + (month > 2 and leap)


@compiled
def _two(text: Letters, at: int) -> int:
    """Two digits."""
    return (np.int64(text[at]) - _ZERO) * 10 + np.int64(text[at + 1]) - _ZERO


@compiled
def _spelt(text: Letters, at: int, signs: Letters) -> bool:
    """Whether a time is spelt as all of the file are."""
    for i in range(signs.size):
        letter, sign = text[at + i], signs[i]
        if sign == 0:
            if letter < 48 or letter > 57:
                return False
        elif letter != sign and not (sign == SIGN_T and letter in (84, 32)):
            return False
    return True


@compiled
def _time(text: Letters, at: int, signs: Letters, given: Counts, state: Counts) -> int:
    """Read a time, at once where it is spelt like the last; returns where it ends, -1 where it is not plain."""
    begin, end = state[SPELT], state[SPELT_END]
    if begin >= 0:
        ahead = at - begin
        while end >= begin and text[end] == text[end + ahead]:  # what stands behind it as well: it may belong to it
            end -= 1
        if end < begin:
            return state[SPELT_END] + ahead
    end, state[TIME_US] = _new_time(text, at, signs, given, state)
    state[SPELT], state[SPELT_END] = (at if end >= 0 else -1), end
    return end


@compiled
def _new_time(text: Letters, at: int, signs: Letters, given: Counts, state: Counts) -> tuple[int, int]:
    """A time in microseconds since 1970, and where it ends; at -1 where it is not plain."""
    if not _spelt(text, at, signs):
        return -1, np.int64(0)
    year = _two(text, at + given[YEAR]) * 100 + _two(text, at + given[YEAR] + 2)
    month, day = _two(text, at + given[MONTH]), _two(text, at + given[OF_MONTH])
    hour, minute, second = _two(text, at + given[HOUR]), _two(text, at + given[MINUTE]), _two(text, at + given[SECOND])
    named = year * 10000 + month * 100 + day
    if named != state[DAY]:
        days = _days(year, month, day)
        if days < 0:
            return -1, np.int64(0)
        state[DAY], state[DAY_US] = named, days * 86_400_000_000
    if hour > 23 or minute > 59 or second > 59:
        return -1, np.int64(0)
    us, end = state[DAY_US] + (hour * 3600 + minute * 60 + second) * 1_000_000, at + signs.size
    if given[ZONE] and text[end] == 90:
        end += 1
    else:
        us -= given[SHIFT_US]
    return (end if given[EARLIEST_US] <= us <= given[LATEST_US] else -1), us


@compiled
def _again(text: Letters, at: int, ends: Letters, letters: Letters, said: int) -> tuple[int, int]:
    """Where a text ends, and where in ``letters`` the next begins if this one stands at ``said`` there; else -1."""
    if said >= 0:
        while letters[said] != 0 and letters[said] == text[at]:
            at, said = at + 1, said + 1
        said = said + 1 if letters[said] == 0 and ends[text[at]] & ENDS_TEXT else -1
    return _text(text, at, ends, ENDS_TEXT), said


@compiled
def _meet(at: int, number: int, slots: Places, met: Counts, state: Counts) -> int:
    """Know the place of a line's ship, if its number ends anywhere; -1: what it sent before is not looked at."""
    if at >= 0:
        state[PLACE] = ship_place(number, slots, met, state)
    return -1


@compiled
def _sent_last(at: int, number: int, slots: Places, met: Counts, last: Places, stops: Counts, state: Counts) -> int:
    """Know the place of a line's ship; returns where the words begin that it sent last, -1 where there are none."""
    _meet(at, number, slots, met, state)
    if state[PLACE] < 0 or last[state[PLACE]] < 0:
        return -1
    state[SAID] = last[state[PLACE]]
    return stops[state[SAID]]


@compiled
def _text(text: Letters, at: int, ends: Letters, which: int) -> int:
    """Where a text ends."""
    while not ends[text[at]] & which:
        at += 1
    return at


@compiled
def _line(text: Letters, at: int, kinds: Letters, ends: Letters, signs: Letters, given: Counts, state: Counts, numbers: Numbers,
          spans: Counts, slots: Places, met: Counts, last: Places, stops: Counts, letters: Letters) -> int:  # fmt: skip
    """Read a line; returns where the next begins, -1 where this one is not plain. ``spans`` is where texts begin and end."""
    texts, said = 0, -1
    state[PLACE] = state[SAID] = -1
    for column in range(kinds.size):
        kind = kinds[column]
        if kind == TEXT:
            spans[texts] = at
            at, said = _again(text, at, ends, letters, said)
            spans[texts + 1] = at
            texts += 2
        elif kind == IGNORED:
            at = _text(text, at, ends, ENDS_IGNORED)
        elif kind == ID:
            at, number = _ship(text, at)
            said = (
                _sent_last(at, number, slots, met, last, stops, state)
                if texts == 0
                else _meet(at, number, slots, met, state)
            )
        elif kind == TIME:
            at = _time(text, at, signs, given, state)
        else:
            at, numbers[kind] = _number(text, at, given[COMMA] != 0)
        if at < 0 or (text[at] != given[DELIMITER] and column < kinds.size - 1):
            return -1
        at += column < kinds.size - 1
    if said < 0:
        state[SAID] = -1
    if given[RETURNS]:
        at = at + 1 if text[at] == _CR else -1
    return at + 1 if at >= 0 and text[at] == _LF else -1


@compiled
def _is_good(numbers: Numbers, per: Numbers) -> bool:
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
def _keep(row: int, numbers: Numbers, lat: Numbers, lon: Numbers, sog: Numbers, sent: Numbers, cog: Numbers, heading: Places,
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
    of a column, NaN before the first line; ``spans`` two for each column of text.
    """
    kinds, ends, signs, given, per = spec  # arrays taken out of a tuple again and again cost more than all else
    of_ship, time, lat, lon, sog, sent, cog, heading, rot, of_words, begin, line = rows
    slots, met, last = ships
    word_slots, hashes, stops, letters = words
    left_start, left_line = left
    at, state[SPELT] = state[AT], -1
    while at < stop and state[ROWS] < time.size and state[LEFT] < left_start.size:
        start, row, place, said = at, state[ROWS], -1, -1
        at = _line(text, at, kinds, ends, signs, given, state, numbers, spans, slots, met, last, stops, letters)
        if at >= 0 and _is_good(numbers, per):
            place, said = state[PLACE], state[SAID]
        if place >= 0 and said < 0:
            said = words_place(text, spans, word_slots, hashes, stops, letters, state)
        if said >= 0:
            last[place] = said
            of_ship[row], time[row], of_words[row] = place, state[TIME_US], said
            begin[row], line[row] = start, state[LINES]
            _keep(row, numbers, lat, lon, sog, sent, cog, heading, rot)
            state[ROWS] += 1
        else:
            at = _leave(text, start, left_start, left_line, state)
        state[LINES] += 1
    state[AT] = at
