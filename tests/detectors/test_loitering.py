"""Loitering: slow, away from port, and heard. A silence is not loitering."""

import math

import pytest

from builders.sea import OPEN_SEA, Sea, at

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


def test_slow_before_and_after_a_silence_and_where_it_was_is_one_spell(sea):
    # It was asserted here that these are two: so a ship that went dark in mid-drift had no spell at all. It lay there before and
    # after, and can have gone nowhere much in between: one spell of 12 h, of which 6 were heard; both are said.
    sea.line(A, 0, 3, OPEN_SEA).line(A, 9, 12, OPEN_SEA)
    spell = sea.run().table("loitering").iloc[0]
    assert (spell.duration_h, spell.heard_h) == (12, pytest.approx(6.2, abs=0.2))


def test_slow_before_and_after_a_silence_but_elsewhere_are_two(sea):
    # 0.5 degrees in 6 h is 5 kn: it sailed
    sea.line(A, 0, 3, OPEN_SEA).line(A, 9, 12, (37.0, 123.9))
    assert sea.run().table("loitering").duration_h.tolist() == [3, 3]


def test_a_spell_that_goes_on_is_open(sea):
    sea.line(A, 0, 5, OPEN_SEA).line(A + 1, 0, 5, (36.0, 123.0)).line(A + 1, 5, 7, (36.0, 123.0), (36.4, 123.0))
    spells = sea.run().table("loitering").set_index("vessel_id")
    assert spells.isna().end_time[A] and not spells.isna().end_time[A + 1]


def test_a_ship_not_heard_to_the_end_is_not_said_to_lie_there_still(sea):
    # one is last heard after five hours, seven before the other is; both were first heard where they lie
    sea.line(A, 0, 5, OPEN_SEA).line(A + 1, 0, 12, (36.0, 123.0))
    events = sea.run().table("events")
    said = events[events.event.str.startswith("loitering")].set_index("vessel_id").activity
    assert (
        said[A] == "had lain or drifted at 0.0 kn for at least 5.0 hours when last heard, 7.0 hours before the data end"
    )
    assert said[A + 1] == "has lain or drifted at 0.0 kn for at least 12.0 hours"


def test_a_stop_on_the_way_alone_says_so(sea):
    # 12 kn, four hours adrift where nobody else stops, 12 kn on the same course
    sea.line(A, 0, 4, (36.0, 123.9), (36.8, 123.9)).line(A, 4, 8, (36.8, 123.9), (36.82, 123.9)).line(
        A, 8, 12, (36.82, 123.9), (37.62, 123.9)
    )
    spell = sea.run().table("loitering").iloc[0]
    assert spell.before_kn == pytest.approx(12, abs=0.1) and spell.after_kn == pytest.approx(12, abs=0.1)
    assert spell.turned_deg == 0 and (spell.spells_near, spell.own_spells) == (0, 0)
    assert (
        list(spell.causes_hold) == ["a stop of the engine"] and len(spell.causes) == 17
    )  # each cause is tested, those that do not hold too


def test_a_queue_is_told_apart(sea):
    for n in range(7):
        sea.line(A + n, 0, 6, (36.5 + n * 0.03, 123.9))
    spells = sea.run().table("loitering")
    assert len(spells) == 7 and (spells.spells_near >= 5).all()
    assert all("waits in a queue or an anchorage" in c for c in spells.causes_hold)


def _waits_beside(sea, first_apart_deg):
    """One ship drifts for 18 hours; six come to it in turn for two hours each, so far off, and then lie for 4 hours some 5 km away."""
    place = lambda h: (36.5 + 0.002 * h, 123.9)  # noqa: E731
    for k in range(2 * 12, 20 * 12 + 1):
        sea.fix(A, k / 12, *place(k / 12))
    for n in range(6):
        ship, came, off = A + 1 + n, 3 + 2.5 * n, (36.56 + 0.01 * n, 123.9)
        for k in range(24):
            lat, lon = place(came + k / 12)
            sea.fix(ship, came + k / 12, lat + first_apart_deg, lon)
        sea.line(ship, came + 2.3, came + 7, off)
    (e,) = (e for e in sea.run().table("loitering").itertuples() if e.vessel_id == A)
    return e


