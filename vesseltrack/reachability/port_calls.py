"""Possible port calls: ports and areas a ship could have sailed to and returned from during a gap.

A space-time prism over water (Hägerstrand 1970; Pfoser & Jensen 1999): from the last fix before the gap to the first after it, at
the speed the ship has been seen to make. The remaining time is what it could have spent there; it does not show that it did.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd
import shapely

from vesseltrack.engine.step import Step, asked_by
from vesseltrack.geo import Floats, apart_km
from vesseltrack.reachability.silent import silent_ships
from vesseltrack.reachability.water import Water, water
from vesseltrack.schema import TABLES
from vesseltrack.store import Store
from vesseltrack.zones.cell_context import ports

LEAST_SPARE_H = 1.0
AREAS = ("sts_area", "anchorage", "naval_facility", "area")

_SILENT = silent_ships("WHERE assessment IN ('transmitter_off', 'undetermined') AND duration_h >= $min_silence_h")
_AREAS = "SELECT name, geometry FROM zones WHERE watch AND list_contains($kinds, zone_type) ORDER BY name"


def _targets(store: Store) -> Iterator[tuple[str, str, Floats, Floats]]:
    """Targets: North Korean ports and watched areas, each as type, name, latitudes and longitudes of its places."""
    known = ports()
    for port in known[known.country == "PRK"].itertuples():
        yield "port", str(port.name), np.array([port.lat]), np.array([port.lon])
    for name, wkb in store.rows(_AREAS, {"kinds": list(AREAS)}):
        shape = shapely.from_wkb(bytes(wkb))
        points = shapely.get_coordinates(shape.segmentize(0.1))
        middle = shapely.get_coordinates(shape.representative_point())
        both = np.vstack([points, middle])
        yield "area", str(name), both[:, 1], both[:, 0]


def _far(sea: Water, field: Floats, frame: pd.DataFrame, end: str, lat: Floats, lon: Floats) -> tuple[Floats, Floats]:
    """Distance from one end of each gap to the nearest place of a target, km, and whether it is measured over water."""
    here = frame[f"{end}_lat"].to_numpy(float), frame[f"{end}_lon"].to_numpy(float)
    known = ~np.isnan(here[0])
    y, x = np.where(known, here[0], 0), np.where(known, here[1], 0)
    wet = sea.to(field, y, x)
    crow = apart_km(y[:, None], x[:, None], lat[None], lon[None]).min(axis=1)
    over = np.isfinite(wet)
    return np.where(known, np.where(over, np.maximum(wet, crow), crow), 0), over


def _says(call: Any) -> str:
    back = "" if pd.isna(call.back_km) else f", {call.back_km:.0f} km back"
    over = "over water" if call.over_water else "as the crow flies"
    return (
        f"could have called at {call.target} and stayed up to {call.spare_h:.0f} h"
        f" ({call.there_km:.0f} km there{back} at {call.knots:.0f} kn, {over})"
    )


def _make(store: Store, rules: Any) -> pd.DataFrame:
    columns = TABLES["possible_port_calls"].names
    silent = store.frame(_SILENT, asked_by(_SILENT, rules))
    if silent.empty:
        return pd.DataFrame(columns=columns)
    sea, found = water(), []
    reach = silent.duration_h.to_numpy() * silent.knots.to_numpy() * 1.852
    start = silent.start_lat.to_numpy(), silent.start_lon.to_numpy()
    for kind, name, lat, lon in _targets(store):
        near = apart_km(start[0][:, None], start[1][:, None], lat[None], lon[None]).min(axis=1) < reach
        if not near.any():
            continue
        some = silent[near]
        field = sea.field(lat, lon, float(reach[near].max()))  # what is farther leaves no time to spare
        there, wet = _far(sea, field, some, "start", lat, lon)
        back, _ = _far(sea, field, some, "end", lat, lon)
        spare = some.duration_h.to_numpy() - (there + back) / 1.852 / some.knots.to_numpy()
        calls = spare >= LEAST_SPARE_H
        if not calls.any():
            continue
        some, there, back = some[calls], there[calls], back[calls]
        row = some[["event"]].assign(target=name, target_type=kind, there_km=there.round(1), knots=some.knots.round(1))
        row["back_km"] = np.where(some.end_lat.notna(), back.round(1), np.nan)
        row["over_water"] = wet[calls]
        row["spare_h"] = spare[calls].round(1)
        row["text"] = [_says(r) for r in row.itertuples()]
        found.append(row)
    return pd.concat(found)[columns].sort_values(["event", "target"]) if found else pd.DataFrame(columns=columns)


POSSIBLE_PORT_CALLS = Step(
    writes="possible_port_calls",
    declared=("gaps", "resampled", "zones"),
    finds="the North Korean ports and watched areas that a silent ship could have called at meanwhile",
    section="reachability",
    make=_make,
    asks=_SILENT,
)
