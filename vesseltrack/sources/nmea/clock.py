"""The time at which each sentence was received. AIS does not send it: the program that wrote the log added it in its own way.

The first of these that is there is taken: ``c:`` in the tag block (IEC 61162-450); a time at the beginning of the line; a time
behind the sentence, or after ``timestamp:`` (AIS-catcher); the time after the station's name at the end of the line (US Coast
Guard); the last clock sentence before it (``$PGHP``, RMC, ZDA).
Times are microseconds since 1970, UTC; ``UNKNOWN`` if there is none.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from vesseltrack.sources.nmea.payload import Bytes
from vesseltrack.sources.nmea.sentences import Block, Places, Sentences, tags

UNKNOWN = np.int64(-(2**63))
SECOND = 1_000_000
_DIGITS = 20
_GAP = np.isin(np.arange(256), np.frombuffer(b"\t |;", np.uint8))
"""By byte: whether it may separate a sentence from a time behind it."""
_ISO = "0000-00-00 00:00:00"
_PGHP = re.compile(rb"\$PGHP,\d*,(\d{4}),(\d{1,2}),(\d{1,2}),(\d{1,2}),(\d{1,2}),(\d{1,2}),(\d{1,3})\b")
_RMC = re.compile(rb"\$..RMC,(\d\d)(\d\d)(\d\d)(?:\.(\d+))?,A,[^*\n]*?,(\d\d)(\d\d)(\d\d),")
_RMC_VOID = re.compile(rb"\$..RMC,[^,\n]*,V,")
_ZDA = re.compile(rb"\$..ZDA,(\d\d)(\d\d)(\d\d)(?:\.(\d+))?,(\d\d),(\d\d),(\d{4})")


def epoch_us(number: NDArray[np.int64]) -> NDArray[np.int64]:
    """Seconds, milli-, micro- or nanoseconds since 1970, told apart by size, as microseconds; ``UNKNOWN`` below 10**8."""
    out = np.full(number.shape, UNKNOWN)
    for least, most, up, down in (
        (10**8, 10**11, SECOND, 1),
        (10**11, 10**14, 1000, 1),
        (10**14, 10**17, 1, 1),
        (10**17, 2**63 - 1, 1, 1000),
    ):
        fits = (number >= least) & (number < most)
        out[fits] = number[fits] * up // down
    return out


def leading_number(b: Bytes, places: Places) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The whole number that begins at each place, and how many digits it has; both of shape (n,). At most 19 digits are read."""
    digits = sliding_window_view(b, _DIGITS)[places] - np.uint8(48)
    length = np.argmax(digits > 9, axis=1)
    value = np.zeros(len(places), np.int64)
    for i in range(min(19, int(length.max(initial=0)))):
        value = np.where(i < length, value * 10 + digits[:, i], value)
    return value, length


def _tag_times(block: Block, heard: Sentences) -> Places:
    """The ``c:`` of the tag block in front of each sentence, in microseconds since 1970, or ``UNKNOWN``."""
    owner, colon = tags(block, heard, "c")
    times = np.full(len(heard), UNKNOWN)
    times[owner] = epoch_us(leading_number(block.letters, colon + 1)[0])
    return times


def days_from_civil(year: Places, month: Places, day: Places) -> Places:
    """Days from 1970-01-01 to a date of the Gregorian calendar; a day after the end of its month counts into the next."""
    months = (year.astype("datetime64[Y]") - 1970).astype("datetime64[M]") + (month - 1)
    return months.astype("datetime64[D]").astype(np.int64) + day - 1


def _iso(b: Bytes, places: Places) -> Places:
    """The time written at each place, ``2018-05-11 03:50:03`` or ``2018-05-11T03:50:03.25+09:00``; ``UNKNOWN`` if there is none.

    A time without an offset is UTC.
    """
    taken = sliding_window_view(b, 36)[places]
    shape = np.frombuffer(_ISO.encode(), np.uint8)
    is_digit = taken[:, :19] - np.uint8(48) < 10
    right = (is_digit == (shape == 48)).all(axis=1) & (taken[:, 4] == ord("-")) & (taken[:, 13] == ord(":"))
    times = np.full(len(places), UNKNOWN)
    d = (taken[right, :19] - np.uint8(48)).astype(np.int64)
    year, *rest = (
        sum(d[:, first + i] * 10 ** (n - 1 - i) for i in range(n))
        for first, n in ((0, 4), (5, 2), (8, 2), (11, 2), (14, 2), (17, 2))
    )
    month, day, hour, minute, second = rest
    fits = (month >= 1) & (month <= 12) & (day >= 1) & (day <= 31) & (hour < 24) & (minute < 60) & (second < 61)
    month = np.clip(month, 1, 12)
    days = days_from_civil(np.asarray(year), month, day)
    us = (days * 86400 + hour * 3600 + minute * 60 + second) * SECOND
    fraction, after = _fraction_us(taken[right])
    offset, readable = _offset_us(taken[right], after)
    us += fraction - offset
    fits &= days.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64) % 12 == month - 1  # no 31 February
    times[right] = np.where(fits & readable, us, UNKNOWN)
    return times


