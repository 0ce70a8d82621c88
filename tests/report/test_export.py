"""Files for other programs: what geopandas, ogr and DuckDB read in them is what was sent."""

import json
import sqlite3
from contextlib import closing
from itertools import pairwise
from xml.etree import ElementTree

import duckdb
import geopandas as gpd
import pandas as pd
import pyarrow.parquet as pq
import pyogrio
import pytest
import shapely

import vesseltrack as vt
from vesseltrack.errors import WrongUse
from vesseltrack.report.export import tracks
from vesseltrack.report.export.files import FORMS
from vesseltrack.report.export.layers import LAYERS
from vesseltrack.report.export.tracks import cut_at_180, line_of, positions_of, whole_tracks
from vesseltrack.report.kml import headings

T0 = pd.Timestamp("2026-11-16")
HOSTILE = "=1+1<script>\"'; DROP\x1b[31m\u202e&"
GX = "{http://www.google.com/kml/ext/2.2}"
KML = "{http://www.opengis.net/kml/2.2}"


def positions(ship, hours, lat, lon, sog=10.0, course=90.0, heading=None):
    """A position an hour apart by a tenth of an hour each: at the hours given."""
    return [
        {
            "ssvid": ship, "time": T0 + pd.Timedelta(seconds=round(h * 3600)), "lat": la,
            "lon": lo if lo <= 180 else lo - 360, "sog_kn": sog,
            "cog_deg": course, "heading_deg": heading,
        }
        for h, la, lo in zip(hours, lat, lon, strict=True)
    ]  # fmt: skip


@pytest.fixture(scope="module")
def db(tmp_path_factory):
    """A listed ship of a hostile name that turns at right angles over the 180th meridian, and falls silent for a day."""
    with vt.open(tmp_path_factory.mktemp("export") / "s.duckdb") as database:
        rows = positions(273000001, [0, 0.5, 1.0, 1.5], [36.0, 36.0, 36.2, 36.2], [179.8, 179.9, 179.9, 180.1])
        rows += positions(273000001, [30.0, 30.5, 31.0], [36.5, 36.5, 36.5], [181.0, 181.1, 181.3], heading=80)
        rows += positions(412000002, [h / 6 for h in range(200)], [30.0] * 200, [125.0 + n / 100 for n in range(200)])
        frame = pd.DataFrame(rows).astype({"time": "datetime64[us]"})
        database.store.append("fixes", frame)
        said = {"ssvid": 273000001, "name": HOSTILE, "imo": 9161003, "ship_type": 70, "messages": 1, "hour": T0}
        database.store.append("statics", pd.DataFrame([said]))
        database.detect()
        yield database


@pytest.fixture(scope="module")
def written(db, tmp_path_factory):
    """A file of each form, of the whole track of the ship."""
    folder = tmp_path_factory.mktemp("written")
    for form in FORMS:
        db.export(folder / f"x{form.suffix}", ships=[273000001], every_position=True)
    return folder


def test_the_layers_have_the_columns_declared_and_one_kind_of_shape(db):
    layers = db.layers()
    for layer in LAYERS:
        frame = layers.layer(layer.name)
        assert list(frame.columns) == [*layer.table.names, "geometry"], layer.name
        assert set(frame.geom_type) <= {layer.geometry, layer.geometry.removeprefix("Multi")}, layer.name
        assert frame.crs == 4326
        for column in layer.table.columns:
            if column.type == "TIMESTAMP":
                assert str(frame[column.name].dtype.tz) == "UTC", (layer.name, column.name)
    assert len(layers.layer("alerts")) and len(layers.layer("zones"))


def test_a_track_is_torn_by_an_hour_and_cut_at_the_180th_meridian(db):
    tracks = db.layers([273000001], every_position=True).layer("tracks")
    assert tracks.stretch.tolist() == [1, 2]
    assert tracks.positions.tolist() == [4, 3]
    assert tracks.start_time.tolist() == [pd.Timestamp("2026-11-16", tz="UTC"), pd.Timestamp("2026-11-17T06", tz="UTC")]
    # from 179.9 E to 179.9 W at 36.2 N: half way, half an hour, so the cut lies at 180 and 36.2; worked out by hand
    assert [list(p.coords) for p in tracks.geometry[0].geoms] == [
        [(179.8, 36.0), (179.9, 36.0), (179.9, 36.2), (180.0, 36.2)],
        [(-180.0, 36.2), (pytest.approx(-179.9), 36.2)],
    ]
    assert tracks.geometry[1].geom_type == "LineString"
    # 0.1 degrees of longitude at 36 N, 0.2 of latitude, 0.2 of longitude at 36.2 N: 9.0 + 22.2 + 17.9 km
    assert tracks.length_km[0] == pytest.approx(9.0 + 22.2 + 17.9, abs=0.1)


