"""The fields of a plain line, read by compiled code: numbers, ships' numbers, times; and what columns and ``state`` are.

What is cached of :mod:`.compiled` holds these functions too: after a change here, change or touch that file.
"""

from __future__ import annotations

import numpy as np

from vesseltrack.sources.compiled_letters import alike, compiled, digits, eight, value
from vesseltrack.sources.plain_rows import Counts, Letters

IGNORED, ID, TIME, LAT, LON, SOG, COG, HEADING, ROT, TEXT = range(10)
"""What a column is."""
ROWS, LEFT, LINES, BLANK, AT, DAY, DAY_US, PLACE, SAID, TIME_US, SPELT, SPELT_END, STATES = range(2, 15)
"""Further places in ``state``: how many plain rows, lines left, lines and blank ones there are; where the next line
begins; the last day met, as year, month and day in one number, and its microseconds since 1970; the line's ship, its words
where they are those that the ship sent last (else -1), and its time; where the last time read begins (-1: none) and ends."""

_MINUS, _POINT, _ZERO = 45, 46, 48
_FIRST_SHIP, _LAST_SHIP = 201_000_000, 775_999_999
_TENS = 10.0 ** np.arange(16)
_DAYS = np.array([0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31])
(DELIMITER, COMMA, RETURNS, SHIFT_US, EARLIEST_US, LATEST_US,
 YEAR, MONTH, OF_MONTH, HOUR, MINUTE, SECOND, ZONE, RUNS) = range(14)  # fmt: skip
"""Places in ``given``, see :class:`.plain_rows.Spec`."""
SIGN_T = 1


@compiled
def _short_number(text: Letters, at: int, comma: bool) -> tuple[int, float]:
    """What :func:`read_number` gives of at most seven digits, and seven behind a point; it ends at -1 where it is another."""
    word = eight(text, at)
    many = digits(word)
    if many in (0, 8):
        return -1, np.nan
    whole, at = value(word, many), at + many
    if text[at] != _POINT and not (comma and text[at] == 44):
        return at, np.float64(whole)
    word = eight(text, at + 1)
    many = digits(word)
    if many in (0, 8):
        return -1, np.nan
    return at + 1 + many, (np.float64(whole) * _TENS[many] + value(word, many)) / _TENS[many]


@compiled
def read_number(text: Letters, at: int, comma: bool) -> tuple[int, float]:
    """A number, and where it ends; NaN for an empty field; it ends at -1 where the field is not plain.

    Up to fifteen digits and powers of ten up to 10^15 are exact, so that their quotient is the nearest number there is.
    """
    end, short = _short_number(text, at, comma)
    if end >= 0:
        return end, short
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
def read_ship(text: Letters, at: int) -> tuple[int, int]:
    """A number of nine digits of a ship station, and where it ends; at -1 where it is none."""
    word, last = eight(text, at), np.int64(text[at + 8]) - _ZERO
    if digits(word) < 8 or not 0 <= last <= 9:
        return -1, np.int64(0)
    number = value(word, 8) * 10 + last
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
def read_time(text: Letters, at: int, signs: Letters, given: Counts, state: Counts) -> int:
    """Read a time, at once where it is spelt like the last; returns where it ends, -1 where it is not plain."""
    begin, end = state[SPELT], state[SPELT_END]
    if begin >= 0:
        many = end - begin + 1  # what stands behind it as well: it may belong to it
        if alike(text, at, text, begin, many):
            return at + many - 1
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
