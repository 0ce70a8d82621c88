"""Two ships that are near each other in more ways than one: neighbours first, then alongside; alongside, then in company at sea."""

import math

import numpy as np
import pytest

from vesseltrack.alongside.rigid import slowest

from builders.sea import OPEN_SEA, Sea, at

A, B = 273000001, 445000002
KNOT_M_H = 1852.0


def _metres(north: float, east: float) -> tuple[float, float]:
    """A place so many metres from the middle of the open sea."""
    return OPEN_SEA[0] + north / 111_195, OPEN_SEA[1] + east / 111_195 / math.cos(math.radians(OPEN_SEA[0]))


def _swings(h: float, period_h: float = 2 * math.pi, chain_m: float = 120, begins: float = 0.0) -> tuple[float, float]:
    """Metres north and east of its anchor of a ship that goes round it once in so many hours."""
    turn = begins + 2 * math.pi * h / period_h
    return chain_m * math.cos(turn), chain_m * math.sin(turn)


def _two(sea: Sea, from_h: float, to_h: float, first, second) -> Sea:
    """Two ships, a place every ten minutes: metres north and east by the hour."""
    for n in range(round(from_h * 6), round(to_h * 6)):
        for ship, how in ((A, first), (B, second)):
            sea.fix(ship, n / 6, *_metres(*how(n / 6)))
    return sea


def _beside(how, north: float, east: float):
    """So many metres from another, however that moves."""
    return lambda h: (how(h)[0] + north, how(h)[1] + east)


def _then_alongside(off_m: float, alongside_h: float) -> Sea:
    """Two ships swing as one for ten hours, ``off_m`` apart, then lie 55 m apart for some hours."""
    sea = _two(Sea(), 0, 10, _swings, _beside(_swings, off_m, 0))
    return _two(sea, 10, 10 + alongside_h + 1 / 6, _swings, _beside(_swings, 55, 0)).run()


@pytest.mark.parametrize("off_m", [350, 150])
def test_neighbours_that_come_alongside_meet_when_they_do(off_m):
    (e,) = _then_alongside(off_m, 3).table("encounters").itertuples()
    assert e.start_time == at(10) and e.duration_h == 3 and e.as_one and e.median_apart_m == pytest.approx(55, abs=1)


def test_half_an_hour_alongside_is_no_meeting_of_neighbours():
    (spell,) = _then_alongside(350, 0.5).table("proximities").itertuples()
    assert spell.rigid_apart_m == pytest.approx(350, abs=1)


def test_who_lay_alongside_all_along_met_all_along_however_near_at_last():
    (e,) = _then_alongside(80, 3).table("encounters").itertuples()
    assert e.start_time == at(0) and e.duration_h == 13 and e.rigid_apart_m == pytest.approx(80, abs=13)


def test_neighbours_that_each_swing_in_their_own_time_do_not_meet_though_all_head_one_way():
    # anchors 200 m apart, 80 m of chain: for an hour at a time they keep about one distance, 40 m at the least
    sea = _two(
        Sea(), 0, 24, lambda h: _swings(h, 6, 80), _beside(lambda h: _swings(h, 9, 80, begins=2), 200, 0)
    )  # fmt: skip
    sea.heads(A, 0, 24, 20).heads(B, 0, 24, 20).run()
    assert not sea.table("encounters").as_one.fillna(value=False).any()


def test_a_neighbour_that_swings_in_its_own_time_and_then_comes_alongside_meets_when_it_does():
    # 60 m of chain each; the second weighs anchor and lies beside the first for five hours
    first = lambda h: _swings(h, 6, 60)  # noqa: E731
    sea = _two(Sea(), 0, 15, first, _beside(lambda h: _swings(h, 9, 60, begins=2), 400, 0))
    met = _two(sea, 15, 20, first, _beside(first, 50, 0)).run().table("encounters")
    (e,) = met[met.as_one.fillna(value=False)].itertuples()
    assert abs((e.start_time - at(15)).total_seconds()) <= 1200 and e.rigid_apart_m == pytest.approx(50, abs=1)