def test_ships_that_lay_alongside_are_partners_and_no_queue(sea):
    e = _waits_beside(sea, 0.0005)  # 56 m
    assert (
        e.spells_near == 0
        and "waits in a queue or an anchorage" not in e.causes_hold
        and "was not alone" in e.causes_hold
    )
    (says,) = (c["says"] for c in e.causes if c["cause"] == "was not alone")
    assert says == "alongside it lay " + ", ".join(str(A + 1 + n) for n in range(6))


def test_transfers_around_a_lone_ship_are_no_queue(sea):
    # five ships lie 3 km apart and 9 km off, each with another alongside; then the same five without
    for paired in (True, False):
        ships = Sea()
        ships.line(A, 0, 3, (36.0, 123.9), OPEN_SEA).line(A, 3, 9, OPEN_SEA).line(A, 9, 12, OPEN_SEA, (37.0, 123.9))
        for n in range(5):
            lie = (OPEN_SEA[0] + 0.03 * n - 0.06, OPEN_SEA[1] + 0.1)
            for k in range(1 + paired):
                ship, beside = A + 1 + 2 * n + k, (lie[0] + 0.0004 * k, lie[1])
                ships.line(ship, 2, 4, (lie[0], lie[1] + 0.4), beside).line(ship, 4, 10, beside)
        (e,) = (e for e in ships.run().table("loitering").itertuples() if e.vessel_id == A)
        assert (e.spells_near, e.waiters_near) == ((10, 0) if paired else (5, 5))
        assert ("waits in a queue or an anchorage" in e.causes_hold) is not paired


def test_ships_that_only_lay_near_are_a_queue(sea):
    e = _waits_beside(sea, 0.02)  # 2.2 km
    assert (
        e.spells_near == 6
        and "waits in a queue or an anchorage" in e.causes_hold
        and "was not alone" not in e.causes_hold
    )


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


@pytest.mark.parametrize(
    ("others", "course_deg", "holds", "draught_m", "weighs"),
    [
        (4, 90, True, 8.0, -3),
        (3, 90, True, 8.0, -1.5),
        (2, 90, False, 8.0, None),  # three of one time may be chance
        (4, 270, False, 8.0, None),
        (4, 90, True, 9.5, None),
    ],
)
def test_who_drifts_as_others_do_is_moved_by_wind_or_current(sea, others, course_deg, holds, draught_m, weighs):
    # A drifts east for ten hours at 1.2 kn; 25 km apart others drift as fast, the same way or the opposite one
    for n in range(others + 1):
        lat, lon = OPEN_SEA[0] + 0.22 * n, OPEN_SEA[1]
        far = 0.25 if n == 0 or course_deg == 90 else -0.25
        sea.line(A + n, 0, 3, (lat - 0.2, lon - 0.6), (lat, lon), sog=10)
        sea.line(A + n, 3, 13, (lat, lon), (lat, lon + far), sog=1.2)
        sea.line(A + n, 13, 16, (lat, lon + far), (lat + 0.5, lon + 0.4), sog=10)
    sea.says(A, 0, 3, ship_type=80, draught_m=8.0).says(A, 14, 2, ship_type=80, draught_m=draught_m)
    e = sea.run().table("loitering").set_index("vessel_id").loc[A]
    assert e.drifters_near == (others if course_deg == 90 else 0)
    assert ("drifts as others do" in e.causes_hold) == holds
    # no wind changes a draught: of a ship that keyed another after it, it says nothing
    weights = sea.make("event_indicators").select(
        f"SELECT sum(weight) FROM event_indicators WHERE event = '{e.event}' AND name LIKE '%drift%as_others'"
    )
    assert weights == [(weighs,)]


