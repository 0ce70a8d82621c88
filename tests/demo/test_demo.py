"""The demo: its truth is found, its bytes repeat, its README picture of itself is true."""

import hashlib
import os
import re
import subprocess
import sys

import numpy as np
import pandas as pd
import pytest

import vesseltrack as vt
from vesseltrack.demo.lanes import LANES, place, route
from vesseltrack.demo.radio import Radio, chance_heard, interval_s
from vesseltrack.demo.run import run_demo
from vesseltrack.demo.week import HEADER, write_week
from vesseltrack.output import hours_with_messages
from vesseltrack.report.chart import coast

from builders.paths import ROOT

SEED = 20240330


@pytest.fixture(scope="module")
def week(tmp_path_factory):
    """The very week of ``make demo``."""
    folder = tmp_path_factory.mktemp("demo")
    return run_demo(folder / "demo", folder / "alerts", 7, 400, SEED, lambda *_: lambda work: work)


def test_what_was_planted_is_found(week):
    v = week.verdict.set_index("kind")
    assert v.found["gap"] == v.planted["gap"] >= 10
    assert v.found["encounter"] >= 6
    assert v.found["loitering"] >= 3
    assert v.found["visit"] == v.planted["visit"]
    assert v.found["sighting"] == v.planted["sighting"] == 2
    assert v.found["identity"] == v.planted["identity"] == 3


def test_the_list_of_a_morning_is_short_and_mostly_right(week):
    v = week.verdict
    assert v.alerts.sum() < 60
    assert v["false alerts"].sum() <= 0.2 * v.alerts.sum()


def test_the_ship_that_vanished_for_days_and_came_back_off_yeosu_is_in_the_first_five(week):
    with vt.open(week.db, read_only=True) as db:
        alerts = db.alerts()
    behaviour = alerts[alerts.queue == "behaviour"].head(5)
    assert "DE XIN" in behaviour.ship_name.tolist()
    assert alerts[alerts.queue == "listed"].iloc[0].ship_name == "LADY R"


def test_the_readme_shows_this_very_verdict(week):
    shown = (ROOT / "README.md").read_text(encoding="utf-8")
    for row in week.verdict.itertuples(index=False):
        assert re.search(r"^" + r"\s+".join(map(str, row)) + r"$", shown, re.MULTILINE), (
            f"{row}: python docs/pages.py --demo"
        )
    with vt.open(week.db, read_only=True) as db:
        searched = db.searched()
        found = f"{len(db.alerts()):,} alerts in {searched['rows']:,} messages from {searched['ships']:,} ships"
    hours = hours_with_messages(searched["first_time"], searched["last_time"], searched["hours_heard"])
    assert found in shown and f"UTC ({hours})." in " ".join(shown.split()), "python docs/pages.py --demo"


NOTEBOOKS = """
import json, pathlib
from IPython.core.interactiveshell import InteractiveShell
shell = InteractiveShell.instance()
shell.display_formatter.active_types = shell.display_formatter.format_types  # each result is drawn, as for a browser
for path in sorted(pathlib.Path().glob("*.ipynb")):
    shell.reset()
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    for code in ("".join(c["source"]) for c in cells if c["cell_type"] == "code"):
        shell.run_cell(code).raise_error()
    print("ran", path, len(cells))
"""
"""Runs all notebooks in one process: a kernel for each (``make notebooks``) loads the libraries anew each time."""


def test_the_notebooks_run_on_it(week):
    folder = ROOT / "notebooks"
    env = {**os.environ, "VESSELTRACK_DB": str(week.db), "MPLBACKEND": "agg"}
    command = [sys.executable, "-c", NOTEBOOKS]
    done = subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    assert "Traceback" not in done.stdout + done.stderr  # what fails to draw itself is said, and no error
    assert done.stdout.count("\nran ") + done.stdout.startswith("ran ") == len(list(folder.glob("*.ipynb"))) == 4


def test_the_same_seed_is_the_same_week_to_the_byte(tmp_path):
    hashes = []
    for n in range(2):
        files, truth = write_week(tmp_path / str(n) / "ais", days=1, ships=30, seed=7)
        hashes.append([hashlib.sha256(f.read_bytes()).hexdigest() for f in (*files, truth)])
    assert hashes[0] == hashes[1]
    files, _ = write_week(tmp_path / "2" / "ais", days=1, ships=30, seed=8)
    assert hashlib.sha256(files[0].read_bytes()).hexdigest() != hashes[0][0]


def test_the_files_are_noaas_layout_and_hold_what_fools_readers(tmp_path):
    files, _ = write_week(tmp_path / "ais", days=1, ships=40, seed=3)
    rows = pd.read_csv(files[0], dtype=str, keep_default_na=False)
    assert tuple(rows.columns) == HEADER
    assert rows.duplicated().any()
    assert (rows.LAT == "91").any()
    assert rows.MMSI.str.startswith("99").any()
    assert set(rows.TransceiverClass) >= {"A", "B"}
    with vt.open() as db:
        loaded = db.load(*files)
        assert (loaded.rows_read == loaded.rows_kept + loaded.rows_duplicate + loaded.rows_refused).all()
        assert loaded.rows_read.sum() == len(rows)


@pytest.mark.parametrize(
    ("knots", "status", "transponder", "seconds"),
    [  # ITU-R M.1371-5, tables 1 and 2
        (0, 1, "A", 180), (0, 5, "A", 180), (4, 1, "A", 10), (10, 0, "A", 10), (15, 0, "A", 6), (25, 0, "A", 2),
        (1, 0, "B", 180), (8, 0, "B", 30), (18, 0, "B", 15), (25, 0, "B", 5),
    ],
)  # fmt: skip
def test_reporting_intervals(knots, status, transponder, seconds):
    assert interval_s(np.array([float(knots)]), np.array([status]), transponder)[0] == seconds


def test_reception_fades_with_distance_and_fails_in_outages():
    quiet = Radio()
    east = [125.18, 124.5, 123.5, 121.5]  # west of Ieodo's receiver
    at = [chance_heard(np.array([32.12]), np.array([x]), np.array([4000.0]), "A", quiet)[0] for x in east]
    assert at[0] > at[1] > at[2]
    assert at[0] > 0.8
    down = Radio(feed=((0.0, 9000.0),))
    assert chance_heard(np.array([32.12]), np.array([125.18]), np.array([4000.0]), "A", down)[0] == 0
    b = chance_heard(np.array([32.12]), np.array([124.4]), np.array([4000.0]), "B", quiet)[0]
    assert b < chance_heard(np.array([32.12]), np.array([124.4]), np.array([4000.0]), "A", quiet)[0]


def test_lanes_keep_off_the_land():
    import shapely

    land = shapely.STRtree(coast().geometry.to_numpy())
    for a, b in LANES:
        line = shapely.LineString([place(a)[::-1], place(b)[::-1]])
        assert not len(land.query(line, predicate="intersects")), (a, b)
    assert route("busan", "busan") == (place("busan"),)
