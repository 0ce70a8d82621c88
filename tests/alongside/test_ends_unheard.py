"""Meetings of which nobody knows when they ended, or in which the two were heard apart for a while."""

import math
from types import SimpleNamespace

import pandas as pd
import pytest

from vesseltrack.report.meeting_words import in_words

from builders.sea import OPEN_SEA, Sea, at

A, B = 273000001, 445000002
BESIDE = (OPEN_SEA[0] + 45 / 111_195, OPEN_SEA[1])
NORTH, SOUTH = (OPEN_SEA[0] + 0.5, OPEN_SEA[1]), (OPEN_SEA[0] - 0.5, OPEN_SEA[1])


@pytest.mark.parametrize("b_leaves", [True, False])
def test_of_one_that_falls_silent_beside_the_other_nobody_knows_when_it_left(b_leaves):
    # both come, lie together from 3:00 to 9:00; A lies on until 40:00. B is heard to leave, or not heard again
    sea = Sea().line(A, 0, 3, SOUTH, OPEN_SEA).line(A, 3, 40, OPEN_SEA)
    sea.line(B, 0, 3, NORTH, BESIDE).line(B, 3, 9, BESIDE)
    if b_leaves:
        sea.line(B, 9, 12, BESIDE, NORTH)
    (e,) = sea.run().table("encounters").itertuples()
    assert e.duration_h == pytest.approx(6, abs=0.2) and not pd.isna(e.end_time)
    assert e.end_seen == b_leaves and pd.isna(e.longest_h) == (not b_leaves)
    (said,) = sea.select("SELECT activity FROM events WHERE event_type = 'encounter'")
    assert ("m apart for at least 6.0 hours" in said[0]) == (not b_leaves)


def test_hours_in_which_the_two_were_heard_apart_are_told(sea):
    # 20 minutes beside each other, three hours 2 km off, and 20 minutes again: one of 3.7 h where 4 h apart join
    sea.line(A, 0, 8, OPEN_SEA, every_min=10)
    for n in range(8 * 6 + 1):
        near = 12 <= n <= 14 or 32 <= n <= 34
        sea.fix(B, n / 6, OPEN_SEA[0] + (45 if near else 2000) / 111_195, OPEN_SEA[1])
    sea.run("gfw")
    assert sea.select("SELECT round(duration_h, 1), drawn_h FROM encounters") == [(3.7, pytest.approx(2.83, abs=0.01))]
    (said,) = sea.select("SELECT activity FROM events WHERE event_type = 'encounter'")
    assert "for 3.7 hours (2.8 of them not both heard near each other)" in said[0]


def _sides(sea: Sea) -> tuple[dict, dict]:
    """Both ships of the meeting as its alert has them, A first."""
    (meetings,) = sea.make("alerts").select_one("SELECT meetings FROM alerts WHERE len(meetings) > 0")
    return tuple(sorted(meetings, key=lambda side: side["vessel_id"]))


def _far_off(sea: Sea) -> Sea:
    """A ship of the same waters, heard all along: the data go on."""
    return sea.line(636000103, 0, 40, (OPEN_SEA[0] + 3, OPEN_SEA[1]), (OPEN_SEA[0] + 3, OPEN_SEA[1] + 4), sog=4)


def _drifted(hours: float, east_m: float = 0.0) -> tuple[float, float]:
    """Where who drifts north at a knot is; from 9:00 on its drift turns by 30 degrees to the east."""
    north = 1852 * (min(hours, 9) + max(hours - 9, 0) * math.cos(math.radians(30)))
    east = east_m + 1852 * max(hours - 9, 0) * math.sin(math.radians(30))
    return OPEN_SEA[0] + north / 111_195, OPEN_SEA[1] + east / 111_195 / math.cos(math.radians(OPEN_SEA[0]))


def _words(e) -> str:
    named = {"name": "AYE", "other_name": "BEE", "changes": False, "lay": "lay"}
    return in_words(SimpleNamespace(**(e._asdict() | named)))


