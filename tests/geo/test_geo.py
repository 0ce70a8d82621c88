"""Distances and cells: worked out by hand, and the same in Python and in SQL."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vesseltrack import geo
from vesseltrack.store import Store

LAT, LON = st.floats(-90, 90), st.floats(-180, 180)


@pytest.fixture(scope="module")
def sql():
    with Store(None) as store:
        yield store


@pytest.mark.parametrize(
    ("one", "other", "degrees"),
    [
        ((0, 0), (0, 90), 90),
        ((0, 0), (0, 180), 180),
        ((90, 0), (-90, 77), 180),
        ((0, 179.5), (0, -179.5), 1),  # over the antimeridian
        ((60, 0), (60, 180), 60),  # over the pole, not along the parallel
    ],
)
def test_great_circles_worked_out_by_hand(one, other, degrees, sql):
    # A degree of a great circle of the mean radius 6,371.0088 km is 2 * pi * 6371.0088 / 360 = 111.19508 km.
    by_hand = degrees * 111.19508
    assert geo.apart_km(*map(np.float64, (*one, *other))) == pytest.approx(by_hand, rel=1e-6)
    metres = sql.one(
        "SELECT apart_m($a::DOUBLE, $b::DOUBLE, $c::DOUBLE, $d::DOUBLE)", dict(zip("abcd", (*one, *other), strict=True))
    )
    assert metres[0] / 1000 == pytest.approx(by_hand, rel=1e-6)
    chord = np.linalg.norm(np.diff(geo.unit_vectors(*np.array([one, other], float).T), axis=0))
    assert geo.chord_km(chord) == pytest.approx(by_hand, rel=1e-6)


def test_a_minute_of_latitude_is_a_mile_and_one_of_longitude_is_shorter():
    assert geo.flat_nm(35.0, 129.0, 35.5, 129.0) == pytest.approx(30)
    assert geo.flat_nm(60.0, 10.0, 60.0, 11.0) == pytest.approx(30)  # cos 60 = 1/2
    assert geo.flat_nm(0.0, 179.9, 0.0, -179.9) == pytest.approx(12)


@given(LAT, LON, LAT, LON)
def test_sql_and_python_say_the_same(sql, lat_1, lon_1, lat_2, lon_2):
    said = dict(zip("abcd", (lat_1, lon_1, lat_2, lon_2), strict=True))
    metres, apart, place = sql.one("SELECT apart_m($a, $b, $c, $d), degrees_apart($b, $d), cell_id_of($a, $b)", said)
    assert geo.apart_km(lat_1, lon_1, lat_2, lon_2) * 1000 == pytest.approx(metres, rel=1e-9, abs=0.2)
    assert geo.degrees_apart(lon_1, lon_2) == apart
    lat, lon = geo.middle_of(np.int64(place))
    assert geo.cell_of(np.array([lat_1]), np.array([lon_1])) == place
    assert abs(lat - lat_1) <= 0.005 + 1e-9 and abs(geo.degrees_apart(float(lon), lon_1)) <= 0.005 + 1e-9


@given(LAT, LON, LAT, LON)
def test_the_way_there_is_the_way_back(lat_1, lon_1, lat_2, lon_2):
    there, back = geo.apart_km(lat_1, lon_1, lat_2, lon_2), geo.apart_km(lat_2, lon_2, lat_1, lon_1)
    assert there == pytest.approx(back) and 0 <= there <= math.pi * geo.EARTH_RADIUS_KM + 1e-6


def test_longitudes_are_wrapped_to_the_last_bit():
    ends = np.array([-540.0, -180, 0, 180, 539.9, np.nextafter(180, 0), np.nextafter(-180, -900), -1e-9])
    for beyond in ([], [540.0, 900.5, np.nan, -541.0]):
        some = np.concatenate([np.random.default_rng(1).uniform(-540, 540, 5000), ends, beyond])
        assert np.array_equal(geo.wrapped(some), (some + 540) % 360 - 180, equal_nan=True)