@pytest.mark.parametrize("off_m", [150, 350])
def test_two_that_sail_on_in_company_met_while_they_lay_alongside(off_m):
    # six hours adrift 50 m apart, heading alike, then nine at 10 knots, farther off each other
    drift = lambda h: (700 * h, 400 * h)  # noqa: E731
    sail = lambda h: (4200.0, 2400 + (h - 6) * 10 * KNOT_M_H)  # noqa: E731
    sea = _two(Sea(), 0, 6, drift, _beside(drift, 50, 0))
    _two(sea, 6, 15, sail, _beside(sail, off_m, 0)).heads(A, 0, 15, 90).heads(B, 0, 15, 90)
    (e,) = sea.run().table("encounters").itertuples()
    assert (e.start_time, e.as_one) == (at(0), True) and e.duration_h == pytest.approx(6, abs=0.35)
    assert "too fast for a transfer" not in e.causes_hold and e.median_speed_kn < 1


def test_who_lay_alongside_for_hours_is_not_too_fast_because_both_sailed_on_beside_each_other_for_longer():
    # five hours adrift, nine at 10 knots, 30 m apart all along
    drift = lambda h: (700 * h, 400 * h)  # noqa: E731
    sail = lambda h: (3500.0, 2000 + (h - 5) * 10 * KNOT_M_H)  # noqa: E731
    sea = _two(Sea(), 0, 5, drift, _beside(drift, 30, 0))
    (e,) = _two(sea, 5, 14, sail, _beside(sail, 30, 0)).run().table("encounters").itertuples()
    assert e.median_speed_kn == pytest.approx(10, abs=0.1) and "too fast for a transfer" not in e.causes_hold
    (cause,) = (c for c in e.causes if c["cause"] == "too fast for a transfer")
    assert cause["says"] == "at 10.0 kn, for 48 minutes of it at 0.4 kn or slower"


@pytest.mark.parametrize(("kn", "cargo", "holds"), [
    (6.5, False, False), (7.5, False, None), (8.2, False, True), (8.2, True, None),
])  # fmt: skip
def test_how_fast_is_too_fast_is_graded_and_a_cargo_that_was_seen_to_move_outweighs_it(kn, cargo, holds):
    """Two tankers sail 30 m apart for five hours, heading alike, from the third on; with cargo one rises from 12 to 9 m and the other sinks."""
    come = lambda h: (0.0, h * kn * KNOT_M_H)  # noqa: E731
    sea = _two(Sea(), 3, 8, come, _beside(come, 30, 0))
    _two(sea, 0, 3, come, _beside(come, 9000, 0))
    _two(sea, 8, 14, come, _beside(come, 9000, 0)).heads(A, 0, 15, 90).heads(B, 0, 15, 90)
    for h in range(14):
        after = cargo and h > 7
        sea.says(A, h, 1, ship_type=80, length_m=180, draught_m=9.0 if after else 12.0)
        sea.says(B, h, 1, ship_type=80, length_m=180, draught_m=11.0 if after else 8.0)
    (e,) = sea.run().make("event_indicators").table("encounters").itertuples()
    (cause,) = (c for c in e.causes if c["cause"] == "too fast for a transfer")
    assert cause["holds"] is holds, cause
    weights = dict(sea.select("SELECT name, weight FROM event_indicators WHERE name IN ('too_fast', 'rather_fast')"))
    assert weights == ({"too_fast": -4} if holds else {"rather_fast": -2} if holds is None and not cargo else {})


def test_the_slowest_slots_of_each_spell_and_an_unknown_speed_is_not_slow():
    spell = np.array([0, 0, 0, 0, 1, 1, 3, 3])
    speed = np.array([9.0, 1.0, 2.0, 8.0, np.nan, 3.0, np.nan, np.nan])
    # the second slowest of four; of two the slower and the unknown; none; none known
    assert slowest(spell, speed, 2, 4).tolist() == pytest.approx([2.0, math.nan, math.nan, math.nan], nan_ok=True)
