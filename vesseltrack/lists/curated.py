"""Our own table of ships tied to North Korea: UN 1718, Korea's own designations, OFAC and others, a source per row.

``data/dprk_ships.csv``. No machine-readable list carries South Korea's designations. To add a row, write it with its
source; ``make test`` checks IMO numbers, dates and doubles.
"""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

from vesseltrack.lists.entry import Entry, ListReader

HEADER = "name,imo,mmsi,flag,standing,authority,programme,listed_from,listed_to,other_names,confidence,source"
AS_OF = date(2026, 11, 23)
"""When the table was last gone through."""


def _read(path: Path) -> list[Entry]:
    with path.open(encoding="utf-8", newline="") as f:
        return [_entry(n, row) for n, row in enumerate(csv.DictReader(f), 1)]


def _entry(n: int, row: dict[str, str]) -> Entry:
    return Entry(
        entry=f"row {n}",
        authority=row["authority"],
        name=row["name"],
        standing=row["standing"],
        programme=row["programme"],
        other_names=tuple(x for x in row["other_names"].split("|") if x),
        imo=int(row["imo"]) if row["imo"] else None,
        mmsi=int(row["mmsi"]) if row["mmsi"] else None,
        flag=row["flag"] or None,
        listed_from=date.fromisoformat(row["listed_from"]) if row["listed_from"] else None,
        listed_to=date.fromisoformat(row["listed_to"]) if row["listed_to"] else None,
        confidence=row["confidence"],
        source=row["source"],
    )


CURATED = ListReader(
    name="dprk",
    authority="vesseltrack, from the authorities named in each row",
    recognises=lambda _, head: head.startswith(HEADER.encode()),
    read=_read,
    as_of=lambda _: AS_OF,
)
