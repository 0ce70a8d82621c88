"""Distances over water: a graph of sea cells of 0.1 degrees around Korea, and shortest paths in it.

Each cell has sixteen neighbours, so a path is at most about 3 % too long. A harbour behind land on the map (Nampo lies above its
barrage) is reached from the nearest sea cell, plus the distance to it. Outside the box, 117-143 E and 24-44 N, and between its
edge and places outside, distances are great-circle distances.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from vesseltrack.geo import Floats, apart_km
from vesseltrack.zones.shore import Raster, raster

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix
    from scipy.spatial import cKDTree

Places = npt.NDArray[np.intp]

CELLS = 10
"""Raster cells along the side of a cell of the graph."""
SEA_SHARE = 0.2
"""Smallest share of sea in a cell that can be sailed."""
MOVES = ((0, 1), (1, 0), (1, 1), (1, -1), (1, 2), (2, 1), (1, -2), (2, -1))
SNAP_KM = 45.0
CELL_KM = 6.0
"""Largest distance of a point in a cell from its middle, about; not counted in distances."""


@dataclass(frozen=True)
class Water:
    """The sea as a graph.

    Attributes:
        lat: latitude of each cell's middle, degrees.
        lon: longitude of each cell's middle, degrees.
        graph: distances between neighbours, km; symmetric.
        part: for each cell, the number of the part of the sea that it is connected with.
        tree: finds the nearest cell.
    """

    lat: Floats
    lon: Floats
    graph: csr_matrix
    part: Places
    tree: cKDTree

    def nearest(self, lat: Floats, lon: Floats) -> tuple[Places, Floats]:
        """The nearest sea cell of each place and the distance to its middle, km; (-1, infinity) if farther than 45 km."""
        _, at = self.tree.query(_flat(lat, lon))
        km = apart_km(lat, lon, self.lat[at], self.lon[at])
        off = km > SNAP_KM
        return np.where(off, -1, at), np.where(off, np.inf, km)

    def field(self, lat: Floats, lon: Floats, most_km: float = np.inf) -> Floats:
        """Distance from the nearest of these places to every sea cell, km; shape (cells,), infinity where there is no path.

        A cell that is farther than ``most_km`` has some distance of at least that.
        """
        at, km = self.nearest(lat, lon)
        if (at < 0).all():
            return np.full(len(self.lat), np.inf)
        inland, begin = max(0.0, float(km.min()) - CELL_KM), np.unique(at[at >= 0])
        from scipy.sparse.csgraph import dijkstra  # scipy is slow to import, and most searches ask for no way

        far: Floats = dijkstra(self.graph, indices=begin, min_only=True, limit=most_km)  # of a symmetric graph
        far[np.isinf(far) & np.isin(self.part, self.part[begin])] = most_km
        return far + inland

    def to(self, field: Floats, lat: Floats, lon: Floats) -> Floats:
        """Distance over water from a field's places to these, km; shape (places,), infinity where there is no path."""
        at, km = self.nearest(lat, lon)
        far: Floats = np.where(at >= 0, field[at] + np.maximum(0, km - CELL_KM), np.inf)
        return far


def _flat(lat: Floats, lon: Floats) -> Floats:
    return np.column_stack([lat, np.asarray(lon) * np.cos(np.radians(34))])


@cache
def water() -> Water:
    """The sea around Korea, from the raster of distance to shore."""
    shore = raster("shore_korea")
    sea = _sea(shore)
    node = np.full(sea.shape, -1)
    node[sea] = np.arange(int(sea.sum()))
    step = shore.step * CELLS
    row, column = np.nonzero(sea)
    lat: Floats = shore.south + (row.astype(float) + 0.5) * step
    lon: Floats = shore.west + (column.astype(float) + 0.5) * step
    graph = _ways(node, lat, lon)
    from scipy.sparse.csgraph import connected_components
    from scipy.spatial import cKDTree

    return Water(lat, lon, graph, connected_components(graph, directed=False)[1], cKDTree(_flat(lat, lon)))


def _sea(shore: Raster) -> npt.NDArray[np.bool_]:
    rows, columns = (n // CELLS for n in shore.units.shape)
    blocks = shore.units[: rows * CELLS, : columns * CELLS].reshape(rows, CELLS, columns, CELLS) > 0
    found: npt.NDArray[np.bool_] = blocks.mean(axis=(1, 3)) > SEA_SHARE
    return found


def _ways(node: Places, lat: Floats, lon: Floats) -> csr_matrix:
    """Adjacency matrix of the cells; a knight's move is allowed only over a sea cell."""
    rows, columns = node.shape
    begins, ends = [], []
    for dy, dx in MOVES:
        y, x = slice(0, rows - dy), slice(max(0, -dx), columns - max(0, dx))
        a = node[y, x]
        b = node[dy:, max(0, dx) : columns + min(0, dx)]
        open_ = (a >= 0) & (b >= 0)
        if abs(dx) == 2 or dy == 2:
            my, mx = dy // 2, (dx // 2 if abs(dx) == 2 else 0)
            open_ &= node[my : rows - dy + my, max(0, -dx) + mx : columns - max(0, dx) + mx] >= 0
        begins.append(a[open_])
        ends.append(b[open_])
    i, j = np.concatenate(begins), np.concatenate(ends)
    km = apart_km(lat[i], lon[i], lat[j], lon[j])
    both = (np.concatenate([km, km]), (np.concatenate([i, j]), np.concatenate([j, i])))
    from scipy.sparse import coo_matrix

    return coo_matrix(both, shape=(len(lat), len(lat))).tocsr()
