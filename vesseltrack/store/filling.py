"""Refilling tables: a table of the right shape is emptied rather than dropped, which keeps its comments."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Protocol

from vesseltrack.store.connection import literal, quoted
from vesseltrack.table import Table

EMPTIED_ROWS = 200_000
"""A table of more rows is sooner dropped, and its comments written anew, than emptied row by row."""
_SHAPES = """
    SELECT t.schema_name, t.table_name, t.estimated_size, c.column_name, c.data_type, c.comment
    FROM duckdb_columns() AS c JOIN duckdb_tables() AS t USING (table_oid, database_name)
    WHERE database_name = current_database() AND NOT t.internal
    ORDER BY t.schema_name, t.table_name, c.column_index
"""

Shapes = dict[tuple[str, str], tuple[int, list[tuple[str, str, str | None]]]]
"""Of tables, by schema and name: about how many rows there are, and each column's name, type and comment."""


class Runs(Protocol):
    """The part of a store that runs statements."""

    path: Path | None
    database: str

    def execute(self, sql: str, params: dict[str, Any] | None = None) -> Any:
        """Run one statement."""

    def rows(self, sql: str, params: dict[str, Any] | None = None) -> list[tuple[Any, ...]]:
        """All rows of a query."""

    def shapes(self) -> Shapes:
        """Row estimates and columns of all tables; within a transaction read once, then kept up with the tables it makes."""


def shapes_of(store: Runs) -> Shapes:
    """Read row estimates and columns of all tables from DuckDB's catalogue."""
    out: Shapes = {}
    for schema, name, rows, *column in store.rows(_SHAPES):
        out.setdefault((schema, name), (rows, []))[1].append(tuple(column))
    return out


def whole_name(store: Runs, table: Table) -> str:
    """A table's name qualified with database and schema, as a file may have the name of a schema."""
    return ".".join(map(quoted, (store.database, table.schema, table.name)))


def create(store: Runs, table: Table) -> None:
    """Create an empty table if it does not exist."""
    store.execute(f"CREATE TABLE IF NOT EXISTS {whole_name(store, table)} ({table.columns_ddl})")


def comment_on(store: Runs, table: Table) -> None:
    """Write a table's meaning as comments, which other tools show; not for a store in memory, which no other tool can open."""
    if store.path is None:
        return
    name = whole_name(store, table)
    comments = [f"COMMENT ON TABLE {name} IS {literal(table.row)}"]
    comments += [f"COMMENT ON COLUMN {name}.{quoted(c.name)} IS {literal(c.meaning)}" for c in table.columns]
    store.execute(";\n".join(comments))


def as_declared(store: Runs, table: Table, most_rows: int = 1 << 62) -> bool:
    """Whether a table exists with its declared columns and comments (or no comments at all), and at most ``most_rows`` rows."""
    rows, have = store.shapes().get((table.schema, table.name), (0, []))
    bare = all(comment is None for *_, comment in have)
    declared = [(c.name, c.type, None if bare else c.meaning) for c in table.columns]
    return rows <= most_rows and [(name, _plain(of), said) for name, of, said in have] == declared


def _plain(of: str) -> str:
    """A type as it is declared: DuckDB quotes some names of fields in it."""
    return of.replace('"', "")


def create_as_declared(store: Runs, table: Table) -> None:
    """Create an empty table, for one kept between searches: only if it is missing or another version declared it otherwise."""
    if not as_declared(store, table):
        _create_again(store, table)


def make_empty(store: Runs, table: Table) -> None:
    """Empty a table; create it again if it is missing, has another shape, or is large."""
    if as_declared(store, table, EMPTIED_ROWS):
        store.execute(f"DELETE FROM {whole_name(store, table)}")
    else:
        _create_again(store, table)


def _create_again(store: Runs, table: Table) -> None:
    """Replace a table by an empty one as declared, and note its shape for the rest of the transaction."""
    store.execute(f"CREATE OR REPLACE TABLE {whole_name(store, table)} ({table.columns_ddl})")
    comment_on(store, table)
    made = [(c.name, c.type, c.meaning if store.path else None) for c in table.columns]
    store.shapes()[table.schema, table.name] = (0, made)
