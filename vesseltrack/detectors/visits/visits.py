"""Finds visits: times at which each ship entered and left each zone.

A ship moves on straight lines between its positions at ten-minute slots. Where a line crosses the zone's border, the time is
interpolated on it, so a channel crossed in four minutes is found too. A time without messages inside does not end a visit if
the ship is received inside again within ``join_h``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from vesseltrack.detectors.visits import VisitRules
from vesseltrack.frames import arrays_of
from vesseltrack.geo import Floats, degrees_apart
from vesseltrack.schema import TABLES
from vesseltrack.store import Store

SLOT_S = 600
CELL_DEG = 0.1
REACH_DEG = 0.15
"""Distance within which positions around a zone are considered, degrees; a ship sails less between two slots."""
BESIDE_DEG = 1e-6
"""A cell farther than that from a zone has no point in common with it, however its border is rounded."""
ROW = 10_000
"""Difference between the numbers of a cell and that north of it; that of the cell east of it is 1."""
LEAP_DEG = 0.17
"""Ten minutes at 60 kn, in degrees of latitude; longer steps are jumps."""


Bools = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Near:
    """Resampled positions near one zone, by ship and slot: where, in which cell, and whether in the zone or surely not."""

    vessel_id: Ints
    slot: Ints
    lat: Floats
    lon: Floats
    inside: Bools
    clear: Bools
    cell: Ints


def find_visits(store: Store, rules: VisitRules) -> pd.DataFrame:
    """The visits of all ships to all zones, columns as in ``columns.csv``."""
    zones = store.frame("SELECT zone, name, watch, geometry FROM zones ORDER BY zone")
    shapes = {
        n: shapely.from_wkb(bytes(g)) for n, g in zip(zones.zone.to_list(), zones.geometry.to_list(), strict=True)
    }
    shapes = {n: shape for n, shape in shapes.items() if shape.geom_type in {"Polygon", "MultiPolygon"}}
    stays = [_in_zone(near, shapes[n]).assign(zone=n) for n, near in _near(store, shapes)]
    stays = [some for some in stays if len(some)]
    if not stays:
        return pd.DataFrame(columns=TABLES["visits"].names)
    visits = _stitched(pd.concat(stays), rules)
    visits = visits.merge(zones[["zone", "name", "watch"]].rename(columns={"name": "zone_name"}), on="zone")
    start = visits.start_time.dt.strftime("%Y%m%dT%H%M%SZ")
    slug = visits.zone_name.str.lower().str.replace(r"[^a-z0-9]+", "_", regex=True).str[:40]
    visits["event"] = "visit-" + visits.vessel_id.astype(str) + "-" + slug + "-" + start
    return visits.sort_values("event")


def _in_zone(near: Near, zone: shapely.Geometry) -> pd.DataFrame:
    """Stays of all ships in one zone, from the resampled positions near it."""
    shapely.prepare(zone)
    edge = np.flatnonzero(~(near.inside | near.clear))
    near.inside[edge] = shapely.contains_xy(zone, near.lon[edge], near.lat[edge])
    return _stays(near, zone)


def _near(store: Store, shapes: dict[int, shapely.Geometry]) -> Iterator[tuple[int, Near]]:
    """Resampled positions near each zone; ``inside`` only where the whole cell is, ``clear`` if over ``BESIDE_DEG`` outside."""
    cells = [_cells(shape.wkb).assign(zone=n) for n, shape in shapes.items()]
    if not cells:
        return
    with store.registered("_cells", pd.concat(cells)):
        every = arrays_of(store.execute(
            f"SELECT zone, vessel_id, slot, lat, lon, whole AS inside, clear, cell_y * {ROW} + cell_x AS cell"
            f" FROM resampled JOIN _cells ON cell_y = floor(lat / {CELL_DEG})::INTEGER"
            f" AND cell_x = floor(lon / {CELL_DEG})::INTEGER ORDER BY zone, vessel_id, slot"
        ))  # fmt: skip
    zones = every.pop("zone")
    for n in shapes:
        first, last = np.searchsorted(zones, [n, n + 1])
        if last > first:
            yield n, Near(**{column: values[first:last] for column, values in every.items()})


@lru_cache(maxsize=256)
def _cells(wkb: bytes) -> pd.DataFrame:
    """Cells near a zone: ``cell_y cell_x whole clear``. Depends on the zone only, so it is cached for the process."""
    zone = shapely.from_wkb(wkb)
    shapely.prepare(zone)
    west, south, east, north = zone.bounds
    y = np.arange(np.floor((south - REACH_DEG) / CELL_DEG), np.floor((north + REACH_DEG) / CELL_DEG) + 1)
    x = np.arange(np.floor((west - REACH_DEG) / CELL_DEG), np.floor((east + REACH_DEG) / CELL_DEG) + 1)
    cell_x, cell_y = (a.ravel() for a in np.meshgrid(x, y))
    box = shapely.box(cell_x * CELL_DEG, cell_y * CELL_DEG, (cell_x + 1) * CELL_DEG, (cell_y + 1) * CELL_DEG)
    touched = shapely.dwithin(zone, box, REACH_DEG)
    whole = np.zeros(len(box), bool)
    whole[touched] = shapely.contains_properly(zone, box[touched])
    clear = np.zeros(len(box), bool)
    clear[touched] = ~shapely.dwithin(zone, box[touched], BESIDE_DEG)
    places = pd.DataFrame({"cell_y": cell_y, "cell_x": cell_x}).astype("int32")
    cells: pd.DataFrame = places.assign(whole=whole, clear=clear)[touched]
    return cells


def _stays(near: Near, zone: shapely.Geometry) -> pd.DataFrame:
    """Unbroken stays: entry and exit in seconds, whether each was observed, and where it began. Silence ends a stay."""
    ship, slot = near.vessel_id, near.slot
    linked = np.append((ship[1:] == ship[:-1]) & (slot[1:] == slot[:-1] + 1) & _sailable(near), False)
    inside = near.inside
    after = np.append(inside[1:], False) & linked  # the next position is inside, and one slot later
    before = np.insert((inside[:-1] & linked[:-1]), 0, False)
    starts, ends = np.flatnonzero(inside & ~before), np.flatnonzero(inside & ~after)
    came = np.insert(linked[:-1], 0, False)[starts]  # received outside one slot before: the entry was observed
    went = linked[ends]
    t_in, t_out = slot[starts] * float(SLOT_S), slot[ends] * float(SLOT_S)
    t_in[came] = _crossing(near, zone, starts[came] - 1, entering=True)
    t_out[went] = _crossing(near, zone, ends[went], entering=False)
    stays = pd.DataFrame(
        {
            "vessel_id": ship[starts], "t_in": t_in, "t_out": t_out, "seen_enter": came, "seen_leave": went,
            "lat": near.lat[starts], "lon": near.lon[starts],
        }
    )  # fmt: skip
    passages = _passages(near, zone, np.flatnonzero(linked & ~inside & ~after))
    return pd.concat([p for p in (stays, passages) if len(p)] or [stays])


def _sailable(near: Near) -> Bools:
    """Whether the step from each position to the next can be sailed in ten minutes, so is no jump (shared number, jamming)."""
    lat, lon = near.lat, near.lon
    east = degrees_apart(lon[:-1], lon[1:])
    near_enough: Bools = np.hypot(np.diff(lat), east * np.cos(np.radians(lat[:-1]))) < LEAP_DEG
    return near_enough


def _crossing(near: Near, zone: shapely.Geometry, at: npt.NDArray[np.intp], entering: bool) -> Floats:
    """Time at which the line from position ``at`` to the next crosses the border, by bisection, to a second."""
    low, high = np.zeros(len(at)), np.ones(len(at))
    for _ in range(10):
        middle = (low + high) / 2
        beyond = _at(near, zone, at, middle) == entering
        low, high = np.where(beyond, low, middle), np.where(beyond, middle, high)
    seconds: Floats = near.slot[at] * float(SLOT_S) + np.round(high * SLOT_S)
    return seconds


def _at(near: Near, zone: shapely.Geometry, at: npt.NDArray[np.intp], share: Floats) -> Bools:
    """Whether the place at fraction ``share`` of the line from position ``at`` to the next lies in the zone."""
    lat, lon = near.lat, near.lon
    inside: Bools = shapely.contains_xy(
        zone, lon[at] + share * (lon[at + 1] - lon[at]), lat[at] + share * (lat[at + 1] - lat[at])
    )
    return inside


def _passages(near: Near, zone: shapely.Geometry, at: npt.NDArray[np.intp]) -> pd.DataFrame:
    """Stays between two slots at which the ship was outside, while the line between them cuts through the zone."""
    lat, lon = near.lat, near.lon
    cell, clear = near.cell, near.clear
    beside = np.isin(np.abs(cell[at + 1] - cell[at]), (0, 1, ROW))
    at = at[
        ~(clear[at] & clear[at + 1] & beside)
    ]  # drop lines within a cell or two side by side that the zone does not touch
    ends = np.stack([np.column_stack([lon[at], lat[at]]), np.column_stack([lon[at + 1], lat[at + 1]])], axis=1)
    moved = np.abs(ends[:, 0] - ends[:, 1]).sum(axis=1) < 180  # drop lines across the antimeridian
    at = at[moved]
    at = at[shapely.intersects(zone, shapely.linestrings(ends[moved]))]
    shares = np.linspace(0, 1, 41)
    within = np.array([_at(near, zone, at, np.full(len(at), s)) for s in shares]).reshape(len(shares), len(at))
    hit = within.any(axis=0)
    at, within = at[hit], within[:, hit]
    first, last = within.argmax(axis=0), len(shares) - 1 - within[::-1].argmax(axis=0)
    t = near.slot[at] * float(SLOT_S)
    share = shares[first]
    return pd.DataFrame(
        {
            "vessel_id": near.vessel_id[at], "t_in": t + shares[first] * SLOT_S, "t_out": t + shares[last] * SLOT_S,
            "seen_enter": True, "seen_leave": True,
            "lat": lat[at] + share * (lat[at + 1] - lat[at]), "lon": lon[at] + share * (lon[at + 1] - lon[at]),
        }
    )  # fmt: skip


def _stitched(stays: pd.DataFrame, rules: VisitRules) -> pd.DataFrame:
    """Stays of one ship in one zone joined into visits; the minimum duration applies to the joined visit."""
    stays = stays.sort_values(["zone", "vessel_id", "t_in", "t_out"], kind="stable").reset_index(drop=True)
    same = (stays.zone == stays.zone.shift()) & (stays.vessel_id == stays.vessel_id.shift())
    away_h = (stays.t_in - stays.t_out.shift()) / 3600
    silent = ~stays.seen_leave.shift(fill_value=True) & ~stays.seen_enter
    joins = same & ((silent & (away_h <= rules.join_h)) | (away_h <= rules.rejoin_h))
    stays["visit"] = (~joins).cumsum()
    stays["heard_s"] = stays.t_out - stays.t_in
    visits = stays.groupby("visit").agg(
        zone=("zone", "first"), vessel_id=("vessel_id", "first"), t_in=("t_in", "first"), t_out=("t_out", "max"),
        seen_enter=("seen_enter", "first"), seen_leave=("seen_leave", "last"), heard_s=("heard_s", "sum"),
        lat=("lat", "first"), lon=("lon", "first"),
    )  # fmt: skip
    visits["duration_h"] = ((visits.t_out - visits.t_in) / 3600).round(3)
    visits["heard_h"] = (visits.heard_s / 3600).round(3)
    visits["start_time"] = pd.to_datetime(visits.t_in.round(), unit="s").astype("datetime64[us]")
    visits["end_time"] = pd.to_datetime(visits.t_out.round(), unit="s").astype("datetime64[us]")
    kept = visits[visits.duration_h >= rules.min_duration_h]
    return kept.drop(columns=["t_in", "t_out", "heard_s"])
