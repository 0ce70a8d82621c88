"""An articulated tug-barge that lighters: the barge sends nothing, and the tug that is heard may be short."""

import math

import pytest

from builders.sea import OPEN_SEA, Sea

TUG, TANKER = 367000001, 445000002
LAT, LON = OPEN_SEA


def _lighters(tug_m: float, hours: float, ship_type: int = 31, nav_status: int | None = None) -> dict:
    """A tug lies at a tanker of 183 m, both adrift, for some hours; the causes tested."""
    sea = Sea()
    for n in range(round(hours * 12) + 1):
        h = n / 12
        lat, lon = LAT + 0.003 * h, LON + 0.002 * math.sin(h)
        sea.fix(TANKER, 3 + h, lat, lon, 0.3).fix(TUG, 3 + h, lat + 0.0005, lon, 0.3)
    sea.line(TUG, 0, 2.9, (LAT - 0.4, LON), (LAT, LON), sog=8)
    sea.says(TUG, 0, 20, name="PUSHER", ship_type=ship_type, length_m=tug_m)
    sea.says(TANKER, 0, 20, name="BIG TANK", ship_type=80, length_m=183)
    if nav_status is not None:
        sea.sets(TANKER, 3, 3 + hours, nav_status)
    (e,) = sea.run().table("encounters").itertuples()
    return {c["cause"]: c for c in e.causes}


@pytest.mark.parametrize("tug_m", [33, 41, 46])
def test_a_tug_that_lay_at_a_tanker_for_long_away_from_port_may_push_a_barge(tug_m):
    small = _lighters(tug_m, 8)["small craft beside a ship"]
    assert not small["holds"] and "lay there for 8.0 h, away from port: it may be the tug of a barge" in small["says"]


@pytest.mark.parametrize(("hours", "ship_type"), [(2, 31), (8, 50), (8, 55)])
def test_a_short_visit_and_other_small_craft_are_small_craft(hours, ship_type):
    assert _lighters(41, hours, ship_type)["small craft beside a ship"]["holds"]


def test_the_tug_of_a_ship_that_is_not_under_command_tends_it():
    assert _lighters(41, 8, nav_status=2)["small craft beside a ship"]["holds"]
    assert not _lighters(41, 8, nav_status=1)["small craft beside a ship"]["holds"]
