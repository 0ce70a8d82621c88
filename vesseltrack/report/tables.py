"""Writes the alerts as CSV, GeoJSON, JSON lines and GeoParquet; the same table gives the same bytes."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import shapely.geometry

from vesseltrack.frames import in_utc
from vesseltrack.output import csv_cell, json_text

HOLDS, UNKNOWN, FAILED = "holds", "not known", "not so"
"""Results of the test of a cause."""


def _plain(value: Any) -> Any:
    """A value as JSON has it: times in ISO 8601 UTC, nothing as null."""
    if isinstance(value, list):
        return [{k: _plain(x) for k, x in v.items()} if isinstance(v, dict) else str(v) for v in value]
    if pd.isna(value):
        return None
    if isinstance(value, pd.Timestamp):
        return value.strftime("%Y-%m-%dT%H:%M:%SZ")
    return value.item() if hasattr(value, "item") else value


def in_a_line(value: Any) -> str:
    """One value of a list for a program that has no lists: of a cause tested, its result, the cause and the evidence.

    Of another object, each field with its name.
    """
    if not isinstance(value, dict):
        return str(value)
    if "cause" in value:
        return f"{result_of(value['holds'])}: {cause_of(value)}"
    return ", ".join(f"{k} {_word(v)}" for k, v in value.items() if v is not None)


def _word(value: Any) -> str:
    return (
        {True: "yes", False: "no"}[value]
        if isinstance(value, bool)
        else f"{value:g}"
        if isinstance(value, float)
        else str(value)
    )


def cause_of(tested: Mapping[str, Any]) -> str:
    """A cause tested, and the evidence: ``tow (at 0.4 kn)``."""
    return str(tested["cause"]) + (f" ({tested['says']})" if tested["says"] else "")


def result_of(holds: bool | None) -> str:
    """The result of a test in words."""
    return UNKNOWN if holds is None else HOLDS if holds else FAILED


def _cell(value: Any) -> Any:
    """A value as one CSV cell."""
    plain = _plain(value)
    if plain is None:
        return ""
    return csv_cell(" ".join(f"• {in_a_line(x)}" for x in plain) if isinstance(plain, list) else plain)


def _rows(frame: gpd.GeoDataFrame) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = frame.drop(columns="geometry").astype(object).to_dict("records")
    return rows


def to_csv(frame: gpd.GeoDataFrame, path: Path) -> None:
    """One row per alert, UTF-8 with a byte order mark so that Excel reads Korean; lists as bullets."""
    with path.open("w", encoding="utf-8-sig", newline="") as f:
        writer = csv.writer(f, lineterminator="\n")
        writer.writerow([c for c in frame.columns if c != "geometry"])
        writer.writerows([_cell(v) for v in row.values()] for row in _rows(frame))


def changes_to_csv(became: pd.DataFrame, path: Path) -> None:
    """One row per alert that changed in a night: new, changed, closed, withdrawn ..."""
    with path.open("w", encoding="utf-8-sig", newline="") as f:
        writer = csv.writer(f, lineterminator="\n")
        writer.writerow(became.columns)
        writer.writerows([_cell(v) for v in row.values()] for row in became.astype(object).to_dict("records"))


def changes_to_json_lines(became: pd.DataFrame, path: Path) -> None:
    """As :func:`changes_to_csv`, in JSON lines."""
    rows = became.astype(object).to_dict("records")
    lines = [json_text({k: _plain(v) for k, v in row.items()}) for row in rows]
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")


def to_geojson(frame: gpd.GeoDataFrame, path: Path) -> None:
    """GeoJSON (RFC 7946) with one feature per line of text, every column as a property."""
    features = [
        json_text(
            {
                "type": "Feature",
                "id": row["event"],
                "geometry": shapely.geometry.mapping(shape),
                "properties": {k: _plain(v) for k, v in row.items()},
            }
        )
        for row, shape in zip(_rows(frame), frame.geometry, strict=True)
    ]
    body = ",\n".join(features)
    path.write_text('{"type": "FeatureCollection", "features": [\n' + body + "\n]}\n", encoding="utf-8")


def to_json_lines(frame: gpd.GeoDataFrame, path: Path) -> None:
    """One line of JSON per alert, with every column."""
    lines = [json_text({k: _plain(v) for k, v in row.items()}) for row in _rows(frame)]
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")


def to_parquet(frame: gpd.GeoDataFrame, path: Path) -> None:
    """GeoParquet, zstd, times in UTC."""
    in_utc(frame).to_parquet(path, index=False, compression="zstd")
