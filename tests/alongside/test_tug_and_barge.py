"""A tug-barge that lighters: the barge sends nothing, and the tug may be short; and tugs that tend a disabled ship or take one in tow."""

import math

import pytest

from builders.sea import OPEN_SEA, Sea, at

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


@pytest.mark.parametrize("keyed_m", [None, 11.0])
def test_two_tugs_at_one_ship_at_once_hold_it_unless_a_draught_is_keyed_anew(keyed_m):
    """A second tug lies on the other side of the tanker for the same eight hours: neither has a barge between."""
    sea, other = _sea_of(33, 8), 367000002
    sea.rows += [(other, t, lat - 0.001, lon, sog) for ship, t, lat, lon, sog in sea.rows if ship == TUG and t >= at(3)]
    sea.line(other, 0, 2.9, (LAT - 0.4, LON + 0.3), (LAT - 0.0005, LON), sog=8)
    sea.says(other, 0, 20, name="HOLDER", ship_type=31, length_m=31)
    last = (LAT + 0.024, LON + 0.002 * math.sin(8))
    for ship, aside in ((TUG, 0.4), (other, 0.3), (TANKER, -0.4)):
        sea.line(ship, 11.1, 15, last, (last[0], last[1] + aside), sog=6)
    for said in sea.particulars if keyed_m else []:
        if said["ssvid"] == TANKER:
            said["draught_m"] = 9.0 if said["hour"] < at(12) else keyed_m
    met = sea.run().table("encounters")
    (causes,) = met[(met.vessel_id == TUG) & (met.other_vessel_id == TANKER)].causes
    (small,) = (c for c in causes if c["cause"] == "small craft beside a ship")
    assert (small["holds"] is True) == (keyed_m is None), small


@pytest.mark.parametrize(("hours", "ship_type"), [(2, 31), (8, 50), (8, 55)])
def test_a_short_visit_and_other_small_craft_are_small_craft(hours, ship_type):
    assert _lighters(41, hours, ship_type)["small craft beside a ship"]["holds"]


def test_the_tug_of_a_ship_that_is_not_under_command_tends_it():
    assert _lighters(41, 8, nav_status=2)["small craft beside a ship"]["holds"]
    assert not _lighters(41, 8, nav_status=1)["small craft beside a ship"]["holds"]


def _lie_and_sail_on(types: tuple[int, int], sails_h: float, nav_status: int = 2, apart_m: float = 480) -> Sea:
    """A ship of 68 m comes at hour 3 to one of 190 m and lies 56 m off, both adrift, until 10; then it sails ahead of it at 6 knots.

    From half past ten on they sail ``apart_m`` apart. Until 10 the long one sends ``nav_status``, afterwards the other that it is restricted.
    """
    sea = Sea().line(TUG, 0, 2.9, (LAT - 0.4, LON), (LAT, LON), sog=8)
    for n in range(85):
        h = n / 12
        lat, lon = LAT + 0.003 * h, LON + 0.002 * math.sin(h)
        sea.fix(TANKER, 3 + h, lat, lon, 0.3).fix(TUG, 3 + h, lat + 0.0005, lon, 0.3)
    last = (LAT + 0.021, LON + 0.002 * math.sin(7))
    if sails_h:
        for ship, ahead in ((TANKER, 0.0), (TUG, apart_m / 111_195)):
            begin, end = (last[0] + ahead + north for north in (0.05, 0.05 + 0.1 * sails_h))
            sea.line(ship, 10.5, 10.5 + sails_h, (begin, last[1]), (end, last[1]), sog=6)
    sea.says(TUG, 0, 30, name="OCEAN TUG", ship_type=types[0], length_m=68)
    sea.says(TANKER, 0, 30, name="BIG SHIP", ship_type=types[1], length_m=190)
    return sea.sets(TANKER, 0, 10, nav_status).sets(TUG, 3, 30, 3).run()


def _met(sea: Sea) -> tuple:
    (e,) = sea.table("encounters").itertuples()
    return e, {c["cause"]: c for c in e.causes}


