"""docs/add-a-detector.md: its files, in a copy of the package, with its one line, are a detector whose events reach every place.

And each thing left out of such a folder is an error that names the file, never an event that becomes no alert.
"""

import json
import os
import re
import shutil
import subprocess
import sys
from dataclasses import replace
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pytest

import vesseltrack
from vesseltrack.detectors import DETECTORS
from vesseltrack.detectors.base import checked
from vesseltrack.engine.step import Step
from vesseltrack.errors import BadDeclaration
from vesseltrack.scoring.events import story_of

from builders.paths import ROOT, TESTS

NAME = "sharp_turns"
PAGE = (ROOT / "docs" / "add-a-detector.md").read_text(encoding="utf-8")
FILES = dict(
    re.findall(
        rf"^## \d\. `vesseltrack/detectors/{NAME}/([\w.]+)`.*?\n```\w+\n(.*?)```", PAGE, re.MULTILINE | re.DOTALL
    )
)

FOLLOW = """
import json, sys
from pathlib import Path
from vesseltrack.settings import load_settings
from builders.following import places_of
from builders.sea import OPEN_SEA, Sea

LAT, LON = OPEN_SEA
out = {}
for imo in (None, 9161003):
    sea = Sea()
    sea.line(273000001, 0, 5, (LAT, LON), (LAT, LON + 1)).line(273000001, 5, 10, (LAT, LON + 1), (LAT + 0.02,
    LON))  # there and back
    sea.line(636000002, 0, 10, (LAT + 1, LON - 1), (LAT + 1, LON + 1))
    if imo:
        sea.says(273000001, imo=imo)
    low = "scoring.min_score=-20"
    sea.run(None, low).make("alerts", "same_events")
    lane = sea.select("SELECT queue, score, activity, indicators FROM scored WHERE event_type = 'turn'")
    places = places_of(sea.store, load_settings(assign=[low]), Path(sys.argv[1]) / str(imo))
    out[str(imo)] = {"queue": lane, "cell_context": {k: "turn" in v for k, v in places.items()}}
    if imo is None:  # by our own rules, too
        out["alerts"] = sea.run().make("alerts")._store.rows("SELECT event_type, queue, summary FROM alerts")
print(json.dumps(out))
"""


def _in_copy(copy, *command, **more):
    """Run Python in a copy of the package."""
    env = {**os.environ, "PYTHONPATH": os.pathsep.join([str(copy), str(TESTS)])}
    return subprocess.run(
        [sys.executable, *command], env=env, capture_output=True, text=True, check=False, cwd=copy, **more
    )


@pytest.fixture(scope="module")
def copy(tmp_path_factory):
    """A copy of the package with the files of the page in it, and the one line."""
    copy = tmp_path_factory.mktemp("copy")
    shutil.copytree(
        Path(vesseltrack.__file__).parent, copy / "vesseltrack", ignore=shutil.ignore_patterns("__pycache__")
    )
    (copy / "data").symlink_to(ROOT / "data")
    folder = copy / "vesseltrack" / "detectors" / NAME
    folder.mkdir()
    for name, text in FILES.items():
        (folder / name).write_text(text, encoding="utf-8")
    registry = folder.parent / "__init__.py"
    text = registry.read_text(encoding="utf-8")
    line = re.search(r"^## 6\..*?```text\n(.*?)```", PAGE, re.MULTILINE | re.DOTALL)[1]
    text = text.replace(
        "from vesseltrack.detectors.listed_ship_detections",
        f"from vesseltrack.detectors.{NAME} import SHARP_TURNS\nfrom vesseltrack.detectors.listed_ship_detections",
    )
    registry.write_text(
        text.replace("        IDENTITY_ANOMALIES,\n", f"        IDENTITY_ANOMALIES,\n{line}"), encoding="utf-8"
    )
    return copy


@pytest.fixture(scope="module")
def followed(copy, tmp_path_factory):
    """What became of a ship that turned sharply."""
    done = _in_copy(copy, "-c", FOLLOW, str(tmp_path_factory.mktemp("out")))
    assert done.returncode == 0, done.stderr[-3000:]
    return json.loads(done.stdout.splitlines()[-1])


def test_the_page_has_every_file():
    assert set(FILES) == {"__init__.py", f"{NAME}.sql", "columns.csv", "story.sql", "indicators.toml"}


@pytest.mark.parametrize("imo", ["None", "9161003"])
def test_a_new_detector_reaches_every_place(followed, imo):
    assert [place for place, there in followed[imo]["cell_context"].items() if not there] == []
    assert len(followed[imo]["cell_context"]) == 15


def test_a_new_detector_makes_an_alert_by_our_own_rules(followed):
    (turn,) = (a for a in followed["alerts"] if a[0] == "turn")
    assert turn[1] == "behaviour"
    # the way back leads 0.02 of a degree north on one of longitude west: 270 degrees and 1.4 from 90 degrees, 178.6 about
    assert re.search(r"turned by 17[89] degrees at \d+ kn, \d+ km from \w+", turn[2])


def test_a_listed_ship_with_it_stands_in_the_listed_queue(followed):
    ((lane, score, activity, why),) = followed["9161003"]["queue"]
    assert lane == "listed" and score >= 5 and activity.startswith("turned by 17")
    assert any("IMO number designated by" in x for x in why) and any(x.startswith("(+4) turned by 17") for x in why)
    assert followed["None"]["queue"][0][0] == "behaviour"


