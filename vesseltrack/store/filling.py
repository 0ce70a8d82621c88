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
    WHERE table_name = $name AND database_name = current_database() AND NOT internal AND table_oid IN (
        SELECT table_oid FROM duckdb_tables() WHERE table_name = $name AND estimated_size < $most)
    ORDER BY column_index
"""


class Runs(Protocol):
    """What runs the statements: a store."""

    path: Path | None

    def execute(self, sql: str, params: dict[str, Any] | None = None) -> Any:
        """Run one statement."""

    def rows(self, sql: str, params: dict[str, Any] | None = None) -> list[tuple[Any, ...]]:
        """All rows of a query."""


def comment_on(store: Runs, table: Table) -> None:
    """Write a table's meaning as comments that other tools show; no other tool opens a store in memory."""
    if store.path is None:
        return
    store.execute(f"COMMENT ON TABLE {quoted(table.name)} IS {literal(table.row)}")
    for c in table.columns:
        store.execute(f"COMMENT ON COLUMN {quoted(table.name)}.{quoted(c.name)} IS {literal(c.meaning)}")


def make_empty(store: Runs, table: Table) -> None:
    """Empty a table; make it where it is not there, of another shape, or large."""
    have = store.rows(_COLUMNS, {"name": table.name, "most": EMPTIED_ROWS})
    bare = all(comment is None for *_, comment in have)
    if have == [(c.name, c.type, None if bare else c.meaning) for c in table.columns]:
        store.execute(f"DELETE FROM {quoted(table.name)}")
    else:
        store.execute(table.ddl.replace("CREATE TABLE IF NOT EXISTS", "CREATE OR REPLACE TABLE", 1))
        comment_on(store, table)
