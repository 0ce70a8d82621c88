"""The lines a night prints: one for each alert that is new, reopened, gone, or has grown, with its reason."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from vesseltrack.alerts.alerts_with_status import GROWN_ALERTS, alerts_with_news
from vesseltrack.alerts.find import short_id
from vesseltrack.alerts.history import GONE, changes
from vesseltrack.frames import rows_of
from vesseltrack.output import visible
from vesseltrack.store import Store

_NOW = "SELECT alert, queue, rank, indicators, quiet, summary, news FROM ({alerts})"
_FIRST = ("new", "reopened", "changed", *GONE)


def morning_lines(store: Store) -> list[str]:
    """One line for each alert that is new, reopened or gone in the last recorded night and was not reported before.

    One too for each that has a new meeting, whose score rose by a point or more, or that a benign verdict quieted until
    then, unless one quiets it.
    Such as ``new B2 alert-encounter-...: WEST TWO and EAST ONE lay 56 m apart ... (+2 moved as one ...)``. Control
    characters are made visible, and no name can begin a line. An alert that is gone has no short id.
    """
    now = {a.alert: a for a in rows_of(store.frame(_NOW.format(alerts=alerts_with_news())))}
    became: list[Any] = [b for b in rows_of(changes(store, again=False)) if b.state in ("new", "reopened", *GONE)]
    listed = {b.alert for b in became}
    became += [
        SimpleNamespace(alert=alert, state="changed", what=what, queue=now[alert].queue, summary=now[alert].summary)
        for alert, what in _news(store, now).items()
        if alert in now and not now[alert].quiet and alert not in listed
    ]
    return [_line(b, now.get(b.alert)) for b in sorted(became, key=lambda b: _place(b, now.get(b.alert)))]


def _news(store: Store, now: dict[str, Any]) -> dict[str, str]:
    """Of each alert that grew in the last night, or came back then although a verdict quieted it: what is new, in words."""
    grown = {g.alert: (g.meetings, g.rise) for g in rows_of(store.frame(GROWN_ALERTS))}
    back = {alert: a.news for alert, a in now.items() if isinstance(a.news, str)}
    said = {a: (back.get(a) or grown[a][0], grown.get(a, (None, None))[1]) for a in (*grown, *back)}
    return {alert: "; ".join(x for x in some if isinstance(x, str)) for alert, some in said.items()}


def _place(b: Any, a: Any) -> tuple[int, bool, int]:
    """Sort key: new ones first, listed queue first, then by rank."""
    return _FIRST.index(b.state), b.queue != "listed", 0 if a is None else int(a.rank)


def _line(b: Any, a: Any) -> str:
    gone = b.state in GONE
    called = b.alert if a is None or gone else f"{short_id(a)} {b.alert}"
    why = f"{b.state}: {b.what}" if gone else b.what or ("" if a is None else next(iter(a.indicators), ""))
    return visible(f"{'gone' if gone else b.state} {called}: {b.summary}{f' ({why})' if why else ''}")
