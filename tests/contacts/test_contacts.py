"""Who met whom: at one and two removes from a listed ship, or from one that lay in a North Korean port."""

import json
import math
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree

import pandas as pd
import pytest
from typer.testing import CliRunner

import vesseltrack as vt
from vesseltrack.cli.commands import app
from vesseltrack.contacts import contacts_of
from vesseltrack.contacts.picture import svg
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
    rows = sea.select(
        "SELECT vessel_id, links, concern_vessel_id, apart_h / 24, text FROM contacts ORDER BY vessel_id, links"
    )
    assert [(r[0], r[1], r[2]) for r in rows] == [(MIDDLE, 1, LISTED), (LAST, 2, LISTED)]
    assert rows[1][3] == pytest.approx(3, abs=0.05)
    assert rows[1][4].startswith("met <b>MID & DLE</b>, which met listed LADY R (listed as ") and rows[1][4].endswith(
        ") 3 days before"
    )


def test_the_second_meeting_weighs_and_says_so(sea):
    said = sea.select("SELECT weight, text FROM event_indicators WHERE indicator = 'encounters.linked'")
    assert [(w, s[:18], s[-13:]) for w, s in said] == [(2.0, "LAST ONE met <b>MI", "3 days before")]


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


SVG = "{http://www.w3.org/2000/svg}"


def test_the_picture_has_a_box_a_ship_and_a_line_for_two_that_met(sea):
    root = ElementTree.fromstring(contacts_of(sea.store, [LAST]).picture(Path("c.svg")))
    boxes = {
        g.find(f"{SVG}text").text: float(g.find(f"{SVG}rect").get("x"))
        for g in root.findall(f"{SVG}g")
        if "ship" in g.get("class")
    }
    assert boxes == {"LAST ONE": 24, "<b>MID & DLE</b>": 524, "LADY R": 1024}  # a column of 500 pixels a meeting
    red = [g.find(f"{SVG}text").text for g in root.findall(f"{SVG}g") if " of" in g.get("class")]
    assert red == ["LADY R"]
    told = [g.find(f"{SVG}title").text for g in root.findall(f"{SVG}g") if "met" in g.get("class")]
    assert [t.split(": ")[0] for t in told] == ["LAST ONE and <b>MID & DLE</b>", "<b>MID & DLE</b> and LADY R"]
    assert told[1].endswith(" h, moved as one") and "2026-11-16 10:00" in told[1]
    labels = [t.text for t in root.iter(f"{SVG}text") if t.get("class") == "when"]
    assert len(labels) == 2 and labels[1].startswith("2026-11-16 10:00, ")


def test_the_page_holds_hostile_names_as_text_and_fetches_nothing(sea):
    page = contacts_of(sea.store, [LAST]).picture(Path("c.HTML"))
    assert "<b>" not in page and "&lt;b&gt;MID &amp; DLE&lt;/b&gt;" in page
    assert "default-src 'none'" in page and not [w for w in ("src=", "href=", "url(", "<script") if w in page]
    with pytest.raises(WrongUse):
        contacts_of(sea.store, [LAST]).picture(Path("c.png"))


def _frames(rows):
    """Ships by number of meetings away, and meetings of them: ``(key, links)`` and ``(key, other key)``."""
    ships, pairs = rows
    s = pd.DataFrame(ships, columns=["vessel_id", "links"]).assign(
        name="A", imo=None, flag=None, vessel_type=None, mmsis=[[]] * len(ships), concerns=[[]] * len(ships)
    )
    times = {
        "start_time": at(0),
        "end_time": at(3),
        "duration_h": 3.0,
        "sure": "moved as one",
        "ship_name": "A",
        "other_name": "B",
    }
    return s, pd.DataFrame(pairs, columns=["vessel_id", "other_vessel_id"]).assign(**times)


