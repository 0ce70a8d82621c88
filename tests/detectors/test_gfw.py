"""The cases by which Global Fishing Watch tests its own code, under the preset of its name; docs/presets.md explains each difference.

Times, distances and expected values are facts from the test modules of pipe-encounters, pipe-gaps and pipe-loitering
(Apache-2.0), positions rounded to metres and moved to our sea. Their tests ask for an encounter of 30 minutes, the published
definition for 2 h.
"""

import math

import pandas as pd
import pytest

import vesseltrack as vt

from builders.nights import sent, write
from builders.sea import OPEN_SEA, Sea, at

A, B, C = 273000001, 445000002, 671000003
HALF_AN_HOUR = "encounters.tiers=[{max_apart_m=500, min_duration_h=0.5}]"
NORTH_A = (-3474, -1660, -362, 0, 39, 20, -19, 20, -57, -114, -1546, -2825, -4676)
EAST_A = (1558, 1417, 1025, 568, 274, -9, -162, -358, -488, -673, -1229, -1349, -1447)
"""Metres from a point, each ten minutes from 15:40 to 17:40."""
NORTH_B = (7273, 5574, 2806, 1069, 268, 96, None, 172, 172, 172, -95, 20, 2730, 4906, 7063, 8017)
EAST_B = (1678, 1580, 1493, 1232, 971, 753, None, 67, -216, -532, -924, -1240, -1588, -1773, -1817, -1806)
"""Likewise, each ten minutes from 15:20 to 17:50; no message at 16:20."""
EAST_B_AT_180 = (78, 78, 89, 11, 67, 78, None, 11, 111, 111, 78, 111, 556, 890, 667, 667)


def sails(sea: Sea, ship: int, start_h: float, north_m, east_m, place=OPEN_SEA) -> Sea:
    """A message each ten minutes, at metres from a place; none where north is ``None``."""
    for n, (north, east) in enumerate(zip(north_m, east_m, strict=True)):
        if north is not None:
            lat = place[0] + north / 111_195
            lon = place[1] + east / 111_195 / math.cos(math.radians(lat))
            sea.fix(ship, start_h + n / 6, lat, (lon + 540) % 360 - 180)
    return sea


def times(rows: pd.DataFrame) -> list[tuple]:
    """Ships, and clock times from the first to the last tenth minute together; an end that the data do not show is null there."""
    ends = rows.start_time + pd.to_timedelta((rows.duration_h * 60).round(), unit="min")
    pairs = zip(rows.vessel_id, rows.other_vessel_id, rows.start_time, ends, strict=True)
    return sorted((a, b, f"{start:%H:%M}", f"{end:%H:%M}") for a, b, start, end in pairs)


@pytest.fixture
def simple(sea):
    sails(sea, A, 15 + 40 / 60, NORTH_A, EAST_A)
    return sails(sea, B, 15 + 20 / 60, NORTH_B, EAST_B)


def test_the_simple_case(simple):
    # apart at 16:10 to 17:00: 208, 166, 171, 199, 232, 437 m; at 17:10 582 m. They take the mean of the two middle ones, 203 m,
    # we the smaller. Steps of A: 0.97, 0.94, 0.51, 0.65, 0.49, 0.63 kn, of B 1.22, 1.14, 1.02, 1.02, 1.53, 1.10
    rows = simple.run("gfw", HALF_AN_HOUR).table("encounters")
    assert times(rows) == [(A, B, "16:10", "17:00")]
    assert rows.median_apart_m[0] == pytest.approx(199, abs=2)
    assert 1.0 < rows.median_speed_kn[0] < 1.2
    assert simple.run("gfw").table("encounters").empty  # 50 minutes are no 2 h


def test_the_simple_case_on_both_sides_of_180_degrees(sea):
    place = (36.5, 180.0)
    sails(sea, A, 15 + 40 / 60, NORTH_A, [-111] * 13, place)
    rows = sails(sea, B, 15 + 20 / 60, NORTH_B, EAST_B_AT_180, place).run("gfw", HALF_AN_HOUR).table("encounters")
    assert times(rows) == [(A, B, "16:10", "17:10")]
    assert rows.median_apart_m[0] == pytest.approx(211.7, abs=2)  # theirs: 0.2117 km
    assert abs(rows.lon[0]) > 179.99 and rows.shore_km.notna().all()


def lies(sea: Sea, ship: int, start_h: float, east_m) -> Sea:
    return sails(sea, ship, start_h, [0 if e is not None else None for e in east_m], east_m)


