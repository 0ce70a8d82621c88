"""No ship is called silent because we stopped hearing that place: edges, sources, fleets, habits, ships alone."""

import numpy as np
import pandas as pd
import pytest

from vesseltrack.evaluate.families import hold_against_worlds
from vesseltrack.evaluate.worlds import FAMILIES, make_world
from vesseltrack.settings import load_settings

from builders.paths import SHARED, needs_shared
from builders.sea import OPEN_SEA, Sea, at

A, B = 441000001, 352000002


def lanes(sea: Sea, ships: int, hours: float, silent: dict[int, tuple[float, float]], first: int = 636000100) -> Sea:
    """Ships that sail up and down side by side, heard every five minutes, but for the hours in which some are silent."""
    for n in range(ships):
        for i in range(int(hours * 12)):
            h = i / 12 + n / 600
            a, b = silent.get(n, (0.0, 0.0))
            if not a <= h < b:
                turn = abs((h * 0.2 + n * 0.13) % 4 - 2)  # 1.2 degrees to and fro
                sea.fix(first + n, h, OPEN_SEA[0] + 0.012 * n, OPEN_SEA[1] - 0.6 + 0.6 * turn, 9)
    return sea


def test_ships_that_leave_for_good_tell_where_hearing_ends(sea):
    # Twelve ships sail west out of reception at 123.4 E, one an hour, and never come back; seven lie where all is heard.
    for n in range(7):
        sea.line(636000900 + n, 0, 40, (36.5 + 0.02 * n, 123.9), sog=0)
    for n in range(12):
        sea.line(A + n, n, n + 3, (36.4 + 0.02 * n, 124.0), (36.4 + 0.02 * n, 123.4), sog=10)
    gaps = sea.run().table("gaps")
    assert len(gaps) == 12 and not (gaps.assessment == "transmitter_off").any() and gaps.p_off.max() < 0.2
    tried = sea.select_frame(
        "SELECT sum(weighted_slots) AS weighted_slots, sum(received_slots) AS received_slots FROM cell_reception WHERE"
        " cell_x < 3033"
    )  # west of 123.3
    assert tried.weighted_slots[0] > 12 and tried.received_slots[0] == 0  # all twelve count as missed there


def test_one_fix_tells_where_a_ship_was_going(sea):
    # Its one fix, with its speed and course; another's, whose set says 12 knots where it lies.
    sea.line(B, 0, 3, OPEN_SEA, sog=12).line(A, 0, 20, (36.0, 123.5), sog=0)
    sea.run()
    sea._store.execute("UPDATE fixes SET cog_deg = 90")
    ends = sea.table("track_ends")
    lost = ends[(ends.vessel_id == B) & ~ends.found].iloc[0]
    assert lost.speed_kn < 1 and lost.lat_h == 0  # places belie the speed: three hours at one spot
    sea.rows = [(B, at(3), *OPEN_SEA, 12.0), (A, at(20), 36.0, 123.5, 0.0)]
    sea.run()
    sea._store.execute("UPDATE fixes SET cog_deg = 90")
    ends = sea.table("track_ends")
    lost = ends[(ends.vessel_id == B) & ~ends.found].iloc[0]
    # 12 knots eastward are 0.2 degrees of latitude an hour, divided by cos(36.5)
    assert lost.lat_h == pytest.approx(0, abs=1e-9) and lost.lon_h == pytest.approx(0.2 / np.cos(np.radians(36.5)))


@pytest.mark.parametrize(("left_km", "speed_kn"), [(3.0, 16.0), (0.1, 0.0)])
def test_a_ship_that_had_just_left_its_place_was_on_its_way(sea, left_km, speed_kn):
    # Three hours at one place, then one fix with 16 knots: five minutes later 3 km off (16 kn make 2.5 km), or still there.
    sea.line(B, 0, 3, OPEN_SEA, sog=0).line(A, 0, 20, (36.0, 123.5), sog=0)
    sea.rows.append((B, at(3 + 5 / 60), OPEN_SEA[0] + left_km / 111.2, OPEN_SEA[1], 16.0))
    sea.run()
    ends = sea.table("track_ends")
    lost = ends[(ends.vessel_id == B) & ~ends.found].iloc[0]
    assert lost.speed_kn == pytest.approx(speed_kn, abs=0.2)