@pytest.mark.parametrize(("earlier_h", "draught_m", "weighed"), [(0, 8.0, -3), (5, 8.0, None), (5, 9.5, None)])
def test_who_drifts_as_others_do_but_from_another_time_on_is_not_stopped_by_weather(sea, earlier_h, draught_m, weighed):
    # five drift east at 1.2 kn for fifteen hours; A does so for ten of them, or for all: one wind moves them all, it stopped only those of one time
    for n in range(1, 6):
        lat, lon = OPEN_SEA[0] + 0.15 * n, OPEN_SEA[1]
        sea.line(A + n, 0, 3, (lat - 0.2, lon - 0.6), (lat, lon), sog=10).line(
            A + n, 3, 18, (lat, lon), (lat, lon + 0.375), sog=1.2
        )
        sea.line(A + n, 18, 21, (lat, lon + 0.375), (lat + 0.5, lon + 0.4), sog=10)
    (lat, lon), start_h = OPEN_SEA, 3 + earlier_h
    end = (lat, lon + 0.025 * (18 - start_h))
    sea.line(A, start_h - 3, start_h, (lat - 0.2, lon - 0.6), (lat, lon), sog=10).line(
        A, start_h, 18, (lat, lon), end, sog=1.2
    )
    sea.line(A, 18, 21, end, (lat + 0.5, lon + 0.4), sog=10)
    sea.says(A, start_h - 3, 3, ship_type=80, draught_m=8.0).says(A, 19, 2, ship_type=80, draught_m=draught_m)
    e = sea.run().table("loitering").set_index("vessel_id").loc[A]
    assert e.drifters_near == 5
    sea.make("event_indicators")
    said = sea.select(
        f"SELECT sum(weight) FROM event_indicators WHERE event = '{e.event}' AND name LIKE '%drift%' AND weight < 0"
    )
    assert said == [(weighed,)]


def test_the_ship_alongside_is_no_other_one_that_drifts_the_same_way_and_one_other_is_one_ship(sea):
    # A and B drift 55 m apart, east for ten hours at 1.2 kn; C does so 25 km off, and nobody lies beside it
    for ship, north in ((A, 0.0), (A + 1, 0.0005), (A + 2, 0.22)):
        sea.line(ship, 3, 13, (OPEN_SEA[0] + north, OPEN_SEA[1]), (OPEN_SEA[0] + north, OPEN_SEA[1] + 0.25), sog=1.2)
        sea.says(ship, 3, 10, ship_type=80, length_m=150)
    met = sea.run().table("loitering").set_index("vessel_id")
    assert met.drifters_near.to_dict() == {A: 1, A + 1: 1, A + 2: 2}
    says = {c["cause"]: c["says"] for c in met.loc[A].causes}
    assert says["drifts as others do"].startswith("1 other ship within 100 km drifted")
    assert says["drifts as others do"].endswith("1 of which began and ended with it")


def test_what_never_moves_is_a_platform_and_a_ship_that_came_is_not(sea):
    sea.line(A, 0, 12, OPEN_SEA)
    sea.line(A + 1, 0, 3, (OPEN_SEA[0] + 0.8, OPEN_SEA[1]), (OPEN_SEA[0] + 0.3, OPEN_SEA[1]), sog=10)
    sea.line(A + 1, 3, 12, (OPEN_SEA[0] + 0.3, OPEN_SEA[1]))
    held = sea.run().table("loitering").set_index("vessel_id").causes_hold
    assert "fixed to the ground" in held[A] and "fixed to the ground" not in held[A + 1]


@pytest.mark.parametrize(("arrives", "all_along"), [(False, True), (True, False)])
def test_a_ship_that_lies_from_its_first_message_to_its_last_lay_there_all_along(arrives, all_along):
    """A tanker swings on its chain, 120 m round once in six hours, far out; it is seen to come, or is not."""
    sea = Sea()
    for n in range(12 * 12):
        h = 4 + n / 12
        sea.fix(A, h, OPEN_SEA[0] + 120 * math.cos(h) / 111_195, OPEN_SEA[1] + 120 * math.sin(h) / 89_000)
    if arrives:
        sea.line(A, 0, 3.9, (OPEN_SEA[0] - 0.6, OPEN_SEA[1]), OPEN_SEA, sog=9)
    sea.says(A, 4, 12, ship_type=80, length_m=180)
    (e,) = sea.run().table("loitering").itertuples()
    assert ("lay there all along" in e.causes_hold) is all_along and "fixed to the ground" not in e.causes_hold
    sea.make("event_indicators")
    said = sea.select("SELECT weight FROM event_indicators WHERE name = 'lay_all_along'")
    assert said == ([(-1,)] if all_along else [])


