"""The format of a column of times, determined once for a whole file, and the SQL that parses it.

ISO 8601 and similar, and counts since 1970, are recognised value by value (``utc_time`` in ``reading.sql``). Whether the day or
the month comes first in a date is determined from all rows, or must be declared by the user.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from vesseltrack.store import literal

_ZONE = r"(?:Z|UTC|GMT|[+-]\d\d(?::?\d\d)?)?(?: ?(?:UTC|GMT))?"
_DAY = r"\d{4}([-/.])\d\d?\1\d\d?"
_CLOCK = r"\d\d?:\d\d(?::\d\d(?:[.,]\d+)?)?"
_ISO = re.compile(rf"(?i){_DAY}[T ]\s*{_CLOCK}\s*{_ZONE}")
_COMPACT = re.compile(r"(?i)(?:19|20)\d{6}[T _]?\d{4}(?:\d\d(?:[.,]\d+)?)?\s*" + _ZONE)
_DATE = re.compile(
    rf"{_DAY}|(?:19|20)\d{{2}}[01]\d[0-3]\d|\d\d?[-/.]\d\d?[-/.]\d{{4}}|\d\d?[ -][A-Za-z]{{3}}[ -]\d{{4}}"
)
_CLOCK_ONLY = re.compile(rf"(?i){_CLOCK}\s*(?:[AP]M)?\s*{_ZONE}|[0-2]\d[0-5]\d[0-5]\d(?:\.\d+)?")
_PARTS = re.compile(rf"(?i)(\d\d?)([-/. ])(\d\d?)\2(\d{{4}})(,?[ T]\s*){_CLOCK}(\s*[AP]M)?(\s*(?:UTC|GMT|Z))?")
_NUMBER = re.compile(r"\d+(?:\.\d*)?|\d\.\d{9,}[eE]\+?\d+")
_ROUNDED = re.compile(r"\d(?:\.\d{0,8})?[eE]\+?\d+")

EPOCHS = {"epoch_s": 1, "epoch_ms": 1_000, "epoch_us": 1_000_000, "epoch_ns": 1_000_000_000}
"""Values of ``time_format`` for counts since 1970, with units per second. For ``epoch`` the unit follows from the size."""
EXCEL = "excel"
"""Value of ``time_format`` for days since 30 December 1899, as spreadsheets count them."""
_FIRST_S, _LAST_S = 946_684_800, 4_102_444_800  # 2000 to 2100
_FIRST_DAY, _LAST_DAY = 36_526, 73_051  # the same in days of a spreadsheet
_MONTHS = (
    "%d-%b-%Y", "%d %b %Y", "%d-%B-%Y", "%d %B %Y", "%b %d %Y", "%b %d, %Y", "%B %d, %Y", "%a, %d %b %Y", "%Y-%b-%d",
)  # fmt: skip
_NAMED = re.compile(
    r"(?i)(?=.*\d{4})(?=.*\d:\d\d).*(?<![a-z])(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*(?![a-z])"
)
"""A year, a clock time and a month in words; looked for first, as trying formats takes long."""

FULL, DATE, CLOCK, OTHER = "full", "date", "clock", "other"


def epoch_unit(text: str) -> str:
    """The unit of a count since 1970, by its size (years 2000 to 2099): a name of :data:`EPOCHS`; empty if none."""
    if not _NUMBER.fullmatch(text) or _COMPACT.fullmatch(text):
        return ""
    n = float(text)
    return next((name for name, per in EPOCHS.items() if _FIRST_S * per <= n < _LAST_S * per), "")


def kind_of(text: str) -> str:
    """Which part of a time a text is: ``FULL``, ``DATE``, ``CLOCK`` or ``OTHER``."""
    if _ISO.fullmatch(text) or _COMPACT.fullmatch(text) or _PARTS.fullmatch(text) or epoch_unit(text):
        return FULL
    if _DATE.fullmatch(text):
        return DATE
    if _CLOCK_ONLY.fullmatch(text):
        return CLOCK
    return FULL if _NAMED.search(text) and _named_format([text]) else OTHER


@dataclass(frozen=True)
class TimeReading:
    """How the times of a column are parsed.

    Attributes:
        sql: SQL of the time, with ``{c}`` for the column (see :meth:`of`); on the file's own clock, if that is not UTC.
        says: the format in a few words.
        doubt: a remark for the user; empty for none.
        zoned: whether a value may have an offset of its own, which then replaces that of the layout.
    """

    sql: str
    says: str
    doubt: str = ""
    zoned: bool = False

    def of(self, column: str, utc_offset_h: float) -> str:
        """The SQL of the time in UTC; ``utc_offset_h`` is how far the file's clock is ahead, unless a value has its own."""
        sql = self.sql.replace("{c}", column)
        if not utc_offset_h or self.says.startswith("a count"):
            return sql
        shift = f"to_seconds({float(utc_offset_h) * 3600!r})"
        shifted = f"{sql} - {shift}"
        return f"CASE WHEN bears_zone({column}::VARCHAR) THEN {sql} ELSE {shifted} END" if self.zoned else shifted


