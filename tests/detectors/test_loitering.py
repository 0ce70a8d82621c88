"""Loitering: slow, away from port, and heard. A silence is not loitering."""

import pytest

from builders.sea import OPEN_SEA

A = 636000001


def test_six_hours_adrift(sea):
    # 0.1 degree of latitude in 6 h: 1 kn
    sea.line(A, -3, 0, (36.0, 123.9), OPEN_SEA).line(A, 0, 6, OPEN_SEA, (36.6, 123.9)).line(
        A, 6, 9, (36.6, 123.9), (37.1, 123.9)
    )
    spells = sea.run().table("loitering")
    assert len(spells) == 1
    assert spells.duration_h[0] == pytest.approx(6, abs=0.35)  # to a tenth minute or two at both ends
    assert spells.mean_speed_kn[0] == pytest.approx(1.0, abs=0.15)
    assert spells.heard_h[0] == pytest.approx(spells.duration_h[0], abs=0.2)


def test_a_silence_is_not_loitering(sea):
    # GFW: of 34 cruising ships with a planted gap that ended near its start, 6 got 15 to 31 h of "loitering".
    sea.line(A, 0, 5, (36.0, 123.9), (37.0, 123.9)).line(A, 25, 30, (37.02, 123.9), (38.0, 123.9))
    assert sea.run().table("loitering").empty


def test_slow_before_and_after_a_silence_are_two_short_spells(sea):
    sea.line(A, 0, 3, OPEN_SEA).line(A, 9, 12, OPEN_SEA)
    assert sea.run().table("loitering").empty  # 3 h each; the 6 silent hours count for nothing
    assert len(sea.run(None, "loitering.min_duration_h=2.5").table("loitering")) == 2


def test_midnight_does_not_cut(sea):
    spells = sea.line(A, 20, 29, OPEN_SEA).run().table("loitering")
    assert spells.duration_h.tolist() == [9.0]


def test_at_anchor_off_a_port_is_not_loitering(sea):
    assert sea.line(A, 0, 12, (35.05, 129.06)).run().table("loitering").empty


def test_jitter_at_a_high_rate_is_not_speed(sea):
    # Every 10 s, 15 m to and fro: 3 kn from fix to fix, yet it goes nowhere.
    for i in range(0, 6 * 360):
        sea.fix(A, i / 360, OPEN_SEA[0] + (i % 2) * 15 / 111_195, OPEN_SEA[1])
    assert sea.run().table("loitering").duration_h[0] == pytest.approx(5.8, abs=0.2)


def test_twenty_miles_for_gfw(sea):
    near = (37.55, 129.45)  # some 16 nm east of Donghae, 29 km from its port
    sea.line(A, 0, 8, near)
    assert len(sea.run().table("loitering")) == 1
    assert sea.run("gfw").table("loitering").empty
