"""Snapshots of lists in the store: of a whole list, of a part of it, or amendments that only add.

A snapshot is one list, one part (empty for the whole) and one date. A ship missing from a later snapshot of the same part was
delisted. A part says nothing about ships of other parts, and an amendment nothing about ships not in it.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa

from vesseltrack.errors import UnreadableInput
from vesseltrack.lists.entry import Entry
from vesseltrack.schema import TABLES
from vesseltrack.store import Store

LOST = 0.1
"""A snapshot that lacks more of the ships of the one before it is taken for cut off."""
_LISTED = Path(__file__).with_name("listed.sql").read_text(encoding="utf-8")
_TEXTS, _NUMBERS = pa.list_(pa.string()), pa.list_(pa.int32())
_SCHEMA = pa.schema(
    {
        **dict.fromkeys(("list", "part", "version", "entry", "authority", "name", "standing", "programme"), pa.string()),
        "other_names": _TEXTS, "imos": _NUMBERS, "mmsis": _NUMBERS, "call_signs": _TEXTS, "flag_states": _TEXTS,
        "false_names": _TEXTS, "false_imos": _NUMBERS, "false_mmsis": _NUMBERS,
        "length_m": pa.float32(), "gross_tonnage": pa.float32(), "vessel_type": pa.string(),
        "listed_from": pa.date32(), "listed_to": pa.date32(),
        **dict.fromkeys(("confidence", "source", "note"), pa.string()),
    }
)  # fmt: skip
_SAYS = (
    "list", "entry", "authority", "standing", "programme", "name", "other_names", "imos", "mmsis", "call_signs",
    "flag_states", "false_names", "false_imos", "false_mmsis", "length_m", "vessel_type", "gross_tonnage",
    "listed_from", "listed_to", "source",
)  # fmt: skip
"""The columns of ``listed`` that decide who matches whom, and what is said of it."""


@dataclass(frozen=True)
class Snapshot:
    """One part of a list, or the whole list, as one file gives it.

    Attributes:
        list: short name of the list.
        part: name of the part; empty for the whole list.
        kind: ``complete``, ``part`` or ``amendment``.
        day: date of the snapshot.
        ships: number of ship entries.
        newest: latest date of designation in it.
    """

    list: str
    part: str
    kind: str
    day: date
    ships: int
    newest: date | None


def snapshots(name: str, kind: str, day: date, entries: Sequence[Entry], covers: Sequence[str]) -> list[Snapshot]:
    """The snapshots of a file: one of the whole list, or one for each part it contains."""
    parts = covers if kind == "part" or (kind == "amendment" and covers) else ("",)
    found = []
    for part in parts:
        here = [e for e in entries if not part or part in e.parts]
        newest = max((e.listed_from for e in here if e.listed_from), default=None)
        found.append(Snapshot(name, part, kind, day, len(here), newest))
    return found


def table(name: str, entries: Sequence[Entry]) -> pa.Table:
    """Entries as rows, one for each part that contains them, with a fingerprint of their contents.

    Raises:
        ValueError: an entry has no key or no name.
    """
    rows, met = [], Counter[str]()
    for entry in entries:
        row = entry.row()
        parts = row.pop("parts") or [""]
        if not row["entry"] or not row["name"]:
            raise ValueError("an entry has no key or no name")
        met[row["entry"]] += 1
        if met[row["entry"]] > 1:  # make repeated keys unique
            row["entry"] = f"{row['entry']} #{met[row['entry']]}"
        text = json.dumps(row, sort_keys=True, default=str)
        version = hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()
        rows += [{"list": name, "part": part, "version": version, **row} for part in parts]
    return pa.Table.from_pylist(rows, schema=_SCHEMA)


def held(store: Store, shots: Sequence[Snapshot], sha256: str) -> bool:
    """Whether the store already has all these snapshots from the same file."""
    have = store.rows("SELECT coalesce(part, ''), list_date, coalesce(kind, 'complete') FROM lists"
                      " WHERE list = $list AND sha256 = $sha", {"list": shots[0].list, "sha": sha256})  # fmt: skip
    return {(s.part, s.day, s.kind) for s in shots} <= set(have)


def check_whole(store: Store, shots: Sequence[Snapshot], path: Path, keeps_history: bool, closed: bool = True) -> None:
    """Refuse a file that names far fewer ships than the snapshot before it, or than the one it replaces.

    Args:
        store: the store with the earlier snapshots.
        shots: the snapshots of the file.
        path: the file.
        keeps_history: if false, the file replaces whatever the store has.
        closed: whether it has its end mark; without it, not one ship may be missing.

    Raises:
        UnreadableInput: the file, or a part of it, lost more than a tenth of its ships.
    """
    for s in shots:
        before = store.rows(
            "SELECT ships FROM lists WHERE list = $list AND coalesce(part, '') = $part AND kind IS DISTINCT FROM 'amendment'"
            " AND (list_date <= $day OR NOT $history) ORDER BY list_date DESC LIMIT 1",
            {"list": s.list, "part": s.part, "day": s.day, "history": keeps_history},
        )
        had = before[0][0] if before else 0
        if s.kind != "amendment" and had - s.ships > (max(2, LOST * had) if closed else 0):
            of = f" of {s.part}" if s.part else ""
            end = "" if closed else " and lacks the mark of its end"
            raise UnreadableInput(
                f"{path} names {s.ships:,} ships{of} where the list had {had:,}{end}",
                "it looks cut off; the store keeps the list it had. If it is one part of the list, name it with --part NAME;"
                " if it only adds to the list, say --amendment; if so many were delisted, load it with --allow-shrunken"
                + ("." if closed else ", or with --whole if you know that it is whole."),
            )


def put(
    store: Store, shots: Sequence[Snapshot], rows: pa.Table, keeps_history: bool, about: dict[str, str]
) -> list[str]:
    """Write a file's snapshots: unchanged entries get one more snapshot date, the others are added.

    Args:
        store: the store.
        shots: the snapshots of the file.
        rows: its entries, as :func:`table` makes them.
        keeps_history: if false, what the store had of these parts is replaced.
        about: authority, dated, about, source and sha256 of the file.

    Returns:
        The names of the ships that this file shows as delisted.
    """
    one: dict[str, Any] = {"list": shots[0].list, "day": shots[0].day, "amendment": shots[0].kind == "amendment"}
    same = "coalesce(amendment, false) = $amendment"
    of_list: dict[str, Any] = {"list": one["list"]}
    with store.transaction(), store.registered("_published", rows):
        if not keeps_history and not one["amendment"]:
            _remove(store, shots)
        before = _listed_now(store, of_list)
        store.execute(
            "UPDATE listings SET list_dates = list_sort(list_distinct(list_append(list_dates, $day)))"
            f" WHERE list = $list AND (version, coalesce(part, '')) IN (SELECT (version, part) FROM _published) AND {same}",
            one,
        )
        store.execute(
            "INSERT INTO listings BY NAME SELECT *, [$day] AS list_dates, $amendment AS amendment FROM _published"
            " WHERE (version, part) NOT IN (SELECT (version, coalesce(part, '')) FROM listings"
            f" WHERE list = $list AND {same}) ORDER BY entry, version, part",
            one,
        )
        for s in shots:
            store.execute(
                "INSERT INTO lists BY NAME SELECT $list AS list, $authority AS authority, $day AS list_date, $dated AS dated,"
                " $about AS about, $source AS source, $sha256 AS sha256, $ships AS ships, $part AS part, $kind AS kind,"
                " $newest AS newest",
                about | {"list": s.list, "day": s.day, "ships": s.ships, "part": s.part, "kind": s.kind, "newest": s.newest},
            )  # fmt: skip
        refresh(store)
        after = _listed_now(store, of_list)
    return sorted(name for key, name in before.items() if key not in after)


def _remove(store: Store, shots: Sequence[Snapshot]) -> None:
    """Delete the store's snapshots of these parts; for a whole list, all its snapshots."""
    for s in shots:
        for name in ("listings", "lists"):
            store.execute(
                f"DELETE FROM {name} WHERE list = $list AND ($part = '' OR part = $part)",
                {"list": s.list, "part": s.part},
            )


def _listed_now(store: Store, of_list: dict[str, Any]) -> dict[str, str]:
    if "listed" not in store.names():
        return {}
    return dict(store.rows("SELECT entry, name FROM listed WHERE list = $list AND listed_to IS NULL", of_list))


def refresh(store: Store) -> None:
    """Rebuild the table ``listed`` from the loaded snapshots."""
    store.fill("listed", _LISTED)


def outdated(store: Store) -> bool:
    """Whether ``listed`` was made by a version without parts."""
    return bool(store.one("SELECT count(*) FROM listed WHERE part IS NULL")[0])


def state(store: Store) -> str:
    """A fingerprint of the loaded lists that changes exactly when matches with ships may change.

    A newer snapshot with the same contents does not change it, nor does the order of loading.
    """
    names = [c for c in TABLES["listed"].names if c in _SAYS]
    each = f"SELECT md5(ROW({', '.join(names)})::VARCHAR) AS said FROM listed"
    return str(store.one(f"SELECT md5(coalesce(string_agg(said, '' ORDER BY said), '')) FROM ({each})")[0])
