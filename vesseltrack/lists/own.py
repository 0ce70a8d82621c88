"""A list of the user's own: a CSV with a column ``name`` or ``imo``, and any of the others below.

Several values in one cell are separated by ``;`` or ``|``. The list has the name of its file: ``harbour.csv`` is ``harbour``.
"""

from __future__ import annotations

import csv
import re
from pathlib import Path

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
    quantity,
    spoken,
    table,
    wrong_numbers,
)

COLUMNS = (
    "name", "imo", "mmsi", "call_sign", "flag", "other_names", "standing", "authority", "programme",
    "listed_from", "listed_to", "length_m", "gross_tonnage", "vessel_type", "confidence", "source",
)  # fmt: skip
STANDINGS = ("designated", "reported", "victim")


def _header(head: bytes) -> list[str]:
    line = head.split(b"\n", 1)[0].decode("utf-8", errors="replace")
    return [c.strip().lower() for c in next(csv.reader([line]), [])]


def _recognised(_: Path, head: bytes) -> bool:
    columns = _header(head)
    return bool(columns) and set(columns) <= set(COLUMNS) and bool({"name", "imo"} & set(columns))


def _read(path: Path) -> Published:
    rows = [{k.strip().lower(): v for k, v in row.items()} for row in table(path, _encoding(path))]
    return Published([_entry(n, row, path) for n, row in enumerate(rows, 2)])


def _encoding(path: Path) -> str:
    """UTF-8 if the file is valid UTF-8, else the Korean code page that spreadsheets write."""
    try:
        path.read_bytes().decode("utf-8")
    except UnicodeDecodeError:
        return "cp949"
    return "utf-8-sig"


def _entry(line: int, row: dict[str, str], path: Path) -> Entry:
    def cells(column: str) -> tuple[str, ...]:
        return spoken(re.split(r"[;|]", row.get(column) or ""))

    imos = imo_numbers(*cells("imo"))
    name = cell_text(row.get("name")) or (f"IMO {imos[0]}" if imos else "")
    standing = cell_text(row.get("standing")) or "designated"
    if not name:
        raise ValueError(f"line {line} has neither a name nor an IMO ship number with a right check digit")
    if standing not in STANDINGS:
        raise ValueError(f"line {line}: standing is {standing!r}, not one of {', '.join(STANDINGS)}")
    for column in ("listed_from", "listed_to"):
        if cell_text(row.get(column)) and day(row.get(column)) is None:
            raise ValueError(f"line {line}: {column} is {row[column]!r}, not a date such as 2024-04-02")
    length = cell_text(row.get("length_m"))
    return Entry(
        entry=" | ".join(filter(None, (name, str(imos[0]) if imos else "", cell_text(row.get("authority"))))),
        authority=cell_text(row.get("authority")) or path.stem,
        name=name,
        standing=standing,
        programme=cell_text(row.get("programme")),
        other_names=cells("other_names"),
        imos=imos,
        mmsis=mmsi_numbers(*cells("mmsi")),
        call_signs=call_signs(*cells("call_sign")),
        flag_states=tuple(map(country_code, cells("flag"))),
        length_m=float(length) if re.fullmatch(r"\d+(\.\d+)?", length) else None,
        listed_from=day(row.get("listed_from")),
        listed_to=day(row.get("listed_to")),
        confidence=cell_text(row.get("confidence")) or "as given",
        source=cell_text(row.get("source")) or f"{path.name}, line {line}",
        note=wrong_numbers(*cells("imo"))
        or (
            "" if imos or not cells("imo") else f"IMO number printed as {', '.join(cells('imo'))}: no ship's, not used"
        ),
        vessel_type=cell_text(row.get("vessel_type")),
        gross_tonnage=quantity(row.get("gross_tonnage")),
    )


OWN = ListReader(
    name="",
    authority="you",
    about=f"a CSV of your own, with a column name or imo and any of: {', '.join(COLUMNS)}",
    recognises=_recognised,
    read=_read,
    keeps_history=False,
    most_mb=20,
)
