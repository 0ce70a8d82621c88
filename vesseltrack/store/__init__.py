"""The store: one ordinary DuckDB file whose tables anyone can read in a tool of their own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, closing, contextmanager, suppress
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pyarrow as pa

from vesseltrack.errors import NotSearched, StoreUnavailable
from vesseltrack.schema import CHANGES, DERIVED, KEPT, LOADED, REFERENCE, TABLES, Table
from vesseltrack.store.connection import (
    ArrowSource,
    Macros,
    batches,
    connect,
    literal,
    ordered,
    prepare_to_read,
    quoted,
    registering,
    see,
)
from vesseltrack.store.copies import bring_up
from vesseltrack.store.damage import is_disk_full
from vesseltrack.store.filling import Shapes, comment_on, create, make_empty, shapes_of, whole_name
from vesseltrack.store.former import ask
from vesseltrack.store.layout import (
    SCHEMA_VERSION,
    check_layout,
    comment_on_all,
    holds_anything,
    keep_more,
    layout_of,
    make_schemas,
)  # fmt: skip
from vesseltrack.store.making import clear_left, is_absent, make_whole, require_store
from vesseltrack.store.migrations import migrate
from vesseltrack.store.translated import in_our_words, table_lacking

Params = dict[str, Any]
__all__ = ["Params", "Store", "ask", "is_disk_full", "literal", "quoted", "require_store"]

_DERIVED = {t.name for t in DERIVED + CHANGES}


class Store:
    """A DuckDB file with our tables in it.

    Args:
        path: the file, made if absent; ``None`` for a store in memory.
        read_only: open an existing file without the right to change it.
        memory_limit: DuckDB's, such as ``"2GB"``; its own default if ``None``.
        wait_s: how long to wait, if another program has it locked.

    Raises:
        StoreUnavailable: locked by another program, not a DuckDB file, or not a vesseltrack store.
    """

    def __init__(
        self,
        path: Path | str | None = None,
        read_only: bool = False,
        memory_limit: str | None = None,
        wait_s: float = 0,
    ) -> None:
        self.path = None if path is None else Path(path)
        self.read_only = read_only
        self._busy = False
        self._shapes: Shapes | None = None
        if read_only:
            require_store(self.path)
        elif self.path is not None and is_absent(self.path):
            make_whole(self.path, lambda draft: self._make(draft, memory_limit))
        self._connect(self.path, read_only, memory_limit, wait_s)
        try:
            with self.translated_errors():
                self._prepare(read_only)
        except BaseException:
            self.con.close()
            raise

    def _make(self, path: Path, memory_limit: str | None) -> None:
        """Make a new file with our tables in it."""
        self._connect(path, False, memory_limit)
        with closing(self.con):
            self._make_tables()

    def _connect(self, *to: Any) -> None:
        self.con = connect(*to)
        self.macros = Macros(self.con)
        self._see_anew()

    def _see_anew(self) -> None:
        """Read the name of the current database again, and forget the cached table shapes."""
        self.database, self._shapes = str(self.one("SELECT current_database()")[0]), None

    def _make_tables(self) -> None:
        with self.transaction():
            make_schemas(self)
            see(self.con)
            for table in LOADED + REFERENCE + KEPT:
                self.create(table)
            self.execute("INSERT INTO store VALUES ($schema, 'vesseltrack')", {"schema": SCHEMA_VERSION})

    def _prepare(self, read_only: bool) -> None:
        self.con.execute("SET preserve_insertion_order = false")  # queries whose order matters have an ORDER BY
        present = self.path is not None and holds_anything(self.con)
        if read_only and not present:
            raise StoreUnavailable(
                f"{self.path} is empty: creating it was interrupted",
                f"load into it: vesseltrack load FILE --db {self.path}",
            )
        if present:
            self._bring_up(read_only)
        else:
            self._make_tables()
        see(self.con)
        keep_more(self, read_only)
        self.macros.prepare()
        if self.path is not None and not read_only:
            clear_left(self.path)
        self._copy()

    def _bring_up(self, read_only: bool) -> None:
        layout = layout_of(self.con)
        check_layout(self.path, layout, read_only)
        if self.path is not None and layout is not None and layout < SCHEMA_VERSION:
            see(self.con)
            migrate(self.con, self.path, layout)
            see(self.con)
            keep_more(self, read_only)
            comment_on_all(self)

    def _copy(self) -> None:
        """Update the copies beside the store; if they cannot be written, ``check`` reports it."""
        if self.path is not None and not self.read_only:
            with suppress(OSError):
                bring_up(self.con, self.path)

    def close(self) -> None:
        """Close the file."""
        self.con.close()

    def __enter__(self) -> Store:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # -- asking ------------------------------------------------------------------------------------------

    @contextmanager
    def translated_errors(self) -> Iterator[None]:
        """Context manager: translates DuckDB's errors that a user can act on into ours."""
        try:
            yield
        except (duckdb.Error, RuntimeError) as e:
            self._not_searched(e)
            said = in_our_words(e, self.path)
            if said is e:
                raise
            raise said from e

    def _not_searched(self, e: Exception) -> None:
        """Of a table that only a search makes, its absence means that there was none. Within a transaction it may be on its way.

        Raises:
            NotSearched: the store was not searched yet.
        """
        name = table_lacking(e)
        if name in _DERIVED and not self._busy and name not in self.names():
            raise NotSearched(self.path) from e

    def execute(self, sql: str, params: Params | None = None) -> duckdb.DuckDBPyConnection:
        """Run one statement.

        Raises:
            DiskFull: no space was left.
            KeyboardInterrupt: Ctrl-C came while DuckDB worked.
        """
        with self.translated_errors():
            self.macros.create_for(sql)
            return self.con.execute(sql, params) if params else self.con.execute(sql)

    def rows(self, sql: str, params: Params | None = None) -> list[tuple[Any, ...]]:
        """All rows of a query."""
        with self.translated_errors():
            return self.execute(sql, params).fetchall()

    def one(self, sql: str, params: Params | None = None) -> tuple[Any, ...]:
        """The first row of a query that has one."""
        return self.rows(sql, params)[0]

    def frame(self, sql: str, params: Params | None = None) -> pd.DataFrame:
        """The result as a pandas frame."""
        with self.translated_errors():
            return self.execute(sql, params).df()

    def names(self) -> list[str]:
        """Tables in the file."""
        query = "SELECT DISTINCT table_name FROM duckdb_tables() WHERE NOT temporary ORDER BY 1"
        return [name for (name,) in self.rows(query)]

    def shapes(self) -> Shapes:
        """Row estimates and columns of all tables; within a transaction read once, then kept up with the tables it makes."""
        if self._shapes is None or not self._busy:
            self._shapes = shapes_of(self)
        return self._shapes

    @contextmanager
    def cursor(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """A second connection for reading files while this one writes; its errors do not affect this transaction."""
        with closing(self.con.cursor()) as con:
            prepare_to_read(con)
            yield con

    def batches(self, con: duckdb.DuckDBPyConnection, select: str, rows: int) -> Iterator[pa.RecordBatch]:
        """The result of a query on this connection or a second one, ``rows`` rows at a time."""
        with self.translated_errors():
            self.macros.create_for(select if con is self.con else "")  # a second one has its own
            yield from batches(con, select, rows)

    # -- changing ----------------------------------------------------------------------------------------

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Context manager: a transaction, rolled back on an error, Ctrl-C or a kill."""
        self.execute("BEGIN")
        self._busy = True
        try:
            try:
                yield
            finally:
                self._busy, self._shapes = False, None
            self.execute("COMMIT")
        except BaseException:
            self._rollback()
            raise
        self._copy()

    def restart_transaction(self) -> None:
        """Roll back this transaction and begin a new one."""
        self._shapes = None
        self._rollback()
        self.execute("BEGIN")

    def _rollback(self) -> None:
        self.macros.forget()
        with suppress(duckdb.Error):  # DuckDB may have rolled back already
            self.con.execute("ROLLBACK")

    def create(self, table: Table) -> None:
        """Make a table, empty, with its meaning as comments that other tools show."""
        create(self, table)
        comment_on(self, table)

    def fill(self, name: str, select: str, params: Params | None = None) -> int:
        """Make table ``name`` anew from a SELECT, which gives the columns of ``schema/``. Returns rows.

        It is planned once. A column that is missing is an error of DuckDB's; one too many is left out (a test looks for those).
        """
        make_empty(self, TABLES[name])
        return self.add(name, select, params)

    def add(self, name: str, select: str, params: Params | None = None) -> int:
        """Add the rows of a SELECT to table ``name``, as :meth:`fill`. Returns their number."""
        columns, into = ", ".join(map(quoted, TABLES[name].names)), whole_name(self, TABLES[name])
        return int(self.one(f"INSERT INTO {into} ({columns}) SELECT {columns} FROM (\n{select}\n)", params)[0])

    def in_order(self) -> AbstractContextManager[None]:
        """Context manager: rows are inserted and read in the order in which they lie, which is somewhat slower."""
        return ordered(self.con)

    @contextmanager
    def registered(self, name: str, frame: pd.DataFrame | pa.Table | ArrowSource) -> Iterator[None]:
        """Context manager: SQL can read a pandas frame or an Arrow table under this name."""
        with registering(self.con, name, frame):
            yield

    @contextmanager
    def seeing(self, *before: str) -> Iterator[None]:
        """Context manager: unqualified names are looked up in these schemas first, and new tables are made there."""
        see(self.con, *before)
        self._see_anew()
        try:
            yield
        finally:
            self.con.execute("RESET search_path")
            see(self.con)
            self._see_anew()

    def append(self, name: str, frame: pd.DataFrame) -> None:
        """Add the frame's rows to a table, by column name."""
        with self.registered("_rows", frame):
            self.execute(f'INSERT INTO "{name}" BY NAME SELECT * FROM _rows')
