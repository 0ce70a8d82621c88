"""The result of loading one file: counts as in the ledger, and notes in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import pyarrow as pa

from vesseltrack.errors import VesseltrackError

_OUT_OF_RANGE = (
    "latitudes over 90 or longitudes over 180: of longitudes counted from 0 to 360 take 360 from those over 180 and load the"
    " file again; if latitude and longitude are exchanged, name their columns with --mapping"
)
MOST_OUT_OF_RANGE = 0.1
"""If a larger share of a file's rows is out of range, its positions are written otherwise, rather than wrong."""
_ADVICE = {
    "no_time": "no message says when it was heard",
    "pruned": "its positions are older than what prune keeps",
    "out_of_range": _OUT_OF_RANGE,
    "other_message": "its messages bear neither positions nor particulars",
}


@dataclass(frozen=True)
class Taken:
    """What was taken of one file besides its rows.

    Attributes:
        refused: refused lines that are not among the rows: ``line`` and ``raw``.
        passed: line numbers to skip when rows that do not carry a line number are numbered.
        lines: number of lines of the file, counted by bytes; ``None`` if it has none, or its reader gives no account of them.
        aside: number of these that are neither in a row nor refused.
        notes: notes for the user.
    """

    refused: pa.Table
    passed: list[int]
    lines: int | None
    aside: int | None
    notes: list[str]


@dataclass(frozen=True)
class Loaded:
    """The result of loading one file: ``rows_read = rows_kept + rows_duplicate + rows_refused``.

    Attributes:
        name: its path, and its name in a zip after a ``!``.
        layout: the format it was read as.
        rows_read: number of messages found in it.
        rows_kept: number of kept positions, messages with static data only, and messages of stations that are not ships.
        rows_duplicate: number of rows that were kept already.
        rows_refused: number of refused rows.
        lines_aside: number of lines that are not rows: blank, above the rows, comments, sentences that are not AIS; ``None`` if
            unknown.
        reasons: number of refused rows by reason.
        note: notes for the user: loaded before, changed since, why it was not loaded.
        already: whether the same bytes were loaded before.
        problem: why nothing of it was loaded; ``None`` if it was.
        not_read: the columns of a table that were not read.
    """

    name: str
    layout: str = ""
    rows_read: int = 0
    rows_kept: int = 0
    rows_duplicate: int = 0
    rows_refused: int = 0
    lines_aside: int | None = None
    reasons: dict[str, int] = field(default_factory=dict)
    note: str = ""
    already: bool = False
    problem: VesseltrackError | None = None
    not_read: list[str] = field(default_factory=list)


def note_of(entry: Loaded, before: set[bool], doubts: Sequence[str]) -> str:
    """Notes for the user on a loaded file.

    Args:
        entry: the result of loading it.
        before: of files loaded before with its contents (true), or with its name and other contents (false).
        doubts: remarks on how its columns were read.
    """
    notes = []
    if True in before:
        notes.append("loaded again: rows refused then for their time are judged anew, the others are there already")
    elif before:
        notes.append("a file of this name was loaded before, with other contents: what both hold is kept once")
    if ahead := entry.reasons.get("in_future"):
        notes.append(
            f"{ahead:,} rows are dated in the future: if a clock was wrong here, set it and load the file again"
        )
    beyond = entry.reasons.get("out_of_range", 0)
    if entry.rows_kept and beyond > MOST_OUT_OF_RANGE * entry.rows_read:
        notes.append(f"{beyond:,} rows have {_OUT_OF_RANGE}")
    if not entry.rows_kept and entry.rows_duplicate:
        notes.append("all that can be kept was there already")
    elif not entry.rows_kept:
        why = max(entry.reasons, key=lambda reason: entry.reasons[reason])
        advice = _ADVICE.get(why, "is the format right? See --format and --mapping")
        notes.append(f"not one row can be kept: {why if doubts else advice}")
    return "; ".join([*notes, *doubts])
