"""Distance to shore, from rasters built by ``data/scripts/build_coast.py``."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt
import pyarrow.parquet as pq

from vesseltrack.geo import Floats
from vesseltrack.reference import data_file


@dataclass(frozen=True)
class Raster:
    """Signed distance to shore on a grid of cells, land negative.

    Attributes:
        west: longitude of the western edge, degrees.
        south: latitude of the southern edge, degrees.
        step: size of a cell, degrees.
        units: distance at each cell's centre, rows from the south.
        unit_km: what a unit of these is, kilometres.
    """

    west: float
    south: float
    step: float
    units: npt.NDArray[np.int32]
    unit_km: float

    def _km(self, row: npt.NDArray[np.int64], column: npt.NDArray[np.int64]) -> npt.NDArray[np.float32]:
        km: npt.NDArray[np.float32] = (self.units[row, column] * self.unit_km).astype("float32")
        return km

    def at(self, lat: Floats, lon: Floats) -> Floats:
        """Bilinear distance to shore in km; NaN outside the raster. A raster around the whole earth has no edge at 180."""
        rows, columns = self.units.shape
        round_ = abs(columns * self.step - 360) < self.step / 2
        y = (np.asarray(lat) - self.south) / self.step - 0.5
        x = (np.asarray(lon) - self.west) / self.step - 0.5
        if round_:
            x = x % columns
        outside = (y < 0) | (y > rows - 1) | (x < 0) | (not round_) & (x > columns - 1) | np.isnan(y) | np.isnan(x)
        y, x = np.where(outside, 0, y), np.where(outside, 0, x)
        i, j = np.minimum(y.astype(int), rows - 2), np.minimum(x.astype(int), columns - (1 if round_ else 2))
        v, u = y - i, x - j
        k = (j + 1) % columns
        km = (
            (1 - v) * ((1 - u) * self._km(i, j) + u * self._km(i, k))
            + v * ((1 - u) * self._km(i + 1, j) + u * self._km(i + 1, k))
        )  # fmt: skip
        return np.where(outside, np.nan, km)


@cache
def raster(name: str) -> Raster:
    """Read one raster: ``shore_korea`` (0.01 degree) or ``shore_world`` (0.1 degree)."""
    # pq.read_table would fetch more of pyarrow and start threads first, which takes ten times as long as the reading
    table = pq.ParquetFile(data_file(f"{name}.parquet")).read(use_threads=False)
    metadata = {k.decode(): v.decode() for k, v in table.schema.metadata.items()}
    flat = table["delta"].combine_chunks().flatten().to_numpy()
    units = np.cumsum(flat.reshape(table.num_rows, -1), axis=1, dtype="int32")
    return Raster(
        float(metadata["west"]),
        float(metadata["south"]),
        float(metadata["step"]),
        units,
        float(metadata["unit_m"]) / 1000,
    )


def shore_km(lat: Floats, lon: Floats) -> Floats:
    """Distance to shore in km, land negative: fine off Korea, coarse (0.1 degree, about 5 km) elsewhere, capped."""
    fine = raster("shore_korea").at(lat, lon)
    missing = np.isnan(fine)
    if missing.any():
        fine[missing] = raster("shore_world").at(np.asarray(lat)[missing], np.asarray(lon)[missing])
    return fine
