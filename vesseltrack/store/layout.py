"""The layout of a store's tables: its version number, errors for other versions, and tables and columns that a version adds."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Protocol

import duckdb

from vesseltrack.errors import OtherLayout, StoreUnavailable
from vesseltrack.schema import DERIVED, KEPT, LOADED, RECORD, RESULTS, TABLES, WORK, Table
from vesseltrack.store.connection import quoted
from vesseltrack.store.filling import Runs, comment_on, create, whole_name

SCHEMA_VERSION = 6
"""Of the layout: one more for each migration (``migrations/``)."""
OLDEST = 3
"""The oldest layout that migrations begin with: that of version 0.1.0."""
_MADE = (
    "duckdb_tables() WHERE NOT internal AND NOT temporary",
    "duckdb_views() WHERE NOT internal AND NOT temporary",
    "duckdb_sequences() WHERE NOT temporary",
    "duckdb_functions() WHERE NOT internal AND database_name = current_database()",
)
"""Where whatever anybody made in a file would stand."""
_EVER = ("files", "fixes", "statics", "verdicts")
"""Tables of the record that every version has made: a file without one has lost it."""
_READ_WITH_ALERTS = ("hull_numbers",)
"""Work tables that are read with the alerts of the last search: where an older version searched, they are made empty."""


class Opens(Runs, Protocol):
    """The part of a store used when it is opened."""

    def transaction(self) -> Any:
        """A transaction."""


def holds_anything(con: duckdb.DuckDBPyConnection) -> bool:
    """Whether a file contains any table or other object."""
    return any(con.execute(f"SELECT count(*) FROM {m}").fetchall()[0][0] for m in _MADE)


def layout_of(con: duckdb.DuckDBPyConnection) -> int | None:
    """The number of the layout of our tables in a file, wherever they stand; ``None`` where they are not ours."""
    found = con.execute(
        "SELECT database_name, schema_name FROM duckdb_tables() WHERE table_name = 'store' AND database_name = current_database()"
        " AND NOT temporary ORDER BY schema_name <> $record",
        {"record": RECORD},
    ).fetchall()
    for database, schema in found:
        store = ".".join(map(quoted, (database, schema, "store")))
        try:
            said = con.execute(f"SELECT schema FROM {store} WHERE maker = 'vesseltrack'").fetchall()
        except (duckdb.CatalogException, duckdb.BinderException):
            continue
        if said:
            return int(said[0][0])
    return None


def check_layout(path: Path | None, layout: int | None, read_only: bool) -> None:
    """Check that a file's layout is the present one, or can be migrated to it.

    Raises:
        StoreUnavailable: the file is no store of ours.
        OtherLayout: its layout is later than ours, too old, or (only read) an earlier one; the message says what to do.
    """
    if layout is None:
        raise StoreUnavailable(f"{path} is not a vesseltrack store", "name another path with --db.")
    taken_out = f"its verdicts can be exported all the same: vesseltrack alerts verdicts --json --db {path}"
    if layout > SCHEMA_VERSION:
        raise OtherLayout(
            f"{path} was made by a later version of vesseltrack (layout {layout}; this one knows {SCHEMA_VERSION})",
            f"install that version; {taken_out}",
        )
    if layout < OLDEST:
        raise OtherLayout(
            f"{path} was made by a version of vesseltrack before 0.1.0 (layout {layout})",
            f"load its files into a new store; {taken_out}",
        )
    if layout < SCHEMA_VERSION and read_only:
        raise OtherLayout(
            f"{path} was made by an earlier version of vesseltrack (layout {layout}; this one has {SCHEMA_VERSION})",
            f"nothing is lost; this upgrades it, and keeps a copy: vesseltrack upgrade --db {path}",
        )


def make_schemas(store: Runs) -> None:
    """Make the schemas that a file does not have from the beginning."""
    database = store.rows("SELECT current_database()")[0][0]
    for schema in (RECORD, WORK):
        store.execute(f"CREATE SCHEMA IF NOT EXISTS {quoted(database)}.{quoted(schema)}")


def keep_more(store: Opens, read_only: bool) -> None:
    """Add the tables and columns that an earlier version did not have: a change that only adds needs no more than this.

    Results of its last search get the columns as well, empty until the next one: so its alerts can be shown before that.

    Raises:
        OtherLayout: some are lacking, and the file is only read.
        StoreUnavailable: one is lacking that every version had.
    """
    known = store.rows("SELECT schema_name, table_name, column_name FROM duckdb_columns() WHERE NOT internal")
    have = {(table, column) for _, table, column in known}
    recorded = {table for schema, table, _ in known if schema == RECORD}
    gone = [table for table in _EVER if table not in recorded]
    if gone:
        raise StoreUnavailable(
            f"{store.path} has lost what was in {' and '.join(gone)}: every store has had {'it' if len(gone) == 1 else 'them'}",
            "nothing was changed; take a copy made before, or load the files into a new store.",
        )
    lacking = [(t, c) for t in LOADED + KEPT for c in t.columns if (t.name, c.name) not in have]
    found = {
        (table, column) for schema, table, column in known if schema == RESULTS
    }  # apart from views of the same names
    searched = {table for table, _ in found}
    results = (t for t in DERIVED if t.schema == RESULTS and t.name in searched)
    lacking += [(t, c) for t in results for c in t.columns if (t.name, c.name) not in found]
    if "alerts" in searched:
        lacking += [(TABLES[t], c) for t in _READ_WITH_ALERTS for c in TABLES[t].columns if (t, c.name) not in have]
    if lacking and read_only:
        raise OtherLayout(
            f"{store.path} lacks tables or columns of this version: an earlier version made it, or making it was interrupted",
            f"nothing is lost; this adds them: vesseltrack upgrade --db {store.path}",
        )
    if not lacking:
        return
    with store.transaction():
        for table, c in lacking:
            create(store, table)
            store.execute(f"ALTER TABLE {whole_name(store, table)} ADD COLUMN IF NOT EXISTS {quoted(c.name)} {c.type}")
        for table in dict.fromkeys(t for t, _ in lacking):
            comment_on(store, table)
        tables = {t for t, _ in have}
        if "assessed_gaps" not in tables and "gaps" in tables:
            columns = ", ".join(c for c in TABLES["assessed_gaps"].names if ("gaps", c) in have)
            store.execute(f"INSERT INTO assessed_gaps ({columns}) SELECT {columns} FROM gaps")


def comment_on_all(store: Runs) -> None:
    """Write the meanings of all tables that are there: what a migration copied has none."""
    there = {name for (name,) in store.rows("SELECT table_name FROM duckdb_tables() WHERE NOT temporary")}
    for table in TABLES.values():
        if table.name in there and _has_columns_of(store, table):
            comment_on(store, table)


def _has_columns_of(store: Runs, table: Table) -> bool:
    query = "SELECT column_name FROM duckdb_columns() WHERE table_name = $name AND schema_name = $schema"
    have = {name for (name,) in store.rows(query, {"name": table.name, "schema": table.schema})}
    return set(table.names) <= have
