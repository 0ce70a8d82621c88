"""Switzerland: SECO's overall list of sanctioned individuals, entities and objects, XML (``swiss-sanctions-list``).

A ship is a ``target`` with an ``object`` of type ``vessel``; its IMO number stands in ``other-information``. When it was
listed and de-listed stand in ``modification``: ships that are no longer listed stay in the file. Its ``list-type`` says
whether it is the whole list or a ``delta``, which only changes it.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from xml.etree.ElementTree import Element

from vesseltrack.lists.entry import (
    Entry,
    ListReader,
    Published,
    cell_text,
    country_code,
    day,
    imo_numbers,
    labelled_imos,
    mmsi_numbers,
    spoken,
    wrong_numbers,
)
from vesseltrack.lists.xml import elements, text

_ROOT = "swiss-sanctions-list"


def _read(path: Path) -> Published:
    entries: list[Entry] = []
    programmes: dict[str, str] = {}
    made, amendment = None, False
    for element in elements(path, "sanctions-program", "target", _ROOT):
        if element.tag == _ROOT:
            made, amendment = day(element.get("date")), element.get("list-type", "").startswith("delta")
        elif element.tag == "sanctions-program":
            names = {n.get("lang"): cell_text(n.text) for n in element.iterfind("program-name")}
            for part in element.iterfind("sanctions-set"):
                programmes[part.get("ssid", "")] = names.get("eng") or next(iter(names.values()), "")
        else:
            entries += _ship(element, programmes)
    return Published(entries, made, amendment=amendment)


def _ship(target: Element, programmes: dict[str, str]) -> Iterator[Entry]:
    """An entry for each time a ship was listed; none for a target that is no ship."""
    hull = target.find("object")
    if hull is None or hull.get("object-type") != "vessel":
        return
    key = target.get("ssid", "")
    prose = [cell_text(o.text) for o in hull.iterfind("other-information")]
    printed = [n for p in prose for n in labelled_imos(p)]
    names = _names(hull)
    sets = [target.get("sanctions-set-id") or "", *(cell_text(s.text) for s in target.iterfind("sanctions-set-id"))]
    flags = spoken(p.partition(":")[2] for p in prose if p.lower().startswith("flag"))
    for begun, ended in _times(target, hull):
        yield Entry(
            entry=key,
            authority="Switzerland",
            name=names[0] if names else key,
            programme="; ".join(spoken(programmes.get(s) for s in sets)),
            other_names=tuple(names[1:]),
            imos=imo_numbers(*printed),
            mmsis=mmsi_numbers(*(p for p in prose if "MMSI" in p)),
            flag_states=tuple(country_code(f.rstrip(". ")) for f in flags),
            listed_from=begun,
            listed_to=ended,
            source=f"SECO, entry {key}",
            note=wrong_numbers(*printed),
        )


def _names(hull: Element) -> list[str]:
    """Its names, the primary one first; the other spellings of a part count as names."""
    found = []
    for name in sorted(hull.iterfind("identity/name"), key=lambda n: n.get("name-type") != "primary-name"):
        parts = sorted(name.iterfind("name-part"), key=lambda p: int(p.get("order") or 0))
        found.append(" ".join(text(p, "value") for p in parts))
        if len(parts) == 1:
            found += [cell_text(v.text) for v in parts[0].iterfind("spelling-variant")]
    return list(spoken(found))


def _times(target: Element, hull: Element) -> list[tuple[date | None, date | None]]:
    """Start and end of each listing."""
    changes = [*target.iterfind("modification"), *hull.iterfind("modification")]
    dated = sorted(
        (when, m.get("modification-type") or "")
        for m in changes
        if (when := day(m.get("effective-date") or m.get("publication-date")))
    )
    times: list[tuple[date | None, date | None]] = []
    for when, kind in dated:
        if kind == "de-listed":
            times = [*times[:-1], (times[-1][0] if times else None, when)]
        elif kind != "amended" and (not times or times[-1][1]):
            times.append((when, None))
    return times or [(None, None)]


SWITZERLAND = ListReader(
    name="switzerland",
    authority="Switzerland",
    about="Switzerland's list (SECO), XML",
    recognises=lambda _, head: b"<" + _ROOT.encode() in head,
    read=_read,
)