def _dark_from_its_stop(sea, came=True, went=True, on_deg=0.13, stops_h=0.2):
    """A tanker comes at 12 kn, lies for twelve minutes, is silent for twelve hours, and sails on from 14.5 km off (0.65 kn)."""
    far, back_h = (OPEN_SEA[0] + on_deg, 123.9), stops_h + 12
    if came:
        sea.line(A, -6, 0, (OPEN_SEA[0] - 1.2, 123.9), OPEN_SEA, sog=12)
    sea.line(A, 0.05, stops_h, OPEN_SEA, sog=0.7)
    if went:
        sea.line(A, back_h, back_h + 6, far, (far[0] + 1.2, 123.9), sog=12)
    else:
        sea.fix(A, back_h, *far, 0.7)
    sea.says(A, -6, 6, ship_type=80, length_m=180, draught_m=11)
    return sea.says(A, back_h, 6, ship_type=80, length_m=180, draught_m=6)


def test_a_ship_that_stops_is_silent_for_twelve_hours_and_sails_on_lay_there(sea):
    # heard lying at one tenth minute, 0:10, and drawn up to 12:10
    (spell,) = _dark_from_its_stop(sea).run().table("loitering").itertuples()
    assert spell.duration_h == pytest.approx(12, abs=0.2) and spell.heard_h <= 0.2
    assert (spell.draught_before_m, spell.draught_after_m) == (11, 6)
    assert spell.before_kn == pytest.approx(12, abs=0.1) and spell.after_kn == pytest.approx(12, abs=0.1)
    sea.make("event_indicators")
    said = dict(sea.select("SELECT name, weight FROM event_indicators WHERE event LIKE 'loitering-%'"))
    assert said["draught_changed"] == 2 and said["stopped_on_its_way"] == 1


@pytest.mark.parametrize(
    "given",
    [
        {"came": False},  # heard for twelve minutes only before it: nobody saw it stop
        {"went": False},  # one message after it: it may have lain there all along, or come back
        {"on_deg": 0.7},  # 78 km on, 3.5 kn: it sailed
        {"stops_h": 0.05},  # at 12 kn until it fell silent, by its places: a silence alone
    ],
)
def test_and_not_where_it_was_not_seen_to_stop_or_sailed(sea, given):
    assert _dark_from_its_stop(sea, **given).run().table("loitering").empty


def _activity(sea):
    (said,) = sea.select(f"SELECT activity FROM events WHERE event LIKE 'loitering-{A}-%'")
    return said[0]


def test_ends_that_lie_in_a_silence_are_told_as_such(sea):
    # at 10 kn to 5:00 and from 17:00; heard to lie from 8:00 to 14:00, every five minutes: 73 messages
    # from 30 miles off at either end: at 12.5 kn, a quarter more, it took 2.4 hours of the three, twice, and may have lain for 1.2 more
    sea.line(A, 0, 5, (OPEN_SEA[0] - 80 / 60, 123.9), (OPEN_SEA[0] - 30 / 60, 123.9)).line(A, 8, 14, OPEN_SEA)
    sea.line(A, 17, 22, (OPEN_SEA[0] + 30 / 60, 123.9), (OPEN_SEA[0] + 80 / 60, 123.9))
    (spell,) = sea.run().table("loitering").itertuples()
    assert (spell.duration_h, spell.longest_h, spell.fixes) == (6, pytest.approx(7.2, abs=0.02), 73)
    assert (spell.start_after, spell.end_before) == (at(5), at(17))
    assert _activity(sea) == "lay or drifted at 0.0 kn for 6.0 to 7.2 hours"