@pytest.mark.parametrize(
    ("command", "said"),
    [
        (["tables", NAME], "turn_deg"),
        (["steps"], NAME),
        (["step", NAME, "--set", f"{NAME}.min_turn_deg=120"], "turn_deg >= 120.0"),
        (["settings"], '"min_turn_deg"'),
        (["indicators", NAME], "turned by 90 degrees or more"),
        (["indicators", "--markdown"], f"## {NAME}: One sharp turn of a ship at sea."),
    ],
)
def test_the_command_line_knows_a_new_detector(copy, command, said):
    assert said in _in_copy(copy, "-m", "vesseltrack", *command).stdout


def test_a_new_detector_that_is_not_whole_is_said_by_any_command(copy):
    broken = copy / "vesseltrack" / "detectors" / NAME / "story.sql"
    text = broken.read_text(encoding="utf-8")
    try:
        broken.unlink()
        done = _in_copy(copy, "-m", "vesseltrack", "files")
        assert done.returncode == 70
        assert (
            f"{NAME}/story.sql: the detector {NAME} needs this file" in done.stderr and "Traceback" not in done.stderr
        )
    finally:
        broken.write_text(text, encoding="utf-8")


@pytest.fixture
def folder(tmp_path):
    """The files of the page, alone."""
    (tmp_path / NAME).mkdir()
    for name, text in FILES.items():
        (tmp_path / NAME / name).write_text(text, encoding="utf-8")
    return tmp_path / NAME


def declared(folder):
    """The detector a folder declares."""
    spec = spec_from_file_location("toy", folder / "__init__.py")
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.SHARP_TURNS


def whole(folder):
    """All that is looked at before a step runs."""
    detector = declared(folder)
    return (
        detector.table,
        detector.indicators,
        story_of(detector),
        *Step.of_detector(detector),
        checked([*DETECTORS, detector]),
    )


def test_it_is_whole(folder):
    table, indicators, story, step, _ = whole(folder)
    assert table.names[0] == "event" and step.writes == NAME and step.reads == {"resampled", "cell_context"}
    assert [i.id for i in indicators] == ["sharp_turns.turned"] and story.startswith("SELECT 'turn' AS event_type")


def test_a_number_of_a_story_has_a_name(folder):
    story = folder / "story.sql"
    text = story.read_text(encoding="utf-8")
    story.write_text(
        "-- Let: far_km = 73: farther than this no port is named\n"
        + text.replace("'' AS detail", "port_km > $far_km AS detail"),
        encoding="utf-8",
    )
    assert "port_km > 73 AS detail" in story_of(declared(folder))
    story.write_text("-- Let: far_km = 73: farther than this no port is named\n" + text, encoding="utf-8")
    with pytest.raises(BadDeclaration, match=r"story.sql: it names far_km and does not use it"):
        story_of(declared(folder))


@pytest.mark.parametrize("name", sorted(set(FILES) - {"__init__.py"}))
def test_a_file_that_is_missing_is_named(folder, name):
    (folder / name).unlink()
    with pytest.raises(BadDeclaration, match=rf"{NAME}/{name}: the detector {NAME} needs this file"):
        whole(folder)


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        ("story.sql", " AS where_text", " AS spot", "story.sql: lacks where_text and has no use for spot"),
        ("story.sql", ",\n    '' AS detail", "", "story.sql: lacks detail"),
        ("story.sql", "SELECT event", "SELECTED event", "story.sql: is no SELECT"),
        ("columns.csv", 'deg,"change of course, to either side"', "deg", "columns.csv: line 9 is not name,type,unit,meaning"),
        ("columns.csv", '"change of course, to either side"', "change of course, to either side", "columns.csv: line 9 is not"),
        ("columns.csv", "end_time,TIMESTAMP,UTC,the same\n", "", "columns.csv: lacks end_time"),
        ("columns.csv", "name,type,unit,meaning", "name,type,meaning", "columns.csv: line 2 is not"),
        ("sharp_turns.sql", "-- Writes: sharp_turns\n", "", "sharp_turns.sql: its first comments do not say Writes"),
        ("sharp_turns.sql", "-- Writes: sharp_turns", "-- Writes: turns", "sharp_turns.sql: writes turns, not sharp_turns"),
        ("indicators.toml", 'source = "an example"\n', "",
        "indicators.toml: indicator sharp_turns.turned: source: Field required"),
        ("indicators.toml", "[[indicator]]", "[indicator]", "indicators.toml has no"),
        ("__init__.py", '"turn"', '"Sharp Turn"', "__init__.py: event is 'Sharp Turn'"),
        ("__init__.py", '"#005f73"', '"teal"', "__init__.py: colour is 'teal'"),
        ("__init__.py", '"#005f73"', '"#b3261e"', "__init__.py: colour '#b3261e' is that of gaps"),
        ("__init__.py", '"turn"', '"gap"', "__init__.py: event 'gap' is that of gaps"),
        ("__init__.py", '"P"', '"p"', "__init__.py: marker is 'p'"),
        ("__init__.py", 'marker="P"', 'marker="P", part_of="gap"',
        "__init__.py: part_of is 'gap', which no detector of two ships finds"),
        ("__init__.py", 'marker="P"', 'marker="P", other="both"', "__init__.py: other is 'both'"),
        ("__init__.py", 'marker="P"', 'marker="P", function=print', "__init__.py: reads is"),
        ("__init__.py", 'at sea."', 'at sea"', "__init__.py: row is"),
    ],
)  # fmt: skip
def test_what_is_left_out_is_an_error_that_says_where(folder, file, old, new, said):
    text = (folder / file).read_text(encoding="utf-8")
    assert old in text
    (folder / file).write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(BadDeclaration, match=re.escape(said)):
        whole(folder)


def test_what_the_forest_compares_must_be_a_column(folder):
    gaps = DETECTORS[0]
    with pytest.raises(BadDeclaration, match=r"columns.csv: lacks apart_km"):
        replace(declared(folder), compared=gaps.compared)
