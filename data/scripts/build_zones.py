"""Compute the zones that no law prints as polygons, from the coast, the ports and the published lines beside them.

    python data/scripts/build_zones.py data/

Reads ``coast_korea.parquet``, ``ports.csv`` and ``zones.geojson``; writes ``zones_computed.geojson``. Every zone in it
has status ``computed``: it shows where something is likely to matter, and is never a legal line. The coast is
OpenStreetMap's, so this file is ODbL 1.0, (c) OpenStreetMap contributors.
"""

import json
import sys
from pathlib import Path

import geopandas as gpd
import pandas as pd
import shapely
from shapely import MultiPolygon, Point, Polygon
from shapely.ops import unary_union

NM = 1852
METRIC = "+proj=laea +lat_0=38 +lon_0=128 +units=m"

# Whose land is whose, by hand: the Yalu, the Tumen, the military demarcation line. Good to a few km inland,
# where nothing depends on it; at sea the Northern Limit Line divides.
MDL = [
    (126.111, 37.7125),
    (126.40, 37.80),
    (126.68, 37.83),
    (126.70, 37.95),
    (127.10, 38.30),
    (127.80, 38.33),
    (128.36, 38.613),
]
TUMEN_YALU = [
    (130.70, 42.29),
    (130.55, 42.55),
    (129.9, 43.0),
    (128.3, 42.1),
    (126.9, 41.8),
    (124.4, 40.2),
    (124.17, 39.88),
    (124.0, 39.7),
]
RUSSIA = Polygon([(130.70, 42.29), (130.55, 42.55), (131.0, 44.0), (136.0, 44.0), (136.0, 42.0), (130.9, 42.0)])
FAR_EAST_PORTS = {"Vladivostok", "Nakhodka", "Vostochnyy", "Slavyanka", "Posyet", "Zarubino"}


def metric(shape, back: bool = False):
    """The shape in metres, or back in degrees."""
    a, b = (METRIC, 4326) if back else (4326, METRIC)
    return gpd.GeoSeries([shape], crs=a).to_crs(b).iloc[0]


def belt(land, nm: float):
    """The sea within ``nm`` nautical miles of ``land``, in degrees, to about 100 m."""
    near = metric(land).simplify(200).buffer(nm * NM, quad_segs=12)
    return metric(near.simplify(50), back=True)


def areas(shape) -> MultiPolygon:
    """Its polygons, without slivers under 1 km2."""
    parts = [p for p in shapely.get_parts(shape) if p.geom_type == "Polygon" and metric(p).area > 1e6]
    return MultiPolygon([Polygon(p.exterior, [h for h in p.interiors if metric(Polygon(h)).area > 1e6]) for p in parts])


