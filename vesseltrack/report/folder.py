"""Writes a folder of files in one step, without ever losing files that others keep in it."""

from __future__ import annotations

import ctypes
import errno
import os
import shutil
import sys
from collections.abc import Callable, Collection
from contextlib import suppress
from pathlib import Path

from vesseltrack.drafts import draft_of, left_behind
from vesseltrack.errors import DiskFull, VesseltrackError, WrongUse
from vesseltrack.store import is_disk_full

BESIDE = ("index.html", "feed.xml", "latest", "latest.html")
"""Files beside the folders of nights; see :mod:`vesseltrack.report.overview`."""
_HERE, _EXCHANGE, _SWAP = -100, 2, 2
"""AT_FDCWD and RENAME_EXCHANGE of Linux; RENAME_SWAP of macOS."""


def write_folder(
    folder: Path, fill: Callable[[Path], None], is_ours: Callable[[Path], bool], ours: Collection[str], put: bool = True
) -> Path:
    """Fill a draft beside a folder and move it into place in one step, together with files of others in the folder.

    Args:
        folder: the folder to create or replace.
        fill: writes our files into the draft.
        is_ours: tells whether an existing folder may be replaced.
        ours: names of our files; all other files in the folder are kept.
        put: false only to check whether it could be done.

    Raises:
        WrongUse: the folder was not written by us, or cannot be written.
        DiskFull: no space was left; the folder is as it was.
    """
    folder = Path(os.path.realpath(folder)) if folder.is_symlink() else folder
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        clear_drafts(folder.parent, ours)
        if folder.exists() and not is_ours(folder):
            raise WrongUse(f"{folder} exists and holds other files", "name another folder with --out.")
        draft = draft_of(folder)
        draft.mkdir(mode=0o755)
    except OSError as e:
        raise not_written(folder, e) from e
    try:
        fill(draft)
        if put:
            _take_along(folder, draft, ours)
            _sync(draft)
            _put_in_place(draft, folder)
    except OSError as e:
        raise not_written(folder, e) from e
    finally:
        _clear(draft, folder, ours)
    _sync(folder.parent)
    return folder


def clear_drafts(parent: Path, ours: Collection[str]) -> None:
    """Remove drafts of killed runs from a parent folder; files in them that are not ours go back to their folder."""
    for kind, name, left in left_behind(parent):
        folder = parent / name
        if kind == "before" and not folder.exists():
            left.rename(folder)  # killed between two renames, where the two could not be exchanged at once
        elif left.is_dir() and not left.is_symlink():
            _clear(left, folder, ours)
        elif name in BESIDE:
            left.unlink(missing_ok=True)


def _clear(left: Path, folder: Path, ours: Collection[str]) -> None:
    """Remove a draft or a replaced folder, but never the only copy of a file that is not ours."""
    if not left.is_dir() or (not folder.is_dir() and any(p.name not in ours for p in left.iterdir())):
        return
    _take_along(left, folder, ours)
    shutil.rmtree(left, ignore_errors=True)


def _take_along(source: Path, target: Path, ours: Collection[str]) -> None:
    """Add files of others in one folder, such as an analyst's notes, to another: as hard links, or as copies without these."""
    if not source.is_dir() or not target.is_dir():
        return
    for path in source.iterdir():
        place = target / path.name
        if path.name in ours or os.path.lexists(place):
            continue
        if path.is_dir() and not path.is_symlink():
            shutil.copytree(path, place, symlinks=True, copy_function=_link)
        else:
            _link(path, place)


def _link(source: str | Path, target: str | Path) -> None:
    try:
        os.link(source, target, follow_symlinks=False)
    except OSError as e:
        if e.errno in {errno.ENOENT, errno.ENOSPC, errno.EDQUOT}:
            raise
        shutil.copy2(source, target, follow_symlinks=False)


def _put_in_place(draft: Path, folder: Path) -> None:
    """Swap draft and folder, so that readers find either the old or the new one; the old one ends at the draft's path."""
    if not folder.exists():
        draft.rename(folder)
        return
    if _exchange(draft, folder):
        return
    old = draft_of(folder, "before")
    folder.rename(old)
    try:
        draft.rename(folder)
    except OSError:
        old.rename(folder)
        raise
    old.rename(draft)


def _exchange(one: Path, other: Path) -> bool:
    """Exchange two paths atomically; false if this system cannot."""
    a, b = os.fsencode(one), os.fsencode(other)
    try:
        library = ctypes.CDLL(None, use_errno=True)
        if sys.platform == "darwin":
            return not library.renamex_np(a, b, _SWAP)
        return not library.renameat2(_HERE, a, _HERE, b, _EXCHANGE)
    except (AttributeError, OSError, TypeError):
        return False


def _sync(folder: Path) -> None:
    """Flush the names in a folder to disk."""
    with suppress(OSError):  # not every system lets a folder be opened
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def not_written(folder: Path, e: OSError) -> VesseltrackError:
    """The exception for a folder that could not be written."""
    if is_disk_full(e):
        return DiskFull(f"no space left to write {folder}", "the alert folder is as it was: free some space.")
    return WrongUse(f"{folder} cannot be written: {e.strerror or e}", "name another folder with --out.")
