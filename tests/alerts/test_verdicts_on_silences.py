"""What a silence, or a number sent again, does to a benign verdict: rows by hand, each a night after which an alert was judged."""

from __future__ import annotations

import pandas as pd
import pytest

from vesseltrack.report.morning import morning_lines

from builders.judged import LATER_B, A, B, C, Nights
from builders.sea import at

DARK = "SHIP 2 was dark from 11-16 08:00 on"
LINKED = "SHIP 1 met SHIP 2, which met listed SHIP 3 (listed as SHIP 3 by X) within a day of it"


@pytest.fixture
def nights() -> Nights:
    """A meets B for the first five hours."""
    n = Nights()
    n.event("encounter-ab", [A, B], 0, 5)
    n.alert("alert-ab", "encounter-ab")
    return n


def is_quiet(nights: Nights) -> bool:
    return bool(nights.of("alert-ab")[2])


@pytest.mark.parametrize(
    ("begin_h", "said_h", "spoken", "quiet"),
    [(8, 48, "gap-b", True), (8, 13, "gap-b", False), (50, 48, "gap-b", False), (8, 48, "gap-c", False), (8, 48, None, False)],
    ids=["spoken of then", "too short to be spoken of then", "began since", "another began at that minute", "spoken of nowhere"],
)  # fmt: skip
def test_a_silence_that_a_reason_spoke_of_when_benign_was_said_is_not_found_since(
    nights, begin_h, said_h, spoken, quiet
):
    """It weighs enough for an event of its own only now, two days on."""
    nights.searched_until(said_h)
    if spoken:
        nights.reason("encounter-ab", DARK, begin_h + 6, silence=(spoken, begin_h))
    nights.say("alert-ab", "benign")
    nights.searched_until(96)
    nights.event("gap-b", [B], begin_h, None)
    nights.alert("alert-ab", "encounter-ab", "gap-b")
    assert is_quiet(nights) == quiet


def test_of_such_a_silence_too_what_could_not_be_known_then_brings_the_alert_back(nights):
    nights.searched_until(48)
    nights.reason("encounter-ab", DARK, 14, silence=("gap-b", 8))
    nights.say("alert-ab", "benign")
    nights.event("gap-b", [B], 8, 60)
    nights.alert("alert-ab", "encounter-ab", "gap-b")
    short = "could have met SHIP 3, which lay or drifted within its reach, for up to 9 h"
    chance = "; on other days chance brings none that lay or drifted so"
    nights.reason("gap-b", short + chance, 60, 1.0, short_text=short)
    _, words, quiet = nights.of("alert-ab")
    assert not quiet and words.endswith(f"SHIP 2: {short}")


@pytest.mark.parametrize(
    ("keyed_h", "after_m", "quiet"),
    [(50, 9.0, False), (47, 9.0, True), (50, 6.2, True)],
    ids=["since", "before", "trim"],
)
def test_a_draught_first_sent_after_a_benign_silence_brings_it_back_if_keyed_since(keyed_h, after_m, quiet):
    nights = Nights()
    nights.event("gap-b", [B], 8, 46)
    nights.alert("alert-b", "gap-b", ship=B)
    nights.searched_until(48)
    nights.say("alert-b", "benign")
    nights.searched_until(72)
    nights.draughts(
        "gap-b", [B], draught_before_m=6.0, draught_after_m=after_m, draught_keyed_time=pd.Timestamp(at(keyed_h))
    )
    _, words, said_quiet = nights.of("alert-b")
    assert bool(said_quiet) == quiet
    assert words.endswith("SHIP 2 keyed another draught, 2026-11-18 02:00") is not quiet


def test_a_silence_that_the_mail_gave_as_a_reason_is_not_given_again_as_an_event(nights):
    nights.night(alert_ab="new")
    nights.say("alert-ab", "benign")
    nights.event("loitering-a", [A], 0, 5)  # of the same alert, so that something is recorded every night
    nights.searched_until(48)
    nights.reason("encounter-ab", "SHIP 2 was dark from 11-17 01:00 on", 31, silence=("gap-b", 25), names_ship=True)
    nights.night(alert_ab="changed")
    (line,) = morning_lines(nights.store)
    assert line.endswith("(in the list again: SHIP 2 was dark from 11-17 01:00 on)")
    nights.event("gap-b", [B], 25, None)
    nights.alert("alert-ab", "encounter-ab", "gap-b")
    nights.searched_until(96)
    nights.night(alert_ab="changed")
    assert not is_quiet(nights)  # nobody judged it since
    assert morning_lines(nights.store) == []


def changed_there(nights: Nights, back_h: float | None) -> None:
    """B went on as another number in the meeting, which was judged; and back, if so."""
    nights.event("encounter-ab", [A, B], 0, None)
    nights.event("encounter-ab2", [A, LATER_B], 0, None)
    back = None if back_h is None else pd.Timestamp(at(back_h))
    part = {"part_start_time": pd.Timestamp(at(5)), "former_event": "encounter-ab", "number_back_time": back}
    nights.draughts("encounter-ab2", [A, LATER_B], changed_vessel_id=LATER_B, former_vessel_id=B, **part)
    nights.alert("alert-ab", "encounter-ab", "encounter-ab2")


def test_a_number_changed_back_after_a_benign_verdict_brings_the_alert_back(nights):
    changed_there(nights, None)
    nights.night(alert_ab="new")
    nights.say("alert-ab", "benign")
    changed_there(nights, 27)
    nights.searched_until(48)
    nights.night(alert_ab="changed")
    _, words, quiet = nights.of("alert-ab")
    again = "in the list again: the number changed from SHIP 2 LATER to SHIP 2 again, 2026-11-17 03:00"
    assert not quiet and words.endswith(f"; {again}")
    (line,) = morning_lines(nights.store)
    assert line.endswith(f" ({again})")
    nights.say("alert-ab", "benign")  # of that too
    assert is_quiet(nights)


def test_a_number_changed_back_before_the_data_of_the_verdict_ended_does_not(nights):
    changed_there(nights, 20)
    nights.say("alert-ab", "benign")
    assert is_quiet(nights)


def test_a_reason_that_names_its_ship_is_given_without_the_names_of_both(nights):
    nights.say("alert-ab", "benign")
    nights.searched_until(48)
    nights.reason("encounter-ab", LINKED, 30, names_ship=True)
    assert nights.of("alert-ab")[1].endswith(f"; in the list again: {LINKED}")


def test_a_reason_that_is_long_is_given_in_short_and_of_its_ship(nights):
    nights.event("loitering-c", [C], 0, 9)
    nights.alert("alert-ab", "encounter-ab", "loitering-c")
    nights.say("alert-ab", "benign")
    nights.reason("loitering-c", "SHIP 7 could; SHIP 8 could", 30, short_text="SHIP 7 could; and 1 more")
    assert nights.of("alert-ab")[1].endswith("in the list again: SHIP 3: SHIP 7 could; and 1 more")
