"""Who came, who left, who stayed and since when: told from where each ship itself lay in the meeting, and never of one that was not heard."""

import math

import pandas as pd
import pytest

from builders.sea import OPEN_SEA, Sea, at

A, B = 273000001, 445000002
LAT, LON = OPEN_SEA
KN_M = 1852  # metres an hour


def _metres(north: float, east: float) -> tuple[float, float]:
    lat = LAT + north / 111_195
    return lat, LON + east / 111_195 / math.cos(math.radians(lat))


def _track(
    sea: Sea, ship: int, *legs: tuple[float, float, tuple[float, float], tuple[float, float]], every_min=5.0, sog=None
) -> Sea:
    for start_h, end_h, a, b in legs:
        sea.line(ship, start_h, end_h, _metres(*a), _metres(*b), every_min=every_min, sog=sog)
    return sea


def _met(sea: Sea):
    (e,) = sea.run().table("encounters").itertuples()
    return e


BESIDE = (0.0, 60.0)


def test_a_tanker_that_casts_off_at_three_knots_left_though_the_other_sails_faster_later():
    """B casts off at 8:05 and makes 2.9 km in an hour at 1.8 to 3.2 kn; A sails at 8:30, at 12 kn, and is ten times as far by then."""
    sea = _track(Sea(), A, (0, 8.5, (0, 0), (0, 0)), (8.6, 10, (0, 1200), (0, 32_000)))
    _track(sea, B, (0, 2.4, (9000, 60), (9000, 60)), (2.5, 3, (9000, 60), BESIDE), (3.1, 8.05, BESIDE, BESIDE))
    _track(
        sea,
        B,
        (8.2, 8.6, (-450, 60), (-1700, 60)),
        (8.7, 9.1, (-2000, 60), (-2900, 60)),
        (9.2, 10, (-2900, 60), (-2900, 60)),
    )
    e = _met(sea)
    assert (e.came, e.went) == ("other_ship", "both")


@pytest.mark.parametrize(("lies", "comes", "came"), [(A, B, "other_ship"), (B, A, "ship")])
def test_a_tanker_that_comes_at_two_knots_came_to_the_one_that_lay(lies, comes, came):
    """It lay 2.4 km off all along, comes over at 2 to 3 kn, and is still 360 m off at the first tenth minute near the other."""
    sea = _track(Sea(), lies, (0, 9, (0, 0), (0, 0)))
    _track(
        sea, comes, (0, 2, (0, 2400), (0, 2400)), (2.05, 2.2, (0, 2300), (0, 1500)), (2.25, 2.5, (0, 1300), (0, 360))
    )
    _track(sea, comes, (2.6, 2.8, (0, 250), BESIDE), (2.9, 9, BESIDE, BESIDE))
    assert _met(sea).came == came


def test_who_waits_for_the_other_did_not_come_however_fast_it_was_two_hours_before():
    sea = _track(Sea(), A, (0, 1, (0, -22_000), (0, 0)), (1.1, 9, (0, 0), (0, 0)))
    _track(sea, B, (0, 2.2, (0, 2800), (0, 2800)), (2.3, 3, (0, 2600), BESIDE), (3.1, 9, BESIDE, BESIDE))
    assert _met(sea).came == "other_ship"


@pytest.mark.parametrize("current_kn", [0.0, 1.2])
def test_who_drifts_on_as_it_drifts_with_the_other_neither_came_nor_left(current_kn):
    """A drifts north all the time; B comes from the east at 8 kn, and leaves for it."""
    sea, drift = Sea(), current_kn * KN_M
    _track(sea, A, (0, 12, (0, 0), (12 * drift, 0)))
    _track(sea, B, (1, 3, (3 * drift, 30_000), (3 * drift, 60)), (3.05, 8, (3.05 * drift, 60), (8 * drift, 60)))
    _track(sea, B, (8.05, 10, (8 * drift, 100), (8 * drift, 30_000)))
    e = _met(sea)
    assert (e.came, e.went) == ("other_ship", "other_ship")