def test_no_two_boxes_lie_on_each_other_and_neighbours_stand_near(sea):
    # 0 met 1 to 30; 30 met 31, and 1 met 32; 2 and 3 met each other in one column
    ships = [(0, 0), *((n, 1) for n in range(1, 31)), (31, 2), (32, 2)]
    s, m = _frames((ships, [*((0, n) for n in range(1, 31)), (30, 31), (1, 32), (2, 3)]))
    root = ElementTree.fromstring(svg(s, m))
    boxes = [(float(r.get("x")), float(r.get("y"))) for r in root.iter(f"{SVG}rect")]
    assert len(boxes) == 33 == len(set(boxes))
    for x in (24, 524, 1024):
        ys = sorted(y for at_x, y in boxes if at_x == x)
        assert all(b - a >= 52 for a, b in pairwise(ys))
    assert boxes[32][1] < boxes[31][1]  # 32, which 1 met, stands above 31, which 30 met
    assert max(y for _, y in boxes) + 52 < float(root.get("height")) and len(list(root.iter(f"{SVG}path"))) == 33


def test_a_picture_of_nobody_can_be_drawn():
    s, m = _frames(([], []))
    assert "0 ships, 0 meetings" in svg(s, m)


def test_a_call_in_north_korea_is_of_concern():
    sea = Sea().line(LAST, 0, 5, (38.6, 125.0), (38.715, 125.39), sog=5).line(LAST, 5, 12, (38.715, 125.39), sog=0)
    sea.line(OTHER, 0, 12, (36, 123), (36, 124)).run().make("concerns")
    (row,) = sea.select("SELECT vessel_id, concern, text FROM concerns")
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
    drawing = tmp_path / "new" / "c.svg"
    run = CliRunner().invoke(app, ["contacts", "--db", str(db), "--picture", str(drawing)])
    assert run.exit_code == 0 and ElementTree.fromstring(drawing.read_text(encoding="utf-8")).tag == f"{SVG}svg"
    run = CliRunner().invoke(app, ["contacts", "--db", str(db), "--picture", str(tmp_path / "c.png")])
    assert isinstance(run.exception, WrongUse) and not (tmp_path / "c.png").exists()


def test_the_command_says_why_there_is_nothing(tmp_path):
    db = tmp_path / "s.duckdb"
    csv = tmp_path / "one.csv"
    csv.write_text("mmsi,time,lat,lon\n440123456,2026-11-20T00:00:00Z,36.5,123.9\n")
    with vt.open(db) as store:
        store.load(csv)
        store.detect()
    of_concern = CliRunner().invoke(app, ["contacts", "--db", str(db)])
    listed = CliRunner().invoke(app, ["contacts", "CHON MA SAN", "--db", str(db)])
    assert (of_concern.exit_code, listed.exit_code) == (0, 0)
    assert of_concern.stdout.startswith("No ship of concern") and "was received" in of_concern.stdout
    assert listed.stdout.startswith("No message of it was received")


def test_distance_and_headings_through_a_meeting_can_be_drawn(sea):
    event = sea.select_one(f"SELECT event FROM encounters WHERE other_vessel_id = {LISTED} OR vessel_id = {LISTED}")[0]
    rows = sea.make("meeting_series").select_frame(f"FROM meeting_series WHERE event = '{event}' ORDER BY time")
    met = rows[(rows.time >= at(10.1)) & (rows.time <= at(15.9))]
    assert (met.apart_m.round() == round(0.0004 * 111_195)).all() and not met.drawn.any() and len(met) == 35
    assert rows.time.min() == at(8) and rows.apart_m.iloc[0] > 10_000