def test_three_ships_at_once(sea):
    # two of them change places, 111 m, at 16:50; neither is heard at 16:20
    lies(sea, A, 15 + 40 / 60, [0] * 13)
    lies(sea, B, 15 + 20 / 60, [0] * 6 + [None] + [0] * 2 + [111] * 7)
    lies(sea, C, 15 + 20 / 60, [111] * 6 + [None] + [111] * 2 + [0] * 7)
    rows = sea.run("gfw").table("encounters")
    assert times(rows) == [(A, B, "15:40", "17:40"), (A, C, "15:40", "17:40"), (B, C, "15:20", "17:50")]


def test_a_ship_that_dashes_away_and_back_each_ten_minutes(sea):
    # 4 km in ten minutes is 13 kn: near each other at every other tenth minute, and no meeting
    lies(sea, A, 15 + 40 / 60, [0] * 13)
    lies(sea, B, 15 + 20 / 60, [0, 4000] * 8)
    assert sea.run("gfw", HALF_AN_HOUR).table("encounters").empty


def test_a_ship_that_jumps_ten_degrees_and_back_is_two(sea):
    # theirs: no encounter. No ship sails 900 km in ten minutes: one place is another hull's or false, and the one beside A stays
    lies(sea, A, 15 + 40 / 60, [0] * 13)
    for n, minute in enumerate((0, 10, 20, 30, 40, 50, 70, 80, 90, 100, 110, 120, 130, 140, 150)):
        sea.fix(B, 15 + (20 + minute) / 60, OPEN_SEA[0], OPEN_SEA[1] + 10 * (n % 2))
    rows = sea.run("gfw", HALF_AN_HOUR).table("encounters")
    assert times(rows) == [(A, B, "15:40", "17:40")]
    assert sea.table("noise_segments").vessel_id.tolist() == [B] * 7


@pytest.mark.parametrize(("back_h", "found"), [(23 / 6, [(A, B, "00:00", "06:30")]), (4, [])])
def test_two_bouts_are_one_if_less_than_four_hours_lie_between(sea, back_h, found):
    # 80 minutes, off by 2 km, and 80 minutes again: 3 h 50 later one of 6 h 30, 4 h later two of which neither lasts 2 h
    begins, again, ends = 0, 4 / 3 + back_h, 8 / 3 + back_h
    sea.line(A, begins, ends, OPEN_SEA)
    for n in range(round(ends * 6) + 1):
        beside = n / 6 < 4 / 3 + 0.01 or n / 6 > again - 0.01
        sails(sea, B, n / 6, [100 if beside else 2000], [0])
    assert times(sea.run("gfw").table("encounters")) == found


def test_the_real_case_seen_from_both_sides_alike(sea):
    # MMSI 441910000 and 563418000, 2015-03-19, 40 m apart, heard in two bouts; theirs: 07:40 to 20:10 from one side, to 10:10 from
    # the other, as only the neighbour's silence ends a run. Between lie eight hours in which neither was heard.
    drifts = lambda h: (OPEN_SEA[0] + 0.0015 * (h - 7), OPEN_SEA[1] - 0.001 * (h - 7))  # noqa: E731
    for ship, north, hours in (
        (A, 0.0, (7.55, 7.6, 7.76, 8.72, 9.19, 9.34, 10.33, 18.46, 18.65, 20.1, 20.27, 21.63)),
        (B, 0.00036, (7.55, 7.65, 7.76, 8.7, 9.19, 9.33, 10.26, 18.18, 18.6, 19.25, 19.6, 20.05, 20.3, 21.38)),
    ):
        for h in hours:
            lat, lon = drifts(h)
            sea.fix(ship, h, lat + north, lon)
    assert times(sea.run("gfw", HALF_AN_HOUR).table("encounters")) == [
        (A, B, "07:40", "10:10"), (A, B, "18:30", "20:10"),
    ]  # fmt: skip
    assert times(sea.run("gfw").table("encounters")) == [(A, B, "07:40", "10:10")]
    (ours,) = times(sea.run().table("encounters"))
    assert ours == (A, B, "07:40", "21:20")


def test_positions_are_drawn_for_an_hour_and_never_beyond_the_last_message(sea):
    # theirs: a place each ten minutes, 00:20 half way from 00:15 to 00:25; none from 00:30 to 01:30, 72 minutes being more than an
    # hour; an hour more is guessed beyond the last message, at 02:20
    for minute, east in ((15, 0), (25, 1000), (98, 2000), (140, 3000)):
        sails(sea, A, minute / 60, [0], [east])
    rows = sea.run("gfw").table("resampled")
    minutes = (rows.slot - rows.slot.min()) * 10 + 20
    assert minutes.tolist() == [20, 100, 110, 120, 130, 140]


