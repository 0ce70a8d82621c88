"""Ukraine's military intelligence (GUR), War & Sanctions: ships, as a table with the labels of its pages.

It publishes pages only (https://war-sanctions.gur.gov.ua/en/transport/ships), and no file; this reads a CSV whose columns
bear the labels of those pages. It is a watch-list, not a law: its ships are ``reported``. Many of their MMSIs have changed.
"""

from __future__ import annotations

import re
from pathlib import Path

from vesseltrack.lists.entry import (
    Entry,
    ListReader,
    Published,
    call_signs,
    cell_text,
    country_code,
    imo_numbers,
    mmsi_numbers,
    quantity,
    spoken,
    table,
    wrong_numbers,
)


def _read(path: Path) -> Published:
    rows = [{k.strip().lower(): v for k, v in row.items()} for row in table(path)]
    return Published([_entry(row) for row in rows if cell_text(row["vessel name"]) or cell_text(row["imo"])])


def _several(cell: str | None) -> tuple[str, ...]:
    return spoken(re.split(r"\s/\s|[;,]", cell or ""))


def _entry(row: dict[str, str]) -> Entry:
    name, printed = cell_text(row["vessel name"]), cell_text(row["imo"])
    return Entry(
        entry=printed or name,
        authority="Ukraine GUR",
        name=name or f"IMO {printed}",
        standing="reported",
        programme="War & Sanctions: marine and aircraft vessels",
        other_names=_several(row.get("former ship names")),
        imos=imo_numbers(printed),
        mmsis=mmsi_numbers(*_several(row.get("mmsi"))),
        call_signs=call_signs(*_several(row.get("call sign"))),
        flag_states=tuple(map(country_code, (*_several(row["flag (current)"]), *_several(row.get("flags (former)"))))),
        confidence="medium",
        source=f"https://war-sanctions.gur.gov.ua/en/transport/ships, IMO {printed}",
        note=wrong_numbers(printed),
        vessel_type=cell_text(row.get("vessel type")),
        gross_tonnage=quantity(row.get("gross tonnage (t)")),
    )


def _recognised(_: Path, head: bytes) -> bool:
    header = head.split(b"\n", 1)[0].lower()
    return b"vessel name" in header and b"imo" in header and b"flag (current)" in header


GUR = ListReader(
    name="gur",
    authority="Ukraine GUR",
    about="Ukraine GUR War & Sanctions, ships, as a CSV with the labels of its pages",
    recognises=_recognised,
    read=_read,
)
