"""RUSI's DPRK Reports database, ``data.json``: ships in the reports of the UN Panel of Experts, with the identities they faked.

``fraudAlias``, ``fraudImoNumber`` and ``fraudMmsi`` are names and numbers a ship used that are not its own: they are kept
apart from its own, for they may be an innocent ship's. A ship is designated where an edge of kind ``Sanction`` begins at it.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from vesseltrack.lists.entry import (
    Entry,
    ListReader,
    Published,
    country_code,
    day,
    imo_numbers,
    mmsi_numbers,
    properties,
    spoken,
    wrong_numbers,
)


def _read(path: Path) -> Published:
    with path.open(encoding="utf-8-sig") as f:
        file = json.load(f)
    if not isinstance(file, dict) or not isinstance(file.get("entities"), list):
        raise ValueError("it has no list of entities")
    by_id = {e["id"]: e for e in file["entities"]}
    sanctions = defaultdict(list)
    for edge in file.get("edges", []):
        if edge.get("schema") == "Sanction":
            sanctions[edge["source"]].append(by_id.get(edge["target"], {}).get("properties", {}))
    return Published([_entry(e, sanctions[e["id"]]) for e in file["entities"] if e["schema"] == "Vessel"])


def _entry(entity: Mapping[str, Any], sanctions: list[Mapping[str, Any]]) -> Entry:
    said_of = properties(entity)
    names = spoken([*said_of["name"], *said_of["alias"]])
    begun = [d for s in sanctions for t in s.get("startDate", ()) if (d := day(t, "%Y-%m", "%Y"))]
    authorities = spoken(a for s in sanctions for a in s.get("authority", ()))
    # the IMO field also contains MMSIs, and numbers with text behind them
    numbers, false_numbers = said_of["imoNumber"], said_of["fraudImoNumber"]
    return Entry(
        entry=entity["id"],
        authority="; ".join(authorities) or "UN Panel of Experts",
        name=names[0] if names else entity["id"],
        standing="designated" if sanctions else "reported",
        programme=", ".join(spoken(p for s in sanctions for p in s.get("program", ())))
        or "named in the Panel's reports",
        other_names=names[1:],
        imos=imo_numbers(*numbers),
        mmsis=mmsi_numbers(*said_of["mmsi"], *numbers),
        flag_states=tuple(map(country_code, spoken(said_of["flag"]))),
        false_names=spoken(said_of["fraudAlias"]),
        false_imos=imo_numbers(*false_numbers),
        false_mmsis=mmsi_numbers(*said_of["fraudMmsi"], *false_numbers),
        listed_from=min(begun, default=None),
        confidence="medium",
        source=next(iter(said_of["sourceUrl"]), "https://dprk-reports.org"),
        note=wrong_numbers(*numbers),
    )


RUSI = ListReader(
    name="rusi",
    authority="RUSI, from the UN Panel of Experts",
    about="RUSI DPRK Reports, data.json",
    recognises=lambda _, head: head.lstrip().startswith(b"{") and b'"entities"' in head[:64],
    read=_read,
)
