"""Our own table of ships tied to North Korea: UN 1718, Korea's own designations, OFAC and others, a source per row.

``data/dprk_ships.csv``. No machine-readable list carries South Korea's designations. To add a row, see
``data/LICENCES.md``; ``data/scripts/check_ships.py`` and ``make test`` check IMO numbers, dates and duplicates.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

from vesseltrack.lists.entry import (
    Entry,
    ListReader,
    Published,
    country_code,
    imo_numbers,
    mmsi_numbers,
    quantity,
    table,
    wrong_numbers,
)

HEADER = "name,imo,mmsi,flag,standing,authority,programme,listed_from,listed_to,other_names,confidence,source"
PARTICULARS = ("length_m", "gross_tonnage", "vessel_type", "false_names", "false_imos", "particulars")
"""Columns behind those of the header, which a table made before them may lack; the last says who printed them, and when."""
AS_OF = date(2026, 11, 28)
"""When the table was last gone through."""


def _read(path: Path) -> Published:
    return Published([_entry(row) for row in table(path)], AS_OF)


def _entry(row: dict[str, str]) -> Entry:
    printed = row.get("particulars", "")
    return Entry(
        entry=" | ".join(row[k] for k in ("authority", "name", "imo", "programme")),
        authority=row["authority"],
        name=row["name"],
        standing=row["standing"],
        programme=row["programme"],
        other_names=tuple(x for x in row["other_names"].split("|") if x),
        imos=imo_numbers(row["imo"]),
        mmsis=mmsi_numbers(row["mmsi"]),
        flag_states=(country_code(row["flag"]),) if row["flag"] else (),
        listed_from=date.fromisoformat(row["listed_from"]) if row["listed_from"] else None,
        listed_to=date.fromisoformat(row["listed_to"]) if row["listed_to"] else None,
        confidence=row["confidence"],
        source=row["source"] + (f"; particulars: {printed}" if printed else ""),
        note=wrong_numbers(row["imo"]),
        length_m=quantity(row.get("length_m")),
        gross_tonnage=quantity(row.get("gross_tonnage")),
        vessel_type=row.get("vessel_type", ""),
        false_names=tuple(x for x in row.get("false_names", "").split("|") if x),
        false_imos=imo_numbers(row.get("false_imos", "")),
    )


CURATED = ListReader(
    name="dprk",
    authority="vesseltrack, from the authorities named in each row",
    about="ships tied to North Korea, with a source per row (data/dprk_ships.csv)",
    recognises=lambda _, head: head.startswith(HEADER.encode()),
    read=_read,
    keeps_history=False,
    most_mb=20,
)
