"""Connections to DuckDB: how they are opened, with which macros and views, and frames registered for a query."""

from __future__ import annotations

import logging
import os
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache, lru_cache
from pathlib import Path
from secrets import token_hex
from tempfile import gettempdir
from typing import Any

import duckdb
import pandas as pd
import pyarrow as pa

from vesseltrack.errors import StoreBusy, StoreUnavailable, VesseltrackError, WrongUse
from vesseltrack.output import visible
from vesseltrack.store.damage import check_kind, damaged, is_damage
from vesseltrack.table import RECORD, RESULTS, WORK

STORAGE_VERSION = "v1.2.0"
"""The oldest DuckDB that can open what we write. DuckDB 2's own default shuts out every 1.x reader."""

_LOG = logging.getLogger(__name__)
_AGAIN_S, _TOLD_S = 0.1, 30
"""How often a locked store is tried again; who waits longer than that, says so."""
LEAST_MB = 32
"""Memory in which DuckDB can still work."""

_KINDS = {
    "Invalid Input Error": duckdb.InvalidInputException,
    "IO Error": duckdb.IOException,
    "Conversion Error": duckdb.ConversionException,
    "Out of Memory Error": duckdb.OutOfMemoryException,
    "INTERRUPT Error": duckdb.InterruptException,
}
"""DuckDB's errors by how their texts begin."""

_MACRO = re.compile(r"^CREATE OR REPLACE TEMP MACRO (\w+)\(.*?;$", re.MULTILINE | re.DOTALL)
_CALLED = re.compile(r"\w+(?=\s*\()")

VIEWS = {"searched_fixes": "FROM fixes"}
"""The views every connection has, by the tables they stand for."""
SEARCH_ALL = f"CREATE OR REPLACE TEMP VIEW searched_fixes AS {VIEWS['searched_fixes']}"
"""Nothing that is kept lies outside the window; see ``engine/window.py``."""


def connect(
    path: Path | None, read_only: bool, memory_limit: str | None, wait_s: float = 0
) -> duckdb.DuckDBPyConnection:
    """Open a DuckDB file, or one in memory.

    Args:
        path: the file.
        read_only: open an existing file without the right to change it.
        memory_limit: DuckDB's.
        wait_s: how long to wait, if another program has it locked.

    Raises:
        WrongUse: the memory limit is invalid.
        StoreBusy: locked by another program all that time.
        StoreUnavailable: damaged, or not a DuckDB file.
    """
    # no network access: DuckDB must not download extensions
    config: dict[str, Any] = {
        "autoinstall_known_extensions": False,
        "autoload_known_extensions": False,
        "allow_community_extensions": False,
    }
    if path is not None and not read_only:
        config["storage_compatibility_version"] = STORAGE_VERSION
    if (
        read_only or path is None
    ):  # beside the store it might be another reader's, and stay there; a store in memory has no place
        config["temp_directory"] = f"{gettempdir()}/vesseltrack-spilt-{os.getpid()}-{token_hex(4)}"
    if memory_limit is not None:
        config["memory_limit"] = checked_memory(memory_limit)
    if path is not None and path.exists():
        check_kind(path)  # DuckDB would take a table of text for a store in memory, and forget what is written there
    until = time.monotonic() + wait_s
    while True:
        try:
            # an absolute path: DuckDB takes "word:rest" for the name of another kind of database
            return duckdb.connect(str(path.absolute()) if path else ":memory:", read_only=read_only, config=config)
        except duckdb.Error as e:
            why = _why_not_opened(path, e)
            if not isinstance(why, StoreBusy) or time.monotonic() >= until:
                raise why from e
        if wait_s >= _TOLD_S:
            _LOG.warning("%s is in use by another program: waiting up to %g s", visible(path), wait_s)
            wait_s = 0  # log the waiting only once
        time.sleep(_AGAIN_S)


def checked_memory(said: str) -> str:
    """A memory limit as DuckDB takes it.

    Raises:
        WrongUse: it is not a number of bytes with a unit, or too small.
    """
    units = {"k": 1e-3, "m": 1, "g": 1e3, "t": 1e6}
    meant = re.fullmatch(r"\s*(\d{1,9}(?:\.\d{1,6})?)\s*([kmgt])i?b\s*", said, re.IGNORECASE)
    if meant is None or float(meant[1]) * units[meant[2].lower()] < LEAST_MB:
        raise WrongUse(
            f"{said} is not a valid memory limit", f"give it as 2GB or 800MB, and no less than {LEAST_MB}MB."
        )
    return said.strip()


def _why_not_opened(path: Path | None, e: duckdb.Error) -> VesseltrackError:
    text = str(e)
    if "set lock" in text or "Conflicting lock" in text:
        return StoreBusy(
            f"{path} is in use by another program",
            "wait until it is done, or close the notebook or shell that has the file open.",
        )
    if "not a valid DuckDB" in text:
        return StoreUnavailable(f"{path} is not a DuckDB file", "name another path with --db.")
    if is_damage(e):
        return damaged(path, e)
    return StoreUnavailable(f"{path} cannot be opened: {text.splitlines()[0]}")


@cache
def reading_words() -> str:
    """The SQL macros that reading files needs (``reading.sql``)."""
    return Path(__file__).with_name("reading.sql").read_text(encoding="utf-8")


