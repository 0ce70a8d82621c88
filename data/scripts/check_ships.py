"""Check our table of ships: IMO check digits, dates, doubles, hulls that contradict each other.

python data/scripts/check_ships.py [data/dprk_ships.csv]

Prints one line a problem and ends with 1 if there is any.
"""

from __future__ import annotations

import csv
import re
import sys
from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from vesseltrack.lists.curated import HEADER, PARTICULARS
from vesseltrack.lists.entry import country_code, is_imo, mmsi_numbers
from vesseltrack.lists.own import STANDINGS

Row = dict[str, str]
SHIPS = Path(__file__).resolve().parents[1] / "dprk_ships.csv"


def problems(path: Path) -> list[str]:
    """What is wrong in a table of ships, a line each; empty if nothing is."""
    with path.open(encoding="utf-8", newline="") as f:
        reader = csv.DictReader(f)
        columns = ",".join([HEADER, *PARTICULARS])
        if ",".join(reader.fieldnames or ()) != columns:
            return [f"line 1: the columns must be {columns}"]
        rows = list(enumerate(reader, 2))
    found = [f"line {line}: {what}" for line, row in rows for what in _wrong(row)]
    return found + [f"line {line}: {what}" for line, what in _doubles(rows)]


def _wrong(row: Row) -> Iterator[str]:
    for column in ("name", "standing", "authority", "programme", "confidence", "source"):
        if not (row[column] or "").strip():
            yield f"{column} is empty"
    if row["imo"] and not (row["imo"].isdecimal() and is_imo(int(row["imo"]))):
        yield f"IMO {row['imo']} fails the check digit: leave it empty rather than guess"
    if row["mmsi"] and not mmsi_numbers(row["mmsi"]):
        yield f"MMSI {row['mmsi']} is no ship's"
    if row["standing"] not in STANDINGS:
        yield f"standing {row['standing']!r} is not one of {', '.join(STANDINGS)}"
    yield from _dates(row)
    yield from _particulars(row)


def _particulars(row: Row) -> Iterator[str]:
    """What is wrong in what a hull is said to be, or to have posed as."""
    for column in ("length_m", "gross_tonnage"):
        if row[column] and not re.fullmatch(r"\d+(\.\d+)?", row[column]):
            yield f"{column} {row[column]!r} is no number"
    for number in (row["false_imos"] or "").split("|"):
        if number and not (number.isdecimal() and is_imo(int(number))):
            yield f"false IMO {number} fails the check digit"
    if any(row[c] for c in PARTICULARS[:-1]) and not row["particulars"]:
        yield "particulars do not say who printed them, and when"


def _dates(row: Row) -> Iterator[str]:
    days = {}
    for column in ("listed_from", "listed_to"):
        try:
            days[column] = date.fromisoformat(row[column]) if row[column] else None
        except ValueError:
            yield f"{column} {row[column]!r} is not a date such as 2024-04-02"
            return
    begun, ended = days["listed_from"], days["listed_to"]
    if begun and not date(2006, 10, 14) <= begun <= date.today():
        yield f"listed_from {begun} lies before resolution 1718, or in the future"
    if begun and ended and ended <= begun:
        yield f"listed_to {ended} is not after listed_from {begun}"


def _doubles(rows: list[tuple[int, Row]]) -> Iterator[tuple[int, str]]:
    """Rows that stand twice, and numbers that two hulls claim."""
    met: dict[tuple[str, ...], int] = {}
    ships: dict[str, set[str]] = defaultdict(set)
    for line, row in rows:
        key = tuple(row[c] for c in ("name", "imo", "authority", "programme"))
        if key in met:
            yield line, f"{row['name']} stands in line {met[key]} already"
        met.setdefault(key, line)
        if row["mmsi"] and row["imo"]:
            ships[row["mmsi"]].add(row["imo"])
            if len(ships[row["mmsi"]]) == 2:
                yield line, f"MMSI {row['mmsi']} is given to two hulls: {', '.join(sorted(ships[row['mmsi']]))}"
        if row["imo"] and row["standing"] == "victim":
            others = [r for _, r in rows if r["imo"] == row["imo"] and r["standing"] == "designated"]
            if others:
                yield line, f"IMO {row['imo']} is a victim's here and designated elsewhere"
        if row["flag"] and len(row["flag"]) == 2 and len(country_code(row["flag"])) != 3:
            yield line, f"flag {row['flag']} is no country"


if __name__ == "__main__":
    wrong = problems(Path(sys.argv[1]) if len(sys.argv) > 1 else SHIPS)
    print("\n".join(wrong) or "nothing wrong found")
    sys.exit(bool(wrong))
