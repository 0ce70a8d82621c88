"""A ship that waits off a port and goes in: the call decides, and what it keys in the harbour says nothing of the wait."""

import math

import pandas as pd
import pytest

from builders.sea import OPEN_SEA, Sea

A, B = 636000001, 636000002


def _cause(e, cause):
    (c,) = (c for c in e.causes if c["cause"] == cause)
    return c["holds"], c["says"]


@pytest.mark.parametrize(("calls", "after_m"), [(True, 10.0), (False, 7.0)])
def test_a_draught_keyed_at_the_quay_of_the_next_port_says_nothing_of_the_spell_before(calls, after_m):
    """It waits 60 km off Weihai for ten hours, sails in (or on) for four and lies there; six hours later it keys 7 m in place of 10."""
    sea, waits, quay, far = Sea(), (37.5, 122.8), (37.5, 122.15), (36.8, 123.4)
    sea.line(A, 0, 6, (37.5, 124.0), waits, sog=9)
    sea.line(A, 6.1, 16, waits, (waits[0] + 0.02, waits[1]), sog=0.1)
    there = quay if calls else far
    sea.line(A, 16.1, 20, (waits[0] + 0.02, waits[1]), there, sog=9)
    sea.line(A, 20.1, 34, there, there if calls else (there[0] - 1.2, there[1]), sog=0.0 if calls else 6)
    sea.says(A, 0, 26, name="WAITER", ship_type=70, length_m=120, draught_m=10.0)
    sea.says(A, 26, 6, name="WAITER", ship_type=70, length_m=120, draught_m=7.0)
    spells = sea.run().table("loitering_voyages")
    (voyage,) = spells[spells.event.str.contains(f"-{A}-20261116T06")].itertuples()
    assert (voyage.draught_before_m, voyage.draught_after_m) == (10.0, after_m)
    assert pd.isna(voyage.draught_keyed_time) is calls
    assert voyage.draught_later == ("7.0 m first sent 11-17 02:00, once it lay in harbour" if calls else None)


@pytest.mark.parametrize(
    ("meets", "keyed_h", "after_m", "later"),
    [
        (False, 15, 8.0, None),
        (True, 15, 10.0, "8.0 m first sent 11-16 15:00, once it had met another ship"),
        (True, 9, 8.0, None),  # keyed while it sailed there
        (False, 33, 10.0, "8.0 m first sent 11-17 09:00, over a day after it"),
    ],
)
def test_what_a_ship_keys_in_its_next_meeting_says_nothing_of_the_spell_before(sea, meets, keyed_h, after_m, later):
    """It drifts alone from 0 to 6 h, sails for 5 h, and lies beside B, or alone, from 11 to 18 h."""
    place, spot, end = OPEN_SEA, (OPEN_SEA[0] + 0.8, OPEN_SEA[1]), (OPEN_SEA[0] + 0.85, OPEN_SEA[1])
    sea.line(A, -3, 0, (place[0] - 0.5, place[1]), place).line(A, 0, 6, place).line(A, 6, 11, place, spot)
    sea.line(A, 11, 18, spot, end).line(A, 18, 40, end, (end[0] + 2, end[1]))
    off = 0.0005 if meets else 0.5
    sea.line(B, 8, 11, (spot[0] + off, spot[1] - 0.5), (spot[0] + off, spot[1]))
    sea.line(B, 11, 18, (spot[0] + off, spot[1]), (end[0] + off, end[1]))
    sea.line(B, 18, 21, (end[0] + off, end[1]), (end[0] + off, end[1] - 0.5))
    sea.says(A, -3, keyed_h + 3, ship_type=80, length_m=150, draught_m=10.0).says(B, 8, 10, ship_type=80, length_m=150)
    sea.says(A, keyed_h, 3, ship_type=80, length_m=150, draught_m=8.0)
    spells = sea.run().table("loitering_voyages")
    (voyage,) = spells[spells.event.str.contains(f"-{A}-20261116T00")].itertuples()
    assert (voyage.draught_before_m, voyage.draught_after_m) == (10.0, after_m)
    assert voyage.draught_later == later


def test_what_one_of_two_keys_in_harbour_is_told_and_says_nothing_of_their_meeting(sea):
    """A and B lie 56 m apart from 5 to 12 h; A keys 8 m in place of 10 then, B 6 m in place of 7 at the quay of Weihai, at 20 h."""
    place, end, quay = (37.5, 122.9), (37.54, 122.9), (37.5, 122.15)
    for ship, off in ((A, 0.0), (B, 0.0005)):
        sea.line(ship, 0, 4.9, (place[0] + off, place[1] + 0.8), (place[0] + off, place[1]))
        sea.line(ship, 5, 12, (place[0] + off, place[1]), (end[0] + off, end[1]))
    sea.line(B, 12.1, 16, (end[0] + 0.0005, end[1]), quay).line(B, 16, 30, quay, sog=0)
    sea.line(A, 12.1, 30, end, (end[0] + 1, end[1] + 1))
    for ship, before_m, after_m, keyed_h in ((A, 10.0, 8.0, 13), (B, 7.0, 6.0, 20)):
        sea.says(ship, 0, keyed_h, ship_type=80, length_m=150, draught_m=before_m)
        sea.says(ship, keyed_h, 3, ship_type=80, length_m=150, draught_m=after_m)
    (e,) = sea.run().table("encounters").itertuples()
    assert (e.draught_after_m, e.draught_later) == (8.0, None)
    assert (e.other_draught_after_m, e.other_draught_later) == (
        7.0,
        "6.0 m first sent 11-16 20:00, once it lay in harbour",
    )
    ((said,),) = sea.make("event_indicators").select(
        "SELECT text FROM event_indicators WHERE name = 'one_draught_keyed'"
    )
    assert "keyed another draught by then (6.0 m first sent 11-16 20:00, once it lay in harbour), which says" in said


