"""A ship that waits off a port and goes in: the call decides, and what it keys in the harbour says nothing of the wait."""

import pandas as pd
import pytest

from builders.sea import Sea

A = 636000001


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
        (150, 40, 11.0, None, "150 km from where it had waited, farther than most wait"),
        (70, 40, 8.0, False, "its draught had changed by 3.0 m before"),
        (70, 19, 11.0, None, "hours after it only"),  # not heard for long enough
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
        sea.line(A, 16.1, min(in_h, until_h), waits, quay, sog=8).line(
            A, in_h + 0.1, max(in_h + 0.1, until_h), quay, sog=0
        )
        sea.says(A, 0, 16, ship_type=70, length_m=120, draught_m=11.0)
        sea.says(A, 16.2, 3, ship_type=70, length_m=120, draught_m=draught_m)
    spells = sea.run().table("loitering")
    (e,) = spells[spells.event.str.contains(f"-{A}-20261116T06")].itertuples()
    held, said = _cause(e, "waited off a port and went in")
    assert (held, says in said) == (holds, True), said
    assert _cause(e, "waits off a port")[0] is (True if off_km < 50 else None if off_km < 100 else False)
