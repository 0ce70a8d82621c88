"""In and out of each zone, with the time."""

import pandas as pd
import pytest
import shapely

from vesseltrack import zones

from builders.sea import OPEN_SEA, at
from builders.zone import with_zone

A = 538000001


BOX = shapely.box(123.5, 36.0, 124.5, 37.0)


def test_in_and_out_with_the_time(sea):
    # 10 knots due east along 36.5 N: a degree of longitude is 48.23 nm, so 4.823 h inside
    with_zone(sea, BOX).line(A, 0, 9.646, (36.5, 123.0), (36.5, 125.0), every_min=3)
    v = sea.run().table("visits").iloc[0]
    assert (v.start_time - pd.Timestamp(at(9.646 / 4))).total_seconds() == pytest.approx(0, abs=60)
    assert (v.end_time - pd.Timestamp(at(3 * 9.646 / 4))).total_seconds() == pytest.approx(0, abs=60)
    assert v.duration_h == pytest.approx(4.823, abs=0.03)
    assert v.seen_enter and v.seen_leave and v.heard_h == pytest.approx(v.duration_h, abs=0.01)


def test_a_narrow_channel_crossed_between_two_tenth_minutes(sea):
    # 20 knots through a strip one mile wide: three minutes inside, from 10:03 to 10:06 past a mark
    strip = shapely.box(123.90, 36.0, 123.92, 37.0)
    with_zone(sea, strip).line(A, 0, 2.41, (36.5, 123.5), (36.5, 124.5), every_min=1)
    v = sea.run().table("visits")
    assert len(v) == 1
    assert v.duration_h[0] == pytest.approx(0.02 / 1.0 * 2.41, abs=0.02)


def test_midnight_does_not_cut(sea):
    v = with_zone(sea, BOX).line(A, 20, 30, OPEN_SEA).run().table("visits")
    assert len(v) == 1 and v.duration_h[0] == 10
    assert not v.seen_enter[0] and not v.seen_leave[0]  # first heard inside, last heard inside


def test_silence_inside_does_not_end_a_visit_and_is_not_heard_time(sea):
    with_zone(sea, BOX).line(A, 0, 3, (36.5, 123.0), (36.5, 123.7)).line(A, 15, 18, (36.5, 123.7), (36.5, 123.0))
    v = sea.run().table("visits")
    assert len(v) == 1
    assert v.duration_h[0] > 12 and v.heard_h[0] < 2


def test_out_and_back_hours_later_are_two_visits(sea):
    with_zone(sea, BOX).line(A, 0, 2, (36.5, 123.7), (36.5, 123.2)).line(A, 2, 4, (36.5, 123.2), (36.5, 123.7))
    assert len(sea.run().table("visits")) == 2


def test_a_jump_over_a_zone_is_no_visit(sea):
    strip = shapely.box(123.95, 36.0, 124.0, 37.0)
    with_zone(sea, strip).line(A, 0, 3, (36.5, 123.8)).line(A, 3.1, 6, (36.5, 124.15))
    assert sea.run().table("visits").empty


def test_the_name_of_a_visit_does_not_depend_on_the_zones_number(sea):
    with_zone(sea, BOX).line(A, 0, 3, OPEN_SEA)
    first = sea.run().table("visits").event[0]
    words = {
        "name": "another",
        "zone_type": "area",
        "authority": "t",
        "legal_status": "reported",
        "watch": True,
        "source": "",
        "source_date": "",
        "confidence": "",
        "note": "",
    }
    zones.put_zones(sea.store, pd.DataFrame([{**words, "geometry": shapely.box(0, 0, 1, 1).wkb}]))
    with_zone(sea, BOX)
    assert sea.run().table("visits").event[0] == first == f"visit-{A}-the_box-20261116T000000Z"
