r"""OFAC's Specially Designated Nationals, ``sdn.csv`` as published (with ``alt.csv`` where it lies beside it).

Twelve columns and no header; nulls are ``-0- ``; the last byte is 0x1A; a ship's IMO, MMSI and former names stand only in
the remarks. The file holds no date of designation and none of its own: see OFAC's data specification,
https://ofac.treasury.gov/specially-designated-nationals-list-data-formats-data-schemas.
"""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from vesseltrack.lists.entry import Entry, ListReader, is_imo

_ENT, _NAME, _TYPE, _PROGRAM, _TITLE, _CALL, _VTYPE, _TONS, _GRT, _FLAG, _OWNER, _REMARKS = range(12)
_IMO = (re.compile(r"\bIMO\s*(\d{7})\b"), re.compile(r"Vessel Registration Identification\s+(\d{7})\b"))
_MMSI = re.compile(r"\bMMSI\s+(\d{9})\b")
_ALIAS = re.compile(r"\b[afn]\.k\.a\.\s+'([^']+)'")


def _rows(path: Path) -> Iterator[list[str]]:
    """The rows of one of OFAC's CSV files, its nulls empty and its closing 0x1A gone."""
    content = path.read_bytes()
    if b"\x1a" not in content[-4:]:
        raise ValueError("it does not end in the byte 0x1A as OFAC's files do: it is cut off")
    text = content.rstrip(b"\x1a\r\n\x00 ").decode("utf-8", errors="replace")
    for row in csv.reader(text.splitlines(keepends=True)):
        yield ["" if cell.strip() == "-0-" else cell.strip() for cell in row]


def _aliases(path: Path) -> dict[str, set[str]]:
    """Names by entry number from the ``alt`` file beside an ``sdn`` file, where there is one."""
    wanted = path.name.lower().replace("sdn", "alt")
    beside = next((p for p in path.parent.iterdir() if p.name.lower() == wanted != path.name.lower()), None)
    names: dict[str, set[str]] = defaultdict(set)
    if beside is not None:
        for row in _rows(beside):
            names[row[0]].add(row[3])
    return names


def _read(path: Path) -> list[Entry]:
    also = _aliases(path)
    entries = []
    for line, row in enumerate(_rows(path), 1):
        if len(row) != 12:
            raise ValueError(f"line {line} has {len(row)} columns, not 12: the file is cut off or is not sdn.csv")
        if row[_TYPE] == "vessel":
            entries.append(_entry(row, also[row[_ENT]]))
    return entries


def _entry(row: list[str], also: set[str]) -> Entry:
    remarks = row[_REMARKS]
    imo = next((int(m[1]) for p in _IMO if (m := p.search(remarks)) and is_imo(int(m[1]))), None)
    mmsi = _MMSI.search(remarks)
    names = sorted(also | set(_ALIAS.findall(remarks)) - {row[_NAME]})
    return Entry(
        entry=row[_ENT],
        authority="US OFAC",
        name=row[_NAME],
        programme=row[_PROGRAM].replace("] [", ", "),
        other_names=tuple(names),
        imo=imo,
        mmsi=int(mmsi[1]) if mmsi else None,
        call_sign=row[_CALL] or None,
        flag=row[_FLAG] or None,
        source=f"OFAC SDN entry {row[_ENT]}",
    )


OFAC = ListReader(
    name="ofac",
    authority="US OFAC",
    recognises=lambda _, head: bool(re.match(rb'\d+,"[^\r\n]*?",(-0- |"[a-z]+"),', head)) and head.count(b"-0- ") > 3,
    read=_read,
    as_of=lambda _: None,
)
