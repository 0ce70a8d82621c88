"""Creates a store completely or not at all, and removes files that killed runs left beside it."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from vesseltrack.drafts import draft_of, left_behind
from vesseltrack.errors import DiskFull, StoreUnavailable
from vesseltrack.store.damage import is_disk_full

_BEGAN = time.time()
"""When this process began, nearly: what is older was not written by it."""


def is_absent(path: Path) -> bool:
    """Whether there is no file, or an empty one, as ``mktemp`` makes it."""
    return not path.exists() or (path.is_file() and path.stat().st_size == 0)


def make_whole(path: Path, build: Callable[[Path], None]) -> None:
    """Let ``build`` make a file beside ``path`` and move it there, unless another process made one there meanwhile.

    Raises:
        StoreUnavailable: nothing can be made there.
        DiskFull: no space was left.
    """
    draft = draft_of(path)
    try:
        clear_drafts(path)
        build(draft)
        with draft.open("rb") as f:
            os.fsync(f.fileno())
        _put(draft, path)
    except OSError as e:
        if is_disk_full(e):
            raise DiskFull(f"no space left while making {path}", "free some space and run it again.") from e
        raise StoreUnavailable(f"{path} cannot be opened: {e.strerror or e}", "check the path.") from e
    finally:
        for left in (draft, Path(f"{draft}.wal")):
            left.unlink(missing_ok=True)


def _put(draft: Path, path: Path) -> None:
    if path.exists():  # without a byte
        draft.replace(path)
        return
    try:
        os.link(draft, path)  # unlike renaming, it takes the place of nothing
    except FileExistsError:
        return
    except OSError:  # a file system without links
        draft.rename(path)


def clear_drafts(path: Path) -> None:
    """Remove drafts left by runs that were killed while creating this store."""
    for _, name, left in left_behind(path.parent):
        if name == path.name and left.is_file():
            for part in (left, Path(f"{left}.wal")):
                part.unlink(missing_ok=True)


def clear_left(path: Path) -> None:
    """Remove drafts and temporary files that killed runs left beside a store.

    A draft stays when a run is killed after it was put in its place and before it was removed. Call it only while no other
    process has the store open.
    """
    with suppress(OSError):
        clear_drafts(path)
    folder = Path(f"{path}.tmp")
    with suppress(OSError):
        if folder.is_dir() and all(p.stat().st_mtime < _BEGAN for p in folder.iterdir()):
            shutil.rmtree(folder)


def require_store(path: Path | None) -> None:
    """Check that a store exists.

    Raises:
        StoreUnavailable: there is none at ``path``.
    """
    if path is None or not path.exists():
        raise StoreUnavailable(f"there is no store at {path}", f"make one first: vesseltrack load FILE --db {path}")