@cache
def words() -> str:
    """The SQL macros every step may use (``reading.sql`` and ``macros.sql``)."""
    return reading_words() + Path(__file__).with_name("macros.sql").read_text(encoding="utf-8")


def see(con: duckdb.DuckDBPyConnection, *before: str) -> None:
    """Set the search path of a connection so that tables of all schemas of the store are found by unqualified names.

    Args:
        con: a connection to the store.
        before: other schemas, qualified with their databases, to search first.
    """
    found = con.execute(
        "SELECT database_name, schema_name FROM duckdb_schemas() WHERE database_name = current_database()"
        " AND list_contains($schemas, schema_name) ORDER BY list_position($schemas, schema_name)",
        {"schemas": [RESULTS, RECORD, WORK]},
    ).fetchall()
    path = ",".join([*before, *(f"{quoted(database)}.{quoted(schema)}" for database, schema in found)])
    con.execute(f"SET search_path = {literal(path)}")


def prepare(con: duckdb.DuckDBPyConnection) -> None:
    """Make a connection independent of the machine's settings, and let it see the store's tables and our views."""
    see(con)
    with suppress(duckdb.Error):  # DuckDB refuses this in notebooks without ipywidgets, where it shows no bar anyway
        con.execute("SET enable_progress_bar = false")  # we draw our own, on standard error
    con.execute("SET TimeZone = 'UTC'")  # times must not depend on the machine's time zone
    con.execute(SEARCH_ALL)


def prepare_to_read(con: duckdb.DuckDBPyConnection) -> None:
    """Prepare a connection for reading files: with the macros of ``reading.sql``."""
    prepare(con)
    con.execute(reading_words())


@cache
def _macros() -> dict[str, tuple[str, frozenset[str]]]:
    """Our macros by name: the statement that creates each, and the macros it names."""
    made = {m[1]: m[0] for m in _MACRO.finditer(words())}
    return {name: (sql, (frozenset(_CALLED.findall(sql)) & made.keys()) - {name}) for name, sql in made.items()}


@lru_cache(maxsize=1024)
def _called(sql: str) -> frozenset[str]:
    """The macros of ours that a statement may name."""
    return frozenset(_CALLED.findall(sql.lower())) & _macros().keys()


class Macros:
    """The macros of ours that a connection has: each is created when a statement first names it.

    To create all takes as much CPU as to open a small store, and most statements need few.

    Args:
        con: the connection.
    """

    def __init__(self, con: duckdb.DuckDBPyConnection) -> None:
        self.con = con
        self.known: set[str] = set()
        self._prepared = False

    def prepare(self) -> None:
        """Prepare the connection; before, no macro is created."""
        prepare(self.con)
        self._prepared = True

    def create_for(self, sql: str) -> None:
        """Create those that a statement names and the connection does not have."""
        if self._prepared:
            for name in sorted(_called(sql) - self.known):
                self._create(name)

    def _create(self, name: str) -> None:
        sql, named = _macros()[name]
        for other in sorted(named - self.known):
            self._create(other)
        if name not in self.known:
            self.con.execute(sql)
            self.known.add(name)

    def forget(self) -> None:
        """Create them again when named: a transaction that is rolled back takes along those that were created in it."""
        self.known.clear()


def batches(con: duckdb.DuckDBPyConnection, select: str, rows: int) -> Iterator[pa.RecordBatch]:
    """The result of a query, ``rows`` rows at a time."""
    try:
        yield from con.sql(select).to_arrow_reader(rows)
    except OSError as e:  # Arrow raises OSError for errors of DuckDB while reading
        raise _KINDS.get(str(e).partition(":")[0], duckdb.Error)(str(e)) from e


@contextmanager
def ordered(con: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """Context manager: inserts keep the order of reading, which is somewhat slower."""
    aside = con.cursor()  # a second connection, as the transaction may have failed when this ends
    aside.execute("SET preserve_insertion_order = true")
    try:
        yield
    finally:
        with suppress(duckdb.Error):  # Ctrl-C may have closed the store before
            aside.execute("SET preserve_insertion_order = false")
        aside.close()


@contextmanager
def registering(
    con: duckdb.DuckDBPyConnection, name: str, frame: pd.DataFrame | pa.Table | ArrowSource
) -> Iterator[None]:
    """Context manager: SQL of a connection can read a pandas frame or an Arrow table under this name."""
    con.register(name, frame)
    try:
        yield
    finally:
        with suppress(duckdb.Error):  # inside a failed transaction even this is refused
            con.unregister(name)


class ArrowSource:
    """One registered name under which SQL reads one Arrow table after another, with the same columns.

    If each table were registered by itself within a transaction, all of them would stay in memory until its end.
    """

    table = pa.table({})

    def __arrow_c_schema__(self) -> object:
        return self.table.schema.__arrow_c_schema__()

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        return self.table.__arrow_c_stream__(requested_schema)


def literal(text: str) -> str:
    """A text as an SQL literal."""
    return "'" + text.replace("'", "''") + "'"


def quoted(name: str) -> str:
    """A name as an SQL identifier."""
    return '"' + name.replace('"', '""') + '"'
