"""The desk over HTTP, without a browser: who may ask, what it changes, what it does while others write."""

from __future__ import annotations

import html
import json
import re
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from typer.testing import CliRunner

import vesseltrack as vt
import vesseltrack.cli.desk
from vesseltrack.alerts import verdicts
from vesseltrack.cli.commands import app as commands
from vesseltrack.desk import Served, desk_app
from vesseltrack.desk.access import Access
from vesseltrack.desk.asking import Asking
from vesseltrack.errors import StoreBusy, WrongUse
from vesseltrack.report.page.tracks import by_slot

from builders.nights import WEEK, A, write

HERE = "http://127.0.0.1:8700"
TOKEN = "t" * 43
OURS = {"Origin": HERE}


def desk(db: Path, write: bool = False, known: bool = True, port: int = 8700, **asking):
    """A desk, and who asks it: a browser that has been given the token, or has not."""
    served = Served(Access(db, 0.3, 0.5), replace(Asking(db), **asking), "Kim", write)
    app = desk_app(served, TOKEN, port)
    app.config["SERVER_NAME"] = f"127.0.0.1:{port}"  # what the client asks for, unless a test says otherwise
    client = app.test_client()
    if known:
        assert client.get(f"/?token={TOKEN}").status_code == 303
    return client


@pytest.fixture(scope="module")
def reader(searched):
    return desk(searched)


def words(answer) -> str:
    """The text of a page."""
    return " ".join(
        html.unescape(re.sub(r"<(style|script).*?</\1>|<[^>]*>", " ", answer.text, flags=re.DOTALL)).split()
    )


def marks(db: Path) -> list[tuple]:
    with vt.open(db, read_only=True) as store:
        return store.store.rows(
            "SELECT alert, verdict, said_by, reason, quiet_until::VARCHAR, note FROM verdicts ORDER BY nth"
        )


def test_only_who_has_the_token_is_answered_and_then_a_cookie_is_enough(searched):
    stranger = desk(searched, known=False)
    for path in ("/", "/query", "/no-such-page", "/?token=", f"/?token={TOKEN[:-1]}", "/?token=%ff%00"):
        answer = stranger.get(path)
        assert answer.status_code == 403 and "alert" not in answer.text and "Set-Cookie" not in answer.headers
    assert stranger.post(f"/mark?token={TOKEN}", headers=OURS).status_code == 403
    first = stranger.get(f"/?token={TOKEN}")
    assert first.status_code == 303 and first.headers["Location"] == "/"  # the token leaves the address
    name, *rest = first.headers["Set-Cookie"].split("; ")
    assert name.startswith("vesseltrack_8700=") and TOKEN not in name
    assert {"HttpOnly", "SameSite=Strict", "Path=/"} <= set(rest)
    assert stranger.get("/search").status_code == 200
    other = desk(searched, known=False, port=8701)
    other.set_cookie("vesseltrack_8701", name.split("=")[1], domain="127.0.0.1")
    assert other.get("/search").status_code == 403  # one desk's cookie is not another's


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Host": "127.0.0.1:8700"}, 200),
        ({"Host": "evil.example:8700"}, 421),  # a name that was made to lead here
        ({"Host": "127.0.0.1:8701"}, 421),
        ({"Host": "127.0.0.1"}, 421),
        (OURS, 200),
        ({"Origin": "null"}, 403),
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": "http://127.0.0.1:8701"}, 403),
        ({"Sec-Fetch-Site": "none"}, 200),
        ({"Sec-Fetch-Site": "same-origin"}, 200),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
    ],
)
def test_a_request_says_our_own_address_and_comes_from_our_own_pages(reader, headers, status):
    answer = reader.get("/search", headers=headers)
    assert answer.status_code == status
    assert not [h for h, _ in answer.headers if h.lower().startswith("access-control")]


