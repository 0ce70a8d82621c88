"""What heads an alert that holds a meeting: both ships and the meeting, whatever else scores."""

import pytest

from builders.sea import OPEN_SEA, Sea, at

TANKER, SUPPLIER = 273000001, 445000002
LAT, LON = OPEN_SEA


def _supplied(first_h: float, last_h: float, supplier_type: int = 90) -> Sea:
    """A tanker stops on its way from hour 10 to 16, is 1.5 m less deep after it, and has a supply ship alongside for a part of that.

    It drifts 20 km from a second ship that does nothing, so that the meeting's -2 (supply) leaves it below the loitering's +2 (draught).
    """
    sea = Sea()
    for k in range(10 * 12, 16 * 12 + 1):
        sea.fix(TANKER, k / 12, LAT + 0.004 * (k / 12 - 10), LON, 0.3)
        if first_h <= k / 12 <= last_h:
            sea.fix(SUPPLIER, k / 12, LAT + 0.004 * (k / 12 - 10) + 0.0005, LON, 0.3)
    sea.line(TANKER, 0, 9.95, (LAT - 1.6, LON), (LAT, LON), sog=10).line(
        TANKER, 16.05, 26, (LAT + 0.024, LON), (LAT + 1.6, LON), sog=10
    )
    first, last = (LAT + 0.004 * (h - 10) + 0.0005 for h in (first_h, last_h))
    sea.line(SUPPLIER, 0, first_h - 0.1, (LAT, LON - 2), (first, LON), sog=8)
    sea.line(SUPPLIER, last_h + 0.1, 26, (last, LON), (LAT, LON - 2), sog=8)
    sea.says(TANKER, 1, 9, name="HANNA", ship_type=80, length_m=150, draught_m=9.5)
    sea.says(TANKER, 16.2, 24, name="HANNA", ship_type=80, length_m=150, draught_m=8.0)
    return sea.says(SUPPLIER, 1, 24, name="SUPPLIER", ship_type=supplier_type, length_m=70)


def _alert(sea: Sea):
    (alert,) = sea.run().make("alerts").store.frame("SELECT * FROM alerts").itertuples()
    scores = dict(sea.store.rows("SELECT event_type, score FROM scored"))
    assert scores["loitering"] > scores["encounter"] >= 3
    return alert


def test_a_meeting_that_takes_up_most_of_a_spell_heads_the_alert_although_the_spell_scores_more():
    alert = _alert(_supplied(11, 15))
    assert alert.event_type == "encounter" and {alert.ship_name, alert.other_name} == {"HANNA", "SUPPLIER"}
    assert alert.summary.startswith(f"{alert.ship_name} and {alert.other_name} lay 56 m apart for 4.0 hours")
    assert any("lay or drifted at" in line for line in alert.timeline)


def test_a_spell_of_which_a_meeting_is_a_small_part_heads_the_alert_and_names_the_partner():
    alert = _alert(_supplied(10, 12))
    assert alert.event_type == "loitering"
    assert alert.summary.startswith("HANNA lay or drifted at")
    assert alert.summary.endswith("; HANNA and SUPPLIER lay 56 m apart for 2.0 hours")


def test_a_spell_beside_a_ship_whose_meeting_is_no_alert_names_that_ship_with_hours_and_distance():
    sea = _supplied(10, 12).run(None, "scoring.weights.encounters.moved_as_one=-4").make("alerts")
    assert sea.store.rows("SELECT DISTINCT event_type FROM scored") == [("loitering",)]
    assert sea.store.one("SELECT count(*) FROM encounters") == (1,)
    (summary,) = sea.store.one("SELECT summary FROM alerts")
    assert summary.startswith("HANNA lay or drifted at")
    assert summary.endswith("; lay beside SUPPLIER (MMSI 445000002, a ship of another kind) for 2.0 hours, 56 m apart")


@pytest.mark.parametrize(("first_h", "last_h", "weighed"), [(10, 12, [-1]), (11, 15, [-1, -1])])
def test_of_a_ship_beside_which_one_lay_its_innocent_cause_is_said_and_weighs(first_h, last_h, weighed):
    # a coast guard cutter, alongside for two hours of six, or four
    sea = _supplied(first_h, last_h, supplier_type=55).run().make("alerts")
    (summary,) = sea.store.one("SELECT summary FROM alerts WHERE event_type = 'loitering'")
    whom = "lay beside SUPPLIER (MMSI 445000002, a service craft; innocent cause: navy or coast guard)"
    assert f"; {whom} for {last_h - first_h}.0 hours, 56 m apart" in summary
    said = sea.select(
        f"SELECT weight, text FROM event_indicators WHERE event LIKE 'loitering-{TANKER}-%' AND name LIKE 'beside%' ORDER BY name"
    )
    assert [w for w, _ in said] == weighed and said[0][1] == (
        "lay beside SUPPLIER, a service craft, in a meeting for which another cause speaks: navy or coast guard"
    )