@pytest.mark.parametrize(("again_h", "miles"), [(14 + 5 / 6, 2), (17, 6)])
def test_what_a_ship_made_in_a_silence_over_the_end_is_not_its_speed_after(sea, again_h, miles):
    """It drifts half a mile from 8:00 to 10:00, and back, and is heard again at 14:50, 2 miles off, or at 17:00, 6 miles off: 2.4 or 2 kn over the silence.
    It sails at 12 kn then, for the half hour that it is heard, as it did when it came."""
    sea.line(A, 5, 8, (OPEN_SEA[0] - 36 / 60, 123.9), OPEN_SEA).line(A, 8, 10, OPEN_SEA, (OPEN_SEA[0], 123.91))
    sea.line(A, 10, 12, (OPEN_SEA[0], 123.91), OPEN_SEA).line(A, 12, 14, OPEN_SEA)
    sea.line(A, again_h, again_h + 0.5, (OPEN_SEA[0] + miles / 60, 123.9), (OPEN_SEA[0] + (miles + 6) / 60, 123.9))
    sea.line(A + 1, 0, 30, (OPEN_SEA[0] + 3, 123.0))  # somebody is heard until later
    spell = sea.run().table("loitering").set_index("vessel_id").loc[A]
    assert spell.after_kn == pytest.approx(12, abs=0.1) and spell.after_h == pytest.approx(again_h - 14, abs=0.2)
    assert spell.before_kn == pytest.approx(12, abs=0.1) and math.isnan(spell.before_h)
    (engine,) = [c["holds"] for c in spell.causes if c["cause"] == "a stop of the engine"]
    # heard again after three hours it may have lain there for most of them; after fifty minutes, two miles off, for no more than forty
    assert engine is (True if again_h < 15 else None)
    told = sea.make("event_indicators").select("SELECT text FROM event_indicators WHERE name = 'stopped_on_its_way'")
    assert told == [
        (
            f"stopped on its way: 12 kn before, 12 kn after, heard so {spell.after_h:.1f} hours after, on the same course",
        )
    ]


@pytest.mark.parametrize("sends", [True, False])
@pytest.mark.parametrize(("begin_h", "end_h"), [(4, 8), (4.04, 8.07), (3.9, 7.95), (4.15, 7.9), (4.1, 8.19)])
def test_the_longest_that_it_can_have_lain_holds_what_it_did(sea, begin_h, end_h, sends):
    """It stops, and sails on, at some minute between two tenth minutes; heard every five minutes, with its speed sent or without.
    Whether the first slow tenth minute comes ten or twenty minutes later, it lay no longer than from one message under way to the next:
    with its speed sent, from the last one before a tenth minute."""
    speed = {"sog": 12} if sends else {}
    sea.line(A, 0, begin_h, (OPEN_SEA[0] - begin_h / 5, 123.9), OPEN_SEA, **speed)
    sea.line(A, begin_h + 0.05, end_h, OPEN_SEA, **({"sog": 0.2} if sends else {}))
    sea.line(A, end_h + 0.03, 12, OPEN_SEA, (OPEN_SEA[0] + (12 - end_h) / 5, 123.9), **speed)
    (spell,) = sea.run().table("loitering").itertuples()
    true_h = end_h - begin_h
    assert spell.duration_h <= true_h <= spell.longest_h <= true_h + 0.5
    known_h = 0.17 if sends else 0.34
    assert at(begin_h - known_h) < spell.start_after <= at(begin_h)
    assert at(end_h) <= spell.end_before < at(end_h + 0.34)
    assert _activity(sea) == f"lay or drifted at 0.0 kn for {spell.duration_h:.1f} to {spell.longest_h:.1f} hours"


def test_a_spell_begins_after_the_last_message_sent_under_way_however_soon_it_lay(sea):
    # at 4 kn a minute after the hour, next heard at rest ten minutes later: of the ten minutes by the clock between, it lay for most
    stop = (OPEN_SEA[0] + 0.001, 123.9)
    sea.line(A, 0, 4, (OPEN_SEA[0] - 0.8, 123.9), OPEN_SEA, sog=12).fix(A, 4 + 1 / 60, *stop, 4)
    sea.line(A, 4 + 11 / 60, 8, stop, sog=0.2).line(A, 8.05, 12, stop, (OPEN_SEA[0] + 0.8, 123.9), sog=12)
    (spell,) = sea.run().table("loitering").itertuples()
    assert spell.start_after == at(4 + 1 / 60)


