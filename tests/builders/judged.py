"""A store in which events, alerts and nights stand as a test writes them down, without a search."""

from __future__ import annotations

from datetime import date

import pandas as pd

import vesseltrack as vt
from vesseltrack.alerts import verdicts
from vesseltrack.alerts.alerts_with_status import SAME_EVENTS, alerts_with_status
from vesseltrack.scoring.events import event_types_step
from vesseltrack.store import Store

from builders.sea import at

A, B, C, D, LATER_B = 1, 2, 3, 4, 22
TABLES = (
    "alerts", "event_spans", "same_events", "ships", "hull_numbers", "searched", "event_indicators", "encounters", "loitering", "gaps", "events",
)  # fmt: skip


class Nights:
    """A store in which events and alerts stand as a test writes them down, without a search."""

    def __init__(self) -> None:
        self.store = Store(None)
        self.store.fill("event_types", event_types_step().query(None))
        for name in TABLES:
            self.store.create(vt.schema.TABLES[name])
        self.put("searched", {"last_time": pd.Timestamp(at(24))})
        self.put("ships", *({"vessel_id": n, "mmsi": n, "name": f"SHIP {n}"} for n in (A, B, C, D)))
        self.put("ships", {"vessel_id": LATER_B, "mmsi": LATER_B, "name": "SHIP 2 LATER"})
        self.put("hull_numbers", *({"vessel_id": v, "first_vessel_id": B, "nth": n} for n, v in ((1, B), (2, LATER_B))))

    def put(self, table: str, *rows: dict) -> None:
        with self.store.registered("_rows", pd.DataFrame(list(rows))):
            self.store.execute(f"INSERT INTO {table} BY NAME FROM _rows")

    def event(self, name: str, ships: list[int], start_h: float, end_h: float | None, weight: float = 3) -> None:
        """An event found, or found again with other times; its kind is the first word of its name."""
        kind = name.split("-", maxsplit=1)[0]
        for table in ("event_spans", "event_indicators", "events"):
            self.store.execute(f"DELETE FROM {table} WHERE event = $name", {"name": name})
        self.put("event_indicators", {"event": name, "queue": "behaviour", "name": "one", "weight": weight})
        times = {
            "start_time": pd.Timestamp(at(start_h)),
            "end_time": None if end_h is None else pd.Timestamp(at(end_h)),
        }
        activity = "lay or drifted at 0.2 kn"
        self.put("events", {"event": name, "event_type": kind, "vessel_id": ships[0], "activity": activity})
        row = {"event": name, "event_type": kind, "detail": "", "vessel_ids": ships, "ssvids": ships, **times}
        frame = pd.DataFrame([row]).astype(dict.fromkeys(times, "datetime64[us]"))
        with self.store.registered("_rows", frame):
            self.store.execute("INSERT INTO event_spans BY NAME FROM _rows")

    def reason(
        self,
        event: str,
        text: str,
        known_h: float | None,
        weight: float = 2.0,
        silence: tuple[str, float] | None = None,
        **row: object,
    ) -> None:
        """A reason for an event, known from an hour on; the silence of which it speaks, if any, and the hour at which that began."""
        known, spoken = (None if h is None else pd.Timestamp(at(h)) for h in (known_h, silence and silence[1]))
        speaks_of = [{"event": silence[0], "begin_time": spoken}] if silence else None
        said = {"queue": "behaviour", "name": "beside", "weight": weight, "text": text, "names_ship": False}
        self.put("event_indicators", {"event": event, "known_from": known, "speaks_of": speaks_of, **said, **row})

    def draughts(self, event: str, ships: list[int], **found: object) -> None:
        """The columns of a meeting, or of what one ship did, on draughts; the table is the first word of its name."""
        table = {"encounter": "encounters", "gap": "gaps"}.get(event.split("-", maxsplit=1)[0], "loitering")
        self.store.execute(f"DELETE FROM {table} WHERE event = $name", {"name": event})
        self.put(table, {"event": event, **dict(zip(("vessel_id", "other_vessel_id"), ships, strict=False)), **found})

    def searched_until(self, hour: float) -> None:
        """The data searched end so many hours after the first."""
        self.store.execute("UPDATE searched SET last_time = $time", {"time": pd.Timestamp(at(hour))})

    def alert(self, name: str, *events: str, ship: int = A, score: float = 8.0) -> str:
        """An alert of these events, the first of which heads it; in place of one of that name."""
        self.store.execute("DELETE FROM alerts WHERE alert = $name", {"name": name})
        first = self.store.one(
            "SELECT min(start_time) FROM event_spans WHERE list_contains($e, event)", {"e": [*events]}
        )
        rank = self.store.one("SELECT count(*) + 1 FROM alerts")[0]
        head = {
            "alert": name,
            "event": events[0],
            "event_type": events[0].split("-")[0],
            "queue": "behaviour",
            "rank": rank,
        }
        self.put(
            "alerts",
            {
                **head,
                "vessel_id": ship,
                "score": score,
                "first_time": first[0],
                "events": [*events],
                "summary": f"{name}.",
            },
        )
        return name

    def night(self, **states: str) -> None:
        """The alerts as they are now are recorded as those of the next night; of those named, what became of each."""
        nth = self.store.one("SELECT count(*) + 1 FROM nights")[0]
        self.store.fill("same_events", SAME_EVENTS)
        kept = self.store.frame(
            "SELECT alert, event, queue, score, event_type, vessel_id, first_time, events FROM alerts"
        )
        for n, (alert, state) in enumerate(states.items()):
            alert = alert.replace("_", "-")
            more = {
                "nth": 100 * nth + n,
                "reported_in": nth,
                "state": state,
                "what": "",
                "summary": f"{alert}.",
                "was": [],
            }
            self.put("alert_states", kept[kept.alert == alert].iloc[0].to_dict() | more)
        as_of = self.store.one("SELECT last_time FROM searched")[0]
        self.put("nights", {"nth": nth, "first_nth": nth, "files": 1, "as_of": as_of, "states": 0, "reported": True})

    def gone(self, name: str) -> None:
        self.store.execute("DELETE FROM alerts WHERE alert = $name", {"name": name})

    def say(self, alert: str, verdict: str, until: date | None = None) -> None:
        verdicts.mark(self.store, alert, verdict, "Kim", until=until)

    def of(self, alert: str) -> tuple[str, str, str]:
        """Its verdict, that in words, and what quiets it."""
        self.store.fill("same_events", SAME_EVENTS)
        of = f"SELECT verdict, verdict_text, quiet FROM ({alerts_with_status()}) WHERE alert = $alert"
        return self.store.one(of, {"alert": alert})

    def judged(self) -> dict[str, str]:
        return dict(self.store.rows("SELECT alert, verdict FROM standing_verdicts()"))
