"""Two ships together: the published definition, and the leader's measured faults, which are not ours."""

import math

import pytest

from builders.sea import OPEN_SEA, Sea, at

A, B, C = 273000001, 445000002, 671000003


def beside(point, metres):
    """A point so many metres to the north."""
    return point[0] + metres / 111_195, point[1]


def met(sea: Sea, start, end, metres=100, where=OPEN_SEA, every_min=5.0, ships=(A, B)):
    """Two ships that lie together from start to end and are elsewhere an hour before and after."""
    a, b = ships
    for ship, spot, away in ((a, where, -0.4), (b, beside(where, metres), 0.4)):
        far = (spot[0] + away, spot[1])
        sea.line(ship, start - 3, start, far, spot, every_min)
        sea.line(ship, start, end, spot, every_min=every_min)
        sea.line(ship, end, end + 3, spot, far, every_min)
    return sea


def test_two_ships_together_for_three_hours(sea):
    events = met(sea, 10, 13).run().table("encounters")
    assert len(events) == 1
    e = events.iloc[0]
    assert (e.vessel_id, e.other_vessel_id) == (A, B)
    assert e.duration_h == pytest.approx(3, abs=0.34)  # they come and go within 500 m in a tenth minute or two
    assert e.median_apart_m == pytest.approx(100, abs=1)
    assert e.median_speed_kn < 0.1 and e.seen_together == 1
    assert e.met_under_way > 0.9


@pytest.mark.parametrize(("start", "end"), [(23.2, 25.7), (23.7, 27.0), (22.7, 25.3)])
def test_midnight_does_not_cut(start, end):
    # GFW on these: 23:10-01:40 missed, 23:40-03:00 reported as 00:00-03:00, 22:40-01:20 lost at some settings.
    events = met(Sea(), start, end).run().table("encounters")
    assert len(events) == 1
    assert events.duration_h[0] == pytest.approx(end - start, abs=0.51)
    assert events.start_time[0].day == 16 and events.end_time[0].day == 17


def test_symmetric_whichever_number_is_smaller():
    one, two = met(Sea(), 10, 13).run(), met(Sea(), 10, 13, ships=(B, A)).run()
    a, b = one.table("encounters").iloc[0], two.table("encounters").iloc[0]
    assert (a.vessel_id, a.other_vessel_id) == (b.vessel_id, b.other_vessel_id) == (A, B)
    assert (a.event, a.duration_h, a.median_apart_m) == (b.event, b.duration_h, b.median_apart_m)


def test_silence_does_not_end_a_meeting_and_is_said(sea):
    # GFW's real case 441910000 x 563418000: seen from one side 12.5 h, from the other 2.5 h. Here B is unheard from 2.5 to 10.5 h
    # and comes back where it was: hulls shade each other's antennas, and a pair parts only when both are heard apart.
    sea.line(A, 0, 12, OPEN_SEA)
    sea.line(B, 0, 2.5, beside(OPEN_SEA, 60)).line(B, 10.5, 11, beside(OPEN_SEA, 60))
    e = sea.run().table("encounters").iloc[0]
    assert (e.duration_h, e.drawn_h) == (
        11,
        pytest.approx(7.8, abs=0.1),
    )  # 10.5 and 11 h are heard, 48 marks between are not
    assert (e.fixes, e.other_fixes) == (134, 38)
    assert sea.run("gfw").table("encounters").duration_h.tolist() == [2.5]  # their rule, by their name


def test_heard_apart_between_is_two_meetings(sea):
    # as above, but B is heard 20 km off while A lies: no silence joins that
    sea.line(A, 0, 14, OPEN_SEA)
    sea.line(B, 0, 3, beside(OPEN_SEA, 60)).line(B, 4.5, 8, beside(OPEN_SEA, 20000)).line(
        B, 10, 14, beside(OPEN_SEA, 60)
    )
    events = sea.run().table("encounters")
    assert events.duration_h.tolist() == [3, 4]


def test_a_pair_that_is_still_together_is_open_and_keeps_its_name(sea):
    sea.line(A, 0, 4, OPEN_SEA).line(B, 0, 4, beside(OPEN_SEA, 60))
    first = sea.run().table("encounters").iloc[0]
    sea.line(A, 4.1, 6, OPEN_SEA).line(B, 4.1, 6, beside(OPEN_SEA, 60)).line(A, 7, 9, OPEN_SEA, (37.0, 123.9)).line(
        B, 7, 9, OPEN_SEA, (36.0, 123.9)
    )
    later = sea.run().table("encounters").iloc[0]
    assert first.isna().end_time and not later.isna().end_time
    assert first.event == later.event and (first.duration_h, later.duration_h) == (4, pytest.approx(7, abs=0.2))