def _evenings_off(places, ship_type):
    """A ship silent from 18 to 24 h on three days, each time from another place; seven others are heard all the time."""
    sea = Sea()
    for n in range(7):
        sea.line(636000900 + n, 0, 84, (36.3 + 0.05 * n, 123.6), (36.3 + 0.05 * n, 124.1), sog=0.3)
    for day, (start, end) in enumerate(places):
        sea.line(A, 24 * day + 0.1, 24 * day + 18, start, end, sog=1.7)
    sea.line(A, 72.1, 80, places[-1][1], places[-1][1], sog=0)
    return sea.says(A, 0, hours=80, ship_type=ship_type).run().table("gaps")


@pytest.mark.parametrize(("ship_type", "habits"), [(30, 3), (70, 0)])
def test_a_boat_that_is_silent_every_evening_wherever_it_is_has_the_habit_and_a_trader_has_not(ship_type, habits):
    # Each evening 40 km from where it was on the others: no two silences begin in one place.
    places = [((36.1, 123.8), (36.3, 123.8)), ((36.3, 123.8), (36.3, 124.3)), ((36.3, 124.3), (36.7, 124.3))]
    gaps = _evenings_off(places, ship_type)
    assert len(gaps) == 3 and (gaps.assessment == "habit").sum() == habits
    assert gaps.times_before.tolist() == ([2, 2, 2] if habits else [0, 0, 0])


def test_a_fleet_that_goes_dark_together_is_no_outage():
    # Eight of twenty go dark within twenty minutes, for ten hours; the others sail on through the same water.
    silent = {n: (20 + n / 25, 30 + n / 30) for n in range(8)}
    sea = lanes(Sea(), 20, 48, silent)
    for n in range(8):
        sea.says(636000100 + n, 0, hours=40, ship_type=80)
    for n in range(8, 20):
        sea.says(636000100 + n, 0, hours=40, ship_type=70)
    gaps = sea.run().table("gaps")
    assert len(gaps) == 8 and (gaps.assessment == "transmitter_off").all() and gaps.p_off.min() >= 0.9
    found = sea.table("outages")
    assert found.outage_type.tolist() == ["fleet"] and found.ships[0] == 8 and len(set(gaps.fleet)) == 1
    assert "8 ships fell silent together" in found.text[0] and "tankers" in found.text[0]


def test_one_of_two_sources_that_fails_makes_nobody_dark():
    # Every second ship is lost at one instant, and back at one instant: the source that alone heard them failed.
    sea = Sea()
    for n in range(24):
        place, span = (36.4 + 0.01 * n, 123.9), [(0, 11.95), (20, 36)] if n % 2 else [(0, 36)]
        for a, b in span:
            sea.line(636000100 + n, a + n / 900, b, place, every_min=3, sog=0)
    gaps = sea.run().table("gaps")
    assert len(gaps) == 12 and (gaps.assessment == "outage").all() and gaps.p_off.max() < 0.1
    found = sea.table("outages")
    assert found.outage_type.tolist() == ["source"] and found.ships[0] == 12


def test_one_ship_alone_shows_no_outage_and_no_silence(sea):
    sea.line(A, 0, 4, OPEN_SEA, (36.5, 124.5), sog=8).line(A, 20, 24, (36.5, 125.0), (36.5, 125.5), sog=8)
    gap = sea.run().table("gaps").iloc[0]
    assert sea.table("outages").empty and gap.assessment == "undetermined" and gap.no_data_h >= 14


def test_what_it_does_every_night_is_its_habit(sea):
    for n in range(6):
        sea.line(636000100 + n, 0, 130, (36.45 + 0.02 * n, 123.9), sog=0)
    for day in range(5):
        sea.line(A, 24 * day + 6, 24 * day + 16, OPEN_SEA, (36.6, 124.0), sog=5)
    gaps = sea.run().table("gaps")
    assert (gaps[gaps.vessel_id == A].assessment != "transmitter_off").all() and gaps[
        gaps.end_time.notna()
    ].times_before.tolist() == [3] * 4


