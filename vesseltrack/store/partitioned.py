"""A store's record as a folder of Parquet files that other engines read as it is, and back.

Positions are GeoParquet, partitioned by day as Hive does (``fixes/day=2026-11-22/part-0.parquet``), which Spark, Sedona,
BigQuery, Ray, Dask and DuckDB read without a word about it; every other table of the record is one file. The manifest,
``vesseltrack-record.json``, is written last: a folder without it is not whole. An address of fsspec
(``s3://bucket/folder``) may stand for a folder.

Source of the metadata: GeoParquet 1.1.0 (OGC); geometry as little-endian WKB, longitude before latitude, WGS 84.
"""

from __future__ import annotations

import json
import posixpath
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.fs
import pyarrow.parquet as pq

from vesseltrack.errors import UnreadableInput, WrongUse
from vesseltrack.output import json_text
from vesseltrack.schema import KEPT, LOADED, TABLES
from vesseltrack.store import Store, quoted
from vesseltrack.store.addresses import files_at, is_address
from vesseltrack.store.layout import SCHEMA_VERSION

MANIFEST = "vesseltrack-record.json"
POSITIONS, DAY, GEOMETRY = "fixes", "day", "geometry"
RECORD_TABLES = tuple(t.name for t in LOADED + KEPT if t.name != "store")
NEWER_TABLES, NEWER_COLUMNS = ("sources", "also_received"), ("source_id",)
"""What a record written by an earlier version of this layout may lack."""
ROWS = 500_000
"""Rows of a row group, and at once in memory."""
_GEO = {
    "version": "1.1.0",
    "primary_column": GEOMETRY,
    "columns": {GEOMETRY: {"encoding": "WKB", "geometry_types": ["Point"]}},
}
_POINT = np.dtype([("order", "u1"), ("type", "<u4"), ("lon", "<f8"), ("lat", "<f8")])
_IMPOSSIBLE = """
    SELECT count(*) FROM fixes WHERE NOT coalesce(lat BETWEEN -90 AND 90 AND lon BETWEEN -180 AND 180
        AND isfinite(time) AND ssvid IS NOT NULL, false)
"""

Watched = Callable[[Iterable[Any]], Iterable[Any]]


def is_partitioned(address: str) -> bool:
    """Whether a folder or address holds what :func:`write_partitioned` writes."""
    if not is_address(address):
        return Path(address, MANIFEST).is_file()
    files, folder = _files(address)
    return bool(files.get_file_info(posixpath.join(folder, MANIFEST)).type == pyarrow.fs.FileType.File)


def write_partitioned(store: Store, address: str, progress: Watched = lambda days: days) -> dict[str, int]:
    """Write the record of a store; returns the number of rows of each table.

    Args:
        store: the store.
        address: a new or empty folder, or an address of fsspec.
        progress: wraps the days, for a progress bar.

    Raises:
        WrongUse: something is there already, it cannot be written, or the library for such addresses is not installed.
    """
    files, folder = _files(address)
    try:
        if files.get_file_info(pyarrow.fs.FileSelector(folder, allow_not_found=True)):
            raise WrongUse(f"{address} is not empty", "name a new folder.")
        files.create_dir(folder, recursive=True)
        rows = dict.fromkeys(RECORD_TABLES, 0)
        for name in RECORD_TABLES:
            if name != POSITIONS:
                rows[name] = _put(files, posixpath.join(folder, f"{name}.parquet"), store, name)
        for (day,) in progress(store.rows(f"SELECT DISTINCT time::DATE FROM {POSITIONS} ORDER BY 1")):
            place = posixpath.join(folder, POSITIONS, f"{DAY}={day.isoformat()}")
            files.create_dir(place, recursive=True)
            within = (
                f"WHERE time >= TIMESTAMP '{day}' AND time < TIMESTAMP '{day}' + INTERVAL 1 DAY ORDER BY ssvid, time"
            )
            rows[POSITIONS] += _put(files, posixpath.join(place, "part-0.parquet"), store, POSITIONS, within)
        manifest = {"made_by": "vesseltrack", "layout": SCHEMA_VERSION, "rows": rows}
        with files.open_output_stream(posixpath.join(folder, MANIFEST)) as out:
            out.write(json_text(manifest, indent=1).encode())
    except OSError as e:
        raise WrongUse(f"{address} cannot be written: {e}", "name another folder.") from e
    return rows