@pytest.mark.parametrize(
    ("metres", "hours", "found"),
    [(480, 2.5, 1), (600, 5, 0), (300, 1.5, 0), (100, 0.6, 0), (100, 1.5, 1), (100, 2.0, 1)],
)
def test_five_hundred_metres_and_two_hours_or_as_one(metres, hours, found):
    # at 300 m no hulls touch; 100 m for 1.5 h needs no tier: the distance stays, and it is no port
    sea = Sea()
    sea.line(A, 0, hours, OPEN_SEA).line(B, 0, hours, beside(OPEN_SEA, metres))
    assert len(sea.run().table("encounters")) == found


def test_ships_under_way_together_for_hours_move_as_one_or_tow(sea):
    # 0.5 degree in 5 h is 6 kn; never heard apart: a tow, for all that can be seen. No speed is a reason not to look.
    sea.line(A, 0, 5, OPEN_SEA, (37.0, 123.9)).line(B, 0, 5, beside(OPEN_SEA, 100), beside((37.0, 123.9), 100))
    e = sea.run().table("encounters").iloc[0]
    assert e.as_one and e.median_speed_kn == pytest.approx(6, abs=0.1)
    assert "tow" in e.causes_hold
    assert sea.run("gfw").table("encounters").empty


def test_near_a_port_is_everyday_life_but_not_near_a_north_korean_one():
    busan, chodo, nampo_roads = (35.06, 129.06), (38.53, 124.72), (38.70, 125.30)
    assert met(Sea(), 5, 9, where=busan).run().table("encounters").empty
    assert len(met(Sea(), 5, 9, where=chodo).run().table("encounters")) == 1
    assert len(met(Sea(), 5, 9, where=nampo_roads).run().table("encounters")) == 1


@pytest.mark.parametrize("lon", [179.999, -179.999, 180.0 - 1e-7, 123.0, 122.99999])
def test_no_meridian_and_no_cell_border_cuts(lon):
    # GFW interpolates across the antimeridian through 59.98 degrees east.
    sea = Sea()
    sea.line(A, 0, 4, (36.5, lon), (36.5, lon + 0.004)).line(B, 0, 4, (36.5001, lon + 0.004), (36.5001, lon))
    events = sea.run().table("encounters")
    assert len(events) == 1 and events.duration_h[0] == 4
    assert abs(abs(events.lon[0]) - abs(lon)) < 0.01


def test_nothing_is_drawn_beyond_what_was_heard(sea):
    # GFW extrapolates a ship's last course for an hour (and by a fault, due north).
    sea.line(A, 0, 1, (36.5, 123.9), (36.5, 124.2))
    grid = sea.run().table("resampled")
    assert len(grid) == 7 and (grid.lat == 36.5).all()


def test_positions_are_drawn_between_sparse_fixes(sea):
    # Fixes 40 minutes apart, never at the same moment: last-point-of-a-bucket methods see no pair here.
    sea.line(A, 0, 6, OPEN_SEA, every_min=40)
    sea.line(B, 0.25, 5.6, beside(OPEN_SEA, 90), every_min=40)
    e = sea.run().table("encounters").iloc[0]
    assert e.duration_h > 5 and e.longest_span_s == pytest.approx(2400, abs=60)


def test_a_wild_fix_does_not_tear_a_meeting(sea):
    met(sea, 10, 14).fix(A, 12.01, 45.0, 150.0)
    events = sea.run().table("encounters")
    assert len(events) == 1 and events.duration_h[0] > 3.9
    assert len(sea.table("noise_segments")) == 1


def test_three_ships_together_are_three_pairs_each_once(sea):
    for n, ship in enumerate((A, B, C)):
        sea.line(ship, 0, 3, beside(OPEN_SEA, 80 * n))
    pairs = sea.run().table("encounters")
    assert sorted(zip(pairs.vessel_id, pairs.other_vessel_id, strict=True)) == [(A, B), (A, C), (B, C)]
    assert (pairs.ships_near == 1).all()


def test_pieces_are_joined_before_the_least_duration_is_asked(sea):
    # 80 minutes, apart for 40, then 80 minutes: neither piece lasts 2 h, the meeting lasts 200 minutes.
    away = beside(OPEN_SEA, 900)
    sea.line(A, 0, 200 / 60, OPEN_SEA)
    sea.line(B, 0, 80 / 60, beside(OPEN_SEA, 100)).line(B, 85 / 60, 115 / 60, away)
    sea.line(B, 120 / 60, 200 / 60, beside(OPEN_SEA, 100))
    e = sea.run().table("encounters").iloc[0]
    assert e.duration_h == pytest.approx(200 / 60, abs=0.01)
    assert e.seen_together == pytest.approx(18 / 21, abs=0.05)


