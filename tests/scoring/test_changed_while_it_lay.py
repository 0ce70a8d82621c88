"""A ship that changes its number while it lies or drifts: one story, and for how long it lay under either number."""

import re

import pytest

from builders.identities import CARGO
from builders.sea import OPEN_SEA, Sea, at, crowd

FORMER, LATER = 457000301, 341000302
WAY = 0.2  # degrees of latitude an hour: 12 kn
NORTH, SOUTH = (OPEN_SEA[0] + 6 * WAY, OPEN_SEA[1]), (OPEN_SEA[0] - 4 * WAY, OPEN_SEA[1])


def _sea(lay_before_h: float, lay_after_h: float, change_h: float = 20.0) -> Sea:
    """It comes from the south, lies at OPEN_SEA, is heard under another number a minute later, lies on and sails north."""
    sea = crowd(Sea(), 48, (OPEN_SEA[0], OPEN_SEA[1] - 0.5), every_min=10)
    stop_h, way_h, later_h = change_h - lay_before_h, change_h + lay_after_h, change_h + 1 / 60
    sea.line(FORMER, stop_h - 4, stop_h, SOUTH, OPEN_SEA)
    if lay_before_h:
        sea.line(FORMER, stop_h, change_h, OPEN_SEA)
    if lay_after_h:
        sea.line(LATER, later_h, way_h, OPEN_SEA)
    sea.line(LATER, max(way_h, later_h), way_h + 6, OPEN_SEA, NORTH)
    sea.says(FORMER, stop_h - 4, 4, name="FORMER NAME", **CARGO)
    return sea.says(LATER, later_h, 4, name="LATER NAME", **CARGO)


def _alerts(sea: Sea) -> list[tuple]:
    return sea.run().select(
        f"SELECT alert, vessel_id, events, array_to_string(timeline, '; ') AS lines, array_to_string(indicators, '; ') AS why "
        f"FROM alerts WHERE queue = 'behaviour' AND vessel_id IN ({FORMER}, {LATER})"
    )


def test_what_it_did_under_both_numbers_is_one_alert_that_names_each():
    ((alert, teller, events, lines, why),) = _alerts(_sea(3, 3))
    assert teller == LATER and sum("loitering" in e for e in events) == 2 and sum("handover" in e for e in events) == 1
    assert alert.startswith(f"alert-loitering-{FORMER}-{at(17):%Y%m%dT%H}")  # the name it had before the change
    assert "FORMER NAME lay or drifted" in lines and "LATER NAME lay or drifted" in lines
    assert f"LATER NAME was first heard where FORMER NAME ({FORMER}) was last heard" in lines
    hours = re.search(
        r"it lay or drifted for (\S+) hours, (\S+) of them under the former number and (\S+) under the later", why
    )
    # a tenth minute in which it slows down or speeds up counts or not
    assert [float(h) for h in hours.groups()] == pytest.approx([6, 3, 3], abs=0.41)


@pytest.mark.parametrize(
    ("before_h", "after_h", "expected"),
    [
        (1.0, 1.5, [(1.0, 1.5)]),  # no spell of two hours under either
        (3.0, 0, []),  # it went off at once under the new number
        (0, 0, []),  # it never stopped
    ],
)
def test_how_long_it_lay_under_either_number(before_h, after_h, expected):
    sea = _sea(before_h, after_h).run()
    assert [a for (a,) in sea.select("SELECT anomaly FROM identity_anomalies")] == ["handover"]
    rows = sea.select("SELECT lay_before_h, lay_after_h FROM identity_anomalies WHERE lay_before_h IS NOT NULL")
    # a tenth minute in which it slows down or speeds up counts or not
    assert rows == [pytest.approx(x, abs=0.21) for x in expected]


def test_a_rest_does_not_reach_over_hours_without_a_message():
    """It lay for eight hours before, of which the first three were heard, then none for four hours, then one."""
    sea = _sea(8, 2)
    sea.rows = [r for r in sea.rows if not (r[0] == FORMER and at(15) < r[1] < at(19))]
    assert sea.run().select("SELECT lay_before_h FROM identity_anomalies")[0][0] == pytest.approx(1.0, abs=0.17)


def test_what_it_did_long_before_it_changed_its_number_is_a_story_of_its_own():
    """It lay for eight hours, sailed on for nine and changed its number under way."""
    sea, lay = _sea(0, 0), (SOUTH[0] - 0.6, SOUTH[1])
    sea.line(FORMER, 0, 2.9, (lay[0] - 0.6, lay[1]), lay).line(FORMER, 3, 11, lay).line(FORMER, 11, 15.9, lay, SOUTH)
    sea.says(FORMER, 0, 12, name="FORMER NAME", **CARGO)
    stories = sea.run().select(
        "SELECT vessel_id, story, event FROM story_events WHERE queue = 'behaviour' ORDER BY ALL"
    )
    own = {event: vessel_id for vessel_id, _, event in stories}
    (spell,) = (e for e in own if "loitering" in e)
    (change,) = (e for e in own if "handover" in e)
    assert (own[spell], own[change]) == (FORMER, LATER)


def test_the_night_before_the_change_and_the_night_after_it_call_the_alert_alike():
    whole = _sea(3, 3)
    before = Sea()
    before.rows = [r for r in whole.rows if r[1] <= at(19.7)]
    before.particulars = [p for p in whole.particulars if p["last_time"] <= at(20)]
    ((first, *_),) = _alerts(before)
    ((second, *_),) = _alerts(whole)
    assert first == second
