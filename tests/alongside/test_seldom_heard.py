"""Meetings of ships that are seldom heard: what is told of begin and end, of the distance, and of a ship made fast."""

import math

import pandas as pd
import pytest

from builders.sea import OPEN_SEA, Sea, at

A, B = 273000001, 445000002
LAT, LON = OPEN_SEA


def _metres(north: float, east: float) -> tuple[float, float]:
    lat = LAT + north / 111_195
    return lat, LON + east / 111_195 / math.cos(math.radians(lat))


def _lies(sea: Sea, ship: int, hours: float, where=lambda h: (600 * h, 0.0)) -> Sea:
    """A ship heard every five minutes, drifting to the north."""
    for n in range(int(hours * 12) + 1):
        sea.fix(ship, n / 12, *_metres(*where(n / 12)))
    return sea


def test_begin_and_end_lie_between_messages_of_the_one_that_came():
    """B is heard 20 km off at 3:00, beside A from 3:40 to 5:36, and 20 km off at 6:24: together for 1.8 to 3.4 hours."""
    sea = _lies(Sea(), A, 9)
    for h, off in (
        (1.0, 50_000),
        (2.0, 35_000),
        (3.0, 20_000),
        (3 + 2 / 3, 0),
        (4.3, 0),
        (5.0, 0),
        (5.6, 0),
        (6.4, -20_000),
        (7.4, -40_000),
    ):
        sea.fix(B, h, *_metres(600 * h + 60, off))
    (e,) = sea.run().table("encounters").itertuples()
    assert (e.start_time, e.end_time) == (at(3 + 4 / 6), at(5 + 3 / 6))
    assert (e.start_after, e.end_before) == (at(3), at(6.4))
    assert e.duration_h == pytest.approx(1.833, abs=0.001) and e.longest_h == pytest.approx(3.4, abs=0.001)
    sea.make("events", "event_indicators")
    said = sea.select_one("SELECT text FROM event_indicators WHERE name = 'lay_together'")[0]
    assert "m apart for 1.8 hours at least and 3.4 at most" in said
    (activity,) = sea.select_one("SELECT activity FROM events WHERE event_type = 'encounter'")
    assert "m apart for 1.8 to 3.4 hours" in activity


def test_of_a_ship_heard_all_along_begin_and_end_are_known():
    sea = _lies(Sea(), A, 9)
    for n in range(7 * 12):
        h = 1 + n / 12
        sea.fix(B, h, *_metres(600 * h + 60, max(0.0, 3 - h, h - 6) * 20_000))
    (e,) = sea.run().table("encounters").itertuples()
    assert pd.isna(e.start_after) and pd.isna(e.end_before) and e.longest_h == e.duration_h


def test_what_is_drawn_tells_that_they_may_have_moved_as_one_and_no_more(sea):
    """B is heard three times in an hour and 40 minutes, too short for the rules' two hours: its place between is drawn."""
    _lies(sea, A, 6)
    for h in (2.0, 3 + 1 / 6, 3 + 4 / 6):
        sea.fix(B, h, *_metres(600 * h + 60, 0))
    (e,) = sea.run().table("encounters").itertuples()
    assert pd.isna(e.as_one) and e.seen_rigid_h == 0 and e.rigid_h >= 0.8
    sea.make("event_indicators")
    (said,) = sea.select("SELECT weight, text FROM event_indicators WHERE name = 'perhaps_as_one'")
    assert said[0] == 1 and said[1].startswith("as far as heard they kept 60 m apart")


def test_that_it_is_not_known_whether_they_moved_as_one_adds_nothing(sea):
    """A lies there, and B is heard beside it every two hours: at another distance each time."""
    _lies(sea, A, 8, lambda h: (0.0, 0.0))
    for h, lat in ((-5, 36.0), (-4, 36.1), (-3, 36.2), (8, 36.9), (9, 37.0)):
        sea.fix(B, h, lat, 124.2)
    for h, far in ((1, 60), (3, 240), (5, 120)):
        sea.fix(B, h, *_metres(far, 0))
    (e,) = sea.run().table("encounters").itertuples()
    assert pd.isna(e.as_one) and not e.may_be_neighbours
    sea.make("event_indicators")
    said = sea.select("SELECT text FROM event_indicators WHERE name = 'perhaps_as_one'")
    assert said == []