def test_starboard_takes_close_and_short_or_farther_and_longer():
    near = Sea().line(A, 0, 0.5, OPEN_SEA).line(B, 0, 0.5, beside(OPEN_SEA, 40))
    wide = Sea().line(A, 0, 0.4, OPEN_SEA).line(B, 0, 0.4, beside(OPEN_SEA, 150))
    long = Sea().line(A, 0, 1.0, OPEN_SEA).line(B, 0, 1.0, beside(OPEN_SEA, 150))
    found = [len(s.run("starboard").table("encounters")) for s in (near, wide, long)]
    assert found == [1, 0, 1]
    assert near.run().table("encounters").empty  # ours asks for two hours


def swinging(sea: Sea, ship: int, middle, metres: float, period_h: float, hours: float, begins: float = 0) -> None:
    """A ship at anchor: round its anchor on so many metres of chain, once in so many hours."""
    for n in range(int(hours * 6) + 1):
        turn = begins + 2 * math.pi * n / 6 / period_h
        north, east = metres * math.cos(turn) / 111_195, metres * math.sin(turn) / 111_195
        sea.fix(ship, n / 6, middle[0] + north, middle[1] + east / math.cos(math.radians(middle[0])))


def test_an_anchorage_is_learnt_from_ships_lying_there_and_hides_no_pair():
    # 25 ships swing at anchor for 8 h within a mile, each in its own time: neighbours, and told apart as such. Two more swing as
    # one
    # among them, 60 m apart: they are told, for a harbour is a reason and no deletion.
    sea = Sea()
    for n in range(25):
        swinging(sea, 440100000 + n, (34.0 + n % 5 * 0.002, 123.0 + n // 5 * 0.002), 80, 5 + n / 3, 8, n)
    swinging(sea, A, (34.011, 123.011), 80, 6, 8)
    swinging(sea, B, beside((34.011, 123.011), 60), 80, 6, 8)
    events = sea.run().table("encounters")
    assert (A, B) in set(zip(events.vessel_id, events.other_vessel_id, strict=True))
    pair = events[(events.vessel_id == A) & (events.other_vessel_id == B)].iloc[0]
    assert pair.as_one and pair.rigid_apart_m == pytest.approx(60, abs=1) and "anchorage or fleet" in pair.causes_hold
    assert len(events) <= 3  # one or two neighbours may happen to swing alike
    assert sea.table("harbours").ships.max() >= 25


@pytest.mark.parametrize("begins_min", [0.5, 3, 5, 7, 9.5])
@pytest.mark.parametrize(("minutes", "found"), [(12, 1), (8, 0)])
def test_starboards_ten_minutes_are_measured_by_the_minute(begins_min, minutes, found):
    # alongside for 12 minutes (or 8), whatever the clock says when they meet: a message each half minute, 30 m apart, then off
    # at 6 kn
    sea, starts = Sea(), 2 + begins_min / 60
    ends = starts + minutes / 60
    far = (OPEN_SEA[0] + 0.2, OPEN_SEA[1])
    sea.line(A, 0, 4, OPEN_SEA, every_min=0.5)
    sea.line(B, 0, starts, far, beside(OPEN_SEA, 30), every_min=0.5).line(
        B, starts, ends, beside(OPEN_SEA, 30), every_min=0.5
    )
    sea.line(B, ends, 4, beside(OPEN_SEA, 30), far, every_min=0.5)
    met = sea.run("starboard").table("encounters")
    assert len(met) == found
    if found:
        e = met.iloc[0]
        assert e.duration_h * 60 == pytest.approx(minutes, abs=2)
        assert abs((e.start_time - at(starts)).total_seconds()) <= 90


def test_a_short_meeting_is_found_across_the_antimeridian():
    sea = Sea().line(A, 0, 1.2, (10.0, 179.9999), every_min=0.5)
    sea.line(B, 0, 0.5, (10.2, -179.9999), (10.0, -179.9999), every_min=0.5).line(
        B, 0.5, 0.7, (10.0, -179.9999), every_min=0.5
    )
    met = (
        sea.line(B, 0.7, 1.2, (10.0, -179.9999), (10.2, -179.9999), every_min=0.5).run("starboard").table("encounters")
    )
    assert len(met) == 1 and met.shore_km.notna().all()
