"""The common form of all lists: entries, each one ship named by one authority; and parsing of the numbers in them."""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

import pycountry
from anyascii import anyascii

from vesseltrack.lists.names import former, parted, plain, unescaped
from vesseltrack.reference import data_file

_SEVEN = re.compile(r"(?<!\d)(\d{7})(?!\d)")
_SPACED = r"\d(?:[ .\-\u00a0]?\d){3,9}"
_LABELLED = re.compile(rf"\bIMO\W{{0,3}}(?:(?:no|nr|number)\b\W{{0,3}})?({_SPACED})(?![\d])", re.IGNORECASE)
_ALONE = re.compile(rf"\s*({_SPACED})\W*")
_NINE = re.compile(r"(?<!\d)(\d{9})(?!\d)")
_CALL = re.compile(r"[A-Z0-9]{3,8}")
_EMPTY = {"", "na", "n/a", "none", "none identified", "unknown", "does not exist", "-", "-0-", "null", "不明"}


@dataclass(frozen=True)
class Entry:
    """One ship on one list. Fields that the list does not give are empty or ``None``.

    Attributes:
        entry: the list's own key.
        authority: who names the ship.
        name: as the list prints it.
        standing: ``designated``, ``reported`` (named in public, on no list) or ``victim`` (its identity was borrowed).
        programme: the sanctions programme.
        other_names: former names and aliases.
        imos: its IMO numbers, each with a valid check digit.
        mmsis: its MMSIs, present and former.
        call_signs: its call signs.
        flag_states: present and former flags, ISO 3166 alpha-3 where the country is known, else as printed.
        false_names: names it used that are another ship's, or invented.
        false_imos: IMO numbers it used that are another hull's.
        false_mmsis: MMSIs it used that are another ship's.
        length_m: length as the list gives it, metres.
        listed_from: date of designation.
        listed_to: date of delisting.
        confidence: as worded by the publisher of the list.
        source: reference or address of the source.
        note: remarks, such as a misprinted number.
        vessel_type: type of ship, as printed.
        gross_tonnage: gross tonnage, as printed.
        parts: the parts of the list that contain it, such as a regulation or data sets; empty if the list has no parts.
    """

    entry: str
    authority: str
    name: str
    standing: str = "designated"
    programme: str = ""
    other_names: tuple[str, ...] = ()
    imos: tuple[int, ...] = ()
    mmsis: tuple[int, ...] = ()
    call_signs: tuple[str, ...] = ()
    flag_states: tuple[str, ...] = ()
    false_names: tuple[str, ...] = ()
    false_imos: tuple[int, ...] = ()
    false_mmsis: tuple[int, ...] = ()
    length_m: float | None = None
    listed_from: date | None = None
    listed_to: date | None = None
    confidence: str = "high"
    source: str = ""
    note: str = ""
    vessel_type: str = ""
    gross_tonnage: float | None = None
    parts: tuple[str, ...] = ()

    def row(self) -> dict[str, Any]:
        """Its values by column; lists are sorted, without duplicates; names in other scripts are added in Latin letters too."""
        row = asdict(self)
        name, behind = parted(self.name)
        others = [former(n) for n in self.other_names]
        # a former name may itself be followed by another former name
        others = [*behind, *(n for o in others for first, more in [parted(o)] for n in (first, *more))]
        row |= {
            "name": name, "authority": plain(self.authority), "programme": plain(self.programme),
            "other_names": [*others, *(_latin(n) for n in (name, *others) if not n.isascii())],
            "false_names": [former(n) for n in self.false_names],
        }  # fmt: skip
        for f in fields(self):
            if isinstance(row[f.name], tuple | list):
                row[f.name] = sorted(set(row[f.name]))
        row["other_names"] = [n for n in row["other_names"] if n and n != name]
        return row


@dataclass(frozen=True)
class Published:
    """Contents of one list file.

    Attributes:
        entries: its ships.
        list_date: the date of the list, if the file gives one.
        covers: the parts of the list that the file contains completely; empty if it is the whole list.
        amendment: whether the file says that it only adds to the list.
        remark: what the user should know about the file.
        closed: whether it has its end mark, for lists that have one.
    """

    entries: Sequence[Entry]
    list_date: date | None = None
    covers: tuple[str, ...] = ()
    amendment: bool = False
    remark: str = ""
    closed: bool = True