def _fraction_us(taken: Bytes) -> tuple[Places, Places]:
    """The decimals of the seconds in microseconds, and the column after them; both of shape (n,)."""
    has = (taken[:, 19] == ord(".")) | (taken[:, 19] == ord(","))
    digits = taken[:, 20:29] - np.uint8(48)
    length = np.where(has, np.argmax(np.column_stack([digits > 9, np.ones(len(taken), bool)]), axis=1), 0)
    us = sum(np.where(i < length, digits[:, i].astype(np.int64) * 10 ** (5 - i), 0) for i in range(6))
    return np.asarray(us, np.int64), np.where(has, 20 + length, 19)


def _offset_us(taken: Bytes, after: Places) -> tuple[Places, NDArray[np.bool_]]:
    """The offset from UTC (``+09:00``, ``+0900``, ``+09``) in microseconds; and whether it is readable, without AM or PM."""
    padded = np.hstack([taken, np.zeros((len(taken), 8), np.uint8)])
    at = after + (np.take_along_axis(padded, after[:, None], axis=1)[:, 0] == ord(" "))
    tail = np.take_along_axis(padded, at[:, None] + np.arange(6), axis=1)
    sign = np.where(tail[:, 0] == ord("+"), 1, np.where(tail[:, 0] == ord("-"), -1, 0))
    d = tail.astype(np.int64) - 48
    colon = tail[:, 3] == ord(":")
    tens, ones = np.where(colon, d[:, 4], d[:, 3]), np.where(colon, d[:, 5], d[:, 4])
    has_minutes = (tens >= 0) & (tens < 10) & (ones >= 0) & (ones < 10)
    minutes = (d[:, 1] * 10 + d[:, 2]) * 60 + np.where(has_minutes, tens * 10 + ones, 0)
    half_day = np.isin(tail[:, 0], np.frombuffer(b"APap", np.uint8)) & np.isin(
        tail[:, 1], np.frombuffer(b"Mm", np.uint8)
    )
    right = (sign == 0) | ((d[:, 1:3] >= 0) & (d[:, 1:3] < 10)).all(axis=1)
    return np.where(sign != 0, sign * minutes * 60 * SECOND, 0), right & ~half_day


def _prefix_times(block: Block, heard: Sentences) -> Places:
    """A time at the beginning of the line, perhaps in brackets: a date with a clock time, or a count since 1970."""
    b = block.letters
    first = block.line_starts()[heard.line]
    first += b[first] == ord("[")
    times = np.full(len(heard), UNKNOWN)
    first = _after_priority(b, first, heard.start)
    begins = np.flatnonzero((b[first] - np.uint8(48) < 10) & (first < heard.start))
    number, digits = leading_number(b, first[begins])
    counts = np.isin(digits, (10, 13, 16, 19))
    times[begins[counts]] = epoch_us(number[counts])
    dates = begins[digits == 4]
    times[dates] = _iso(b, first[dates])
    return times


def _after_priority(b: Bytes, first: Places, start: Places) -> Places:
    """The place after a syslog priority and version (RFC 5424): ``<30>1 2026-11-19T00:00:00Z``; ``first`` if there is none."""
    some = np.flatnonzero(b[first] == ord("<"))
    if not len(some):
        return first
    window = sliding_window_view(b, 8)[first[some]]
    closes = np.argmax(window == ord(">"), axis=1)
    version = (np.take_along_axis(window, np.minimum(closes + 1, 7)[:, None], axis=1)[:, 0] == ord("1")) & (
        np.take_along_axis(window, np.minimum(closes + 2, 7)[:, None], axis=1)[:, 0] == ord(" ")
    )
    after = first.copy()
    after[some] += np.where(closes > 0, closes + 1 + 2 * version, 0)
    return np.minimum(after, start)


def _behind_times(block: Block, heard: Sentences) -> Places:
    """A time behind the sentence, up to four tabs, blanks, bars or semicolons away."""
    b = block.letters
    times = np.full(len(heard), UNKNOWN)
    near = np.flatnonzero(_GAP[b[heard.end]])
    at = heard.end[near]
    for _ in range(3):
        at = at + _GAP[b[at]]
    right = b[at] - np.uint8(48) < 10
    times[near[right]] = _date_or_count(b, at[right])
    return times