@pytest.mark.parametrize(("first_lost_h", "then_lost_h"), [(9.05, 9.45), (9.45, 9.05)])
def test_of_two_that_fall_silent_and_one_is_never_heard_again_the_hours_are_the_least(first_lost_h, then_lost_h):
    # B comes at 3:00 to A; A is last heard at the one time and never again, B at the other and at 15:00, 55 km off:
    # they parted at any time up to then, or lie together unheard
    sea = _far_off(Sea()).line(A, 0, first_lost_h, OPEN_SEA)
    sea.line(B, 0, 3, NORTH, BESIDE).line(B, 3, then_lost_h, BESIDE).line(B, 15, 16, NORTH, (NORTH[0] + 0.2, NORTH[1]))
    sea.says(A, 0, 1, draught_m=8.0).says(A, 8.15, 1, draught_m=8.0)
    sea.says(B, 0, 1, draught_m=7.0).says(B, 8.15, 1, draught_m=7.0).says(B, 15, 1, draught_m=9.0)
    (e,) = sea.run(None, "scoring.min_score=-9").table("encounters").itertuples()
    assert e.duration_h == pytest.approx(6, abs=0.2)
    assert not e.end_seen and pd.isna(e.longest_h) and pd.isna(e.went)
    assert pd.isna(e.went_by) and e.other_went_by == at(15)
    assert e.other_went_after == pytest.approx(at(then_lost_h), abs=pd.Timedelta(minutes=1))
    assert (e.draught_before_m, e.other_draught_before_m, e.other_draught_after_m) == (8, 7, 9)
    assert pd.isna(e.draught_after_m)
    (said,) = sea.select("SELECT activity FROM events WHERE event_type = 'encounter'")
    assert "m apart for at least 6" in said[0]
    ours, theirs = _sides(sea)
    assert (ours["end_seen"], ours["went"], ours["went_by"]) == (False, None, None) and ours["end_time"]
    assert (theirs["end_seen"], theirs["went"], theirs["went_by"]) == (False, True, "2026-11-16T15:00:00Z")


def test_who_leaves_an_hour_and_a_half_after_the_other_was_lost_does_not_tell_when_they_parted():
    # B falls silent beside A at 9:00 and is never heard again; A is heard there until 10:30 and to sail then
    sea = _far_off(Sea()).line(A, 0, 10.5, OPEN_SEA).line(A, 10.5, 13, OPEN_SEA, SOUTH)
    sea.line(B, 0, 3, NORTH, BESIDE).line(B, 3, 9, BESIDE)
    (e,) = sea.run().table("encounters").itertuples()
    assert not e.end_seen and pd.isna(e.longest_h)


def test_beside_a_silent_ship_the_other_stays_until_it_sails_though_its_drift_turns():
    # both drift at a knot; B is last heard at 9:00 and again at 15:00, 40 km off. The drift of A turns at 9:00, and it sails at 14:40
    sea = _far_off(Sea())
    for n in range(14 * 12 + 9):
        sea.fix(A, n / 12, *_drifted(n / 12))
    lost, at_sea = _drifted(14 + 2 / 3), _drifted(17, 1852 * 24)
    sea.line(A, 14 + 2 / 3 + 0.05, 17, lost, at_sea)
    sea.line(B, 1, 3, (NORTH[0] + 0.3, NORTH[1]), _drifted(3, 45))
    for n in range(3 * 12, 9 * 12 + 1):
        sea.fix(B, n / 12, *_drifted(n / 12, 45))
    sea.line(B, 15, 17, _drifted(9, -40_000), _drifted(9, -80_000))
    (e,) = sea.run().table("encounters").itertuples()
    assert (e.went, e.other_went_after, e.other_went_by) == ("both", at(9), at(15))
    assert pd.isna(e.went_after) and at(14.7) < e.went_by <= at(15)
    assert "BEE left between 11-16 09:00 and 11-16 15:00" in _words(e)


@pytest.mark.parametrize(
    ("sails_h", "heard_until_h", "by", "until", "says"),
    [
        (10.15, 12, 10 + 1 / 3, None, "BEE had left by 11-16 08:10, AYE by 11-16 10:20."),
        (None, 11, None, 11, "BEE had left by 11-16 08:10, AYE stayed until 11-16 11:00, when it was last heard."),
        (None, 21, None, None, "BEE had left by 11-16 08:10, AYE stayed."),
    ],
)
def test_who_stayed_did_so_for_half_a_day_or_until_it_sailed_or_was_last_heard(sails_h, heard_until_h, by, until, says):
    """B sails at 8:00, A two hours later, or not as far as it is heard."""
    sea = _far_off(Sea()).line(A, 0, sails_h or heard_until_h, OPEN_SEA)
    if sails_h:
        sea.line(A, sails_h, heard_until_h, OPEN_SEA, SOUTH)
    sea.line(B, 0, 3, NORTH, BESIDE).line(B, 3, 8, BESIDE).line(B, 8, 11, BESIDE, NORTH)
    (e,) = sea.run(None, "scoring.min_score=-9").table("encounters").itertuples()
    assert (e.went, e.other_went_by, e.end_seen) == ("other_ship", at(8 + 1 / 6), True)
    assert (None if pd.isna(e.went_by) else e.went_by) == (by and at(by))
    assert (None if pd.isna(e.stayed_until) else e.stayed_until) == (until and at(until))
    assert says in _words(e)
    ours, theirs = _sides(sea)
    assert (theirs["went"], theirs["went_by"], theirs["end_seen"]) == (True, "2026-11-16T08:10:00Z", True)
    assert (ours["went"], ours["went_by"]) == ((True, "2026-11-16T10:20:00Z") if by else (False, None))