ISO = TimeReading("utc_time({c}::VARCHAR)", "ISO 8601", zoned=True)
NATIVE = TimeReading("TRY_CAST({c} AS TIMESTAMP)", "a timestamp")
DAYS = TimeReading(
    "coalesce(utc_time({c}::VARCHAR), TRY_CAST(TRY_CAST({c} AS DATE) AS TIMESTAMP))", "a date, or a time"
)
"""For a table of ships, in which a date is enough."""
EPOCH = TimeReading("epoch_time(exact_count({c}))", "a count since 1970, its unit by its size")
SERIAL = TimeReading(
    "make_timestamp(TRY_CAST(round((TRY_CAST(replace({c}::VARCHAR, ',', '.') AS DOUBLE) - 25569) * 86400000) AS BIGINT) * 1000)",
    "days of a spreadsheet",
)


def declared(time_format: str) -> TimeReading:
    """The reading for a declared format: one of ``strptime``, a name of :data:`EPOCHS`, ``epoch`` or ``excel``."""
    if time_format in EPOCHS:
        us = 1_000_000 / EPOCHS[time_format]
        sql = f"make_timestamp(TRY_CAST(exact_count({{c}}) * {us!r} AS BIGINT))"
        return TimeReading(sql, f"a count since 1970 ({time_format})")
    if time_format in ("epoch", EXCEL):
        return EPOCH if time_format == "epoch" else SERIAL
    zoned = "%z" in time_format or "%Z" in time_format
    return _strptime((time_format,), time_format, zoned=zoned)


def _strptime(
    formats: Sequence[str], says: str, zoned: bool = False, strip: bool = False, doubt: str = ""
) -> TimeReading:
    text = r"regexp_replace(trim({c}::VARCHAR), '(?i)\s*(Z|UTC|GMT)$', '')" if strip else "{c}::VARCHAR"
    chosen = literal(formats[0]) if len(formats) == 1 else f"[{', '.join(map(literal, formats))}]"
    sql = f"try_strptime({text}, {chosen})"
    return TimeReading(f"CAST({sql} AS TIMESTAMP)" if zoned else sql, says, doubt, "%z" in formats[0])


def fits(values: Sequence[str], time_format: str) -> bool:
    """Whether a declared format fits at least half of some values."""
    if time_format in EPOCHS or time_format == "epoch":
        good = sum(_NUMBER.fullmatch(v) is not None for v in values)
    elif time_format == EXCEL:
        good = sum(_is_serial(v) for v in values)
    else:
        good = sum(_parses(v, time_format) for v in values)
    return 2 * good >= len(values)


def _parses(text: str, time_format: str) -> bool:
    try:
        datetime.strptime(text, time_format).replace(tzinfo=UTC)
    except (ValueError, re.error):
        return False
    return True


def _is_serial(text: str) -> bool:
    try:
        return _FIRST_DAY <= float(text.replace(",", ".")) < _LAST_DAY
    except ValueError:
        return False


def reading_of(
    values: Sequence[str], whole: Callable[[str], tuple[int | None, int | None]] | None = None
) -> TimeReading | None:
    """The reading for a column without a declared format, from its values at the beginning of a file.

    Args:
        values: its values, as text.
        whole: called if these do not show whether the day or the month comes first: given a pattern with two groups, it returns
            the largest number in each, over all rows of the file.

    Returns:
        The reading; ``None`` if they are no times, or the order of day and month remains open.
    """
    if not values:
        return ISO
    units = [u for v in values if (u := epoch_unit(v))]
    if 2 * len(units) > len(values):
        return EPOCH
    parts = [m for v in values if (m := _PARTS.fullmatch(v))]
    if 2 * len(parts) > len(values):
        return _by_parts(parts, whole)
    if 2 * sum(kind_of(v) == FULL for v in values) > len(values):
        return _named_format(values) if all(_NAMED.search(_bare(v)) for v in values) else ISO
    return _serial(values)


def _bare(text: str) -> str:
    """A time without its zone, AM or PM, and T, so that letters left in it belong to a month."""
    return re.sub(r"(?i)\s*(Z|UTC|GMT|AM|PM)$|(?<=\d)T(?=\d)", "", text.strip())


