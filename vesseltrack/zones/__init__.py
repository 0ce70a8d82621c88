"""Geofences: published lines and areas, and computed ones, which are always marked as such, never as legal ones."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd
import shapely
import shapely.geometry

from vesseltrack.errors import UnreadableInput
from vesseltrack.reference import data_file
from vesseltrack.store import Store

STATUSES = ("legal", "claimed", "agreed", "reported", "computed")
_SHIPPED = ("zones.geojson", "zones_computed.geojson")
_WORDS = ("name", "kind", "authority", "status", "source", "source_date", "confidence", "note")
"""Properties of a zone in GeoJSON."""
_COLUMN = {"kind": "zone_type", "status": "legal_status"}
"""Columns that are called otherwise."""


def read_zones(path: Path) -> pd.DataFrame:
    """The zones of a GeoJSON file: one row each, geometry as WKB.

    Needs a ``name``; ``kind authority status watch source source_date confidence note`` have defaults.

    Raises:
        UnreadableInput: not GeoJSON, a zone without a name or with a geometry that is not valid.
    """
    try:
        features = json.loads(path.read_text(encoding="utf-8"))["features"]
        found = pd.DataFrame([_zone(f["properties"], f["geometry"]) for f in features])
        if found.empty or found.name.duplicated().any():
            raise ValueError("it has no zones, or two of one name")
        return found
    except OSError as e:
        raise UnreadableInput(f"{path} cannot be read: {e.strerror}", "check the path.") from e
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError, shapely.errors.ShapelyError) as e:
        raise UnreadableInput(f"{path} is not a GeoJSON collection of zones: {e}", "each needs a name.") from e


def _zone(properties: dict[str, Any], geometry: dict[str, Any]) -> dict[str, Any]:
    shape = shapely.geometry.shape(geometry)
    status = properties.get("status", "reported")
    name, watch = properties["name"], properties.get("watch", False)
    if not isinstance(name, str) or not name.strip() or not isinstance(watch, bool):
        raise ValueError(f"name {name!r} must be a text and watch {watch!r} true or false")
    if shape.is_empty or not shape.is_valid or status not in STATUSES:
        raise ValueError(f"{name}: {shapely.is_valid_reason(shape)}, status {status}")
    if not shapely.box(-180, -90, 180, 90).covers(shapely.box(*shape.bounds)):
        raise ValueError(f"{name}: its coordinates are not degrees of longitude and latitude")
    if watch and shape.geom_type not in {"Polygon", "MultiPolygon"}:
        raise ValueError(f"{name}: only an area can be watched, not a {shape.geom_type}")
    defaults = {"kind": "area", "authority": "user", "status": status}
    words = {_COLUMN.get(w, w): str(properties.get(w, defaults.get(w, ""))) for w in _WORDS}
    return {**words, "name": name, "watch": watch, "geometry": shape.wkb}


def put_zones(store: Store, frame: pd.DataFrame) -> int:
    """Add zones, replacing those of the same name. Returns how many."""
    with store.transaction():
        _put(store, frame)
    return len(frame)


def _put(store: Store, frame: pd.DataFrame) -> None:
    with store.registered("_zones", frame):
        store.execute("DELETE FROM zones WHERE name IN (SELECT name FROM _zones)")
        store.execute(
            "INSERT INTO zones BY NAME SELECT (SELECT coalesce(max(zone), 0) FROM zones)"
            " + row_number() OVER (ORDER BY name) AS zone, * FROM _zones"
        )


@cache
def shipped_names() -> dict[str, tuple[str, ...]]:
    """Names of the shipped zones, by file."""
    return {
        name: tuple(
            f["properties"]["name"] for f in json.loads(data_file(name).read_text(encoding="utf-8"))["features"]
        )
        for name in _SHIPPED
    }


@cache
def _shipped(name: str) -> pd.DataFrame:
    """The zones of a shipped file; cached for the process."""
    return read_zones(data_file(name))


def lacking(store: Store) -> list[str]:
    """Names of the shipped zones that a store lacks. A user's zone of the same name counts as present."""
    have = {name for (name,) in store.rows("SELECT name FROM zones")}
    return [name for names in shipped_names().values() for name in names if name not in have]


def load_shipped(store: Store) -> None:
    """Load the shipped zones that a store lacks, in one transaction."""
    missing = set(lacking(store))
    if not missing:
        return
    with store.transaction():
        for name in _SHIPPED:
            found = _shipped(name)
            _put(store, found[found.name.isin(missing)])
