"""The JSON Schema of one alert, as in ``alerts.jsonl`` and the properties of ``alerts.geojson``. Versioned."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import geopandas as gpd

from vesseltrack.errors import BadDeclaration
from vesseltrack.schema import TABLES, Column

VERSION = 2
"""One more whenever a column goes, or means another thing; a new column leaves it. 2: docs/alert-files-0.2.md."""
LIFE = {
    "state": "what became of it this night: new, changed, closed or reopened; known if nothing did; empty before any night",
    "was": "other names it went by on earlier nights",
    "what": "what changed",
    "first_reported": "end of the data of the night that reported it first",
    "verdict": "the verdict on it: confirmed, benign, watch or empty",
    "verdict_text": "that verdict in words, others on what became part of it, and why a benign one does not quiet it",
    "quiet": "the benign verdict on a like alert of the ship that quiets it, in words, or empty",
}
_TYPES = {
    "string": ("VARCHAR", "TIMESTAMP", "DATE"),
    "integer": ("TINYINT", "SMALLINT", "INTEGER", "BIGINT"),
    "number": ("FLOAT", "DOUBLE"),
    "boolean": ("BOOLEAN",),
}
"""JSON types, each with the DuckDB types written as it."""
_FORMATS = {"TIMESTAMP": "date-time", "DATE": "date"}


def property_of(column: Column) -> dict[str, Any]:
    """The JSON Schema of one column.

    Raises:
        BadDeclaration: no JSON type is known for its DuckDB type.
    """
    inner = column.type.removesuffix("[]")
    kind = _shape_of(inner, column.name)
    if inner != column.type:
        return {"type": ["array", "null"], "items": kind, "description": column.meaning}
    described = kind | {"type": [kind["type"], "null"], "description": column.meaning}
    return described | ({"format": _FORMATS[inner]} if inner in _FORMATS else {})


def _shape_of(duckdb_type: str, column: str) -> dict[str, Any]:
    """The JSON Schema of a DuckDB type that is no list; a struct has fields of plain types."""
    if duckdb_type.startswith("STRUCT(") and duckdb_type.endswith(")"):
        fields = dict(field.split(" ", 1) for field in duckdb_type[len("STRUCT(") : -1].split(", "))
        properties = {name: {"type": [_shape_of(of, column)["type"], "null"]} for name, of in fields.items()}
        return {"type": "object", "properties": properties, "required": list(properties), "additionalProperties": False}
    kind = next((json_type for json_type, ours in _TYPES.items() if duckdb_type in ours), None)
    if kind is None:
        raise BadDeclaration(
            f"alerts.{column} is {duckdb_type}: no type of JSON is known for it",
            "see: vesseltrack/report/schema.py.",
        )
    return {"type": kind}


def alert_schema() -> dict[str, Any]:
    """The schema: every property, its type and its meaning."""
    properties: dict[str, Any] = {}
    for c in TABLES["alerts"].columns:
        properties[c.name] = property_of(c)
    for name, meaning in LIFE.items():
        properties[name] = {"type": ["string", "null"], "description": meaning}
    properties["was"] |= {"type": ["array", "null"], "items": {"type": "string"}}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "vesseltrack alert",
        "$comment": f"version {VERSION}",
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def to_schema(_: gpd.GeoDataFrame, path: Path) -> None:
    """Write the schema beside the alerts it describes."""
    path.write_text(json.dumps(alert_schema(), indent=1) + "\n", encoding="utf-8")