def test_no_other_method_is_answered_and_nobody_else_is_let_read(reader):
    for method in ("OPTIONS", "PUT", "DELETE", "PATCH", "TRACE"):
        answer = reader.open("/search", method=method, headers={"Access-Control-Request-Method": "POST"})
        assert answer.status_code == 405 and "Access-Control-Allow-Origin" not in answer.headers
    for path in ("/", "/search?q=SEA", "/verdicts", "/query", "/what-if", "/ship?q=nobody", "/nothing"):
        answer = reader.get(path)
        policy = answer.headers["Content-Security-Policy"]
        assert policy.startswith("default-src 'none'; style-src 'sha256-") and policy.endswith(
            "; frame-ancestors 'none'"
        )
        assert "unsafe" not in policy and "*" not in policy and "form-action 'self'" in policy
        assert answer.headers["X-Frame-Options"] == "DENY" and answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin" and TOKEN not in answer.text


def test_without_write_nothing_can_be_said(store, gap):
    asked = desk(store)
    said = asked.post("/mark", data={"alert": gap, "verdict": "benign", "by": "Kim"}, headers=OURS)
    assert said.status_code == 403 and "--write" in said.text and marks(store) == []
    page = asked.get("/").text
    assert "<form" not in re.search(f'<article id="{gap}".*?</article>', page, re.DOTALL)[0] and '"/mark"' not in page


def test_a_verdict_is_said_with_who_note_and_expiry_and_taken_back(store, gap):
    asked = desk(store, write=True)

    def say(status: int = 303, **form: str):
        answer = asked.post("/mark", data={"alert": gap, "by": "Kim", **form}, headers=OURS)
        assert answer.status_code == status, words(answer)
        return answer

    assert asked.post("/mark", data={"alert": gap, "verdict": "watch", "by": "Kim"}).status_code == 403  # no Origin
    first = say(verdict="benign", reason="bunkering", until="2027-01-31", note="<b>seen\u202e</b>")
    assert first.headers["Location"] == f"/#alert={gap}"
    say(verdict="confirmed", by="Lee")
    told = [
        (gap, "benign", "Kim", "bunkering", "2027-01-31", "<b>seen\u202e</b>"),
        (gap, "confirmed", "Lee", "", None, ""),
    ]
    assert marks(store) == told
    assert "confirmed, Lee" in words(asked.get("/")) and "Undo: <bdi>confirmed" in asked.get(f"/alert?name={gap}").text
    say(verdict="", undo="yes")  # as the button does
    assert marks(store) == [*told, (gap, "undone", "Kim", "", None, "")]  # none is overwritten
    page = words(asked.get("/"))
    assert r"benign (bunkering) until 2027-01-31, Kim" in page and r"<b>seen\u202e</b>" in page
    say(verdict="undone")
    assert "What was said of it said at" in words(asked.get(f"/alert?name={gap}"))
    with vt.open(store, read_only=True) as db:
        assert db.alerts().set_index("alert")["verdict"][gap] == ""
    for status, wrong, why in (
        (400, {"verdict": "undone"}, "to take back"), (400, {"verdict": "maybe"}, "is not a verdict"),
        (400, {"verdict": "watch", "by": " "}, "needs the name"), (400, {"verdict": "benign", "until": "soon"}, "not a date"),
        (400, {"verdict": "watch", "alert": "alert-x"}, "no alert alert-x"), (400, {"verdict": "watch", "note": "x" * 2001},
        "too long"),
        (413, {"verdict": "watch", "note": "x" * 70_000}, ""),
    ):  # fmt: skip
        assert why in words(say(status, **wrong))
    assert len(marks(store)) == 4


def test_the_desk_s_script_is_answered_in_json(store, gap):
    asked = desk(store, write=True)

    def say(**form: str):
        return asked.post("/mark", data={"alert": gap, **form}, headers={**OURS, "Accept": "application/json"})

    said = say(verdict="benign", by="Kim", note="a\u202eb").get_json()
    assert (said["alert"], said["verdict"]) == (gap, "benign") and said["verdict_text"].startswith("benign, Kim, ")
    assert said["verdict_text"].endswith(r"a\u202eb") and said["quiet"] == said["verdict_text"]
    assert say(verdict="undone", by="Kim").get_json() == {"alert": gap, "verdict": "", "verdict_text": "", "quiet": ""}
    wrong = say(verdict="maybe", by="Kim")
    assert wrong.status_code == 400 and wrong.get_json() == {"problem": "maybe is not a verdict"}
    with Holding(store, "w"):
        busy = say(verdict="watch", by="Kim")
    assert busy.status_code == 503 and "is being written" in busy.get_json()["problem"]


