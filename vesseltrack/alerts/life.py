"""The life of an alert: new, changed, closed, withdrawn, reopened. Said in the open, each time with what and why.

What is found depends only on the data; this is the record of how it came to be known. Late data can show that a ship was
heard after all: its alert is then withdrawn, and stays in the record.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any

import pandas as pd

from vesseltrack.frames import rows_of
from vesseltrack.schema import TABLES
from vesseltrack.store import Store
from vesseltrack.tracks.window import IN_SIGHT

_LATEST = """
    SELECT * EXCLUDE (best) FROM (
        SELECT *, row_number() OVER (PARTITION BY alert ORDER BY nth DESC) AS best FROM alert_states
    ) WHERE best = 1
"""
_NOW = "SELECT alert, lane, score, kind, ship, other_ship, since, until, events, summary FROM alerts ORDER BY alert"
CUT = timedelta(hours=6)
"""What begins so soon after the beginning of the data may have been cut by it."""
COLUMNS = tuple(TABLES["alert_states"].names)


def states(store: Store) -> pd.DataFrame:
    """What became of each alert last: a row an alert, columns as in ``vt.tables()["alert_states"]``."""
    return store.frame(_LATEST) if "alert_states" in store.names() else pd.DataFrame(columns=list(COLUMNS))


def record(store: Store) -> dict[str, int]:
    """Hold the alerts of the last detect against what is known of them, and write down what became of each.

    Returns:
        How many are new, changed, closed, withdrawn and reopened. The same alerts twice: nothing.
    """
    as_of, since, files = store.one("SELECT last_time, since, (SELECT max(file_id) FROM files) FROM searched")
    gone_before = since or datetime(1, 1, 2)
    now = store.frame(_NOW).set_index("alert", drop=False)
    known = states(store).set_index("alert", drop=False)
    rows = [row for a in rows_of(now) if (row := _became(a, known, gone_before)) is not None]
    events = {e: a.alert for a in rows_of(now) for e in a.events}
    for gone in rows_of(known[~known.alert.isin(now.alert) & (known.state != "withdrawn")]):
        if gone.since >= gone_before + CUT:  # what was let go, or lies before the window, is not withdrawn
            rows.append({**_facts(gone), "state": "withdrawn", "what": _why_gone(store, gone, events)})
    if rows:
        first = store.one("SELECT coalesce(max(nth), 0) FROM alert_states")[0]
        frame = pd.DataFrame(rows).assign(as_of=as_of, files=files)
        frame["nth"] = range(first + 1, first + 1 + len(frame))
        with store.transaction():
            store.append("alert_states", frame[list(COLUMNS)])
    _remember_gaps(store, gone_before)
    made = pd.Series([r["state"] for r in rows], dtype=object).value_counts()
    return {str(k): int(v) for k, v in made.items()}


def _remember_gaps(store: Store, gone_before: datetime) -> None:
    """Keep how each silence is judged while what was heard around its beginning is in sight."""
    columns = ", ".join(TABLES["judged_gaps"].names)
    in_sight = {"sight": gone_before + IN_SIGHT}
    with store.transaction():
        store.execute("DELETE FROM judged_gaps WHERE start_time >= $sight", in_sight)
        store.execute(f"INSERT INTO judged_gaps SELECT {columns} FROM gaps WHERE start_time >= $sight", in_sight)


def _facts(a: Any) -> dict[str, Any]:
    return {k: getattr(a, k) for k in COLUMNS if k not in ("nth", "as_of", "files", "state", "what")}


def _became(a: Any, known: pd.DataFrame, gone_before: datetime) -> dict[str, Any] | None:
    """What became of one alert that is there now; ``None`` if nothing did."""
    if a.alert not in known.index:
        return {**_facts(a), "state": "new", "what": ""}
    before = known.loc[a.alert]
    if before.state == "withdrawn":
        return {**_facts(a), "state": "reopened", "what": f"it had been withdrawn: {before.what}"}
    if a.since < gone_before:
        a = _whole(before, a, gone_before)
    changes = _changes(before, a)
    if not changes:
        return None
    closed = pd.isna(before.until) and pd.notna(a.until)
    return {**_facts(a), "state": "closed" if closed else "changed", "what": "; ".join(changes)}


def _whole(before: Any, a: Any, gone_before: datetime) -> Any:
    """An alert of which only the end is in sight, with what is known of its beginning: that is neither lost nor told anew.

    What begins where sight begins, such as loitering cut in two, is no new event either.
    """
    cut = gone_before + CUT
    kept = [e for e in before.events if e not in a.events and begins(e) < cut]
    seen = [e for e in a.events if e in before.events or begins(e) >= cut]
    until = before.until if pd.notna(before.until) and pd.notna(a.until) and a.until < cut else a.until
    return a._replace(events=[*kept, *seen], score=max(before.score, a.score), until=until)


def begins(event: str) -> datetime:
    """When an event began, which its name says; a ship's being heard at all has no beginning."""
    said = re.search(r"-(\d{8}T\d{6})Z", event)
    return datetime.strptime(said[1], "%Y%m%dT%H%M%S") if said else datetime.min


def _changes(before: Any, a: Any) -> list[str]:
    out = []
    if before.lane != a.lane:
        out.append(f"moved from the lane {before.lane} to {a.lane}")
    if before.score != a.score:
        out.append(f"score {before.score:g}, now {a.score:g}")
    if pd.isna(before.until) and pd.notna(a.until):
        out.append(f"ended at {a.until:%Y-%m-%d %H:%M}")
    elif pd.notna(before.until) and pd.isna(a.until):
        out.append("goes on")
    elif pd.notna(a.until) and before.until != a.until:
        out.append(f"ended at {a.until:%Y-%m-%d %H:%M}, not {before.until:%Y-%m-%d %H:%M}")
    more, fewer = (sorted(set(x) - set(y)) for x, y in ((a.events, before.events), (before.events, a.events)))
    out += [f"and {e}" for e in more] + [f"without {e}" for e in fewer]
    return out


def _why_gone(store: Store, gone: Any, events: dict[str, str]) -> str:
    """Why an alert is no more."""
    told = sorted({events[e] for e in gone.events if e in events})
    lost = [e for e in gone.events if e not in events]
    if told and lost:
        return f"the ship was heard, or it weighs less: without {', '.join(lost)}; what is left is {', '.join(told)}"
    if told:
        return f"now part of {', '.join(told)}"
    weighed = dict(
        store.rows(
            "SELECT event, coalesce(sum(weight) FILTER (lane = 'behaviour'), 0) FROM reasons"
            " WHERE list_contains($events, event) GROUP BY event",
            {"events": list(gone.events)},
        )
    )
    if weighed:
        return f"its events weigh less by what is known now: {max(weighed.values()):g}, not {gone.score:g}"
    return "late data or other settings leave nothing of it: the ship was heard, or the events did not last"
