"""The coast for a map: coarse for the whole earth, and in full detail near the alerts."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow.parquet as pq
import shapely

from vesseltrack.reference import data_file
from vesseltrack.report.chart import coast

Box = tuple[float, float, float, float]
UNITS = 200
"""Coordinates of coasts in the page are whole multiples of 1/UNITS degree."""
FINE_UNITS = 1000
OVERVIEW_DEG, OVERVIEW_AREA = 0.12, 0.06
NEAR_DEG = 3.0
FINE_DEG, FINE_AREA = 0.004, 5e-5
KOREA_KNOWN: Box = (117.0, 24.0, 143.0, 44.0)


def extent_of(lon: Any, lat: Any) -> tuple[float, float, float, float]:
    """West, width, south and north of positions, degrees: the narrowest band of longitude around them, which may pass 180."""
    east = np.sort(np.asarray(lon, float))
    gaps = np.diff(np.append(east, east[0] + 360))
    widest = int(gaps.argmax())
    return float(east[(widest + 1) % len(east)]), 360 - float(gaps[widest]), float(np.min(lat)), float(np.max(lat))


@cache
def world() -> tuple[tuple[npt.NDArray[np.float64], ...], ...]:
    """Land of the whole earth, 0.03 degrees: polygons, each of rings of (longitude, latitude). (c) OpenStreetMap, ODbL."""
    table = pq.read_table(data_file("coast_world.parquet"))
    units = int(table.schema.metadata[b"units"])
    found: dict[int, list[npt.NDArray[np.float64]]] = {}
    for number, delta in zip(table["polygon"].to_pylist(), table["delta"].to_pylist(), strict=True):
        found.setdefault(number, []).append(np.cumsum(np.array(delta).reshape(-1, 2), axis=0) / units)
    return tuple(tuple(rings) for rings in found.values())


@cache
def _boxes() -> tuple[Box, ...]:
    """West, south, east and north of each polygon of :func:`world`, degrees."""
    corners = [(rings[0].min(axis=0), rings[0].max(axis=0)) for rings in world()]
    return tuple((float(low[0]), float(low[1]), float(high[0]), float(high[1])) for low, high in corners)


@cache
def _overview(number: int, tolerance: float) -> list[list[int]]:
    """A polygon of :func:`world` that is far from what a map shows: its rings simplified, as :func:`steps`."""
    return [steps(x) for r in world()[number] if len(x := _simple(r, tolerance)) > 3]


def steps(points: Any, units: int = UNITS) -> list[int]:
    """Points in 1/``units`` degree as a flat list of differences from point to point, which is short in JSON."""
    whole = np.round(np.asarray(points, float) * units).astype(int)
    flat: list[int] = np.diff(whole, axis=0, prepend=np.zeros((1, whole.shape[1]), int)).ravel().tolist()
    return flat


def land_for(box: Box, fine_deg: float = FINE_DEG, overview_deg: float = OVERVIEW_DEG) -> dict[str, Any]:
    """Coast for a map of a box (west, south, east, north; degrees, the east may lie past 180), as lists of :func:`steps`.

    Args:
        box: what the map shows.
        fine_deg: largest error of the coast off Korea, degrees.
        overview_deg: largest error of the coast far from the box, degrees.
    """
    west, south, east, north = (b + d for b, d in zip(box, (-NEAR_DEG, -NEAR_DEG, NEAR_DEG, NEAR_DEG), strict=True))
    near, far = [], []
    for number, ((west_2, south_2, east_2, north_2), rings) in enumerate(zip(_boxes(), world(), strict=True)):
        close = any(
            west_2 + turn < east and east_2 + turn > west and south_2 < north and north_2 > south
            for turn in (-360, 0, 360)
        )
        big = (east_2 - west_2) * (north_2 - south_2)
        if close and big < 100:
            near.append([steps(r) for r in rings])
        elif big >= OVERVIEW_AREA and not close:
            far.append(_overview(number, overview_deg))
        elif big >= OVERVIEW_AREA:
            box = (west, south, east, north)
            far.append([steps(x) for r in rings if len(x := _simple_but_near(r, box, overview_deg)) > 3])
    fine, cut = _fine((west, south, east, north), fine_deg)
    return {"units": UNITS, "polygons": far + near, "fine_units": FINE_UNITS, "fine": fine, "cut": cut}


def _simple(ring: npt.NDArray[np.float64], tolerance: float) -> npt.NDArray[np.float64]:
    simple: npt.NDArray[np.float64] = shapely.get_coordinates(shapely.simplify(shapely.linestrings(ring), tolerance))
    return simple


def _simple_but_near(ring: npt.NDArray[np.float64], box: Box, tolerance: float) -> npt.NDArray[np.float64]:
    """A ring simplified outside a box, so that a continent keeps its full detail inside."""
    west, south, east, north = box
    inside = ((ring[:, 0] - west) % 360 <= east - west) & (ring[:, 1] >= south) & (ring[:, 1] <= north)
    if not inside.any():
        return _simple(ring, tolerance)
    starts = np.flatnonzero(np.diff(inside, prepend=not inside[0]))
    parts = np.split(ring, starts[1:])
    whole: npt.NDArray[np.float64] = np.concatenate(
        [
            part if inside[at] or len(part) < 3 else _simple(part, tolerance)
            for part, at in zip(parts, starts, strict=True)
        ]
    )
    return whole


def _fine(box: Box, fine_deg: float) -> tuple[list[list[list[int]]], Box | None]:
    """Detailed land off Korea within the box, and the box at whose edges it was cut, as such an edge is not a shore."""
    (west, south), (east, north) = np.maximum(box[:2], KOREA_KNOWN[:2]), np.minimum(box[2:], KOREA_KNOWN[2:])
    if west >= east or south >= north:
        return [], None
    land = coast().clip_by_rect(west, south, east, north)
    shapes = shapely.simplify(land[~land.is_empty].to_numpy(), fine_deg)
    parts = [
        p
        for p in shapely.get_parts(shapes)
        if p.geom_type == "Polygon" and p.area >= FINE_AREA * (fine_deg / FINE_DEG) ** 2
    ]
    rings = [[steps(shapely.get_coordinates(r), FINE_UNITS) for r in (p.exterior, *p.interiors)] for p in parts]
    return rings, (float(west), float(south), float(east), float(north))
