"""The names of version 0.1 in a store: renamed when it is opened, and kept as views so that old queries still run.

In the schema ``v01`` there is a view for each table of version 0.1 under its old name, with its old columns and values. Where no
table of ours bears the old name, a view of that name stands beside the tables as well.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterator
from typing import Any, Protocol

import duckdb
import pandas as pd

from vesseltrack.errors import NotSearched
from vesseltrack.schema.former import FORMER, VALUES, Former
from vesseltrack.store.connection import literal, quoted, see
from vesseltrack.store.translated import table_lacking

_LOG = logging.getLogger(__name__)
VIEWS_IN = "v01"
_TABLE = re.compile(r'\b(?:FROM|JOIN)\s+(?:v01\.)?"?(\w+)', re.IGNORECASE)
_NOW = {f.former: f.table for f in FORMER if f.former not in {g.table for g in FORMER}}
"""Tables of version 0.1 whose names no table bears now, and what they are called now."""


class Runs(Protocol):
    """What runs the statements: a store."""

    def execute(self, sql: str, params: dict[str, Any] | None = None) -> Any:
        """Run one statement."""

    def rows(self, sql: str, params: dict[str, Any] | None = None) -> list[tuple[Any, ...]]:
        """All rows of a query."""


def _columns(store: Runs) -> dict[str, tuple[str, list[str]]]:
    """The schema, named after its file, and the columns of each table in the file."""
    found: dict[str, tuple[str, list[str]]] = {}
    query = (
        "SELECT database_name, schema_name, table_name, column_name FROM duckdb_columns()"
        " SEMI JOIN (SELECT table_oid FROM duckdb_tables()"
        " WHERE NOT temporary AND database_name = current_database()) USING (table_oid)"
        " WHERE NOT internal AND database_name = current_database() ORDER BY column_index"
    )
    for file, schema, table, column in store.rows(query):
        found.setdefault(table, (f"{quoted(file)}.{quoted(schema)}", []))[1].append(column)
    return found


def renames(store: Runs) -> Iterator[str]:
    """The statements that give tables, columns and values of version 0.1 their new names; none where nothing is old."""
    have = _columns(store)
    for f in FORMER:
        if f.former != f.table and f.former in have:
            old = f"{have[f.former][0]}.{quoted(f.former)}"
            yield f"DROP TABLE {old}" if f.table in have else f"ALTER TABLE {old} RENAME TO {quoted(f.table)}"
        schema, columns = have.get(f.table, have.get(f.former, ("", [])))
        table = f"{schema}.{quoted(f.table)}"
        for new, was in f.columns.items():
            if was in columns and new not in columns:
                yield f"ALTER TABLE {table} RENAME COLUMN {quoted(was)} TO {quoted(new)}"
        if columns:
            yield from (_new_values(table, column, values) for column, values in VALUES.get(f.table, ()))
    for name in VALUES.keys() - {f.table for f in FORMER}:
        if name in have:
            table = f"{have[name][0]}.{quoted(name)}"
            yield from (_new_values(table, column, values) for column, values in VALUES[name])


def _new_values(table: str, column: str, values: dict[str, str]) -> str:
    cases = " ".join(f"WHEN {literal(old)} THEN {literal(new)}" for new, old in values.items())
    some = ", ".join(literal(old) for old in values.values())
    return f"UPDATE {table} SET {quoted(column)} = CASE {quoted(column)} {cases} END WHERE {quoted(column)} IN ({some})"


def ask(store: Any, query: str, read: Callable[[], pd.DataFrame]) -> pd.DataFrame:
    """The result of a query that may use names of version 0.1, which is then noted in the log.

    Args:
        store: the store.
        query: text of the query.
        read: runs it and returns the whole result.
    """
    old = sorted(set(_TABLE.findall(query)) & _NOW.keys())
    named = ", ".join(f"{name} (now {_NOW[name]})" for name in old)
    try:
        found = read()
    except (duckdb.BinderException, duckdb.CatalogException) as e:
        found = _with_former_names(store, read, e)
        named = named or "columns or tables of version 0.1"
    if named:
        _LOG.warning("a query names %s, which is understood until 0.3; the new names are in docs/glossary.md", named)
    return found


def _with_former_names(store: Any, read: Callable[[], pd.DataFrame], failed: duckdb.Error) -> pd.DataFrame:
    """What a query gives where tables and columns bear the names of version 0.1.

    Raises:
        NotSearched: the query names a table that only a search makes.
        duckdb.Error: it fails there too: the first failure.
    """
    try:
        if not store.read_only:
            make_views(store)
        home = quoted(store.one("SELECT current_database()")[0])
        see(store.con, f"{home}.{VIEWS_IN}")
        return read()
    except duckdb.Error:
        lacking = table_lacking(failed) or ""
        if lacking in _NOW and _NOW[lacking] not in store.names():
            raise NotSearched(store.path) from None
        raise failed from None
    finally:
        see(store.con)


def make_views(store: Runs) -> None:
    """Make the views of version 0.1 over the tables that are there."""
    have = _columns(store)
    file = quoted(store.rows("SELECT current_database()")[0][0])
    store.execute(f"CREATE SCHEMA IF NOT EXISTS {VIEWS_IN}")
    for f in FORMER:
        # a view forgets which file its table stands in, and then cannot tell a file called "record" from the schema
        if f.table in have and have[f.table][0] != f"{file}.{file}":
            schema, columns = have[f.table]
            select = f"SELECT {', '.join(_old_column(f, c) for c in columns)} FROM {schema}.{quoted(f.table)}"
            store.execute(f"CREATE OR REPLACE VIEW {file}.{VIEWS_IN}.{quoted(f.former)} AS {select}")
            if f.former not in have:
                store.execute(f"CREATE OR REPLACE VIEW {file}.main.{quoted(f.former)} AS {select}")


def _old_column(f: Former, column: str) -> str:
    """A column under its former name, with its former values."""
    values = dict(VALUES.get(f.table, ())).get(column)
    shown = quoted(column)
    if values:
        cases = " ".join(f"WHEN {literal(new)} THEN {literal(old)}" for new, old in values.items())
        shown = f"CASE {shown} {cases} ELSE {shown} END"
    old = f.columns.get(column, column)
    return shown if shown == quoted(old) else f"{shown} AS {quoted(old)}"
