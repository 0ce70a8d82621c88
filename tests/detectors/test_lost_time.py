"""A ship that went dark, and lost just the time that another lay alone."""

import pytest

from builders.sea import OPEN_SEA, at, passers

A, B, C = 636000001, 636000002, 636000003
TANKER = 80
LAT, LON = OPEN_SEA
OFF_DEG = 0.5  # of longitude: 24.1 miles here
WAY_H = 2.41  # which take a ship at 10 knots so long
DEG_H = OFF_DEG / WAY_H


def _scene(sea, lost_h, back_h, ends_east=True):
    """A lies from hour 80 to 90. B comes from the west at 10 knots, is last heard 24 miles from it, and heard again as far to the east."""
    passers(sea)
    sea.line(A, 70, 80, (LAT + 1.6, LON), (LAT, LON)).line(A, 80, 90, (LAT, LON)).line(
        A, 90, 100, (LAT, LON), (LAT - 1.6, LON)
    )
    sea.line(B, lost_h - 8, lost_h, (LAT, LON - OFF_DEG - 8 * DEG_H), (LAT, LON - OFF_DEG))
    if back_h is not None:
        from_lon = LON + OFF_DEG if ends_east else LON - OFF_DEG
        sea.line(B, back_h, back_h + 8, (LAT, from_lon), (LAT, from_lon + (8 * DEG_H if ends_east else -8 * DEG_H)))
    sea.says(A, 70, 30, name="AYE", ship_type=TANKER, length_m=180).says(B, 60, 40, name="BEE", ship_type=TANKER)
    return sea.run()


def _fits(sea):
    return sea.select("SELECT event, vessel_id, fit FROM loitering_fits")


def _said(sea):
    sea.make("event_indicators")
    return dict(
        sea.select(f"SELECT name, weight FROM event_indicators JOIN loitering USING (event) WHERE vessel_id = {A}")
    )


def test_the_time_that_a_dark_ship_lost_is_that_of_the_stop(sea):
    _scene(sea, 80 - WAY_H, 90 + WAY_H)
    ((event, vessel_id, fit),) = _fits(sea)
    assert event.startswith(f"loitering-{A}") and vessel_id == B and fit >= 0.9
    said = _said(sea)
    assert said["dark_ship_fits"] == 1.5 and "could_have_been_met" not in said  # said once
    ((text,),) = sea.select("SELECT text FROM event_indicators WHERE name = 'dark_ship_fits'")
    assert text.startswith("BEE, then silent, could, at its speed and straight there and back, have come by 11-19 0")


@pytest.mark.parametrize(
    ("lost_h", "back_h", "ends_east"),
    [
        (80 - WAY_H - 5, 90 + WAY_H + 5, True),  # ten hours are half of the twenty that it had to spare
        (80 - WAY_H, 84 + WAY_H, True),  # it was away again after four of them
        (72, 72 + 2 * WAY_H + 3, True),  # it had passed before the other stopped, and three hours to spare
        (86, 92 + WAY_H, True),  # it came in the middle
    ],
)
def test_and_not_any_silence_in_which_it_had_time_to_come(sea, lost_h, back_h, ends_east):
    _scene(sea, lost_h, back_h, ends_east)
    assert _fits(sea) == [] and "dark_ship_fits" not in _said(sea)


@pytest.mark.parametrize(
    ("late_h", "left_h", "fits"),
    [
        (-0.25, 0.25, True),
        (0.75, -0.75, True),
        (
            -1.25,
            0,
            False,
        ),  # it was there long before the other stopped: with it for nine tenths of the time all the same
        (1.25, 0, False),
        (0, -1.25, False),
        (0, 0.9, False),  # and long after it had sailed on
    ],
)
def test_it_comes_about_as_the_other_stops_and_leaves_about_as_it_sails_on(sea, late_h, left_h, fits):
    _scene(sea, 80 - WAY_H + late_h, 90 + WAY_H + left_h)
    assert [v for _, v, _ in _fits(sea)] == [B] * fits


