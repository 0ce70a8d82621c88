"""Layers as a GeoPackage, each with a style that QGIS applies by itself (table ``layer_styles``)."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pandas as pd
import pyogrio

from vesseltrack.report.export.layers import LAYERS, POINT, Layers
from vesseltrack.report.export.qgis import style_of

VERSION = "1.2"
"""Of GeoPackage: newer ones make older QGIS warn."""
_STYLES = """
    CREATE TABLE layer_styles (
        id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, f_table_catalog TEXT(256), f_table_schema TEXT(256),
        f_table_name TEXT(256), f_geometry_column TEXT(256), styleName TEXT(30), styleQML TEXT, styleSLD TEXT,
        useAsDefault BOOLEAN, description TEXT, owner TEXT(30), ui TEXT(30),
        update_time DATETIME DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
    )
"""
_STYLE = """
    INSERT INTO layer_styles (f_table_catalog, f_table_schema, f_table_name, f_geometry_column, styleName, styleQML, styleSLD,
        useAsDefault, description, owner) VALUES ('', '', ?, 'geom', ?, ?, '', 1, ?, '')
"""
_KNOWN = """
    INSERT INTO gpkg_contents (table_name, data_type, identifier, description)
    VALUES ('layer_styles', 'attributes', 'layer_styles', 'Styles of QGIS')
"""


def to_geopackage(layers: Layers, path: Path) -> None:
    """Write all layers, empty ones too, each with a style. GDAL adds the column ``fid``."""
    for layer in reversed(LAYERS):  # QGIS draws the last on top
        frame = layers.layer(layer.name)
        begun = path.exists()
        pyogrio.write_dataframe(
            frame, path, layer=layer.name, driver="GPKG", geometry_type=layer.geometry, promote_to_multi=layer.geometry != POINT,
            append=begun, dataset_options={} if begun else {"VERSION": VERSION},
            layer_options={"DESCRIPTION": layer.table.row, "GEOMETRY_NAME": "geom"},
        )  # fmt: skip
    with closing(sqlite3.connect(path)) as con, con:
        con.execute(_STYLES)
        for layer in LAYERS:
            con.execute(_STYLE, (layer.name, layer.name, style_of(layer.name), layer.table.row))
        con.execute(_KNOWN)


def to_positions(layers: Layers, path: Path) -> None:
    """The layer ``positions`` as GeoParquet, zstd."""
    frame = layers.layer("positions")
    frame["stretch"] = frame["stretch"].astype("int64")
    for column in ("mmsi", "imo"):
        frame[column] = frame[column].astype(pd.Int64Dtype())
    frame.to_parquet(path, index=False, compression="zstd", geometry_encoding="WKB")
