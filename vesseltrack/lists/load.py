"""Loads a published list file into the store: recognises the list, its parts and its date."""

from __future__ import annotations

import codecs
import csv
import hashlib
import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import pyarrow as pa

from vesseltrack.errors import UnreadableInput, WrongUse
from vesseltrack.lists import LISTS, snapshots
from vesseltrack.lists.curated import CURATED
from vesseltrack.lists.entry import CutOff, Entry, ListReader, Published
from vesseltrack.lists.own import OWN
from vesseltrack.reference import data_file
from vesseltrack.store import Store

_HEAD = 4096
_HINTS = re.compile(r"amend|delta|update|partial|part(?![a-z])|cons_", re.IGNORECASE)
"""Words in a file's name that let one think that it is not the whole list."""


class Stated(NamedTuple):
    """What the user states about a list file, in place of or beyond what the file states.

    Attributes:
        part: the file is this part of the list.
        complete: the file is the whole list: ships not in it are not listed.
        amendment: the file only adds to the list.
        whole: the file is not truncated although it looks so.
        allow_shrunken: the file may name far fewer ships than the snapshot before.
    """

    part: str | None = None
    complete: bool = False
    amendment: bool = False
    whole: bool = False
    allow_shrunken: bool = False


class LoadedList(NamedTuple):
    """Result of loading one list file.

    Attributes:
        list: short name of the list.
        ships: number of entries in the file.
        list_date: date of the snapshot.
        dated: where the date comes from: the ``file``, its ``name``, the user (``told``), or the day of ``loading``.
        new: whether this snapshot was not in the store yet.
        kind: ``complete``, ``part`` or ``amendment``.
        parts: the parts of the list it contains; empty for the whole list.
        known_by: where the kind comes from: the ``file``, the user (``told``), or the ``list``, if it has one file only.
        delisted: names of ships that were listed before and are not in this file.
        misprinted: for entries with an invalid or cleaned number: what was printed.
        hint: a further remark, such as that only the file's name suggests a part or an amendment; empty if there is none.
    """

    list: str
    ships: int
    list_date: date
    dated: str
    new: bool
    kind: str = "complete"
    parts: tuple[str, ...] = ()
    known_by: str = "list"
    delisted: tuple[str, ...] = ()
    misprinted: tuple[str, ...] = ()
    hint: str = ""


def load_list(
    store: Store,
    path: Path,
    as_of: date | None = None,
    allow_shrunken: bool = False,
    stated: Stated | None = None,
) -> LoadedList:
    """Load one list as published, as a snapshot beside those the store holds of it.

    Args:
        store: the store.
        path: the file.
        as_of: the date of the snapshot, in place of the file's own.
        allow_shrunken: accept a file that names far fewer ships than the snapshot before.
        stated: what else the user states about the file.

    Raises:
        UnreadableInput: the file is missing, no known list, damaged, shrunken, or without a single ship: an empty list is
            refused, never read as "nobody is listed".
        WrongUse: the user's statements contradict each other.
    """
    stated = _one_part(stated or Stated(), allow_shrunken)
    head, sha256 = _opened(path)
    reader = _reader_of(path, head)
    name = reader.name or _own_name(path)
    read = _read_shipped if _is_shipped(path) else _read
    published, rows, kind, known_by = read(reader, path, name, stated, sha256)
    if not published.entries and not (published.covers and stated.allow_shrunken):
        raise UnreadableInput(f"{path} names no ship", reader.without_ships)
    list_date, dated = _dated(published, path, as_of)
    if reader is CURATED and not _is_shipped(path):
        load_shipped(store)  # what a table of the user's own must not fall short of unnoticed
    loaded = LoadedList(name, len(published.entries), list_date, dated, True, kind, known_by=known_by)
    loaded = loaded._replace(
        parts=published.covers if kind != "complete" else (), misprinted=_misprinted(published),
        hint=_hint(path, reader, kind, known_by) or published.remark,
    )  # fmt: skip
    shots = snapshots.snapshots(name, kind, list_date, published.entries, published.covers)
    if snapshots.held(store, shots, sha256):
        return loaded._replace(new=False)
    if not stated.allow_shrunken:
        snapshots.check_whole(store, shots, path, reader.keeps_history, published.closed)
    about = {"authority": reader.authority, "about": reader.about, "dated": dated, "source": path.name}
    gone = snapshots.put(store, shots, rows, reader.keeps_history, about | {"sha256": sha256})
    return loaded._replace(delisted=tuple(gone))


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


def _opened(path: Path) -> tuple[bytes, str]:
    """The first bytes of a file, and the SHA-256 of all."""
    if path.exists() and not path.is_file():
        raise UnreadableInput(f"{path} is not a file", "name the list's file.")
    try:
        with path.open("rb") as f:
            head = f.read(_HEAD)
            return head, hashlib.sha256(head + f.read()).hexdigest()
    except OSError as e:
        raise UnreadableInput(f"{path} cannot be read: {e.strerror}", "check the path.") from e