def _put(files: Any, file: str, store: Store, table: str, within: str = "") -> int:
    """Write rows of a table to a file, positions with a geometry; returns how many."""
    columns = ", ".join(quoted(c) for c in TABLES[table].names)
    writer, rows = None, 0
    with store.cursor() as con:
        for batch in store.batches(con, f"SELECT {columns} FROM {table} {within}", ROWS):
            part = pa.Table.from_batches([batch])
            part = _with_points(part) if table == POSITIONS else part
            writer = writer or pq.ParquetWriter(file, part.schema, filesystem=files, compression="zstd")
            writer.write_table(part)
            rows += part.num_rows
    if writer is not None:
        writer.close()
    return rows


def _with_points(positions: pa.Table) -> pa.Table:
    """Positions with their geometry, and the metadata that says so."""
    points = np.empty(positions.num_rows, _POINT)
    points["order"], points["type"] = 1, 1  # little-endian; a point
    points["lon"], points["lat"] = positions["lon"].to_numpy(), positions["lat"].to_numpy()
    shapes = pa.Array.from_buffers(pa.binary(_POINT.itemsize), len(points), [None, pa.py_buffer(points.tobytes())])
    with_them = positions.append_column(GEOMETRY, shapes.cast(pa.binary()))
    return with_them.replace_schema_metadata({"geo": json_text(_GEO)})


def read_partitioned(store: Store, address: str) -> dict[str, int]:
    """Take what :func:`write_partitioned` wrote into a store in which nothing was loaded yet; returns rows of each table.

    Nothing is taken if anything is wrong.

    Raises:
        WrongUse: something was loaded into the store.
        UnreadableInput: it is of another layout of tables, damaged, or holds what no store can hold.
    """
    if any(store.one(f"SELECT count(*) FROM {name}")[0] for name in ("files", POSITIONS)):
        raise WrongUse(f"{address} is a whole record, and the store has one", "load it into a new store: --db NAME")
    files, folder = _files(address)
    try:
        with store.transaction():
            return _take(store, address, files, folder)
    except (OSError, pa.ArrowException, ValueError, LookupError, TypeError) as e:
        raise UnreadableInput(
            f"{address} cannot be read: {str(e).splitlines()[0]}", "write it anew: vesseltrack export"
        ) from e


def _take(store: Store, address: str, files: Any, folder: str) -> dict[str, int]:
    with files.open_input_stream(posixpath.join(folder, MANIFEST)) as text:
        manifest = json.loads(text.read())
    if manifest["layout"] != SCHEMA_VERSION:
        raise UnreadableInput(
            f"{address} has layout {int(manifest['layout'])} of tables, this vesseltrack {SCHEMA_VERSION}",
            "write it with a vesseltrack of this layout.",
        )
    rows = {}
    for name in RECORD_TABLES:
        store.execute(f"DELETE FROM {name}")
        for batch in _batches(files, folder, name):
            columns = ", ".join(map(quoted, batch.schema.names))
            with store.registered("_rows", pa.Table.from_batches([batch])):
                store.execute(f"INSERT INTO {name} ({columns}) SELECT {columns} FROM _rows")
        rows[name] = int(store.one(f"SELECT count(*) FROM {name}")[0])
    said = dict.fromkeys(NEWER_TABLES, 0) | manifest["rows"]
    if rows != said:
        lacking = ", ".join(n for n in RECORD_TABLES if rows[n] != said.get(n))
        raise UnreadableInput(
            f"{address} is not whole: {lacking} have other numbers of rows than it says", "copy it again."
        )
    if wrong := store.one(_IMPOSSIBLE)[0]:
        raise UnreadableInput(f"{address} has {wrong:,} impossible positions", "it was not written by vesseltrack.")
    return rows


def _batches(files: Any, folder: str, name: str) -> Iterator[pa.RecordBatch]:
    import pyarrow.dataset as ds  # not for every load, which asks only whether a folder is one of these

    place = posixpath.join(folder, name if name == POSITIONS else f"{name}.parquet")
    if files.get_file_info(place).type == pyarrow.fs.FileType.NotFound:
        return
    found = ds.dataset(place, filesystem=files, format="parquet")
    columns = [c for c in TABLES[name].names if c not in NEWER_COLUMNS or c in found.schema.names]
    yield from found.to_batches(columns=columns, batch_size=ROWS)


def _files(address: str) -> tuple[Any, str]:
    """The file system of a folder or address, and the path in it."""
    if not is_address(address):
        return pyarrow.fs.LocalFileSystem(), str(Path(address).absolute())
    files, path = files_at(address, "reached")
    return pyarrow.fs.PyFileSystem(pyarrow.fs.FSSpecHandler(files)), path
