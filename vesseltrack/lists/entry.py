"""What every list comes to: entries, each one hull named by one authority."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Entry:
    """One ship on one list. Absent facts are ``None``; ``imo`` is a ship's number with a right check digit."""

    entry: str
    authority: str
    name: str
    standing: str = "designated"
    programme: str = ""
    other_names: tuple[str, ...] = ()
    imo: int | None = None
    mmsi: int | None = None
    call_sign: str | None = None
    flag: str | None = None
    listed_from: date | None = None
    listed_to: date | None = None
    confidence: str = "high"
    source: str = ""

    def row(self, list_name: str) -> dict[str, Any]:
        """As a row of the table ``listed``."""
        return {"list": list_name, **asdict(self), "other_names": list(self.other_names)}


@dataclass(frozen=True)
class ListReader:
    """How one published list is read.

    Attributes:
        name: short name, the ``list`` column.
        authority: who publishes it.
        recognises: whether a file is this list, from its path and first bytes.
        read: its ship entries. Raises ``ValueError`` where a row cannot be what it should.
        as_of: the date the file speaks for, or ``None`` where it does not say.
    """

    name: str
    authority: str
    recognises: Callable[[Path, bytes], bool]
    read: Callable[[Path], Sequence[Entry]]
    as_of: Callable[[Path], date | None]


def is_imo(number: int) -> bool:
    """Whether seven digits are an IMO ship number: the first six times 7..2 sum to the seventh (Res. A.1117(30)).

    One in nine single-digit changes passes as well, and 1234567 does: a right check digit is not a right number.
    """
    digits = [int(d) for d in str(number)]
    if len(digits) != 7 or number == 1234567:
        return False
    return sum(d * w for d, w in zip(digits, range(7, 1, -1), strict=False)) % 10 == digits[6]
