"""The store: one ordinary DuckDB file whose tables anyone can read in a tool of their own."""

from __future__ import annotations

import errno
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
from vesseltrack.store.connection import Lent, batches, connect, lending, teach

SCHEMA_VERSION = 3
Params = dict[str, Any]

_COLUMNS = """
    SELECT column_name, data_type, comment FROM duckdb_columns()
    WHERE table_name = $name AND database_name = current_database() AND NOT internal AND table_oid IN (
        SELECT table_oid FROM duckdb_tables() WHERE table_name = $name AND estimated_size < $most)
    ORDER BY column_index
"""
EMPTIED_ROWS = 200_000
"""A table of more rows is sooner dropped, and its comments written anew, than emptied row by row."""
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
        if read_only:
            require_store(self.path)
        self.con = connect(self.path, read_only, memory_limit)
        try:
            self._prepare(read_only)
        except BaseException:
            self.con.close()
            raise

    def _prepare(self, read_only: bool) -> None:
        self.con.execute("SET preserve_insertion_order = false")  # every order that matters is asked for
        present = self._holds()
        shape = self._shape() if present else SCHEMA_VERSION
        if shape is None or (read_only and not present):
            raise StoreUnavailable(f"{self.path} is not a vesseltrack store", "name another path with --db.")
        if shape != SCHEMA_VERSION:
            raise StoreUnavailable(
                f"{self.path} was made by another version of vesseltrack", "load the files into a new store."
            )
        if not read_only and not present:
            with self.transaction():
                for table in LOADED + REFERENCE:
                    self.create(table)
                self.execute("INSERT INTO store VALUES ($schema, 'vesseltrack')", {"schema": SCHEMA_VERSION})
        self._keep_more(read_only)
        teach(self.con)

    def _keep_more(self, read_only: bool) -> None:
        """Add the tables and columns that an earlier version did not have: a change that only adds needs no more than this."""
        have = set(self.rows("SELECT table_name, column_name FROM duckdb_columns() WHERE NOT internal"))
        lacking = [(t, c) for t in LOADED + KEPT for c in t.columns if (t.name, c.name) not in have]
        if lacking and read_only:
            raise StoreUnavailable(
                f"{self.path} was made by an earlier version of vesseltrack",
                f"run: vesseltrack detect --db {self.path}",
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
        made = (
            "duckdb_tables() WHERE NOT internal AND NOT temporary",
            "duckdb_views() WHERE NOT internal AND NOT temporary",
            "duckdb_sequences() WHERE NOT temporary",
            "duckdb_functions() WHERE NOT internal AND database_name = current_database()",
        )
        return any(self.one(f"SELECT count(*) FROM {m}")[0] for m in made)

    def _shape(self) -> int | None:
        """The version of our tables in the file; ``None`` where they are not ours."""
        try:
            return int(self.one("SELECT schema FROM store WHERE maker = 'vesseltrack'")[0])
        except (duckdb.Error, IndexError):
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
        return [r[0] for r in self.rows("SELECT table_name FROM duckdb_tables() WHERE NOT temporary ORDER BY 1")]

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
        if self.path is None:
            return  # no other tool opens a store in memory
        self.execute(f'COMMENT ON TABLE "{table.name}" IS {literal(table.row)}')
        for c in table.columns:
            self.execute(f'COMMENT ON COLUMN "{table.name}"."{c.name}" IS {literal(c.meaning)}')

    def fill(self, name: str, select: str, params: Params | None = None) -> int:
        """Make table ``name`` anew from a SELECT, which gives the columns of ``schema/``. Returns rows.

        It is planned once. A column that is missing is an error of DuckDB's; one too many is left out (a test looks for those).
        """
        table = TABLES[name]
        self._make_empty(table)
        columns = ", ".join(quoted(c) for c in table.names)
        self.execute(f"INSERT INTO {quoted(name)} ({columns}) SELECT {columns} FROM (\n{select}\n)", params)
        return int(self.one(f"SELECT count(*) FROM {quoted(name)}")[0])

    def _make_empty(self, table: Table) -> None:
        """Empty a table, with the comments it has; make it where it is not there, of another shape, or large."""
        have = self.rows(_COLUMNS, {"name": table.name, "most": EMPTIED_ROWS})
        bare = all(comment is None for *_, comment in have)
        if have == [(c.name, c.type, None if bare else c.meaning) for c in table.columns]:
            self.execute(f"DELETE FROM {quoted(table.name)}")
        else:
            self.execute(f"DROP TABLE IF EXISTS {quoted(table.name)}")
            self.create(table)

    @contextmanager
    def in_order(self) -> Iterator[None]:
        """Rows go into tables in the order in which they are read: somewhat slower."""
        aside = self.con.cursor()  # beside the transaction, which may have failed when this ends
        aside.execute("SET preserve_insertion_order = true")
        try:
            yield
        finally:
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


def literal(text: str) -> str:
    """A text as an SQL literal."""
    return "'" + text.replace("'", "''") + "'"


def quoted(name: str) -> str:
    """A name as an SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


def is_disk_full(e: BaseException) -> bool:
    """Whether an error, DuckDB's or the system's, says that no space was left."""
    text = str(e).lower()
    return (isinstance(e, OSError) and e.errno in {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}) or any(
        s in text for s in ("no space left", "file too large", "max_temp_directory_size", "disk quota exceeded")
    )