def test_a_tug_that_lies_beside_a_ship_and_then_tows_it_met_it_while_it_lay():
    sea = _lie_and_sail_on((31, 70), 8, nav_status=0)
    e, causes = _met(sea)
    assert e.duration_h == pytest.approx(7, abs=0.17) and e.median_apart_m == pytest.approx(55.6, abs=1)
    assert causes["tow"]["holds"] and "under way together at 6.0 kn, 480 m apart" in causes["tow"]["says"]
    assert not causes["attends a disabled ship"]["holds"]
    assert (
        "restricted_status" not in sea.select_one("SELECT list(name) FROM event_indicators WHERE event LIKE 'enc%'")[0]
    )


def test_tankers_that_sail_on_in_company_are_no_tow_and_two_of_unknown_kind_may_be():
    assert _met(_lie_and_sail_on((80, 80), 8, nav_status=0))[1]["tow"]["holds"] is False
    assert _met(_lie_and_sail_on((0, 0), 8, nav_status=0))[1]["tow"]["holds"] is None
    # a tug that lay there, and 3 km off when both sailed the same way
    assert _met(_lie_and_sail_on((31, 80), 8, nav_status=0, apart_m=3000))[1]["tow"]["holds"] is False


def test_a_tug_of_any_length_tends_a_ship_that_sends_not_under_command():
    sea = _lie_and_sail_on((52, 70), 0)
    _, causes = _met(sea)
    assert causes["attends a disabled ship"] == {
        "cause": "attends a disabled ship", "holds": True,
        "says": "BIG SHIP sends not under command, a tug and a cargo ship, no draught keyed anew",
    }  # fmt: skip
    named = sea.select_one("SELECT list(name) FROM event_indicators WHERE event LIKE 'enc%'")[0]
    assert "attends_disabled" in named and "restricted_status" not in named


def test_a_tanker_beside_one_that_sends_not_under_command_does_not_tend_it_nor_one_that_took_cargo():
    assert _met(_lie_and_sail_on((80, 80), 0))[1]["attends a disabled ship"]["holds"] is False
    sea = _lie_and_sail_on((52, 80), 0)
    for ship, north in ((TANKER, 0.5), (TUG, -0.5)):  # both are heard to leave
        sea.line(ship, 10.2, 13, (LAT + 0.021, LON), (LAT + 0.021 + north, LON), sog=10)
    for said in sea.particulars:
        said["draught_m"] = 9.0 if said["ssvid"] == TANKER and said["hour"] < at(9) else 7.5
    _, causes = _met(sea.run())
    assert causes["attends a disabled ship"]["holds"] is False
    assert causes["attends a disabled ship"]["says"].endswith("a draught was keyed anew")


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
    assert "loitered" in names and "alone" not in names


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


@pytest.mark.parametrize(
    ("alone", "holds", "says"), [("ahead", True, "not heard apart"), ("elsewhere", False, "apart before or after")]
)
def test_a_tug_heard_sooner_than_its_tow_was_not_apart_from_it(alone, holds, says):
    """Side by side at 5.5 knots for ten hours: the tug was heard for an hour before, on the same course; or both were, 11 km apart."""
    sea, made = Sea(), 5.5 / 60  # degrees of latitude an hour
    beside = LON + 0.0006
    sea.line(TANKER, 3, 13, (LAT, LON), (LAT + 10 * made, LON), sog=5.5)
    sea.line(TUG, 3, 13, (LAT, beside), (LAT + 10 * made, beside), sog=5.5)
    if alone == "ahead":
        sea.line(TUG, 2, 2.92, (LAT - made, beside), (LAT - 0.08 * made, beside), sog=5.5)
    else:
        sea.line(TUG, 0, 2.9, (LAT - 0.3, LON + 0.3), (LAT, beside), sog=8)
        sea.line(TANKER, 0, 2.9, (LAT - 3 * made, LON), (LAT - 0.1 * made, LON), sog=5.5)
    sea.says(TUG, 0, 20, name="PULLER", ship_type=31, length_m=45).says(
        TANKER, 0, 20, name="TOWED", ship_type=70, length_m=120
    )
    _, causes = _met(sea.run())
    assert causes["tow"]["holds"] is holds and causes["tow"]["says"].endswith(says), causes["tow"]
