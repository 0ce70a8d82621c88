"""Canada: the Consolidated Autonomous Sanctions List, XML as Global Affairs Canada publishes it (``sema-lmes.xml``).

One flat ``record`` for each person, entity or ship; its elements bear an English and a French name (``ShipIMONumber-
NumeroOMIDuNavire``), and bore the English one alone before 2025. A ship has ``EntityOrShip`` and no personal name, and a
type or an IMO number; countries and types are printed in both languages, separated by ``/`` or ``|``.
"""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree.ElementTree import Element

from vesseltrack.lists.entry import Entry, ListReader, Published, cell_text, day, imo_numbers, wrong_numbers
from vesseltrack.lists.xml import elements


def _read(path: Path) -> Published:
    return Published([e for record in elements(path, "record") if (e := _entry(record))])


def _english(text: str) -> str:
    return re.split(r"[/|]", text)[0].strip()


def _entry(record: Element) -> Entry | None:
    row = {child.tag.partition("-")[0]: cell_text(child.text) for child in record}
    printed, kind = row.get("ShipIMONumber", ""), row.get("TitleOrShipType") or row.get("TitleOrShip") or ""
    name = row.get("EntityOrShip", "")
    if not name or not (printed or kind) or row.get("LastName") or row.get("GivenName"):
        return None
    country, schedule = _english(row.get("Country", "")), row.get("Schedule", "")
    return Entry(
        entry=" | ".join([country, schedule, printed or name]),
        authority="Canada",
        name=name,
        programme=f"Canada SEMA: {country}" + (f", Schedule {schedule}" if schedule else ""),
        other_names=tuple(s for n in re.split(r"[;,]", row.get("Aliases", "")) if (s := cell_text(n))),
        imos=imo_numbers(printed),
        listed_from=day(row.get("DateOfListing")),
        source=f"Canada, Autonomous Sanctions List, {country}, schedule {schedule or '-'}, item {row.get('Item', '-')}",
        note=wrong_numbers(printed),
        vessel_type=_english(kind),
    )


CANADA = ListReader(
    name="canada",
    authority="Canada",
    about="Canada's autonomous sanctions (SEMA), XML",
    recognises=lambda _, head: b"<record" in head and b"<Country" in head and b"<Schedule" in head,
    read=_read,
)
