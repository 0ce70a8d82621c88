"""Numbered migrations: each brings a store from the layout before its number to its number, on opening for writing.

They run in one transaction, one after the other, after the file was copied: killed, interrupted or failed, the store is as
it was. To add one: ``m0007_what_it_does.py`` with a function ``migrate(con)``, a line in :data:`MIGRATIONS`, and
``layout.SCHEMA_VERSION`` one higher. A migration names tables as they were called then, never by ``schema/``, which moves on.
What only adds tables or columns needs none (``layout.keep_more``).
"""

from __future__ import annotations

import logging
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import duckdb

from vesseltrack.drafts import draft_of
from vesseltrack.errors import DiskFull, OtherLayout, StoreUnavailable
from vesseltrack.store.connection import see
from vesseltrack.store.damage import is_disk_full
from vesseltrack.store.migrations import m0004_record_apart, m0005_field_words, m0006_causes_apart

_LOG = logging.getLogger(__name__)

MIGRATIONS: dict[int, Callable[[duckdb.DuckDBPyConnection], None]] = {
    4: m0004_record_apart.migrate,
    5: m0005_field_words.migrate,
    6: m0006_causes_apart.migrate,
}
"""By the layout that each leads to."""


def migrate(con: duckdb.DuckDBPyConnection, path: Path, version: int) -> None:
    """Bring a store up to the present layout, and say so in one line of the log.

    Args:
        con: to the store, which nobody else can write to meanwhile.
        path: of the file: beside it the copy is kept, ``<store>.layout-<version>``.
        version: the layout it has.

    Raises:
        OtherLayout: a migration failed; the store is as it was.
        DiskFull: there is no space for the copy or the changes; the store is as it was.
    """
    copy = _copied(con, path, version)
    to = max(MIGRATIONS)
    try:
        con.execute("BEGIN")
        for number in range(version + 1, to + 1):
            MIGRATIONS[number](con)
        see(con)
        con.execute("UPDATE store SET schema = $to", {"to": to})
        con.execute("COMMIT")
    except BaseException as e:
        _undo(con)
        copy.unlink(missing_ok=True)
        if isinstance(e, duckdb.Error) and not isinstance(e, duckdb.InterruptException):
            raise _failed(path, e) from e
        raise
    _LOG.warning("%s: brought from layout %d to %d; as it was, it is kept as %s", path, version, to, copy)


def _copied(con: duckdb.DuckDBPyConnection, path: Path, version: int) -> Path:
    """Copy the file while the connection holds it, whole or not at all; no earlier copy is overwritten."""
    copy, nth = path.with_name(f"{path.name}.layout-{version}"), 1
    while copy.exists():
        copy, nth = path.with_name(f"{path.name}.layout-{version}.{nth}"), nth + 1
    draft = draft_of(copy)
    try:
        con.execute("CHECKPOINT")  # what stands in the log beside the file goes into it
        shutil.copyfile(path, draft)
        with draft.open("rb") as f:
            os.fsync(f.fileno())
        draft.replace(copy)
    except OSError as e:
        problem = f"{path} has an earlier layout, and cannot be copied before it is changed"
        if is_disk_full(e):
            raise DiskFull(f"{problem}: no space left", "free some space and run it again.") from e
        raise StoreUnavailable(f"{problem}: {e.strerror or e}", "make its folder writable.") from e
    finally:
        draft.unlink(missing_ok=True)
    return copy


def _undo(con: duckdb.DuckDBPyConnection) -> None:
    try:
        con.execute("ROLLBACK")
    except duckdb.Error:
        return  # DuckDB had rolled back by itself


def _failed(path: Path, e: duckdb.Error) -> DiskFull | OtherLayout:
    if is_disk_full(e):
        return DiskFull(
            f"no space left to bring {path} up to this version; it is as it was", "free some space and run it again."
        )
    return OtherLayout(
        f"{path} could not be brought up to this version, and is as it was: {str(e).splitlines()[0]}",
        "please report it, with this message; the version that made it can go on with it.",
    )
