"""Alert files: right, harmless, whole, and the same bytes for the same run."""

import csv
import hashlib
import json

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

import vesseltrack as vt
from vesseltrack import report
from vesseltrack.lists.curated import AS_OF
from vesseltrack.report.schema import LIFE
from vesseltrack.settings import load_settings

from builders.sea import OPEN_SEA

HOSTILE = [
    '=HYPERLINK("http://x","click")', "+1+1", "-2", "@SUM(A1)", "<script>alert(1)</script>", "'; DROP TABLE alerts; --",
    "[bold red]x[/]", "{0} {format}", "%s %n", "a;b,c\"d", "\x1b[31mred", "\u202egnirts", "../../etc/passwd", "  =1+1",
]  # fmt: skip


@pytest.fixture
def db(tmp_path):
    """A store in which each of the hostile names belongs to a listed ship that went dark."""
    with vt.open(tmp_path / "s.duckdb") as database:
        rows = []
        for n, name in enumerate(HOSTILE):
            for h in range(13):
                time = pd.Timestamp("2026-11-16") + pd.Timedelta(hours=h)
                rows.append((273000000 + n, time, OPEN_SEA[0] + n * 0.1 + h * 0.01, 123.5 if n else 179.99, 10.0))
            rows.append(
                (273000000 + n, pd.Timestamp("2026-11-18"), OPEN_SEA[0] + n * 0.1, 123.4 if n else -179.9, 10.0)
            )
            said = {
                "ssvid": 273000000 + n,
                "name": name,
                "imo": 9161003,
                "ship_type": 70,
                "messages": 1,
                "hour": pd.Timestamp("2026-11-16"),
            }
            database.store.append("statics", pd.DataFrame([said]))
        frame = pd.DataFrame(rows, columns=["ssvid", "time", "lat", "lon", "sog_kn"]).astype({"time": "datetime64[us]"})
        database.store.append("fixes", frame)
        yield database


def test_the_files_agree_with_the_table_and_the_manifest_with_the_files(db, tmp_path):
    alerts = db.detect(out=tmp_path / "out")
    assert len(alerts) >= len(HOSTILE)
    folder = tmp_path / "out"
    said = json.loads((folder / "manifest.json").read_text())
    for name, sha256 in said["files"].items():
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == sha256
    assert said["status"] == "searched" and said["searched"]["ships"] == len(HOSTILE)
    assert said["alerts"]["listed"] + said["alerts"]["behaviour"] == len(alerts)
    assert said["lists"][0]["list_date"] == str(AS_OF) and said["version"]
    assert set(said) >= {"inputs", "settings", "data", "events", "zones"}
    frames = (gpd.read_parquet(folder / "alerts.parquet"), gpd.read_file(folder / "alerts.geojson"))
    for frame in frames:
        assert frame.event.tolist() == alerts.event.tolist()
        assert frame.ship_name.tolist() == alerts.ship_name.tolist()  # nothing is changed but in CSV
    with (folder / "alerts.csv").open(encoding="utf-8-sig", newline="") as f:
        rows = list(csv.DictReader(f))
    assert [r["event"] for r in rows] == alerts.event.tolist()


def test_no_cell_of_the_csv_is_a_formula(db, tmp_path):
    db.detect(out=tmp_path / "out")
    with (tmp_path / "out" / "alerts.csv").open(encoding="utf-8-sig", newline="") as f:
        rows = list(csv.DictReader(f))
    for row in rows:
        for key, cell in row.items():
            if cell.lstrip(" ")[:1] in set("=+-@\t\r\n"):
                float(cell)  # a number below zero, such as a longitude
            assert key
    assert any(r["ship_name"].startswith("'=HYPERLINK") for r in rows)
    assert all(r["indicators"].startswith("• +") for r in rows if r["indicators"])


def test_a_line_over_the_antimeridian_is_two_lines():
    over, plain = report._lines(np.array([[[179.5, 35.0], [-179.5, 35.2]], [[123.0, 36.0], [124.0, 36.0]]]))
    assert over.geom_type == "MultiLineString" and plain.geom_type == "LineString" and shapely.is_valid(over)
    # half a degree to either side, and half way up: by hand
    assert [list(part.coords) for part in over.geoms] == [
        [(179.5, 35.0), (180.0, 35.1)],
        [(-180.0, 35.1), (-179.5, 35.2)],
    ]


def test_same_in_same_bytes_out(db, tmp_path):
    for n in range(2):
        db.detect(out=tmp_path / f"out{n}")
    for name in ("alerts.csv", "alerts.geojson", "alerts.parquet", "manifest.json"):
        assert (tmp_path / "out0" / name).read_bytes() == (tmp_path / "out1" / name).read_bytes(), name


def test_the_folder_is_replaced_whole_or_not_at_all(db, tmp_path, monkeypatch):
    db.detect(out=tmp_path / "out")
    before = {p.name: p.read_bytes() for p in (tmp_path / "out").iterdir()}

    def broken(frame, path):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(report, "_WRITERS", (*report._WRITERS[:1], ("alerts.geojson", broken)))
    with pytest.raises(vt.DiskFull):
        db.detect(out=tmp_path / "out", preset="gfw")
    assert {p.name: p.read_bytes() for p in (tmp_path / "out").iterdir()} == before
    assert not [p for p in tmp_path.iterdir() if p.name.startswith(".")]  # no draft is left behind


def test_a_folder_that_is_not_ours_is_left_alone(db, tmp_path):
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.txt").write_text("years of work")
    with pytest.raises(vt.WrongUse, match="holds other files"):
        db.detect(out=tmp_path / "mine")
    assert (tmp_path / "mine" / "thesis.txt").read_text() == "years of work"


def test_an_analysts_notes_in_the_folder_go_along(db, tmp_path):
    db.detect(out=tmp_path / "out")
    (tmp_path / "out" / "notes.txt").write_text("rang the coast guard")
    db.detect(out=tmp_path / "out")
    assert (tmp_path / "out" / "notes.txt").read_text() == "rang the coast guard"


def test_no_data_is_not_no_alerts(tmp_path):
    with vt.open() as db:
        alerts = db.detect(out=tmp_path / "out")
        assert alerts.empty and alerts.crs is not None
        assert report.folder_name(db.store) == "no-data"
    said = json.loads((tmp_path / "out" / "manifest.json").read_text())
    assert said["status"] == "no data" and said["searched"]["rows"] == 0
    assert gpd.read_parquet(tmp_path / "out" / "alerts.parquet").empty


def test_alerts_before_any_detect_say_what_to_do():
    with vt.open() as db, pytest.raises(vt.WrongUse, match="no search yet"):
        db.alerts()


def test_the_python_of_the_readme(tmp_path, db):
    alerts = db.detect()
    assert isinstance(alerts, gpd.GeoDataFrame) and alerts.crs.to_epsg() == 4326
    ship = int(alerts.vessel_id.iloc[0])
    track = db.track(ship)
    assert track.geometry.geom_type.eq("Point").all() and track.time.is_monotonic_increasing
    assert set(vt.tables()["alerts"].name) | set(LIFE) == set(alerts.columns) - {"geometry"}
    assert load_settings().preset == "vesseltrack"
