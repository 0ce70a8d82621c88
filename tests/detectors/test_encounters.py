"""Two ships together: the published definition, and the leader's measured faults, which are not ours."""

import pytest

from builders.sea import OPEN_SEA, Sea

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
    assert (e.ship, e.other_ship) == (A, B)
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
    assert (a.ship, a.other_ship) == (b.ship, b.other_ship) == (A, B)
    assert (a.event, a.duration_h, a.median_apart_m) == (b.event, b.duration_h, b.median_apart_m)


def test_a_gap_of_one_ship_is_not_time_together(sea):
    # GFW's real case 441910000 x 563418000: seen from one side 12.5 h, from the other 2.5 h; the merge takes the longer.
    sea.line(A, 0, 12, OPEN_SEA)
    sea.line(B, 0, 2.5, beside(OPEN_SEA, 60)).line(B, 10.5, 11, beside(OPEN_SEA, 60))
    events = sea.run().table("encounters")
    assert events.duration_h.tolist() == [2.5]


@pytest.mark.parametrize(("metres", "hours", "found"), [(480, 2.5, 1), (600, 5, 0), (100, 1.5, 0), (100, 2.0, 1)])
def test_five_hundred_metres_and_two_hours(metres, hours, found):
    sea = Sea()
    sea.line(A, 0, hours, OPEN_SEA).line(B, 0, hours, beside(OPEN_SEA, metres))
    assert len(sea.run().table("encounters")) == found


def test_ships_under_way_together_do_not_meet(sea):
    sea.line(A, 0, 5, OPEN_SEA, (37.0, 123.9)).line(B, 0, 5, beside(OPEN_SEA, 100), beside((37.0, 123.9), 100))
    assert sea.run().table("encounters").empty  # 0.5 degree in 5 h is 6 kn


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
    grid = sea.run().table("grid")
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
    assert len(sea.table("strays")) == 1


def test_three_ships_together_are_three_pairs_each_once(sea):
    for n, ship in enumerate((A, B, C)):
        sea.line(ship, 0, 3, beside(OPEN_SEA, 80 * n))
    pairs = sea.run().table("encounters")
    assert sorted(zip(pairs.ship, pairs.other_ship, strict=True)) == [(A, B), (A, C), (B, C)]
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


def test_an_anchorage_is_learnt_from_ships_lying_there():
    # 25 ships lie for 5 h within a mile, far from any port: everyday life there. Two more, 30 km off, are a meeting.
    sea = Sea()
    for n in range(25):
        sea.line(440100000 + n, 0, 5, (34.0 + n % 5 * 0.002, 123.0 + n // 5 * 0.002), every_min=10)
    sea.line(A, 0, 5, (34.3, 123.0)).line(B, 0, 5, beside((34.3, 123.0), 100))
    events = sea.run().table("encounters")
    assert list(zip(events.ship, events.other_ship, strict=True)) == [(A, B)]
    assert sea.table("harbours").ships.max() == 25
