"""Verdicts on alerts: kept with who gave them and when, never overwritten. A benign one quiets similar alerts until it ends."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pandas as pd

from vesseltrack.alerts.alerts_with_status import SAME_EVENTS
from vesseltrack.errors import UnreadableInput, WrongUse, near_or_all
from vesseltrack.frames import rows_of
from vesseltrack.schema import TABLES
from vesseltrack.schema.former import modern
from vesseltrack.store import Store

MARKS = ("confirmed", "benign", "watch")
UNDONE = "undone"
"""Takes back the verdict before it, which stays in the record: what was said before that counts again."""
_TIMES = ("start_time", "end_time", "as_of")
_TIMES_OF_VERDICT = ("quiet_until", "said_at", "as_of")
COLUMNS = tuple(TABLES["verdicts"].names)
_KNOWN = """
    SELECT vessel_id, event_type, queue, events, (SELECT last_time FROM searched) AS as_of FROM (
        SELECT vessel_id, event_type, queue, events, 1e18 AS nth FROM alerts WHERE alert = $alert
        UNION ALL SELECT vessel_id, event_type, queue, events, nth FROM alert_states WHERE alert = $alert
    ) ORDER BY nth DESC LIMIT 1
"""
_LAST = """
    SELECT alert, vessel_id, event_type, verdict, reason, quiet_until, said_by, note, queue, events, as_of FROM verdicts
        WHERE alert = $alert
    ORDER BY nth DESC LIMIT 1
"""
_STANDING = """
    WITH own AS (SELECT unnest(events) AS event FROM alerts WHERE alert = $alert),
    known AS (SELECT event FROM own UNION SELECT known FROM same_events JOIN own USING (event)),
    names AS (SELECT $alert AS alert UNION SELECT unnest(was) FROM (
        SELECT arg_max(was, nth) AS was FROM alert_states WHERE alert = $alert))
    SELECT alert, vessel_id, event_type, queue, events, alert <> $alert AND alert IN (SELECT alert FROM alerts) AS of_another
    FROM standing_verdicts()
    WHERE alert IN (FROM names) OR list_has_any(coalesce(events, []), (SELECT coalesce(list(event), []) FROM known))
    ORDER BY of_another, alert <> $alert, alert NOT IN (FROM names), said_at DESC, nth DESC LIMIT 1
"""
_JUST_SAID = """
    SELECT max(said_at) FROM verdicts WHERE alert = $alert AND said_at >= $now AND said_at < $now::TIMESTAMP + INTERVAL 1 MINUTE
"""
_REMEMBER = """
    INSERT INTO alert_events BY NAME SELECT event_spans.*, last_time AS as_of, [] AS succeeds FROM event_spans, searched
    WHERE list_contains($events, event) AND event NOT IN (SELECT event FROM alert_events)
"""
_SAID_OF = "FROM alert_events WHERE event IN (SELECT unnest(events) FROM verdicts)"
_TAKE_IN = """
    INSERT INTO alert_events BY NAME SELECT *, [] AS succeeds FROM _said WHERE event NOT IN (SELECT event FROM alert_events)
"""
_AGREEMENT = """
    WITH last AS (SELECT alert, arg_max(verdict, nth) AS verdict FROM standing_verdicts() GROUP BY alert),
    scored AS (
        SELECT last.alert, verdict, arg_max(queue, nth) AS queue, arg_max(score, nth) AS score
        FROM last JOIN (SELECT alert, queue, score, 1e9 AS nth FROM alerts UNION ALL
            SELECT alert, queue, score, nth FROM alert_states) USING (alert)
        GROUP BY last.alert, verdict
    )
    SELECT queue, verdict, count(*) AS alerts, round(avg(score), 2) AS score,
        (SELECT round(avg(CASE WHEN a.score > b.score THEN 1 WHEN a.score = b.score THEN 0.5 ELSE 0 END), 3)
            FROM scored AS a, scored AS b
            WHERE a.queue = s.queue AND b.queue = s.queue AND a.verdict = s.verdict AND b.verdict = 'benign') AS above_benign
    FROM scored AS s GROUP BY queue, verdict ORDER BY queue DESC, verdict
