"""The manifest of a folder of alert files: inputs, settings, version, hashes."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

import pandas as pd

from vesseltrack.detectors import DETECTORS
from vesseltrack.frames import rows_of
from vesseltrack.reference import data_hashes, our_version
from vesseltrack.report.night import NO_DATA, SEARCHED, NightReport, days_without_data
from vesseltrack.settings import Settings
from vesseltrack.store import Store


def manifest(
    store: Store, settings: Settings, night: NightReport | None = None, became: pd.DataFrame | None = None
) -> dict[str, Any]:
    """What a run depends on: inputs, what was searched, lists with their dates, settings, version. Without the time of the run.

    If it was run for one night, that night and what became of alerts in it (:func:`vesseltrack.alerts.history.changes`).
    """
    searched = store.frame("FROM searched").iloc[0]
    status = SEARCHED if searched["rows"] else NO_DATA
    last = _moment(searched["last_time"])
    empty_days = days_without_data(
        store, _moment(searched["first_time"]), max(night.night, last.date()) if night and last else last
    )
    by_queue = dict(store.rows("SELECT queue, count(*) FROM alerts GROUP BY queue ORDER BY queue"))
    return {
        "status": night.status if night else status,
        **({"night": night.as_dict(), "changes": _changes(became)} if night else {}),
        "alerts": {"listed": by_queue.get("listed", 0), "behaviour": by_queue.get("behaviour", 0)},
        "searched": {
            "rows": int(searched["rows"]),
            "ships": int(searched["ships"]),
            "span_h": round(float(searched["span_h"]), 3),
            "hours_heard": int(searched["hours_heard"]),
            "first_time": _iso(searched["first_time"]),
            "last_time": _iso(searched["last_time"]),
            "days_without_data": [str(day) for day in empty_days],
        },
        "events": {d.name: store.one(f"SELECT count(*) FROM {d.name}")[0] for d in DETECTORS},
        "inputs": _records(
            store,
            "SELECT sha256, regexp_replace(name, '.*/', '') AS name, layout, rows_read, rows_kept, rows_duplicate,"
            " rows_refused FROM files ORDER BY sha256",
        ),
        "lists": _records(
            store,
            "SELECT list, authority, list_date::VARCHAR AS list_date, source, ships, sha256 FROM lists ORDER BY list",
        ),
        "zones": store.one("SELECT count(*) FROM zones")[0],
        "data": data_hashes(),
        "settings": json.loads(settings.model_dump_json()),
        "version": our_version(),
    }


def _changes(became: pd.DataFrame | None) -> dict[str, list[dict[str, Any]]]:
    """Lists of the alerts that became new, changed and so on, each with why."""
    changes: dict[str, list[dict[str, Any]]] = {}
    for row in rows_of(became) if became is not None else ():
        entry = {"alert": row.alert, "queue": row.queue, "score": row.score, "summary": row.summary, "what": row.what}
        changes.setdefault(row.state, []).append(entry)
    return changes


def _records(store: Store, sql: str) -> list[dict[str, Any]]:
    records: list[dict[str, Any]] = json.loads(store.frame(sql).to_json(orient="records"))
    return records


def _moment(time: Any) -> datetime | None:
    return None if pd.isna(time) else pd.Timestamp(time).to_pydatetime()


def _iso(time: Any) -> str | None:
    return None if pd.isna(time) else pd.Timestamp(time).strftime("%Y-%m-%dT%H:%M:%SZ")