def test_who_was_heard_behind_and_ahead_and_each_cause_tested(sea):
    # A sails east at 10 kn: 100 nautical miles in its ten silent hours, 2.07 degrees at 36.5 N. Four lie where it fell silent,
    # two where it
    # came back: where its own course and speed put it.
    east = 0.2073
    for n in range(6):
        sea.line(636000100 + n, 0, 40, (36.5 + 0.02 * n, 123.9 if n < 4 else 123.9 + 10 * east), sog=0)
    sea.line(A, 0, 12, (36.5, 123.9 - 12 * east), (36.5, 123.9), sog=10)
    sea.line(A, 22, 32, (36.5, 123.9 + 10 * east), (36.5, 123.9 + 20 * east), sog=10)
    gap = sea.run().table("gaps").iloc[0]
    assert (gap.others_behind, gap.others_ahead, gap.others_near) == (4, 2, 6)
    said = {c["cause"]: (c["holds"], c["says"]) for c in gap.causes}
    assert len(said) == len(gap.causes) == 12 and [c for c, (holds, _) in said.items() if holds is None] == ["habit"]
    assert (
        list(gap.causes_hold) == ["sailed straight on"]
        and "from where dead reckoning puts it" in said["sailed straight on"][1]
    )
    # tenth minutes that begin from 9:00 to 12:00; and from 22:10 to 25:50, for in that of 22:00 the silence ends
    heard = "itself heard at 19 of 19 tenth minutes just before; itself heard at 23 of 23 just after"
    assert said["edge of reception"] == (False, f"{heard}; 2 others heard where its way led")
    assert said["outage"][0] is False
    assert said["habit"] == (None, "it is known for less than a day besides")  # 22 h


def test_of_one_that_lies_still_nobody_is_behind_or_ahead(sea):
    # At its place on every night but the last: its habit. Heard at every second tenth minute at most as those heard best.
    for n in range(6):
        sea.line(636000100 + n, 0, 130, (36.45 + 0.02 * n, 123.9), sog=0)
    for day in range(5):
        sea.line(A, 24 * day + 6, 24 * day + 16, OPEN_SEA, every_min=40, sog=0)
    gap = sea.run().table("gaps").iloc[1]
    assert gap.others_near == 6 and pd.isna(gap.others_behind) and pd.isna(gap.others_ahead)
    said = {c["cause"]: (c["holds"], c["says"]) for c in gap.causes}
    assert said["habit"] == (True, "silent so 3 times besides") and said["sailed straight on"] == (
        False,
        "it lay still",
    )
    assert "edge of reception" in gap.causes_hold


def test_intervals_have_width():
    gaps = lanes(Sea(), 8, 40, {0: (10, 20)}).run().table("gaps")
    assert len(gaps) == 1 and gaps.p_off_low[0] < gaps.p_off[0] < gaps.p_off_high[0]


@needs_shared
@pytest.mark.parametrize("name", ["1_frozen_under_way", "1b_same_ship", "2_edge", "9_straight"])
def test_edges_and_holes_make_nobody_dark(name):
    path = next((SHARED / "cases" / "dark").glob(f"{name}*"))
    frame = pd.read_csv(path, parse_dates=["time"])
    sea = Sea()
    sea.rows = list(frame[["mmsi", "time", "lat", "lon", "sog"]].itertuples(index=False, name=None))
    gaps = sea.run().table("gaps")
    assert len(gaps) and gaps.p_off.max() < 0.3 and not (gaps.assessment == "transmitter_off").any()


def test_the_worlds_are_the_same_for_a_seed_and_hold_what_they_promise():
    one, two = make_world("few ships", 5), make_world("few ships", 5)
    assert one.fixes.equals(two.fixes) and one.silences.equals(two.silences)
    assert not make_world("few ships", 6).fixes.equals(one.fixes)
    for silence in one.silences.itertuples():  # nothing is heard of a ship while it does not send
        mine = one.fixes[one.fixes.ssvid == silence.ship]
        assert not mine.time.between(
            silence.start_time + pd.Timedelta(seconds=1), silence.end_time - pd.Timedelta(seconds=1)
        ).any()
    assert len(FAMILIES) >= 10


def test_in_worlds_of_other_reception_we_are_right_and_calibrated():
    rows, bands = hold_against_worlds([4], load_settings(), ["few ships", "shore receivers"])
    shore = rows.set_index("family").loc["shore receivers"]
    assert shore.precision >= 0.8 and shore.recall >= 0.3
    assert (rows.Brier < rows.constant).all()
    assert shore.precision > shore["plain: 6 h: precision"] + 0.3
    assert 0 < bands.gaps.sum() < rows.gaps.sum()
