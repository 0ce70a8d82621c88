"""The states of an alert over the nights: new, changed, closed, withdrawn, downgraded, reopened; each change with its reason.

What is found depends only on the data; this records what was known on which night. An alert stays the same alert while it has
the same events (``same_events``), whatever its name. Late data can show that a ship was heard after all: the
alert is then withdrawn, and stays in the record. One whose events stand but weigh too little now is downgraded.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pandas as pd

from vesseltrack.alerts.window_events import CUT, WindowEvents, remember_events, remember_gaps
from vesseltrack.frames import rows_of
from vesseltrack.schema import TABLES
from vesseltrack.store import Store

_LATEST = """
    SELECT states.* EXCLUDE (best) REPLACE (coalesce(was, []) AS was) FROM (
        SELECT *, row_number() OVER (PARTITION BY alert ORDER BY nth DESC) AS best FROM alert_states
    ) AS states LEFT JOIN (
        SELECT alert, max(nth) AS renamed_nth FROM (SELECT unnest(was) AS alert, nth FROM alert_states) GROUP BY alert
    ) AS renamed USING (alert)
    WHERE best = 1 AND coalesce(renamed_nth < nth, true)
    ORDER BY first_time, alert
"""
_NOW = (
    "SELECT alert, event, queue, score, event_type, vessel_id, other_vessel_id, first_time, last_time, events, summary"
    " FROM alerts ORDER BY alert"
)
_WEIGHT = """
    SELECT known, event, coalesce(sum(weight) FILTER (queue = 'behaviour'), 0)
    FROM (FROM same_events UNION SELECT event, event FROM event_spans) LEFT JOIN event_indicators USING (event)
    WHERE list_contains($events, known) GROUP BY known, event
"""
_HEARD = """
    SELECT count(DISTINCT time) FROM (SELECT *, unnest(ssvids) AS ssvid FROM alert_events
        WHERE event_type IN (SELECT event_type FROM event_types WHERE silence) AND list_contains($lost, event)) AS g
    JOIN fixes ON fixes.ssvid = g.ssvid AND fixes.time > g.start_time AND fixes.time < coalesce(g.end_time, g.as_of)
"""
_CHANGES = """
    SELECT alert, state, what, queue, score, event_type, vessel_id, first_time, last_time, summary FROM (
        SELECT *, row_number() OVER (PARTITION BY alert ORDER BY nth DESC) AS best FROM alert_states
        WHERE reported_in >= (SELECT if($again, arg_max(first_nth, nth), max(nth)) FROM nights)
    ) WHERE best = 1
    ORDER BY array_position(['withdrawn', 'downgraded', 'closed', 'changed', 'reopened', 'new'], state), queue DESC, alert
"""
COLUMNS = tuple(TABLES["alert_states"].names)
GONE = ("withdrawn", "downgraded")
"""States of an alert that is no more."""


def states(store: Store, downgraded: bool = False) -> pd.DataFrame:
    """The last state of each alert: one row per alert under its last name, columns as in ``vt.tables()["alert_states"]``.

    Args:
        store: the store.
        downgraded: include alerts that are no longer alerts although their events still stand: they weigh too little now, or no
            list names the ship any more.
    """
    if "alert_states" not in store.names():
        return pd.DataFrame(columns=list(COLUMNS))
    last = store.frame(_LATEST)
    return last if downgraded else last[last.state != "downgraded"].reset_index(drop=True)


def record(store: Store) -> dict[str, int]:
    """Compare the alerts of the last detect with the recorded history, and record the change of each.

    Returns:
        How many are new, changed, closed, withdrawn, downgraded and reopened; a second run on the same alerts counts none.
    """
    with store.transaction():
        became = record_within(store)
        mark_reported(store)
    return became


def record_within(store: Store, night: date | None = None, report: str | None = None) -> dict[str, int]:
    """As :func:`record`, inside a transaction that is already open, preferably the one in which detect ran.

    Changes that an interrupted night recorded but did not report (see :func:`mark_reported`) are reported with this one.

    Args:
        store: the store detect has just run on.
        night: the date of the night, if one was given.
        report: the outcome of the night's files, as JSON.
    """
    as_of, since, files = store.one("SELECT last_time, since, files FROM searched")
    window = WindowEvents.of(store, since or datetime(1, 1, 2))
    rows, carried = _all_that_became(store, window)
    known, last_reported = store.one(
        "SELECT coalesce((SELECT max(nth) FROM alert_states), 0), coalesce((SELECT max(states) FROM nights WHERE reported), 0)"
    )
    nth = store.one("SELECT coalesce(max(nth), 0) + 1 FROM nights")[0]
    again = store.rows(
        "SELECT first_nth FROM nights WHERE nth = $last AND night = $night", {"last": nth - 1, "night": night}
    )
    if rows:
        frame = pd.DataFrame(rows).assign(as_of=as_of, files=files)
        frame["nth"] = range(known + 1, known + 1 + len(frame))
        store.append("alert_states", frame.reindex(columns=list(COLUMNS)).astype({"reported_in": "Int64"}))
    for state_nth, until in carried:
        store.execute("UPDATE alert_states SET last_time = $until WHERE nth = $nth", {"until": until, "nth": state_nth})
    store.execute(
        "UPDATE alert_states SET reported_in = $nth WHERE nth > $last_reported",
        {"nth": nth, "last_reported": last_reported},
    )
    remember_events(store, window)
    remember_gaps(store, window.begins)
    store.execute(
        "INSERT INTO nights VALUES ($nth, $night, $first, $files, $since, $as_of, $states, false, $report)",
        {
            "nth": nth, "night": night, "first": again[0][0] if again else nth, "files": files, "since": since, "as_of": as_of,
            "states": known + len(rows), "report": report,
        },
    )  # fmt: skip
    return became_since(store, last_reported)


def mark_reported(store: Store) -> None:
    """Record that the changes have been written to a night's alert files."""
    store.execute("UPDATE nights SET reported = true WHERE NOT reported")


