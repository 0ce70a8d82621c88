"""From a published file to the store: each load is a dated snapshot, and what is listed follows from all of them."""

from __future__ import annotations

import codecs
import csv
import hashlib
import json
import re
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

import pyarrow as pa

from vesseltrack.errors import UnreadableInput
from vesseltrack.lists import LISTS
from vesseltrack.lists.curated import CURATED
from vesseltrack.lists.entry import Entry, ListReader, Published
from vesseltrack.lists.own import OWN
from vesseltrack.reference import data_file
from vesseltrack.store import Store

LOST = 0.1
"""A file that lacks more of a list's ships than this is taken for cut off."""
_LISTED = Path(__file__).with_name("listed.sql").read_text(encoding="utf-8")
_HEAD = 4096
_TEXTS, _NUMBERS = pa.list_(pa.string()), pa.list_(pa.int32())
_SCHEMA = pa.schema(
    {
        **dict.fromkeys(("list", "version", "entry", "authority", "name", "standing", "programme"), pa.string()),
        "other_names": _TEXTS, "imos": _NUMBERS, "mmsis": _NUMBERS, "call_signs": _TEXTS, "flag_states": _TEXTS,
        "false_names": _TEXTS, "false_imos": _NUMBERS, "false_mmsis": _NUMBERS,
        "length_m": pa.float32(), "listed_from": pa.date32(), "listed_to": pa.date32(),
        **dict.fromkeys(("confidence", "source", "note"), pa.string()),
    }
)  # fmt: skip


class LoadedList(NamedTuple):
    """What became of one list file.

    Attributes:
        list: short name.
        ships: entries in the file.
        list_date: the date it speaks for.
        dated: how that is known: by the ``file``, its ``name``, as ``told``, or by the day of ``loading``.
        new: whether this snapshot was not in the store yet.
    """

    list: str
    ships: int
    list_date: date
    dated: str
    new: bool


def load_list(store: Store, path: Path, as_of: date | None = None, allow_shrunken: bool = False) -> LoadedList:
    """Load one list as published, as a snapshot beside those the store holds of it.

    Args:
        store: where it goes.
        path: the file.
        as_of: the date it speaks for, in place of what it says itself.
        allow_shrunken: take it although it names far fewer ships than the list did before.

    Raises:
        UnreadableInput: no such file, no list we know, damaged, shrunken, or without a single ship: a list that came
            empty is refused, never taken for "nobody is listed".
    """
    if path.exists() and not path.is_file():
        raise UnreadableInput(f"{path} is not a file", "name the list's file.")
    try:
        with path.open("rb") as f:
            head = f.read(_HEAD)
            sha256 = hashlib.sha256(head + f.read()).hexdigest()
    except OSError as e:
        raise UnreadableInput(f"{path} cannot be read: {e.strerror}", "check the path.") from e
    reader = next((r for r in LISTS if _recognised(r, path, head)), None)
    if reader is None:
        raise UnreadableInput(f"{path} is no list we know", "see: vesseltrack lists formats")
    if path.stat().st_size > reader.most_mb * 1_000_000:
        raise UnreadableInput(f"{path} is larger than {reader.most_mb} MB", f"that is not {reader.about}.")
    name = reader.name or _own_name(path)
    published, rows = _read(reader, path, name)
    if not published.entries:
        raise UnreadableInput(f"{path} names no ship", reader.without_ships)
    list_date, dated = _dated(published, path, as_of)
    if list_date > datetime.now(UTC).date() + timedelta(days=2):
        raise UnreadableInput(f"{path} is dated {list_date}, in the future", "give its date with --as-of.")
    if reader is CURATED and path != data_file("dprk_ships.csv"):
        load_shipped(store)  # what a table of the user's own must not fall short of unnoticed
    loaded = LoadedList(name, len(published.entries), list_date, dated, True)
    if store.rows(
        "SELECT 1 FROM lists WHERE list = $list AND sha256 = $sha AND list_date = $day",
        {"list": name, "sha": sha256, "day": list_date},
    ):
        return loaded._replace(new=False)
    if not allow_shrunken:
        _check_whole(store, loaded, path, reader.keeps_history)
    _put(store, reader, loaded, rows, path, sha256)
    return loaded


_DAMAGE = (
    ValueError,
    LookupError,
    TypeError,
    AttributeError,
    ArithmeticError,
    csv.Error,
    RecursionError,
    pa.ArrowException,
)
"""What a reader meets in a file that is not as it should be: a cell that is missing, a number where a text belongs."""


def _recognised(reader: ListReader, path: Path, head: bytes) -> bool:
    try:
        return reader.recognises(path, head.removeprefix(codecs.BOM_UTF8))
    except _DAMAGE:
        return False