@pytest.mark.parametrize(("calls", "holds", "stopped"), [(True, True, 0), (False, False, 1)])
def test_a_wait_off_a_port_that_ends_in_it_is_no_stop_on_the_way(calls, holds, stopped):
    """It waits 40 km off Weihai for ten hours, on a westward course, then sails on, to lie there or to pass."""
    sea, waits, quay = Sea(), (37.55, 122.6), (37.5, 122.15)
    sea.line(A, 0, 6, (37.5, 124.0), waits, sog=9).line(A, 6.1, 16, waits, sog=0.1)
    there = quay if calls else (37.75, 122.0)
    sea.line(A, 16.1, 20, waits, there, sog=8)
    sea.line(A, 20.1, 34, there, there if calls else (38.1, 120.8), sog=0.0 if calls else 4)
    sea.says(A, 0, 30, ship_type=70, length_m=120)
    spells = sea.run().table("loitering")
    (e,) = spells[spells.event.str.contains(f"-{A}-20261116T06")].itertuples()
    held, said = _cause(e, "waited off a port and went in")
    assert held is holds and ("km from Weihai 4.3 hours later" in said if calls else "in no port" in said)
    names = sea.make("event_indicators").select(f"SELECT name FROM event_indicators WHERE event = '{e.event}'")
    assert names.count(("stopped_on_its_way",)) == stopped and names.count(("went_into_port",)) == (1 if calls else 0)


@pytest.mark.parametrize(
    ("off_km", "until_h", "draught_m", "holds", "says"),
    [
        (45, 40, 11.0, True, "3.3 hours later, 45 km from where it had waited"),
        (70, 40, 11.0, True, "5.2 hours later, 70 km from where it had waited"),
        (90, 40, 11.0, True, "6.5 hours later, 90 km from where it had waited"),
        (114, 40, 11.0, True, "8.0 hours later, 114 km from where it had waited"),
        (155, 40, 11.0, None, "155 km from where it had waited, farther than most wait"),
        (70, 40, 8.0, False, "its draught had changed by 3.0 m before"),
        (70, 19, 11.0, None, "hours after it only"),  # not heard for long enough
        (150, 19, 11.0, None, "hours after it only"),  # not known of either cause
        (70, 90, None, None, "silent for 12 of the 14 hours after it"),  # heard for two hours, and then far away
    ],
)
def test_what_makes_a_wait_of_a_spell_off_a_port_is_the_call_and_not_the_distance(
    sea, off_km, until_h, draught_m, holds, says
):
    """It drifts for ten hours so far east of the quay of Weihai, then sails straight in at 8 kn, and lies there."""
    quay = (37.5, 122.15)
    waits, north = (37.5, 122.15 + off_km / 88.2), (38.2, 122.15 + off_km / 88.2)
    sea.line(A, 0, 6, (37.5, waits[1] + 1.2), waits, sog=9).line(A, 6.1, 16, waits, sog=0.1)
    in_h = 16 + off_km / 1.852 / 8
    if draught_m is None:
        sea.line(A, 16.1, 18, waits, north, sog=20).line(A, 33.5, 40, (39.0, 123.0), (38.7, 123.6), sog=4)
    else:
        part = min(1, (until_h - 16.1) / (in_h - 16.1))
        sea.line(A, 16.1, min(in_h, until_h), waits, (quay[0], waits[1] + part * (quay[1] - waits[1])), sog=8)
        if until_h > in_h:
            sea.line(A, in_h + 0.1, until_h, quay, sog=0)
        sea.says(A, 0, 16, ship_type=70, length_m=120, draught_m=11.0)
        sea.says(A, 16.2, 3, ship_type=70, length_m=120, draught_m=draught_m)
    spells = sea.run().table("loitering")
    (e,) = spells[spells.event.str.contains(f"-{A}-20261116T06")].itertuples()
    held, said = _cause(e, "waited off a port and went in")
    assert (held, says in said) == (holds, True), said
    # of one farther off that lay in a port soon after it is not known whether it waited for that
    assert _cause(e, "waits off a port")[0] is (True if off_km < 50 or held else None)


