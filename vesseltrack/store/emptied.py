"""A table that is found anew each time: emptied where that is cheaper than making it, with its meaning as comments."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vesseltrack.schema import Table
from vesseltrack.store.connection import literal, quoted

if TYPE_CHECKING:
    from vesseltrack.store import Store

_COLUMNS = """
    SELECT column_name, data_type, comment FROM duckdb_columns()
    WHERE table_name = $name AND database_name = current_database() AND NOT internal AND table_oid IN (
        SELECT table_oid FROM duckdb_tables() WHERE table_name = $name AND estimated_size < $most)
    ORDER BY column_index
"""
EMPTIED_ROWS = 200_000
"""A table of more rows is sooner dropped, and its comments written anew, than emptied row by row."""


def comment(store: Store, table: Table) -> None:
    """Write a table's meaning where other tools show it; none opens a store in memory."""
    if store.path is None:
        return
    store.execute(f"COMMENT ON TABLE {quoted(table.name)} IS {literal(table.row)}")
    for c in table.columns:
        store.execute(f"COMMENT ON COLUMN {quoted(table.name)}.{quoted(c.name)} IS {literal(c.meaning)}")


def make_empty(store: Store, table: Table) -> None:
    """Empty a table, with the comments it has; make it where it is not there, of another shape, or large."""
    have = store.rows(_COLUMNS, {"name": table.name, "most": EMPTIED_ROWS})
    bare = all(meaning is None for *_, meaning in have)
    if have == [(c.name, c.type, None if bare else c.meaning) for c in table.columns]:
        store.execute(f"DELETE FROM {quoted(table.name)}")
    else:
        store.execute(f"DROP TABLE IF EXISTS {quoted(table.name)}")
        store.create(table)