def test_a_neighbour_at_anchor_that_moves_over_came_and_left():
    """700 m off, B comes at 2.5 kn within 9 minutes, and goes back to its own anchor after 8 hours."""
    sea = _track(Sea(), A, (0, 20, (0, 0), (0, 0)))
    _track(sea, B, (0, 6, (0, 760), (0, 760)), (6 + 5 / 60, 6.15, (0, 440), BESIDE), (6.2, 14, BESIDE, BESIDE))
    _track(sea, B, (14.15, 14.2, (0, 760), (0, 760)), (14.25, 20, (0, 760), (0, 760)))
    found = sea.run().table("encounters")
    e = found[found.as_one].iloc[0]
    assert (e.came, e.went) == ("other_ship", "other_ship")


@pytest.mark.parametrize(("again", "went"), [(((11.5, 20_000, 11.0),), "both"), ((), None)])
def test_of_a_ship_that_is_not_heard_after_it_is_not_said_that_it_stayed(again, went):
    """A leaves at 8:05. B is last heard beside it at 7:50, and again three hours and forty minutes later 20 km off, or never."""
    sea = _track(Sea(), A, (0, 8, (0, 0), (0, 0)), (8.1, 14, (500, 0), (120_000, 0)))
    sea.line(636000103, 0, 30, (LAT + 3, LON), (LAT + 3, LON + 4), sog=4)
    _track(sea, B, (1, 3, (0, 30_000), BESIDE), (3.1, 7.85, BESIDE, BESIDE))
    for h, east, sog in again:
        sea.fix(B, h, *_metres(0, east), sog).fix(B, h + 0.1, *_metres(0, east + 2000), sog)
    e = _met(sea)
    assert not pd.isna(e.end_time) and (None if pd.isna(e.went) else e.went) == went


def test_two_of_which_one_left_unheard_both_left_if_the_other_sailed_in_the_hours_after():
    """B is last heard beside A at 7:50 and again at 11:30, 20 km off; A lies there, as heard, until 10:00 and sails."""
    sea = _track(Sea(), A, (0, 10, (0, 0), (0, 0)), (10.1, 14, (500, 0), (80_000, 0)))
    _track(sea, B, (1, 3, (0, 30_000), BESIDE), (3.1, 7.85, BESIDE, BESIDE), (11.5, 12, (0, 20_000), (0, 30_000)))
    e = _met(sea)
    # B may have gone with A, which sails at 11 kn, until 11:00: from there it could not be where it is found half an hour later
    assert (e.went, e.end_before) == ("both", at(11))


def test_of_a_ship_that_is_not_heard_before_it_is_not_said_that_it_lay_there():
    sea = _track(Sea(), A, (0, 9, (0, 0), (0, 0)))
    _track(sea, B, (3, 9, BESIDE, BESIDE))
    assert pd.isna(_met(sea).came)


@pytest.mark.parametrize("sog_kn", [11.0, None])
@pytest.mark.parametrize("silent_h", [2, 4])
def test_a_begin_across_a_silence_lies_between_the_last_message_apart_and_the_first_beside(silent_h, sog_kn):
    """B is heard 3 km off, at 11 kn by its own word or by its way, and 2 or 4 hours later beside A; it leaves 6 hours after that."""
    sea = _track(Sea(), A, (0, 16, (0, 0), (0, 0)))
    _track(sea, B, (0, 2, (0, 43_744), (0, 3000)), sog=sog_kn)
    _track(
        sea, B, (2 + silent_h, 8 + silent_h, BESIDE, BESIDE), (8.1 + silent_h, 10 + silent_h, (0, 1500), (0, 40_000))
    )
    e = _met(sea)
    assert (e.start_after, e.came) == (at(2), "other_ship")
    assert e.longest_h == pytest.approx(6 + silent_h, abs=0.2)


@pytest.mark.parametrize("sog_kn", [11.0, None])
def test_an_end_across_a_silence_likewise(sog_kn):
    sea = _track(Sea(), A, (0, 16, (0, 0), (0, 0)))
    _track(sea, B, (0, 2, (0, 43_744), (0, 1500)), (2.1, 8, BESIDE, BESIDE))
    _track(sea, B, (12, 14, (0, 3000), (0, 43_744)), sog=sog_kn)
    e = _met(sea)
    assert (e.end_before, e.went) == (at(12), "other_ship")
    assert e.longest_h == pytest.approx(10, abs=0.2)