def test_an_alert_says_in_numbers_what_its_words_say(sea):
    # a tanker stops on its way for six hours, 190 km from any port, and sails on with another draught
    sea.line(A, -4, 0, (OPEN_SEA[0] - 0.8, 123.9), OPEN_SEA, sog=12).line(A, 0.05, 6, OPEN_SEA, sog=0.2)
    sea.line(A, 6.05, 10, OPEN_SEA, (OPEN_SEA[0] + 0.8, 123.9), sog=12)
    sea.says(A, -4, 4, ship_type=80, length_m=180, draught_m=11).says(A, 6, 4, ship_type=80, length_m=180, draught_m=6)
    (alert,) = sea.run().table("alerts").itertuples()
    (spell,) = sea.table("loitering").itertuples()
    assert (alert.duration_h, alert.longest_h) == (round(spell.duration_h, 2), round(spell.longest_h, 2))
    assert (alert.start_after, alert.end_before) == (spell.start_after, spell.end_before)
    said = f"for {alert.duration_h:.1f} to {alert.longest_h:.1f} hours"
    assert said in alert.summary and said in " ".join(alert.indicators)
    assert alert.duration_h < 6 <= alert.longest_h


def test_of_a_ship_not_seen_under_way_the_longest_is_not_known(sea):
    # it drifts for six hours at 1.5 kn, and for thirteen hours before and after it goes at 2.3 kn: whether it lay then, nobody knows
    north = [1852 * kn / 111_195 for kn in (2.3, 1.5)]
    lat = [OPEN_SEA[0], OPEN_SEA[0] + 13 * north[0], OPEN_SEA[0] + 13 * north[0] + 6 * north[1]]
    sea.line(A, 0, 13, (lat[0], 123.9), (lat[1], 123.9)).line(A, 13, 19, (lat[1], 123.9), (lat[2], 123.9))
    sea.line(A, 19, 32, (lat[2], 123.9), (lat[2] + 13 * north[0], 123.9))
    (spell,) = sea.run().table("loitering").itertuples()
    assert math.isnan(spell.longest_h) and spell.duration_h == pytest.approx(6, abs=0.4)
    assert " for at least " in _activity(sea)


@pytest.mark.parametrize("back", [True, False])
def test_of_an_end_in_a_silence_of_days_nothing_is_known(sea, back):
    # heard to lie for six hours; then not for 30 hours and back 160 km off, or not at all while others are heard
    sea.line(A, -3, 0, (35.9, 123.9), OPEN_SEA).line(A, 0, 6, OPEN_SEA)
    sea.line(A + 1, -3, 0, (35.4, 123.0), (36.0, 123.0)).line(A + 1, 0, 40, (36.0, 123.0))
    if back:
        sea.line(A, 36, 40, (38.0, 123.9), (38.6, 123.9))
    spells = sea.run().table("loitering").set_index("vessel_id")
    assert math.isnan(spells.longest_h[A]) and spells.longest_h[A + 1] == pytest.approx(40, abs=0.2)
    # it came under way at 0:00: the first tenth minute at which it was slow is the next
    assert _activity(sea) == "lay or drifted at 0.0 kn for at least 5.8 hours"


