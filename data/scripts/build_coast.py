"""Build the coast and the distance-to-shore rasters from one named package.

Source: the wheel ``roaring-landmask==0.11.0`` on PyPI carries OpenStreetMap's land polygons (osmdata
``land-polygons-complete``, simplified upstream to 0.0005 degrees) as an xz stream of WKB inside its
shared object. Code MIT; the data are (c) OpenStreetMap contributors, ODbL 1.0, and what is built here stays ODbL.

    pip download --no-deps roaring-landmask==0.11.0 -d /tmp/landmask
    python data/scripts/build_coast.py /tmp/landmask/roaring_landmask-*.whl data/

Writes ``coast_korea.parquet`` (GeoParquet, 117-143E 24-44N), ``coast_world.parquet`` (the whole earth, 0.03 degrees:
rings as steps in 1/200 degree, for maps), ``shore_korea.parquet`` (0.01 degree cells) and ``shore_world.parquet`` (0.1
degree cells). A raster is a Parquet file with one row per grid line of latitude; its
schema metadata name the box and the step. Values are signed metres / 20 (land negative), int16.
"""

import argparse
import lzma
import struct
import zipfile
from pathlib import Path

import geopandas as gpd
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import shapely
from scipy.spatial import cKDTree

KOREA = (117.0, 24.0, 143.0, 44.0)
WORLD = (-180.0, -80.0, 180.0, 84.0)
EARTH_M = 6_371_008.8
UNIT_M = 20
WORLD_DEG, WORLD_KM2, WORLD_UNITS = 0.03, 8.0, 200


def land_wkb(wheel: Path) -> bytes:
    """The largest xz stream in the wheel's shared object: OSM's land as one WKB multipolygon."""
    with zipfile.ZipFile(wheel) as z:
        name = next(n for n in z.namelist() if n.endswith(".so"))
        blob = z.read(name)
    streams, at = [], blob.find(b"\xfd7zXZ\x00")
    while at >= 0:
        unpack = lzma.LZMADecompressor()
        try:
            streams.append(unpack.decompress(blob[at:]))
            at = blob.find(b"\xfd7zXZ\x00", len(blob) - len(unpack.unused_data))
        except lzma.LZMAError:
            at = blob.find(b"\xfd7zXZ\x00", at + 1)
    print("xz streams:", [len(s) for s in streams])
    multipolygons = [s for s in streams if s[:5] == b"\x01\x06\x00\x00\x00"]
    return max(multipolygons, key=lambda s: struct.unpack_from("<I", s, 5)[0])


def rings(wkb: bytes):
    """Each polygon's rings as (n, 2) arrays of longitude, latitude."""
    (count,) = struct.unpack_from("<I", wkb, 5)
    at = 9
    for _ in range(count):
        (n_rings,) = struct.unpack_from("<I", wkb, at + 5)
        at += 9
        out = []
        for _ in range(n_rings):
            (n,) = struct.unpack_from("<I", wkb, at)
            out.append(np.frombuffer(wkb, "<f8", 2 * n, at + 4).reshape(n, 2))
            at += 4 + 16 * n
        yield out


def clipped(polygons, box, min_km2: float, tolerance_deg: float):
    """Polygons inside ``box``, made valid piece by piece (never the whole of Eurasia at once)."""
    west, south, east, north = box
    for shell, *holes in polygons:
        lon, lat = shell[:, 0], shell[:, 1]
        if lon.max() < west or lon.min() > east or lat.max() < south or lat.min() > north:
            continue
        piece = shapely.clip_by_rect(shapely.Polygon(shell, holes), *box)
        if not piece.is_valid:
            piece = shapely.make_valid(piece, method="structure", keep_collapsed=False)
        for part in shapely.get_parts(piece):
            if part.geom_type != "Polygon":
                continue
            km2 = part.area * 111.195**2 * np.cos(np.radians(part.centroid.y))
            if km2 >= min_km2:
                yield part.simplify(tolerance_deg)


def ring_km2(ring: np.ndarray) -> float:
    """About how much a ring encloses."""
    x = (ring[:, 0] - ring[0, 0]) * np.cos(np.radians(ring[:, 1].mean()))
    y = ring[:, 1] - ring[0, 1]
    return abs(float(np.sum(x[:-1] * y[1:] - x[1:] * y[:-1]))) / 2 * 111.195**2


def write_world(polygons, path: Path) -> None:
    """One row a ring: ``polygon`` (the outer ring first) and ``delta`` (longitude and latitude by turns)."""
    number, steps = [], []
    for n, poly in enumerate(p for p in polygons if ring_km2(p[0]) >= WORLD_KM2):
        for ring in poly:
            line = shapely.get_coordinates(shapely.simplify(shapely.linestrings(ring), WORLD_DEG))
            whole = np.round(line * WORLD_UNITS).astype("int32")
            whole = whole[np.r_[True, (np.diff(whole, axis=0) != 0).any(axis=1)]]
            if len(whole) < 4 or ring_km2(ring) < WORLD_KM2:
                continue
            number.append(n)
            steps.append(np.diff(whole, axis=0, prepend=np.zeros((1, 2), "int32")).ravel())
    table = pa.table({"polygon": pa.array(number, pa.int32()), "delta": pa.array(steps, pa.list_(pa.int32()))})
    meta = {
        "units": str(WORLD_UNITS),
        "licence": "ODbL 1.0, (c) OpenStreetMap contributors, from roaring-landmask 0.11.0",
    }
    pq.write_table(table.replace_schema_metadata(meta), path, compression="zstd", compression_level=19)
    print("world", len(steps), "rings", sum(len(s) for s in steps) // 2, "points")


def unit_vectors(lon, lat):
    """Points on the unit sphere."""
    lon, lat = np.radians(lon), np.radians(lat)
    return np.column_stack([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)])