class CutOff(ValueError):
    """A file without its end mark; its contents may nevertheless be complete."""


@dataclass(frozen=True)
class ListReader:
    """How one published file is read.

    Attributes:
        name: short name of the list, the ``list`` column; files of one list in several formats share it.
        authority: who publishes it.
        about: description of the file, for people.
        recognises: whether a file is this list, from its path and first bytes.
        read: reads its ship entries. Raises ``ValueError`` for a malformed row.
        keeps_history: whether an entry missing from a later file counts as delisted; else a later file replaces the earlier one.
        most_mb: a larger file is not this list, MB.
        without_ships: message for a complete file that names no ship.
        instead: for a known file that is not read: what to use instead; empty for files that are read.
        read_whole: as ``read``, for a file that the user says is complete; ``None`` if a truncated file cannot be recognised.
    """

    name: str
    authority: str
    about: str
    recognises: Callable[[Path, bytes], bool]
    read: Callable[[Path], Published]
    keeps_history: bool = True
    most_mb: int = 150
    without_ships: str = "it came empty or cut off; the store keeps the list it had."
    read_whole: Callable[[Path], Published] | None = None
    instead: str = ""


def is_imo(number: int) -> bool:
    """Whether a number is a valid IMO ship number: its first six digits times 7..2 sum to its last (Res. A.1117(30)).

    A valid check digit does not prove a right number: one in nine single-digit changes passes, and so does 1234567.
    """
    digits = [int(d) for d in str(number)]
    if len(digits) != 7 or number == 1234567:
        return False
    return sum(d * w for d, w in zip(digits, range(7, 1, -1), strict=False)) % 10 == digits[6]


def labelled_imos(prose: str) -> list[str]:
    """Numbers labelled as IMO numbers in a text, as printed: ``IMO 941 7115`` gives ``941 7115``."""
    return [s.group() if (s := _SEVEN.search(n)) else n for n in _LABELLED.findall(prose)]


def _printed_imos(text: str) -> list[str]:
    """IMO numbers in a cell, as printed: runs of seven digits, else labelled numbers, else a cell of digits only; no MMSIs."""
    found = _SEVEN.findall(text)
    alone = _ALONE.fullmatch(text)
    if not found:
        found = labelled_imos(text) or ([alone[1]] if alone else [])
    return [n for n in found if not mmsi_numbers(n)]


def imo_numbers(*texts: str) -> tuple[int, ...]:
    """Valid IMO ship numbers in cells, in order: seven digits, possibly separated by spaces or dots."""
    found = [re.sub(r"\D", "", n) for text in texts for n in _printed_imos(text)]
    return tuple(dict.fromkeys(int(n) for n in found if len(n) == 7 and is_imo(int(n))))


def wrong_numbers(*texts: str) -> str:
    """A note on IMO numbers in cells that are not valid ship numbers, or had to be cleaned; empty if there are none."""
    notes = []
    for printed in dict.fromkeys(n for text in texts for n in _printed_imos(text)):
        digits = re.sub(r"\D", "", printed)
        if len(digits) != 7:
            notes.append(f"IMO number printed as {printed}: no ship's ({len(digits)} digits, not 7), not used")
        elif not is_imo(int(digits)):
            notes.append(f"IMO number printed as {printed}: no ship's (check digit), not used")
        elif printed != digits:
            notes.append(f"IMO number printed as {printed}: read as {digits}")
    return "; ".join(notes)


def mmsi_numbers(*texts: str) -> tuple[int, ...]:
    """MMSIs of ship stations in a text: runs of exactly nine digits from 201000000 to 775999999 (ITU-R M.585)."""
    found = [int(n) for text in texts for n in _NINE.findall(text)]
    return tuple(dict.fromkeys(n for n in found if 201_000_000 <= n <= 775_999_999))