def _own_name(path: Path) -> str:
    """What a list of the user's own is called: never as one of those that are published."""
    name = re.sub(r"[\W_]+", "-", path.stem.lower()).strip("-")[:60] or "own"
    return f"own-{name}" if name in list_names() else name


def _read(reader: ListReader, path: Path, name: str) -> tuple[Published, pa.Table]:
    """What a file holds, and its entries as rows of ``listings``."""
    try:
        published = reader.read(path)
        return published, _table(name, published.entries)
    except _DAMAGE as e:
        said = f"it lacks {e}" if isinstance(e, KeyError) else str(e)
        raise UnreadableInput(
            f"{path} is damaged ({reader.about}): {said}", "fetch it again; the store keeps the list it had."
        ) from e


def _dated(published: Published, path: Path, as_of: date | None) -> tuple[date, str]:
    """The date a file speaks for, and how it is known."""
    if as_of is not None:
        return as_of, "told"
    if published.list_date is not None:
        return published.list_date, "file"
    named = re.search(r"(20\d\d)[-_]?(\d\d)[-_]?(\d\d)", path.name)
    try:
        if named:
            return date(int(named[1]), int(named[2]), int(named[3])), "name"
    except ValueError:
        pass
    return datetime.now(UTC).date(), "loading"


def _check_whole(store: Store, loaded: LoadedList, path: Path, history: bool) -> None:
    """Refuse a file that names far fewer ships than the snapshot before it, or than the one it takes the place of."""
    before = store.rows(
        "SELECT ships FROM lists WHERE list = $list AND (list_date <= $day OR NOT $history) ORDER BY list_date DESC LIMIT 1",
        {"list": loaded.list, "day": loaded.list_date, "history": history},
    )
    lost = before[0][0] - loaded.ships if before else 0
    if lost > max(2, LOST * before[0][0] if before else 0):
        raise UnreadableInput(
            f"{path} names {loaded.ships:,} ships where the list had {before[0][0]:,}",
            "it looks cut off; the store keeps the list it had. If so many were delisted, load it with --allow-shrunken.",
        )


def _put(store: Store, reader: ListReader, loaded: LoadedList, rows: pa.Table, path: Path, sha256: str) -> None:
    """Write a snapshot: entries that are as they were bear one more date, the others are added."""
    snapshot = {"list": loaded.list, "day": loaded.list_date}
    with store.transaction(), store.lent("_published", rows):
        if not reader.keeps_history:
            for table in ("listings", "lists"):
                store.execute(f"DELETE FROM {table} WHERE list = $list", {"list": loaded.list})
        store.execute(
            "UPDATE listings SET list_dates = list_sort(list_distinct(list_append(list_dates, $day)))"
            " WHERE list = $list AND version IN (SELECT version FROM _published)",
            snapshot,
        )
        store.execute(
            "INSERT INTO listings BY NAME SELECT *, [$day] AS list_dates FROM _published"
            " WHERE version NOT IN (SELECT version FROM listings WHERE list = $list) ORDER BY entry, version",
            snapshot,
        )
        store.execute(
            "INSERT INTO lists VALUES ($list, $authority, $day, $dated, $about, $source, $sha, $ships)",
            snapshot | {
                "authority": reader.authority, "dated": loaded.dated, "about": reader.about, "source": path.name,
                "sha": sha256, "ships": loaded.ships,
            },
        )  # fmt: skip
        store.fill("listed", _LISTED)


def _table(name: str, entries: Sequence[Entry]) -> pa.Table:
    """Entries as rows, each with a fingerprint of what it says; keys that stand twice are told apart."""
    rows, met = [], Counter[str]()
    for entry in entries:
        row = entry.row()
        if not entry.entry or not entry.name:
            raise ValueError("an entry has no key or no name")
        met[entry.entry] += 1
        if met[entry.entry] > 1:
            row["entry"] = f"{entry.entry} #{met[entry.entry]}"
        said = json.dumps(row, sort_keys=True, default=str)
        rows.append({"list": name, "version": hashlib.md5(said.encode(), usedforsecurity=False).hexdigest(), **row})
    return pa.Table.from_pylist(rows, schema=_SCHEMA)


def load_shipped(store: Store) -> None:
    """Put our own table of ships tied to North Korea into the store, unless the user put a table of theirs there."""
    shipped = data_file("dprk_ships.csv")
    source = store.rows("SELECT source FROM lists WHERE list = $list", {"list": CURATED.name})
    if source in ([], [(shipped.name,)]):
        load_list(store, shipped, allow_shrunken=True)


def list_names() -> list[str]:
    """The short names of the lists we read, the user's own apart."""
    return sorted({r.name for r in LISTS if r is not OWN})
