"""Statistics of a column's values at the beginning of its file, for choosing columns and for a description in words."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

NOTHING = frozenset(
    ("", "na", "n/a", "null", "none", "nan", "undefined", "unknown", "unknown value",
     "\\n", "-", "--", "not available", "not defined",
     "no value", "n.a.", "nil", "<na>", "nat", "?")
)  # fmt: skip
"""Texts that files use for a missing value, in lower case."""

_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?")
_COMMA = re.compile(r"[+-]?\d+,\d+")
_WORDED = re.compile(r"([+-]?\d+(?:[.,]\d+)?)\s*(°|[A-Za-z°][A-Za-z/°.]*)")
_UUID = re.compile(r"(?i)\{?[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}\}?")
_DIGITS = re.compile(r"\d+(\.0*)?")
MOST_SAMPLED = 500


def number(text: str) -> float | None:
    """A text as a number with a decimal point; ``None`` if it is anything else."""
    return float(text) if _NUMBER.fullmatch(text) else None


def comma_number(text: str) -> float | None:
    """A text as a number with a decimal comma; ``None`` if it is anything else."""
    return float(text.replace(",", ".")) if _COMMA.fullmatch(text) else None


def worded(text: str) -> tuple[float, str] | None:
    """A number with a unit behind it, as in ``10.5 kn``: the number and the unit, in lower case."""
    found = _WORDED.fullmatch(text)
    return (float(found[1].replace(",", ".")), found[2].lower().rstrip(".")) if found else None


@dataclass(frozen=True)
class ColumnValues:
    """A column's values at the beginning of a file.

    Attributes:
        values: as text without surrounding spaces; missing values are left out.
        rows: number of rows sampled.
    """

    values: tuple[str, ...]
    rows: int

    @classmethod
    def of(cls, texts: Sequence[str]) -> ColumnValues:
        """From the texts of a column."""
        values = tuple(t.strip() for t in texts)
        return cls(tuple(t for t in values if t.lower() not in NOTHING), len(values))

    @cached_property
    def numbers(self) -> tuple[float, ...]:
        """The values that are finite numbers: with a point, a comma, or a unit behind them."""
        found = []
        for v in self.values:
            n = number(v)
            if n is None:
                n = comma_number(v)
            if n is None and (with_unit := worded(v)):
                n = with_unit[0]
            if n is not None and math.isfinite(n):
                found.append(n)
        return tuple(found)

    @cached_property
    def distinct(self) -> int:
        """Number of different values."""
        return len(set(self.values))

    @cached_property
    def commas(self) -> int:
        """How many are numbers with a decimal comma."""
        return sum(_COMMA.fullmatch(v) is not None for v in self.values)

    @cached_property
    def points(self) -> int:
        """How many are numbers with a decimal point."""
        return sum("." in v and number(v) is not None for v in self.values)

    @cached_property
    def units(self) -> tuple[str, ...]:
        """The units behind its numbers, one for each number that has one."""
        return tuple(with_unit[1] for v in self.values if (with_unit := worded(v)))

    @cached_property
    def unit(self) -> str:
        """The most frequent unit behind its numbers; empty unless more than half of the values have one."""
        return max(self.units, key=self.units.count) if 2 * len(self.units) > len(self.values) else ""

    @property
    def has_worded(self) -> bool:
        """Whether any of its numbers has a unit behind it."""
        return bool(self.units)

    @cached_property
    def whole(self) -> bool:
        """Whether all its values are whole numbers."""
        return bool(self.numbers) and len(self.numbers) == len(self.values) and all(n == int(n) for n in self.numbers)

    @cached_property
    def counts_rows(self) -> bool:
        """Whether it counts: whole numbers, none twice, each one more than the one before in nearly every row."""
        n = self.numbers
        steps = [b - a for a, b in pairwise(n)]
        return len(n) >= 3 and self.whole and self.distinct == len(self.values) and steps.count(1) >= 0.9 * len(steps)

    @cached_property
    def is_key(self) -> bool:
        """Whether it looks like a row key: it counts rows, or has a different UUID in every row."""
        uuids = len(self.values) >= 3 and self.distinct == len(self.values) and self.share(_UUID) == 1
        return self.counts_rows or uuids

    def share(self, pattern: re.Pattern[str]) -> float:
        """The share of its values that match a pattern as a whole."""
        return sum(pattern.fullmatch(v) is not None for v in self.values) / len(self.values) if self.values else 0.0

    def within(self, low: float, high: float) -> float:
        """The share of its values that are numbers from ``low`` to ``high``."""
        return sum(low <= n <= high for n in self.numbers) / len(self.values) if self.values else 0.0

    @cached_property
    def ships(self) -> float:
        """The share of its values that are numbers of ship stations (ITU-R M.585)."""
        good = sum(bool(_DIGITS.fullmatch(v)) and 201e6 <= float(v) <= 775999999 for v in self.values)
        return good / len(self.values) if self.values else 0.0


def in_minutes(looks: ColumnValues, most: int) -> bool:
    """Whether numbers are degrees and minutes written as one (DDMM.mm): some beyond ``most`` degrees, all minutes below 60."""
    n = [abs(x) for x in looks.numbers]
    return bool(n) and max(n) > most and all(x % 100 < 60 and x // 100 <= most for x in n)


def in_words(looks: ColumnValues, kind: str = "") -> str:  # noqa: PLR0911
    """A column described in a few words.

    Args:
        looks: its values.
        kind: their kind of time, in words; empty if they are not times.
    """
    if not looks.values:
        return "empty"
    if looks.distinct == 1 and len(looks.values) > 1:
        return f"constant: {looks.values[0][:40]}"
    if looks.counts_rows:
        return f"counts the rows, from {looks.values[0]}"
    if looks.is_key:
        return "a key of its own in every row"
    if kind:
        return kind
    if looks.ships >= 0.8:
        return "ships' numbers"
    return _numbers(looks) or f"text: {looks.values[0][:40]}"


def _numbers(looks: ColumnValues) -> str:
    """A column of numbers described in words; empty if it is not one."""
    if len(looks.numbers) < 0.9 * len(looks.values):
        return ""
    how = "whole numbers" if looks.whole else "numbers with a decimal comma" if looks.commas else "numbers"
    unit = f" {looks.unit}" if looks.unit else ""
    return f"{how} {min(looks.numbers):g} to {max(looks.numbers):g}{unit}"
