"""The European Union: ships in annexes to Regulations, and the financial list (FSF XML), which knows no ship type.

The annexes (Reg. 2017/1509 on North Korea, Reg. 833/2014 on Russia) are law texts; the table read here is the one in
which OpenSanctions transcribes them. Former names stand in brackets behind the name; one hull stands in several annexes.

In the FSF XML, ships and shipping companies are both ``enterprise`` with a number of kind ``imo``, so a number with a
ship's check digit may still be a company's. Only entries whose text calls them a ship are read.
"""

from __future__ import annotations

import re
from dataclasses import replace
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
    mmsi_numbers,
    table,
    wrong_numbers,
)
from vesseltrack.lists.xml import elements, texts

_BRACKETS = re.compile(r"\(([^()]*)\)")
_SHIP = re.compile(r"\b(?:vessel|ship|tanker|bulk carrier|cargo ship)\b", re.IGNORECASE)
_COMPANY = re.compile(
    r"\b(?:company|co\.?|ltd|limited|corporation|corp|shipping|lines?|management|trading)\b", re.IGNORECASE
)


def _read_annex(path: Path) -> Published:
    """The ships of one Regulation's annexes, or of several."""
    rows = table(path)
    covers = dict.fromkeys(row["celex"] for row in rows)
    return Published([_annexed(row, row["celex"]) for row in rows if row["schema"] == "Vessel"], covers=tuple(covers))


def _read_amendment(path: Path) -> Published:
    """The ships that an amending act adds to annexes or changes in them. Removals are not named in it."""
    rows = table(path)
    covers = dict.fromkeys(row["amendedCelex"] for row in rows)
    entries = [
        replace(
            e, source=f"EU Regulation {row['amendmentCelex']}, amending {row['amendedCelex']}, Annex {row['annex']}"
        )
        for row in rows
        if row["schema"] == "Vessel" and (e := _annexed(row, row["amendedCelex"]))
    ]
    newest = max((e.listed_from for e in entries if e.listed_from), default=None)
    return Published(entries, newest, tuple(covers), amendment=True)


def _annexed(row: dict[str, str], act: str) -> Entry:
    former = [n for k in ("alias", "weakAlias", "previousName") for n in (row.get(k) or "").split(";")]
    name = cell_text(_BRACKETS.sub(" ", row["name"]))
    programme = f"{row['programKey']}: {row['measure']} (Annex {row['annex']})"
    return Entry(
        entry=" | ".join([act, row["annex"], cell_text(row["imoNumber"]) or name, row["startDate"]]),
        authority="EU",
        name=name,
        programme=programme,
        other_names=tuple(s for n in [*_BRACKETS.findall(row["name"]), *former] if (s := cell_text(n))),
        imos=imo_numbers(row["imoNumber"]),
        mmsis=mmsi_numbers(row.get("mmsi") or ""),
        flag_states=tuple(country_code(s) for f in (row.get("flag") or "").split(";") if (s := cell_text(f))),
        listed_from=day(row["startDate"], "%d.%m.%Y"),
        source=f"EU Regulation {act}, Annex {row['annex']}",
        note=wrong_numbers(row["imoNumber"]),
        parts=(act,),
    )


EU_ANNEX = ListReader(
    name="eu",
    authority="EU",
    about="EU annexes that name ships, as a table",
    recognises=lambda _, head: head.startswith(b"celex,recordId,programKey,annex"),
    read=_read_annex,
    without_ships="it is an act whose annexes name no ship.",
)
EU_AMENDMENT = ListReader(
    name="eu",
    authority="EU",
    about="EU acts that amend annexes, as a table",
    recognises=lambda _, head: head.startswith(b"amendedCelex,amendmentCelex,recordId,programKey,annex"),
    read=_read_amendment,
    without_ships="it is an act that adds no ship to an annex.",
)


def _read_fsf(path: Path) -> Published:
    entries, listed = [], None
    for element in elements(path, "sanctionEntity", "export"):
        if element.tag == "export":
            listed = day(element.get("generationDate"))
        elif ship := _financial(element):
            entries.append(ship)
    return Published(entries, listed)


def _financial(element: Element) -> Entry | None:
    """The entry of an enterprise with a valid ship's IMO number whose remarks (not its name) call it a ship; else ``None``."""
    numbers = [
        i.get("number", "") for i in element.iterfind("identification") if i.get("identificationTypeCode") == "imo"
    ]
    names = [s for a in element.iterfind("nameAlias") if (s := cell_text(a.get("wholeName")))]
    about = " ".join(texts(element, "remark"))
    if not imo_numbers(*numbers) or not names or _COMPANY.search(names[0]) or not _SHIP.search(about):
        return None
    rules = [r.get("programme", "") for r in element.iterfind("regulation")]
    reference = element.get("euReferenceNumber", "")
    return Entry(
        entry=reference or element.get("logicalId", ""),
        authority="EU",
        name=names[0],
        programme=f"EU financial sanctions {', '.join(filter(None, rules))}",
        other_names=tuple(names[1:]),
        imos=imo_numbers(*numbers),
        listed_from=day(element.get("designationDate")),
        listed_to=day(element.get("delistingDate")),
        source=f"EU FSF {reference}",
    )


EU_FSF = ListReader(
    name="eu-fsf",
    authority="EU",
    about="EU financial sanctions, FSF XML 1.1: two ships at most",
    recognises=lambda _, head: b"eu.europa.ec/fpi/fsd/export" in head,
    read=_read_fsf,
    without_ships="its enterprises with IMO numbers are companies. The EU's ships stand in annexes to Regulations.",
)