def _named_times(block: Block, heard: Sentences) -> Places:
    """A time after ``timestamp:`` later in the line, which is of the last sentence before it."""
    b = block.letters
    times = np.full(len(heard), UNKNOWN)
    colon = block.places(":")
    colon = colon[(b[colon - 1] == ord("p")) & (b[colon - 9] == ord("t")) & (b[colon - 5] == ord("s"))]
    colon = colon[(sliding_window_view(b, 9)[colon - 9] == np.frombuffer(b"timestamp", np.uint8)).all(axis=1)]
    if not len(colon):
        return times
    owner = np.searchsorted(heard.end, colon, side="right") - 1
    mine = owner >= 0
    mine[mine] &= colon[mine] < block.newlines[heard.line[owner[mine]]]
    owner, place = owner[mine], colon[mine] + 1
    place += b[place] == ord(" ")
    times[owner] = _date_or_count(b, place)
    return times


def _date_or_count(b: Bytes, places: Places) -> Places:
    """The time at each place: a date with a clock time (see :func:`_iso`), 14 digits of one, or a count since 1970."""
    number, digits = leading_number(b, places)
    times = np.where(np.isin(digits, (10, 13, 16, 19)), epoch_us(number), UNKNOWN)
    dates = digits == 4
    times[dates] = _iso(b, places[dates])
    basic = np.flatnonzero(digits == 14)
    parts = [number[basic] // 10**p % 100 for p in (8, 6, 4, 2, 0)]
    spelt = [
        f"{y:04d}-{mo:02d}-{d:02d} {h:02d}:{m:02d}:{s:02d}"
        for y, mo, d, h, m, s in zip(number[basic] // 10**10, *parts, strict=True)
    ]
    text = np.frombuffer(("".join(t.ljust(40, "\0") for t in spelt) + "\0" * 40).encode(), np.uint8)
    times[basic] = _iso(text, np.arange(len(basic)) * 40)
    return np.asarray(times)


def _suffix_times(block: Block, heard: Sentences) -> Places:
    """The first number of ten digits, seconds since 1970, in the fields after the checksum: ``,r003669946,1325394060``."""
    b, commas = block.letters, block.places(",")
    times = np.full(len(heard), UNKNOWN)
    left = np.flatnonzero(b[heard.end] == ord(","))
    at = np.searchsorted(commas, heard.end[left])
    for _ in range(10):
        inside = at < len(commas)
        left, at = left[inside], at[inside]
        inside = commas[at] < block.newlines[heard.line[left]]
        left, at = left[inside], at[inside]
        number, digits = leading_number(b, commas[at] + 1)
        found = digits == 10
        times[left[found]] = epoch_us(number[found])
        left, at = left[~found], at[~found] + 1
    return times


def _moment(*parts: bytes, fraction: bytes = b"") -> int:
    """Year, month, day, hour, minute and second as microseconds since 1970; ``UNKNOWN`` if there is no such time."""
    try:
        year, month, day, hour, minute, second = map(int, parts)
        at = datetime(year, month, day, hour, minute, second, tzinfo=UTC)
    except (ValueError, OverflowError):
        return int(UNKNOWN)
    return int(at.timestamp()) * SECOND + int((fraction + b"000000")[:6])


def _clock_sentences(text: bytes) -> list[tuple[int, int]]:
    """The clock sentences in order: place and time of each. An RMC with status V (no valid position) has ``UNKNOWN``."""
    if b"$" not in text:
        return []
    moments = [(m.start(), int(UNKNOWN)) for m in _RMC_VOID.finditer(text)]
    for m in _PGHP.finditer(text):
        year, month, day, hour, minute, second, ms = m.groups()
        moments.append((m.start(), _moment(year, month, day, hour, minute, second, fraction=ms.zfill(3)[:3])))
    for m in _RMC.finditer(text):
        hour, minute, second, fraction, day, month, year = m.groups(b"")
        moments.append((m.start(), _moment(b"20" + year, month, day, hour, minute, second, fraction=fraction)))
    for m in _ZDA.finditer(text):
        hour, minute, second, fraction, day, month, year = m.groups(b"")
        moments.append((m.start(), _moment(year, month, day, hour, minute, second, fraction=fraction)))
    return sorted(moments)


class Clock:
    """The times of the sentences of a log, block by block; ``last`` is that of the last clock sentence."""

    def __init__(self) -> None:
        self.last = int(UNKNOWN)

    def times(self, block: Block, text: bytes, heard: Sentences) -> Places:
        """The time of each sentence of a block in microseconds since 1970, shape (n,); ``UNKNOWN`` if there is none."""
        times = _tag_times(block, heard)
        for source, of_each in (
            (_prefix_times, True),
            (_named_times, False),
            (_behind_times, True),
            (_suffix_times, True),
        ):
            left = np.flatnonzero(times == UNKNOWN)
            if not len(left):
                break
            times[left] = source(block, heard.where(left)) if of_each else source(block, heard)[left]
        moments = [(-1, self.last), *_clock_sentences(text)]
        self.last = moments[-1][1]
        place = np.array([p for p, _ in moments])
        clock = np.array([t for _, t in moments], np.int64)
        by_clock = clock[np.searchsorted(place, heard.start) - 1]
        return np.where(times == UNKNOWN, by_clock, times)
