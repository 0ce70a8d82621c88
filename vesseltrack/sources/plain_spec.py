"""Decides, from the SQL that reads a table's columns, whether compiled code can read them, and how."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from vesseltrack.sources.fitted import Fitted
from vesseltrack.sources.plain_rows import KINDS, Numbers, Spec

_ID = re.compile(r"c(\d+)::VARCHAR")
_NUMBER = re.compile(r"TRY_CAST\((?:c(\d+)|replace\(c(\d+), ',', '\.'\)) AS DOUBLE\)(?: / (\d{1,9}(?:\.\d{1,6})?))?")
_ISO = re.compile(
    r"utc_time\(c(\d+)::VARCHAR\)|CASE WHEN bears_zone\(c(\d+)::VARCHAR\) THEN utc_time\(c\2::VARCHAR\)"
    r" ELSE utc_time\(c\2::VARCHAR\) - to_seconds\((-?\d+\.\d+)\) END"
)
_FORMAT = re.compile(r"try_strptime\(c(\d+)::VARCHAR, '([^']+)'\)(?: - to_seconds\((-?\d+\.\d+)\))?")
_NATIVE = re.compile(r"TRY_CAST\(c(\d+) AS TIMESTAMP\)")
_COLUMN = re.compile(r"\bc(\d+)\b")
_PARTS = {"%Y": 4, "%m": 2, "%d": 2, "%H": 2, "%M": 2, "%S": 2}
_T = 1


def spec_of(fitted: Fitted, delimiter: str, earliest_us: int, latest_us: int) -> Spec | None:
    """How compiled code reads the columns of a file; ``None`` if it cannot.

    Args:
        fitted: how SQL reads them.
        delimiter: the delimiter.
        earliest_us: the earliest time of a good row, in microseconds since 1970.
        latest_us: the latest, likewise.
    """
    time, found = _time_of(fitted.sql.get("time", "")), _numbers_of(fitted)
    if time is None or found is None:
        return None
    at, per, words, commas = found
    at["time"] = time[0]
    if len(commas) > 1 or not _apart(at, words):
        return None
    kinds = np.zeros(len(fitted.header), np.uint8)
    kinds[words] = len(KINDS) + 1
    for name, column in at.items():
        kinds[column] = KINDS.index(name) + 1
    _, signs, places, shift_us = time
    given = [ord(delimiter), commas.pop(), 0, shift_us, earliest_us, latest_us, *places, _T in signs]
    runs = _runs(kinds == len(KINDS) + 1)
    given.append(int(np.count_nonzero(np.diff(runs > 0, prepend=False) & (runs > 0))))
    return Spec(kinds, runs, _ends(delimiter), signs, np.array(given, np.int64), per)


def columns_of(fitted: Fitted) -> tuple[dict[str, int], Numbers, list[int]] | None:
    """Where the columns of a Parquet file are that compiled code reads; ``None`` if it cannot.

    Returns:
        the column of each field in ``KINDS``; units of each number in one of ours, by its kind; the columns of words.
    """
    time, found = _NATIVE.fullmatch(fitted.sql.get("time", "")), _numbers_of(fitted)
    if time is None or found is None:
        return None
    at, per, words, commas = found
    at["time"] = int(time[1])
    return (at, per, words) if commas == {False} and _apart(at, words) else None


def _numbers_of(fitted: Fitted) -> tuple[dict[str, int], Numbers, list[int], set[bool]] | None:
    """As :func:`columns_of`, without the time, and whether decimal commas are read; for each of the numbers."""
    numbers = {f: _NUMBER.fullmatch(fitted.sql[f]) for f in KINDS if f in fitted.sql and f not in ("id", "time")}
    ident = _ID.fullmatch(fitted.sql.get("id", ""))
    if ident is None or not {"lat", "lon"} <= numbers.keys() or "undated" in " ".join(fitted.extra):
        return None
    at, per, commas = {"id": int(ident[1])}, np.ones(len(KINDS) + 2), set[bool]()
    for name, found in numbers.items():
        if found is None:
            return None
        at[name], per[KINDS.index(name) + 1] = int(found[1] or found[2]), float(found[3] or 1)
        commas.add(found[2] is not None)
    return at, per, sorted(set(_words_in(fitted))), commas


def _apart(at: Mapping[str, int], words: Sequence[int]) -> bool:
    """Whether each column is read as one thing."""
    return len(set(at.values())) == len(at) and not set(words) & set(at.values())


def _words_in(fitted: Fitted) -> Iterator[int]:
    """The columns that are read as anything but the fields in ``KINDS``."""
    for name, sql in fitted.sql.items():
        if name not in KINDS:
            yield from map(int, _COLUMN.findall(sql))
    numbers = {fitted.at[f] for f in KINDS if f in fitted.at}
    for sql in fitted.extra:  # which ask of a place only whether it is none
        yield from set(map(int, _COLUMN.findall(sql))) - numbers


def _runs(texts: np.ndarray) -> np.ndarray:
    """The array ``runs`` of :class:`.plain_rows.Spec`."""
    runs = np.zeros(len(texts) + 1, np.int32)
    for column in reversed(range(len(texts))):
        runs[column] = runs[column + 1] + 1 if texts[column] else 0
    return runs[:-1]


def _ends(delimiter: str) -> np.ndarray:
    """The array ``ends`` of :class:`.plain_rows.Spec`."""
    ends = np.zeros(256, np.uint8)
    ends[:32] = ends[[ord(delimiter), ord('"')]] = 3
    ends[128:] = 2
    return ends


def _time_of(sql: str) -> tuple[int, np.ndarray, list[int], int] | None:
    """For the SQL of a time: column, ``signs`` (see ``Spec``), positions of its parts, clock offset from UTC, microseconds."""
    if found := _ISO.fullmatch(sql):
        column, written, ahead_s = found[1] or found[2], "%Y-%m-%d\1%H:%M:%S", found[3]
    elif found := _FORMAT.fullmatch(sql):
        column, written, ahead_s = found[1], found[2], found[3]
    else:
        return None
    shift_us = float(ahead_s or 0) * 1e6
    signs: list[int] = []
    places: dict[str, int] = {}
    for part in re.findall(r"%.|[^%]", written):
        if part in _PARTS and part not in places:
            places[part] = len(signs)
            signs += [0] * _PARTS[part]
        elif part in " -/.:_T\1":
            signs.append(ord(part))
        else:
            return None
    if len(places) < len(_PARTS) or shift_us != int(shift_us) or len(signs) > 32:
        return None
    return int(column), np.array(signs, np.uint8), [places[p] for p in _PARTS], int(shift_us)
