"""A real day, end to end as a user runs it: the Gulf of Mexico on 1 January 2020, as NOAA published it."""

import json
import random
import subprocess
import sys

import duckdb
import pytest

import vesseltrack as vt
from vesseltrack.alerts import history

from builders.nights import outcome
from builders.paths import SHARED, needs_shared

GULF = SHARED / "real" / "noaa" / "noaa_gulf_20200101.csv.zst"
pytestmark = [needs_shared, pytest.mark.slow]


@pytest.fixture(scope="module")
def gulf(tmp_path_factory):
    """The day loaded and searched by the command line; the folder it ran in."""
    folder = tmp_path_factory.mktemp("gulf")
    for args in (["load", str(GULF)], ["detect", "--top", "0"]):
        done = subprocess.run(
            [sys.executable, "-m", "vesseltrack", *args], cwd=folder, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
    return folder


def test_every_row_is_accounted_for(gulf):
    with vt.open(gulf / "vesseltrack.duckdb", read_only=True) as db:
        file = db.table("files").iloc[0]
        assert (file.rows_read, file.rows_kept, file.rows_refused) == (2_079_204, 2_079_204, 0)
        assert file.rows_station == 0 and db.sql("SELECT count(*) AS n FROM fixes").n[0] == 2_079_204
        # three of the 3,178 numbers look like coast stations': oil platforms, which say their type (90) and their names
        assert db.sql("SELECT count(DISTINCT ssvid) AS n FROM fixes").n[0] == 3_178
        said = db.sql("SELECT DISTINCT name FROM statics WHERE ssvid BETWEEN 2010000 AND 7759999 ORDER BY name")
        assert said.name.tolist() == ["BRUTUS TLP", "NEPTUNE TLP", "OLYMPUS TLP"]


def test_lawful_lightering_far_out_is_found_and_heads_the_list(gulf):
    """Tankers that lie alongside one another for hours off Galveston and Corpus Christi: transfers, if lawful ones."""
    with vt.open(gulf / "vesseltrack.duckdb", read_only=True) as db:
        alerts = db.alerts()
        meetings = alerts[(alerts["rank"] <= 5) & (alerts.event_type == "encounter")]
        assert meetings["rank"].tolist()[:2] == [1, 2]
        assert (meetings.vessel_type == "tanker").all()
        assert (meetings.other_vessel_type == "tanker").all()
        assert {"BARBARICA", "ZENITH SPIRIT"} <= set(meetings.ship_name) | set(meetings.other_name)
        # of 3,174 ships: a list a person can read, with the four true transfers at least; far-out silences are mostly reception
        assert 4 <= len(alerts) <= 20
        assert (alerts["rank"] <= 4).sum() == len(meetings[meetings["rank"] <= 4]) == 4
        assert alerts.queue.eq("behaviour").all()  # nobody there is on the shipped lists


def test_most_silences_are_no_alerts(gulf):
    with vt.open(gulf / "vesseltrack.duckdb", read_only=True) as db:
        gaps = db.table("gaps")
        alerted = db.alerts().query("event_type == 'gap'")
    assert len(gaps) > 300
    assert len(alerted) < 0.05 * len(gaps)


def test_the_alert_files_say_what_was_searched(gulf):
    said = json.loads((gulf / "alerts" / "2020-01-01" / "manifest.json").read_text())
    assert said["searched"]["rows"] == 2_079_204
    assert said["searched"]["hours_heard"] == 24
    assert {p.name for p in (gulf / "alerts" / "2020-01-01").iterdir()} == {
        "alerts.csv",
        "alerts.geojson",
        "alerts.jsonl",
        "alerts.kml",
        "alerts.parquet",
        "alerts.schema.json",
        "changes.csv",
        "changes.jsonl",
        "index.html",
        "manifest.json",
        "tracks.parquet",
    }


def test_the_day_in_24_hours_in_any_order_is_the_day(tmp_path):
    """Off Galveston, where ships lie alongside one another: some hundred of them, hour by hour, a few hours never apart."""
    con, hours = duckdb.connect(), []
    con.execute(
        f"CREATE TABLE off_galveston AS FROM read_csv('{GULF}', all_varchar=true)"
        " WHERE LAT::DOUBLE BETWEEN 28 AND 29.2 AND LON::DOUBLE BETWEEN -95.5 AND -93.5"
    )
    con.execute(f"COPY off_galveston TO '{tmp_path / 'day.csv'}' (HEADER)")
    for hour in range(24):
        hours.append(tmp_path / f"{hour:02}.csv")
        con.execute(f"COPY (FROM off_galveston WHERE BaseDateTime LIKE '%T{hour:02}:%') TO '{hours[-1]}' (HEADER)")
    with vt.open(tmp_path / "whole.duckdb") as db:
        db.load(tmp_path / "day.csv")
        assert len(db.detect()) >= 3
        whole = outcome(db.store)
    random.Random(1).shuffle(hours)
    with vt.open(tmp_path / "hours.duckdb") as db:
        for n, path in enumerate(hours):
            db.load(path)
            if n % 8 == 7:
                db.detect()
                history.record(db.store)
        assert outcome(db.store) == whole
        states = history.states(db.store)
        assert set(states[states.state != "withdrawn"].alert) == set(db.alerts().alert)