def test_who_lies_beside_the_other_before_and_after_a_silence_was_there_all_along():
    """Both lie beside each other from the first message on, heard all along but for three hours of B: no begin or end lies there."""
    sea = _track(Sea(), A, (0, 12, (0, 0), (0, 0)))
    _track(sea, B, (0, 5, BESIDE, BESIDE), (8, 12, BESIDE, BESIDE))
    e = _met(sea)
    assert pd.isna(e.start_after) and pd.isna(e.end_before) and e.duration_h == 12
    assert not e.begin_seen and pd.isna(e.longest_h)


@pytest.mark.parametrize("b_again_h", [14.4, 20.0])
def test_two_that_fall_silent_beside_each_other_both_left_whichever_is_heard_first(b_again_h):
    """Last heard beside each other at 7:29 and 7:40, again at 14:00 (A) and later (B), each some 100 km off at 12 kn: who left first nobody heard."""
    sea = _track(Sea(), A, (0, 7.49, (0, 0), (0, 0)), (14, 15, (100_000, 0), (122_000, 0)))
    sea.line(636000103, 0, 30, (LAT + 3, LON), (LAT + 3, LON + 4), sog=4)
    _track(
        sea, B, (0, 3, (0, 60_000), BESIDE), (3.1, 7.67, BESIDE, BESIDE), (b_again_h, 22, (-100_000, 0), (-130_000, 0))
    )
    assert _met(sea).went == "both"


@pytest.mark.parametrize(("heard_until_h", "went"), [(14.5, "other_ship"), (11, None)])
def test_who_lay_there_stayed_only_if_it_was_heard_there_when_the_other_was_heard_elsewhere(heard_until_h, went):
    """B falls silent at 7:50 and is 20 km off at 14:00. A lies there, and is last heard there before or after that."""
    sea = _track(Sea(), A, (0, heard_until_h, (0, 0), (0, 0)))
    sea.line(636000103, 0, 30, (LAT + 3, LON), (LAT + 3, LON + 4), sog=4)
    _track(sea, B, (1, 3, (0, 30_000), BESIDE), (3.1, 7.85, BESIDE, BESIDE), (14, 15, (0, 20_000), (0, 42_000)))
    e = _met(sea)
    assert (None if pd.isna(e.went) else e.went) == went


@pytest.mark.parametrize(("lies_since_h", "came"), [(0, "other_ship"), (8.4, "both"), (4, None), (-1, None)])
def test_who_lay_there_was_come_to_only_if_it_was_heard_there_when_the_other_was_elsewhere(lies_since_h, came):
    """B is heard 30 km off until 2:00 and beside A from 9:00 on. A lay there all along; or is heard coming until 8:24, or until 4:00: then B may
    have lain there before it, or come to it hours later; or A is heard from 5:00 on only."""
    sea = _track(Sea(), A, (lies_since_h if lies_since_h >= 0 else 5, 14, (0, 0), (0, 0)))
    if lies_since_h > 0:
        _track(sea, A, (0, lies_since_h - 0.1, (0, -80_000), (0, -1000)))
    sea.line(636000103, -5, 30, (LAT + 3, LON), (LAT + 3, LON + 4), sog=4)
    _track(sea, B, (0, 2, (0, 74_000), (0, 30_000)), (9, 14, BESIDE, BESIDE))
    e = _met(sea)
    assert (None if pd.isna(e.came) else e.came) == came


