"""The United States' Consolidated Screening List (trade.gov): lists of Treasury, Commerce and State in one CSV or JSON file.

The ships in it are OFAC's; it says when a designation began only for some lists. Identifiers stand in ``ids``: objects in
JSON, and in the CSV ``Vessel Registration Identification, IMO 9569712; MMSI, 572450210``.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from vesseltrack.lists.entry import (
    Entry,
    ListReader,
    Published,
    call_signs,
    cell_text,
    country_code,
    day,
    imo_numbers,
    labelled_imos,
    mmsi_numbers,
    quantity,
    spoken,
    table,
    wrong_numbers,
)

_MMSI = re.compile(r"\bMMSI\W+(\d{9})\b")


def _read_csv(path: Path) -> Published:
    return Published([_entry(row) for row in table(path) if row["type"].strip().lower() == "vessel"])


def _read_json(path: Path) -> Published:
    with path.open(encoding="utf-8-sig") as f:
        file = json.load(f)
    rows = file["results"] if isinstance(file, dict) else file
    if isinstance(file, dict) and isinstance(total := file.get("total"), int) and total > len(rows):
        raise ValueError(f"it holds {len(rows):,} of the {total:,} results it announces: it is one page of them")
    ships = [row for row in rows if str(row.get("type") or "").strip().lower() == "vessel"]
    return Published([_entry(row) for row in ships])


def _texts(value: Any) -> tuple[str, ...]:
    """A cell's values: a list of texts in JSON, separated by ``;`` in the CSV."""
    return spoken(map(str, value) if isinstance(value, list) else str(value or "").split(";"))


def _ids(value: Any) -> str:
    if not isinstance(value, list):
        return str(value or "")
    return "; ".join(f"{i.get('type') or ''}, {i.get('number') or ''}" for i in value)


def _entry(row: Mapping[str, Any]) -> Entry:
    ids, source = _ids(row.get("ids")), cell_text(row.get("source"))
    printed = labelled_imos(ids) or labelled_imos(str(row.get("remarks") or ""))
    key = cell_text(str(row.get("entity_number") or "")) or cell_text(str(row.get("id") or row.get("_id") or ""))
    return Entry(
        entry=key,
        authority="US OFAC" if "Treasury" in source or not source else f"US, {source}",
        name=cell_text(row["name"]),
        programme=", ".join(_texts(row.get("programs"))),
        other_names=_texts(row.get("alt_names")),
        imos=imo_numbers(*printed),
        mmsis=mmsi_numbers(*_MMSI.findall(ids)),
        call_signs=call_signs(str(row.get("call_sign") or "")),
        flag_states=tuple(map(country_code, _texts(row.get("vessel_flag")))),
        listed_from=day(row.get("start_date")),
        listed_to=day(row.get("end_date")),
        source=f"US Consolidated Screening List, {source or 'source not said'}, {key}",
        note=wrong_numbers(*printed),
        vessel_type=cell_text(row.get("vessel_type")),
        gross_tonnage=quantity(str(row.get("gross_registered_tonnage") or "")),
    )


CSL_CSV = ListReader(
    name="csl",
    authority="US, several agencies",
    about="US Consolidated Screening List, CSV",
    recognises=lambda _, head: head.replace(b'"', b"").startswith(b"_id,source,entity_number,type,programs,name"),
    read=_read_csv,
)
CSL_JSON = ListReader(
    name="csl",
    authority="US, several agencies",
    about="US Consolidated Screening List, JSON",
    recognises=lambda _, head: head.lstrip()[:1] in (b"{", b"[")
    and b'"source_list_url"' in head and b'"entity_number"' in head,
    read=_read_json,
)  # fmt: skip