@pytest.mark.parametrize(("first_heard_h", "begin_seen"), [(0.0, False), (-2.0, True)])
def test_of_a_ship_first_heard_where_it_lies_nobody_knows_for_how_long_it_lay_there(first_heard_h, begin_seen):
    # A lies from 0:00 to 9:00 and sails; it is first heard there, or two hours before, at 12 kn on its way
    sea = _far_off(Sea()).line(A, 0, 9, OPEN_SEA).line(A, 9, 12, OPEN_SEA, NORTH)
    if begin_seen:
        sea.line(A, first_heard_h, 0, SOUTH, OPEN_SEA)
    (e,) = sea.run().table("loitering").itertuples()
    assert e.duration_h == pytest.approx(9, abs=0.35) and e.begin_seen == begin_seen
    # between two messages under way, five minutes before and after: no less than it lay, and little more
    assert 9 <= e.longest_h <= 9.4 if begin_seen else pd.isna(e.longest_h)
    (said,) = sea.select("SELECT activity FROM events WHERE event_type = 'loitering'")
    assert ("for at least 8." in said[0]) == (not begin_seen)


@pytest.mark.parametrize("a_sails", [True, False])
def test_of_a_meeting_that_is_not_over_nobody_left(a_sails):
    """B comes at 3:00 and is last heard beside A at 9:00; A at 9:02, at 12 kn by its way, or lying on. The data end at 12:00."""
    sea = Sea().line(636000103, 0, 12, (OPEN_SEA[0] + 3, OPEN_SEA[1]), (OPEN_SEA[0] + 3, OPEN_SEA[1] + 1), sog=4)
    sea.line(A, 0, 9, OPEN_SEA).line(B, 0, 3, NORTH, BESIDE).line(B, 3, 9, BESIDE)
    if a_sails:
        off = (OPEN_SEA[0] - 9 / 60, OPEN_SEA[1])
        sea.line(A, 9.01, 9.8, OPEN_SEA, off)
    (e,) = sea.run(None, "scoring.min_score=-9").table("encounters").itertuples()
    assert pd.isna(e.end_time)
    assert all(pd.isna(said) for said in (e.end_seen, e.went, e.went_by, e.other_went_by, e.went_after, e.stayed_until))
    assert _words(e).endswith("They were last heard together at 11-16 09:00, and not apart since.")
    for side in _sides(sea):
        assert (side["end_time"], side["end_seen"], side["went"], side["went_by"]) == (None, None, None, None)


def _both_dark(b_last: tuple[float, float], before_h: float = 8.0, after_h: float = 8.0, every_min: float = 5.0) -> Sea:
    """A and B lie together as heard from 12 to 16 h. Both were silent for ``before_h`` before it and ``after_h`` after it: A, at 10 knots, fell
    silent 40 km to the south and came back there, B 40 km to the north, at ``b_last`` hours from either end of the silence of A."""
    sea, (lat, lon) = Sea(), OPEN_SEA
    start, end = 12 - before_h, 16 + after_h
    for ship, away, place, early, late in ((A, -0.36, OPEN_SEA, 0, 0), (B, 0.36, BESIDE, *b_last)):
        far, off = (lat + away, lon), (lat + away * 2, lon)
        sea.line(ship, start - 3 + early, start + early, off, far, every_min=every_min, sog=10)
        sea.line(ship, 12, 16, place, sog=0.2).line(
            ship, end - late, end + 3 - late, far, off, every_min=every_min, sog=10
        )
    return sea


@pytest.mark.parametrize("b_last", [(0, 0), (1, 1)])
def test_two_that_were_both_dark_came_together_no_sooner_than_their_ways_allow(b_last):
    """Last heard 80 km apart: at 15 knots each, 55.6 km in an hour, they come within half a kilometre in 1.43 h, after the last of both was
    heard. One that was heard an hour earlier had made 27.8 km by then: 52 km are left, which take 0.93 h."""
    (e,) = _both_dark(b_last).run().table("encounters").itertuples()
    way_h = 1.43 if b_last == (0, 0) else 0.93
    last_h, first_h = 4 + b_last[0], 24 - b_last[1]
    assert abs(e.start_after - at(last_h + way_h)) < pd.Timedelta(minutes=4), e.start_after
    assert abs(e.end_before - at(first_h - way_h)) < pd.Timedelta(minutes=4), e.end_before
    assert e.longest_h == pytest.approx(first_h - last_h - 2 * way_h, abs=0.15)


