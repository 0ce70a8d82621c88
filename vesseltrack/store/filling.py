"""Making a table anew: emptied where it has the right shape already, with the comments it has."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Protocol

from vesseltrack.store.connection import literal, quoted
from vesseltrack.table import Table

EMPTIED_ROWS = 200_000
"""A table of more rows is sooner dropped, and its comments written anew, than emptied row by row."""
_COLUMNS = """
    SELECT column_name, data_type, comment FROM duckdb_columns()
    WHERE table_name = $name AND schema_name = $schema AND database_name = current_database() AND NOT internal
        AND table_oid IN (SELECT table_oid FROM duckdb_tables() WHERE table_name = $name AND estimated_size < $most)
    ORDER BY column_index
"""


class Runs(Protocol):
    """What runs the statements: a store."""

    path: Path | None

    def execute(self, sql: str, params: dict[str, Any] | None = None) -> Any:
        """Run one statement."""

    def rows(self, sql: str, params: dict[str, Any] | None = None) -> list[tuple[Any, ...]]:
        """All rows of a query."""


def whole_name(store: Runs, table: Table) -> str:
    """A table's name with its schema and database before it: a file may be called like a schema."""
    database = store.rows("SELECT current_database()")[0][0]
    return ".".join(map(quoted, (database, table.schema, table.name)))


def create(store: Runs, table: Table) -> None:
    """Make a table where it is not there, empty."""
    store.execute(f"CREATE TABLE IF NOT EXISTS {whole_name(store, table)} ({table.columns_ddl})")


def comment_on(store: Runs, table: Table) -> None:
    """Write a table's meaning as comments that other tools show; no other tool opens a store in memory."""
    if store.path is None:
        return
    name = whole_name(store, table)
    store.execute(f"COMMENT ON TABLE {name} IS {literal(table.row)}")
    for c in table.columns:
        store.execute(f"COMMENT ON COLUMN {name}.{quoted(c.name)} IS {literal(c.meaning)}")


def as_declared(store: Runs, table: Table, most_rows: int = 1 << 62) -> bool:
    """Whether a table is there with the columns it should have, and their meanings; one of more rows counts as another."""
    have = store.rows(_COLUMNS, {"name": table.name, "schema": table.schema, "most": most_rows})
    bare = all(comment is None for *_, comment in have)
    return have == [(c.name, c.type, None if bare else c.meaning) for c in table.columns]


def create_as_declared(store: Runs, table: Table) -> None:
    """Make a table that is kept from search to search, empty, where it is not there, or is as another version made it."""
    if not as_declared(store, table):
        store.execute(f"CREATE OR REPLACE TABLE {whole_name(store, table)} ({table.columns_ddl})")
        comment_on(store, table)


def make_empty(store: Runs, table: Table) -> None:
    """Empty a table; make it where it is not there, of another shape, or large."""
    if as_declared(store, table, EMPTIED_ROWS):
        store.execute(f"DELETE FROM {whole_name(store, table)}")
    else:
        store.execute(f"CREATE OR REPLACE TABLE {whole_name(store, table)} ({table.columns_ddl})")
        comment_on(store, table)
