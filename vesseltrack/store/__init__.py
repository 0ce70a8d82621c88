"""The store: one ordinary DuckDB file whose tables anyone can read in a tool of their own."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pyarrow as pa

from vesseltrack.errors import DiskFull, StoreUnavailable, VesseltrackError
from vesseltrack.schema import KEPT, LOADED, REFERENCE, TABLES, Table
from vesseltrack.store.connection import Lent, batches, connect, lending, literal, quoted, teach
from vesseltrack.store.copies import bring_up
from vesseltrack.store.damage import damaged, is_damage, is_disk_full
from vesseltrack.store.filling import comment_on, make_empty
from vesseltrack.store.making import clear_spilt, is_absent, make_whole

SCHEMA_VERSION = 3
Params = dict[str, Any]
__all__ = ["Params", "Store", "is_disk_full", "literal", "quoted", "require_store"]

_MADE = (
    "duckdb_tables() WHERE NOT internal AND NOT temporary",
    "duckdb_views() WHERE NOT internal AND NOT temporary",
    "duckdb_sequences() WHERE NOT temporary",
    "duckdb_functions() WHERE NOT internal AND database_name = current_database()",
)
"""Where whatever anybody made in a file would stand."""
_INTERRUPTED = re.compile(r"registered as '\w+' failed: KeyboardInterrupt")
"""How Ctrl-C comes back that fell on what a query reads of Python's."""


