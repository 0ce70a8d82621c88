"""What a morning tells of an older alert: a new meeting, a higher score; not that it went on, nor what is quiet."""

from __future__ import annotations

import pytest

from vesseltrack.report.morning import morning_lines

from builders.judged import A, B, C, D, Nights
from builders.sea import at


@pytest.fixture
def nights() -> Nights:
    """On the first night A has a silence of 4.0 and is marked, B meets D: told and over."""
    n = Nights()
    n.event("gap-a", [A], 0, 8)
    n.event("encounter-bd", [B, D], 0, 8)
    n.alert("alert-a", "gap-a", score=4)
    n.alert("alert-bd", "encounter-bd", ship=B, score=6.5)
    n.night(alert_a="new", alert_bd="new")
    return n


def test_a_silence_that_became_a_meeting_is_told_with_what_is_new(nights):
    nights.event("encounter-ac", [A, C], 30, 36)
    nights.alert("alert-a", "encounter-ac", "gap-a", score=9)
    nights.night(alert_a="closed")
    (line,) = morning_lines(nights.store)
    assert line == "changed B2 alert-a: alert-a. (new: SHIP 1 and SHIP 3 met, 2026-11-17 06:00; score 4, now 9)"


@pytest.mark.parametrize(("score", "is_told"), [(7.4, False), (7.5, True)])
def test_a_meeting_that_went_on_is_told_if_its_score_rose_by_a_point(nights, score, is_told):
    nights.event("encounter-bd", [B, D], 0, 12)
    nights.alert("alert-bd", "encounter-bd", ship=B, score=score)
    nights.night(alert_bd="changed")
    assert morning_lines(nights.store) == ["changed B2 alert-bd: alert-bd. (score 6.5, now 7.5)"] * is_told


def test_a_meeting_that_another_alert_told_before_is_not_new(nights):
    nights.gone("alert-bd")
    nights.alert("alert-a", "encounter-bd", "gap-a", score=4)
    nights.night(alert_a="changed")
    assert morning_lines(nights.store) == []


@pytest.mark.parametrize(("until", "is_told"), [(None, True), (at(24 * 20).date(), False)])
def test_what_a_benign_verdict_quiets_is_not_told(nights, until, is_told):
    nights.say("alert-bd", "benign", until)
    nights.event("encounter-bc", [B, C], 30, 36)
    nights.alert("alert-bd", "encounter-bd", "encounter-bc", ship=B, score=6.5)
    nights.night(alert_bd="changed")
    line = "changed B2 alert-bd: alert-bd. (in the list again: SHIP 2 and SHIP 3 met, 2026-11-17 06:00)"
    assert morning_lines(nights.store) == [line] * is_told
