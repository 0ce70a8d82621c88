"""Japan's Ministry of Finance: persons and companies whose assets are frozen. It has no ship type and no column for IMO.

Only rows whose remarks give an IMO number and call the entry a ship (船舶) are read. Japan's measures against ships are
bans on port calls, decided by Cabinet order, and not in this file.
"""

from __future__ import annotations

import re
from pathlib import Path

from vesseltrack.lists.entry import Entry, ListReader, Published, cell_text, day, imo_numbers, table

_MARK = "告示日付,告示番号".encode()
_NAMES = (
    "氏名（英語）",
    "氏名（日本語）",
    "別名・別称（英語）",
    "旧称（英語）",
    "別名・別称（日本語）",
    "旧称（日本語）",
)


def _read(path: Path) -> Published:
    entries = [e for row in table(path) if (e := _entry(row))]
    named = re.search(r"(20\d{6})", path.name)
    return Published(entries, day(named[1], "%Y%m%d") if named else None)


def _entry(row: dict[str, str]) -> Entry | None:
    prose = f"{row.get('その他の情報', '')} {row.get('外務省告示情報', '')}"
    names = [s for k in _NAMES for n in re.split("[;；]", row.get(k) or "") if (s := cell_text(n))]
    if "船舶" not in prose or not imo_numbers(prose) or not names:
        return None
    return Entry(
        entry=row["番号"],
        authority="Japan MOF",
        name=names[0],
        programme=f"MOF category {row['区分']}",
        other_names=tuple(names[1:]),
        imos=imo_numbers(prose),
        listed_from=day((row["告示日付"].split() or [""])[0], "%Y.%m.%d"),
        source=f"Japan MOF {row['番号']}",
    )


JAPAN = ListReader(
    name="japan",
    authority="Japan MOF",
    about="Japan MOF asset freeze list, CSV: no ships of its own",
    recognises=lambda _, head: _MARK in head,
    read=_read,
    without_ships="the ministry's list holds persons and companies. Japan bans ships from its ports by Cabinet order.",
)