def test_a_position_is_left_out_only_where_the_line_between_others_stands_for_it(db):
    found = db.layers([412000002]).layer("positions")
    assert found.time.tolist() == [T0.tz_localize("UTC"), T0.tz_localize("UTC") + pd.Timedelta(minutes=1990)]
    turned = db.layers([273000001]).layer("positions")
    assert len(turned) == 7  # each is a turn, an end, or (181.1, where a line by time has 181.15) 0.05 degrees off


def test_positions_are_the_same_however_few_ships_are_held_at_once(db, monkeypatch):
    asked = whole_tracks([273000001, 412000002])
    at_once = positions_of(db.store, asked)
    assert set(at_once.vessel_id) == {273000001, 412000002}
    monkeypatch.setattr(tracks, "SHIPS_AT_ONCE", 1)
    pd.testing.assert_frame_equal(positions_of(db.store, asked), at_once)
    assert positions_of(db.store, asked.head(0)).columns.tolist() == at_once.columns.tolist()


def test_since_and_until_cut_tracks(db):
    from datetime import UTC, datetime

    some = db.layers(
        [273000001],
        since=datetime(2026, 11, 16, 1),
        until=datetime(2026, 11, 17, 6, 30, tzinfo=UTC),
        every_position=True,
    )
    assert some.layer("positions").time.dt.strftime("%dT%H:%M").tolist() == [
        "16T01:00",
        "16T01:30",
        "17T06:00",
        "17T06:30",
    ]


def test_duckdb_and_geopandas_read_the_parquet(written):
    path = written / "x.parquet"
    geo = json.loads(pq.read_schema(path).metadata[b"geo"])
    assert geo["version"].startswith("1.") and geo["primary_column"] == "geometry"
    assert geo["columns"]["geometry"]["encoding"] == "WKB" and geo["columns"]["geometry"]["geometry_types"] == ["Point"]
    frame = gpd.read_parquet(path)
    assert len(frame) == 7 and set(frame.ship_name) == {HOSTILE}
    assert frame.geometry.x.round(6).tolist() == [179.8, 179.9, 179.9, -179.9, -179.0, -178.9, -178.7]
    with duckdb.connect() as con:
        told = con.execute(
            f"SELECT typeof(time), epoch(time), lat, lon, imo FROM '{path}' ORDER BY time LIMIT 1"
        ).fetchone()
    assert told == ("TIMESTAMP WITH TIME ZONE", 1794787200.0, 36.0, 179.8, 9161003)


def test_ogr_reads_each_layer_of_the_geopackage_and_each_has_a_style(written):
    path = written / "x.gpkg"
    shapes = dict(pyogrio.list_layers(path))
    assert {layer.name: layer.geometry for layer in LAYERS}.items() <= shapes.items()
    found = gpd.read_file(path, layer="positions")
    assert found.time.tolist() == gpd.read_parquet(written / "x.parquet").time.tolist()
    assert set(found.ship_name) == {HOSTILE}  # nothing is changed: a name is data there
    assert gpd.read_file(path, layer="tracks").geometry.is_valid.all()
    with closing(sqlite3.connect(path)) as con:
        styles = dict(con.execute("SELECT f_table_name, styleQML FROM layer_styles WHERE useAsDefault").fetchall())
    assert set(styles) == {layer.name for layer in LAYERS}
    for name, style in styles.items():
        root = ElementTree.fromstring(style)
        used = root.find("renderer-v2").get("attr")
        times = [
            v
            for k, v in (root.find("temporal").attrib if root.find("temporal") is not None else {}).items()
            if k.endswith("Field")
        ]
        columns = pyogrio.read_info(path, layer=name)["fields"].tolist()
        assert {c for c in (used, *times) if c} - {""} <= set(columns), name


