"""Dark periods, at the published definition; and the leader's measured faults, which are not ours."""

import math

import pandas as pd
import pytest

from builders.sea import OPEN_SEA, at

A, B = 441000001, 352000002


def test_a_gap_is_longer_than_the_threshold_strictly(sea):
    # 6 h exactly is none, 6 h and 1 s is one (GFW's pipe-gaps, gap_detector.py)
    sea.fix(A, 0, *OPEN_SEA).fix(A, 6, *OPEN_SEA)
    sea.fix(B, 0, 36.0, 124.0).fix(B, 6 + 1 / 3600, 36.0, 124.0)
    gaps = sea.run(None, "gaps.min_silence_h=6").table("gaps")
    assert gaps.vessel_id.tolist() == [B]
    assert gaps.duration_h[0] == pytest.approx(6.0, abs=0.001)


def test_a_gap_over_midnight_and_new_year_is_one_gap_with_both_ends(sea):
    hours = 24 * 45.5  # 31 December 2026, noon
    sea.fix(A, hours, 36.5, 123.9, 11).fix(A, hours + 30, 36.6, 123.9, 11)
    gap = sea.run().table("gaps").iloc[0]
    assert gap.start_time == pd.Timestamp("2026-12-31 12:00") and gap.end_time == pd.Timestamp("2027-01-01 18:00")
    assert gap.duration_h == 30
    # 0.1 degree of latitude is 6 nm = 11.1 km; in 30 h that is 0.2 kn
    assert gap.apart_km == pytest.approx(11.12, abs=0.02) and gap.implied_kn == pytest.approx(0.2, abs=0.01)


def test_an_open_gap_keeps_its_name_when_it_closes(sea):
    # GFW's published event_id hashes the end as well, so it changes when an open gap closes.
    sea.line(A, 0, 3, OPEN_SEA, sog=9).line(B, 0, 20, (36.6, 124.0))
    open_gap = sea.run().table("gaps").iloc[0]
    assert pd.isna(open_gap.end_time) and open_gap.duration_h == 17
    assert pd.isna(open_gap.apart_km) and pd.isna(open_gap.implied_kn)  # no end, so no distance: not 20,015 km
    sea.fix(A, 19, *OPEN_SEA)
    closed = sea.run().table("gaps").iloc[0]
    assert closed.event == open_gap.event == f"gap-{A}-20261116T030000Z"
    assert closed.end_time == at(19) and closed.duration_h == 16


def test_ends_on_both_sides_of_the_antimeridian_are_near(sea):
    # GFW's mean position of such a gap lies in Africa; we give both ends and the short way between them.
    sea.fix(A, 0, 35.0, 179.95).fix(A, 8, 35.0, -179.95)
    gap = sea.run().table("gaps").iloc[0]
    assert gap.apart_km == pytest.approx(0.1 * 111.195 * 0.81915, abs=0.05)  # 0.1 degree at cos(35)


def test_different_ships_never_make_a_gap(sea):
    sea.fix(A, 0, *OPEN_SEA).fix(B, 12, *OPEN_SEA)
    gaps = sea.run().table("gaps")
    assert gaps[["vessel_id", "duration_h"]].to_numpy().tolist() == [[A, 12.0]]  # A's own, still open


def test_messages_before_are_counted_in_the_twelve_hours_before(sea):
    # every 30 min from 0 to 20 h: at 20 h the window 8..20 h holds 25 messages, both ends counted
    sea.line(A, 0, 20, OPEN_SEA, every_min=30).fix(A, 30, *OPEN_SEA)
    gap = sea.run().table("gaps").iloc[0]
    assert gap.fixes_before == 25
    assert gap.heard_before == pytest.approx(24 / 72, abs=0.02)  # in two of the six tenth minutes of each hour


def test_stray_positions_prove_that_it_transmitted(sea):
    # Two hulls on one number, 10 degrees apart, each every hour: the number is never silent for 4 h.
    for h in range(12):
        sea.fix(A, h, *OPEN_SEA).fix(A, h + 0.5, 26.5, 123.9)
    assert sea.run().table("gaps").empty


@pytest.mark.parametrize(("preset", "found"), [("vesseltrack", 3), ("skylight", 2), ("windward-8h", 1), ("gfw", 0)])
def test_presets_are_the_published_thresholds(sea, preset, found):
    # silences of 5, 7 and 9 h near the coast: ours > 4, Skylight > 6, Windward > 8, GFW > 12 and 50 nm out
    for n, hours in enumerate((5, 7, 9)):
        sea.line(A + n, 0, 2, (36.9, 126.0)).fix(A + n, 2 + hours, 36.9, 126.0)
    closed = sea.run(preset).table("gaps").dropna(subset=["end_time"])
    assert len(closed) == found


def test_gfw_asks_for_fifty_miles_and_fourteen_messages(sea):
    far, near = (36.5, 123.9), (36.9, 126.0)
    sea.line(A, 0, 12, far, every_min=30).fix(A, 26, *far)  # 25 messages, far out: counts
    sea.line(B, 0, 12, far, every_min=80).fix(B, 26, *far)  # 10 messages
    sea.line(563000003, 0, 12, near, every_min=30).fix(563000003, 26, *near)  # near the coast
    assert sea.run("gfw").table("gaps").vessel_id.tolist() == [A]


def test_an_open_gap_of_a_moving_ship_has_a_place(sea):
    # its last fix, at 6:07, strikes no tenth minute
    sea.line(A, 0, 6.117, (36.0, 123.5), (37.2, 123.5), every_min=7.3, sog=12).line(B, 0, 20, (36.6, 124.0))
    gap = sea.run().table("gaps").iloc[0]
    assert pd.notna(gap.port_km) and pd.notna(gap.dprk_port_km)


