"""Loads verdicts and alert history from the copies beside a store, skipping those the store already has."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pyarrow as pa

from vesseltrack.alerts import verdicts
from vesseltrack.schema import TABLES
from vesseltrack.store import Store
from vesseltrack.store.copies import copy_of, read_copy, set_aside

_NOT_TAKEN = {"nth", "files", "reported_in"}
"""Numbers of files and nights of the store it was, not of this one."""
_TOLD = """
    -- they were reported by the store they come from: the next night reports what is new
    INSERT INTO nights BY NAME SELECT coalesce((SELECT max(nth) FROM nights), 0) + 1 AS nth,
        coalesce((SELECT max(nth) FROM nights), 0) + 1 AS first_nth, 0 AS files, max(as_of) AS as_of, max(nth) AS states,
        true AS reported FROM alert_states
"""


def restore(store: Store) -> tuple[int, int]:
    """Load verdicts and alert history from the copies beside a store, as far as the store lacks them.

    Returns:
        Number of verdicts added, and number of states added, of alerts of which the store had no history.
    """
    assert store.path is not None
    counts = []
    for table, put in (("verdicts", _restore_verdicts), ("alert_states", _restore_states)):
        files = [f for f in (*set_aside(store.path, table), copy_of(store.path, table)) if f.exists()]
        held = [read_copy(f, table) for f in files]  # read them before the store starts its own copy
        counts.append(sum(put(store, lacked(store, table, lines)) for lines in held))
    return counts[0], counts[1]


def lacked(store: Store, table: str, lines: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The lines of a copy that the store lacks: verdicts not recorded in it, and the history of alerts unknown to it."""
    if table == "verdicts":
        known = {_said(v) for v in verdicts.export(store)}
        return [line for line in lines if _said(line) not in known]
    alerts = {alert for (alert,) in store.rows("SELECT DISTINCT alert FROM alert_states")}
    return [line for line in lines if line["alert"] not in alerts]


def _said(v: dict[str, Any]) -> tuple[Any, ...]:
    return v["alert"], v["verdict"], v["said_by"], str(pd.Timestamp(v["said_at"]))


def _restore_verdicts(store: Store, lines: list[dict[str, Any]]) -> int:
    records = [line | {"events": line.get("told_of") or []} for line in lines]
    return verdicts.take_in(store, records, "the copy beside the store")


def _restore_states(store: Store, lines: list[dict[str, Any]]) -> int:
    if not lines:
        return 0
    told_of = {e["event"]: e for line in lines for e in line.pop("told_of", None) or ()}
    with store.transaction():
        first = store.one("SELECT coalesce(max(nth), 0) FROM alert_states")[0]
        ours = [line | {"nth": first + n, "files": 0} for n, line in enumerate(lines, 1)]
        _put(store, "alert_states", ours, _NOT_TAKEN - {"nth", "files"})
        known = {event for (event,) in store.rows("SELECT event FROM alert_events")}
        _put(store, "alert_events", [e for name, e in told_of.items() if name not in known], set())
        store.execute(_TOLD)
    return len(lines)


def _put(store: Store, table: str, rows: list[dict[str, Any]], but: set[str]) -> None:
    """Add rows read from JSON to a table, but for the columns ``but``."""
    if not rows:
        return
    columns = [c for c in TABLES[table].columns if c.name in rows[0] and c.name not in but]
    frame = pa.Table.from_pylist([{c.name: row.get(c.name) for c in columns} for row in rows])
    typed = ", ".join(f'"{c.name}"::{c.type} AS "{c.name}"' for c in columns)
    with store.registered("_beside", frame):
        store.execute(f"INSERT INTO {table} BY NAME SELECT {typed} FROM _beside")
