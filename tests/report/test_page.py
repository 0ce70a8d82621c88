"""The page: whole in one file, nothing a ship says acts in it, and a browser draws it."""

import json
import re
import shutil
import subprocess
from html.parser import HTMLParser
from xml.etree import ElementTree

import pandas as pd
import pytest

import vesseltrack as vt
from vesseltrack import report
from vesseltrack.report.schema import LIFE, alert_schema
from vesseltrack.settings import load_settings

from builders.nights import WEEK, A, write

HOSTILE = '</script><script>document.title="owned"</script><img src=x onerror=alert(1)>&"\'`${1}'
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


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
    assert (
        seen.tags.count("script") == 2
        and "img" not in seen.tags
        and "link" not in seen.tags
        and "iframe" not in seen.tags
    )
    assert not [a for a, _ in seen.attributes if a.startswith("on") or a in ("src", "srcset", "action")]
    assert all(v.startswith("#") for a, v in seen.attributes if a == "href")
    assert "default-src 'none'" in html
    assert not re.findall(r"""(?:url\(|https?://(?!www\.w3\.org/2000/svg))""", html)
    assert len(html) < 6e6


def test_hostile_names_are_shown_and_do_not_act(folder):
    html = (folder / "index.html").read_text(encoding="utf-8")
    seen = Seen(html)
    assert "document.title" in "".join(seen.text)  # as text
    said = re.search(r'<script type="application/json" id="data">(.*?)</script>', html, re.DOTALL)[1]
    alerts = json.loads(said)["alerts"]
    assert any("<script>" in a["name"] for a in alerts)
    kml = ElementTree.parse(folder / "alerts.kml")
    assert any("<script>" in (e.text or "") for e in kml.iter())


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


@pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium on the path: the page is drawn in it")
def test_a_browser_draws_the_page(folder, tmp_path):
    page = (folder / "index.html").resolve().as_uri()
    flags = [
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-sync",
    ]
    done = subprocess.run(
        [CHROMIUM, *flags, f"--user-data-dir={tmp_path}", "--virtual-time-budget=3000", "--dump-dom", page],
        capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip
    dom = done.stdout
    assert "<title>vesseltrack, 2026-11-19</title>" in dom  # nothing took the title
    drawn = re.search(r'<svg id="chart".*?</svg>', dom, re.DOTALL)[0]
    assert drawn.count("<path") > 5 and "viewBox" in drawn  # coast, zones and tracks
    assert 'class="shown"' in dom


def test_the_frame_says_what_each_column_means(folder):
    frame = pd.read_parquet(folder / "alerts.parquet")
    assert set(frame.columns) - {"geometry"} == set(alert_schema()["properties"])
    assert report.verify(folder) == []
    assert load_settings().scoring.story_days == 7
