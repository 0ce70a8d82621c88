"""What a silent ship could have done: ways over water, calls, meetings in the dark, escorts."""

import numpy as np
import pandas as pd
import pytest

from vesseltrack.geo import apart_km
from vesseltrack.reachability.water import water

from builders.sea import MILE, OPEN_SEA, at, crowd

A, B, C = 441000001, 352000002, 563000003


def over_water(a, b) -> float:
    sea = water()
    return float(sea.to(sea.field(np.array([a[0]]), np.array([a[1]])), np.array([b[0]]), np.array([b[1]]))[0])


def test_over_open_water_a_way_is_hardly_longer_than_the_crow_flies():
    for a, b in ((OPEN_SEA, (35.2, 122.1)), (OPEN_SEA, (38.0, 123.3)), ((38.5, 130.0), (41.0, 132.0))):
        crow = float(apart_km(np.array([a[0]]), np.array([a[1]]), np.array([b[0]]), np.array([b[1]]))[0])
        assert crow - 13 <= over_water(a, b) <= 1.04 * crow + 13  # ends are taken to the middles of cells


def test_the_way_from_one_coast_of_korea_to_the_other_goes_round_it():
    # Haeju to Wonsan: some 280 km over land; by sea 390 km south, 330 round the south coast, over 500 north again.
    assert over_water((37.8, 125.2), (39.3, 127.8)) > 1100


def test_nampo_is_reached_although_its_barrage_makes_it_land():
    assert 170 < over_water((38.0, 123.3), (38.72, 125.41)) < 260


def test_far_from_korea_there_is_no_way():
    assert np.isinf(over_water((28.5, -94.0), (38.72, 125.41)))


def dark_off_nampo(sea, hours):
    """A ship of unknown speed that lies and is heard, is silent, and comes back where it was; others are heard."""
    place = (38.05, 123.2)
    crowd(sea, hours + 20, place)
    return sea.line(A, 0, 10, place, sog=5).line(A, 10 + hours, 20 + hours, place)


def test_time_for_a_call_is_the_silence_less_the_way_there_and_back(sea):
    calls = dark_off_nampo(sea, 40).run().table("possible_port_calls").set_index("target")
    nampo = calls.loc["Nampo"]
    assert 200 < nampo.there_km < 260 and nampo.there_km == pytest.approx(nampo.back_km, abs=1)
    assert nampo.knots == 11 and nampo.over_water  # it was never seen under way
    assert nampo.spare_h == pytest.approx(40 - 2 * nampo.there_km / 1.852 / 11, abs=0.1)
    assert "Wonsan" not in calls.index  # round the peninsula in forty hours: no
    assert "could have called at Nampo" in nampo.text


def test_a_silence_too_short_for_any_call_has_none(sea):
    assert dark_off_nampo(sea, 8).run().table("possible_port_calls").empty


