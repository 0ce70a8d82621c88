"""The page: whole in one file, nothing a ship says acts in it, and a browser draws it."""

import base64
import hashlib
import html
import json
import re
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

import pandas as pd
import pytest

import vesseltrack as vt
from vesseltrack import report
from vesseltrack.report.schema import LIFE, alert_schema
from vesseltrack.settings import load_settings

from builders.browser import drawn, needs_chromium
from builders.nights import WEEK, A, write

HOSTILE = '</script><script>document.title="owned"</script><img src=x onerror=alert(1)>&"\'`${1}'
PAGE = Path(vt.__file__).parent / "report" / "page"


class Seen(HTMLParser):
    """Tags and attributes of a page, and the text outside of scripts."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags, self.attributes, self.text, self.inside = [], [], [], ""
        self.feed(html)

    def handle_starttag(self, tag, attributes):
        self.tags.append(tag)
        self.attributes += attributes
        self.inside = tag if tag in ("script", "style") else self.inside

    def handle_endtag(self, tag):
        self.inside = "" if tag == self.inside else self.inside

    def handle_data(self, data):
        if not self.inside:
            self.text.append(data)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    place = tmp_path_factory.mktemp("page")
    rows = WEEK.copy()
    rows["VesselName"] = rows.VesselName.where(rows.MMSI != A, HOSTILE.replace(",", ""))
    with vt.open(place / "p.duckdb") as db:
        db.load(write(rows, place / "w.csv"))
        db.detect(out=place / "out")
    return place / "out"


def test_the_page_is_one_file_that_loads_nothing(folder):
    html = (folder / "index.html").read_text(encoding="utf-8")
    seen = Seen(html)
    assert seen.tags.count("script") == 3  # the data, Leaflet, ours
    assert not {"img", "link", "iframe", "object", "form", "base"} & set(seen.tags)
    names = [a for a, _ in seen.attributes]
    assert not [a for a in names if a.startswith("on") or a in ("src", "srcset", "action", "style")]
    hrefs = {v for a, v in seen.attributes if a == "href"}
    beside = {p.name for p in folder.iterdir()}
    registers = re.compile(r"https://[a-z.]+/[\w/?=:.]*\d{7}")  # nothing but a number of ours stands in them
    assert all(h.startswith("#") or h in beside or registers.fullmatch(h) for h in hrefs)
    assert {"alerts.csv", "alerts.kml", "manifest.json"} <= hrefs
    assert not re.findall(r"url\(|@import", re.search(r"<style>(.*?)</style>", html, re.DOTALL)[1])


def test_only_the_page_s_own_style_and_scripts_may_act(folder):
    html = (folder / "index.html").read_text(encoding="utf-8")
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', html)[1]
    assert policy.startswith("default-src 'none';") and "unsafe" not in policy and "*" not in policy
    parts = re.findall(r"<(style|script)>(.*?)</\1>", html, re.DOTALL)
    assert [tag for tag, _ in parts] == ["style", "script", "script"]
    for tag, text in parts:
        sha = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
        assert f"'sha256-{sha}'" in policy.split(f"{tag}-src ")[1].split(";")[0]


def test_the_library_is_as_it_was_vendored():
    place = PAGE / "leaflet"
    said = dict(re.findall(r"`(leaflet\.\w+)` \| (\w{64})", (place / "README.md").read_text()))
    assert said == {n: hashlib.sha256((place / n).read_bytes()).hexdigest() for n in ("leaflet.js", "leaflet.css")}
    assert "BSD 2-Clause" in (place / "LICENSE").read_text()


def test_the_page_is_not_large(folder):
    html = (folder / "index.html").read_text(encoding="utf-8")
    assert len(html) < 6e6


def test_hostile_names_are_shown_and_do_not_act(folder):
    html = (folder / "index.html").read_text(encoding="utf-8")
    seen = Seen(html)
    assert "document.title" in "".join(seen.text)  # as text
    said = re.search(r'<script type="application/json" id="data">(.*?)</script>', html, re.DOTALL)[1]
    alerts = json.loads(said)["alerts"]
    assert any("<script>" in a["name"] for a in alerts)
    texts = [e for e in ElementTree.parse(folder / "alerts.kml").iter() if e.text]
    # viewers of KML read what they show as HTML: names, too, in the balloon
    descriptions = [e.text for e in texts if e.tag.endswith("}description")]
    assert {tag for text in descriptions for tag in re.findall(r"<[^>]*>?", text)} == {"<br/>"}
    assert not any(set("<>") & set(e.text) for e in texts if not e.tag.endswith("}description"))
    assert any("\u2039script\u203a" in e.text for e in texts if e.tag.endswith("}name"))


def test_each_alert_has_its_dossier_and_its_row(folder):
    alerts = [json.loads(line) for line in (folder / "alerts.jsonl").read_text(encoding="utf-8").splitlines()]
    seen = Seen((folder / "index.html").read_text(encoding="utf-8"))
    ids = {v for a, v in seen.attributes if a == "id"}
    rows = {v for a, v in seen.attributes if a == "data-alert"}
    assert {a["alert"] for a in alerts} == rows <= ids
    text = " ".join(seen.text)
    for words in ("Why it is here", "In order of time (UTC)", "Silent, or merely not heard?", "Lists that name it"):
        assert words in text
    assert "probability it had stopped sending" in text and f"{len(alerts)} alerts" in text


def test_every_alert_is_as_the_schema_says(folder):
    schema = json.loads((folder / "alerts.schema.json").read_text())
    assert schema == alert_schema()
    kinds = {"string": str, "integer": int, "number": (int, float), "array": list, "null": type(None)}
    for line in (folder / "alerts.jsonl").read_text(encoding="utf-8").splitlines():
        alert = json.loads(line)
        assert set(alert) == set(schema["properties"]) and set(LIFE) <= set(alert)
        for name, value in alert.items():
            types = [kinds[t] for t in schema["properties"][name]["type"]]
            assert any(isinstance(value, t) for t in types) or isinstance(value, float), name


def test_a_quiet_night_and_one_without_data_say_so(tmp_path):
    with vt.open() as db:
        db.detect(out=tmp_path / "none")
        assert "No data: nothing was searched" in (tmp_path / "none" / "index.html").read_text(encoding="utf-8")
        db.load(write(WEEK[WEEK.MMSI == 636000100], tmp_path / "one.csv"))
        db.detect(assign=["scoring.min_score=99"], out=tmp_path / "quiet")
        assert "0 alerts in " in (tmp_path / "quiet" / "index.html").read_text(encoding="utf-8")


@needs_chromium
def test_a_browser_draws_the_page(folder, tmp_path):
    alert = json.loads((folder / "alerts.jsonl").read_text(encoding="utf-8").splitlines()[0])["alert"]
    dom = drawn(folder / "index.html", tmp_path, f"#alert={alert}&t=2026-11-18T12:00")
    assert "<title>vesseltrack, 2026-11-19</title>" in dom  # nothing took the title
    assert dom.count('<canvas class="ours"') == 2 and "leaflet-control-scale-line" in dom
    assert re.search(r'<article [^>]*class="shown"', dom)[0].count(f'id="{alert}"') == 1
    assert re.search(r'<span id="clock">(.*?)</span>', dom)[1] == "2026-11-18 12:00 UTC"
    assert re.search(r'<span id="count"[^>]*>(\d+) alerts', dom)
    assert re.search(r'<tr [^>]*aria-current="true"', dom)


@needs_chromium
def test_numbers_of_places_and_times_in_a_browser(tmp_path):
    """By hand: a degree of latitude is 111.195 km; an hour of 60 knots is a degree; 179 E to 179 W is two degrees."""
    checks = """
        const p = Geo.piece([179900, 0, 100, 55, 200, 0, 6, -1]), out = {
            rows: Geo.undelta([1000, 2000, -500, 5], [1000, 1000]), kn: p.map(x => x.kn), times: p.map(x => x.t), past: p[1].lon,
            half: Geo.at([p], 100 * 600 + 1800).lon, none: Geo.at([p], 0), near: Geo.near(-179, 180), km: Geo.km({lat: 0, lon: 179}, {lat: 0, lon: -179}),
            east: Geo.course({lat: 0, lon: 179.5}, {lat: 0, lon: 180.5}), bare: Geo.ofHash("#alert-gap-1"), hash: Geo.ofHash("#alert=L1&t=2026-11-18T12:00&view=35.5,128,7"),
            back: Geo.toHash({alert: "L1", t: 1795003200, view: [35.5, 128, 7]}), odd: Geo.ofHash("#alert=x&t=never&view=99,1,2"),
            reach: Geo.reachable({from: 0, to: 36000, cells: [[0, 0, 1, 9], [0, 0, 4, 4], [0, 0, 9, 1]]}, 18000).length};
        document.body.textContent = JSON.stringify(out);"""
    page = tmp_path / "geo.html"
    page.write_text(f"<body><script>{(PAGE / 'geo.js').read_text()}\n{checks}</script></body>")
    said = json.loads(html.unescape(re.search(r"<body>(.*?)</body>", drawn(page, tmp_path / "user"), re.DOTALL)[1]))
    assert said["rows"] == [[1, 2], [0.5, 2.005]]
    assert said["kn"] == [5.5, None] and said["times"] == [60000, 63600] and said["past"] == 180.1
    assert said["half"] == pytest.approx(180.0) and said["none"] is None and said["near"] == 181
    assert said["km"] == pytest.approx(222.39, abs=0.01) and said["east"] == pytest.approx(90)
    assert said["bare"] == {"alert": "alert-gap-1"} and said["odd"] == {"alert": "x"}
    assert said["hash"] == {"alert": "L1", "t": 1795003200, "view": [35.5, 128, 7]}
    assert said["back"] == "#alert=L1&t=2026-11-18T12:00&view=35.500,128.000,7.00"
    assert said["reach"] == 1  # at half time only what lies half way


@needs_chromium
def test_no_label_stands_over_another(tmp_path):
    """A letter is 6 wide, a line 15 high. A, B, C, D want one place: right above, right below, left above, left below; E is left out.

    What is said twice of one place, what lies outside, and what would go over the edge or a button is not said there.
    """
    checks = """
        const put = [], ctx = { measureText: t => ({ width: 6 * t.length }), strokeText() {}, fillText(t, x, y) { put.push([t, x, y]); } };
        const labels = Scene.labels([[0, 0, 50, 50]]), size = { x: 400, y: 300 };
        for (const [n, t] of ["AAAA", "BBBB", "CCCC", "DDDD", "EEEE"].entries()) labels.add(t, 200, 150, "red", n);
        labels.add("AAAA", 202, 150, "red", 9); labels.add("OUT", 500, 10, "red", 0); labels.add("EDGE", 390, 250, "red", 0); labels.add("BUTTON", 30, 48, "red", 0);
        labels.draw(ctx, size);
        document.body.textContent = JSON.stringify(put);"""
    page = tmp_path / "scene.html"
    scripts = "\n".join((PAGE / name).read_text() for name in ("geo.js", "scene.js"))
    page.write_text(f"<body><script>{scripts}\n{checks}</script></body>")
    said = json.loads(html.unescape(re.search(r"<body>(.*?)</body>", drawn(page, tmp_path / "user"), re.DOTALL)[1]))
    assert said == [
        ["AAAA", 209, 144], ["EDGE", 390 - 9 - 24, 244], ["BUTTON", 39, 48 + 15], ["BBBB", 209, 165], ["CCCC", 200 - 9 - 24, 144],
        ["DDDD", 167, 165],
    ]  # fmt: skip


def test_the_frame_says_what_each_column_means(folder):
    frame = pd.read_parquet(folder / "alerts.parquet")
    assert set(frame.columns) - {"geometry"} == set(alert_schema()["properties"])
    assert report.verify(folder) == []
    assert load_settings().scoring.story_days == 7
