"""DuckDB's errors translated into messages that say what to do."""

from __future__ import annotations

import re
from pathlib import Path

import duckdb

from vesseltrack.errors import DiskFull, StoreUnavailable, VesseltrackError
from vesseltrack.store.damage import damaged, is_damage, is_disk_full

_INTERRUPTED = re.compile(r"registered as '\w+' failed: KeyboardInterrupt")
"""How Ctrl-C comes back that fell on what a query reads of Python's."""
_NO_TABLE = re.compile(r"Table with name (\w+) does not exist")


def in_our_words(e: duckdb.Error | RuntimeError, path: Path | None) -> BaseException:
    """What to raise in place of an error; the error itself where it says nothing that a person can act on."""
    text = str(e)
    if not isinstance(e, duckdb.Error):
        return KeyboardInterrupt() if "interrupted" in text.lower() else e  # how Ctrl-C comes back from a running query
    if isinstance(e, duckdb.InterruptException) or _INTERRUPTED.search(text):
        return KeyboardInterrupt()
    if is_disk_full(e):
        return DiskFull(f"no space left while writing {path}", "free some space and run it again.")
    if isinstance(e, duckdb.OutOfMemoryException):
        return VesseltrackError("not enough memory", "allow more with --memory, such as 4GB.")
    return e if path is None else _of_file(e, path)


def _of_file(e: duckdb.Error, path: Path) -> BaseException:
    if "attached in read-only mode" in str(e):
        return StoreUnavailable(
            f"{path} is open for reading only, and this has to write to it",
            "open it for writing, as load and detect do; in Python without read_only.",
        )
    return damaged(path, e) if is_damage(e) else e


def table_lacking(e: BaseException) -> str | None:
    """The table that an error says does not exist."""
    found = _NO_TABLE.search(str(e)) if isinstance(e, duckdb.CatalogException) else None
    return found[1] if found else None
