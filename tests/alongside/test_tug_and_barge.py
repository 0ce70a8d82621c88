"""An articulated tug-barge that lighters: the barge sends nothing, and the tug that is heard may be short."""

import math

import pytest

from builders.sea import OPEN_SEA, Sea

TUG, TANKER = 367000001, 445000002
LAT, LON = OPEN_SEA


def _lighters(tug_m: float, hours: float, ship_type: int = 31, nav_status: int | None = None) -> dict:
    """A tug lies at a tanker of 183 m, both adrift, for some hours; the causes tested."""
    sea = _sea_of(tug_m, hours, ship_type, nav_status)
    (e,) = sea.run().table("encounters").itertuples()
    return {c["cause"]: c for c in e.causes}


def _sea_of(tug_m: float, hours: float, ship_type: int = 31, nav_status: int | None = None) -> Sea:
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
    return sea


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


def _lightering(tanker_m: tuple[float, float], tug_m: tuple[float, float]) -> Sea:
    """The tanker drifts for 20 hours, from 3 h on, on its way; the tug lies at it in the first 8, then goes. Draughts before and after."""
    sea = _sea_of(41, 8)
    for said in sea.particulars:
        before, after = tanker_m if said["ssvid"] == TANKER else tug_m
        said["draught_m"] = before if said["hour"].hour < 12 else after
    end = (LAT + 0.024, LON + 0.002 * math.sin(8))
    sea.line(TANKER, 0, 2.9, (LAT, LON - 0.6), (LAT, LON), sog=10).line(
        TANKER, 11.1, 23, end, (end[0] + 0.036, end[1]), sog=0.3
    )
    sea.line(TANKER, 23.1, 27, (end[0] + 0.036, end[1]), (end[0] + 0.036, end[1] + 0.8), sog=10)
    return sea.line(TUG, 11.1, 15, end, (end[0] + 0.5, end[1]), sog=8).line(
        TUG, 15.1, 27, (end[0] + 0.5, end[1]), (end[0] + 2, end[1]), sog=8
    )


@pytest.mark.parametrize(
    ("tanker_m", "tug_m", "said"),
    [
        ((10.0, 7.5), (6.0, 6.0), {"draught_changed": 0.5, "one_draught_keyed": 0.5}),
        # 7.5 m is deep for a tug of 41 m: it is the draught of its barge
        ((10.0, 7.5), (6.0, 7.5), {"draughts_changed": 1.5}),
        ((10.0, 10.0), (6.0, 6.0), {}),
    ],
)
def test_a_lightering_heads_the_story_of_the_tanker_that_drifted_for_longer(tanker_m, tug_m, said):
    sea = _lightering(tanker_m, tug_m).run().make("alerts")
    (alert,) = sea.select_frame("SELECT * FROM alerts").itertuples()
    assert alert.event_type == "encounter" and {alert.ship_name, alert.other_name} == {"PUSHER", "BIG TANK"}
    found = dict(
        sea.select("SELECT name, weight FROM event_indicators WHERE name LIKE '%draught%' AND event LIKE 'encounter-%'")
    )
    assert found == said
    # whoever lay beside somebody was not alone
    names = {
        name for (name,) in sea.select(f"SELECT name FROM event_indicators WHERE event LIKE 'loitering-{TANKER}-%'")
    }
    assert "loitered" in names and not names & {"alone", "no_place_to_wait"}


def test_a_small_craft_beside_a_ship_adrift_weighs_against_its_loneliness():
    """A tug of 33 m at it for two hours of its 20."""
    sea = _sea_of(33, 2)
    end = (LAT + 0.006, LON + 0.002 * math.sin(2))
    sea.line(TANKER, 0, 2.9, (LAT, LON - 0.6), (LAT, LON), sog=10).line(
        TANKER, 5.1, 23, end, (end[0] + 0.05, end[1]), sog=0.3
    )
    sea.line(TUG, 5.1, 10, end, (end[0] + 0.6, end[1]), sog=8)
    sea.run().make("event_indicators")
    assert sea.select(
        f"SELECT weight, text FROM event_indicators WHERE name = 'small_craft_beside' AND event LIKE 'loitering-{TANKER}-%'"
    ) == [(-0.5, "beside it lay PUSHER, a tug: a small craft")]