@pytest.mark.parametrize(("swings_m", "still_m", "made_fast"), [(0, 8, True), (200, 8, False), (200, 0, True)])
def test_a_ship_made_fast_is_so_in_the_whole_of_its_stay(sea, swings_m, still_m, made_fast):
    """Both lie within 8 m for three hours, or like stone; the one had swung by 200 m before, on its chain, or had not."""
    trembles = lambda h: still_m * (round(h * 12) % 3 - 1)  # noqa: E731
    _lies(sea, A, 12, lambda h: (trembles(h), swings_m if h < 5 else 0.0))
    for n in range(3 * 12):
        sea.fix(B, 8 + n / 12, *_metres(60 + trembles(8 + n / 12), 0))
    sea.line(B, 6, 7.9, _metres(60, 40_000), _metres(60, 0), sog=11)
    (e,) = sea.run().table("encounters").itertuples()
    (cause,) = (c["says"] for c in e.causes if c["cause"].startswith("made fast"))
    assert ("made fast to the ground" in e.causes_hold) is made_fast
    assert ("in the whole of its stay" in cause) is not made_fast


@pytest.mark.parametrize(
    ("before_m", "from_h", "nav_status", "east_m", "made_fast"),
    # heard from the meeting on; it swung before; at anchor by its status; by its status, and within 13 m for half a day; it swung before,
    # and in the meeting the other swings four times as far as it does: the one is held by something else
    [(0, 8, 0, 0, True), (200, 0, 0, 0, False), (0, 8, 1, 0, False), (0, 0, 1, 0, True), (200, 0, 0, 50, True)],
)
def test_a_ship_that_swung_before_or_is_at_anchor_is_not_made_fast_in_a_steady_wind(
    sea, before_m, from_h, nav_status, east_m, made_fast
):
    """For three hours, on many messages, the one lies within 13 m and the other, beside it, within 20, or 54."""
    third = lambda h: round(h * 12) % 3 - 1  # noqa: E731
    for n in range(round((14 - from_h) * 12)):
        h = from_h + n / 12
        sea.fix(A, h, *_metres(13 * third(h), before_m if h < 5 else 0.0), 0.1)
    for n in range(3 * 12):
        sea.fix(B, 8 + n / 12, *_metres(60 + 20 * third(8 + n / 12), east_m * third(8 + n / 12)), 0.1)
    sea.line(B, 6, 7.9, _metres(60, 40_000), _metres(60, 0), sog=11).sets(A, 0, 14, nav_status)
    (e,) = sea.run().table("encounters").itertuples()
    assert min(e.spread_m, e.other_spread_m) == pytest.approx(13, abs=1)
    assert ("made fast to the ground" in e.causes_hold) is made_fast


def test_few_messages_do_not_tell_whether_a_ship_is_made_fast(sea):
    _lies(sea, A, 8, lambda h: (0.0, 0.0))
    for h in (3.0, 3.5, 4.0, 4.5, 5.0):
        sea.fix(B, h, *_metres(60, 0))
    (e,) = sea.run().table("encounters").itertuples()
    assert [c["holds"] for c in e.causes if c["cause"] == "made fast to the ground"] == [None]


@pytest.mark.parametrize(("apart_m", "sizes", "as_one"), [(140, True, True), (170, True, False), (170, False, False)])
def test_antennas_of_two_hulls_may_be_at_opposite_ends_where_no_heading_is_sent(apart_m, sizes, as_one):
    """Two ships of 150 m: .95 of the sum of their half lengths, and 15 m of fenders, are 157 m. Without sizes: 148 m."""
    sea = _lies(Sea(), A, 5)
    for n in range(61):
        sea.fix(B, n / 12, *_metres(600 * n / 12 + apart_m, 0))
    if sizes:
        for ship in (A, B):
            sea.says(ship, 0, 5, ship_type=80, length_m=150)
    (e,) = sea.run().table("encounters").itertuples()
    assert bool(e.as_one) is as_one


@pytest.mark.parametrize(("east_kn", "goes_on"), [(10, False), (0, True)])
def test_who_is_heard_far_off_between_two_places_of_the_other_has_parted_from_it(east_kn, goes_on):
    """Heard every hour, B always half an hour after A: never in one tenth minute. From 6:30 on B sails east, or stays."""
    sea = Sea()
    for h in range(12):
        sea.fix(A, h, *_metres(60 * h, 0))
        sea.fix(B, h + 0.5, *_metres(60 * h + 60, max(0, h - 6) * east_kn * 1852))
    (e,) = sea.run().table("encounters").itertuples()
    assert pd.isna(e.end_time) == goes_on


@pytest.mark.parametrize("longer_h", [0, 1.5])
def test_two_that_fall_silent_beside_each_other_for_good_were_never_heard_to_part(longer_h):
    """At once, or one of them an hour and a half after the other."""
    sea = _lies(_lies(Sea(), A, 3 + longer_h), B, 3, lambda h: (600 * h + 60, 0.0))
    sea.line(636000103, 0, 20, (LAT + 0.5, LON), (LAT + 0.9, LON), sog=4)
    (e,) = sea.run().make("events").table("encounters").itertuples()
    assert pd.isna(e.end_time) and e.duration_h == 3
    (activity,) = sea.select_one("SELECT activity FROM events WHERE event_type = 'encounter'")
    assert activity == (
        "had lain 60 m apart for at least 3.0 hours when last heard together, 17.0 hours before the data end, and were not heard apart since"
    )


