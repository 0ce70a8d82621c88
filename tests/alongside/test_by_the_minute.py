"""Short meetings, measured on messages minutes apart."""

import math

import numpy as np
import pytest

from vesseltrack.alongside.minutes import sailed_share

from builders.sea import Sea

PACIFIC = (32.0, -170.0)


def _slows_down(sea: Sea, n: int, minutes: float, begins_min: float, every_min: float, first_min: float) -> Sea:
    """The nth pair: one comes to the other, which lies, at 10 kn, slows down evenly in 2 km (0.0066 m/s2: 779 s), and lies 30 m off.

    It leaves likewise. It is within 50 m of it over the last 20 m of its way: for 78 s before it stops, and 78 s after it leaves.
    """
    starts_s = 3 * 3600 + begins_min * 60
    stop_s, go_s = starts_s + 78, starts_s + minutes * 60 - 78
    for ship, comes in ((273000001 + n, False), (445000001 + n, True)):
        for t in np.arange(3600 + first_min * 60 * comes, 5 * 3600, every_min * 60):
            since_s = max(0.0, stop_s - t, t - go_s) if comes else 0.0
            slowing_s = min(since_s, 5.14 / 0.0066)
            metres = 0.0033 * slowing_s**2 + 5.14 * (since_s - slowing_s) + 30 * comes
            sea.fix(ship, t / 3600, PACIFIC[0] + metres / 111_195, PACIFIC[1] + n, 0.0066 * slowing_s / 0.5144)
    return sea


def test_twelve_minutes_are_found_and_nine_are_not_with_a_message_each_five():
    # two or three messages of the ship that comes lie in the twelve minutes then, five or ten minutes from the first to the last
    sea = Sea()
    sent = [(1, 0.5), (3, 0), (3, 2), (5, 0), (5, 1), (5, 3)]
    asked = [(minutes, begins, *each) for minutes in (12, 9) for begins in (0, 4, 9) for each in sent]
    for n, (minutes, begins_min, every_min, first_min) in enumerate(asked):
        _slows_down(sea, n, minutes, begins_min, every_min, first_min)
    met = sea.run("starboard").table("encounters")
    assert [asked[ship - 273000001][0] for ship in sorted(met.vessel_id)] == [12] * 18
    assert (met.duration_h * 60).tolist() == pytest.approx([12] * 18, abs=2.5)
    assert met.median_apart_m.tolist() == pytest.approx([30] * 18, abs=15)


def test_a_ship_between_two_messages_changes_its_speed_evenly_between_those_it_sent():
    def share(since_s, way_m, from_m_s, to_m_s):
        return float(sailed_share(*(np.array([x], float) for x in (since_s, 300, way_m, from_m_s, to_m_s)))[0])

    # 600 m in 300 s, from 4 m/s to rest: in the first half 4 x 150 - 150 x 150 x 4 / 600 = 450 m
    assert share(150, 600, 4, 0) == pytest.approx(450 / 600)
    # half as far: it rests after 150 s, and has made 225 m after 75
    assert [share(t, 300, 4, 0) for t in (75, 150, 250)] == pytest.approx([0.75, 1, 1])
    # it leaves after 150 s of rest
    assert [share(t, 300, 0, 4) for t in (50, 150, 225)] == pytest.approx([0, 0, 0.25])
    # 900 m: it keeps 4 m/s for 150 s, then slows down
    assert [share(t, 900, 4, 0) for t in (75, 150)] == pytest.approx([1 / 3, 2 / 3])
    # without one of the speeds, or faster than both, or if it lies: evenly
    assert [share(75, 600, math.nan, 0), share(75, 1500, 4, 0), share(75, 0, 0, 0)] == pytest.approx([0.25] * 3)