def silences(sea: Sea, *assign: str) -> list[tuple]:
    """Begin and end of A's silences, hours; the end is null while it lasts."""
    rows = sea.run("gfw", "gaps.min_shore_nm=0", "gaps.min_fixes_before=0", *assign).table("gaps")
    rows = rows[rows.vessel_id == A]
    hours = lambda t: None if pd.isna(t) else (t - at(0)).total_seconds() / 3600  # noqa: E731
    return [(hours(a), hours(b)) for a, b in zip(rows.start_time, rows.end_time, strict=True)]


def among_others(sea: Sea, end_h: float) -> Sea:
    """Somebody is heard all along: without that nobody knows that time went by."""
    return sea.line(C, 0, end_h, (36.0, 124.0), every_min=30)


@pytest.mark.parametrize(("last_h", "min_h", "open_"), [(12, 6, 1), (13, 6, 1), (20, 6, 0), (12, 12, 0), (11, 12, 1)])
def test_a_silence_is_open_at_midnight_if_it_is_longer(sea, last_h, min_h, open_):
    among_others(sea, 24).line(A, 0, last_h, OPEN_SEA, every_min=60)
    assert silences(sea, f"gaps.min_silence_h={min_h}") == [(last_h, None)] * open_


def test_a_silence_closes_and_another_opens(sea):
    # 14:00 to 20:00 a day later; six hours exactly are none; open from 01:00 on the third day
    among_others(sea, 72)
    for h in (14, 44, 45, 49):
        sea.fix(A, h, *OPEN_SEA)
    assert silences(sea, "gaps.min_silence_h=6") == [(14, 44), (49, None)]


def test_night_by_night_with_a_day_of_silence_in_between(tmp_path):
    # their rows: 31st 20:00 to 1st 20:00; 1st 22:00, open; that one again, to 3rd 18:00; 3rd 18:00 to 4th 19:00
    heard = [(20,), (44, 46), (), (90,), (115,)]
    found = []
    with vt.open() as db:
        for day, hours in enumerate(heard):
            sea = Sea().line(C, 24 * day, 24 * day + 23.5, (36.0, 124.0), every_min=30)
            for h in hours:
                sea.fix(A, h, *OPEN_SEA)
            db.load(write(sent(sea, {A: "SEA TRADER,,80"}, 60), tmp_path / f"{day}.csv"))
            db.detect(preset="gfw", assign=["gaps.min_shore_nm=0", "gaps.min_fixes_before=0", "gaps.min_silence_h=6"])
            found.append(
                db.store.rows(f"SELECT start_time, end_time FROM gaps WHERE vessel_id = {A} ORDER BY start_time")
            )
    hours = lambda t: t and (t - at(0)).total_seconds() / 3600 + 24 * 60  # noqa: E731
    nights = [[(hours(start), hours(end)) for start, end in rows] for rows in found]
    first, second, third = (20, 44), (46, 90), (90, 115)
    assert nights == [[], [first], [first, (46, None)], [first, second], [first, second, third]]


def test_loitering_has_their_length_and_mean_speed(sea):
    # theirs: 20,267.09 m in 23.7253 h: 0.46125 kn
    hours, metres = 23.7253, 20267.09
    sails(sea, A, -1.2, [-20000], [0])
    sea.line(A, 0, hours, OPEN_SEA, (OPEN_SEA[0] + metres / 111_195, OPEN_SEA[1]))
    sails(sea, A, hours + 1, [metres + 20000], [0])
    (e,) = sea.run("gfw").table("loitering").itertuples()
    assert e.duration_h == pytest.approx(hours, abs=0.34) and e.mean_speed_kn == pytest.approx(0.46125, abs=0.02)


@pytest.mark.parametrize(("hours", "found"), [(4, 1), (3.5, 0)])
def test_four_slow_clock_hours_are_loitering(sea, hours, found):
    # theirs counts clock hours of a mean speed below 2 kn, from the last message before them
    sea.line(A, 0, 2, (OPEN_SEA[0] - 0.4, OPEN_SEA[1]), OPEN_SEA).line(A, 2, 2 + hours, OPEN_SEA, every_min=5)
    sea.line(A, 2 + hours, 5 + hours, OPEN_SEA, (OPEN_SEA[0] + 0.6, OPEN_SEA[1]))
    assert len(sea.run("gfw").table("loitering")) == found