@pytest.mark.parametrize(("last_kn", "end_before_h"), [(0.7, 20.75), (11, 10.45)])
def test_a_silence_soon_after_the_last_slow_position_is_where_the_spell_may_have_ended(last_kn, end_before_h):
    """It drifts from 1:00 to 10:27 and is heard again at 20:45, 120 km off; with its last message it sent that it drifts, or sails."""
    sea = Sea().line(A, -3, 0.9, (OPEN_SEA[0] - 0.7, OPEN_SEA[1]), OPEN_SEA, sog=11)
    north = 0.7 * 1852 / 111_195
    sea.line(A, 1, 10.4, OPEN_SEA, (OPEN_SEA[0] + 9.4 * north, OPEN_SEA[1]), every_min=3, sog=0.7)
    sea.fix(A, 10.45, OPEN_SEA[0] + 9.45 * north, OPEN_SEA[1], last_kn)
    sea.line(A, 20.75, 24, (OPEN_SEA[0] + 1.1, OPEN_SEA[1]), (OPEN_SEA[0] + 1.7, OPEN_SEA[1]), sog=11)
    sea.line(636000103, 0, 30, (OPEN_SEA[0] + 3, OPEN_SEA[1]), (OPEN_SEA[0] + 3, OPEN_SEA[1] + 4), sog=4)
    (spell,) = sea.run().table("loitering").itertuples()
    assert spell.end_before == at(end_before_h)
    # of the 19.75 hours it sailed 59 miles, at 13.75 kn or less: 4.3 hours or more
    # sailing when last heard, at 10:27, it had lain for nine and a half
    assert spell.longest_h == pytest.approx(9.5 if last_kn == 11 else 15.45, abs=0.3)


@pytest.mark.parametrize(
    ("rests_h", "silent_h", "after_kn", "longest_h"),
    [
        # 55 miles at 11 kn take 5 of the 7 hours: 2 to spare at either end; at a quarter more they take 4, and leave 3
        (0.5, 7, 11, 6.5),
        (1.5, 6.5, 11, 6.5),  # 1.5 to spare, or 2.5 at most, at either end, and an hour and a half heard
        (0.5, 5.2, 11, None),  # 0.2 hours to spare: it slowed down, at most
        (0.5, 7, 3, None),  # found at 3 kn: it may have drifted or fished
        (0.1, 7, 11, None),  # two messages within six minutes
        (0.5, 26, 11, None),  # over a day: nobody knows what it did
    ],
)
def test_a_stop_of_which_only_the_middle_was_heard_is_found(sea, rests_h, silent_h, after_kn, longest_h):
    """It is lost at 11 kn 55 miles off, heard at rest for so long, and found at 11 kn (or slower) 55 miles further on."""
    miles, (lat, lon) = 1 / 60, OPEN_SEA
    sea.line(A, -3 - silent_h, -silent_h, (lat - 88 * miles, lon), (lat - 55 * miles, lon), sog=11)
    sea.line(A, 0, rests_h, OPEN_SEA, sog=0.1)
    found_h = rests_h + silent_h
    sea.line(A, found_h, found_h + 3, (lat + 55 * miles, lon), (lat + (55 + 3 * after_kn) * miles, lon), sog=after_kn)
    spells = list(sea.run().table("loitering").itertuples())
    if longest_h is None:
        assert spells == []
        return
    (spell,) = spells
    assert spell.duration_h == pytest.approx(rests_h, abs=0.2) and spell.longest_h == pytest.approx(longest_h, abs=0.05)
    assert (spell.start_after, spell.end_before) == (at(-silent_h), at(found_h))
    assert f"{spell.duration_h:.1f} to {longest_h:.1f} hours" in _activity(sea)


@pytest.mark.parametrize("begin_h", [4.02, 4.1, 4.2])
def test_and_so_where_it_is_heard_every_quarter_of_an_hour_or_less_often(sea, begin_h):
    """Heard every 25 minutes: it comes at 12 kn, stops between two messages soon after the earlier, lies for six hours and sails on."""
    end_h, kn = begin_h + 6, 12
    for n in range(60):
        h = n * 25 / 60
        sailed_h = min(h, begin_h) + max(0, h - end_h)
        sea.fix(A, h, OPEN_SEA[0] + (sailed_h - begin_h) * kn / 60, 123.9)
    (spell,) = sea.run().table("loitering").itertuples()
    assert spell.duration_h <= 6 <= spell.longest_h + 0.01, spell
    assert spell.start_after <= at(begin_h) and spell.end_before >= at(end_h)
