"""Nothing that a ship, a list, a zone, a file name or an analyst writes may act, or reorder what stands beside it."""

import csv
import json
import re
import sys
import unicodedata
import zipfile
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

import pandas as pd
import pytest
from typer.testing import CliRunner

import vesseltrack as vt
from vesseltrack import output
from vesseltrack.cli.commands import app

from builders.sea import OPEN_SEA

EVERY_CHARACTER = [chr(n) for n in range(sys.maxunicode + 1)]
ACTS = {c for c in EVERY_CHARACTER if unicodedata.category(c) in ("Cc", "Cf", "Cs", "Zl", "Zp")}
NAMES = [
    "\x1b]0;pwn\x07\x1b[2J", "\x9b31mRED", "\u202egnirts", "\u2066FIRST", "NEXT\x85LINE", "LINE\u2028BREAK", "PARA\u2029BREAK",
    "TWO\nLINES\r", "\u200fMARK", "\U000e0041TAG", "=1+1", "\uff1d1+1", "\uff0b1", "\uff0d1", "\uff20SUM(A1)", "\u3000\uff1d1+1",
    "\u00a0=1",
    "<script>alert(1)</script>", "</script><img src=x onerror=alert(1)>",
    "'; DROP TABLE alerts; --", "[bold red]x[/]", "{0} $sentence ${x} %s",
    "javascript:alert(1)", "../../etc/passwd", "$x^2$", "\u05d0\u05d1\u05d2 123 \u05d3",
    'quote " and \\ back', "]]>&amp;", "\u5e7f\u5dde 1", "x" * 5000,
]  # fmt: skip


def test_every_character_that_acts_is_spelt_out_and_no_other_is_touched():
    for way in (output.visible, output.terminal, output.xml, output.attribute, output.html):
        out = way("".join(EVERY_CHARACTER))
        assert not (set(out) & ACTS) - {"\n"}, way.__name__
    harmless = [c for c in EVERY_CHARACTER if c not in ACTS and unicodedata.category(c) not in ("Cn", "Co")]
    assert output.visible("".join(harmless)) == "".join(harmless)  # also blanks that are not ASCII, as in Chinese names


def test_what_acts_is_seen_not_dropped():
    assert output.visible("LADY\u202eR\x1b[31m") == r"LADY\u202eR\x1b[31m"


def test_json_keeps_the_value_and_is_one_line_to_every_reader():
    text = output.json_text({"name": "".join(c for c in EVERY_CHARACTER if not "\ud800" <= c <= "\udfff")})
    assert len(text.splitlines()) == 1
    assert not set(text) & ACTS
    assert json.loads(text)["name"] == "".join(c for c in EVERY_CHARACTER if not "\ud800" <= c <= "\udfff")
    assert "광주" in output.json_text("광주")  # people read it, too


def test_a_formula_in_any_width_and_behind_any_blank_is_text():
    for name in (
        "=1",
        "\uff1d1",
        "\uff0b1",
        "\uff0d1",
        "\uff20A",
        "\ufe621",
        "\u22121",
        " =1",
        "\u3000=1",
        "\u00a0=1",
        "\t=1",
        "-5",
    ):
        assert output.csv_cell(name).startswith("'"), ascii(name)
    assert [output.csv_cell(x) for x in ("a=1", -5, 2.5, "", None)] == ["a=1", -5, 2.5, "", None]