@pytest.mark.parametrize(
    ("port", "waits"),
    [
        ((37.5, 122.15), True),  # Weihai
        ((4.63333, 104.81667), None),  # Malong Marine Terminal, a buoy 150 km off Malaysia
    ],
)
def test_a_terminal_out_at_sea_is_no_port_that_a_ship_is_known_to_wait_off(sea, port, waits):
    """It comes from the east, drifts for five hours 25 km off, and sails on to the north."""
    lies = (port[0], port[1] + 25 / (111.2 * math.cos(math.radians(port[0]))))
    sea.line(A, 0, 6, (lies[0], lies[1] + 1), lies, sog=9).line(A, 6.1, 11, lies, (lies[0] + 0.02, lies[1]), sog=0.3)
    sea.line(A, 11.1, 20, (lies[0] + 0.02, lies[1]), (lies[0] + 1.3, lies[1] + 0.5), sog=9)
    (e,) = sea.run().table("loitering").itertuples()
    holds, says = _cause(e, "waits off a port")
    assert holds is waits and says.endswith("a terminal at sea") is (waits is None), says


def _silent_wait(sea, silent_h, at_quay_h, again=(37.5, 122.35), sog=0.4, draught_m=9.0):
    """It drifts 62 km off Weihai from 6 to 20 h, falls silent, and is next heard 18 km off the quay or nearer, bound in at 8 kn."""
    quay, waits = (37.5, 122.15), (37.5, 122.85)
    sea.line(A, 0, 6, (37.5, 124.0), waits, sog=9)
    sea.line(A, 6.1, 20, waits, (waits[0] + 0.05, waits[1]), sog=sog)
    again_h = 20 + silent_h
    sea.line(A, again_h, again_h + 1.2, again, quay, sog=8)
    sea.line(A, again_h + 1.3, again_h + 1.3 + at_quay_h, quay, sog=0)
    sea.says(A, 0, 20, ship_type=70, length_m=120, draught_m=9.0)
    return sea.says(A, again_h, 1, ship_type=70, length_m=120, draught_m=draught_m)


@pytest.mark.parametrize(
    ("world", "holds", "says", "score"),
    [
        # alone and a cargo ship that lay: 3 points; that it went in takes one off. A silence of unknown kind adds none
        # (59 km in 15 hours are over 2 kn: it sailed for a part of them)
        ({"silent_h": 15, "at_quay_h": 20, "again": (37.5, 122.18)}, True, "silent for the first 15 hours", 2.0),
        ({"silent_h": 40, "at_quay_h": 20}, True, "silent for the first 40 hours", 2.0),
        # in the last hours of the data it is heard in port, and for too short a time to have been seen to lie there
        ({"silent_h": 15, "at_quay_h": 1}, True, "was last heard", 2.0),
        ({"silent_h": 60, "at_quay_h": 20}, None, "silent for", 3.0),  # for over two days: it may have been anywhere
        ({"silent_h": 15, "at_quay_h": 20, "draught_m": 6.0}, False, "draught had changed by 3.0 m before", 5.0),
    ],
)
def test_a_ship_that_falls_silent_while_it_waits_and_comes_in_waited(sea, world, holds, says, score):
    spells = _silent_wait(sea, **world).run().table("loitering")
    (e,) = spells[spells.event.str.contains(f"-{A}-20261116T06")].itertuples()
    held, said = _cause(e, "waited off a port and went in")
    assert (held, says in said) == (holds, True), said
    total = f"SELECT sum(weight) FROM event_indicators WHERE event = '{e.event}' AND queue = 'behaviour'"
    assert sea.make("event_indicators").select_one(total) == (score,)


def test_a_ship_that_sails_off_before_it_falls_silent_waited_no_longer(sea):
    """It sails away to the east for an hour and is heard again 17 hours later at the quay: nobody knows where it was."""
    quay, waits = (37.5, 122.15), (37.5, 122.785)
    sea.line(A, 0, 6, (37.5, 124.0), waits, sog=9).line(A, 6.1, 20, waits, (37.55, 122.785), sog=0.4)
    sea.line(A, 20.1, 21, (37.55, 122.785), (37.55, 122.97), sog=9).line(A, 38, 60, quay, sog=0)
    sea.says(A, 0, 20, ship_type=70, length_m=120)
    spells = sea.run().table("loitering")
    (e,) = spells[spells.event.str.contains(f"-{A}-20261116T06")].itertuples()
    assert _cause(e, "waited off a port and went in")[0] is None


def test_who_waits_off_acu_and_berths_there_went_in():
    """It drifts 60 km south-east of the port of Acu in Brazil for ten hours, and goes in: the nearest other port lies 100 km off."""
    sea, quay, waits = Sea(), (-21.815, -40.99), (-22.2, -40.58)
    sea.line(A, 0, 6, (-22.9, -40.1), waits, sog=9).line(A, 6.1, 16, waits, sog=0.1)
    sea.line(A, 16.1, 20.1, waits, quay, sog=8).line(A, 20.2, 40, quay, sog=0)
    sea.says(A, 0, 30, ship_type=70, length_m=120)
    spells = sea.run().table("loitering")
    (e,) = spells[spells.event.str.contains(f"-{A}-20261116T06")].itertuples()
    held, said = _cause(e, "waited off a port and went in")
    assert held is True and "km from Porto Do Acu" in said, said