def test_of_two_that_could_have_come_at_once_the_last_message_elsewhere_bounds_the_meeting():
    """Silent for an hour only, and 80 km apart before it: the bound is never later than where they were heard together."""
    (e,) = _both_dark((0, 0), before_h=1.0, after_h=1.0).run().table("encounters").itertuples()
    assert at(11) <= e.start_after <= at(12) and at(16) <= e.end_before <= at(17)


@pytest.mark.parametrize("sog_kn", [11.5, None])
@pytest.mark.parametrize("then_every_min", [17, 3])
def test_who_is_under_way_at_a_message_had_left_before_it(then_every_min, sog_kn):
    """A sails at 6:00, B stays, seldom heard: it lies there at 8:45, and is under way, 2.5 km off, at 9:13, at three knots from the one message
    to the other. It left between the two, however often it is heard later."""
    sea = _far_off(Sea()).line(A, 0, 6, OPEN_SEA).line(A, 6, 9, OPEN_SEA, SOUTH)
    sea.line(B, 0, 3, NORTH, BESIDE)
    for h in (3.1, 3.5, 4.0, 4.5, 5.0, 5.5, 6.0, 6.5, 7.0, 7.5, 8.0, 8.3, 8.75):
        sea.fix(B, h, *BESIDE, None if sog_kn is None else 0.2)
    gone_h = 9 + 13 / 60
    for n in range(int(180 / then_every_min)):
        h = gone_h + n * then_every_min / 60
        off_m = 2500 + (h - gone_h) * 11.5 * 1852
        sea.fix(B, h, OPEN_SEA[0] + off_m / 111_195, OPEN_SEA[1], sog_kn)
    (e,) = sea.run().table("encounters").itertuples()
    assert (e.went, e.other_went_after) == ("ship", at(8.75))
    assert abs(e.other_went_by - at(gone_h)) < pd.Timedelta(seconds=1), e.other_went_by


def test_who_kept_on_at_a_speed_beside_the_other_is_not_under_way_from_it():
    """The two sail north at 5 kn; B, heard every 20 minutes, speeds up to 12 kn and turns to the east after 9:00: it left then."""
    sea, north = _far_off(Sea()), 5 * 1852 / 111_195
    sea.line(A, 0, 14, OPEN_SEA, (OPEN_SEA[0] + 14 * north, OPEN_SEA[1]), sog=5)
    east = 1 / 111_195 / math.cos(math.radians(OPEN_SEA[0]))

    def place(hours, east_m):
        return OPEN_SEA[0] + hours * north, OPEN_SEA[1] + east_m * east

    sea.line(B, 0, 3, place(3, 40_000), place(3, 60), sog=7)
    for n in range(19):
        sea.fix(B, 3 + n / 3, *place(3 + n / 3, 60), 5)
    for n in range(1, 10):
        sea.fix(B, 9 + n / 3, *place(9 + n / 3, 60 + n / 3 * 11 * 1852), 12)
    (e,) = sea.run().table("encounters").itertuples()
    assert (e.other_went_after, e.other_went_by) == (at(9), at(9 + 1 / 3))


@pytest.mark.parametrize(("last_apart_h", "keyed_m"), [(2.8, 8), (0.0, 9)])
def test_of_a_meeting_that_goes_on_nobody_knows_how_long_it_will_have_been(last_apart_h, keyed_m):
    """B is heard on its way until 2:48, or at 0:00 only, and from 3:00 on beside A, which lies there; so they are when B is last heard at
    38:30, an hour and a half before the data end."""
    sea = (
        _far_off(Sea())
        .line(A, -3, 40, OPEN_SEA)
        .line(B, -1, 0, (NORTH[0] + 0.2, NORTH[1]), NORTH)
        .line(B, 3, 38.5, BESIDE)
    )
    if last_apart_h:
        sea.line(B, 0, last_apart_h, NORTH, (BESIDE[0] + 0.03, BESIDE[1]))
    sea.says(A, -2, 1, draught_m=8).says(A, 39, 1, draught_m=keyed_m)
    (e,) = sea.run(None, "scoring.min_score=-9").table("encounters").itertuples()
    assert pd.isna(e.end_time) and e.begin_seen and pd.isna(e.longest_h)
    (said,) = sea.select("SELECT activity FROM events WHERE event_type = 'encounter'")
    (first,) = sea.select("SELECT text FROM event_indicators WHERE name = 'lay_together' AND event LIKE 'encounter-%'")
    # what A sends unchanged is no draught after it; what it keyed anew is told
    assert (e.draught_before_m, None if pd.isna(e.draught_after_m) else e.draught_after_m) == (
        8,
        9 if keyed_m == 9 else None,
    )
    at_least = ["at least" in said[0], " at least" in first[0], "for at least" in _words(e)]
    assert at_least == [not last_apart_h] * 3, (said, first, _words(e))
