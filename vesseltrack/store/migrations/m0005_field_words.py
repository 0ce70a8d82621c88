"""Layout 5: tables, columns and values of version 0.1 bear the field's words (``schema/former.py`` says which was which)."""

from __future__ import annotations

from typing import Any

import duckdb

from vesseltrack.store.former import make_views, renames


class _Statements:
    """A connection, as what asks for rows sees it."""

    def __init__(self, con: duckdb.DuckDBPyConnection) -> None:
        self.con = con

    def execute(self, sql: str, params: dict[str, Any] | None = None) -> Any:
        """Run one statement."""
        return self.con.execute(sql, params) if params else self.con.execute(sql)

    def rows(self, sql: str, params: dict[str, Any] | None = None) -> list[tuple[Any, ...]]:
        """All rows of a query."""
        return list(self.execute(sql, params).fetchall())


def migrate(con: duckdb.DuckDBPyConnection) -> None:
    """Rename them, where they stand; the old names live on as views."""
    for statement in list(renames(_Statements(con))):
        con.execute(statement)
    make_views(_Statements(con))
