"""One number, several hulls; one hull, several places: which fixes one ship can have sent."""

import pytest

import vesseltrack as vt

from builders.paths import SHARED, needs_shared

A = 257000001
HERE, THERE = (36.5, 123.9), (30.0, 125.0)  # 390 nautical miles apart


def _kinds(sea):
    segments = sea.run().table("segments")
    return segments.groupby(["vessel_id", "segment_type"]).fixes.sum().to_dict()


def test_two_hulls_on_one_number_are_two_ships(sea):
    sea.line(A, 0, 12, HERE, every_min=10).line(A, 0.05, 12.05, THERE, every_min=10)
    assert _kinds(sea) == {(A, "hull"): 73, (A + 10_000_000_000, "hull"): 73}
    ships = sea.table("ships").set_index("vessel_id")
    assert (ships.ssvid == A).all() and (ships.mmsi == A).all() and (ships.hulls == 2).all()
    assert ships.last_lat.to_dict() == {A: 36.5, A + 10_000_000_000: 30.0}
    assert sea.table("gaps").empty  # each was heard all the time


def test_a_hull_that_falls_silent_is_dark_though_its_number_is_heard_elsewhere(sea):
    sea.line(A, 0, 6, HERE).line(A, 18, 24, HERE).line(A, 0.05, 24, THERE, every_min=7)
    gaps = sea.run().table("gaps")
    assert gaps[["start_lat", "duration_h"]].to_numpy().tolist() == [[36.5, 12.0]]


def test_two_hulls_in_one_harbour_come_apart_by_the_speed_they_send(sea):
    # Five miles apart, messages six minutes apart: 50 knots between them, and both send 0.
    sea.line(A, 0, 6, (36.5, 123.9), every_min=12, sog=0).line(A, 0.1, 6.1, (36.5833, 123.9), every_min=12, sog=0)
    assert sorted(_kinds(sea).values()) == [31, 31]


def test_a_ship_that_sends_a_wrong_speed_is_one_ship(sea):
    sea.line(A, 0, 6, (36.0, 123.9), (38.0, 123.9), every_min=8, sog=0)  # 20 knots, and says 0
    assert {k for k, _ in _kinds(sea)} <= {A}
    assert sea.table("ships").vessel_id.tolist() == [A]


def test_a_hull_that_lies_still_does_not_turn_up_on_the_other_hulls_berth(sea):
    # The second hull is first heard when the first has been silent for long enough to have sailed there.
    sea.line(A, 0, 2, HERE).line(A, 10, 20, THERE).line(A, 12, 24, HERE)
    kinds = _kinds(sea)
    assert len(kinds) == 2 and {k for _, k in kinds} == {"hull"}
    for lat in (36.5, 30.0):
        track = sea.select(f"SELECT DISTINCT vessel_id FROM segments WHERE start_lat = {lat}")
        assert len(track) == 1


def test_a_receivers_clock_an_hour_late_is_no_second_ship(sea):
    sea.line(A, 0, 8, (36.0, 123.9), (38.0, 123.9))  # 15 knots
    sea.line(A, 2, 8, (36.25, 123.9), (37.75, 123.9))  # the same, an hour late: a receiver on summer time
    segments = sea.run().table("segments")
    late = segments[segments.segment_type == "late_clock"]
    assert set(segments.segment_type) == {"hull", "late_clock"} and set(segments.vessel_id) == {A}
    assert late.lag_s.iloc[0] == pytest.approx(3600, abs=60)
    assert len(sea.table("ships")) == 1


def test_many_ships_that_jump_together_are_jammed_and_one_alone_is_not(sea):
    for n in range(6):
        home = (37.5 + n / 100, 124.8)
        sea.line(A + n, 0, 3, home).line(A + n, 3.05, 3.6, (37.46, 126.44)).line(A + n, 3.65, 8, home)
    sea.line(A + 9, 0, 3, (34, 123)).line(A + 9, 3.05, 3.9, (35.5, 124.4)).line(A + 9, 3.95, 8, (34, 123))
    segments = sea.run().table("segments")
    assert segments.groupby("ssvid").segment_type.agg(set).to_dict() == {
        A + n: {"hull", "jammed"} for n in range(6)
    } | {A + 9: {"hull", "displaced"}}
    assert sea.table("resampled").lon.lt(125).all()


def test_a_number_that_goes_over_to_another_sea_is_another_hull(sea):
    sea.line(A, 0, 6, HERE).line(A, 6.5, 12, THERE)
    assert len(_kinds(sea)) == 2


def test_a_frozen_position_that_thaws_is_the_same_hull(sea):
    sea.line(A, 0, 6, HERE).line(A, 6.05, 12, (36.8, 123.9))
    assert set(_kinds(sea)) == {(A, "hull")}
    assert sea.select_one("SELECT count(*) FROM track_steps WHERE jump")[0] == 1  # and nobody sails the jump


def test_an_enciphered_id_shared_by_two_hulls(sea):
    sea.line(-5, 0, 6, HERE, every_min=10).line(-5, 0.05, 6, THERE, every_min=10)
    assert {k for k, _ in _kinds(sea)} == {-5, -6}


@needs_shared
def test_one_number_sent_from_many_seas_comes_apart_into_its_ships():
    """34 places at least 69 nm apart, found by eye: 27 heard ten times or more over an hour, seven hardly at all."""
    db = vt.open()
    db.load(SHARED / "real" / "vendors" / "ungp" / "task4_mmsi_2579999.csv.gz")
    db.detect()
    assert db.sql("SELECT count(*) AS n FROM ships").n[0] == 27
    spread = db.sql(
        "SELECT vessel_id, count(DISTINCT track) AS tracks, max(end_lat) - min(start_lat) AS lat FROM segments"
        " WHERE segment_type = 'hull' GROUP BY vessel_id"
    )
    assert (spread.tracks == 1).all() and spread.lat.max() < 0.4  # the only one under way moves 0.38 degrees
    seas = db.sql(
        "SELECT count(DISTINCT (round(start_lat), round(start_lon))) AS n FROM segments WHERE segment_type = 'noise'"
    ).n
    assert seas[0] == 7
    korea = db.sql("SELECT vessel_id FROM ships WHERE last_lat BETWEEN 33 AND 39 AND last_lon BETWEEN 124 AND 132")
    assert len(korea) == 2
    assert (
        len(db.track(int(korea.vessel_id[0]))) == db.sql("FROM ships").set_index("vessel_id").fixes[korea.vessel_id[0]]
    )
