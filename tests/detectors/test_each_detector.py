"""An event of each detector, planted, and followed through all that is said of it."""

import csv
import inspect
import json
import re

import pytest
from typer.testing import CliRunner

from vesseltrack.cli.commands import app
from vesseltrack.detectors import DETECTORS
from vesseltrack.engine.pipeline import steps
from vesseltrack.reference import data_file
from vesseltrack.schema import TABLES
from vesseltrack.scoring.forest import KINDS
from vesseltrack.settings import load_settings

from builders.following import places_of
from builders.paths import ROOT
from builders.sea import OPEN_SEA, Sea

END_H = 60
LAT, LON = OPEN_SEA


def _sails(sea, ship, start_h, end_h, off=0.0, sog=10):
    """Under way at 10 kn, far from all others: nothing to tell of."""
    sea.line(
        ship, start_h, end_h, (LAT - 3 + off, LON - 0.5), (LAT - 3 + off, LON - 0.5 + (end_h - start_h) * 0.2), sog=sog
    )


def _gap(sea, ship):
    _sails(sea, ship, 0, 12, 0.2)
    sea.line(ship, 44, END_H, (LAT - 2.8, LON + 2.2), (LAT - 2.8, LON + 5.4), sog=10)


def _encounter(sea, ship):
    for n in (0, 1):
        spot, home = (LAT + n * 0.0005, LON), (LAT + (0.5 if n else -0.5), LON)
        sea.line(ship + n, 0, 5, home, spot).line(ship + n, 5, 11, spot).line(
            ship + n, 11, END_H, spot, (home[0], LON + 5)
        )


def _loitering(sea, ship):
    spot = (LAT - 1, LON)
    sea.line(ship, 0, 10, (LAT - 1, LON - 2), spot, sog=10).line(ship, 10, 20, spot, sog=0.5)
    sea.line(ship, 20, END_H, spot, (LAT - 1, LON + 7), sog=10)


def _visit(sea, ship):
    sea.with_zones = True
    sea.line(ship, 0, 20, (38.46, 123.0), (38.46, 124.72), sog=5).line(
        ship, 20, END_H, (38.46, 124.72), (38.3, 121.5), sog=5
    )


def _sighting(sea, ship):
    _sails(sea, ship, 0, END_H, -0.3)
    sea.says(ship, imo=9161003, name="SEEN")


def _identity(sea, ship):
    _sails(sea, ship, 0, END_H, -0.6)
    sea.says(ship, 0, 10, name="GOLDEN ORCHID", ship_type=70).says(ship, 30, 10, name="PACIFIC WALRUS", ship_type=70)


PLANTED = {
    "gaps": _gap, "encounters": _encounter, "loitering": _loitering, "visits": _visit, "listed_ship_detections": _sighting,
    "identity_anomalies": _identity,
}  # fmt: skip
"""How to plant an event of each detector: a sea and a number in, ships in it out."""
FIRST = 273000100


def planted(listed: bool) -> Sea:
    """A sea with an event of each detector, each by ships of its own; all of them on a list, or none that need not be."""
    with data_file("dprk_ships.csv").open(encoding="utf-8") as f:
        rows = [r for r in csv.DictReader(f) if r["imo"] and r["standing"] == "designated" and not r["listed_to"]]
    imos = sorted({int(r["imo"]) for r in rows} - {9161003})
    sea = Sea()
    for n, (name, plant) in enumerate(PLANTED.items()):
        plant(sea, FIRST + 10 * n)
        if listed and name != "listed_ship_detections":
            sea.says(FIRST + 10 * n, 0, 3, imo=imos[n])
    for n in range(4):  # others, so that silence is not the feed's
        sea.line(FIRST + 900 + n, 0, END_H, (LAT - 3 + 0.3 * n, LON - 1), (LAT - 3 + 0.3 * n, LON + 11), sog=10)
    return sea


@pytest.fixture(scope="module", params=["behaviour", "listed"])
def at_all_places(request, tmp_path_factory):
    """Where each kind of event turns up, and the store."""
    low = "scoring.min_score=-20"
    sea = planted(request.param == "listed").run(None, low).make("alerts", "same_events", "outages")
    folder = tmp_path_factory.mktemp("alerts") / request.param
    places = places_of(sea.store, load_settings(assign=[low]), folder)
    return request.param, places, sea.store


def test_every_detector_is_planted():
    assert set(PLANTED) == {d.name for d in DETECTORS}, "say in PLANTED how to plant an event of the new detector"


@pytest.mark.parametrize("detector", DETECTORS, ids=lambda d: d.name)
def test_its_event_reaches_every_place(at_all_places, detector):
    _, places, _ = at_all_places
    assert len(places) == 15
    assert [place for place, kinds in places.items() if detector.event not in kinds] == []


@pytest.mark.parametrize("detector", DETECTORS, ids=lambda d: d.name)
def test_each_of_its_rules_is_asked_for(detector):
    """A rule that no step names changes nothing, whatever an analyst sets it to."""
    its = [step for step in steps() if step.section == detector.name]
    code = [re.sub(r"--.*", "", step.sql) for step in its if step.sql]
    code += [inspect.getsource(inspect.getmodule(f)) for step in its if (f := step.make or step.build)]
    code += [path.read_text(encoding="utf-8") for path in detector.folder.glob("*.py")]  # of a function imported late
    asked = {name for text in code for name in re.findall(r"(?:\$|\brules\.)([a-z]\w*)", text)}
    assert set(detector.rules.model_fields) - asked == set()


@pytest.mark.parametrize("detector", DETECTORS, ids=lambda d: d.name)
def test_its_ship_can_stand_in_either_queue(at_all_places, detector):
    queue, _, store = at_all_places
    queues = {x for (x,) in store.rows(f"SELECT DISTINCT queue FROM scored WHERE event_type = '{detector.event}'")}
    assert queue in queues or detector.name == "listed_ship_detections"  # which are of listed ships alone
    if queue == "listed":
        named = f"SELECT count(*) FROM event_indicators JOIN {detector.name} USING (event) WHERE indicator = 'events.designated'"
        assert store.one(named)[0] > 0


@pytest.mark.parametrize("detector", DETECTORS, ids=lambda d: d.name)
def test_it_is_described_everywhere(at_all_places, detector):
    _, _, store = at_all_places
    assert TABLES[detector.name] is detector.table and all(c.meaning for c in detector.table.columns)
    assert all(c.unit for c in detector.table.columns if c.type in ("FLOAT", "DOUBLE", "TIMESTAMP"))
    assert detector.name in load_settings().model_dump()
    assert (detector.compared is not None) == (detector.name in {k.table for k in KINDS})
    shown = CliRunner().invoke(app, ["tables", detector.name]).output
    assert "start_time" in shown
    assert f"## {detector.name}:" in (ROOT / "docs" / "policy.md").read_text(encoding="utf-8")
    names = store.rows(f"SELECT event FROM {detector.name}")
    assert names and all(event.startswith(f"{detector.event}-") for (event,) in names)
    declared = store.frame(f"FROM event_types WHERE detector = '{detector.name}'").iloc[0]
    assert (declared.event_type, declared.colour, declared.legend) == (detector.event, detector.colour, detector.legend)
    json.dumps(declared.to_dict(), default=str)
