"""A record written as Parquet by day is the record when it is taken in again; other engines read it as it is."""

import json
import shutil
import struct
import sys
from datetime import datetime, timedelta

import duckdb
import geopandas as gpd
import pyarrow.parquet as pq
import pytest

import vesseltrack as vt
from vesseltrack.cli import main
from vesseltrack.errors import UnreadableInput, WrongUse
from vesseltrack.store import Store
from vesseltrack.store.partitioned import MANIFEST, RECORD_TABLES, read_partitioned, write_partitioned

GONE, MET = 671000118, 440100001
HEAD = "MMSI,BaseDateTime,LAT,LON,SOG,VesselName,IMO"
MESSAGES = 121 + 133 + 433
"""Every ten minutes, ends included: 20, 22 and 72 hours."""


def week(folder):
    """Three days of a ship that falls silent for 30 hours, and of one beside her; a row is refused."""
    rows = []
    for ship, spans in ((GONE, ((0, 20), (50, 72))), (MET, ((0, 72),))):
        for begin, end in spans:
            for minute in range(begin * 60, end * 60 + 1, 10):
                when = datetime(2026, 11, 16) + timedelta(minutes=minute)
                rows.append(
                    f"{ship},{when.isoformat()},{34 + minute / 6000:.5f},129.5,1.0,\"=cmd|'/C calc'!A0\",IMO9161003"
                )
    path = folder / "week.csv"
    path.write_text("\n".join([HEAD, *rows, f"{GONE},2026-11-16T00:00:00,95,129.5,1.0,A,"]) + "\n")
    return path


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A store with those days, a zone and a verdict, and the same as Parquet."""
    tmp_path = tmp_path_factory.mktemp("made")
    shape = {"type": "Polygon", "coordinates": [[[129, 34], [130, 34], [130, 35], [129, 35], [129, 34]]]}
    feature = {"type": "Feature", "properties": {"name": "mine", "watch": True}, "geometry": shape}
    (tmp_path / "mine.geojson").write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}))
    path = tmp_path / "s.duckdb"
    with vt.open(path) as db:
        db.load(week(tmp_path))
        db.load_zones(tmp_path / "mine.geojson")
        assert len(db.detect()) >= 1
        db.mark(db.alerts().alert.iloc[0], "benign", by="Kim", reason="known")
    with vt.open(path, read_only=True) as db:
        db.export_partitioned(tmp_path / "lake")
    return path, tmp_path / "lake"


@pytest.fixture
def loaded(made, tmp_path):
    """The store."""
    return shutil.copy(made[0], tmp_path / "s.duckdb")


@pytest.fixture
def lake(made, tmp_path):
    """That store as Parquet."""
    return shutil.copytree(made[1], tmp_path / "lake")


def record(path):
    with vt.open(path, read_only=True) as db:
        return {t: db.store.rows(f"FROM {t} ORDER BY ALL") for t in RECORD_TABLES}


def files(folder):
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def test_what_is_taken_in_again_is_what_was_there_and_gives_the_same_alert_files(loaded, lake, tmp_path):
    again = tmp_path / "again.duckdb"
    with vt.open(again) as db:
        said = db.load(lake)
        assert said.layout.tolist() == ["vesseltrack"] and said.rows_kept.tolist() == [MESSAGES]
    there, taken = record(loaded), record(again)
    assert [t for t in RECORD_TABLES if there[t] != taken[t]] == []
    assert len(taken["fixes"]) == MESSAGES and len(taken["verdicts"]) == 1 and len(taken["rejects"]) == 1
    for name, db_path in (("one", loaded), ("two", again)):
        with vt.open(db_path) as db:
            db.detect(out=tmp_path / name)
    assert files(tmp_path / "one") == files(tmp_path / "two") and len(files(tmp_path / "one")) >= 6


def test_other_engines_read_the_positions_by_day_and_as_points(lake):
    days = duckdb.sql(
        f"SELECT day::VARCHAR, count(*) FROM read_parquet('{lake}/fixes/*/*.parquet') GROUP BY day ORDER BY day"
    ).fetchall()
    assert days == [("2026-11-16", 121 + 144), ("2026-11-17", 144), ("2026-11-18", 132 + 144), ("2026-11-19", 2)]
    first = gpd.read_parquet(lake / "fixes" / "day=2026-11-16" / "part-0.parquet")
    assert first.crs.to_epsg() == 4326 or first.crs.to_string() == "OGC:CRS84"
    assert (first.geometry.x == first.lon).all() and (first.geometry.y == first.lat).all()
    held = duckdb.sql(
        f"SELECT geometry FROM read_parquet('{lake}/fixes/day=2026-11-16/*.parquet') ORDER BY ssvid, time LIMIT 1"
    ).fetchall()[0]
    assert bytes(held[0]) == struct.pack("<BIdd", 1, 1, 129.5, 34.0)


@pytest.mark.parametrize(
    "wrong", ["a day is gone", "a table is cut", "another layout", "an impossible position", "no number of rows"]
)
def test_what_is_not_whole_is_refused_and_nothing_is_taken(lake, tmp_path, wrong):
    manifest = json.loads((lake / MANIFEST).read_text())
    if wrong == "a day is gone":
        shutil.rmtree(lake / "fixes" / "day=2026-11-17")
    elif wrong == "a table is cut":
        (lake / "statics.parquet").write_bytes((lake / "statics.parquet").read_bytes()[:-40])
    elif wrong == "an impossible position":
        day = lake / "fixes" / "day=2026-11-17" / "part-0.parquet"
        duckdb.sql(
            f"COPY (SELECT * REPLACE (1e6 AS lat) FROM read_parquet('{day}', hive_partitioning=false)) TO '{tmp_path}/x.parquet'"
        )
        shutil.move(tmp_path / "x.parquet", day)
    elif wrong == "another layout":
        (lake / MANIFEST).write_text(json.dumps(manifest | {"layout": 999}))
    else:
        (lake / MANIFEST).write_text("{}")
    with vt.open(tmp_path / "n.duckdb") as db:
        with pytest.raises(UnreadableInput):
            db.load(lake)
        assert not len(db.sql("FROM files")) and not len(db.sql("FROM fixes"))


def test_a_store_that_has_a_record_takes_no_other(loaded, lake):
    with vt.open(loaded) as db, pytest.raises(WrongUse, match="load it into a new store"):
        db.load(lake)


def test_a_folder_that_is_not_empty_is_left_alone(loaded, tmp_path):
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "mine.txt").write_text("mine")
    with vt.open(loaded, read_only=True) as db, pytest.raises(WrongUse, match="is not empty"):
        db.export_partitioned(tmp_path / "full")
    assert [p.name for p in (tmp_path / "full").iterdir()] == ["mine.txt"]


def test_an_address_of_fsspec_stands_for_a_folder(loaded, tmp_path):
    pytest.importorskip("fsspec")
    with vt.open(loaded, read_only=True) as db:
        rows = db.export_partitioned("memory://lakes/one")
    with vt.open(tmp_path / "n.duckdb") as db:
        assert db.load("memory://lakes/one").rows_kept.tolist() == [rows["fixes"]] == [MESSAGES]
        with pytest.raises(WrongUse, match="addresses of nowhere:// cannot be reached here"):
            db.load("nowhere://lakes/one")


def test_the_commands(loaded, tmp_path, monkeypatch, capsys):
    def run(*args):
        monkeypatch.setattr(sys, "argv", ["vesseltrack", *map(str, args)])
        with pytest.raises(SystemExit) as ended:
            main.main()
        return ended.value.code or 0, "".join(capsys.readouterr())

    code, said = run("export", tmp_path / "new", "--partitioned", "--db", loaded)
    assert code == 0 and f"{MESSAGES} positions" in said
    code, said = run("load", tmp_path / "new", "--db", tmp_path / "n.duckdb")
    assert code == 0 and "a whole record: 1 files" in said
    code, said = run("export", tmp_path / "lake2", "--partitioned", "--ship", "9161003", "--db", loaded)
    assert code == 2 and "--partitioned writes all that was loaded" in said and not (tmp_path / "lake2").exists()


def test_a_record_of_before_sources_were_kept_is_taken(tmp_path):
    with Store() as store:
        store.execute("INSERT INTO fixes (ssvid, time, lat, lon, file_id) VALUES (440000001, '2026-11-16', 35, 129, 1)")
        write_partitioned(store, str(tmp_path / "record"))
    (tmp_path / "record" / "sources.parquet").unlink(missing_ok=True)
    manifest = tmp_path / "record" / "vesseltrack-record.json"
    said = json.loads(manifest.read_text())
    del said["rows"]["sources"]
    manifest.write_text(json.dumps(said))
    for part in (tmp_path / "record" / "fixes").rglob("*.parquet"):
        pq.write_table(pq.read_table(part, partitioning=None).drop_columns(["source_id"]), part)
    with Store() as store:
        read_partitioned(store, str(tmp_path / "record"))
        assert store.rows("SELECT ssvid, source_id FROM fixes") == [(440000001, None)]
