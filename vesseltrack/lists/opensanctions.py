"""OpenSanctions exports: ``targets.simple.csv``, ``maritime.csv`` and ``entities.ftm.json`` (CC BY-NC: fetch them yourself).

Their identifiers come without labels: an IMO number has its prefix, nine digits are an MMSI, the rest call signs. In
``maritime.csv`` organisations bear *company* IMO numbers in the ships' column. What is only watched, not sanctioned, is
``reported``.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from itertools import groupby
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
    mmsi_numbers,
    properties,
    quantity,
    spoken,
    table,
    wrong_numbers,
)

_MARITIME = "maritime"
_PAGE = "https://www.opensanctions.org/entities/"


def _split(cell: str | None) -> list[str]:
    return [s for piece in (cell or "").split(";") if (s := cell_text(piece)) and s != '""']


def _read_simple(path: Path) -> Published:
    """The ships of one data set or of a collection; each data set it names counts as completely contained."""
    rows = table(path)
    covers = dict.fromkeys(d for row in rows for d in _split(row["dataset"]))
    return Published([_simple(row) for row in rows if row["schema"] == "Vessel"], covers=tuple(covers))


def _simple(row: Mapping[str, str]) -> Entry:
    identifiers = _split(row["identifiers"])
    numbers = [i for i in identifiers if i.upper().startswith("IMO")]
    designated = bool(_split(row.get("sanctions")))
    return Entry(
        entry=row["id"],
        authority=row["dataset"],
        name=row["name"],
        standing="designated" if designated else "reported",
        programme=", ".join(_split(row.get("program_ids")) or _split(row.get("sanctions"))),
        other_names=tuple(_split(row["aliases"])),
        imos=imo_numbers(*numbers),
        mmsis=mmsi_numbers(*(i for i in identifiers if i not in numbers)),
        call_signs=call_signs(*(i for i in identifiers if i not in numbers)),
        flag_states=tuple(map(country_code, _split(row["countries"]))),
        source=_PAGE + row["id"],
        note=wrong_numbers(*numbers),
        parts=tuple(_split(row["dataset"])),
    )


def _read_maritime(path: Path) -> Published:
    """The maritime collection: a part of its own, as it leaves out some ships of its data sets."""
    rows = sorted((r for r in table(path) if r["type"].upper() == "VESSEL"), key=lambda r: r["id"])
    entries = [_maritime(key, list(group)) for key, group in groupby(rows, key=lambda r: r["id"])]
    return Published(entries, covers=(_MARITIME,))


def _maritime(key: str, rows: list[dict[str, str]]) -> Entry:
    def cells(column: str) -> tuple[str, ...]:
        return spoken(s for r in rows for s in _split(r[column]))

    return Entry(
        entry=key,
        authority="; ".join(cells("datasets")),
        name=rows[0]["caption"],
        standing="designated" if "sanction" in cells("risk") else "reported",
        programme=", ".join(cells("risk")),
        other_names=cells("aliases"),
        imos=imo_numbers(*cells("imo")),
        mmsis=mmsi_numbers(*cells("mmsi")),
        flag_states=tuple(map(country_code, cells("flag"))),
        source=_PAGE + key,
        note=wrong_numbers(*cells("imo")),
        parts=(_MARITIME,),
    )


def lines(path: Path) -> Iterator[Any]:
    """The objects of a file of JSON lines.

    Raises:
        ValueError: a line is not a JSON object.
    """
    with path.open(encoding="utf-8-sig") as f:
        for n, line in enumerate(f, 1):
            if line.strip():
                found = json.loads(line)
                if not isinstance(found, dict) or not isinstance(found.get("properties"), dict):
                    raise ValueError(f"line {n} is not an entity")
                yield found


def _read_ftm(path: Path) -> Published:
    ships, sanctions = [], defaultdict(list)
    covers: dict[str, None] = {}
    for entity in lines(path):
        covers |= dict.fromkeys(_data_sets(entity))
        if entity["schema"] == "Vessel":
            ships.append(entity)
        elif entity["schema"] == "Sanction":
            said_of = properties(entity)
            for whom in said_of["entity"]:
                sanctions[whom].append(said_of)
    entries = [_entity(e, [s for k in (e["id"], *e.get("referents", [])) for s in sanctions[k]]) for e in ships]
    return Published(entries, covers=tuple(covers))


def _data_sets(entity: Mapping[str, Any]) -> list[str]:
    return [s for d in entity.get("datasets") or () if (s := cell_text(d))]


def _entity(entity: Mapping[str, Any], sanctions: list[Mapping[str, Any]]) -> Entry:
    said_of = properties(entity)
    begun = [_whole(d) for s in sanctions for d in (*s.get("startDate", ()), *s.get("listingDate", ()))]
    ended = [_whole(d) for s in sanctions for d in s.get("endDate", ())]
    names = [*said_of["name"], *said_of["alias"], *said_of["previousName"], *said_of["weakAlias"]]
    name = entity.get("caption") or (names[0] if names else entity["id"])
    programmes = [p for s in sanctions for k in ("programId", "program") for p in s.get(k, ())] or said_of["programId"]
    authorities = spoken([a for s in sanctions for a in s.get("authority", ())] or entity.get("datasets", []))
    return Entry(
        entry=entity["id"],
        authority="; ".join(authorities),
        name=name,
        standing="designated" if sanctions or "sanction" in said_of["topics"] else "reported",
        programme=", ".join(spoken(programmes)),
        other_names=tuple(names),
        imos=imo_numbers(*said_of["imoNumber"]),
        mmsis=mmsi_numbers(*said_of["mmsi"]),
        call_signs=call_signs(*said_of["callSign"]),
        flag_states=tuple(map(country_code, spoken([*said_of["flag"], *said_of["pastFlags"]]))),
        listed_from=min((d for d in begun if d), default=None),
        listed_to=max((d for d in ended if d), default=None) if len(ended) == len(sanctions) else None,
        source=_PAGE + entity["id"],
        note=wrong_numbers(*said_of["imoNumber"]),
        vessel_type=next(iter(spoken(said_of["type"])), ""),
        gross_tonnage=next((t for v in said_of["grossRegisteredTonnage"] if (t := quantity(v))), None),
        parts=tuple(_data_sets(entity)),
    )


def _whole(text: str) -> Any:
    """A date; of a year or month alone, its first day."""
    return day(text, "%Y-%m", "%Y")


SIMPLE = ListReader(
    name="opensanctions",
    authority="OpenSanctions",
    about="OpenSanctions targets.simple.csv",
    recognises=lambda _, head: head.replace(b'"', b"").startswith(b"id,schema,name,aliases"),
    read=_read_simple,
)
MARITIME = ListReader(
    name="opensanctions",
    authority="OpenSanctions",
    about="OpenSanctions maritime.csv",
    recognises=lambda _, head: head.replace(b'"', b"").startswith(b"type,caption,imo,risk"),
    read=_read_maritime,
)
FTM = ListReader(
    name="opensanctions",
    authority="OpenSanctions",
    about="FollowTheMoney entities, JSON lines",
    recognises=lambda _, head: head.lstrip().startswith(b"{") and b'"schema"' in head and b'"properties"' in head
    and b'"entities"' not in head[:64],
    read=_read_ftm,
    most_mb=2000,
)  # fmt: skip
