"""From a published file to the store: which list it is, what of it, and for which day it speaks."""

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


class Saying(NamedTuple):
    """What a user says of a list file that the file does not say itself.

    Attributes:
        part: it is this part of the list.
        complete: it is the whole list: who is not in it is not listed.
        amendment: it only adds to the list.
        whole: it is not cut off, although it looks so.
        allow_shrunken: it may name far fewer ships than the list did before.
    """

    part: str | None = None
    complete: bool = False
    amendment: bool = False
    whole: bool = False
    allow_shrunken: bool = False


class LoadedList(NamedTuple):
    """What became of one list file.

    Attributes:
        list: short name.
        ships: entries in the file.
        list_date: the date it speaks for.
        dated: how that is known: by the ``file``, its ``name``, as ``told``, or by the day of ``loading``.
        new: whether this snapshot was not in the store yet.
        kind: ``complete``, ``part`` or ``amendment``.
        parts: which parts of the list it holds; none for the whole.
        known_by: how the kind is known: by the ``file``, as ``told``, or by the ``list``, which comes in one file.
        delisted: names of ships that were listed before, and by this file are not.
        misprinted: entries with a number that is no ship's, or had to be cleaned: what was printed.
        hint: what else to mind of the file, such as what its name says and its contents do not; empty for nothing.
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
    saying: Saying | None = None,
) -> LoadedList:
    """Load one list as published, as a snapshot beside those the store holds of it.

    Args:
        store: where it goes.
        path: the file.
        as_of: the date it speaks for, in place of what it says itself.
        allow_shrunken: take it although it names far fewer ships than the list did before.
        saying: what else the user says of it.

    Raises:
        UnreadableInput: no such file, no list we know, damaged, shrunken, or without a single ship: a list that came
            empty is refused, never taken for "nobody is listed".
        WrongUse: it is said to be two things at once.
    """
    saying = _one_saying(saying or Saying(), allow_shrunken)
    head, sha256 = _opened(path)
    reader = _reader_of(path, head)
    name = reader.name or _own_name(path)
    shipped = reader is CURATED and path == data_file("dprk_ships.csv")
    published, rows, kind, known_by = _read_shipped(sha256, saying) if shipped else _read(reader, path, name, saying)
    if not published.entries and not (published.covers and saying.allow_shrunken):
        raise UnreadableInput(f"{path} names no ship", reader.without_ships)
    list_date, dated = _dated(published, path, as_of)
    if reader is CURATED and not shipped:
        load_shipped(store)  # what a table of the user's own must not fall short of unnoticed
    loaded = LoadedList(name, len(published.entries), list_date, dated, True, kind, known_by=known_by)
    loaded = loaded._replace(
        parts=published.covers if kind != "complete" else (), misprinted=_misprinted(published),
        hint=_hint(path, reader, kind, known_by) or published.remark,
    )  # fmt: skip
    shots = snapshots.snapshots(name, kind, list_date, published.entries, published.covers)
    if snapshots.held(store, shots, sha256):
        return loaded._replace(new=False)
    if not saying.allow_shrunken:
        snapshots.check_whole(store, shots, path, reader.keeps_history, published.closed)
    about = {"authority": reader.authority, "about": reader.about, "dated": dated, "source": path.name}
    return loaded._replace(
        delisted=tuple(snapshots.put(store, shots, rows, reader.keeps_history, about | {"sha256": sha256}))
    )


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


def _one_saying(saying: Saying, allow_shrunken: bool) -> Saying:
    """What the user says, if it does not contradict itself."""
    if saying.complete and (saying.part is not None or saying.amendment):
        raise WrongUse("a complete list is neither a part nor an amendment", "say only one of the two.")
    return saying._replace(allow_shrunken=saying.allow_shrunken or allow_shrunken)


def _reader_of(path: Path, head: bytes) -> ListReader:
    """Which list a file is, by its contents."""
    reader = next((r for r in LISTS if _recognised(r, path, head)), None)
    if reader is None:
        raise UnreadableInput(f"{path} is no list we know", "see: vesseltrack lists formats")
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
    """What a list of the user's own is called: never as one of those that are published."""
    name = re.sub(r"[\W_]+", "-", path.stem.lower()).strip("-")[:60] or "own"
    return f"own-{name}" if name in list_names() else name


def _read(reader: ListReader, path: Path, name: str, saying: Saying) -> tuple[Published, pa.Table, str, str]:
    """What a file holds, its entries as rows of ``listings``, which kind it is, and how that is known."""
    try:
        published = reader.read_whole(path) if saying.whole and reader.read_whole else reader.read(path)
        published, kind, known_by = _as_told(published, saying)
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


@lru_cache(maxsize=2)
def _read_shipped(sha256: str, saying: Saying) -> tuple[Published, pa.Table, str, str]:
    """Our own table: it goes into every new store, and a process reads it once, until the file is another."""
    return _read(CURATED, data_file("dprk_ships.csv"), CURATED.name, saying)


def _as_told(published: Published, saying: Saying) -> tuple[Published, str, str]:
    """What a file holds once the user's word is set above its own, which kind it is, and how that is known."""
    if saying.part is not None:
        entries: Sequence[Entry] = [replace(e, parts=(saying.part,)) for e in published.entries]
        published = replace(published, entries=entries, covers=(saying.part,))
    if saying.complete:
        return published, "complete", "told"
    if saying.amendment or published.amendment:
        return published, "amendment", "told" if saying.amendment else "file"
    if published.covers:
        return published, "part", "told" if saying.part is not None else "file"
    return published, "complete", "list"


def _misprinted(published: Published) -> tuple[str, ...]:
    return tuple(f"{e.name}: {e.note}" for e in published.entries if "IMO number printed as" in e.note)


def _hint(path: Path, reader: ListReader, kind: str, known_by: str) -> str:
    """What a file's name says that nothing in it does: not acted upon, but told."""
    named = _HINTS.search(path.stem)
    if not named or kind != "complete" or known_by != "list" or not reader.keeps_history:
        return ""
    return f"taken for the whole list, though its name says {named[0]!r}: if it is not, use --part NAME or --amendment"


def _dated(published: Published, path: Path, as_of: date | None) -> tuple[date, str]:
    """The date a file speaks for, and how it is known."""
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
    """Put our own table of ships tied to North Korea into the store, unless the user put a table of theirs there."""
    shipped = data_file("dprk_ships.csv")
    source = store.rows("SELECT source FROM lists WHERE list = $list", {"list": CURATED.name})
    if source in ([], [(shipped.name,)]):
        load_list(store, shipped, allow_shrunken=True)
    if snapshots.outdated(store):
        snapshots.refresh(store)


def list_names() -> list[str]:
    """The short names of the lists we read, the user's own apart."""
    return sorted({r.name for r in LISTS if r is not OWN and not r.instead})
