"""The sanctions lists we read: one file each, one line each in LISTS."""

from __future__ import annotations

import csv
import hashlib
from pathlib import Path

import pandas as pd

from vesseltrack.errors import UnreadableInput
from vesseltrack.lists.curated import CURATED
from vesseltrack.lists.entry import Entry, ListReader
from vesseltrack.lists.ofac import OFAC
from vesseltrack.reference import data_file
from vesseltrack.store import Store

LISTS: tuple[ListReader, ...] = (
    CURATED,
    OFAC,
)


def load_list(store: Store, path: Path) -> tuple[str, int]:
    """Load one list as published, in place of what the store held of it. Returns its short name and its ships.

    Raises:
        UnreadableInput: no such file, no list we know, damaged, or without a single ship: a list that came
            empty is refused, never taken for "nobody is listed".
    """
    try:
        content = path.read_bytes()
    except OSError as e:
        raise UnreadableInput(f"{path} cannot be read: {e.strerror}", "check the path.") from e
    reader = next((r for r in LISTS if r.recognises(path, content[:4096])), None)
    if reader is None:
        known = ", ".join(r.name for r in LISTS)
        raise UnreadableInput(f"{path} is no list we know", f"known are: {known} (as published).")
    try:
        entries = list(reader.read(path))
    except (ValueError, KeyError, IndexError, csv.Error) as e:
        raise UnreadableInput(f"{path} is damaged: {e}", "fetch it again; the store keeps the list it had.") from e
    if not entries:
        raise UnreadableInput(f"{path} names no ship", "it came empty or cut off; the store keeps the list it had.")
    _put(store, reader, path, hashlib.sha256(content).hexdigest(), entries)
    return reader.name, len(entries)


def _put(store: Store, reader: ListReader, path: Path, sha256: str, entries: list[Entry]) -> None:
    known = store.rows("SELECT sha256, ships FROM lists WHERE list = $list", {"list": reader.name})
    if known and known[0][0] == sha256:
        return
    if known and known[0][1] > 2 * len(entries):
        raise UnreadableInput(
            f"{path} names {len(entries)} ships where the list had {known[0][1]}",
            "it looks cut off; the store keeps the list it had. Load it into a new store if it is right.",
        )
    frame = pd.DataFrame([e.row(reader.name) for e in entries])
    frame = frame.astype({"imo": "Int64", "mmsi": "Int64"})
    with store.transaction():
        store.execute("DELETE FROM listed WHERE list = $list", {"list": reader.name})
        store.execute("DELETE FROM lists WHERE list = $list", {"list": reader.name})
        store.append("listed", frame)
        store.execute(
            "INSERT INTO lists VALUES ($list, $authority, $as_of, $source, $sha, $ships)",
            {
                "list": reader.name, "authority": reader.authority, "as_of": reader.as_of(path),
                "source": path.name, "sha": sha256, "ships": len(entries),
            },
        )  # fmt: skip


def load_shipped(store: Store) -> None:
    """Put our own table of ships tied to North Korea into the store, unless the user put a table of theirs there."""
    shipped = data_file("dprk_ships.csv")
    source = store.rows("SELECT source FROM lists WHERE list = $list", {"list": CURATED.name})
    if source in ([], [(shipped.name,)]):
        load_list(store, shipped)
