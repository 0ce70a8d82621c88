"""Replay with other rules: which alerts would appear, which would vanish, which confirmed ones would be lost. Read only."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

import pandas as pd

from vesseltrack.alerts.alerts_with_status import alerts_with_status
from vesseltrack.engine import pipeline
from vesseltrack.engine.step import Step
from vesseltrack.engine.window import searched_last
from vesseltrack.frames import rows_of
from vesseltrack.schema import DERIVED, RESULTS, WORK
from vesseltrack.settings import Settings
from vesseltrack.store import Store, quoted
from vesseltrack.store.filling import whole_name

_ALERTS = "SELECT alert, queue, rank, score, ship_name, summary, events FROM alerts ORDER BY queue DESC, rank"
_MARKS = "SELECT alert, verdict FROM ({alerts}) WHERE verdict <> ''"
_ALIKE = """
    SELECT a.event, b.event FROM _spans AS a JOIN event_spans AS b
        ON b.event_type = a.event_type AND b.detail = a.detail AND b.vessel_ids = a.vessel_ids
        AND b.start_time < coalesce(a.end_time, TIMESTAMP 'infinity')
        AND a.start_time < coalesce(b.end_time, TIMESTAMP 'infinity')
    ORDER BY ALL
"""
_DRAFT = "vesseltrack_draft"
_KNOWN_BEFORE = {"segments", "late_fixes"}  # a search in a window needs these tables of the search before it
Progress = Callable[[Iterable[Step]], Iterable[Step]]


class _Undo(Exception):
    """Raised to roll back a transaction that was only for looking."""


@contextmanager
def undone(store: Store) -> Iterator[None]:
    """Context manager: rolls back everything done in the block."""
    with suppress(_Undo), store.transaction():
        yield
        raise _Undo


@contextmanager
def drafted(store: Store) -> Iterator[None]:
    """Context manager: steps in the block write to memory and are dropped at its end; the store itself is only read."""
    have = [t for t in DERIVED if t.name in store.names()]
    store.execute(f"ATTACH ':memory:' AS {_DRAFT} (READ_WRITE)")
    try:
        store.execute(f"CREATE SCHEMA {_DRAFT}.{WORK}")
        for table in have:
            some = "" if table.name in _KNOWN_BEFORE else "LIMIT 0"
            store.execute(
                f"CREATE TABLE {_DRAFT}.{table.schema}.{quoted(table.name)} AS FROM {whole_name(store, table)} {some}"
            )
        with store.seeing(f"{_DRAFT}.{RESULTS}", f"{_DRAFT}.{WORK}"):
            yield
    finally:
        store.execute(f"DETACH {_DRAFT}")


def replay_with(store: Store, settings: Settings, progress: Progress = lambda steps: steps) -> pd.DataFrame:
    """Run detect with other rules, compare the alerts, and leave the store unchanged. No input file is read.

    Returns:
        One row per alert that changes: ``change`` (appears, vanishes, rises, falls), ``alert``, ``queue``, ``score`` and
        ``score_then``, ``rank`` and ``rank_then``, ``verdict`` (the last on it), ``summary``; ``_then`` is with the other rules.
    """
    now = store.frame(_ALERTS)
    marks = dict(store.rows(_MARKS.format(alerts=alerts_with_status())))
    same_window = settings.looking_since(searched_last(store)[0])
    spans = store.frame("FROM event_spans")
    with drafted(store):
        pipeline.detect_within(store, same_window, progress)
        then = store.frame(_ALERTS)
        with store.registered("_spans", spans):
            alike = store.rows(_ALIKE)
    return _compared(now, then, marks, alike)


def _compared(
    now: pd.DataFrame, then: pd.DataFrame, marks: dict[str, str], alike: list[tuple[str, str]]
) -> pd.DataFrame:
    """Matches present and replayed alerts: those that share an event, or overlapping events, are the same alert."""
    of_event: dict[str, Any] = {e: a for a in rows_of(then) for e in a.events}
    by_event = {e: of_event[other] for e, other in alike if other in of_event} | of_event
    rows: list[dict[str, Any]] = []
    met: set[str] = set()
    for a in rows_of(now):
        same = next((by_event[e] for e in a.events if e in by_event), None)
        if same is None:
            rows.append(_row("vanishes", a, None, marks))
            continue
        met.add(same.alert)
        if same.score != a.score:
            rows.append(_row("rises" if same.score > a.score else "falls", a, same, marks))
    rows += [_row("appears", None, a, marks) for a in rows_of(then) if a.alert not in met]
    columns = ["change", "alert", "queue", "score", "score_then", "rank", "rank_then", "verdict", "summary"]
    frame = pd.DataFrame(rows, columns=columns).astype({"rank": "Int64", "rank_then": "Int64"})
    order = frame.change.map({"vanishes": 0, "appears": 1, "falls": 2, "rises": 3})
    return (
        frame.assign(_o=order)
        .sort_values(["_o", "queue", "alert"], kind="stable", ignore_index=True)
        .drop(columns="_o")
    )


def _row(change: str, now: Any, then: Any, marks: dict[str, str]) -> dict[str, Any]:
    one = now if now is not None else then
    return {
        "change": change, "alert": one.alert, "queue": one.queue, "verdict": marks.get(one.alert, ""), "summary": one.summary,
        "score": None if now is None else now.score, "score_then": None if then is None else then.score,
        "rank": None if now is None else now.rank, "rank_then": None if then is None else then.rank,
    }  # fmt: skip