@pytest.mark.parametrize(("lost_kn", "fits"), [(10, True), (0, False), (0.5, False), (4, False)])
def test_one_that_lay_or_drifted_when_it_was_lost_did_not_come(sea, lost_kn, fits):
    passers(sea)
    sea.line(A, 70, 80, (LAT + 1.6, LON), (LAT, LON)).line(A, 80, 90, (LAT, LON)).line(
        A, 90, 100, (LAT, LON), (LAT - 1.6, LON)
    )
    sea.line(B, 72 - WAY_H, 80 - WAY_H, (LAT, LON - OFF_DEG - 0.8 * lost_kn * DEG_H), (LAT, LON - OFF_DEG), sog=lost_kn)
    sea.line(B, 90 + WAY_H, 98 + WAY_H, (LAT, LON + OFF_DEG), (LAT, LON + OFF_DEG + 8 * DEG_H), sog=10)
    sea.says(A, 70, 30, name="AYE", ship_type=TANKER, length_m=180).says(B, 60, 40, name="BEE", ship_type=TANKER)
    assert [v for _, v, _ in _fits(sea.run())] == [B] * fits


@pytest.mark.parametrize(("heads", "fits"), [((4, 352, 12), False), ((84, 92, 98), True)])
def test_a_ship_hove_to_waits_for_no_other(sea, heads, fits):
    # it makes 1.5 knots to the north for ten hours, along its heading or across it
    end = LAT + 0.25
    passers(sea)
    sea.line(A, 70, 80, (LAT - 1.6, LON), (LAT, LON)).line(A, 80, 90, (LAT, LON), (end, LON)).line(
        A, 90, 100, (end, LON), (end + 1.6, LON)
    )
    sea.line(B, 72 - WAY_H, 80 - WAY_H, (LAT, LON - OFF_DEG - 8 * DEG_H), (LAT, LON - OFF_DEG))
    sea.line(B, 90 + WAY_H, 98 + WAY_H, (end, LON + OFF_DEG), (end, LON + OFF_DEG + 8 * DEG_H)).heads(
        A, 70, 100, *heads
    )
    sea.says(A, 70, 30, name="AYE", ship_type=TANKER, length_m=180).says(B, 60, 40, name="BEE", ship_type=TANKER)
    assert [v for _, v, _ in _fits(sea.run())] == [B] * fits


def test_who_turns_back_fits_as_well(sea):
    _scene(sea, 80 - WAY_H, 90 + WAY_H, ends_east=False)
    assert [v for _, v, _ in _fits(sea)] == [B]


@pytest.mark.parametrize(("lost_h", "fits"), [(80 - WAY_H, True), (82.5 - WAY_H, False)])
def test_one_never_heard_again_fits_if_it_was_on_the_way_and_in_time(sea, lost_h, fits):
    _scene(sea, lost_h, None)
    assert [v for _, v, _ in _fits(sea)] == [B] * fits


def test_one_that_sailed_past_does_not_though_never_heard_again(sea):
    passers(sea)
    sea.line(A, 70, 80, (LAT + 1.6, LON), (LAT, LON)).line(A, 80, 90, (LAT, LON)).line(
        A, 90, 100, (LAT, LON), (LAT - 1.6, LON)
    )
    # as far off as it sails until then, on a course to the north
    sea.line(B, 70, 80 - WAY_H, (LAT - 1.1, LON - OFF_DEG), (LAT, LON - OFF_DEG))
    sea.says(A, 70, 30, ship_type=TANKER, length_m=180).says(B, 60, 40, name="BEE", ship_type=TANKER)
    assert _fits(sea.run()) == []


def test_of_two_stops_in_its_reach_it_was_at_the_one_that_it_fits_best(sea):
    # C lies 12 miles north of A from hour 81 to 88: B could have been there as well
    sea.line(C, 71, 81, (LAT + 1.8, LON), (LAT + 0.2, LON)).line(C, 81, 88, (LAT + 0.2, LON)).line(
        C, 88, 98, (LAT + 0.2, LON), (LAT - 1.4, LON)
    )
    sea.says(C, 71, 27, name="SEE", ship_type=TANKER, length_m=180)
    _scene(sea, 80 - WAY_H, 90 + WAY_H)
    assert [event.split("-")[1] for event, _, _ in _fits(sea)] == [str(A)]
    assert sea.select(f"SELECT count(*) FROM rendezvous_candidates WHERE vessel_id = {B} AND how = 'slow'") == [(2,)]


