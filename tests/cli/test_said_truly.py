"""What is said of a file, a store or a search is true: hours heard, times that were rounded, values that were not read."""

from datetime import date

import pandas as pd
import pytest
from typer.testing import CliRunner

import vesseltrack as vt
from vesseltrack.cli.commands import app

HEAD = "mmsi,timestamp,lat,lon,sog"


def write(path, *rows, head=HEAD):
    path.write_text("\n".join([head, *rows]) + "\n", encoding="utf-8")
    return path


def run(*words):
    return CliRunner().invoke(app, [str(w) for w in words])


def test_hours_with_messages_are_those_of_the_messages_however_seldom_ships_are_heard(tmp_path):
    rows = [
        f"44020000{s},2026-11-0{d} {h:02}:10:00,{34 + s / 10},129,10"
        for s in range(3)
        for d in (1, 2)
        for h in (0, 6, 12, 18)
    ]
    with vt.open(tmp_path / "a.duckdb") as db:
        db.load(write(tmp_path / "a.csv", *rows))
        db.detect()
        assert db.sql("FROM searched").hours_heard[0] == 8


def test_hours_with_messages_are_counted_within_the_hours_searched(tmp_path):
    # sixty ships in the hours from 6 to 9, and one alone from midnight to 20: what is said is searched from 6 to 10
    many = [
        f"4402000{s:02},2026-11-01 {h:02}:{m:02}:00,{34 + s / 100},129,0"
        for s in range(60)
        for h in range(6, 10)
        for m in (0, 30)
    ]
    alone = [f"440300001,2026-11-01 {h:02}:15:00,36,130,0" for h in range(21)]
    with vt.open(tmp_path / "a.duckdb") as db:
        db.load(write(tmp_path / "a.csv", *many, *alone))
        db.detect()
        searched = db.sql("FROM searched").iloc[0]
    assert (searched.first_time.hour, searched.last_time.hour, searched.hours_heard) == (6, 10, 5)


@pytest.mark.parametrize("time", ["1.79505E+09", "1.79505E+12", "1.795046E+12", "2E+09"])
def test_a_count_that_a_spreadsheet_rounded_is_no_time(tmp_path, time):
    path = write(tmp_path / "a.csv", *(f"440200001,{time},35.0{i},129,5" for i in range(4)))
    with vt.open() as db:
        loaded = db.load(path, strict=False).iloc[0]
    assert (loaded.rows_kept, loaded.rows_refused) == (0, 4)
    assert "a spreadsheet has rounded" in loaded.note


def test_one_rounded_count_among_whole_ones_is_no_time(tmp_path):
    rows = ("440200001,1795046400,35,129,5", "440200001,1795046460,35,129,5", "440200001,1.79505E+09,35,129,5")
    with vt.open() as db:
        loaded = db.load(write(tmp_path / "a.csv", *rows), strict=False).iloc[0]
    assert (loaded.rows_kept, loaded.rows_refused) == (2, 1)


def test_a_count_with_an_exponent_and_all_its_digits_is_a_time(tmp_path):
    with vt.open() as db:
        loaded = db.load(write(tmp_path / "a.csv", "440200001,1.795046400e+09,35,129,5"), strict=False).iloc[0]
        assert db.sql("FROM fixes").time[0] == pd.Timestamp("2026-11-19 00:00:00", tz="UTC")
    assert "timestamp" not in loaded.note


def test_imo_numbers_that_are_none_are_counted(tmp_path):
    head, row = HEAD + ",imo", "440200001,2026-11-19 00:0{}:00,35,129,0,{}"
    told = ["907472X", "90747290", "IMO9074729", "IMO: 9074729", "0", "", "9074729.0", "N/A"]
    path = write(tmp_path / "a.csv", *(row.format(i, imo) for i, imo in enumerate(told)), head=head)
    with vt.open() as db:
        loaded = db.load(path, strict=False).iloc[0]
    assert 'imo: 2 values are not read, such as "907472X"' in loaded.note


def test_each_time_an_entry_was_listed_is_told_once(tmp_path):
    head = '50005,"HULL FIVE","vessel","DPRK",-0- ,-0- ,"Cargo",-0- ,-0- ,"Panama",-0- ,"Vessel Registration Identification IMO {}."\r\n'
    for day, imos in (
        ("2025-01-10", ("9074729", "9210050")),
        ("2025-06-10", ("9074729",)),
        ("2026-02-10", ("9074729", "9210050")),
    ):
        rows = (head.replace("50005", f"5000{i}").replace("FIVE", imo).format(imo) for i, imo in enumerate(imos))
        (tmp_path / "sdn.csv").write_text("".join(rows) + "\x1a", newline="")
        with vt.open(tmp_path / "a.duckdb") as db:
            db.load_list(tmp_path / "sdn.csv", as_of=date.fromisoformat(day), allow_shrunken=True)
    with vt.open(tmp_path / "a.duckdb") as db:
        assert len(db.ship(9210050).listed) == 2


def test_sniff_says_that_it_does_not_know_a_file(tmp_path):
    said = run("sniff", write(tmp_path / "a.csv", "1,2,3", head="a,b,c"))
    assert said.exit_code == 3
    assert "is in no format we know; it begins: a,b,c" in " ".join(said.output.split())


def test_a_log_that_cannot_be_written_is_said_before_anything_is_done(tmp_path):
    ais = write(tmp_path / "a.csv", "440200001,2026-11-19 00:00:00,35,129,5")
    log, db = tmp_path / "none" / "log", tmp_path / "a.duckdb"
    said = run("nightly", "--date", "2026-11-19", "--ais", ais, "--db", db, "--out", tmp_path / "out", "--log", log)
    assert isinstance(said.exception, vt.errors.WrongUse)
    assert "--log" in str(said.exception.args)
    assert not db.exists()


PARTED = [
    # S 35 deg 30 min 36 s = -35.51; E 129 deg 15 min = 129.25
    ("lat_deg,lat_min,lat_sec,lat_dir,lon_deg,lon_min", "35,30,36,S,129,15", -35.51, 129.25),
    # the sign of -0 is kept: 0 deg 12 min south, 0 deg 6 min west
    ("LatDeg,LatMinutes,LonDeg,LonMinutes", "-0,12,-0,6", -0.2, -0.1),
    ("lat,lat_min,lon,lon_min", "35,30.6,129,0", 35.51, 129.0),
]


@pytest.mark.parametrize(("head", "place", "lat", "lon"), PARTED)
def test_degrees_minutes_and_seconds_in_columns_of_their_own_are_one_place(tmp_path, head, place, lat, lon):
    rows = [f"440123456,2026-11-19 0{i}:00:00,{place}" for i in range(4)]
    path = tmp_path / "parts.csv"
    path.write_text("\n".join([f"mmsi,time,{head}", *rows]) + "\n")
    with vt.open() as db:
        db.load(path)
        fixes = db.table("fixes")
    assert fixes.lat.tolist() == pytest.approx([lat] * 4) and fixes.lon.tolist() == pytest.approx([lon] * 4)


def test_the_least_latitude_beside_the_greatest_is_no_minutes(tmp_path):
    path = tmp_path / "box.csv"
    path.write_text("mmsi,time,lat,lon,lat_min,lat_max\n440123456,2026-11-19 00:00:00,35,129,30,40\n")
    with vt.open() as db:
        db.load(path)
        assert db.table("fixes").lat.tolist() == [35.0]