def test_a_ship_is_shown_with_its_whole_track(reader):
    page = reader.get(f"/ship?q={A}")
    data = json.loads(re.search(r'<script type="application/json" id="data">(.*?)</script>', page.text, re.DOTALL)[1])
    (n,) = data["lone"]
    slots = [sum(piece[2::4][: k + 1]) for piece in data["ships"][n]["pieces"] for k in range(len(piece) // 4)]
    heard = WEEK[WEEK.MMSI == A].t.astype("datetime64[s]").astype("int64") // 600
    assert (
        min(slots) == heard.min() and max(slots) == heard.max() and len(data["ships"][n]["pieces"]) == 2
    )  # 38 hours dark
    assert "Who it said it was" in words(page) and "No list in this store names" in words(page)
    assert "no ship that is listed or was received has" in words(reader.get("/ship?q=nobody at all"))


def test_a_track_has_the_first_message_of_each_ten_minutes():
    times = pd.to_datetime(["2026-11-20 00:01", "2026-11-20 00:09", "2026-11-20 00:10", "2026-11-20 01:00"])
    some = pd.DataFrame({"time": times, "lon": [1.0, 2, 3, 4], "lat": [5.0, 6, 7, 8], "sog_kn": [1.0, 2, None, 4]})
    track = by_slot(some)
    first = 20777 * 144  # days since 1970 until 2026-11-20, in ten minutes
    assert by_slot(some.assign(time=times.tz_localize("UTC"))).equals(track)
    assert track.slot.tolist() == [first, first + 1, first + 6] and track.lon.tolist() == [1, 3, 4]


def test_a_search_finds_ships_heard_and_listed_by_part_of_a_name_or_number(reader):
    assert "EAST ONE 563000003" in words(reader.get("/search?q=east"))
    assert "EAST ONE 563000003" in words(reader.get("/search?q=m/v+eastone"))
    assert "WEST TWO 352000004" in words(reader.get("/search?q=3520000"))
    found = words(reader.get("/search?q=8660313"))
    assert "Heard" in found and found.count("CHON MA SAN") >= 2 and "designated" in found  # the ship, and its entries
    assert words(reader.get("/search?q=zzzzzz")).count("None.") == 2


def test_nothing_that_a_ship_or_a_request_says_acts(reader, gap):
    for path, scripts in (("/", 3), (f"/ship?q={A}", 3), ("/search?q=document", 0), (f"/alert?name={gap}", 0)):
        page = reader.get(path)
        assert page.status_code == 200 and page.text.count("<script") == scripts and "<img" not in page.text
        assert "document.title" in words(page) or path == f"/alert?name={gap}"
    for path in ("/search?q=", "/ship?q=", "/alert?name=", "/what-if?rules="):
        page = reader.get(f"{path}%22%3E%3C/textarea%3E%3Cscript%3E1%3C/script%3E%E2%80%AE")
        assert "<script" not in page.text and "\u202e" not in page.text


def test_a_query_has_a_row_limit_reads_no_file_and_changes_nothing(reader):
    five = reader.get("/query", query_string={"q": "SELECT range AS n FROM range(100)", "limit": "5"})
    assert re.findall(r"<td class=n><bdi>(\d+)</bdi>", five.text) == ["0", "1", "2", "3", "4"] and "first 5" in words(
        five
    )
    for query, why in (
        ("SELECT * FROM read_csv('/etc/passwd')", "disabled by configuration"),
        ("DELETE FROM verdicts", "not one SELECT"),
        ("SELECT 1; DROP TABLE fixes", "not one SELECT"),
    ):
        answer = reader.get("/query", query_string={"q": query})
        assert answer.status_code == 400 and why in words(answer), words(answer)
    assert reader.get("/query?limit=99999").text.count('value="1000"') == 1


def test_a_query_that_takes_too_long_is_stopped(searched):
    slow = "SELECT count(*) FROM range(1000000) AS a, range(1000000) AS b WHERE a.range * b.range % 7 = 1"
    asked = desk(searched, query_s=2)
    began = time.monotonic()
    answer = asked.get("/query", query_string={"q": slow})
    assert time.monotonic() - began < 20
    assert answer.status_code == 400 and "longer than 2 s and was stopped" in words(answer)


def test_what_other_rules_would_bring_is_asked_and_nothing_is_changed(reader, gap):
    answer = reader.get("/what-if", query_string={"asked": "1", "rules": "scoring.min_score=90"})
    assert "2 would vanish" in words(answer) and f"/#alert={gap}" in answer.text
    for query, standing in (
        ({}, "vesseltrack"),
        ({"preset": "gfw"}, "gfw"),
    ):  # who types a rule asks on top of what is in force
        form = reader.get("/what-if", query_string=query).text
        assert re.findall('<option value="([^"]*)" selected>', form) == [standing]
    wrong = reader.get("/what-if", query_string={"asked": "1", "rules": "gaps.nothing=1"})
    assert wrong.status_code == 400 and "nothing" in words(wrong)


HOLD = (
    "import duckdb, sys; c = duckdb.connect(sys.argv[1], read_only=sys.argv[2] == 'r'); print('held', flush=True);"
    " sys.stdin.read()"
)


class Holding:
    """Another process that has a store open, to read (another desk) or to write (a nightly)."""

    def __init__(self, db: Path, how: str) -> None:
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
        self.process = subprocess.Popen([sys.executable, "-c", HOLD, str(db), how], text=True, **pipes)
        assert self.process.stdout.readline() == "held\n"

    def __enter__(self) -> Holding:
        return self

    def __exit__(self, *_: object) -> None:
        self.process.communicate()


def test_while_a_nightly_writes_the_desk_says_so_and_afterwards_goes_on(store, gap):
    asked, form = desk(store, write=True), {"alert": gap, "verdict": "watch", "by": "Kim", "note": "seen <here>"}
    with Holding(store, "w"):
        for path in ("/", "/search?q=x", "/query?q=FROM+lists"):
            answer = asked.get(path)
            assert (
                answer.status_code == 503
                and "The store is being written" in words(answer)
                and answer.headers["Retry-After"]
            )
        said = asked.post("/mark", data=form, headers=OURS)
        assert said.status_code == 503 and 'name="note" value="seen &lt;here&gt;"' in said.text  # nothing typed is lost
    assert asked.post("/mark", data=form, headers=OURS).status_code == 303 and len(marks(store)) == 1


def test_two_desks_read_at_once_and_who_writes_waits_for_who_reads(store, gap):
    asked = desk(store, write=True)
    with Holding(store, "r") as other:
        assert asked.get("/search?q=EAST").status_code == 200
        assert (
            asked.post("/mark", data={"alert": gap, "verdict": "watch", "by": "Kim"}, headers=OURS).status_code == 503
        )
        with pytest.raises(StoreBusy):
            vt.Database(store)
        subprocess.Popen(["sleep", "1"]).wait()
        other.process.stdin.close()
        vt.Database(store, wait_s=30).close()  # so does a nightly
        other.process.wait()
        other.process.stdin = None


def test_what_nobody_foresaw_is_a_page_and_a_traceback_in_which_nothing_acts(searched, monkeypatch, caplog):
    def broken(*_: object) -> str:
        raise RuntimeError("<script>\x1b[31m")

    monkeypatch.setattr("vesseltrack.desk.app.search_page", broken)
    answer = desk(searched).get("/search?q=x")
    assert answer.status_code == 500 and "fault of ours" in answer.text and "<script" not in answer.text
    assert "Traceback" in caplog.text and r"\x1b[31m" in caplog.text and "\x1b" not in caplog.text


def test_a_store_that_was_not_searched_says_what_to_do(tmp_path):
    with vt.open(tmp_path / "s.duckdb"):
        pass
    answer = desk(tmp_path / "s.duckdb").get("/")
    assert answer.status_code == 400 and "no search yet" in words(answer) and "vesseltrack detect" in words(answer)


def test_the_desk_says_which_files_of_a_night_could_not_be_read_until_more_is_searched(tmp_path):
    """The week is of 16 to 19 November 2026; on the 25th one file is broken and nothing else comes."""
    db, broken, out = tmp_path / "s.duckdb", tmp_path / "broken<b>.csv.gz", tmp_path / "out"
    broken.write_bytes(b"\x1f\x8b\x08" + b"\x00" * 40)
    week = write(WEEK, tmp_path / "w.csv")
    with vt.open(db) as store:
        night = store.nightly("2026-11-25", week, str(broken), out=out)
    assert night.status == "incomplete" and "broken<b>.csv.gz" in night.failed[0]
    page = desk(db).get("/")
    said = words(page)
    assert "vesseltrack desk: 2026-11-25: incomplete" in said and "1 file could not be read: " in said
    assert "No data for this night: not one message of 2026-11-25" in said and "broken&lt;b&gt;.csv.gz" in page.text
    assert "broken<b>" not in page.text and "../index.html" not in page.text  # what lies beside a folder is not served
    with vt.open(db) as store:
        store.load(write(WEEK.tail(1).assign(LAT=36.7), tmp_path / "more.csv"))
        store.detect()
    last = WEEK.BaseDateTime.max()[:10]
    assert f"vesseltrack desk: {last} " in words(desk(db).get("/")) and "could not be read" not in words(
        desk(db).get("/")
    )


def test_what_is_lacking_is_said_with_how_to_install_it(monkeypatch, tmp_path):
    monkeypatch.setattr(vesseltrack.cli.desk, "find_spec", lambda name: None if name == "flask" else 1)
    done = CliRunner().invoke(commands, ["desk", "--db", str(tmp_path / "x.duckdb")])
    assert isinstance(done.exception, WrongUse) and "pip install 'vesseltrack[desk]'" in str(done.exception)


@pytest.mark.parametrize(
    ("said", "standing"),
    [
        ("", ""),
        ("c", "c"),
        ("cb", "cb"),
        ("cu", ""),
        ("cbu", "c"),
        ("cbuu", ""),
        ("cbuw", "cw"),
        ("cubuw", "w"),
        ("ucb", "cb"),  # of a store in which there was nothing to take back
        ("cbwuuu", ""),
    ],
)
def test_each_undo_takes_back_the_last_that_still_stood(said, standing):
    """c, b, w: confirmed, benign, watch; u: undone."""
    words = {"c": "confirmed", "b": "benign", "w": "watch", "u": "undone"}
    with vt.open() as db:
        rows = [("alert-a", 1, "gap", words[s], "", None, "Kim", pd.Timestamp("2026-11-20"), "") for s in said]
        rows += [("alert-b", 1, "gap", "undone", "", None, "Kim", pd.Timestamp("2026-11-20"), "")]  # of another
        verdicts._append(db.store, rows)
        got = db.store.rows("SELECT verdict FROM standing_verdicts() ORDER BY nth")
    assert [m for (m,) in got] == [words[s] for s in standing]


def test_what_was_taken_back_stays_so_in_another_store(store, gap, tmp_path):
    """Said and taken back twice within a second: each is a row of its own there, too."""
    with vt.open(store) as db:
        for verdict in ("confirmed", "benign", "watch", "undone", "undone"):
            verdicts.mark(db.store, gap, verdict, "Kim")
        said = verdicts.export(db.store)
    with vt.open(tmp_path / "other.duckdb") as other:
        assert [verdicts.take_in(other.store, said, "here") for _ in range(2)] == [5, 0]
        assert other.store.rows("SELECT alert, verdict FROM standing_verdicts()") == [(gap, "confirmed")]
