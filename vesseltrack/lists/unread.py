"""Publishers' files that are recognised but not read: the error names them and says which file to use instead."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from vesseltrack.lists.entry import ListReader, Published

_OWN = (
    "save its ships as a CSV of your own (columns name, imo, mmsi, flag, other_names, standing, source) and load that."
)


def _unread(path: Path) -> Published:
    raise ValueError(f"{path.name} is not read")


def _a_page(head: bytes) -> bool:
    return head.lstrip()[:1] == b"<" and b"<html" in head.lower()


def _known(about: str, authority: str, instead: str, recognises: Callable[[Path, bytes], bool]) -> ListReader:
    return ListReader("", authority, about, recognises, _unread, instead=instead)


GUR_PAGE = _known(
    "Ukraine GUR War & Sanctions, an HTML page", "Ukraine GUR",
    "a page shows twelve ships: make a CSV with the labels of its pages as columns (Vessel name, IMO, Flag (Current), MMSI, "
    "Call sign, Vessel Type, Former ship names, ...), or load OpenSanctions' data set ua_war_sanctions.",
    lambda _, head: _a_page(head) and b"war-sanctions" in head,
)  # fmt: skip
PARIS_MOU = _known(
    "Paris MoU ban list, JSON", "Paris MoU",
    "a ban for lack of safety is no sanction; to watch its ships, " + _OWN,
    lambda _, head: b'"shipName"' in head and b'"banDate"' in head,
)  # fmt: skip
SENZING = _known(
    "OpenSanctions senzing.json", "OpenSanctions",
    "load targets.simple.csv or entities.ftm.json of the same data set.",
    lambda _, head: b'"RECORD_TYPE"' in head and b'"DATA_SOURCE"' in head,
)  # fmt: skip
FSF_CSV = _known(
    "EU financial sanctions, FSF CSV", "EU",
    "load the XML 1.1 of the same list; the EU's ships stand in annexes to Regulations.",
    lambda _, head: head.startswith(b"fileGenerationDate;") or head.startswith(b"Entity_LogicalId;"),
)  # fmt: skip
WORKBOOK = _known(
    "a spreadsheet's workbook (Australia's DFAT, Japan's MOF and others publish one)", "several",
    "save its sheet as CSV (UTF-8): Australia's list and Japan's are read so. Of any other, " + _OWN,
    lambda path, head: head.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0"))
    and path.suffix.lower() in (".xlsx", ".xls", ".ods", ".xlsm"),
)  # fmt: skip
PDF = _known(
    "a PDF (the UN's 1718 Designated Vessels List is published so)", "several",
    "our own table (dprk) holds the UN's ships; of another, " + _OWN,
    lambda _, head: head.startswith(b"%PDF"),
)  # fmt: skip
UNREAD = (GUR_PAGE, PARIS_MOU, SENZING, FSF_CSV, WORKBOOK, PDF)
