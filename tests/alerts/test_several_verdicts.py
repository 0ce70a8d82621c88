"""Several verdicts on one alert, and what a benign one speaks of: rows by hand, each a night after which alerts were judged."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

import vesseltrack as vt
from vesseltrack.alerts import verdicts
from vesseltrack.alerts.alerts_with_status import alerts_with_status
from vesseltrack.alerts.find import short_id
from vesseltrack.report.morning import morning_lines

from builders.judged import LATER_B, A, B, C, D, Nights
from builders.sea import at


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
    assert (
        verdict == "confirmed" and words.startswith("confirmed, Kim") and ", of alert-cd" in words and "watch" in words
    )
    assert nights.of("alert-cd")[0] == "watch"
    nights.say("alert-ab", "undone")
    assert nights.judged() == {"alert-cd": "watch"}
    with pytest.raises(vt.errors.WrongUse, match=r"alert-ab.*alert-cd"):
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


@pytest.mark.parametrize("until", [None, at(24).date()])
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
    benign(nights, until).event("encounter-ab2", [A, LATER_B], 0, 9)
    nights.draughts("encounter-ab2", [A, LATER_B], part_start_time=pd.Timestamp(at(5)))
    nights.event("identity-b", [B, LATER_B], 6, 6)  # a sign of it, which is no meeting of the ship with itself
    nights.alert("alert-ab", "encounter-ab2", "encounter-ab", "identity-b")
    verdict, words, quiet = nights.of("alert-ab")
    assert (verdict, quiet) == ("benign", "")
    assert words.endswith("; in the list again: the number changed from SHIP 2 to SHIP 2 LATER, 2026-11-16 05:00")


def test_what_merely_goes_on_stays_quiet(nights):
    benign(nights)
    nights.event("encounter-ab", [A, B], 0, 14)  # longer
    nights.event("loitering-a", [A], 0, 15)
    nights.event("encounter-ab-later", [A, B], 16, 20)  # the same two, soon after
    nights.alert("alert-ab", "encounter-ab", "loitering-a", "encounter-ab-later")
    assert nights.of("alert-ab")[2]


def open_meeting_benign(nights: Nights) -> Nights:
    """A and B still lie together when the data of the first night end, and that is said to be benign."""
    nights.event("encounter-ab", [A, B], 0, None)
    nights.draughts("encounter-ab", [A, B], draught_before_m=10.0, other_draught_before_m=6.0)
    return benign(nights)


@pytest.mark.parametrize(("weight", "is_quiet"), [(3.0, False), (-4.0, True)])
def test_a_silence_after_a_benign_open_meeting_brings_it_back_unless_reception_explains_it(nights, weight, is_quiet):
    open_meeting_benign(nights).event("encounter-ab", [A, B], 0, 26)
    nights.event("gap-b", [B], 25, 31, weight)
    nights.event("loitering-a", [A], 0, 26)  # what it did in that meeting
    nights.searched_until(48)
    nights.alert("alert-ab", "encounter-ab", "gap-b", "loitering-a")
    verdict, words, quiet = nights.of("alert-ab")
    assert (verdict, bool(quiet)) == ("benign", is_quiet)
    assert words.endswith("; in the list again: SHIP 2 fell silent, 2026-11-17 01:00") is not is_quiet
    nights.say("alert-ab", "benign")  # of the silence too
    assert nights.of("alert-ab")[2]


def test_a_draught_keyed_after_the_data_of_a_benign_verdict_brings_it_back_once(nights):
    open_meeting_benign(nights).event("encounter-ab", [A, B], 0, 26)
    nights.searched_until(48)
    keyed = {"draught_after_m": 7.5, "draught_keyed_time": pd.Timestamp(at(23))}
    nights.draughts("encounter-ab", [A, B], draught_before_m=10.0, **keyed)
    assert nights.of("alert-ab")[2]  # keyed before the data ended on which the verdict was given
    keyed["draught_keyed_time"] = pd.Timestamp(at(27))
    nights.draughts("encounter-ab", [A, B], draught_before_m=10.0, **keyed)
    verdict, words, quiet = nights.of("alert-ab")
    assert (verdict, quiet) == ("benign", "")
    assert words.endswith("; in the list again: SHIP 1 keyed another draught, 2026-11-17 03:00")
    nights.say("alert-ab", "benign")  # seen now
    assert nights.of("alert-ab")[2]


def test_what_a_ship_does_by_itself_on_another_day_brings_a_benign_meeting_back(nights):
    benign(nights).event("loitering-a", [A], 30, 36)
    nights.alert("alert-ab", "encounter-ab", "loitering-a")
    assert nights.of("alert-ab")[1].endswith(
        "; in the list again: SHIP 1 lay or drifted at 0.2 kn, from 2026-11-17 06:00"
    )
    nights.event("loitering-a", [A], 3, 9)  # it began in the meeting
    assert nights.of("alert-ab")[2]


@pytest.mark.parametrize(
    ("known_h", "weight", "is_quiet"),
    [(31, 2.0, False), (31, 0.5, True), (20, 2.0, True), (None, 2.0, True)],
    ids=["since", "light", "could be known then", "of the meeting itself"],
)
def test_a_reason_that_could_not_be_known_at_a_benign_verdict_brings_it_back(nights, known_h, weight, is_quiet):
    benign(nights).searched_until(48)
    nights.reason(
        "encounter-ab", "SHIP 2 was dark from 11-17 01:00 on", known_h, weight, ("gap-b", 25), names_ship=True
    )
    verdict, words, quiet = nights.of("alert-ab")
    assert (verdict, bool(quiet)) == ("benign", is_quiet)
    assert words.endswith("in the list again: SHIP 2 was dark from 11-17 01:00 on") is not is_quiet
    nights.say("alert-ab", "benign")  # of that too
    assert nights.of("alert-ab")[2]


def test_a_silence_told_as_an_event_is_not_told_a_second_time_as_a_reason(nights):
    nights.event("loitering-b", [B], 0, 5)
    nights.alert("alert-ab", "encounter-ab", "loitering-b")
    benign(nights)
    nights.reason("encounter-ab", "SHIP 2 was dark from 11-17 01:00 on", 31, silence=("gap-b", 25), names_ship=True)
    nights.reason("loitering-b", "it was dark from 11-17 01:00 on", 31, silence=("gap-b", 25))
    assert nights.of("alert-ab")[1].endswith("in the list again: SHIP 2 was dark from 11-17 01:00 on")
    nights.event("gap-b", [B], 25, None)
    nights.alert("alert-ab", "encounter-ab", "loitering-b", "gap-b")
    assert nights.of("alert-ab")[1].endswith("; in the list again: SHIP 2 fell silent, 2026-11-17 01:00")


def test_a_silence_within_a_benign_meeting_that_was_over_then_brings_nothing_back_when_it_weighs_more(nights):
    benign(nights).event("gap-b", [B], 1, 4)
    nights.alert("alert-ab", "encounter-ab", "gap-b")
    assert nights.of("alert-ab")[2]


def test_the_same_two_once_more_bring_a_benign_meeting_back(nights):
    benign(nights).event("encounter-ab-later", [A, B], 11, 15)
    nights.alert("alert-ab", "encounter-ab", "encounter-ab-later")
    assert nights.of("alert-ab")[1].endswith("in the list again: SHIP 1 and SHIP 2 met once more, 2026-11-16 11:00")
    nights.say("alert-ab", "benign", at(24 * 20).date())  # whatever they do until then
    nights.event("encounter-ab-third", [A, B], 40, 45)
    nights.alert("alert-ab", "encounter-ab", "encounter-ab-later", "encounter-ab-third")
    assert nights.of("alert-ab")[2]


def test_one_keying_under_two_numbers_of_a_hull_is_told_once_by_the_number_sent_last(nights):
    nights.event("encounter-ab2", [A, LATER_B], 5, None)
    nights.alert("alert-ab", "encounter-ab", "encounter-ab2")
    benign(nights)
    keyed = {
        "other_draught_before_m": 6.0,
        "other_draught_after_m": 9.0,
        "other_draught_keyed_time": pd.Timestamp(at(27)),
    }
    nights.draughts("encounter-ab", [A, B], **keyed)
    for ship, hour in ((B, 5), (LATER_B, 26)):
        last = {"time": pd.Timestamp(at(hour)), "ship": ship}
        nights.store.execute("UPDATE ships SET first_time = $time, last_time = $time WHERE vessel_id = $ship", last)
    assert nights.of("alert-ab")[1].endswith("in the list again: SHIP 2 LATER keyed another draught, 2026-11-17 03:00")


def test_what_comes_back_has_a_line_in_the_mail_of_that_night_although_its_score_stays(nights):
    nights.night(alert_ab="new")
    benign(nights).searched_until(48)
    nights.night()
    assert morning_lines(nights.store) == []
    keyed = {"draught_after_m": 7.5, "draught_keyed_time": pd.Timestamp(at(60))}
    nights.draughts("encounter-ab", [A, B], draught_before_m=10.0, **keyed)
    nights.searched_until(72)
    nights.night()
    (line,) = morning_lines(nights.store)
    assert line.startswith("changed B1 alert-ab: ")
    assert line.endswith(" (in the list again: SHIP 1 keyed another draught, 2026-11-18 12:00)")
    nights.searched_until(96)
    nights.night()
    assert morning_lines(nights.store) == []  # that was told


def test_a_number_changed_in_a_meeting_is_told_as_that_in_the_mail(nights):
    nights.night(alert_ab="new")
    nights.event("encounter-ab2", [A, LATER_B], 0, 9)
    nights.draughts("encounter-ab2", [A, LATER_B], part_start_time=pd.Timestamp(at(5)))
    nights.alert("alert-ab", "encounter-ab", "encounter-ab2")
    nights.night(alert_ab="changed")
    (line,) = morning_lines(nights.store)
    assert line.endswith(" (new: the number changed from SHIP 2 to SHIP 2 LATER, 2026-11-16 05:00)")


def test_a_verdict_taken_to_another_store_says_what_was_seen(nights):
    records = verdicts.export(open_meeting_benign(nights).store)
    other = Nights().store
    verdicts.take_in(other, records, "a file")
    assert other.rows("SELECT as_of FROM verdicts") == [(at(24),)]


def test_until_a_day_with_any_ship_and_from_then_on_not_even_with_the_same(nights):
    benign(nights, at(24 * 20).date()).event("encounter-ac", [A, C], 30, 35)
    nights.alert("alert-ab", "encounter-ab", "encounter-ac")
    assert nights.of("alert-ab")[2]
    nights.event("encounter-ab-later", [A, B], 24 * 20 + 1, 24 * 20 + 5)
    nights.alert("alert-ab", "encounter-ab", "encounter-ac", "encounter-ab-later")
    assert nights.of("alert-ab")[2] == ""


def test_of_a_ships_other_alerts_benign_quiets_what_goes_on_with_the_same_ship_only(nights):
    benign(nights)
    for partner, hour, is_quiet in ((B, 7, True), (B, 600, False), (C, 600, False)):
        nights.event("encounter-later", [A, partner], hour, hour + 6)
        nights.alert("alert-later", "encounter-later")
        assert bool(nights.of("alert-later")[2]) == is_quiet, (partner, hour)
    nights.say("alert-ab", "undone")
    nights.say("alert-ab", "benign", at(24 * 30).date())
    assert nights.of("alert-later")[2]


def test_a_verdict_of_a_version_that_kept_no_events_quiets_as_before(nights):
    benign(nights)
    nights.store.execute("UPDATE verdicts SET events = NULL")
    nights.store.execute("DELETE FROM alert_events")
    assert nights.of("alert-ab")[2]


def test_a_verdict_changes_no_short_id_and_marks_in_turn_from_one_list_fall_where_they_were_meant(nights):
    for n in range(3, 6):
        nights.event(f"gap-{n}", [n], 0, 9)
        nights.alert(f"alert-{n}", f"gap-{n}", ship=n)

    def ids() -> dict[str, str]:
        rows = nights.store.frame(f"SELECT alert, queue, rank FROM ({alerts_with_status()})")
        return {short_id(a): a.alert for a in rows.itertuples()}

    printed = ids()
    assert list(printed) == ["B1", "B2", "B3", "B4", "B5"]
    verdicts_in_turn = {"B1": "benign", "B2": "confirmed", "B3": "benign", "B4": "watch", "B5": "confirmed"}
    for short, verdict in verdicts_in_turn.items():
        nights.say(ids()[short], verdict)
    assert nights.judged() == {printed[short]: verdict for short, verdict in verdicts_in_turn.items()}
    assert list(ids()) == ["B2", "B4", "B5", "B1", "B3"]  # benign ones last
