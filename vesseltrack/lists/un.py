"""The United Nations: the table of ships designated under resolution 1718, and the consolidated list, which has none.

The consolidated XML (https://scsanctions.un.org) names persons and companies; the IMO numbers in it are companies'.
The ships stand in a PDF; the table read here is OpenSanctions' transcription of it, or one with the same columns. Cells
pack several values as ``1: X 2: Y``.
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
    day,
    imo_numbers,
    mmsi_numbers,
    spoken,
    table,
    wrong_numbers,
)
from vesseltrack.lists.xml import elements

_PACKED = re.compile(r"(?:^|\s)\d: ")


def parts(cell: str | None) -> list[str]:
    """The values of a cell that may hold several, as ``1: X 2: Y``."""
    return [s for piece in _PACKED.split(cell or "") if (s := cell_text(piece))]


def _read(path: Path) -> Published:
    return Published([_entry(row) for row in table(path) if cell_text(row["vessel_name"])])


def _entry(row: dict[str, str]) -> Entry:
    names = parts(row["vessel_name"])
    dates = [d for p in parts(row["date_of_designation"]) if (d := day(p, "%d-%b-%y", "%d-%b-%Y", "%d %B %Y"))]
    measures = [k for k, v in row.items() if k and k.startswith(("Paragraph", "Economic")) and cell_text(v)]
    owner = cell_text(row.get("designated_owner"))
    return Entry(
        entry=cell_text(row.get("#")) or names[0],
        authority="UN Security Council",
        name=names[0],
        programme="; ".join(["UN 1718", *measures]),
        other_names=tuple(names[1:]),
        imos=imo_numbers(row["imo_number"]),
        mmsis=mmsi_numbers(row.get("mmsi") or ""),
        call_signs=call_signs(*parts(row.get("call_sign"))),
        flag_states=tuple(map(country_code, spoken(parts(row.get("flag"))))),
        listed_from=min(dates, default=None),
        source="UN 1718 Designated Vessels List" + (f"; designated owner {owner}" if owner else ""),
        note=wrong_numbers(row["imo_number"]),
        vessel_type=next(iter(parts(row.get("type"))), ""),
    )


UN_VESSELS = ListReader(
    name="un",
    authority="UN Security Council",
    about="UN 1718 Designated Vessels List, as a table",
    recognises=lambda _, head: b"vessel_name" in head and b"imo_number" in head and b"date_of_designation" in head,
    read=_read,
)


def _no_ships(path: Path) -> Published:
    for _ in elements(path, "CONSOLIDATED_LIST"):
        pass
    return Published([])


UN_CONSOLIDATED = ListReader(
    name="un",
    authority="UN Security Council",
    about="UN consolidated list, XML: persons and companies only",
    recognises=lambda _, head: b"<CONSOLIDATED_LIST" in head,
    read=_no_ships,
    without_ships="the UN's consolidated list holds persons and companies; the IMO numbers in it are companies'."
    " Its ships stand in the 1718 Designated Vessels List; our own table (dprk) holds them.",
)
