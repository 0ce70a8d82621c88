"""Verdicts and alert history exported from a store of any version: older, present, or future.

The store only needs tables with certain columns. Columns it has and this version does not know are exported as they are, and
named; columns it lacks are named too. The records are those of ``alerts verdicts --json`` and ``alerts history --json``.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb

from vesseltrack.errors import StoreUnavailable
from vesseltrack.schema import TABLES
from vesseltrack.schema.former import modern
from vesseltrack.store import require_store
from vesseltrack.store.connection import connect, quoted

_TELLING = {
    "verdicts": ({"alert", "said_by"}, {"alert", "said_at"}),
    "alert_states": ({"alert", "state", "as_of"}, {"alert", "state", "what"}),
    "alert_events": ({"event", "event_type", "start_time", "as_of"},),
}
"""By which columns a table is known, any of these sets, where its name is another."""


@dataclass
class Taken:
    """Records read from a store, and notes on them.

    Attributes:
        records: one record per row, keyed by that store's column names.
        says: notes for the user, in sentences: columns missing or unknown to this version.
    """

    records: list[dict[str, Any]] = field(default_factory=list)
    says: list[str] = field(default_factory=list)


def take_out(path: Path, table: str) -> Taken:
    """Read one table of the record of a store of any version.

    Args:
        path: the store; it is only read.
        table: ``verdicts`` or ``alert_states``.

    Raises:
        StoreUnavailable: there is no store, it is locked or damaged, or nothing in it looks like such a table.
    """
    require_store(path)
    con = connect(path, True, None)
    try:
        con.execute("SET TimeZone = 'UTC'")
        found = _table(con, table)
        if found is None:
            raise StoreUnavailable(f"no table of {path} looks like {table}", "name a store of vesseltrack with --db.")
        taken = Taken(_rows(con, *found), _differences(con, table, *found))
        if table == "verdicts":
            _tell_events(con, taken)
        return taken
    finally:
        con.close()


def _columns(con: duckdb.DuckDBPyConnection) -> dict[tuple[str, str], list[str]]:
    """The columns of each table of a file, by schema and name."""
    found: dict[tuple[str, str], list[str]] = {}
    query = (
        "SELECT schema_name, table_name, column_name FROM duckdb_columns() SEMI JOIN (FROM duckdb_tables()) USING (table_oid)"
        " WHERE NOT internal ORDER BY ALL"
    )
    for schema, table, column in con.execute(query).fetchall():
        found.setdefault((schema, table), []).append(column)
    return found


def _table(con: duckdb.DuckDBPyConnection, name: str) -> tuple[str, str] | None:
    """Schema and name of a table: the one of this name, else one that has its columns; schema ``record`` comes first."""
    there = _columns(con)
    alike = [key for key, columns in there.items() if any(some <= set(columns) for some in _TELLING[name])]
    return min(alike, key=lambda key: (key[1] != name, key[0] != "record", key), default=None)


def _rows(con: duckdb.DuckDBPyConnection, schema: str, table: str) -> list[dict[str, Any]]:
    order = " ORDER BY nth" if "nth" in _columns(con)[schema, table] else ""
    database = con.execute("SELECT current_database()").fetchall()[0][0]
    rows = con.execute(f"SELECT * FROM {'.'.join(map(quoted, (database, schema, table)))}{order}")
    names = [d[0] for d in rows.description or ()]
    # values that JSON has no type for are written as text
    return [
        modern(table, json.loads(json.dumps(dict(zip(names, row, strict=True)), default=str)))
        for row in rows.fetchall()
    ]


def _differences(con: duckdb.DuckDBPyConnection, name: str, schema: str, table: str) -> list[str]:
    there, ours = set(modern(name, dict.fromkeys(_columns(con)[schema, table]))), set(TABLES[name].names)
    says = [f"what we call {name} is its table {schema}.{table}"] if table != name else []
    if unknown := sorted(there - ours):
        says.append(f"columns this version does not know, given as they stand: {', '.join(unknown)}")
    if lacking := sorted(ours - there):
        says.append(f"columns this version has and the store has not: {', '.join(lacking)}")
    return says


def _tell_events(con: duckdb.DuckDBPyConnection, taken: Taken) -> None:
    """Put who and when of each event in place of its name, as ``alerts verdicts --load`` wants it."""
    for record in taken.records:
        record.pop("nth", None)
    found = _table(con, "alert_events")
    known = {e.get("event"): e for e in (_rows(con, *found) if found else [])}
    wanted = ("event", "event_type", "detail", "vessel_ids", "ssvids", "start_time", "end_time", "as_of")
    for record in taken.records:
        named = record.get("events")
        if isinstance(named, list):
            events = [known[e] for e in named if e in known]
            record["events"] = [{k: e.get(k) for k in wanted} for e in events]