def changes(store: Store, again: bool = True) -> pd.DataFrame:
    """Changes of alerts in the last night, one row per alert: withdrawn and downgraded ones first, then closed ones.

    Args:
        store: a store whose last search was recorded.
        again: if that night was run more than once, include what its earlier runs reported.
    """
    return store.frame(_CHANGES, {"again": again})


def became_since(store: Store, nth: int) -> dict[str, int]:
    """Number of alerts by their last state, counting only states recorded after row ``nth``."""
    last = "SELECT arg_max(state, nth) AS state FROM alert_states WHERE nth > $nth GROUP BY alert"
    return dict(store.rows(f"SELECT state, count(*) FROM ({last}) GROUP BY state ORDER BY state", {"nth": nth}))


def _all_that_became(store: Store, window: WindowEvents) -> tuple[list[dict[str, Any]], list[tuple[int, Any]]]:
    """The change of each alert, and new end times of alerts that merely went on (keyed by their row of the record)."""
    now = list(rows_of(store.frame(_NOW)))
    known = list(rows_of(states(store, downgraded=True)))
    there = {a.alert for a in now}
    rows, carried, met = [], [], set()
    left: dict[str, str] = {}
    for a in now:
        names = window.all_names_of(a.events)
        before = [k for k in known if k.alert == a.alert or not names.isdisjoint(k.events)]
        over = [
            k for k in before if k.alert not in there and k.state not in GONE and window.lost(k.event, k.first_time)
        ]
        left |= {k.alert: a.alert for k in over}
        met |= {k.alert for k in before} - {k.alert for k in over}
        row = _became(a, before, [k.alert for k in over], there, window)
        if row is not None:
            rows.append(row)
        else:
            carried += [(k.nth, a.last_time) for k in before if k.alert == a.alert and _goes_on(k, a)]
    for gone in known:
        if gone.alert not in there | met and gone.state not in GONE and gone.first_time >= window.begins + CUT:
            why = _why_gone(store, gone)  # an alert that began before the window, or was pruned, is not gone
            why["what"] += f"; what is left stands in {left[gone.alert]}" if gone.alert in left else ""
            rows.append({**_facts(gone), **why})
    return rows, carried


def _facts(a: Any) -> dict[str, Any]:
    left_out = ("nth", "as_of", "files", "reported_in", "state", "what", "was")
    return {k: getattr(a, k) for k in COLUMNS if k not in left_out} | {"was": list(getattr(a, "was", []))}


def _became(a: Any, before: list[Any], over: list[str], there: set[str], window: WindowEvents) -> dict[str, Any] | None:
    """The change of one alert that exists now; ``None`` if it did not change.

    Args:
        a: the alert.
        before: the alerts of earlier nights that share any of its events, ordered by start.
        over: names of those among them whose main event is gone; this alert carries their remaining events.
        there: the names of all present alerts.
        window: the events in the window searched, see :class:`WindowEvents`.
    """
    if not before:
        return {**_facts(a), "state": "new", "what": ""}
    if len(over) == len(before):
        return {**_facts(a), "state": "changed", "what": f"what is left of {', '.join(over)}"}
    before = [k for k in before if k.alert not in over]
    live = [k for k in before if k.state not in GONE]
    before = live or before
    main = next((k for k in before if k.alert == a.alert), None) or min(before, key=lambda k: k.alert in there)
    was = {k.alert for k in before} | {name for k in before if k.alert not in there for name in k.was}
    names = {"was": sorted((was | set(main.was)) - there)}
    if not live:
        return {**_facts(a), **names, "state": "reopened", "what": f"it had been {main.state}: {main.what}"}
    if a.first_time < window.begins:
        a = _whole(main, a, window)
    changes = [*_named_otherwise(a, main, live, there), *_changes(main, a, live, window)]
    if not changes:
        return None
    closed = pd.isna(main.last_time) and pd.notna(a.last_time)
    return {**_facts(a), **names, "state": "closed" if closed else "changed", "what": "; ".join(changes)}