def main(folder: Path) -> None:
    """Write ``zones_computed.geojson`` into ``folder``."""
    facts = {
        f["properties"]["name"]: shapely.geometry.shape(f["geometry"])
        for f in json.loads((folder / "zones.geojson").read_text(encoding="utf-8"))["features"]
    }
    coast = gpd.read_parquet(folder / "coast_korea.parquet").geometry
    nll = list(facts["Northern Limit Line, Yellow Sea (11 turning points)"].coords)
    north = Polygon([*reversed(nll), *MDL[1:], (132.0, 38.6167), *TUMEN_YALU, (123.5, 39.5), (123.5, 38.02)])
    north = shapely.make_valid(north)
    box = shapely.box(123.0, 33.0, 132.5, 43.0)
    nearby = coast[coast.intersects(box)]
    dprk_land = unary_union([p.intersection(north) for p in nearby if p.intersects(north)])
    south = (
        shapely.box(124.0, 32.9, 132.2, 38.7)
        .difference(north)
        .difference(shapely.box(128.7, 30, 132.2, 34.75))
        .difference(shapely.box(130.0, 30, 132.5, 36.9))
    )
    rok_land = unary_union([p.intersection(south) for p in nearby if p.intersects(south)])
    rus_land = unary_union([p.intersection(RUSSIA) for p in coast if p.intersects(RUSSIA)])
    land = unary_union(list(coast[coast.intersects(shapely.box(122, 32, 137, 44))]))
    ports = pd.read_csv(folder / "ports.csv", dtype={"lat": float, "lon": float})

    base = facts["ROK straight baseline 5-23 (Busan - Soryeongdo)"]
    inside = Polygon([*base.coords, (126.6, 37.0), (127.5, 36.0), (128.9, 35.3)])
    strait = Polygon(
        [
            *facts["Korea Strait 3 nm limit (western channel, ROK side)"].coords,
            (129.463, 35.131),
            (129.8, 34.9),
            (128.95, 34.2),
            (128.814, 34.344),
        ]
    )
    rok = belt(unary_union([rok_land, shapely.make_valid(inside)]), 12).difference(strait).difference(north)
    yellow_sea = shapely.box(124.0, 37.4, 126.8, 40.2)
    mouth = belt(dprk_land, 12).difference(belt(rok_land.difference(yellow_sea), 0.01))
    dprk = mouth.intersection(north.union(shapely.box(127.3, 38.61, 131.0, 42.4))).difference(RUSSIA)
    military = Polygon(
        [
            (128.358, 38.6127),
            *facts["DPRK military zone seaward edge, East Sea"].coords,
            (130.70, 42.29),
            (129.0, 40.6),
            (127.2, 39.9),
            (127.2, 39.0),
        ]
    )

    zones = [
        (
            "North of the Northern Limit Line, Yellow Sea",
            "nll_north",
            shapely.intersection(north, yellow_sea),
            True,
            "medium",
            "side of the NLL's turning points; cut off at 124E, west of which traffic is thick",
        ),
        (
            "DPRK waters within 12 nm of its coast",
            "territorial_sea",
            dprk,
            True,
            "medium",
            "12 nm from OSM's coast north of the NLL; the DPRK has published no baseline",
        ),
        (
            "ROK waters within 12 nm of its coast and straight baseline",
            "territorial_sea",
            rok,
            False,
            "medium",
            "from the decree's base points and OSM's coast, 3 nm in the Korea Strait; see the official limit lines beside it",
        ),
        (
            "Russian waters within 12 nm of its coast, south Primorye",
            "territorial_sea",
            belt(rus_land, 12).intersection(RUSSIA.buffer(0.35)).difference(dprk),
            False,
            "medium",
            "12 nm from OSM's coast; baselines not used",
        ),
        (
            "DPRK 50 nm military zone, East Sea",
            "military_zone",
            military.difference(dprk_land),
            True,
            "medium",
            "between the reported seaward edge (Park et al. 2020) and the coast; the DPRK printed no coordinates",
        ),
    ]
    for name, lat, lon, km, why in (
        (
            "Chodo transfer area",
            38.5293,
            124.8384,
            12,
            "VOA 2022-23: 2 to 8 km off Chodo, named by the UN Panel of Experts; ring of 12 km round the island",
        ),
        (
            "Sokdo transfer area",
            38.6484,
            124.9980,
            10,
            "Daily NK 2022-05-14, named by the UN Panel of Experts; ring of 10 km round the island",
        ),
    ):
        zones.append(
            (
                name,
                "sts_area",
                metric(metric(Point(lon, lat)).buffer(km * 1000), back=True).difference(land),
                True,
                "medium",
                why,
            )
        )
    # Two sources often name one harbour: the first word of its name stands for it, the surer source first.
    ports["harbour"] = ports.country + ports.name.str.split().str[0]
    ports = ports.sort_values(["harbour", "confidence"], key=lambda c: c.map({"high": "0"}).fillna(c)).drop_duplicates(
        "harbour"
    )
    for row in ports.itertuples():
        if row.country == "PRK" or (row.country == "RUS" and row.name in FAR_EAST_PORTS):
            disc = metric(metric(Point(row.lon, row.lat)).buffer(5000), back=True)
            zones.append(
                (
                    f"{row.name.removesuffix(' port')} port, 5 km",
                    "port",
                    disc,
                    row.country == "PRK",
                    row.confidence,
                    f"5 km round the position in: {row.source}",
                )
            )

    features = []
    for name, kind, shape, watch, confidence, note in zones:
        whole = areas(shapely.make_valid(shape).difference(land) if kind != "port" else MultiPolygon([shape]))
        whole = shapely.set_precision(whole.simplify(0.003), 0.0001)
        features.append(
            {
                "type": "Feature",
                "properties": {
                    "name": name,
                    "kind": kind,
                    "authority": "none (computed)",
                    "status": "computed",
                    "watch": watch,
                    "source": "data/scripts/build_zones.py from OSM's coast and the published lines in zones.geojson",
                    "source_date": "2026-11",
                    "confidence": confidence,
                    "note": note,
                },
                "geometry": shapely.geometry.mapping(whole),
            }
        )
        print(f"{name:60} {metric(whole).area / 1e6:10.0f} km2 {shapely.get_num_coordinates(whole):6} points")
    out = {"type": "FeatureCollection", "features": features}
    (folder / "zones_computed.geojson").write_text(
        json.dumps(out, ensure_ascii=False, separators=(",", ":")) + "\n", encoding="utf-8"
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]))