"""


def mark(
    store: Store, alert: str, verdict: str, said_by: str, reason: str = "", until: date | None = None, note: str = ""
) -> None:
    """Record a verdict on an alert. The same verdict as its last one is not recorded again.

    Args:
        store: a store that has the alert.
        alert: the alert's name.
        verdict: ``confirmed``, ``benign`` or ``watch``; or ``undone``, to take back the last verdict.
        said_by: who gives it.
        reason: a word, such as bunkering.
        until: a benign verdict quiets this ship's alerts of the same kind that begin before this day; ``None`` for always.
        note: free text.

    Raises:
        WrongUse: there is no such alert or verdict, ``said_by`` is empty, or there is no verdict to take back.
    """
    if verdict not in (*MARKS, UNDONE):
        raise WrongUse(f"{verdict} is not a verdict", near_or_all(verdict, (*MARKS, UNDONE), "the verdicts"))
    if not said_by.strip():
        raise WrongUse("a verdict needs the name of who gives it", "give it with --by.")
    known = store.rows(_KNOWN, {"alert": alert})
    if not known:
        raise WrongUse(f"there is no alert {alert}", "see: vesseltrack alerts --json | jq -r .alert")
    ship, kind, queue, events, as_of = known[0]
    if verdict == UNDONE:
        alert, ship, kind, queue, events = _to_take_back(store, alert)
    said_at = _now(store, alert)
    words = [x.encode("utf-8", "surrogateescape").decode("utf-8", "replace") for x in (reason, said_by.strip(), note)]
    row = (alert, ship, kind, verdict, words[0], until, words[1], words[2], queue, events, as_of)
    with store.transaction():
        if verdict != UNDONE and store.rows(_LAST, {"alert": alert}) == [row]:
            return  # the same verdict stands already: a run recorded it and was stopped afterwards
        _append(store, [(*row[:7], said_at, *row[7:])])
        store.execute(_REMEMBER, {"events": events})


def _to_take_back(store: Store, alert: str) -> tuple[Any, ...]:
    """The alert on which the verdict to be taken back was given, with its ship, kind, queue and events.

    It is the last given on this very alert; where there is none, one given under another name of it, or on what became part
    of it. What was said of an alert that is still there is taken back there.
    """
    standing = store.rows(_STANDING, {"alert": alert})
    if not standing:
        raise WrongUse(f"there is no verdict on {alert} to take back", "see: vesseltrack alerts verdicts")
    *of, of_another = standing[0]
    if of_another:
        raise WrongUse(
            f"no verdict was given on {alert}: what it bears was said of {of[0]}",
            f"take that back there: vesseltrack alerts mark {of[0]} undone",
        )
    return tuple(of)


def _now(store: Store, alert: str) -> datetime:
    """Time of a new verdict, UTC, whole seconds; different for each verdict on an alert, as stores tell verdicts apart by it."""
    now = datetime.now(UTC).replace(tzinfo=None, microsecond=0)
    just_said = store.one(_JUST_SAID, {"alert": alert, "now": now})[0]
    return just_said + timedelta(seconds=1) if just_said else now


def _append(store: Store, rows: list[tuple[Any, ...]]) -> None:
    first = store.one("SELECT coalesce(max(nth), 0) FROM verdicts")[0]
    frame = pd.DataFrame(
        [(first + n + 1, *row) for n, row in enumerate(rows)], columns=list(COLUMNS[: len(rows[0]) + 1])
    )
    # verdicts of an earlier version do not say how far the data went
    for column in frame.columns.intersection(list(_TIMES_OF_VERDICT)):
        frame[column] = pd.to_datetime(frame[column]).astype("datetime64[us]")
    store.append("verdicts", frame)


def verdicts(store: Store) -> pd.DataFrame:
    """All verdicts, oldest first."""
    return (
        store.frame("FROM verdicts ORDER BY nth")
        if "verdicts" in store.names()
        else pd.DataFrame(columns=list(COLUMNS))
    )


def export(store: Store) -> list[dict[str, Any]]:
    """All verdicts as records for JSON."""
    frame = verdicts(store).drop(columns="nth")
    for column in _TIMES_OF_VERDICT:
        frame[column] = [None if pd.isna(x) else str(x) for x in frame[column]]
    events = [list(e) if hasattr(e, "__len__") else [] for e in frame.events]
    records: list[dict[str, Any]] = json.loads(frame.drop(columns="events").to_json(orient="records"))
    known = {e.event: _event_said(e) for e in rows_of(store.frame(_SAID_OF))} if records else {}
    return [r | {"events": [known[e] for e in some if e in known]} for r, some in zip(records, events, strict=True)]


def _event_said(e: Any) -> dict[str, Any]:
    """The event of a verdict as a JSON record, by which it can be found in any store."""
    times = {k: None if pd.isna(getattr(e, k)) else str(getattr(e, k)) for k in _TIMES}
    return {
        "event": e.event, "event_type": e.event_type, "detail": e.detail, "vessel_ids": [int(s) for s in e.vessel_ids],
        "ssvids": [int(n) for n in e.ssvids], **times,
    }  # fmt: skip


def agreement(store: Store) -> pd.DataFrame:
    """How scores agree with verdicts: one row per queue and verdict.

    Returns:
        ``queue``, ``verdict``, ``alerts`` (how many), their mean ``score``, and ``above_benign``: how often such an alert scores
        above a benign one of its queue (0.5 is chance; ties count half; null if no alert there is benign).

    Raises:
        NotSearched: detect has not been run on the store.
    """
    return store.frame(_AGREEMENT)


def load(store: Store, path: Path) -> int:
    """Load a file of exported verdicts; those the store already has are skipped. Returns how many were added.

    Raises:
        UnreadableInput: the file cannot be read, or is not what ``alerts verdicts --json`` writes.
    """
    try:
        records = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    except (OSError, ValueError) as e:
        raise _no_verdicts(path, e) from e
    return take_in(store, records, path)


def _no_verdicts(where: object, e: Exception) -> UnreadableInput:
    return UnreadableInput(f"{where} holds no verdicts: {e}", "write one with: vesseltrack alerts verdicts --json")


def take_in(store: Store, records: list[dict[str, Any]], where: object) -> int:
    """Add exported verdicts, as :func:`load` does from a file; ``where`` names their source in error messages."""
    try:
        records = [modern("verdicts", s) for s in records]
        rows = [_row(s) for s in records]
        events = {e["event"]: e for s in records for e in map(_event_of, s.get("events") or ())}
    except (ValueError, KeyError, TypeError, AttributeError, OverflowError) as e:
        raise _no_verdicts(where, e) from e
    known = {(v["alert"], v["verdict"], v["said_by"], v["said_at"]) for v in export(store)}
    new = [n for n, r in enumerate(rows) if (r[0], r[3], r[6], str(r[7])) not in known]
    if new:
        with store.transaction():
            _append(store, [rows[n] for n in new])
            if events:
                frame = pd.DataFrame(list(events.values())).astype(dict.fromkeys(_TIMES, "datetime64[us]"))
                with store.registered("_said", frame):
                    store.execute(_TAKE_IN)
            if {"event_spans", "event_types"} <= set(store.names()):
                store.fill("same_events", SAME_EVENTS)
    return len(new)


def _row(s: dict[str, Any]) -> tuple[Any, ...]:
    if s["verdict"] not in (*MARKS, UNDONE):
        raise ValueError(f"{s['verdict']} is not a verdict")
    until = date.fromisoformat(str(s["quiet_until"])[:10]) if s.get("quiet_until") else None
    texts = [str(s.get(k) or "") for k in ("reason", "note")]
    if not str(s["said_by"]).strip() or abs(int(s["vessel_id"])) >= 2**63:
        raise ValueError("said_by is empty, or vessel_id is out of range")
    return (
        str(s["alert"]), int(s["vessel_id"]), str(s["event_type"]), s["verdict"], texts[0], until, str(s["said_by"]),
        datetime.fromisoformat(str(s["said_at"])).replace(tzinfo=None), texts[1],
        str(s["queue"]) if s.get("queue") else None, [str(e["event"]) for e in s["events"]] if s.get("events") else None,
        datetime.fromisoformat(str(s["as_of"])).replace(tzinfo=None) if s.get("as_of") else None,
    )  # fmt: skip


def _event_of(e: dict[str, Any]) -> dict[str, Any]:
    """The inverse of :func:`_event_said`."""
    e = modern("alert_events", e)
    times = {k: datetime.fromisoformat(str(e[k])).replace(tzinfo=None) if e.get(k) else None for k in _TIMES}
    if times["start_time"] is None or times["as_of"] is None:
        raise ValueError("an event has no time")
    keys = {k: [int(n) for n in e[k]] for k in ("vessel_ids", "ssvids")}
    if any(abs(n) >= 2**63 for some in keys.values() for n in some):
        raise ValueError("the vessel_id or ssvid of an event is out of range")
    return {k: str(e[k]) for k in ("event", "event_type", "detail")} | keys | times