def _whole(before: Any, a: Any, window: WindowEvents) -> Any:
    """An alert that began before the window searched, completed with its recorded beginning.

    So it is neither lost nor reported as new. An event cut by the start of the window, such as loitering, is no new event either.
    """
    names = window.all_names_of(a.events)
    kept = [e for e in before.events if e not in names and window.cut_off(e, before.first_time)]
    seen = {e: _first_name(e, before, window) for e in a.events}
    shown = [name for e, name in seen.items() if name in before.events or not window.cut_off(name, datetime.max)]
    cut = window.begins + CUT
    until = (
        before.last_time if pd.notna(before.last_time) and pd.notna(a.last_time) and a.last_time < cut else a.last_time
    )
    return a._replace(events=list(dict.fromkeys([*kept, *shown])), score=max(before.score, a.score), last_time=until)


def _first_name(event: str, before: Any, window: WindowEvents) -> str:
    """The name an event had when its beginning lay in the window searched."""
    cut = [e for e in before.events if e in window.names_of(event) and window.cut_off(e, before.first_time)]
    return min(cut, key=lambda e: window.start.get(e, before.first_time)) if cut else event


def _named_otherwise(a: Any, main: Any, live: list[Any], there: set[str]) -> list[str]:
    """Which earlier alerts this alert was, was part of, or now includes, in words."""
    sentences = []
    if main.alert != a.alert:
        sentences.append(f"was {'part of ' if main.alert in there else ''}{main.alert}")
    more = [k.alert for k in live if k.alert not in there and k.alert != main.alert]
    return sentences + [f"and {name} is one with it" for name in more]


def _goes_on(before: Any, a: Any) -> bool:
    return bool(pd.notna(before.last_time) and (pd.isna(a.last_time) or a.last_time > before.last_time))


def _changes(before: Any, a: Any, live: list[Any], window: WindowEvents) -> list[str]:
    """What differs from the earlier alert, in words. That an alert merely goes on is no change."""
    out = []
    if before.queue != a.queue:
        out.append(f"moved from the queue {before.queue} to {a.queue}")
    if before.score != a.score:
        out.append(f"score {before.score:g}, now {a.score:g}")
    if a.first_time != before.first_time and a.first_time >= window.begins:
        out.append(f"began at {a.first_time:%Y-%m-%d %H:%M}, not {before.first_time:%Y-%m-%d %H:%M}")
    if pd.isna(before.last_time) and pd.notna(a.last_time):
        out.append(f"ended at {a.last_time:%Y-%m-%d %H:%M}")
    elif pd.notna(before.last_time) and pd.notna(a.last_time) and a.last_time < before.last_time:
        out.append(f"ended at {a.last_time:%Y-%m-%d %H:%M}, not {before.last_time:%Y-%m-%d %H:%M}")
    known = {e for k in live for e in k.events}
    more = [e for e in a.events if known.isdisjoint(window.names_of(e))]
    fewer = set(before.events) - window.all_names_of(a.events)
    return out + [f"and {e}" for e in sorted(more)] + [f"without {e}" for e in sorted(fewer)]


def _why_gone(store: Store, gone: Any) -> dict[str, str]:
    """State (withdrawn or downgraded) and reason of an alert that is gone."""
    weighed = store.rows(_WEIGHT, {"events": list(gone.events)})
    stands = {known for known, *_ in weighed}
    lost = sorted(set(gone.events) - stands)
    without = f"; without {', '.join(lost)}" if lost else ""
    if weighed and (gone.event is None or gone.event in stands):
        best = max(weight for *_, weight in weighed)
        because = "no list names the ship now" if gone.queue == "listed" else f"{best:g}, not {gone.score:g}"
        return {"state": "downgraded", "what": f"its events weigh less by what is known now: {because}{without}"}
    heard = store.one(_HEARD, {"lost": lost})[0]
    reasons = (
        f"the ship was heard meanwhile ({heard:,} messages)" if heard else "other data or settings leave nothing of it"
    )
    return {"state": "withdrawn", "what": f"{reasons}{without}"}