def test_a_stop_that_such_a_ship_fits_is_no_stop_of_the_engine(sea):
    # six hours, on its way, the draught kept: with nobody in reach that would be one
    passers(sea)
    sea.line(A, 70, 80, (LAT + 1.6, LON), (LAT, LON)).line(A, 80, 86, (LAT, LON), (LAT, LON + 0.05)).line(
        A, 86, 96, (LAT, LON + 0.05), (LAT - 1.6, LON + 0.05)
    )
    sea.line(B, 70, 80 - WAY_H, (LAT, LON - OFF_DEG - (10 - WAY_H) * DEG_H), (LAT, LON - OFF_DEG))
    sea.line(B, 86 + WAY_H, 96, (LAT, LON + OFF_DEG), (LAT, LON + OFF_DEG + (10 - WAY_H) * DEG_H))
    sea.says(A, 70, 26, name="AYE", ship_type=TANKER, length_m=180, draught_m=10.0).says(
        B, 60, 40, name="BEE", ship_type=TANKER
    )
    (e,) = (e for e in sea.run().table("loitering").itertuples() if e.vessel_id == A)
    (stop,) = [c for c in e.causes if c["cause"] == "a stop of the engine"]
    assert stop["holds"] is None and "could have been there for just this time" in stop["says"], stop
    assert at(80) <= e.start_time + (at(1) - at(0))


def test_the_alert_of_the_dark_ship_names_the_one_that_it_fits(sea):
    # C lies 12 miles to the north from hour 79 to 92: B had more hours for it, but came an hour after it and left two before
    sea.line(C, 69, 79, (LAT + 1.8, LON), (LAT + 0.2, LON)).line(C, 79, 92, (LAT + 0.2, LON))
    sea.line(C, 92, 102, (LAT + 0.2, LON), (LAT - 1.4, LON)).says(C, 69, 33, name="SEE", ship_type=TANKER, length_m=180)
    _scene(sea, 80 - WAY_H, 90 + WAY_H)
    met = sea.make("dark_meetings").select(
        f"SELECT DISTINCT other_vessel_id, other_fits FROM dark_meetings WHERE vessel_id = {B}"
    )
    assert sorted(met) == [(A, True), (C, False)]
    sea.make("event_indicators")
    said = sea.select(
        f"SELECT text FROM event_indicators JOIN gaps USING (event) WHERE vessel_id = {B} AND name = 'room_for_a_meeting'"
    )
    assert len(said) == 1 and said[0][0].startswith("could have met AYE")


def test_for_how_long_it_could_have_met_has_one_bound(sea):
    """It would have come at 80:45 and left at 89:15, in all 8.5 hours; at 15 knots it had time for all ten, which nobody says beside that."""
    _scene(sea, 80.75 - WAY_H, 89.25 + WAY_H)
    sea.make("possible_rendezvous", "dark_meetings", "loitering_company", "event_indicators", "alerts")
    ((fit_h,),) = sea.select("SELECT fit_h FROM loitering_fits")
    assert fit_h == pytest.approx(8.5, abs=0.15)
    longest = "SELECT DISTINCT longest_h FROM {} WHERE vessel_id = {} AND how = 'slow'"
    assert sea.select(longest.format("dark_meetings", B)) == [(fit_h,)]
    assert sea.select(longest.format("possible_rendezvous", B)) in ([(fit_h,)], [])
    ((company,),) = sea.select(
        f"SELECT possible_partners FROM loitering_company JOIN loitering_spells USING (event) WHERE vessel_id = {A}"
    )
    assert f"had time to lie there for up to {fit_h:.0f} hours" in company


def test_of_many_the_one_that_it_fits_is_named_first_also_if_others_lay_there_for_longer(sea):
    for n in range(3):  # each lies from 79 to 92 h, twelve miles to the north or a little more
        lat = LAT + 0.2 + 0.04 * n
        sea.line(C + n, 69, 79, (lat + 1.6, LON), (lat, LON)).line(C + n, 79, 92, (lat, LON))
        sea.line(C + n, 92, 102, (lat, LON), (lat - 1.6, LON))
        sea.says(C + n, 69, 33, name=f"SEE {n}", ship_type=TANKER, length_m=180)
    _scene(sea, 80 - WAY_H, 90 + WAY_H)
    links = [
        t for (some,) in sea.make("alerts").select(f"SELECT see_also FROM alerts WHERE vessel_id = {B}") for t in some
    ]
    (said,) = [t for t in links if "one of 4 ships" in t]
    assert said.split(": ", 1)[1].startswith("AYE for 10 h")