def _one_part(stated: Stated, allow_shrunken: bool) -> Stated:
    """The user's statements, checked for contradictions."""
    if stated.complete and (stated.part is not None or stated.amendment):
        raise WrongUse(
            "a complete list is neither a part nor an amendment", "give only one of --complete, --part and --amendment."
        )
    return stated._replace(allow_shrunken=stated.allow_shrunken or allow_shrunken)


def _reader_of(path: Path, head: bytes) -> ListReader:
    """The reader of the list that a file is, recognised by its contents."""
    reader = next((r for r in LISTS if _recognised(r, path, head)), None)
    if reader is None:
        raise UnreadableInput(f"{path} is in no list format we know", "see: vesseltrack lists formats")
    if reader.instead:
        raise UnreadableInput(f"{path} is not read: {reader.about}", reader.instead)
    if path.stat().st_size > reader.most_mb * 1_000_000:
        raise UnreadableInput(f"{path} is larger than {reader.most_mb} MB", f"that is not {reader.about}.")
    return reader


def _recognised(reader: ListReader, path: Path, head: bytes) -> bool:
    try:
        return reader.recognises(path, head.removeprefix(codecs.BOM_UTF8))
    except _DAMAGE:
        return False


def _own_name(path: Path) -> str:
    """Short name of a user's own list, from its file name; never that of a published list."""
    name = re.sub(r"[\W_]+", "-", path.stem.lower()).strip("-")[:60] or "own"
    return f"own-{name}" if name in list_names() else name


def _read(reader: ListReader, path: Path, name: str, stated: Stated, _: str) -> tuple[Published, pa.Table, str, str]:
    """A file's contents, its entries as rows of ``listings``, its kind, and where the kind is known from."""
    try:
        published = reader.read_whole(path) if stated.whole and reader.read_whole else reader.read(path)
        published, kind, known_by = _as_stated(published, stated)
        return published, snapshots.table(name, published.entries), kind, known_by
    except CutOff as e:
        raise UnreadableInput(
            f"{path} is damaged ({reader.about}): {e}",
            "fetch it again; the store keeps the list it had. If you know that it is whole, load it with --whole.",
        ) from e
    except _DAMAGE as e:
        lacks = f"it lacks {e}" if isinstance(e, KeyError) else str(e)
        raise UnreadableInput(
            f"{path} is damaged ({reader.about}): {lacks}", "fetch it again; the store keeps the list it had."
        ) from e


def _is_shipped(path: Path) -> bool:
    return path == data_file("dprk_ships.csv")


_read_shipped = lru_cache(maxsize=2)(_read)
"""Our own table goes into every new store: a process reads it once, until the file has another fingerprint."""


def _as_stated(published: Published, stated: Stated) -> tuple[Published, str, str]:
    """A file's contents after applying the user's statements, its kind, and where the kind is known from."""
    if stated.part is not None:
        entries: Sequence[Entry] = [replace(e, parts=(stated.part,)) for e in published.entries]
        published = replace(published, entries=entries, covers=(stated.part,))
    if stated.complete:
        return published, "complete", "told"
    if stated.amendment or published.amendment:
        return published, "amendment", "told" if stated.amendment else "file"
    if published.covers:
        return published, "part", "told" if stated.part is not None else "file"
    return published, "complete", "list"


def _misprinted(published: Published) -> tuple[str, ...]:
    return tuple(f"{e.name}: {e.note}" for e in published.entries if "IMO number printed as" in e.note)


def _hint(path: Path, reader: ListReader, kind: str, known_by: str) -> str:
    """A remark on what only the file's name suggests (a part, an amendment): reported, not acted upon."""
    named = _HINTS.search(path.stem)
    if not named or kind != "complete" or known_by != "list" or not reader.keeps_history:
        return ""
    return f"taken for the whole list, though its name says {named[0]!r}: if it is not, use --part NAME or --amendment"


def _dated(published: Published, path: Path, as_of: date | None) -> tuple[date, str]:
    """The date of a file's snapshot, and where it is known from."""
    found = _date_of(published, path, as_of)
    if found[0] > datetime.now(UTC).date() + timedelta(days=2):
        raise UnreadableInput(f"{path} is dated {found[0]}, in the future", "give its date with --as-of.")
    return found


def _date_of(published: Published, path: Path, as_of: date | None) -> tuple[date, str]:
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


def load_shipped(store: Store) -> None:
    """Load the shipped table of ships tied to North Korea, unless the user loaded a table of their own in its place."""
    shipped = data_file("dprk_ships.csv")
    source = store.rows("SELECT source FROM lists WHERE list = $list", {"list": CURATED.name})
    if source in ([], [(shipped.name,)]):
        load_list(store, shipped, allow_shrunken=True)
    if snapshots.outdated(store):
        snapshots.refresh(store)


def list_names() -> list[str]:
    """Short names of the published lists that are read, without users' own lists."""
    return sorted({r.name for r in LISTS if r is not OWN and not r.instead})
