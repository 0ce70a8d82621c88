"""Distances, directions and cells on the sphere: degrees in, metres, kilometres or nautical miles out.

The macros of ``store`` have the same functions for SQL (``apart_m``, ``degrees_apart``, ``cell_id_of``); a test compares the two.
Names elsewhere end in their unit: ``_m _km _nm _kn _s _h _deg``.
"""

from __future__ import annotations

from typing import TypeVar

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Degrees = TypeVar("Degrees", float, Floats)

EARTH_RADIUS_M = 6_371_008.8
"""Mean radius of the WGS 84 ellipsoid, metres."""
NM_M = 1852
"""A nautical mile, metres."""
METRES_A_DEGREE = EARTH_RADIUS_M * np.pi / 180
"""Of latitude."""
EARTH_RADIUS_KM, EARTH_RADIUS_NM = EARTH_RADIUS_M / 1000, EARTH_RADIUS_M / NM_M
PLACE_DEG = 0.01
"""Side of the cells for which shore and ports are looked up (``cell_id_of``), degrees."""
_PLACES_A_DEGREE = 100
_PLACES_ROUND = 360 * _PLACES_A_DEGREE
"""Cells of :data:`PLACE_DEG` around the globe."""


def degrees_apart(lon_1: Degrees, lon_2: Degrees) -> Degrees:
    """Difference ``lon_2 - lon_1`` the short way round, positive to the east: -180 to 180 degrees."""
    return (lon_2 - lon_1 + 540) % 360 - 180


def wrapped(lon: Floats) -> Floats:
    """Longitudes between -180 and 180 degrees: ``(lon + 540) % 360 - 180`` to the last bit, of many in less time."""
    x: Floats = lon + 540
    if np.size(x) > 1000 and x.min() >= 0 and x.max() < 1080:  # then comparisons find the rest
        x -= 360.0 * ((x >= 360).view(np.int8) + (x >= 720).view(np.int8))
    else:
        x %= 360
    x -= 180
    return x


def apart_km(lat_1: Floats, lon_1: Floats, lat_2: Floats, lon_2: Floats) -> Floats:
    """Great-circle distance (haversine), kilometres; the arguments are degrees and broadcast as in numpy."""
    a, b = np.radians(lat_1), np.radians(lat_2)
    half = np.sin((b - a) / 2) ** 2 + np.cos(a) * np.cos(b) * np.sin(np.radians(lon_2 - lon_1) / 2) ** 2
    km: Floats = 2 * EARTH_RADIUS_KM * np.arcsin(np.sqrt(np.clip(half, 0, 1)))
    return km


def flat_nm(lat_1: Floats | float, lon_1: Floats | float, lat_2: Floats | float, lon_2: Floats | float) -> Floats:
    """Distance on a plane (1' of latitude = 1 nm), nautical miles; accurate enough for places some miles apart."""
    north = np.asarray(lat_2, float) - lat_1
    east = degrees_apart(np.asarray(lon_1, float), np.asarray(lon_2, float)) * np.cos(np.radians((lat_1 + lat_2) / 2))
    return np.asarray(60 * np.hypot(north, east))


def unit_vectors(lat: Floats, lon: Floats) -> Floats:
    """Places as points on a sphere of radius 1, shape (places, 3), for nearest-neighbour trees."""
    lat, lon = np.radians(lat), np.radians(lon)
    return np.column_stack([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)])


def chord_km(chord: Floats) -> Floats:
    """Great-circle distance, kilometres, of two unit vectors whose straight distance is ``chord``."""
    return np.asarray(2 * EARTH_RADIUS_KM * np.arcsin(np.minimum(chord / 2, 1)))


def cell_of(lat: Floats, lon: Floats) -> Ints:
    """The ``cell_id`` of places: cells of 0.01 degree, counted from 90 S, 180 W."""
    row, column = np.floor((lat + 90) * _PLACES_A_DEGREE), np.floor((wrapped(lon) + 180) * _PLACES_A_DEGREE)
    cell: Ints = row.astype(np.int64) * _PLACES_ROUND + column.astype(np.int64)
    return cell


def middle_of(place: Ints) -> tuple[Floats, Floats]:
    """Latitude and longitude of the middle of a 0.01 degree cell, by its ``cell_id`` (counted from 90 S, 180 W)."""
    row, column = np.divmod(place, _PLACES_ROUND)
    return np.asarray((row + 0.5) * PLACE_DEG - 90, float), np.asarray((column + 0.5) * PLACE_DEG - 180, float)