def call_signs(*texts: str) -> tuple[str, ...]:
    """The texts that are call signs, in capitals: three to eight letters and digits, but not digits alone."""
    found = [t.strip().upper() for t in texts]
    return tuple(t for t in found if _CALL.fullmatch(t) and not t.isdigit())


def quantity(text: str | None) -> float | None:
    """A number as lists print it, such as ``99,144`` or ``134.5 m``; ``None`` where there is none, or zero."""
    found = re.search(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?", text or "")
    return float(found[0].replace(",", "")) if found and float(found[0].replace(",", "")) > 0 else None


def table(path: Path, encoding: str = "utf-8-sig", skip: int = 0) -> list[dict[str, str]]:
    """The rows of a CSV file whose header follows ``skip`` lines.

    Raises:
        ValueError: a row has more or fewer cells than the header, or a quote is not closed, which would swallow rows.
    """
    with path.open(encoding=encoding, newline="") as f:
        for _ in range(skip):
            next(f, "")
        reader = csv.DictReader(f, strict=True)
        rows = []
        for row in reader:
            if None in row or None in row.values():
                raise ValueError(
                    f"the row that ends in line {reader.line_num + skip} has not as many cells as the header"
                )
            rows.append({k: unescaped(v) for k, v in row.items()})
        return rows


def cell_text(text: str | None) -> str:
    """A cell's text; empty for placeholders such as ``n/a``."""
    text = plain(text)
    return "" if text.lower() in _EMPTY else text


def properties(entity: Mapping[str, Any]) -> defaultdict[str, list[str]]:
    """The properties of a FollowTheMoney entity: lists of texts, empty for properties it lacks.

    Raises:
        ValueError: a property is not a list of texts; a bare text would be read letter by letter.
    """
    for name, values in entity["properties"].items():
        if not isinstance(values, list) or not all(isinstance(v, str) for v in values):
            raise ValueError(f"property {name} of {str(entity.get('id'))[:60]} is no list of texts")
    return defaultdict(list, entity["properties"])


def spoken(texts: Iterable[str | None]) -> tuple[str, ...]:
    """The non-empty texts among cells, each once."""
    return tuple(dict.fromkeys(s for t in texts if (s := cell_text(t))))


def day(text: str | None, *shapes: str) -> date | None:
    """A date in one of the given ``strptime`` formats or ISO; ``None`` for a text in none of them, such as an empty one."""
    text = cell_text(text)
    for shape in (*shapes, "%Y-%m-%d"):
        try:
            iso = shape == "%Y-%m-%d" and text[10:11] in ("", "T", " ")
            return datetime.strptime(text[:10] if iso else text, shape).date()
        except ValueError:
            continue
    return None


@cache
def country_code(text: str) -> str:
    """ISO 3166 alpha-3 code of a country given by code or name; the text itself if it is unknown."""
    plain = text.strip()
    try:
        return str(pycountry.countries.lookup(_SPELT.get(plain.lower(), plain)).alpha_3)
    except LookupError:
        return _by_name().get(plain.lower(), plain)


_SPELT = {
    "iran": "IRN", "north korea": "PRK", "dprk": "PRK", "korea, north": "PRK", "south korea": "KOR", "russia": "RUS",
    "st kitts and nevis": "KNA", "st. kitts and nevis": "KNA", "syria": "SYR", "the gambia": "GMB", "gambia, the": "GMB",
    "cote d'ivoire": "CIV", "st vincent and the grenadines": "VCT", "union of the comoros": "COM", "uk": "GBR",
    "democratic republic of the congo": "COD", "congo, democratic republic of the": "COD", "cape verde": "CPV",
    "sao tome and principe": "STP", "cook islands": "COK", "hong kong, china": "HKG", "macau": "MAC",
}  # fmt: skip


@cache
def _by_name() -> dict[str, str]:
    rows = [line.split(",") for line in data_file("mids.csv").read_text(encoding="utf-8").splitlines()[1:]]
    return {row[2].lower(): row[1] for row in rows}


def _latin(name: str) -> str:
    return " ".join(anyascii(name).upper().split())
