"""Where a ship could have been during a gap: the shortest route over water between the two fixes, and the sea within reach.

Used by the map, which never draws a gap through land and can shade where the ship may have been at each moment of it. Land is
known to 0.01 degrees off Korea, to 0.1 elsewhere. The result is what was possible, not what happened.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from vesseltrack.engine.step import Step, asked_by
from vesseltrack.geo import Floats, apart_km
from vesseltrack.reachability.silent import silent_ships
from vesseltrack.reachability.water import MOVES, SNAP_KM, Places
from vesseltrack.schema import TABLES
from vesseltrack.store import Store
from vesseltrack.zones.shore import shore_km

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

KM_PER_DEG = 111.195
LEAST_DEG, MOST_CELLS = 0.02, 110
"""The finest cells, and how many of them to a side at most."""
MARGINS_DEG = (1.0, 4.0, 14.0)
"""How far around its two ends a way is looked for, until there is one."""
DRAWN_CELLS = 26
"""Cells to a side of what is kept of the sea within reach: to be drawn, not to be reckoned with."""
FARTHEST_DEG = 40.0
SAMPLE_DEG = 0.01

_ASKED = silent_ships(
    "JOIN (SELECT DISTINCT unnest(events) AS event FROM alerts) USING (event) WHERE start_lat IS NOT NULL AND duration_h > 0"
)


@dataclass(frozen=True)
class SeaGrid:
    """The sea of a box as a graph of cells; longitudes may go on past 180.

    Attributes:
        lat: of its rows, degrees, shape (rows,).
        lon: of its columns, degrees, shape (columns,).
        wet: whether there is sea, at each cell and half way between them, shape (2 rows - 1, 2 columns - 1).
    """

    lat: Floats
    lon: Floats
    wet: npt.NDArray[np.bool_]

    @classmethod
    def around(cls, south: float, north: float, west: float, east: float) -> SeaGrid:
        """The sea of a box, in cells as fine as their number allows."""
        south, north = max(south, -79.0), min(north, 83.0)
        step = max(LEAST_DEG, max(north - south, (east - west) * 0.8) / MOST_CELLS)
        lat, lon = np.arange(south, north, step), np.arange(west, east, step * 1.25)
        halves = [np.interp(np.arange(2 * len(x) - 1) / 2, np.arange(len(x)), x) for x in (lat, lon)]
        y, x = np.meshgrid(*halves, indexing="ij")
        return cls(lat, lon, shore_km(y, (x + 180) % 360 - 180) > 0)

    @cached_property
    def graph(self) -> csr_matrix:
        """Adjacency matrix of the cells, kilometres: neighbours with sea at both and half way between."""
        rows, columns = len(self.lat), len(self.lon)
        node = np.arange(rows * columns).reshape(rows, columns)
        here, step_y, step_x = self.wet[::2, ::2], self.lat[1] - self.lat[0], self.lon[1] - self.lon[0]
        begins, ends, far = [], [], []
        for dy, dx in MOVES:
            left, right = max(0, -dx), columns - max(0, dx)
            a = node[: rows - dy, left:right]
            b = node[dy:, left + dx : right + dx]
            mid = self.wet[
                dy : dy + 2 * (rows - dy) - 1 : 2, 2 * left + dx : 2 * left + dx + 2 * (right - left) - 1 : 2
            ]
            open_ = here.flat[a] & here.flat[b] & mid
            shrink = np.cos(np.radians(self.lat[: rows - dy] + dy * step_y / 2))
            km = np.hypot(dy * step_y, dx * step_x * shrink) * KM_PER_DEG
            begins.append(a[open_])
            ends.append(b[open_])
            far.append(np.broadcast_to(km[:, None], a.shape)[open_])
        i, j, km = (np.concatenate(x) for x in (begins, ends, far))
        from scipy.sparse import coo_matrix  # slow to import, as in water.py

        return coo_matrix((km, (i, j)), shape=(node.size, node.size)).tocsr()

    @property
    def places(self) -> tuple[Floats, Floats]:
        """Latitude and longitude of every cell, as flat arrays."""
        y, x = np.meshgrid(self.lat, self.lon, indexing="ij")
        return y.ravel(), x.ravel()

    def nearest(self, lat: float, lon: float) -> int:
        """Index of the sea cell nearest to a place, or -1 if none is near."""
        y, x = self.places
        km = np.where(self.wet[::2, ::2].ravel(), apart_km(y, x, np.array(lat), np.array(lon)), np.inf)
        at = int(km.argmin())
        side = (self.lat[1] - self.lat[0]) * KM_PER_DEG
        return at if km[at] <= max(SNAP_KM, 2 * side) else -1


def clear(lat_1: float, lon_1: float, lat_2: float, lon_2: float) -> bool:
    """Whether there is sea all along a straight line."""
    n = max(2, int(max(abs(lat_2 - lat_1), abs(lon_2 - lon_1)) / SAMPLE_DEG))
    along = np.linspace(0, 1, n)
    lat, lon = lat_1 + (lat_2 - lat_1) * along, lon_1 + (lon_2 - lon_1) * along
    return bool((shore_km(lat, (lon + 180) % 360 - 180) > 0).all())


def route(start: tuple[float, float], end: tuple[float, float]) -> Floats | None:
    """The shortest route over water between two places, as rows of (latitude, longitude); ``None`` if none was found.

    Args:
        start: latitude and longitude, degrees.
        end: the same; its longitude may exceed 180 for a route across the antimeridian.
    """
    from scipy.sparse.csgraph import dijkstra

    if clear(*start, *end):
        return np.array([start, end])
    for margin in MARGINS_DEG:
        lats, lons = sorted((start[0], end[0])), sorted((start[1], end[1]))
        grid = SeaGrid.around(lats[0] - margin, lats[1] + margin, lons[0] - margin * 1.25, lons[1] + margin * 1.25)
        a, b = grid.nearest(*start), grid.nearest(*end)
        if a < 0 or b < 0:
            continue
        km, before = dijkstra(grid.graph, directed=False, indices=a, return_predecessors=True)
        if np.isfinite(km[b]):
            y, x = grid.places
            nodes = _back(before, a, b)
            return _pulled(np.vstack([start, np.column_stack([y[nodes], x[nodes]]), end]))
    return None


def _back(before: Places, start: int, end: int) -> list[int]:
    path = [end]
    while path[-1] != start:
        path.append(int(before[path[-1]]))
    return path[::-1]


def _pulled(path: Floats) -> Floats:
    """A route without needless corners: each leg is as long as there is sea all along it."""
    kept, at = [0], 0
    while at < len(path) - 1:
        far = len(path) - 1
        while far > at + 1 and not clear(*path[at], *path[far]):
            far = at + max(1, (far - at) // 2) if far - at > 8 else far - 1
        at = far
        kept.append(at)
    return path[kept]


def within_reach(start: tuple[float, float], end: tuple[float, float] | None, km: float, knots: float) -> pd.DataFrame:
    """Map cells with sea that a ship could have reached, about ``DRAWN_CELLS`` along a side.

    Columns: ``lat``, ``lon`` of their middles, ``from_h`` and ``to_h``, least hours from the last fix and to the next (0 if
    none), ``side`` and ``wide``, their height and width in degrees.

    Args:
        start: latitude and longitude of the last fix before the gap, degrees.
        end: the same of the first fix after it; ``None`` while the gap lasts.
        km: distance the ship could sail during the gap.
        knots: speed assumed.
    """
    from scipy.sparse.csgraph import dijkstra

    last = end or start
    middle = (start[0] + last[0]) / 2, (start[1] + last[1]) / 2
    shrink = max(0.2, float(np.cos(np.radians(middle[0]))))
    half = min(FARTHEST_DEG, km / KM_PER_DEG / (2 if end else 1) + 0.1)
    grid = SeaGrid.around(middle[0] - half, middle[0] + half, middle[1] - half / shrink, middle[1] + half / shrink)
    hours = []
    for place in (start, end):
        at = grid.nearest(*place) if place else -1
        far = (
            dijkstra(grid.graph, directed=False, indices=at, limit=km)
            if at >= 0
            else np.full(grid.graph.shape[0], np.inf)
        )
        hours.append(far / 1.852 / knots if place else np.zeros(len(far)))
    y, x = grid.places
    cells = pd.DataFrame({"lat": y, "lon": x, "from_h": hours[0], "to_h": hours[1]})
    cells = cells[cells.from_h + cells.to_h <= km / 1.852 / knots]
    side = 2 * half / DRAWN_CELLS
    row = np.floor((cells.lat - middle[0]) / side).astype(int)
    column = np.floor((cells.lon - middle[1]) / side * shrink).astype(int)
    best = cells.groupby([row.rename("row"), column.rename("column")])[["from_h", "to_h"]].min().reset_index()
    best["lat"] = middle[0] + (best.row + 0.5) * side
    best["lon"] = middle[1] + (best.column + 0.5) * side / shrink
    return best.assign(side=side, wide=side / shrink)


def _of(silence: Any) -> dict[str, Any]:
    start = float(silence.start_lat), float(silence.start_lon)
    end = None
    if pd.notna(silence.end_lat):
        end = float(silence.end_lat), start[1] + (float(silence.end_lon) - start[1] + 180) % 360 - 180
    km = float(silence.duration_h * silence.knots * 1.852)
    way = route(start, end) if end else np.empty((0, 2))
    cells = within_reach(start, end, km, float(silence.knots))
    return {
        "event": silence.event, "knots": round(float(silence.knots), 1), "route_found": way is not None,
        "route_lat": [] if way is None else way[:, 0].round(4).tolist(),
        "route_lon": [] if way is None else way[:, 1].round(4).tolist(),
        "cell_lat": cells.lat.round(4).tolist(), "cell_lon": cells.lon.round(4).tolist(),
        "from_h": cells.from_h.round(2).tolist(), "to_h": cells.to_h.round(2).tolist(),
        "cell_high": float(cells.side.iloc[0]) if len(cells) else None,
        "cell_wide": float(cells.wide.iloc[0]) if len(cells) else None,
    }  # fmt: skip


def _make(store: Store, rules: Any) -> pd.DataFrame:
    silent = store.frame(_ASKED, asked_by(_ASKED, rules))
    found = [_of(s) for s in silent.itertuples()]
    return pd.DataFrame(found, columns=TABLES["possible_routes"].names)


ROUTES = Step(
    writes="possible_routes",
    declared=("alerts", "gaps", "resampled"),
    finds="the way over water that a silent ship of an alert could have sailed, and the sea within its reach",
    section="reachability",
    make=_make,
    asks=_ASKED,
)
