"""What stands beside the nights' folders: read by eye and by readers of feeds, whatever stands in the manifests."""

from __future__ import annotations

import errno
import json
import re
from datetime import date, datetime
from pathlib import Path
from uuid import UUID
from xml.etree import ElementTree

import pytest

from vesseltrack.report import overview
from vesseltrack.report.overview import write_overview

ATOM = "{http://www.w3.org/2005/Atom}"
HOSTILE = "</td><script>alert(1)</script>\u202e\x1b]0;x\x07&"


def night(out: Path, day: str, status: str = "searched", changes: dict | None = None, **more) -> Path:
    """A night's folder with nothing in it but its manifest."""
    said = {
        "night": day, "messages": 1234, "new_messages": 0, "repeated": 0, "refused": {}, "failed": [], "empty": [],
        "later_night": None,
    }  # fmt: skip
    (out / day).mkdir(parents=True, exist_ok=True)
    manifest = {
        "searched": {},
        "status": status,
        "alerts": {"listed": 2, "behaviour": 5},
        "night": said | more,
        "changes": changes or {},
    }
    (out / day / "manifest.json").write_text(json.dumps(manifest))
    return out / day


def changed(alert: str, summary: str = "TOK SONG was silent for 9 hours", what: str = "") -> dict:
    return {"alert": alert, "queue": "listed", "score": 7.5, "summary": summary, "what": what}


def feed(out: Path) -> ElementTree.Element:
    return ElementTree.parse(out / "feed.xml").getroot()


def ids(out: Path) -> dict[str, str]:
    """The name of each entry by its title."""
    return {e.findtext(f"{ATOM}title"): e.findtext(f"{ATOM}id") for e in feed(out).findall(f"{ATOM}entry")}


def test_the_feed_is_as_rfc_4287_asks(tmp_path):
    night(tmp_path, "2026-11-20", changes={"new": [changed("alert-gap-1")], "changed": [changed("alert-gap-9")]})
    night(
        tmp_path,
        "2026-11-21",
        changes={"withdrawn": [changed("alert-gap-1", what="it was heard")], "reopened": [changed("a#b c")]},
    )
    write_overview(tmp_path)
    root = feed(tmp_path)
    assert root.tag == f"{ATOM}feed"
    entries = root.findall(f"{ATOM}entry")
    for element in (root, *entries):  # 4.1.1, 4.1.2: exactly one of each
        assert [len(element.findall(f"{ATOM}{name}")) for name in ("id", "title", "updated")] == [1, 1, 1]
        assert UUID(element.findtext(f"{ATOM}id").removeprefix("urn:uuid:")).version == 5
        datetime.strptime(element.findtext(f"{ATOM}updated"), "%Y-%m-%dT%H:%M:%SZ")
    assert root.findtext(f"{ATOM}author/{ATOM}name") == "vesseltrack"  # so that no entry needs one
    assert [x.get("href") for x in root.findall(f"{ATOM}link") if x.get("rel") == "self"] == ["feed.xml"]
    assert root.findtext(f"{ATOM}updated") == "2026-11-22T00:00:00Z"  # the end of the last night
    assert [(e.findtext(f"{ATOM}title"), e.find(f"{ATOM}link").get("href")) for e in entries] == [
        ("Reopened: TOK SONG was silent for 9 hours", "2026-11-21/index.html#a%23b%20c"),
        ("Gone: withdrawn: TOK SONG was silent for 9 hours", "2026-11-21/index.html#since"),
        ("New: TOK SONG was silent for 9 hours", "2026-11-20/index.html#alert-gap-1"),
    ]
    assert entries[1].findtext(f"{ATOM}content") == "alert-gap-1, queue listed, score 7.5. it was heard."
    assert len({e.findtext(f"{ATOM}id") for e in (root, *entries)}) == 4


def test_an_entry_is_called_the_same_for_ever(tmp_path):
    night(tmp_path, "2026-11-20", changes={"new": [changed("alert-gap-1")]})
    write_overview(tmp_path)
    before, name = ids(tmp_path), feed(tmp_path).findtext(f"{ATOM}id")
    first = (tmp_path / "feed.xml").read_bytes()
    write_overview(tmp_path)
    assert (tmp_path / "feed.xml").read_bytes() == first  # no clock is in it
    night(tmp_path, "2026-11-21", changes={"new": [changed("alert-gap-1", "ANOTHER lay 5 m from TOK SONG")]})
    write_overview(tmp_path)
    assert before.items() <= ids(tmp_path).items() and len(ids(tmp_path)) == 2
    (tmp_path / "2026-11-20" / "manifest.json").unlink()  # an old folder was cleared away
    write_overview(tmp_path)
    assert feed(tmp_path).findtext(f"{ATOM}id") == name


