"""Interprets errors of DuckDB and the system: a full disk, a damaged file, or a file that is not a store."""

from __future__ import annotations

import errno
import re
from pathlib import Path

import duckdb

from vesseltrack.errors import StoreDamaged, StoreUnavailable

HEADERS = 3 * 4096
"""Bytes at the beginning of a DuckDB file, without which nothing is in it."""
_MAGIC = slice(8, 12)
_DAMAGED = re.compile(
    r"checksum|corrupt|could not read enough bytes|could not read from file|input/output error|failed to load metadata"
    r"|failed to deserialize|deserializ|database has been invalidated|replaying WAL|WAL file|invalid block|end of file",
    re.IGNORECASE,
)


def is_disk_full(e: BaseException) -> bool:
    """Whether an error of DuckDB or the system means a full disk."""
    text = str(e).lower()
    return (isinstance(e, OSError) and e.errno in {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}) or any(
        s in text for s in ("no space left", "file too large", "max_temp_directory_size", "disk quota exceeded")
    )


def is_refused(e: BaseException) -> bool:
    """Whether DuckDB was not allowed to write the store, or the log of its changes beside it."""
    text = str(e).lower()
    return isinstance(e, duckdb.Error) and any(s in text for s in ("permission denied", "read-only file system"))


def is_damage(e: BaseException) -> bool:
    """Whether an error means that the store's file is damaged."""
    return type(e).__name__ == "SerializationException" or bool(_DAMAGED.search(str(e)))


def damaged(path: Path | None, e: BaseException | str) -> StoreDamaged:
    """The exception for a damaged store, with the original error and advice on repair."""
    text = str(e)
    what = text.splitlines()[0] if text else "it cannot be read"
    wal = Path(f"{path}.wal")
    if re.search("wal", text, re.IGNORECASE) and wal.exists():
        what = f"the log of its last changes, {wal}, cannot be read: {what}"
    return StoreDamaged(
        f"{path} is damaged: {what}", f"what can be saved and how: vesseltrack check --db {path}", wal.exists()
    )


def check_kind(path: Path) -> None:
    """Check that a file is a DuckDB file with complete headers.

    Raises:
        StoreUnavailable: it is something else.
        StoreDamaged: it ends within the headers, as after an interrupted creation.
    """
    try:
        size = path.stat().st_size
        with path.open("rb") as f:
            begin = f.read(16)
    except OSError as e:
        raise StoreUnavailable(f"{path} cannot be opened: {e.strerror or e}", "check the path.") from e
    if begin[_MAGIC] == b"DUCK" and size >= HEADERS:
        return
    if begin[_MAGIC] == b"DUCK" or (not any(begin) and size <= HEADERS):
        raise StoreDamaged(
            f"{path} is damaged: it ends after {size:,} bytes, within its header: it was cut off, or making it was interrupted",
            f"what can be saved and how: vesseltrack check --db {path}",
        )
    raise StoreUnavailable(f"{path} is not a DuckDB file", "name a store with --db, or another path to make one.")