def passing(sea, hours, place, ships=6):
    """Witnesses that never lie still: to and fro at 10 kn."""
    for n in range(ships):
        west, east = (place[0] + 0.03 * n, place[1] - 0.6), (place[0] + 0.03 * n, place[1] + 0.6)
        for leg in range(int(hours // 6)):
            a, b = (west, east) if leg % 2 else (east, west)
            sea.line(636000100 + n, leg * 6, leg * 6 + 5.9, a, b, every_min=10)
    return sea


def test_a_meeting_in_the_dark(sea):
    # B drifts 30 miles off for ten hours while A, silent, has forty to spare; nobody else drifts, on no other day.
    hours, place = 30, OPEN_SEA
    passing(sea, 160, place)
    sea.line(A, 60, 72, (place[0], place[1] - 1), place, sog=4).line(
        A, 72 + hours, 112, place, (place[0], place[1] + 0.3)
    )
    spot = (place[0] + 30 * MILE, place[1])
    sea.line(B, 70, 80, (spot[0] + 1, spot[1]), spot, sog=6).line(B, 80, 90, spot).line(
        B, 90, 100, spot, (spot[0] + 1, spot[1])
    )
    met = sea.run().table("possible_rendezvous")
    slow = met[(met.how == "slow") & (met.other_vessel_id == B)]
    assert len(slow) == 1
    row = slow.iloc[0]
    # 30 nm at 8 kn (never seen faster than 4, so the least) take 3.75 h each way: from 80 h to 90 h it was there
    assert row.start_time >= at(79) and row.end_time <= at(91) and 8 < row.room_h <= 11
    assert 45 < row.there_km < 75 and row.by_chance <= 3


def test_what_chance_would_bring_every_day_is_left_out(sea):
    place = OPEN_SEA
    crowd(sea, 170, place, ships=10, every_min=10)  # ten ships lie slow there all week
    sea.line(A, 60, 72, (place[0], place[1] - 1), place, sog=4).line(A, 90, 100, place, (place[0], place[1] + 0.3))
    met = sea.run().table("possible_rendezvous")
    assert not (met.how == "slow").any()


def test_an_escort_sails_with_it_until_it_falls_silent(sea):
    a, b = (36.0, 123.0), (36.5, 123.9)
    crowd(sea, 60, b)
    sea.line(A, 0, 6, a, b, sog=9).line(A, 26, 40, b, sog=0)
    sea.line(B, 0, 6, (a[0] + 0.01, a[1]), (b[0] + 0.01, b[1]), sog=9).line(B, 6, 20, b, (37.2, 123.0), sog=6)
    sea.line(C, 0, 6, (a[0] + 0.2, a[1]), (b[0] + 0.2, b[1]), sog=9).line(C, 6, 60, (b[0] + 0.2, b[1]))
    met = sea.run().table("possible_rendezvous")
    escort = met[met.how.str.startswith("escort")]
    assert escort[["vessel_id", "other_vessel_id", "how"]].to_numpy().tolist() == [[A, B, "escort before"]]
    assert escort.end_time.iloc[0] <= at(6) and "sailed with it until it fell silent" in escort.text.iloc[0]


def test_one_that_crosses_its_course_before_it_falls_silent_is_no_escort(sea):
    """At 5.5 h B is where A is, on a course 20 degrees off: at 8.8 kn the two draw apart at 3 kn, and are within 3 km from 5 to 6 h."""
    a, b = (36.0, 123.0), (36.5, 123.9)
    crowd(sea, 60, b)
    sea.line(A, 0, 6, a, b, sog=9).line(A, 26, 40, b, sog=0)
    north, east = 0.716, 0.632  # of B in six hours
    start = (a[0] + 5.5 / 6 * (0.5 - north), a[1] + 5.5 / 6 * (0.9 - east))
    sea.line(B, 0, 6, start, (start[0] + north, start[1] + east), sog=9)
    sea.line(B, 6, 12, (start[0] + north, start[1] + east), (start[0] + 2 * north, start[1] + 2 * east), sog=9)
    met = sea.run().table("possible_rendezvous")
    assert not met.how.str.startswith("escort").any()


def test_an_open_silence_has_calls_so_far(sea):
    place = (38.05, 123.2)
    crowd(sea, 70, place).line(A, 0, 10, place, sog=5)
    calls = sea.run().table("possible_port_calls").set_index("target")
    assert pd.isna(calls.back_km["Nampo"]) and calls.spare_h["Nampo"] > 40


@pytest.mark.parametrize(
    ("other", "other_to", "how"),
    [
        ((37.58, 122.6), (37.58, 122.6), "waits"),  # anchored 3.3 km off throughout
        ((37.555, 122.6), (37.555, 122.6), "slow"),  # 560 m off: they could have touched
        ((37.58, 122.6), (37.555, 122.66), "slow"),  # it moved by 6 km, from 3.3 to 5.3 km off
    ],
)
def test_who_waits_in_the_same_roads_is_a_neighbour(sea, other, other_to, how):
    """A is silent from 61.5 to 67 h where it waits 40 km off Weihai; B waits near by from 50 to 80 h. Others pass."""
    place = (37.55, 122.6)
    passing(sea, 160, place)
    sea.line(A, 56, 60, (37.55, 123.4), place, sog=9).line(A, 60, 61.5, place, sog=0).line(A, 67, 72, place, sog=0)
    sea.line(A, 72, 76, place, (37.55, 123.4), sog=9)
    sea.line(B, 47, 50, (38.0, 122.6), other, sog=10).line(B, 50, 61, other).line(B, 61, 67.5, other, other_to)
    sea.line(B, 67.5, 80, other_to).line(B, 80, 83, other_to, (38.0, 122.6), sog=10)
    met = sea.run().table("possible_rendezvous")
    (row,) = met[(met.vessel_id == A) & (met.other_vessel_id == B)].itertuples()
    assert row.how == how and ("a neighbour" in row.text) is (how == "waits")


ROADS, QUAY, SEA_OFF = (37.58, 122.6), (37.5, 122.15), (38.0, 122.6)


@pytest.mark.parametrize(
    ("lies_h", "drifts_to", "goes_to", "how"),
    [
        (
            (62.3, 80),
            ROADS,
            SEA_OFF,
            "waits",
        ),  # came 50 minutes after A fell silent, anchored, and lay there for longer
        ((62.3, 80), (37.52, 122.66), QUAY, "waits"),  # drifted by 9 km and went in as well
        ((62.3, 80), (37.52, 122.66), SEA_OFF, "slow"),  # drifted by as much, and sailed off
        ((50, 65.8), ROADS, QUAY, "waits"),  # went in before A was heard again
        ((50, 65.8), ROADS, SEA_OFF, "slow"),  # sailed off before A was heard again
    ],
)
def test_who_waits_for_the_same_port_is_a_neighbour_whichever_came_first(sea, lies_h, drifts_to, goes_to, how):
    """A, silent from 61.5 to 67 h where it waits 40 km off Weihai, goes in at 72 h and lies there; B waits 3.3 km off."""
    place = (37.55, 122.6)
    passing(sea, 160, place)
    sea.line(A, 56, 60, (37.55, 123.4), place, sog=9).line(A, 60, 61.5, place, sog=0).line(A, 67, 72, place, sog=0)
    sea.line(A, 72, 76, place, QUAY, sog=9).line(A, 76, 110, QUAY, sog=0)
    from_h, until_h = lies_h
    sea.line(B, from_h - 3, from_h, (38.0, 122.6), ROADS, sog=10).line(B, from_h, until_h, ROADS, drifts_to)
    sea.line(B, until_h, until_h + 3.5, drifts_to, goes_to, sog=10)
    end = goes_to if goes_to == QUAY else (38.5, 123.0)
    sea.line(B, until_h + 3.5, until_h + 8, goes_to, end, sog=0 if goes_to == QUAY else 8)
    met = sea.run().table("possible_rendezvous")
    (row,) = met[(met.vessel_id == A) & (met.other_vessel_id == B)].itertuples()
    assert row.how == how and ("a neighbour" in row.text) is (how == "waits")
