r"""OFAC's Specially Designated Nationals, ``sdn.csv`` as published (with ``alt.csv`` and ``sdn_comments.csv`` beside it).

Twelve columns and no header; nulls are ``-0- ``; the last byte is 0x1A; a ship's IMO, MMSI and former names stand only in
the remarks, which go on in ``sdn_comments.csv`` in mid-word where they are longer than 1,000 characters. The file holds no
date of designation and none of its own: see OFAC's data specification,
https://ofac.treasury.gov/specially-designated-nationals-list-data-formats-data-schemas.
"""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from vesseltrack.lists.entry import (
    CutOff,
    Entry,
    ListReader,
    Published,
    call_signs,
    cell_text,
    country_code,
    imo_numbers,
    labelled_imos,
    mmsi_numbers,
    quantity,
    spoken,
    wrong_numbers,
)
from vesseltrack.lists.names import unescaped

AUTHORITY = "US OFAC"
_UNCLOSED = (
    "it lacks the byte 0x1A that ends OFAC's files; its rows are whole, but only the shrunken are told from the cut off"
)
_ENT, _NAME, _TYPE, _PROGRAM, _TITLE, _CALL, _VTYPE, _TONS, _GRT, _FLAG, _OWNER, _REMARKS = range(12)
_BARE = re.compile(r"Vessel Registration Identification\s+(\d{7})\b")
_MMSI = re.compile(r"\bMMSI\s+(\d{9})\b")
_ALIAS = re.compile(r"\b[afn]\.k\.a\.\s+'([^']+)'")
_SAID = re.compile(r"(?:alt\. )?(Former Vessel Flag|Other Vessel Flag|Other Vessel Call Sign) ([^;]+)")


def is_hull_number(kind: str, number: str) -> bool:
    """Whether one of OFAC's identifiers is the ship's IMO number: labelled IMO, or a vessel registration."""
    return number.upper().startswith("IMO") or kind.lower() == "vessel registration identification"


def _rows(path: Path, whole: bool = False) -> Iterator[list[str]]:
    """The rows of one of OFAC's CSV files, with nulls as empty texts and without the final 0x1A.

    A file re-saved by an editor, pandas or git loses that byte; it is accepted if its last row is complete.

    Raises:
        CutOff: it ends neither in 0x1A nor with a complete row, and ``whole`` is false.
    """
    content = path.read_bytes()
    text = content.rstrip(b"\x1a\r\n\x00 ").decode("utf-8", errors="replace")
    if not whole and not _closed(content) and not text.endswith(('"', "-0-")):
        raise CutOff("it does not end in the byte 0x1A as OFAC's files do, nor with a whole row: it is cut off")
    for row in csv.reader(text.splitlines(keepends=True)):
        yield ["" if cell.strip() == "-0-" else unescaped(cell) for cell in row]


def _closed(content: bytes) -> bool:
    """Whether a file ends in OFAC's end mark, 0x1A."""
    return b"\x1a" in content[-4:]


def _beside(path: Path, name: str) -> Path | None:
    """The companion of an ``sdn`` file in the same folder, such as ``alt`` or ``sdn_comments``."""
    wanted = path.name.lower().replace("sdn", name)
    return next((p for p in path.parent.iterdir() if p.name.lower() == wanted != path.name.lower()), None)


def _read(path: Path, whole: bool = False) -> Published:
    names: dict[str, set[str]] = defaultdict(set)
    if alt := _beside(path, "alt"):
        for row in _rows(alt, whole):
            names[row[0]].add(row[3].strip())
    more: dict[str, str] = defaultdict(str)
    if comments := _beside(path, "sdn_comments"):
        for row in _rows(comments, whole=True):
            more[row[0]] += row[1] if len(row) > 1 else ""
    entries = []
    for line, row in enumerate(_rows(path, whole), 1):
        if len(row) != 12:
            raise CutOff(f"line {line} has {len(row)} columns, not 12: the file is cut off or is not sdn.csv")
        if row[_TYPE].strip() == "vessel":
            entries.append(_entry(row, row[_REMARKS] + more[row[_ENT]], names[row[_ENT]]))
    closed = whole or _closed(path.read_bytes())
    return Published(entries, remark="" if closed else _UNCLOSED, closed=closed)


def _entry(row: list[str], remarks: str, also: set[str]) -> Entry:
    # numbers labelled "IMO" first: a bare registration number may belong to another register
    printed = labelled_imos(remarks) or _BARE.findall(remarks)
    extra = defaultdict(list)
    for what, value in _SAID.findall(remarks):
        extra[what].append(value)
    flags = spoken([row[_FLAG], *extra["Other Vessel Flag"], *extra["Former Vessel Flag"]])
    return Entry(
        entry=row[_ENT].strip(),
        authority=AUTHORITY,
        name=row[_NAME].strip(),
        programme=row[_PROGRAM].strip().replace("] [", ", "),
        other_names=tuple(also | set(_ALIAS.findall(remarks))),
        imos=imo_numbers(*printed),
        mmsis=mmsi_numbers(*_MMSI.findall(remarks)),
        call_signs=call_signs(row[_CALL], *extra["Other Vessel Call Sign"]),
        flag_states=tuple(map(country_code, flags)),
        source=f"OFAC SDN entry {row[_ENT].strip()}",
        note=wrong_numbers(*printed),
        vessel_type=cell_text(row[_VTYPE]),
        gross_tonnage=quantity(row[_GRT]),
    )


OFAC = ListReader(
    name="ofac",
    authority=AUTHORITY,
    about="OFAC SDN, sdn.csv (alt.csv and sdn_comments.csv beside it)",
    recognises=lambda _, head: bool(re.match(rb'\d+,"[^\r\n]*?",(-0- |"[a-z]+"),', head)) and head.count(b"-0- ") > 3,
    read=_read,
    read_whole=lambda path: _read(path, whole=True),
    without_ships="of OFAC's files, sdn.csv holds the ships; cons_prim.csv, the other list, holds none.",
)
