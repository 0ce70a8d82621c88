"""The United Kingdom: the UK Sanctions List as CSV and XML, and the OFSI ConList, closed on 28 January 2026.

In the CSV the first line is the report's date, a ship's name stands in ``Name 6``, and there is one row per name:
rows of one ``Unique ID`` are one ship. In the ConList a ship's IMO number and flag stand only in prose.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from itertools import groupby
from pathlib import Path
from xml.etree.ElementTree import Element

from vesseltrack.lists.entry import (
    Entry,
    ListReader,
    Published,
    country_code,
    day,
    imo_numbers,
    quantity,
    spoken,
    table,
    wrong_numbers,
)
from vesseltrack.lists.xml import elements, text, texts

_LABELLED = re.compile(r"\(([A-Za-z ]+)\)\s*:\s*([^(]*)")
Rows = list[dict[str, str]]


def _grouped(path: Path, key: str, kind: Sequence[str]) -> tuple[str, list[Rows]]:
    """The first line, and the rows of ships, grouped by key."""
    with path.open(encoding="utf-8-sig", newline="") as f:
        first = next(f, "")
    rows = [{k.strip().lower(): v for k, v in row.items()} for row in table(path, skip=1)]
    if not rows or key not in rows[0]:
        raise ValueError(f"its second line names no column {key!r}")
    ships = [r for r in rows if any(r.get(k, "").strip().lower() == "ship" for k in kind)]
    ships.sort(key=lambda r: r[key])
    return first, [list(group) for _, group in groupby(ships, key=lambda r: r[key])]


def _names(rows: Rows, kind: str) -> list[str]:
    """The names in these rows, the primary one first."""
    rows = sorted(rows, key=lambda r: r.get(kind, "").strip().lower() != "primary name")
    return list(spoken(r["name 6"] for r in rows))


def _read_csv(path: Path) -> Published:
    first, ships = _grouped(path, "unique id", ("designation type", "individual, entity, vessel_id"))
    return Published(
        [_tabled(rows) for rows in ships], day(first.partition(":")[2].strip(' ",\r\n'), "%d-%b-%Y", "%d/%m/%Y")
    )


def _cells(rows: Rows, column: str) -> tuple[str, ...]:
    return spoken(piece for r in rows for piece in re.split(r"[;|]|\(\d+\)", r.get(column, "")))


def _tabled(rows: Rows) -> Entry:
    names = _names(rows, "name type")
    dates = [d for r in rows if (d := day(r["date designated"], "%d/%m/%Y"))]
    lengths = [float(x) for x in _cells(rows, "length of ship") if re.fullmatch(r"\d+(\.\d+)?", x)]
    flags = [*_cells(rows, "current believed flag of ship"), *_cells(rows, "previous flags")]
    return Entry(
        entry=rows[0]["unique id"].strip(),
        authority="UK",
        name=names[0] if names else rows[0]["unique id"],
        programme="; ".join(_cells(rows, "regime name")),
        other_names=tuple(names[1:]),
        imos=imo_numbers(*_cells(rows, "imo number")),
        flag_states=tuple(map(country_code, flags)),
        length_m=max(lengths, default=None),
        listed_from=min(dates, default=None),
        source=f"UK Sanctions List {rows[0]['unique id'].strip()}",
        note=wrong_numbers(*_cells(rows, "imo number")),
        vessel_type=next(iter(_cells(rows, "type of ship")), ""),
        gross_tonnage=next((t for c in _cells(rows, "tonnage of ship") if (t := quantity(c))), None),
    )


def _read_xml(path: Path) -> Published:
    entries: list[Entry] = []
    made: date | None = None
    for element in elements(path, "DateGenerated", "Designation"):
        if element.tag == "DateGenerated":
            made = day(element.text, "%d/%m/%Y")
        elif text(element, "IndividualEntityShip").lower() == "ship":
            entries.append(_designation(element))
    return Published(entries, made)


def _designation(element: Element) -> Entry:
    names = sorted(element.iterfind("Names/Name"), key=lambda n: text(n, "NameType").lower() != "primary name")
    spelt = spoken(text(n, "Name6") for n in names)
    printed = texts(element, "ShipDetails/Ship/IMONumbers/IMONumber")
    flags = [
        *texts(element, "ShipDetails/Ship/CurrentBelievedFlagOfShips/CurrentBelievedFlagOfShip"),
        *texts(element, "ShipDetails/Ship/PreviousFlags/PreviousFlag"),
    ]
    lengths = texts(element, "ShipDetails/Ship/LengthOfShipDetails/LengthOfShip")
    key = text(element, "UniqueID")
    return Entry(
        entry=key,
        authority="UK",
        name=spelt[0] if spelt else key,
        programme=text(element, "RegimeName"),
        other_names=(*spelt[1:], *texts(element, "NonLatinNames/NonLatinName/NameNonLatinScript")),
        imos=imo_numbers(*printed),
        flag_states=tuple(map(country_code, flags)),
        length_m=max((float(x) for x in lengths if re.fullmatch(r"\d+(\.\d+)?", x)), default=None),
        listed_from=day(text(element, "DateDesignated"), "%d/%m/%Y"),
        source=f"UK Sanctions List {key}",
        note=wrong_numbers(*printed),
        vessel_type=next(iter(texts(element, "ShipDetails/Ship/TypeOfShipDetails/TypeOfShip")), ""),
    )


def _read_conlist(path: Path) -> Published:
    first, ships = _grouped(path, "group id", ("group type",))
    return Published([_consolidated(rows) for rows in ships], day(first.split(",")[1].strip(' "\r\n'), "%d/%m/%Y"))


def _consolidated(rows: Rows) -> Entry:
    names = _names(rows, "alias type")
    prose = [{k.strip().lower(): v for k, v in _LABELLED.findall(r["other information"])} for r in rows]
    numbers = [p.get("imo number", "") for p in prose]
    dates = [d for r in rows if (d := day(r["uk sanctions list date designated"] or r["listed on"], "%d/%m/%Y"))]
    key = rows[0]["group id"].strip()
    return Entry(
        entry=key,
        authority="UK",
        name=names[0] if names else key,
        programme="; ".join(spoken(r["regime"] for r in rows)),
        other_names=tuple(names[1:]),
        imos=imo_numbers(*numbers),
        flag_states=tuple(country_code(f.rstrip(". ")) for f in spoken(p.get("flag of ship") for p in prose)),
        listed_from=min(dates, default=None),
        source=f"OFSI consolidated list, group {key}",
        note=wrong_numbers(*numbers),
    )


UK_CSV = ListReader(
    name="uk",
    authority="UK",
    about="UK Sanctions List, CSV",
    recognises=lambda _, head: head.lstrip(b'"').startswith(b"Report Date:") and b"Unique ID" in head,
    read=_read_csv,
)
UK_XML = ListReader(
    name="uk",
    authority="UK",
    about="UK Sanctions List, XML",
    recognises=lambda _, head: b"<Designations" in head,
    read=_read_xml,
)
UK_CONLIST = ListReader(
    name="uk-conlist",
    authority="UK",
    about="OFSI ConList.csv, closed on 2026-01-28",
    recognises=lambda _, head: head.startswith(b"Last Updated") and b"Group Type" in head,
    read=_read_conlist,
)