def test_the_kml_has_time_place_and_heading_at_each_moment(written):
    root = ElementTree.parse(written / "x.kml")
    tracks = root.findall(f".//{GX}Track")
    told = [[e.text for e in t if e.tag in (f"{KML}when", f"{GX}coord", f"{GX}angles")] for t in tracks]
    assert len(tracks) == 3  # the first stretch is cut in two
    assert told[0][:4] == [
        "2026-11-16T00:00:00Z",
        "2026-11-16T00:30:00Z",
        "2026-11-16T01:00:00Z",
        "2026-11-16T01:15:00Z",
    ]
    assert told[1][:2] == ["2026-11-16T01:15:00Z", "2026-11-16T01:30:00Z"]
    assert told[1][2:4] == ["-180.00000 36.20000 0", "-179.90000 36.20000 0"]
    assert told[0][8:] == ["90 0 0"] * 4 and told[2][6:] == ["80 0 0"] * 3  # no heading: the course sent
    assert root.find(f".//{GX}interpolate").text == "0"
    names = [e.text for e in root.findall(f".//{KML}name")]
    assert "=1+1\u2039script\u203a\"'; DROP\\x1b[31m\\u202e&" in names  # escaped as XML, what acts spelt out
    lines = gpd.read_file(written / "x.kml", layer="tracks").geometry
    assert shapely.get_num_geometries(lines.iloc[0]) == 3


def test_a_heading_that_nobody_sent_is_the_way_to_the_next_position():
    lost = pd.DataFrame({"lat": [0.0, 1.0, 1.0], "lon": [10.0, 10.0, 11.0], "heading_deg": None, "cog_deg": None})
    assert [round(h) % 360 for h in headings(lost.astype({"heading_deg": "Int64", "cog_deg": "Float64"}))] == [
        0,
        90,
        90,
    ]


def test_the_trips_are_what_kepler_asks_for(written):
    said = json.loads((written / "x.geojson").read_text(encoding="utf-8"))
    assert [f["geometry"]["type"] for f in said["features"]] == ["LineString"] * 3
    places = [f["geometry"]["coordinates"] for f in said["features"]]
    assert places[0] == [
        [179.8, 36.0, 0, 1794787200],
        [179.9, 36.0, 0, 1794789000],
        [179.9, 36.2, 0, 1794790800],
        [180.0, 36.2, 0, 1794791700],
    ]
    assert all(a[3] < b[3] for line in places for a, b in pairwise(line))
    assert said["features"][0]["properties"]["ship_name"] == HOSTILE
    assert said["features"][0]["properties"]["queue"] == "listed"


def test_what_crosses_twice_is_cut_twice():
    line = pd.DataFrame({"lon": [179.0, -179.0, 179.0], "lat": [0.0, 2.0, 4.0]})
    assert [p[["lon", "lat"]].to_numpy().tolist() for p in cut_at_180(line)] == [
        [[179.0, 0.0], [180.0, 1.0]],
        [[-180.0, 1.0], [-179.0, 2.0], [-180.0, 3.0]],
        [[180.0, 3.0], [179.0, 4.0]],
    ]
    assert line_of([0.0], [1.0]) is None
    assert line_of([0.0, 2.0], [179.0, 181.0]).wkt == "MULTILINESTRING ((179 0, 180 1), (-180 1, -179 2))"


def test_a_name_that_ends_with_nothing_known_is_refused_before_anything_is_asked(db, tmp_path):
    with pytest.raises(WrongUse, match=r"\.gpkg .* \.kml .*\.geojson .*\.parquet"):
        db.export(tmp_path / "x.shp")
    with pytest.raises(WrongUse, match="cannot be written"):
        db.export(tmp_path / "no" / "x.gpkg")
    with pytest.raises(WrongUse, match="LADY Q"):
        db.export(tmp_path / "x.kml", ships=["LADY Q"])
    assert list(tmp_path.iterdir()) == []


def test_what_is_there_is_replaced_and_what_fails_leaves_it(db, tmp_path, monkeypatch):
    path = tmp_path / "x.gpkg"
    db.export(path)
    db.export(path)
    assert [p.name for p in tmp_path.iterdir()] == ["x.gpkg"]
    before = path.read_bytes()
    monkeypatch.setattr("vesseltrack.report.export.geopackage.style_of", lambda name: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        db.export(path)
    assert [p.name for p in tmp_path.iterdir()] == ["x.gpkg"] and path.read_bytes() == before
