"""Cells of 0.1 degrees that are land, of those that candidate tracks of silent ships lead through.

A cell is land if all of nine points in it are: the coast itself, bays and rivers wider than some 4 km stay sea. The shipped coast
is known to 0.01 degrees off Korea, to 0.1 elsewhere, where an island smaller than a cell is not seen.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from vesseltrack.engine.step import Step
from vesseltrack.store import Store
from vesseltrack.zones.shore import shore_km

CELL_DEG = 0.1
POINTS = np.array([1, 3, 5]) / 6
"""Of a cell's side: where its points lie."""
_CELLS = "SELECT DISTINCT cell_of(lat) AS cell_y, cell_of(lon) AS cell_x FROM candidate_places ORDER BY ALL"


def _make(store: Store, _: Any) -> pd.DataFrame:
    cells = store.frame(_CELLS)
    south, west = cells.cell_y.to_numpy() * CELL_DEG - 180, cells.cell_x.to_numpy() * CELL_DEG - 180
    land = np.ones(len(cells), bool)
    for north in POINTS:
        for east in POINTS:
            # what is land at all points before is asked again; the others are sea
            at = np.flatnonzero(land)
            km = shore_km(south[at] + north * CELL_DEG, west[at] + east * CELL_DEG)
            land[at] = km < 0
    return cells[land]


LAND_CELLS = Step(
    writes="land_cells",
    declared=("candidate_places",),
    finds="which of the cells that candidate tracks lead through are land",
    make=_make,
    asks=_CELLS,
)
