"""Australia: DFAT's Consolidated List, as the CSV that is published, or its workbook saved as CSV.

One row per name: ``101`` is the primary name, ``101a`` another name of the same ship. An IMO number stands in its own column
(since November 2025) or in ``Additional Information``; ``Control Date`` is when the row was last changed, not a designation.
"""

from __future__ import annotations

import re
from collections import defaultdict
from pathlib import Path

from vesseltrack.lists.entry import (
    Entry,
    ListReader,
    Published,
    cell_text,
    country_code,
    day,
    imo_numbers,
    labelled_imos,
    spoken,
    table,
    wrong_numbers,
)

Rows = list[dict[str, str]]


def _read(path: Path) -> Published:
    ships: dict[str, Rows] = defaultdict(list)
    for raw in table(path):
        row = {k.strip().lower(): v for k, v in raw.items()}
        if "vessel" in row["type"].lower() or "ship" in row["type"].lower():
            ships[re.sub(r"[a-z]+$", "", row["reference"].strip().lower())].append(row)
    return Published([_entry(key, rows) for key, rows in ships.items()])


def _entry(key: str, rows: Rows) -> Entry:
    rows = sorted(rows, key=lambda r: "primary" not in r["name type"].lower())
    names = spoken(r["name of individual or entity"] for r in rows)
    printed = [s for r in rows if (s := cell_text(r.get("imo number")))]
    printed = printed or [n for r in rows for n in labelled_imos(r.get("additional information") or "")]
    dates = [d for r in rows if (d := day(r.get("listing information"), "%d/%m/%Y", "%d %B %Y"))]
    flags = spoken(f for r in rows for f in (r.get("citizenship") or "").split(","))
    changed = spoken(r.get("control date") for r in rows)
    return Entry(
        entry=key,
        authority="Australia",
        name=names[0] if names else key,
        programme="; ".join(spoken(r.get("committees") for r in rows)),
        other_names=tuple(names[1:]),
        imos=imo_numbers(*printed),
        flag_states=tuple(map(country_code, flags)),
        listed_from=min(dates, default=None),
        source=f"DFAT Consolidated List {key}" + (f", row of {changed[0]}" if changed else ""),
        note=wrong_numbers(*printed),
    )


AUSTRALIA = ListReader(
    name="australia",
    authority="Australia",
    about="Australia's Consolidated List (DFAT), CSV",
    recognises=lambda _, head: (
        head.lower().replace(b'"', b"").startswith(b"reference,name of individual or entity,type")
    ),
    read=_read,
)