def test_html_isolates_what_runs_right_to_left():
    assert output.html("X \u05d0\u05d1 12 <b>") == "<bdi>X <bdi>\u05d0\u05d1</bdi> 12 &lt;b&gt;</bdi>"


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A store and the alert files of a week in which every hostile name belongs to a ship that went dark, and was talked about."""
    place = tmp_path_factory.mktemp("hostile")
    listing = [{"name": n, "imo": 9161003, "source": n} for n in NAMES]
    pd.DataFrame(listing).to_csv(place / "own.csv", index=False)
    with vt.open(place / "s.duckdb") as db:
        fixes, said = [], []
        for n, name in enumerate(NAMES):
            ship = 273000000 + n
            lat = OPEN_SEA[0] + n * 0.1
            fixes += [
                (ship, pd.Timestamp("2026-11-16") + pd.Timedelta(hours=h), lat + h * 0.01, 123.5, 10.0)
                for h in range(13)
            ]
            fixes.append((ship, pd.Timestamp("2026-11-18"), lat, 123.4, 10.0))
            hour = pd.Timestamp("2026-11-16")
            said.append({"ssvid": ship, "name": name, "destination": name, "imo": 9161003, "ship_type": 70, "messages": 1,
            "hour": hour,
                         "first_time": hour, "last_time": hour})  # fmt: skip
        frame = pd.DataFrame(fixes, columns=["ssvid", "time", "lat", "lon", "sog_kn"]).astype(
            {"time": "datetime64[us]"}
        )
        db.store.append("fixes", frame)
        db.store.append(
            "statics", pd.DataFrame(said).astype(dict.fromkeys(("hour", "first_time", "last_time"), "datetime64[us]"))
        )
        zones = {"type": "FeatureCollection", "features": [
            {"type": "Feature", "properties": {"name": name, "watch": True},
             "geometry": {"type": "Polygon", "coordinates": [[[123, 34], [124, 34], [124, 35], [123,
             34]]]}} for name in NAMES]}  # fmt: skip
        (place / "zones.geojson").write_text(json.dumps(zones), encoding="utf-8")
        db.load_zones(place / "zones.geojson")
        for n, name in enumerate(name for name in NAMES if not set(name) & set("\r\n")):
            path = place / f"{n}.csv"
            path.write_text(f"mmsi,time,lat,lon,name\n{name},2026-11-16,1,2,3\n", encoding="utf-8", newline="")
            db.load(path, strict=False)
        alerts = db.detect(out=place / "out")
    assert len(alerts) >= len(NAMES)
    run(
        place,
        "alerts",
        "mark",
        alerts.alert[0],
        "benign",
        "--reason",
        NAMES[0],
        "--by",
        "\u202eKIM",
        "--note",
        NAMES[5],
    )
    with zipfile.ZipFile(place / "names.zip", "w") as z:
        for name in NAMES[:9]:
            z.writestr(name + ".csv", "mmsi,time,lat,lon\n440123456,2026-11-16 00:00:05,35.1,129.05\n")
    return place


def run(place, *words, code=0):
    done = CliRunner().invoke(app, [*words, *(["--db", str(place / "s.duckdb")] if words[0] != "sniff" else [])])
    assert done.exit_code == code, done.output
    return done.output


COMMANDS = [
    ("alerts",), ("alerts", "--json"), ("alerts", "history"), ("alerts", "verdicts"), ("alerts", "verdicts", "--json"),
    ("files",), ("rejects",),
    ("rejects", "--json"), ("ship", "9161003"), ("ship", "9161003", "--json"), ("lists", "ships"), ("zones", "show"), ("zones",
    "show", "--json"),
    ("replay", "--set", "gaps.min_silence_h=6"),
]  # fmt: skip


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_no_command_sends_what_acts_to_a_terminal(folder, words):
    out = run(folder, *words)
    assert not (set(out) & ACTS) - {"\n"}
    if "--json" in words:
        assert out and all(json.loads(line) is not None for line in out.splitlines())


def test_sniff_and_load_show_a_members_name(folder):
    assert not (set(run(folder, "sniff", str(folder / "names.zip"))) & ACTS) - {"\n"}
    out = run(folder, "load", str(folder / "names.zip"))
    assert not (set(out) & ACTS) - {"\n"} and r"\x1b]0;" in out


def test_errors_quote_without_acting(folder):
    with pytest.raises(vt.WrongUse) as e, vt.open(folder / "s.duckdb", read_only=True) as db:
        db.ship("nobody\x1b[2J\nForged: line")
    assert not (set(str(e.value)) & ACTS) - {"\n"}
    assert str(e.value).splitlines()[0].endswith(r"\x1b[2J Forged: line")


def test_files_for_machines_are_a_line_an_alert(folder):
    with vt.open(folder / "s.duckdb", read_only=True) as db:
        names = set(db.alerts().ship_name)
    for name in ("alerts.jsonl", "alerts.geojson", "manifest.json"):
        text = (folder / "out" / name).read_text(encoding="utf-8")
        assert not (set(text) & ACTS) - {"\n"}, name
    lines = (folder / "out" / "alerts.jsonl").read_text(encoding="utf-8").splitlines()
    assert {json.loads(line)["ship_name"] for line in lines} == names and len(lines) >= len(
        NAMES
    )  # what was sent, whole


def test_the_csv_holds_no_formula_in_any_width(folder):
    with (folder / "out" / "alerts.csv").open(encoding="utf-8-sig", newline="") as f:
        rows = list(csv.DictReader(f))
    for cell in [c for row in rows for c in row.values()]:
        begin = unicodedata.normalize("NFKC", cell.lstrip())[:1]
        assert not set(cell) & ACTS - {"\n"}
        assert begin not in ("=", "+", "@", "-") or float(cell) < 0  # a longitude may be below zero


class Page(HTMLParser):
    """What a browser would make of a page: elements, and the foreign texts that stand outside of any <bdi>."""

    def __init__(self, text):
        super().__init__()
        self.elements, self.open, self.bare, self.shown = set(), [], "", ""
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.elements.add(tag)
        self.open.append(tag)
        assert not any(name.startswith("on") for name, _ in attrs)

    def handle_endtag(self, tag):
        while self.open and self.open.pop() != tag:
            pass

    def handle_data(self, data):
        if "script" in self.open or "style" in self.open:
            return
        self.shown += data
        if "bdi" not in self.open:
            self.bare += data


def test_the_page_isolates_every_foreign_text(folder):
    html = (folder / "out" / "index.html").read_text(encoding="utf-8")
    assert not (set(html) & ACTS) - {"\n"}
    page = Page(html)
    assert "img" not in page.elements
    for name in NAMES:
        shown = " ".join(output.visible(name).split())
        assert shown in " ".join(page.shown.split()) and (len(shown) < 6 or shown not in page.bare), ascii(name)
    data = json.loads(re.search(r'<script type="application/json" id="data">(.*?)</script>', html, re.DOTALL)[1])
    assert not set(json.dumps(data, ensure_ascii=False)) & ACTS  # the script draws these as text


def test_google_earth_reads_names_as_text(folder):
    text = (folder / "out" / "alerts.kml").read_text(encoding="utf-8")
    assert not (set(text) & ACTS) - {"\n"}
    root = ElementTree.fromstring(text.encode())  # ours: it is well formed
    texts = {
        tag: " ".join(e.text for e in root.iter(f"{{http://www.opengis.net/kml/2.2}}{tag}"))
        for tag in ("name", "description")
    }
    balloons = unescape(texts["description"].replace("<br/>\n", "\n"))  # read as HTML, it is the text
    said = balloons + texts["name"].replace("\u2039", "<").replace("\u203a", ">")
    assert all(output.visible(n, keep="\n").strip() in said for n in NAMES)


def test_no_foreign_text_becomes_a_path(folder):
    run(folder, "ship", "273000000", "--dossier", str(folder / "dossier"))
    assert all(path.name.isdigit() for path in (folder / "dossier").iterdir())


def test_there_is_no_other_way_out():
    """Whoever writes to a terminal, to JSON, HTML or XML goes through output.py; who does not is named here, with the reason."""
    known = {
        "output.py": "json.dumps isprintable html.escape",
        "cli/screen.py": "print( json.dumps",  # say(); and numbers of ours
        "cli/main.py": "print(",  # before anything else is imported
        "cli/options.py": "sys.stdout.write",  # pandas' JSON, which is ASCII
        "report/schema.py": "json.dumps",  # words of ours
        "lists/snapshots.py": "json.dumps",  # a fingerprint
        "sources/json_text.py": "json.dumps",  # for DuckDB
        "sources/mapping.py": "json.dumps",  # kept in the store, for ourselves
        "alerts/anystore.py": "json.dumps",  # what it reads is taken through JSON and back: it goes out by output.py
        "engine/recall.py": "json.dumps",  # names of tables, for ourselves
        "store/copies.py": "json.dumps",  # the second copy of the record: ASCII, for ourselves
        "sources/signalk.py": "json.dumps",  # for DuckDB
    }
    package = Path(vt.__file__).parent
    for path in package.rglob("*.py"):
        code = path.read_text(encoding="utf-8")
        found = set(
            re.findall(r"(?<![\w.])print\(|json\.dumps|typer\.echo|isprintable|sys\.stdout\.write|saxutils", code)
        )
        found |= {"html.escape"} if "html import escape" in code else set()
        allowed = set(known.get(path.relative_to(package).as_posix(), "").split())
        assert found <= allowed, path
