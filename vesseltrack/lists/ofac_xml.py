"""OFAC's Specially Designated Nationals, ``sdn.xml``: the same entries as ``sdn.csv``, and like it without their dates.

Its namespace changed in 2024, so element names are compared without it. Former names are marked as weak aliases, and are kept.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from xml.etree.ElementTree import Element

from vesseltrack.lists.entry import (
    Entry,
    ListReader,
    Published,
    call_signs,
    country_code,
    day,
    imo_numbers,
    mmsi_numbers,
    quantity,
    spoken,
    wrong_numbers,
)
from vesseltrack.lists.ofac import AUTHORITY, is_hull_number
from vesseltrack.lists.xml import elements, text, texts

_FLAGS = ("Former Vessel Flag", "Other Vessel Flag")


def _read(path: Path) -> Published:
    entries: list[Entry] = []
    published: date | None = None
    count = announced = 0
    for element in elements(path, "publshInformation", "sdnEntry"):
        if element.tag == "publshInformation":
            published = day(text(element, "Publish_Date"), "%m/%d/%Y")
            announced = int(text(element, "Record_Count") or 0)
            continue
        count += 1
        if text(element, "sdnType").lower() == "vessel":
            entries.append(_entry(element))
    if announced and count < announced:
        raise ValueError(f"it holds {count:,} of the {announced:,} records it announces")
    return Published(entries, published)


def _entry(element: Element) -> Entry:
    ids = [(text(i, "idType"), text(i, "idNumber")) for i in element.iterfind("idList/id")]
    printed = [number for kind, number in ids if is_hull_number(kind, number)]
    flags = spoken([text(element, "vesselInfo/vesselFlag"), *(n for k, n in ids if k in _FLAGS)])
    signs = [text(element, "vesselInfo/callSign"), *(n for k, n in ids if k == "Other Vessel Call Sign")]
    return Entry(
        entry=text(element, "uid"),
        authority=AUTHORITY,
        name=text(element, "lastName"),
        programme=", ".join(texts(element, "programList/program")),
        other_names=tuple(texts(element, "akaList/aka/lastName")),
        imos=imo_numbers(*printed),
        mmsis=mmsi_numbers(*(n for k, n in ids if k == "MMSI")),
        call_signs=call_signs(*signs),
        flag_states=tuple(map(country_code, flags)),
        source=f"OFAC SDN entry {text(element, 'uid')}",
        note=wrong_numbers(*printed),
        vessel_type=text(element, "vesselInfo/vesselType"),
        gross_tonnage=quantity(text(element, "vesselInfo/grossRegisteredTonnage")),
    )


OFAC_XML = ListReader(
    name="ofac",
    authority=AUTHORITY,
    about="OFAC SDN, sdn.xml",
    recognises=lambda _, head: b"<sdnList" in head,
    read=_read,
    most_mb=500,
)
