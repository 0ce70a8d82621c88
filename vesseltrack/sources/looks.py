"""What a column looks like, by the values at the beginning of its file: in words for people, and in numbers for choosing."""

from __future__ import annotations

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
"""What files write for nothing, in lower case."""

_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?")
_COMMA = re.compile(r"[+-]?\d+,\d+")
_WORDED = re.compile(r"([+-]?\d+(?:[.,]\d+)?)\s*(°|[A-Za-z°][A-Za-z/°.]*)")
_UUID = re.compile(r"(?i)\{?[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}\}?")
_DIGITS = re.compile(r"\d+(\.0*)?")
MOST_SAMPLED = 500


def number(text: str) -> float | None:
    """A text as a number, with a decimal point and nothing else; ``None`` if it is none."""
    return float(text) if _NUMBER.fullmatch(text) else None


def comma_number(text: str) -> float | None:
    """A text as a number with a decimal comma."""
    return float(text.replace(",", ".")) if _COMMA.fullmatch(text) else None


def worded(text: str) -> tuple[float, str] | None:
    """A number with a unit behind it, as in ``10.5 kn``: the number and the unit, in lower case."""
    said = _WORDED.fullmatch(text)
    return (float(said[1].replace(",", ".")), said[2].lower().rstrip(".")) if said else None


@dataclass(frozen=True)
class Looks:
    """A column's values at the beginning of a file.

    Attributes:
        values: as text, without blanks around them; what says nothing is left out.
        rows: how many rows were looked at.
    """

    values: tuple[str, ...]
    rows: int

    @classmethod
    def of(cls, texts: Sequence[str]) -> Looks:
        """Look at the texts of a column."""
        said = tuple(t.strip() for t in texts)
        return cls(tuple(t for t in said if t.lower() not in NOTHING), len(said))

    @cached_property
    def numbers(self) -> tuple[float, ...]:
        """Those that are numbers, whatever they are written with."""
        found = []
        for v in self.values:
            n = number(v)
            if n is None:
                n = comma_number(v)
            if n is None and (said := worded(v)):
                n = said[0]
            if n is not None:
                found.append(n)
        return tuple(found)

    @cached_property
    def distinct(self) -> int:
        """How many different values there are."""
        return len(set(self.values))

    @property
    def commas(self) -> int:
        """How many are numbers with a decimal comma."""
        return sum(_COMMA.fullmatch(v) is not None for v in self.values)

    @property
    def points(self) -> int:
        """How many are numbers with a decimal point."""
        return sum("." in v and number(v) is not None for v in self.values)

    @property
    def unit(self) -> str:
        """The unit that stands behind most of its numbers; empty if none does."""
        units = [said[1] for v in self.values if (said := worded(v))]
        return max(units, key=units.count) if 2 * len(units) > len(self.values) else ""

    @property
    def has_worded(self) -> bool:
        """Whether a unit stands behind any of its numbers."""
        return any(worded(v) for v in self.values)

    @property
    def whole(self) -> bool:
        """Whether all its values are whole numbers."""
        return bool(self.numbers) and len(self.numbers) == len(self.values) and all(n == int(n) for n in self.numbers)

    @property
    def counts_rows(self) -> bool:
        """Whether it counts: each value a whole number, one more than the one before in nearly every row."""
        n = self.numbers
        steps = [b - a for a, b in pairwise(n)]
        return len(n) >= 3 and self.whole and steps.count(1) >= 0.9 * len(steps)

    @property
    def is_key(self) -> bool:
        """Whether it looks like a row's key: it counts, or is a UUID of its own in every row."""
        uuids = len(self.values) >= 3 and self.distinct == len(self.values) and self.share(_UUID) == 1
        return self.counts_rows or uuids

    def share(self, pattern: re.Pattern[str]) -> float:
        """The share of its values that are of a pattern throughout."""
        return sum(pattern.fullmatch(v) is not None for v in self.values) / len(self.values) if self.values else 0.0

    def within(self, low: float, high: float) -> float:
        """The share of its values that are numbers between two."""
        return sum(low <= n <= high for n in self.numbers) / len(self.values) if self.values else 0.0

    @property
    def ships(self) -> float:
        """The share of its values that are numbers of ship stations (ITU-R M.585)."""
        good = sum(bool(_DIGITS.fullmatch(v)) and 201e6 <= float(v) <= 775999999 for v in self.values)
        return good / len(self.values) if self.values else 0.0


def in_minutes(looks: Looks, most: int) -> bool:
    """Whether numbers are degrees and minutes in one: beyond what degrees can be, and no minutes above 60."""
    n = [abs(x) for x in looks.numbers]
    return bool(n) and max(n) > most and all(x % 100 < 60 and x // 100 <= most for x in n)


def in_words(looks: Looks, kind: str = "") -> str:  # noqa: PLR0911
    """What a column looks like, in a few words.

    Args:
        looks: its values.
        kind: what they are if they are times, in words; empty if they are none.
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


def _numbers(looks: Looks) -> str:
    """A column of numbers in words; empty if it is none."""
    if len(looks.numbers) < 0.9 * len(looks.values):
        return ""
    how = "whole numbers" if looks.whole else "numbers with a decimal comma" if looks.commas else "numbers"
    unit = f" {looks.unit}" if looks.unit else ""
    return f"{how} {min(looks.numbers):g} to {max(looks.numbers):g}{unit}"