class Store:
    """A DuckDB file with our tables in it.

    Args:
        path: the file, made if absent; ``None`` for a store in memory.
        read_only: open an existing file without the right to change it.
        memory_limit: DuckDB's, such as ``"2GB"``; its own default if ``None``.

    Raises:
        StoreUnavailable: locked by another program, not a DuckDB file, or not a vesseltrack store.
    """

    def __init__(
        self, path: Path | str | None = None, read_only: bool = False, memory_limit: str | None = None
    ) -> None:
        self.path = None if path is None else Path(path)
        self.read_only = read_only
        if read_only:
            require_store(self.path)
        elif self.path is not None and is_absent(self.path):
            make_whole(self.path, lambda draft: self._make(draft, memory_limit))
        self.con = connect(self.path, read_only, memory_limit)
        try:
            with self.plainly():
                self._prepare(read_only)
        except BaseException:
            self.con.close()
            raise

    def _make(self, path: Path, memory_limit: str | None) -> None:
        """Make a file with our tables in it, which is nobody's yet."""
        self.con = connect(path, False, memory_limit)
        try:
            self._make_tables()
        finally:
            self.con.close()

    def _make_tables(self) -> None:
        with self.transaction():
            for table in LOADED + REFERENCE + KEPT:
                self.create(table)
            self.execute("INSERT INTO store VALUES ($schema, 'vesseltrack')", {"schema": SCHEMA_VERSION})

    def _prepare(self, read_only: bool) -> None:
        self.con.execute("SET preserve_insertion_order = false")  # every order that matters is asked for
        present = self._holds()
        if read_only and not present:
            raise StoreUnavailable(
                f"{self.path} is empty: its making was cut short",
                f"load into it: vesseltrack load FILE --db {self.path}",
            )
        shape = self._shape() if present else SCHEMA_VERSION
        if shape is None:
            raise StoreUnavailable(f"{self.path} is not a vesseltrack store", "name another path with --db.")
        if shape != SCHEMA_VERSION:
            raise StoreUnavailable(
                f"{self.path} was made by another version of vesseltrack", "load the files into a new store."
            )
        if not present:
            self._make_tables()
        self._keep_more(read_only)
        teach(self.con)
        if self.path is not None and not read_only:
            clear_spilt(self.path)
        self._copy()

    def _copy(self) -> None:
        """Bring up what is kept beside the store; where that cannot be written, ``check`` says so."""
        if self.path is not None and not self.read_only:
            with suppress(OSError):
                bring_up(self.con, self.path)

    def _keep_more(self, read_only: bool) -> None:
        """Add the tables and columns that an earlier version did not have: a change that only adds needs no more than this."""
        have = set(self.rows("SELECT table_name, column_name FROM duckdb_columns() WHERE NOT internal"))
        lacking = [(t, c) for t in LOADED + KEPT for c in t.columns if (t.name, c.name) not in have]
        if lacking and read_only:
            raise StoreUnavailable(
                f"{self.path} lacks what this version keeps: it was made by an earlier version of vesseltrack, or not to the end",
                f"nothing is lost; this adds it: vesseltrack detect --db {self.path}",
            )
        if lacking:
            with self.transaction():
                for table, c in lacking:
                    self.execute(table.ddl)
                    self.execute(f'ALTER TABLE "{table.name}" ADD COLUMN IF NOT EXISTS "{c.name}" {c.type}')
                for table in dict.fromkeys(t for t, _ in lacking):
                    self.create(table)
                if "judged_gaps" in {t.name for t, _ in lacking} and "gaps" in {t for t, _ in have}:
                    columns = ", ".join(TABLES["judged_gaps"].names)
                    self.execute(f"INSERT INTO judged_gaps SELECT {columns} FROM gaps")

    def _holds(self) -> bool:
        """Whether anything at all is in the file."""
        return any(self.one(f"SELECT count(*) FROM {m}")[0] for m in _MADE)

    def _shape(self) -> int | None:
        """The version of our tables in the file; ``None`` where they are not ours."""
        try:
            return int(self.one("SELECT schema FROM store WHERE maker = 'vesseltrack'")[0])
        except (duckdb.CatalogException, duckdb.BinderException, IndexError):
            return None

    def close(self) -> None:
        """Close the file."""
        self.con.close()

    def __enter__(self) -> Store:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # -- asking ------------------------------------------------------------------------------------------

    @contextmanager
    def plainly(self) -> Iterator[None]:
        """DuckDB's errors in our words where a person can act on them."""
        try:
            yield
        except duckdb.InterruptException as e:
            raise KeyboardInterrupt from e
        except duckdb.OutOfMemoryException as e:
            if is_disk_full(e):
                raise DiskFull(f"no space left for {self.path}", "free some space and run it again.") from e
            raise VesseltrackError("not enough memory", "allow more with --memory, such as 2GB.") from e
        except duckdb.Error as e:
            if _INTERRUPTED.search(str(e)):
                raise KeyboardInterrupt from e
            if is_disk_full(e):
                raise DiskFull(f"no space left while writing {self.path}", "free some space and run it again.") from e
            if self.path is not None and is_damage(e):
                raise damaged(self.path, e) from e
            raise
        except RuntimeError as e:
            if "interrupted" in str(e).lower():  # how Ctrl-C comes back from a running query
                raise KeyboardInterrupt from e
            raise

    def execute(self, sql: str, params: Params | None = None) -> duckdb.DuckDBPyConnection:
        """Run one statement.

        Raises:
            DiskFull: no space was left.
            KeyboardInterrupt: Ctrl-C came while DuckDB worked.
        """
        with self.plainly():
            return self.con.execute(sql, params) if params else self.con.execute(sql)

    def rows(self, sql: str, params: Params | None = None) -> list[tuple[Any, ...]]:
        """All rows of a query."""
        with self.plainly():
            return self.execute(sql, params).fetchall()

    def one(self, sql: str, params: Params | None = None) -> tuple[Any, ...]:
        """The first row of a query that has one."""
        return self.rows(sql, params)[0]

    def frame(self, sql: str, params: Params | None = None) -> pd.DataFrame:
        """The result as a pandas frame."""
        with self.plainly():
            return self.execute(sql, params).df()

    def names(self) -> list[str]:
        """Tables in the file."""
        query = "SELECT DISTINCT table_name FROM duckdb_tables() WHERE NOT temporary ORDER BY 1"
        return [name for (name,) in self.rows(query)]

    @contextmanager
    def beside(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """A second connection, which reads files while this one writes; what fails there undoes nothing here."""
        con = self.con.cursor()
        try:
            teach(con)
            yield con
        finally:
            con.close()

    def batches(self, con: duckdb.DuckDBPyConnection, select: str, rows: int) -> Iterator[pa.RecordBatch]:
        """The result of a query of a connection beside this one, some rows at a time, as they are found."""
        with self.plainly():
            yield from batches(con, select, rows)

    # -- changing ----------------------------------------------------------------------------------------

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing: an error, Ctrl-C or a kill inside leaves the file as it was."""
        self.execute("BEGIN")
        try:
            yield
        except BaseException:
            self._rollback()
            raise
        try:
            self.execute("COMMIT")
        except BaseException:
            self._rollback()
            raise
        self._copy()

    def begin_again(self) -> None:
        """Undo what this transaction did so far."""
        self.execute("ROLLBACK")
        self.execute("BEGIN")

    def _rollback(self) -> None:
        with suppress(duckdb.Error):  # DuckDB may have rolled back by itself
            self.con.execute("ROLLBACK")

    def create(self, table: Table) -> None:
        """Make a table, empty, with its meaning as comments that other tools show."""
        self.execute(table.ddl)
        comment_on(self, table)

    def fill(self, name: str, select: str, params: Params | None = None) -> int:
        """Make table ``name`` anew from a SELECT, which gives the columns of ``schema/``. Returns rows.

        It is planned once. A column that is missing is an error of DuckDB's; one too many is left out (a test looks for those).
        """
        table = TABLES[name]
        make_empty(self, table)
        columns = ", ".join(quoted(c) for c in table.names)
        self.execute(f"INSERT INTO {quoted(name)} ({columns}) SELECT {columns} FROM (\n{select}\n)", params)
        return int(self.one(f"SELECT count(*) FROM {quoted(name)}")[0])

    @contextmanager
    def in_order(self) -> Iterator[None]:
        """Rows go into tables in the order in which they are read: somewhat slower."""
        aside = self.con.cursor()  # beside the transaction, which may have failed when this ends
        aside.execute("SET preserve_insertion_order = true")
        try:
            yield
        finally:
            with suppress(duckdb.Error):  # Ctrl-C may have closed the store before
                aside.execute("SET preserve_insertion_order = false")
            aside.close()

    @contextmanager
    def lent(self, name: str, frame: pd.DataFrame | pa.Table | Lent) -> Iterator[None]:
        """Let SQL read a pandas frame or an Arrow table under a name for a while."""
        with lending(self.con, name, frame):
            yield

    def append(self, name: str, frame: pd.DataFrame) -> None:
        """Add the frame's rows to a table, by column name."""
        with self.lent("_rows", frame):
            self.execute(f'INSERT INTO "{name}" BY NAME SELECT * FROM _rows')


def require_store(path: Path | None) -> None:
    """Ask for a store that is there.

    Raises:
        StoreUnavailable: there is none at ``path``.
    """
    if path is None or not path.exists():
        raise StoreUnavailable(f"there is no store at {path}", f"make one first: vesseltrack load FILE --db {path}")