def test_who_drifts_heard_every_two_hours_lay_there_while_the_other_came():
    """A drifts at 0.7 kn from 0:00 on, heard every 2 h 20 min; B, at 11 kn, is heard 30 km off at 6:40 and beside it from 8:20 on."""
    sea = Sea()
    drift = lambda h: _metres(0.7 * KN_M * h, 0)  # noqa: E731
    for n in range(9):
        sea.fix(A, n * 7 / 3, *drift(n * 7 / 3), 0.7)
    for n in range(5):
        sea.fix(B, n * 5 / 3, *_metres(0.7 * KN_M * 7.5, 30_000 + (6.67 - n * 5 / 3) * 11 * KN_M), 11)
    for n in range(7):
        north, east = drift(8 + 1 / 3 + n * 1.4), 0.0006
        sea.fix(B, 8 + 1 / 3 + n * 1.4, north[0], north[1] + east, 0.7)
    sea.line(636000103, 0, 30, (LAT + 3, LON), (LAT + 3, LON + 4), sog=4)
    assert _met(sea).came == "other_ship"


def test_of_two_that_leave_an_hour_after_one_another_it_is_known_by_when_each_had():
    """B sails at 8:00 at 10 kn, A at 9:00: ten minutes later each is 3.1 km off, and neither had moved before."""
    sea = _track(Sea(), A, (0, 9, (0, 0), (0, 0)), (9, 11, (0, 0), (20 * KN_M, 0)))
    _track(sea, B, (1, 2, (-10 * KN_M, 60), BESIDE), (2, 8, BESIDE, BESIDE), (8, 10, BESIDE, (-20 * KN_M, 60)))
    e = _met(sea)
    assert (e.vessel_id, e.went, e.end_time) == (A, "both", at(8))
    assert (e.went_by, e.other_went_by) == (at(9 + 1 / 6), at(8 + 1 / 6))


def test_who_lay_on_did_not_leave_in_the_silence_in_which_the_other_did():
    """A lies from 0:00 to 14:00, heard every 31 minutes, at 7:45 and 8:16 too, and sails. B sails at 8:00 at 10 kn: 4.9 km off by 8:16."""
    sea = Sea()
    for n in range(28):
        sea.fix(A, n * 31 / 60, *_metres(0, 0), 0.3)
    _track(sea, A, (14.2, 16, (0, 3 * KN_M), (0, 25 * KN_M)), sog=12)
    _track(sea, B, (1, 2, (-10 * KN_M, 60), BESIDE), (2, 8, BESIDE, BESIDE), (8, 12, BESIDE, (-40 * KN_M, 60)))
    e = _met(sea)
    assert (e.went, e.other_went_by) == ("other_ship", at(8 + 1 / 6))
    assert pd.isna(e.went_by) or e.went_by > at(13.9)
    (meetings,) = sea.make("alerts").select_one("SELECT meetings FROM alerts WHERE len(meetings) > 0")
    told = {side["vessel_id"]: side for side in meetings}
    assert told[B]["went"] and told[B]["went_by"] == "2026-11-16T08:10:00Z"
    assert told[A]["went_by"] is None or told[A]["went_by"] > "2026-11-16T13:50"


@pytest.mark.parametrize("heard_every_min", [5, 28])
def test_no_meeting_lasted_while_the_one_that_lay_was_still_or_again_under_way(heard_every_min):
    """B is heard 30 km off until 2:00 and from 21:00 on, and beside A from 9:00 to 14:00. A comes at 11 kn until 5:36 and sails back at 17:04: it is
    heard on its way at 5:08 and 17:16 at least, so of the 19 hours in which nobody heard B elsewhere it could be beside A for 12.5 at most."""
    sea, step_h = Sea(), heard_every_min / 60
    for n in range(round(24 / step_h)):
        h = n * step_h
        sea.fix(A, h, *_metres(0, -(max(5.6 - h, 0) + max(h - 17.07, 0)) * 11 * KN_M))
    sea.line(636000103, -5, 30, (LAT + 3, LON), (LAT + 3, LON + 4), sog=4)
    _track(sea, B, (0, 2, (0, 74_000), (0, 30_000)), (9, 14, BESIDE, BESIDE), (21, 23, (0, 30_000), (0, 74_000)))
    e = _met(sea)
    assert at(5) <= e.start_after <= at(5.7) and at(17) <= e.end_before <= at(17.6)
    assert 11 < e.longest_h < 12.6


