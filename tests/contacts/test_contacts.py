"""Who met whom: at one and two removes from a listed ship, or from one that lay in a North Korean port."""

import json
from xml.etree import ElementTree

import pytest
from typer.testing import CliRunner

import vesseltrack as vt
from vesseltrack.cli.commands import app
from vesseltrack.contacts import contacts_of
from vesseltrack.errors import WrongUse

from builders.sea import OPEN_SEA, Sea, at

LISTED, MIDDLE, LAST, OTHER = 445000001, 273000002, 273000003, 273000004
LAT, LON = OPEN_SEA


def _lie_together(sea, a, b, start_h, hours, at):
    for ship, off in ((a, 0.0), (b, 0.0004)):
        spot, end = (at[0] + off, at[1]), (at[0] + off + 0.004 * hours, at[1] + 0.003 * hours)
        home = (at[0] + (0.5 if off else -0.5), at[1])
        sea.line(ship, start_h - 4, start_h, home, spot, sog=8).line(ship, start_h, start_h + hours, spot, end, sog=0.4)
        sea.line(ship, start_h + hours, start_h + hours + 4, end, (home[0], at[1] + 0.5), sog=8)
    return sea


@pytest.fixture(scope="module")
def sea():
    """A listed ship lies beside MIDDLE at hour 10, and MIDDLE beside LAST at hour 82, three days later; OTHER sails alone."""
    sea = _lie_together(Sea(), LISTED, MIDDLE, 10, 6, (LAT, LON))
    _lie_together(sea, MIDDLE, LAST, 82, 6, (LAT + 1, LON + 1))
    sea.line(OTHER, 0, 90, (LAT - 2, LON), (LAT - 2, LON + 8), sog=4)
    sea.says(LISTED, 0, 20, imo=9161003, name="LADY R", ship_type=70)
    sea.says(MIDDLE, 0, 90, name="<b>MID & DLE</b>", ship_type=70).says(LAST, 70, 20, name="LAST ONE", ship_type=70)
    return sea.run().make("contacts", "event_indicators")


def test_two_removes_are_told_with_who_and_when(sea):
    rows = sea.store.rows(
        "SELECT vessel_id, links, concern_vessel_id, apart_h / 24, text FROM contacts ORDER BY vessel_id, links"
    )
    assert [(r[0], r[1], r[2]) for r in rows] == [(MIDDLE, 1, LISTED), (LAST, 2, LISTED)]
    assert rows[1][3] == pytest.approx(3, abs=0.05)
    assert rows[1][4].startswith("met <b>MID & DLE</b>, which met listed LADY R (listed as ") and rows[1][4].endswith(
        ") 3 days before"
    )


def test_the_second_meeting_weighs_and_says_so(sea):
    said = sea.store.rows("SELECT weight, text FROM event_indicators WHERE indicator = 'encounters.linked'")
    assert [(w, s[:9], s[-13:]) for w, s in said] == [(2.0, "met <b>MI", "3 days before")]


def test_around_a_ship(sea):
    one, two = (contacts_of(sea.store, [LAST], hops) for hops in (1, 2))
    assert dict(zip(one.ships.vessel_id, one.ships.links, strict=True)) == {LAST: 0, MIDDLE: 1}
    assert dict(zip(two.ships.vessel_id, two.ships.links, strict=True)) == {LAST: 0, MIDDLE: 1, LISTED: 2}
    assert [(m.links, m.vessel_id, m.other_vessel_id, m.sure) for m in two.meetings.itertuples()] == [
        (1, LAST, MIDDLE, "moved as one"), (2, MIDDLE, LISTED, "moved as one"),
    ]  # fmt: skip
    assert two.ships.concerns.tolist()[2][0].startswith("listed as ")
    with pytest.raises(WrongUse):
        contacts_of(sea.store, [LAST], 0)


def test_graphml_holds_hostile_names_as_text(sea):
    root = ElementTree.fromstring(contacts_of(sea.store, [LAST]).graphml())
    ns = "{http://graphml.graphdrawing.org/xmlns}"
    assert len(root.findall(f".//{ns}node")) == 3 and len(root.findall(f".//{ns}edge")) == 2
    assert "<b>MID & DLE</b>" in [d.text for d in root.iter(f"{ns}data")]
    named = {k.get("id") for k in root.iter(f"{ns}key")}
    assert {d.get("key") for d in root.iter(f"{ns}data")} <= named


def test_a_call_in_north_korea_is_of_concern():
    sea = Sea().line(LAST, 0, 5, (38.6, 125.0), (38.715, 125.39), sog=5).line(LAST, 5, 12, (38.715, 125.39), sog=0)
    sea.line(OTHER, 0, 12, (36, 123), (36, 124)).run().make("concerns")
    (row,) = sea.store.rows("SELECT vessel_id, concern, text FROM concerns")
    assert row[:2] == (LAST, "call") and row[2].startswith("lay in ") and row[2].endswith("North Korea, on 2026-11-16")


def test_the_command(sea, tmp_path):
    db = tmp_path / "s.duckdb"
    with vt.open(db) as empty:
        empty.detect()
    run = CliRunner().invoke(app, ["contacts", "--db", str(db), "--json"])
    assert run.exit_code == 0 and json.loads(run.output) == {"ships": [], "meetings": []}
    out = tmp_path / "c.graphml"
    run = CliRunner().invoke(app, ["contacts", "--db", str(db), "--graphml", str(out)])
    assert run.exit_code == 0 and ElementTree.fromstring(out.read_text(encoding="utf-8")) is not None


def test_distance_and_headings_through_a_meeting_can_be_drawn(sea):
    event = sea.store.one(f"SELECT event FROM encounters WHERE other_vessel_id = {LISTED} OR vessel_id = {LISTED}")[0]
    rows = sea.make("meeting_series").store.frame(f"FROM meeting_series WHERE event = '{event}' ORDER BY time")
    met = rows[(rows.time >= at(10.1)) & (rows.time <= at(15.9))]
    assert (met.apart_m.round() == round(0.0004 * 111_195)).all() and not met.drawn.any() and len(met) == 35
    assert rows.time.min() == at(8) and rows.apart_m.iloc[0] > 10_000
