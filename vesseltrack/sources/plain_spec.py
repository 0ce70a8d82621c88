"""Decides, from the SQL that reads a table's columns, whether compiled code can read them, and how."""

from __future__ import annotations

import re
from collections.abc import Iterator

import numpy as np

from vesseltrack.sources.fitted import Fitted
from vesseltrack.sources.plain_rows import KINDS, Spec

_ID = re.compile(r"c(\d+)::VARCHAR")
_NUMBER = re.compile(r"TRY_CAST\((?:c(\d+)|replace\(c(\d+), ',', '\.'\)) AS DOUBLE\)(?: / (\d{1,9}(?:\.\d{1,6})?))?")
_ISO = re.compile(
    r"utc_time\(c(\d+)::VARCHAR\)|CASE WHEN bears_zone\(c(\d+)::VARCHAR\) THEN utc_time\(c\2::VARCHAR\)"
    r" ELSE utc_time\(c\2::VARCHAR\) - to_seconds\((-?\d+\.\d+)\) END"
)
_FORMAT = re.compile(r"try_strptime\(c(\d+)::VARCHAR, '([^']+)'\)(?: - to_seconds\((-?\d+\.\d+)\))?")
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
    time = _time_of(fitted.sql.get("time", ""))
    numbers = {f: _NUMBER.fullmatch(fitted.sql[f]) for f in KINDS if f in fitted.sql and f not in ("id", "time")}
    ident = _ID.fullmatch(fitted.sql.get("id", ""))
    if time is None or ident is None or not {"lat", "lon"} <= numbers.keys() or not all(numbers.values()):
        return None
    at = {"id": int(ident[1]), "time": time[0]} | {f: int(m[1] or m[2]) for f, m in numbers.items() if m}
    commas = {m[2] is not None for m in numbers.values() if m}
    words = set(_words_in(fitted))
    if (
        len(set(at.values())) < len(at)
        or words & set(at.values())
        or len(commas) > 1
        or "undated" in " ".join(fitted.extra)
    ):
        return None
    kinds, per = np.zeros(len(fitted.header), np.uint8), np.ones(len(KINDS) + 2)
    kinds[list(words)] = len(KINDS) + 1
    for kind, name in enumerate(KINDS, 1):
        if name in at:
            kinds[at[name]] = kind
            per[kind] = float(numbers[name][3] or 1) if numbers.get(name) else 1  # type: ignore[index]
    _, signs, places, shift_us = time
    given = [ord(delimiter), commas.pop(), 0, shift_us, earliest_us, latest_us, *places, _T in signs]
    runs = _runs(kinds == len(KINDS) + 1)
    given.append(int(np.count_nonzero(np.diff(runs > 0, prepend=False) & (runs > 0))))
    return Spec(kinds, runs, _ends(delimiter), signs, np.array(given, np.int64), per)


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