def _serial(values: Sequence[str]) -> TimeReading | None:
    """The reading of days of a spreadsheet: days of 2000 to 2099, at most 400 days apart, half of them with a fraction."""
    good = [float(v.replace(",", ".")) for v in values if _is_serial(v)]
    parts_of_days = [n for n in good if n != int(n)]
    if len(good) < 0.9 * len(values) or len(parts_of_days) < 0.5 * len(good) or max(good) - min(good) > 400:
        return None
    first = datetime.fromtimestamp((min(good) - 25569) * 86400, UTC)
    doubt = f"is read as days of a spreadsheet, from {first:%Y-%m-%d %H:%M}: else give time_format in --mapping"
    return TimeReading(SERIAL.sql, SERIAL.says, doubt)


def _by_parts(
    found: Sequence[re.Match[str]], whole: Callable[[str], tuple[int | None, int | None]] | None
) -> TimeReading | None:
    """The reading of dates of two numbers and a year; ``None`` if it is open which is the day. With dots the day comes first."""
    first, second = max(int(m[1]) for m in found), max(int(m[3]) for m in found)
    if whole is not None and first <= 12 and second <= 12 and found[0][2] != ".":
        all_first, all_second = whole(r"^\s*(\d\d?)[-/. ](\d\d?)[-/. ]\d{4}")
        first, second = max(first, all_first or 0), max(second, all_second or 0)
    day_first = first > 12 or (second <= 12 and found[0][2] == ".")
    if (first > 12) == (second > 12) and not (day_first and second <= 12):
        return None
    sep, gap, half = found[0][2], found[0][5], any(m[6] for m in found)
    date = sep.join(("%d", "%m", "%Y") if day_first else ("%m", "%d", "%Y"))
    return _strptime(
        _clocks(date, gap, half),
        f"{'day' if day_first else 'month'} first", strip=any(m[7] for m in found),
    )  # fmt: skip


def _clocks(date: str, gap: str, half: bool) -> tuple[str, ...]:
    """``strptime`` formats of a date with a clock time: with and without seconds, and with decimals."""
    clocks = ("%I:%M:%S %p", "%I:%M %p", "%I:%M:%S.%f %p") if half else ("%H:%M:%S", "%H:%M", "%H:%M:%S.%f")
    return tuple(f"{date}{gap}{clock}" for clock in clocks)


def _named_format(values: Sequence[str]) -> TimeReading | None:
    """The reading of dates with the month in words; ``None`` if no format fits half of them."""
    bare = [re.sub(r"(?i)\s*(Z|UTC|GMT)$", "", v.strip()) for v in values]
    half = any(re.search(r"(?i)[AP]M$", v) for v in bare)
    formats = [f for date in _MONTHS for gap in (" ", "T", ", ") for f in _clocks(date, gap, half)] + [
        "%a %b %d %H:%M:%S %Y"
    ]
    good = [f for f in formats if any(_parses(v, f) for v in bare[:20])]
    if not good or 2 * sum(any(_parses(v, f) for f in good) for v in bare) < len(bare):
        return None
    return _strptime(tuple(good), "a date with its month in words", strip=True)


def why_not(values: Sequence[str]) -> str:
    """For a message: why a column is not understood as a time, and what the user can do."""
    kinds = [kind_of(v) for v in values]
    if kinds and kinds.count(DATE) * 2 > len(kinds):
        return "it is a date without a clock, and a day is no time"
    if kinds and kinds.count(CLOCK) * 2 > len(kinds):
        return 'it is a clock without a date: name the column of the date too, time = ["DATE", "TIME"] in --mapping'
    if any(_ROUNDED.fullmatch(v) for v in values):
        return "it is a count that a spreadsheet has rounded: export its numbers whole"
    if any(_PARTS.fullmatch(v) for v in values):
        return (
            'no row tells the day or the month first: give time_format = "%d/%m/%Y %H:%M:%S" or its like in --mapping'
        )
    return "it is in no spelling that is known: give time_format in --mapping"


def in_words(values: Sequence[str]) -> str:
    """A column of times described in a few words; empty if it is none."""
    if not values:
        return ""
    values = values[:50]
    units = [epoch_unit(v) for v in values]
    for unit in EPOCHS:
        if units.count(unit) * 2 > len(values):
            return f"a count since 1970 ({unit.removeprefix('epoch_')})"
    kinds = [kind_of(v) for v in values]
    said = {FULL: "times", DATE: "dates", CLOCK: "clocks"}
    return next((f"{word}: {values[0][:40]}" for kind, word in said.items() if kinds.count(kind) * 2 > len(kinds)), "")