@pytest.mark.parametrize(("ship", "other", "who"), [(A, B, "other_ship"), (B, A, "ship")])
def test_one_that_keeps_its_speed_and_course_neither_came_nor_left_when_the_other_did(ship, other, who):
    """The one makes 5 knots to the north from 0 to 14 h; the other comes from the east at 10 knots, sails beside it from 4 to 8 h and sheers off."""
    north = lambda h: h * 5 * KN_M  # noqa: E731
    sea = _track(Sea(), ship, (0, 14, (0, 0), (north(14), 0)), sog=5)
    _track(sea, other, (2, 3.95, (north(4), 37_000), (north(4), 60)), sog=10)
    _track(sea, other, (4, 8, (north(4), 60), (north(8), 60)), sog=5)
    _track(sea, other, (8.1, 10, (north(8), 500), (north(8), 37_000)), sog=10)
    e = _met(sea)
    assert (e.came, e.went) == (who, who)
    by = {A: e.went_by, B: e.other_went_by}
    assert pd.isna(by[ship]) and at(8) < by[other] <= at(8.5)


def test_of_two_that_sailed_together_and_turn_away_to_either_side_both_left():
    north = lambda h: h * 5 * KN_M  # noqa: E731
    sea = _track(Sea(), A, (0, 8, (0, 0), (north(8), 0)), (8.1, 12, (north(8), -500), (north(8), -37_000)), sog=5)
    _track(sea, B, (2, 3.95, (north(4), 37_000), (north(4), 60)), sog=10)
    _track(sea, B, (4, 8, (north(4), 60), (north(8), 60)), (8.1, 12, (north(8), 500), (north(8), 37_000)), sog=5)
    e = _met(sea)
    assert (e.came, e.went) == ("other_ship", "both")
    assert at(8) < e.other_went_by <= at(8.5) and at(8) < e.went_by <= at(8.5)


@pytest.mark.parametrize(("stopped_h", "came"), [(1.5, None), (2.7, "both")])
def test_one_that_lay_there_for_long_before_the_other_was_heard_is_not_said_to_have_come_to_meet(stopped_h, came):
    """B, last heard 100 km off eight hours before, is heard beside A from 3:00 on; A was not heard until the morning, and came at 1:30, an hour and a half
    before B was heard there, or at 2:42: then the two came at one time."""
    sea = _track(Sea(), A, (stopped_h - 2, stopped_h, (0, -45_000), (0, 0)), (stopped_h + 0.1, 9, (0, 0), (0, 0)))
    _track(sea, B, (-7, -5, (120_000, 0), (100_000, 0)), (3, 9, BESIDE, BESIDE))
    sea.says(A, -1, 1, name="AYE").says(B, -6, 1, name="BEE")
    e = _met(sea)
    assert (None if pd.isna(e.came) else e.came) == came
    ((text,),) = sea.select(
        "SELECT text FROM event_indicators WHERE name = 'came_to_meet' AND event LIKE 'encounter-%'"
    )
    assert ("who came is not known" in text) == (came is None) and ("both had been under way" in text) == (
        came == "both"
    )


@pytest.mark.parametrize(("who", "went"), [(A, "ship"), (B, "other_ship")])
def test_who_keeps_course_and_speed_when_the_other_draws_off_slowly_did_not_leave(who, went):
    """Both make 5 knots to the north from 2:00 on; at 8:00 the one bears away by three degrees at the same speed: 0.5 km aside in an hour."""
    sea, kn = Sea(), 5 * KN_M
    for ship, east in ((A, 0.0), (B, 60.0)):
        _track(
            sea, ship, (0, 1.9, (2 * kn - 20_000, east * 200), (2 * kn, east)), (2, 8, (2 * kn, east), (8 * kn, east))
        )
        turn = math.radians(3) * (1 if ship == B else -1) if ship == who else 0.0
        off = (8 * kn + 6 * kn * math.cos(turn), east + 6 * kn * math.sin(turn))
        _track(sea, ship, (8.05, 14, (8.05 * kn, east), off))
    assert _met(sea).went == went
