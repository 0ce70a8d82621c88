"""Several verdicts on one alert, and what a benign one speaks of: rows by hand, each a night after which alerts were judged."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

import vesseltrack as vt
from vesseltrack.alerts import verdicts
from vesseltrack.alerts.alerts_with_status import ALERTS_WITH_STATUS, SAME_EVENTS
from vesseltrack.scoring.events import event_types_step
from vesseltrack.store import Store

from builders.sea import at

A, B, C, D, LATER_B = 1, 2, 3, 4, 22
TABLES = ("alerts", "event_spans", "same_events", "ships", "hull_numbers", "searched")


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

    def event(self, name: str, ships: list[int], start_h: float, end_h: float | None) -> None:
        """An event found, or found again with other times; its kind is the first word of its name."""
        kind = name.split("-")[0]
        self.store.execute("DELETE FROM event_spans WHERE event = $name", {"name": name})
        times = {"start_time": pd.Timestamp(at(start_h)), "end_time": None if end_h is None else pd.Timestamp(at(end_h))}
        row = {"event": name, "event_type": kind, "detail": "", "vessel_ids": ships, "ssvids": ships, **times}
        frame = pd.DataFrame([row]).astype(dict.fromkeys(times, "datetime64[us]"))
        with self.store.registered("_rows", frame):
            self.store.execute("INSERT INTO event_spans BY NAME FROM _rows")

    def alert(self, name: str, *events: str, ship: int = A, queue: str = "behaviour") -> str:
        """An alert of these events, the first of which heads it; in place of one of that name."""
        self.store.execute("DELETE FROM alerts WHERE alert = $name", {"name": name})
        first = self.store.one("SELECT min(start_time) FROM event_spans WHERE list_contains($e, event)", {"e": [*events]})
        rank = self.store.one("SELECT count(*) + 1 FROM alerts")[0]
        head = {"alert": name, "event": events[0], "event_type": events[0].split("-")[0], "queue": queue, "rank": rank}
        self.put("alerts", {**head, "vessel_id": ship, "score": 8.0, "first_time": first[0], "events": [*events]})
        return name

    def gone(self, name: str) -> None:
        self.store.execute("DELETE FROM alerts WHERE alert = $name", {"name": name})

    def say(self, alert: str, verdict: str, until: date | None = None) -> None:
        verdicts.mark(self.store, alert, verdict, "Kim", until=until)

    def of(self, alert: str) -> tuple[str, str, str]:
        """Its verdict, that in words, and what quiets it."""
        self.store.fill("same_events", SAME_EVENTS)
        of = f"SELECT verdict, verdict_text, quiet FROM ({ALERTS_WITH_STATUS}) WHERE alert = $alert"
        return self.store.one(of, {"alert": alert})

    def judged(self) -> dict[str, str]:
        return dict(self.store.rows("SELECT alert, verdict FROM standing_verdicts()"))


@pytest.fixture
def nights() -> Nights:
    """A meets B and C meets D; B and C each lie for a while."""
    n = Nights()
    n.event("encounter-ab", [A, B], 0, 5)
    n.event("encounter-cd", [C, D], 0, 5)
    n.event("loitering-c", [C], 0, 12)
    n.alert("alert-ab", "encounter-ab")
    n.alert("alert-cd", "encounter-cd", "loitering-c", ship=C)
    return n


def test_a_verdict_is_not_covered_by_that_of_another_alert_one_event_of_which_moved(nights):
    nights.say("alert-ab", "confirmed")
    nights.say("alert-cd", "watch")
    nights.event("encounter-bc", [B, C], 7, 12)
    nights.alert("alert-ab", "encounter-ab", "encounter-bc", "loitering-c")
    nights.alert("alert-cd", "encounter-cd", ship=C)
    verdict, words, _ = nights.of("alert-ab")
    assert verdict == "confirmed" and words.startswith("confirmed, Kim") and ", of alert-cd" in words and "watch" in words
    assert nights.of("alert-cd")[0] == "watch"
    nights.say("alert-ab", "undone")
    assert nights.judged() == {"alert-cd": "watch"}
    with pytest.raises(vt.errors.WrongUse, match="alert-ab.*alert-cd"):
        nights.say("alert-ab", "undone")
    assert nights.judged() == {"alert-cd": "watch"}


@pytest.mark.parametrize("stays", ["alert-a", "alert-b"])
def test_of_two_alerts_that_became_one_both_verdicts_are_told_and_confirmed_stands(nights, stays):
    nights.event("gap-a", [A], 0, 8)
    nights.event("gap-b", [B], 0, 8)
    nights.alert("alert-a", "gap-a", ship=A)
    nights.alert("alert-b", "gap-b", ship=B)
    nights.say("alert-a", "confirmed")
    nights.say("alert-b", "benign")
    nights.gone("alert-b" if stays == "alert-a" else "alert-a")
    nights.alert(stays, "gap-a", "gap-b")
    verdict, words, quiet = nights.of(stays)
    assert verdict == "confirmed" and "confirmed" in words and "benign" in words and quiet == ""
    nights.say(stays, "benign")  # of the whole
    verdict, words, quiet = nights.of(stays)
    assert verdict == "benign" and "confirmed" not in words and quiet
    nights.say(stays, "undone")
    assert nights.of(stays)[0] == "confirmed"


def test_a_silence_that_two_became_does_not_lose_the_first_verdict_to_the_later(nights):
    nights.event("gap-a1", [A], 0, 8)
    nights.event("gap-a2", [A], 9, 20)
    nights.alert("alert-a1", "gap-a1")
    nights.alert("alert-a2", "gap-a2")
    nights.say("alert-a1", "confirmed")
    nights.say("alert-a2", "benign")
    nights.store.execute("DELETE FROM event_spans WHERE event_type = 'gap'")
    nights.event("gap-a0", [A], 0.1, 20)
    nights.gone("alert-a1")
    nights.alert("alert-a2", "gap-a0")
    verdict, words, quiet = nights.of("alert-a2")
    assert verdict == "confirmed" and ", of alert-a1" in words and "benign" in words and quiet == ""


def benign(nights: Nights, until: date | None = None) -> Nights:
    nights.say("alert-ab", "benign", until)
    assert nights.of("alert-ab")[2]
    return nights


@pytest.mark.parametrize("until", [None, at(12).date()])
def test_a_meeting_with_another_ship_brings_a_benign_alert_back(nights, until):
    benign(nights, until).event("encounter-ac", [A, C], 30, 35)
    nights.alert("alert-ab", "encounter-ac", "encounter-ab")
    verdict, words, quiet = nights.of("alert-ab")
    assert (verdict, quiet) == ("benign", "")
    assert words.endswith("in the list again: SHIP 1 and SHIP 3 met, 2026-11-17 06:00")
    nights.say("alert-ab", "benign")  # of both: quiet again
    assert nights.of("alert-ab")[2]


@pytest.mark.parametrize("until", [None, at(24 * 20).date()])
def test_a_number_changed_in_a_benign_meeting_brings_it_back(nights, until):
    benign(nights, until).event("encounter-ab2", [A, LATER_B], 5, 9)
    nights.alert("alert-ab", "encounter-ab2", "encounter-ab")
    verdict, words, quiet = nights.of("alert-ab")
    assert (verdict, quiet) == ("benign", "") and "in the list again: SHIP 1 and SHIP 2 LATER met" in words


def test_what_merely_goes_on_stays_quiet(nights):
    benign(nights)
    nights.event("encounter-ab", [A, B], 0, 14)  # longer
    nights.event("loitering-a", [A], 0, 15)
    nights.event("encounter-ab-later", [A, B], 30, 34)  # the same two
    nights.alert("alert-ab", "encounter-ab", "loitering-a", "encounter-ab-later")
    assert nights.of("alert-ab")[2]


def test_until_a_day_with_any_ship_and_from_then_on_not_even_with_the_same(nights):
    benign(nights, at(24 * 20).date()).event("encounter-ac", [A, C], 30, 35)
    nights.alert("alert-ab", "encounter-ab", "encounter-ac")
    assert nights.of("alert-ab")[2]
    nights.event("encounter-ab-later", [A, B], 24 * 20 + 1, 24 * 20 + 5)
    nights.alert("alert-ab", "encounter-ab", "encounter-ac", "encounter-ab-later")
    assert nights.of("alert-ab")[2] == ""


def test_of_a_ships_other_alerts_benign_quiets_meetings_with_the_same_ships_only(nights):
    benign(nights)
    for partner, is_quiet in ((B, True), (C, False)):
        nights.event("encounter-later", [A, partner], 600, 606)
        nights.alert("alert-later", "encounter-later")
        assert bool(nights.of("alert-later")[2]) == is_quiet, partner
    nights.say("alert-ab", "undone")
    nights.say("alert-ab", "benign", at(24 * 30).date())
    assert nights.of("alert-later")[2]


def test_a_verdict_of_a_version_that_kept_no_events_quiets_as_before(nights):
    benign(nights)
    nights.store.execute("UPDATE verdicts SET events = NULL")
    nights.store.execute("DELETE FROM alert_events")
    assert nights.of("alert-ab")[2]
