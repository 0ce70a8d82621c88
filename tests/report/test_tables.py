"""The files of alerts: a cause tested keeps its result and evidence in each of them."""

import csv
import json

import geopandas as gpd
import pandas as pd
import pytest

from vesseltrack.report.tables import to_csv, to_geojson, to_json_lines, to_parquet

CAUSES = [
    {"event": "encounter-1", "cause": "tow", "holds": False, "says": "at 0.4 kn"},
    {"event": "encounter-1", "cause": "in port", "holds": True, "says": "3 km from Ulsan"},
    {"event": "loitering-2", "cause": "brief visit", "holds": None, "says": None},
]


@pytest.fixture
def frame():
    rows = pd.DataFrame({"event": ["encounter-1", "gap-3"], "causes": [CAUSES, []]})
    return gpd.GeoDataFrame(rows, geometry=gpd.points_from_xy([130, 131], [36, 37]), crs=4326)


def test_json_has_each_cause_with_its_result_and_evidence(frame, tmp_path):
    to_json_lines(frame, tmp_path / "a.jsonl")
    first, second = (json.loads(line) for line in (tmp_path / "a.jsonl").read_text(encoding="utf-8").splitlines())
    assert first["causes"] == CAUSES and second["causes"] == []
    to_geojson(frame, tmp_path / "a.geojson")
    features = json.loads((tmp_path / "a.geojson").read_text(encoding="utf-8"))["features"]
    assert [f["properties"]["causes"] for f in features] == [CAUSES, []]


def test_parquet_has_them_as_structs(frame, tmp_path):
    to_parquet(frame, tmp_path / "a.parquet")
    assert [list(c) for c in pd.read_parquet(tmp_path / "a.parquet").causes] == [CAUSES, []]


def test_a_cell_of_a_csv_has_them_in_words(frame, tmp_path):
    to_csv(frame, tmp_path / "a.csv")
    with (tmp_path / "a.csv").open(encoding="utf-8-sig", newline="") as f:
        cells = [row["causes"] for row in csv.DictReader(f)]
    assert cells == ["• not so: tow (at 0.4 kn) • holds: in port (3 km from Ulsan) • not known: brief visit", ""]


def test_each_ship_of_a_meeting_has_its_fields_in_json_and_in_a_cell(tmp_path):
    ship = {"event": "encounter-1", "name": "=BEE", "mmsi": 1, "came": True, "went": None, "draught_before_m": 7.5}
    rows = pd.DataFrame({"event": ["encounter-1"], "meetings": [[ship, {**ship, "name": "GULL", "came": False}]]})
    frame = gpd.GeoDataFrame(rows, geometry=gpd.points_from_xy([130], [36]), crs=4326)
    to_json_lines(frame, tmp_path / "a.jsonl")
    assert json.loads((tmp_path / "a.jsonl").read_text(encoding="utf-8"))["meetings"][0] == ship
    to_csv(frame, tmp_path / "a.csv")
    with (tmp_path / "a.csv").open(encoding="utf-8-sig", newline="") as f:
        (cell,) = [row["meetings"] for row in csv.DictReader(f)]
    assert cell == (
        "• event encounter-1, name =BEE, mmsi 1, came yes, draught_before_m 7.5 • event encounter-1, name GULL, mmsi 1, came no, draught_before_m 7.5"
    )