def test_a_silence_that_begins_at_a_false_position_is_marked(sea):
    sea.line(A, 0, 3, (37.3, 124.6)).fix(A, 3.02, 37.95, 125.6).line(A, 11.4, 14, (37.3, 124.6)).line(
        B, 0, 14, (37.4, 124.6)
    )
    gap = sea.run().table("gaps").set_index("vessel_id").loc[A]
    assert bool(gap.end_is_false)


def test_without_a_speed_sent_positions_say_how_fast(sea):
    sea.line(A, 0, 6, (36.0, 123.5), (37.0, 123.5)).fix(A, 20, 37.0, 123.5)  # 10 kn, SOG never sent
    assert sea.run().table("gaps").start_sog_kn[0] == pytest.approx(10, abs=0.1)


@pytest.mark.parametrize(
    ("before_kn", "lay_h", "place", "still_h", "speaks"),
    [
        (12, 0.5, OPEN_SEA, 0.5, False),
        (12, 1.5, OPEN_SEA, 1.5, False),
        (12, 2.2, OPEN_SEA, 2.2, False),  # no spell yet of two hours at tenth minutes: it fell silent in mid-drift
        (12, 2.5, OPEN_SEA, 2.5, False),  # a spell of its own, begun within six hours
        (12, 7, OPEN_SEA, None, True),  # it had lain there
        (1, 0.5, OPEN_SEA, None, True),  # was not under way
        (12, 0.5, (35.05, 129.06), 0.5, True),  # off Busan: it came to wait
    ],
)
def test_who_had_just_stopped_does_not_lie_still_innocently(sea, before_kn, lay_h, place, still_h, speaks):
    sea.line(A, -4, 0, (place[0] - before_kn * 4 / 60, place[1]), place, sog=before_kn).line(
        A, 0, lay_h, place, sog=0.4
    )
    sea.fix(A, lay_h + 30, place[0] + 0.1, place[1], 0.4)
    (gap,) = sea.run().table("gaps").itertuples()
    assert gap.still_h == pytest.approx(still_h, abs=0.2) if still_h else math.isnan(gap.still_h)
    sea.make("event_indicators")
    assert (("lay_still",) in sea.select("SELECT name FROM event_indicators WHERE event LIKE 'gap-%'")) is speaks


WAITS, QUAY, FAR = (37.55, 122.6), (37.5, 122.15), (36.8, 123.4)


@pytest.mark.parametrize(
    ("there", "dark_h", "holds", "speaks"),
    [
        (QUAY, (7.5, 13), True, True),  # back where it lay, and three hours after it weighed anchor at the quay
        (FAR, (7.5, 13), False, False),  # it sailed off: it had just stopped, and who knows why
        (
            QUAY,
            (7.5, 17),
            None,
            False,
        ),  # not seen to have lain there: heard again under way; what it did in between nobody knows
    ],
)
def test_who_falls_silent_at_anchor_off_a_port_and_then_goes_in_waited_for_it(sea, there, dark_h, holds, speaks):
    """It comes at 9 kn, anchors 40 km off Weihai at 6 h, falls silent 1.5 h later, and weighs anchor at 16 h."""
    sea.line(A, 0, 6, (37.5, 124.0), WAITS, sog=9)
    sea.line(A, 6.1, dark_h[0], WAITS, sog=0.1)
    if dark_h[1] < 16:
        sea.line(A, dark_h[1], 16, WAITS, sog=0.1)
    start_h = max(16.1, dark_h[1])
    sea.line(A, start_h, 20, WAITS if start_h < 17 else (37.52, 122.5), there, sog=9)
    sea.line(A, 20.1, 34, there, there if there == QUAY else (there[0] - 1.2, there[1]), sog=0 if there == QUAY else 6)
    (gap,) = sea.run().table("gaps").itertuples()
    (cause,) = (c for c in gap.causes if c["cause"] == "waited off a port and went in")
    assert cause["holds"] is holds
    sea.make("event_indicators")
    said = sea.select("SELECT text FROM event_indicators WHERE event LIKE 'gap-%' AND name = 'lay_still'")
    assert bool(said) is speaks
    if speaks:
        assert "km from Weihai 4.3 hours later" in said[0][0]


@pytest.mark.parametrize(("sent_kn", "name", "weight"), [(0.4, "lay_still", -2), (1.4, "waited_for_port", -1)])
@pytest.mark.parametrize("goes_in", [True, False])
def test_a_wait_off_a_port_weighs_whether_the_ship_lay_or_drifted_when_it_fell_silent(
    sea, goes_in, sent_kn, name, weight
):
    """It comes at 9 kn, waits 40 km off Weihai from 2 to 16 h, silent from 7.5 to 13 h, and goes in, or sails off."""
    sea.line(A, -2, 2, (37.5, 123.4), WAITS, sog=9)
    sea.line(A, 2.1, 7.5, WAITS, sog=sent_kn).line(A, 13, 16, WAITS, sog=sent_kn)
    there = QUAY if goes_in else FAR
    sea.line(A, 16.1, 20, WAITS, there, sog=9)
    sea.line(A, 20.1, 34, there, there if goes_in else (there[0] - 1.2, there[1]), sog=0 if goes_in else 6)
    sea.run().make("event_indicators")
    said = dict(sea.select("SELECT name, weight FROM event_indicators WHERE event LIKE 'gap-%' AND weight < 0"))
    waits = {k: v for k, v in said.items() if k in ("lay_still", "waited_for_port")}
    assert waits == ({name: weight} if goes_in else {})