def densified(ring: np.ndarray, step_m: float) -> np.ndarray:
    """The ring with a point at least every ``step_m`` metres."""
    a, b = ring[:-1], ring[1:]
    metres = np.hypot(*((b - a) * [np.cos(np.radians(a[:, 1].mean())), 1]).T) * 111_195
    n = np.maximum(1, np.ceil(metres / step_m).astype(int))
    start = np.repeat(np.arange(len(a)), n)
    f = (np.arange(n.sum()) - np.repeat(np.cumsum(n) - n, n)) / n[start]
    return a[start] + (b - a)[start] * f[:, None]


def raster(polygons, box, step: float, coast_step_m: float, cap_m: float) -> np.ndarray:
    """Signed distance to shore at each cell's centre, in units of 20 m, capped."""
    west, south, east, north = box
    lon = west + (np.arange(round((east - west) / step)) + 0.5) * step
    lat = south + (np.arange(round((north - south) / step)) + 0.5) * step
    pad = 0 if east - west == 360 else 2
    coast = [
        densified(r, coast_step_m)
        for poly in polygons
        for r in poly
        if r[:, 0].max() > west - pad
        and r[:, 0].min() < east + pad
        and r[:, 1].max() > south - pad
        and r[:, 1].min() < north + pad
    ]
    points = np.concatenate(coast)
    inside = (
        (points[:, 0] > west - pad)
        & (points[:, 0] < east + pad)
        & (points[:, 1] > south - pad)
        & (points[:, 1] < north + pad)
    )
    tree = cKDTree(unit_vectors(*points[inside].T))
    print(box, step, "coast points", inside.sum())
    land = land_mask(polygons, lon, lat)
    out = np.empty((len(lat), len(lon)), "int16")
    for i, y in enumerate(lat):
        chord, _ = tree.query(unit_vectors(lon, np.full_like(lon, y)), distance_upper_bound=cap_m / EARTH_M)
        metres = np.where(np.isinf(chord), cap_m, 2 * EARTH_M * np.arcsin(np.minimum(chord, 2) / 2))
        metres = np.minimum(metres, cap_m)
        out[i] = np.round(np.where(land[i], -metres, metres) / UNIT_M)
    return out


def land_mask(polygons, lon, lat) -> np.ndarray:
    """True where a cell's centre lies on land: even-odd crossings of each grid line of latitude."""
    flips = np.zeros((len(lat), len(lon) + 1), "int32")
    for poly in polygons:
        for ring in poly:
            if ring[:, 1].max() < lat[0] or ring[:, 1].min() > lat[-1]:
                continue
            a, b = ring[:-1], ring[1:]
            lo, hi = np.minimum(a[:, 1], b[:, 1]), np.maximum(a[:, 1], b[:, 1])
            first, last = np.searchsorted(lat, lo, "right"), np.searchsorted(lat, hi, "right")
            n = last - first
            seg = np.repeat(np.arange(len(a)), n)
            if not len(seg):
                continue
            row = first[seg] + np.arange(n.sum()) - np.repeat(np.cumsum(n) - n, n)
            t = (lat[row] - a[seg, 1]) / (b[seg, 1] - a[seg, 1])
            col = np.searchsorted(lon, a[seg, 0] + t * (b[seg, 0] - a[seg, 0]), "right")
            np.add.at(flips, (row, col), 1)
    return (np.cumsum(flips[:, :-1], axis=1) % 2).astype(bool)


def write_raster(grid: np.ndarray, box, step: float, path: Path) -> None:
    """One row a grid line: ``line`` (0 = south) and ``shore`` (list of int16, 20 m units)."""
    west, south, _, _ = box
    # Differences along a line are small numbers, which pack four times better than distances.
    delta = np.diff(grid.astype("int32"), axis=1, prepend=0)
    table = pa.table({"line": pa.array(range(len(grid)), pa.int32()), "delta": pa.array(list(delta.astype("int32")))})
    meta = {
        "west": west,
        "south": south,
        "step": step,
        "unit_m": UNIT_M,
        "licence": "ODbL 1.0, (c) OpenStreetMap contributors, from roaring-landmask 0.11.0",
    }
    table = table.replace_schema_metadata({k: str(v) for k, v in meta.items()})
    pq.write_table(
        table,
        path,
        compression="zstd",
        compression_level=19,
        use_dictionary=False,
        column_encoding={"line": "PLAIN", "delta.list.element": "DELTA_BINARY_PACKED"},
    )


def main() -> None:
    """Read the wheel named first, write into the folder named second."""
    args = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    args.add_argument("wheel", type=Path)
    args.add_argument("out", type=Path)
    args = args.parse_args()
    polygons = list(rings(land_wkb(args.wheel)))
    print("polygons", len(polygons))
    land = list(clipped(polygons, KOREA, min_km2=0.01, tolerance_deg=0.001))
    land.sort(key=lambda p: (-p.area, p.bounds))
    frame = gpd.GeoDataFrame(
        {"source": "(c) OpenStreetMap contributors, ODbL 1.0"},
        index=range(len(land)),
        geometry=land,
        crs=4326,
    )
    frame.to_parquet(args.out / "coast_korea.parquet", compression="zstd")
    write_world(polygons, args.out / "coast_world.parquet")
    write_raster(raster(polygons, KOREA, 0.01, 200, 400_000), KOREA, 0.01, args.out / "shore_korea.parquet")
    write_raster(raster(polygons, WORLD, 0.1, 4_000, 200_000), WORLD, 0.1, args.out / "shore_world.parquet")


if __name__ == "__main__":
    main()