def test_a_pair_of_which_one_is_heard_again_long_before_the_end_is_over():
    sea = _lies(_lies(Sea(), A, 3), B, 3, lambda h: (600 * h + 60, 0.0))
    sea.line(B, 5, 20, (LAT + 0.5, LON), (LAT + 0.9, LON), sog=4)
    (e,) = sea.run().table("encounters").itertuples()
    assert e.end_time == at(3)


@pytest.mark.parametrize(("speed_kn", "every_h"), [(0.9, 1.5), (5, 0.9)])
def test_two_that_drift_or_sail_on_together_have_not_left_each_other(speed_kn, every_h):
    """Heard seldom, at the same times, 60 m apart all along: from message to message each moves more than a kilometre."""
    sea = Sea()
    for n in range(20):
        for ship, off in ((A, 0.0), (B, 60.0)):
            sea.fix(ship, n * every_h, *_metres(speed_kn * 1852 * n * every_h + off, 0.0), speed_kn)
    found = sea.run().table("encounters")
    assert len(found) >= (1 if speed_kn < 2 else 0) and found.end_before.isna().all() and found.start_after.isna().all()


@pytest.mark.parametrize(("every_h", "apart_deg", "refused"), [(2.0, 11, False), (2.0, 20, True), (1 / 12, 11, True)])
def test_headings_heard_seldom_may_differ_by_more_as_hulls_yaw(every_h, apart_deg, refused):
    """Six hours beside each other, 60 m apart; at four times heard, 7 + 8 / 2 degrees are allowed, at 37 they are 8.3."""
    sea = Sea()
    for n in range(round(6 / every_h) + 1):
        for ship, off in ((A, 0.0), (B, 60.0)):
            for near_h in (0.0, 0.02):
                sea.fix(ship, n * every_h + near_h, *_metres(600 * n * every_h + off, 0.0))
    sea.heads(A, 0, 7, 40).heads(B, 0, 7, 40 + apart_deg)
    (spell,) = sea.run().table("encounter_candidates").itertuples()
    assert (not pd.isna(spell.as_one) and not spell.as_one) is refused


def _sail_on(every_h: float, later_h: float, part_h: float = 99, speed_kn: float = 10) -> Sea:
    """Two drift 60 m apart for 8 hours and sail north together; heard until 24 h, B always some hours after A; B turns east at ``part_h``."""
    sea = Sea().line(636000103, 0, 60, (LAT + 3, LON), (LAT + 3, LON + 4), sog=4)
    for ship, off_m, h in ((A, 0.0, 0.0), (B, 60.0, later_h)):
        while h <= 24:
            north = 900 * min(h, 8) + max(0, h - 8) * speed_kn * 1852
            east = max(0, h - part_h) * speed_kn * 1852 * (ship == B)
            sea.fix(ship, h, *_metres(north + off_m, east), 0.5 if h < 8 else speed_kn)
            h += every_h
    return sea


@pytest.mark.parametrize(("every_h", "later_h"), [(1.5, 0), (1.5, 0.75), (2, 0.7), (2, 1), (1, 0.5)])
def test_two_that_drift_and_then_sail_on_together_were_not_heard_to_part(every_h, later_h):
    """A fix of each every hour or two, none of which shows them apart: 36 hours before the data end both fall silent."""
    (e,) = _sail_on(every_h, later_h).run().make("events").table("encounters").itertuples()
    assert pd.isna(e.end_time) and pd.isna(e.end_before)


@pytest.mark.parametrize(("every_h", "later_h", "apart_h"), [(1.5, 0, 11.676), (2, 1, 13), (1, 0.5, 12.5)])
def test_two_that_sail_on_together_have_parted_when_one_is_heard_far_off_the_others_way(every_h, later_h, apart_h):
    """B turns east at 11 h, at 10 knots. Fixes each 1.5 hours at the same times: at 12 h it is 18.5 km from A, and both were
    silent until then: to come 18 km apart takes them .324 h at 15 knots each.

    With B an hour after A and two hours between: at 11 h B is beside A's way, at 13 h 37 km east of it. With B half an hour later and
    an hour between: at 11:30 it is 9 km from A's way of 18.5 km, which by it is 26 km long, as with a turn; at 12:30 it is 28 km off.
    """
    (e,) = _sail_on(every_h, later_h, 11).run().table("encounters").itertuples()
    assert not pd.isna(e.end_time) and abs(e.end_before - at(apart_h)) < pd.Timedelta(minutes=1)
