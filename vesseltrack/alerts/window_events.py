"""Matches events of the window just searched with events of earlier nights, and keeps what later nights need of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

import pandas as pd

from vesseltrack.engine.window import LOOKED_BACK
from vesseltrack.schema import TABLES
from vesseltrack.store import Store

_FOUND = """
    SELECT s.*, last_time AS as_of, coalesce(older, []) AS succeeds
    FROM event_spans AS s JOIN (SELECT DISTINCT unnest(events) AS event FROM alerts) USING (event) LEFT JOIN (
        SELECT event, list(known ORDER BY known) AS older FROM same_events JOIN event_spans AS f USING (event)
        JOIN alert_events AS k ON k.event = known AND k.vessel_ids <> f.vessel_ids GROUP BY event
    ) USING (event), searched
"""
CUT = timedelta(hours=6)
"""What begins so soon after the beginning of the data may have been cut by it."""


@dataclass(frozen=True)
class WindowEvents:
    """The window of the last search, and which of its events are known from earlier nights.

    Attributes:
        begins: start of the window.
        known: for each event found, the names of the same event in earlier nights.
        found: names of all events found.
        start: start time of each event, found now or in earlier nights.
    """

    begins: datetime
    known: dict[str, set[str]]
    found: frozenset[str]
    start: dict[str, datetime]

    @classmethod
    def of(cls, store: Store, begins: datetime) -> WindowEvents:
        """For the last detect, whose window started at ``begins``."""
        known: dict[str, set[str]] = {}
        for event, earlier in store.rows("SELECT event, known FROM same_events"):
            known.setdefault(event, set()).add(earlier)
        start = "SELECT event, start_time FROM event_spans UNION ALL SELECT event, start_time FROM alert_events"
        again = {earlier for some in known.values() for earlier in some}
        found = again | {event for (event,) in store.rows("SELECT event FROM event_spans")}
        return cls(begins, known, frozenset(found), dict(store.rows(start)))

    def names_of(self, event: str) -> set[str]:
        """The names an event had in earlier nights, and its own."""
        return self.known.get(event, set()) | {event}

    def all_names_of(self, events: Iterable[str]) -> set[str]:
        """As :meth:`names_of`, for several events."""
        return {name for event in events for name in self.names_of(event)}

    def lost(self, event: str | None, story: datetime) -> bool:
        """Whether an event of an alert is no longer found, whatever its weight, although it began in the window."""
        return event is not None and event not in self.found and not self.cut_off(event, story)

    def cut_off(self, event: str, story: datetime) -> bool:
        """Whether an event of an alert began before the window or within :data:`CUT` of its start, so that it may be cut off."""
        return self.start.get(event, story) < self.begins + CUT


def remember_events(store: Store, window: WindowEvents) -> None:
    """Store ships and times of each event of an alert; for an event whose start the window cuts off, only its new end."""
    found = store.frame(_FOUND)
    stays = [
        any(k in window.start and window.start[k] < s for k in window.known.get(e, ())) and s < window.begins + CUT
        for e, s in zip(found.event, found.start_time, strict=True)
    ]
    found["cut_off"] = pd.Series(stays, dtype=bool)
    columns = ", ".join(TABLES["alert_events"].names)
    with store.registered("_found", found):
        store.execute("DELETE FROM alert_events WHERE event IN (SELECT event FROM _found WHERE NOT cut_off)")
        store.execute(f"INSERT INTO alert_events SELECT {columns} FROM _found WHERE NOT cut_off")
        store.execute(
            "UPDATE alert_events AS k SET end_time = f.end_time, as_of = f.as_of FROM _found AS f JOIN same_events AS s"
            " USING (event) WHERE f.cut_off AND s.known = k.event AND k.vessel_ids = f.vessel_ids"
            " AND coalesce(f.end_time, f.as_of) > coalesce(k.end_time, k.as_of)"
        )


def remember_gaps(store: Store, begins: datetime) -> None:
    """Store the assessment of each gap while the messages around its start lie in the window."""
    columns = ", ".join(TABLES["assessed_gaps"].names)
    since = {"since": begins + LOOKED_BACK}
    store.execute("DELETE FROM assessed_gaps WHERE start_time >= $since", since)
    store.execute(f"INSERT INTO assessed_gaps SELECT {columns} FROM gaps WHERE start_time >= $since", since)