@pytest.mark.parametrize(("swings_m", "linked"), [(40, True), (0, False)])
def test_a_port_is_no_reason_to_forget_a_meeting_with_a_listed_ship_but_neighbours_at_its_quays_are_none(
    swings_m, linked
):
    """Two ships lie beside each other off Yosu, 3 km from the port: at anchor they swing, at a quay they do not. One is listed."""
    sea, lat, lon = Sea(), 34.72, 127.76
    for ship, off, home in ((LISTED, 0.0, -0.5), (MIDDLE, 0.0004, -0.7)):
        sea.line(ship, 0, 5.8, (lat - 0.5, lon + home), (lat + off, lon), sog=8)
        for n in range(6 * 12):
            h = 6 + n / 12
            swung = swings_m * math.sin(h) / 111_195
            sea.fix(ship, h, lat + off + swung, lon, 0.1)
        sea.line(ship, 12.2, 18, (lat + off, lon), (lat - 0.5, lon + home), sog=8)
    sea.says(LISTED, 0, 18, imo=9161003, name="LADY R", ship_type=70).says(MIDDLE, 0, 18, name="MIDDLE", ship_type=70)
    met = sea.run().make("contacts").table("encounters")
    assert "in port" in met.causes_hold[0] and ("made fast to the ground" in met.causes_hold[0]) != linked
    assert sea.select_one("SELECT count(*) FROM contacts WHERE concern = 'listed'") == (int(linked),)


RENAMED = 352000009


def _swapped(silent_h: float = 0.0, listed_later: bool = False) -> Sea:
    """MIDDLE lies beside LAST from hour 10 to 20; from hour 14 on it sends another number, after so many hours of silence."""
    sea = _lie_together(Sea(), MIDDLE, LAST, 10, 10, (LAT, LON))
    sea.rows = [
        (RENAMED, *row[1:]) if row[0] == MIDDLE and row[1] >= at(14) else row
        for row in sea.rows
        if not (row[0] == MIDDLE and at(14) <= row[1] < at(14 + silent_h))
    ]
    sea.line(OTHER, 0, 40, (LAT + 1, LON), (LAT + 1, LON + 4), sog=4)
    imo = {"imo": 9161003} if listed_later else {}
    sea.says(MIDDLE, 6, 8, name="BEE ONE", ship_type=70).says(RENAMED, 16, 8, name="BEE TWO", ship_type=70, **imo)
    return sea.says(LAST, 6, 18, name="LAST ONE", ship_type=70).run().make("contacts")


@pytest.mark.parametrize(
    ("silent_h", "named"), [(0, "BEE ONE, later BEE TWO"), (2, "BEE ONE, later (or another ship) BEE TWO")]
)
def test_two_numbers_of_one_hull_are_one_ship_with_both(silent_h, named):
    sea = _swapped(silent_h)
    for asked in (LAST, MIDDLE, RENAMED):
        found = contacts_of(sea.store, [asked])
        assert set(found.ships.vessel_id) == {LAST, MIDDLE}
        (ship,) = found.ships[found.ships.vessel_id == MIDDLE].itertuples()
        assert (ship.name, ship.mmsi, list(ship.mmsis)) == (named, MIDDLE, [MIDDLE, RENAMED])
        (met,) = found.meetings.itertuples()  # one meeting of ten hours, told once
        assert {met.ship_name, met.other_name} == {"LAST ONE", "BEE ONE"} and met.duration_h == pytest.approx(
            10, abs=0.2
        )
        assert f"{MIDDLE}; {RENAMED}" in found.graphml() and f"MMSI {MIDDLE}, {RENAMED}" in found.picture(Path("c.svg"))


@pytest.mark.parametrize(("silent_h", "same"), [(0, "the same ship as"), (2, "perhaps the same ship as")])
def test_who_met_a_ship_under_its_former_number_met_the_listed_ship(silent_h, same):
    texts = _swapped(silent_h, listed_later=True).select(
        f"SELECT links, text FROM contacts WHERE vessel_id = {LAST} AND other_vessel_id = {MIDDLE}"
    )
    assert [links for links, _ in texts] == [1]
    assert texts[0][1].startswith(f"met BEE ONE ({same} BEE TWO (MMSI {RENAMED})), listed as ")
