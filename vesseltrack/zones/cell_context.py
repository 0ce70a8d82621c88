"""Surroundings of each cell that a ship was in: shore, ports, North Korean ports."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from vesseltrack.engine.cut import Cut
from vesseltrack.engine.step import Step
from vesseltrack.geo import Floats, chord_km, middle_of, unit_vectors
from vesseltrack.reference import data_file
from vesseltrack.store import Store
from vesseltrack.zones.shore import shore_km


@cache
def ports() -> pd.DataFrame:
    """The shipped ports: name, country (ISO 3166 alpha-3), lat, lon. From the World Port Index; DPRK ports added by hand."""
    return pd.read_csv(data_file("ports.csv"), dtype={"lat": float, "lon": float}, keep_default_na=False)


def nearest(lat: Floats, lon: Floats, points: pd.DataFrame) -> tuple[Floats, npt.NDArray[np.intp]]:
    """Distance in km to the nearest of ``points`` (lat, lon), and its row; infinite where there are none."""
    if points.empty:
        return np.full(len(lat), np.inf), np.zeros(len(lat), np.intp)
    from scipy.spatial import cKDTree  # imported here, as it is slow and not needed for the ports

    tree = cKDTree(unit_vectors(points.lat.to_numpy(), points.lon.to_numpy()))
    chord, at = tree.query(unit_vectors(lat, lon))
    return chord_km(chord), at


def describe(lat: Floats, lon: Floats, harbours: pd.DataFrame) -> pd.DataFrame:
    """The columns of ``cell_context`` for positions in degrees, but for ``cell_id`` itself.

    Args:
        lat: degrees north.
        lon: degrees east.
        harbours: those learnt from the data, with lat and lon.
    """
    known = ports()
    dprk_ports = known[known.country == "PRK"].reset_index(drop=True)
    km, port = nearest(lat, lon, known)
    dprk_km, dprk = nearest(lat, lon, dprk_ports)
    home = pd.concat([known.loc[known.country != "PRK", ["lat", "lon"]], harbours[["lat", "lon"]]])
    home_km, _ = nearest(lat, lon, home)
    return pd.DataFrame(
        {
            "lat": lat,
            "lon": lon,
            "shore_km": shore_km(lat, lon).round(2),
            "port": known.name.to_numpy()[port],
            "port_country": known.country.to_numpy()[port],
            "port_km": km.round(2),
            "non_dprk_port_km": home_km.round(2),
            "dprk_port": dprk_ports.name.to_numpy()[dprk],
            "dprk_port_km": dprk_km.round(2),
            "dprk_port_lat": dprk_ports.lat.to_numpy()[dprk],
            "dprk_port_lon": dprk_ports.lon.to_numpy()[dprk],
        }
    )


def _make(store: Store, _: Any) -> pd.DataFrame:
    place = store.frame("SELECT cell_id FROM visited ORDER BY cell_id").cell_id.to_numpy()
    lat, lon = middle_of(place)
    return describe(lat, lon, store.frame("SELECT lat, lon FROM harbours ORDER BY cell_id")).assign(cell_id=place)


VISITED = Step.from_sql(Path(__file__).with_name("visited.sql"))
CELL_CONTEXT = Step(
    writes="cell_context",
    declared=("visited", "harbours"),
    finds="what lies around each cell a ship was in: shore and ports",
    make=_make,
    # the surroundings of a cell change only with the learnt harbours
    cut=Cut(
        whose="cell_id",
        stands="false",
        sees={"visited": "SELECT t.* FROM visited AS t JOIN among AS c ON c.key = t.cell_id"},
        among="""
            SELECT coalesce(v.cell_id, p.cell_id) AS key FROM visited AS v FULL JOIN cell_context AS p ON p.cell_id = v.cell_id
            WHERE v.cell_id IS NULL OR p.cell_id IS NULL
        """,
        rests=("FROM harbours",),
    ),
)