def test_the_page_lists_every_night_and_what_is_missing(tmp_path):
    night(tmp_path, "2026-11-18", changes={"new": [changed("a"), changed("b")]})
    night(tmp_path, "2026-11-21", status="no data", messages=0)
    night(tmp_path, "2026-11-22", status="incomplete", failed=["b.csv.gz is cut off"])
    (tmp_path / "2026-11-23").mkdir()
    (tmp_path / "notes").mkdir()
    assert write_overview(tmp_path) == []
    page = (tmp_path / "index.html").read_text()
    rows = [re.sub("<[^>]*>", " ", r).split() for r in re.findall('<tr[^>]*><th scope="row">(.*?)</tr>', page)]
    assert [r[0] for r in rows] == ["2026-11-22", "2026-11-21", "2026-11-18"]
    assert rows[2] == ["2026-11-18", "2", "5", "2", "1,234"]
    assert "no data" in " ".join(rows[1]) and "not one message of 2026-11-21 is stored" in page
    assert "1 file could not be read: b.csv.gz is cut off" in page
    told = [re.sub("<[^>]*>", "", t).strip() for t in re.findall('<tr><td colspan="10">(.*?)</td></tr>', page)]
    assert [t.split(":")[0] for t in told] == [
        "1 file could not be read",
        "No data for this night",
    ]  # under its own night
    assert "No night was run for: 2026-11-19 to 2026-11-20." in re.sub("</?bdi>", "", page)
    assert '<a href="2026-11-22/index.html">The latest night' in page


def test_nothing_in_a_manifest_acts(tmp_path):
    night(tmp_path, "2026-11-20", changes={"new": [changed(HOSTILE, HOSTILE, HOSTILE)]}, failed=[HOSTILE])
    night(tmp_path, "2026-11-21", status=HOSTILE, changes=[1], messages="many", refused=7)
    night(tmp_path, "2026-11-22", changes={"new": [{"alert": 5}, "x", {}], "reopened": {"alert": 1}})
    for n, text in enumerate(("[" * 100_000, "{", '"x"', '{"searched": 1, "night": 5, "alerts": []}')):
        night(tmp_path, f"2026-11-2{n + 3}").joinpath("manifest.json").write_text(text)
    write_overview(tmp_path)
    page = (tmp_path / "index.html").read_text()
    assert "<script" not in page and not {"\u202e", "\x1b", "\x07"} & set(page)
    assert page.count("its manifest cannot be read") == 3 and page.count("not as a night") == 1
    policy = re.search('Content-Security-Policy" content="([^"]*)"', page)[1]
    assert re.fullmatch(
        r"default-src 'none'; style-src 'sha256-[\w+/=]{44}'; base-uri 'none'; form-action 'none'", policy
    )
    assert any(t.startswith("New: </td><script>") for t in ids(tmp_path))  # as text


def test_what_is_somebody_s_own_stays(tmp_path):
    night(tmp_path, "2026-11-20")
    (tmp_path / "latest").mkdir()
    for name in ("index.html", "feed.xml"):
        (tmp_path / name).write_text("mine")
    left = write_overview(tmp_path)
    assert [x.split(" is not ours")[0].rsplit("/", 1)[1] for x in left] == ["index.html", "feed.xml", "latest"]
    assert (tmp_path / "index.html").read_text() == "mine" and (tmp_path / "latest").is_dir()
    (tmp_path / "latest").rmdir()
    (tmp_path / "latest").symlink_to("/srv/mine")
    assert len(write_overview(tmp_path)) == 3 and (tmp_path / "latest").readlink() == Path("/srv/mine")


def test_latest_leads_to_the_latest_night_and_is_a_page_where_no_link_can_be_made(tmp_path, monkeypatch):
    night(tmp_path, "2026-11-21")
    write_overview(tmp_path)
    night(tmp_path, "2026-11-20")  # run late: not the latest
    write_overview(tmp_path)
    assert (tmp_path / "latest").readlink() == Path("2026-11-21")
    (tmp_path / "latest").unlink()

    def refused(*_, **__):
        raise OSError("no links here")

    monkeypatch.setattr(Path, "symlink_to", refused)
    write_overview(tmp_path)
    page = (tmp_path / "latest.html").read_text()
    assert '<meta http-equiv="refresh" content="0; url=2026-11-21/index.html">' in page
    assert not [p for p in tmp_path.iterdir() if p.name.startswith(".")]


def test_an_archive_that_cannot_be_written_keeps_no_night_from_being_told(tmp_path, monkeypatch):
    for day in ("2026-11-20", "2026-11-21"):
        night(tmp_path, day)
    (tmp_path / "2026-11-19").mkdir()
    (tmp_path / "2026-11-19" / "manifest.json").mkdir()  # cannot be read
    write = Path.write_text

    def only_read(path: Path, *args, **more):
        if path.parent.name == "2026-11-20":
            raise OSError(errno.EROFS, "only read")
        return write(path, *args, **more)

    monkeypatch.setattr(Path, "write_text", only_read)
    (said,) = write_overview(tmp_path)
    assert said.endswith("2026-11-20/later-night.txt cannot be written")
    assert "its manifest cannot be read" in (tmp_path / "index.html").read_text()


def test_where_no_night_is_nothing_is_written(tmp_path):
    assert write_overview(tmp_path) == [] and list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("days", [1, 200])
def test_a_reader_is_told_of_the_last_nights(tmp_path, days):
    first = date(2026, 1, 1).toordinal()
    for n in range(days):
        night(tmp_path, str(date.fromordinal(first + n)), changes={"new": [changed(f"alert-{n}")]})
    write_overview(tmp_path)
    assert len(feed(tmp_path).findall(f"{ATOM}entry")) == min(days, 60)
    assert (tmp_path / "index.html").read_text().count("<tr>") == days + 1
    assert overview.LATER in {p.name for p in (tmp_path / str(date.fromordinal(first))).iterdir()} or days == 1