@pytest.mark.parametrize(("first_h", "last_h", "queues"), [(11, 15, ["listed"]), (10, 12, ["behaviour", "listed"])])
def test_what_a_ship_did_alone_while_it_met_a_listed_one_is_told_with_the_meeting_if_that_took_up_most_of_it(
    first_h, last_h, queues
):
    """HANNA drifts for six hours, four or two of them beside a listed ship: one alert in the listed queue, or one more for the rest."""
    sea = _supplied(first_h, last_h)
    for said in sea.particulars:
        if said["ssvid"] == SUPPLIER:
            said.update(name="LADY R", imo=9161003)
    sea.run().make("alerts")
    alerts = sea.select_frame("SELECT queue, events, summary FROM alerts ORDER BY queue")
    assert alerts.queue.tolist() == queues
    spell = sea.select_one(f"SELECT event FROM loitering WHERE vessel_id = {TANKER}")[0]
    assert spell in list(alerts.events[0])
    assert alerts.summary.iloc[-1].startswith("LADY R and HANNA lay 56 m apart")


@pytest.mark.parametrize(("beside_h", "queues"), [(5, ["listed"]), (3, ["behaviour", "listed"])])
def test_a_long_stay_beside_a_listed_ship_for_as_long_as_a_cargo_takes_is_told_in_its_alert(beside_h, queues):
    """HANNA lies from 10 to 26 h; the listed LADY R drifts near until 13 h, comes alongside at 14 h and leaves some hours later."""
    sea, here, there = Sea(), (LAT, LON), (LAT + 0.0005, LON)
    sea.line(TANKER, 0, 9.95, (LAT - 1.6, LON), here, sog=10).line(TANKER, 10, 26, here, sog=0.3)
    sea.line(TANKER, 26.05, 36, here, (LAT + 1.6, LON), sog=10)
    left = 14 + beside_h
    near = (LAT + 0.0005, LON - 0.2)
    sea.line(SUPPLIER, 0, 8, (LAT, LON - 2), near, sog=10).line(SUPPLIER, 8.1, 13, near, sog=0.3)
    sea.line(SUPPLIER, 13.1, 13.95, near, there, sog=10).line(SUPPLIER, 14, left, there, sog=0.3)
    sea.line(SUPPLIER, left + 0.1, 36, there, (LAT, LON - 2), sog=5)
    sea.says(TANKER, 1, 9, name="HANNA", ship_type=80, length_m=150, draught_m=9.5)
    sea.says(TANKER, 27, 8, name="HANNA", ship_type=80, length_m=150, draught_m=8.0)
    sea.says(SUPPLIER, 1, 30, name="LADY R", imo=9161003, ship_type=80, length_m=120)
    sea.run().make("alerts")
    alerts = sea.select("SELECT queue, alert, timeline, see_also FROM alerts ORDER BY queue")
    assert [queue for queue, *_ in alerts] == queues
    stay = "HANNA lay or drifted at"
    if len(alerts) == 1:
        assert any(stay in line for line in alerts[0][2])
    else:  # each leads to the other
        (_, lone, timeline, to_listed), (_, listed, _, to_lone) = alerts
        assert any("lay or drifted at" in line for line in timeline)
        assert to_listed == [f"HANNA met LADY R meanwhile, 2026-11-16 14:00: see {listed}"]
        assert len(to_lone) == 1 and to_lone[0].startswith(stay) and to_lone[0].endswith(f"see {lone}")


def test_alerts_of_one_ship_that_lie_more_than_a_week_apart_refer_to_each_other():
    """HANNA meets one ship on the first day and another twelve days later: two stories, each of which names the other."""
    third, sea = 671000003, Sea()
    for start, other in ((10, SUPPLIER), (300, third)):
        for ship, off, away in ((TANKER, 0.0, -0.4), (other, 0.0005, 0.4)):
            sea.line(ship, start - 3, start, (LAT + off + away, LON), (LAT + off, LON), sog=8)
            sea.line(ship, start, start + 6, (LAT + off, LON), (LAT + off + 0.02, LON), sog=0.3)
            sea.line(ship, start + 6, start + 9, (LAT + off + 0.02, LON), (LAT + off + away, LON), sog=8)
    sea.line(636000103, 0, 310, (LAT + 1, LON), (LAT + 1, LON + 4), every_min=60, sog=1)
    for ship, name in ((TANKER, "HANNA"), (SUPPLIER, "BEE"), (third, "CEE")):
        sea.says(ship, 8, 3, name=name, ship_type=80, length_m=150)
    told = dict(sea.run().make("alerts").select("SELECT alert, see_also FROM alerts WHERE event_type = 'encounter'"))
    first, second = sorted(told, key=lambda alert: alert[-16:])
    assert told[first] == [f"HANNA met CEE later, 2026-11-28 12:00: see {second}"]
    assert told[second] == [f"HANNA met BEE before, 2026-11-16 10:00: see {first}"]


@pytest.mark.parametrize(("gap_weight", "headed_by"), [(-4, "encounter"), (1, "gap")])
def test_two_ships_that_come_to_their_meeting_from_the_dark_are_one_alert(gap_weight, headed_by):
    """Both are silent from hour 8 to hour 21, then lie side by side until 28 and part; passers show that they would have been heard."""
    sea = Sea()
    for n in range(6):
        west, east = (LAT + 0.03 * n, LON - 0.6), (LAT + 0.03 * n, LON + 0.6)
        for leg in range(7):
            sea.line(636000100 + n, leg * 6, leg * 6 + 5.9, *((west, east) if leg % 2 else (east, west)), every_min=10)
    for ship, off, way in ((TANKER, 0.0, -1), (SUPPLIER, 0.0005, 1)):
        here = (LAT + off, LON)
        sea.line(ship, 0, 8, (LAT, LON + 1.5 * way), (LAT + off, LON + 0.3 * way), sog=7)
        sea.line(ship, 21, 28, here, sog=0.2).line(ship, 28.2, 40, here, (LAT, LON + 1.8 * way), sog=7)
        sea.says(ship, 0, 40, name=f"SHIP {way}", ship_type=80, length_m=180)
    sea.run(None, "scoring.min_score=1", f"scoring.weights.gaps.came_back_where_it_left={gap_weight}").make("alerts")
    assert len(sea.select(f"FROM gaps WHERE start_time < '{at(9)}' AND vessel_id IN ({TANKER}, {SUPPLIER})")) == 2
    told = sea.select(
        "SELECT event_type, list_filter(events, lambda e: e LIKE 'gap%-20261116T08%') FROM alerts WHERE queue = 'behaviour'"
    )
    ours = [(kind, silences) for kind, silences in told if silences or kind == "encounter"]
    assert [(kind, len(silences)) for kind, silences in ours] == [(headed_by, 2)]


@pytest.mark.parametrize(("third_type", "more"), [(50, "1 more"), (80, "")])
def test_of_a_ship_that_met_several_those_that_no_alert_tells_are_counted(third_type, more):
    """A tanker lies from hour 4 to 40; two tankers and a third craft come alongside, one after the other, for six hours each."""
    sea = Sea().line(TANKER, 0, 3.9, (LAT - 0.6, LON), (LAT, LON), sog=9).line(TANKER, 4, 40, (LAT, LON), sog=0.1)
    sea.says(TANKER, 0, 40, name="MOTHER", ship_type=80, length_m=200)
    for n, (ship_type, length_m) in enumerate(((80, 150), (80, 150), (third_type, 20 if third_type == 50 else 150))):
        ship, begin = 445000010 + n, 6 + 10 * n
        here, home = (LAT + 0.0004, LON), (LAT, LON - 2)
        sea.line(ship, begin - 5, begin - 0.1, home, here, sog=12).line(ship, begin, begin + 6, here, sog=0.1)
        sea.line(ship, begin + 6.1, begin + 11, here, home, sog=12)
        sea.says(ship, begin - 5, 16, name=f"GUEST {n}", ship_type=ship_type, length_m=length_m)
    sea.run().make("alerts")
    (summary,) = sea.select_one(
        f"SELECT summary FROM alerts WHERE {TANKER} IN (vessel_id, other_vessel_id) ORDER BY score DESC"
    )
    assert f"met {3 - bool(more)} ships: GUEST 0, GUEST 1" in summary
    assert ("and lay alongside 1 more in these days" in summary) is bool(more), summary


def test_what_was_met_long_after_all_that_an_alert_tells_is_later_though_its_ship_is_silent_still():
    """HANNA lies beside the listed LADY R from 10 to 16 h, which is lost at 19 h and not back; HANNA meets another from 26 to 32 h."""
    third, sea = 671000003, Sea()
    for start, other in ((10, SUPPLIER), (26, third)):
        for ship, off, away in ((TANKER, 0.0, -0.4), (other, 0.0005, 0.4)):
            sea.line(ship, start - 3, start, (LAT + off + away, LON), (LAT + off, LON), sog=8)
            sea.line(ship, start, start + 6, (LAT + off, LON), (LAT + off + 0.02, LON), sog=0.3)
            sea.line(ship, start + 6, start + 9, (LAT + off + 0.02, LON), (LAT + off + away, LON), sog=8)
    for n in range(8):
        sea.line(636000103 + n, 0, 60, (LAT + 0.3 + 0.02 * n, LON + 0.1), (LAT + 0.5 + 0.02 * n, LON + 0.1), sog=4)
    for ship, name in ((TANKER, "HANNA"), (third, "CEE")):
        sea.says(ship, 8, 30, name=name, ship_type=80, length_m=150)
    sea.says(SUPPLIER, 8, 8, name="LADY R", imo=9161003, ship_type=80, length_m=120)
    told = (
        sea.run()
        .make("alerts")
        .select(
            "SELECT events, see_also FROM alerts WHERE queue = 'listed' AND list_contains(events, (SELECT event FROM encounters ORDER BY start_time LIMIT 1))"
        )
    )
    ((events, see_also),) = told
    assert any(event.startswith(f"gap-{SUPPLIER}-") for event in events), events
    assert [line.split(":")[0] for line in see_also if "CEE" in line] == ["HANNA met CEE later, 2026-11-17 02"], (
        see_also
    )
