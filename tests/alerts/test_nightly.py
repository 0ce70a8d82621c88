"""What a night says of itself: no data, failed files, refused rows, later nights; and that nothing recorded goes untold."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

import vesseltrack as vt
from vesseltrack import nightly, report
from vesseltrack.errors import DiskFull, UnreadableInput, WrongUse
from vesseltrack.report.night import NightReport, days_without_data, spans_of
from vesseltrack.settings import load_settings

from builders.nights import EARLIER, WEEK, A, among_passers, search_less, sent, write
from builders.paths import ROOT
from builders.sea import at

DAYS = [str(d) for d in sorted(set(WEEK.t.dt.date))]
OF = {str(d): rows for d, rows in WEEK.groupby(WEEK.t.dt.date)}


def run(folder: Path, day: str, *paths: str, **more) -> nightly.Night:
    return nightly.run(folder / "n.duckdb", day, list(paths), load_settings(), folder / "alerts", **more)


def page(folder: Path, day: str) -> tuple[str, str, dict]:
    """Title, text and manifest of a night's page."""
    html = (folder / "alerts" / day / "index.html").read_text(encoding="utf-8")
    said = json.loads((folder / "alerts" / day / "manifest.json").read_text(encoding="utf-8"))
    return re.search("<title>(.*)</title>", html)[1], html, said


@pytest.fixture(scope="module")
def two_nights(tmp_path_factory):
    """A store after the first two nights, and what they wrote: read only."""
    folder = tmp_path_factory.mktemp("two_nights")
    for day in DAYS[:2]:
        run(folder, day, write(OF[day], folder / f"{day}.csv"))
    return folder


@pytest.fixture
def known(two_nights, tmp_path, monkeypatch):
    """A copy of it, to run more nights on, which leave out what nobody asks of them."""
    search_less(monkeypatch, files=True)
    return Path(shutil.copytree(two_nights, tmp_path, dirs_exist_ok=True, symlinks=True))


def test_a_night_without_data_says_so_everywhere(known):
    """Rows of another day, a header only, and rows that were all refused: none is a night of no alerts."""
    empty = write(WEEK.head(0), known / "empty.csv")
    future = OF[DAYS[1]].head(30).assign(BaseDateTime="2038-01-01T00:00:00")
    old = OF[DAYS[1]].head(20).assign(BaseDateTime="1970-01-01T00:00:00")
    refused = write(pd.concat([future, old]), known / "refused.csv")
    for day, path, beside in (
        ("2026-11-25", str(known / f"{DAYS[1]}.csv"), ""),
        ("2026-11-26", empty, "empty.csv"),
        ("2026-11-27", refused, "50 rows refused (before 2000 20, in future 30)"),
    ):
        night = run(known, day, path)
        title, html, said = page(known, day)
        assert night.status == said["status"] == "no data" and night.exit_code == said["night"]["exit_code"] == 6
        assert title == f"vesseltrack, {day}: no data" and f"not one message of {day} is stored" in html
        assert "no data for this night" in night.sentence and beside in night.sentence and beside in html
        assert not said["changes"] and " of them new" not in html
        assert said["searched"]["days_without_data"][-1] == day


def test_of_three_files_one_is_broken_the_others_are_searched(known):
    day = DAYS[2]
    parts = [write(OF[day].iloc[n::2], known / f"part{n}.csv") for n in range(2)]
    (known / "broken.csv.gz").write_bytes(b"\x1f\x8b\x08" + b"\x00" * 40)
    night = run(known, day, *parts, str(known / "broken.csv.gz"))
    title, html, said = page(known, day)
    assert (night.status, night.exit_code, night.rows) == ("incomplete", 3, len(OF[day]))
    assert title.endswith(": incomplete") and "1 file could not be read" in html and "broken.csv.gz" in html
    assert said["status"] == "incomplete" and "broken.csv.gz" in said["night"]["failed"][0]
    missing = run(known, day, *parts, str(known / "nothere.csv"))
    assert missing.exit_code == 3 and "nothere.csv" in missing.sentence
    assert report.verify(known / "alerts" / day) == []
    with pytest.raises(UnreadableInput):
        run(known, DAYS[3], str(known / "nothere.csv"))
    assert not (known / "alerts" / DAYS[3]).exists()


def test_an_old_night_bears_its_own_date_and_says_that_a_later_one_was_searched(known):
    run(known, DAYS[3], write(OF[DAYS[3]], known / "last.csv"))
    night = run(known, DAYS[2], write(OF[DAYS[2]], known / "late.csv"))
    title, html, said = page(known, DAYS[2])
    assert title == f"vesseltrack, {DAYS[2]}" and said["night"]["later_night"] == DAYS[3]
    assert f"A later night, {DAYS[3]}, was searched" in html and DAYS[3] in night.sentence
    assert page(known, DAYS[3])[2]["searched"]["days_without_data"] == [DAYS[2]]


def test_what_was_recorded_and_not_told_is_told_by_the_next_night(tmp_path, monkeypatch):
    path = write(WEEK, tmp_path / "week.csv")
    with monkeypatch.context() as patched:

        def full(*_, **__):
            raise DiskFull("no space left")

        patched.setattr(nightly.report, "write_alerts", full)
        with pytest.raises(DiskFull):
            run(tmp_path, DAYS[3], path)
    search_less(monkeypatch, files=True)
    again = run(tmp_path, DAYS[3], path)
    assert again.became == {"new": 3} and "3 alerts (3 new)" in again.sentence
    states = [json.loads(x)["state"] for x in (tmp_path / "alerts" / DAYS[3] / "alerts.jsonl").read_text().splitlines()]
    assert states == ["new"] * 3
    assert run(tmp_path, DAYS[3], path).became == {}  # told once
    assert len(page(tmp_path, DAYS[3])[2]["changes"]["new"]) == 3  # but the page of that night goes on saying it


def test_a_search_is_undone_with_its_record(tmp_path, monkeypatch):
    """What falls between detect and the record leaves neither: the next night searches all of it."""
    with monkeypatch.context() as patched:
        patched.setattr(nightly.history, "record_within", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            run(tmp_path, DAYS[3], write(WEEK, tmp_path / "week.csv"))
    with vt.open(tmp_path / "n.duckdb") as db:
        assert not {"searched", "alerts"} & set(db.store.names())
        db.detect()  # by hand: searched, not recorded
        search_less(monkeypatch, files=True)
        db.detect(assign=["scoring.min_score=20"])
    assert run(tmp_path, DAYS[3], str(tmp_path / "week.csv")).became == {"new": 3}


def test_a_folder_of_others_is_met_before_anything_is_loaded(tmp_path):
    folder = tmp_path / "alerts" / DAYS[3]
    folder.mkdir(parents=True)
    (folder / "mine.txt").write_text("notes")
    with pytest.raises(WrongUse, match="other files"):
        run(tmp_path, DAYS[3], write(WEEK, tmp_path / "week.csv"))
    assert not (tmp_path / "n.duckdb").exists() and [p.name for p in folder.parent.iterdir()] == [DAYS[3]]


@pytest.mark.parametrize(
    ("back_h", "not_said"),
    # unheard for 70 hours, of which 22 have data: it was silent in those, which are not two days; or for 56, of which 8 have data
    [(90, {"silent_for_days"}), (76, {"silent_long", "silent_for_days"})],
)
def test_hours_without_any_data_are_nobodys_silence(tmp_path, back_h, not_said):
    sea = among_passers(5)
    sea.line(A, 0, 20, (36.5, 122.9), (36.5, 123.9), every_min=10, sog=4)
    sea.line(A, back_h, back_h + 10, (36.5, 123.9), (36.6, 124.6), every_min=10, sog=4)
    rows = sent(sea, {A: "SEA TRADER,,80"}, EARLIER.days)
    begin = pd.Timestamp(at(0)) - EARLIER
    rows = rows[~rows.t.between(begin + pd.Timedelta(hours=24), begin + pd.Timedelta(hours=72))]
    with vt.open() as db:
        db.load(write(rows, tmp_path / "r.csv"))
        db.detect(assign=["scoring.min_score=-9"])
        gap = db.sql(f"SELECT * FROM gaps WHERE vessel_id = {A} AND duration_h > 50").iloc[0]
        (deed,) = db.sql(f"SELECT activity AS deed FROM scored WHERE event = '{gap.event}'").deed
        says = db.sql(f"SELECT name, text FROM event_indicators WHERE event = '{gap.event}'").set_index("name").text
    assert gap.no_data_h == 48
    assert deed.startswith(f"was not heard for {back_h - 20}.0 hours, 48 of them without any data, and came back")
    assert not not_said & set(says.index)  # what cannot be told adds nothing


def test_days_without_data_in_words():
    days = [date(2026, 11, d) for d in (18, 19, 20, 23)]
    assert spans_of(days) == "2026-11-18 to 2026-11-20, 2026-11-23" and spans_of([]) == ""
    with vt.open() as db:
        assert days_without_data(db.store, None, None) == []
        assert days_without_data(db.store, at(0), at(30)) == [date(2026, 11, 16), date(2026, 11, 17)]


def test_what_a_manifest_says_of_its_night_can_be_read_again():
    night = NightReport(
        date(2026, 11, 20), 5, refused={"in_future": 1}, failed=["x: broken"], later_night=date(2026, 11, 21)
    )
    assert NightReport.of_dict(json.loads(json.dumps(night.as_dict()))) == night
    assert NightReport.of_dict(None) is NightReport.of_dict({"night": "x"}) is None


def test_make_tells_the_exit_code_of_a_night(tmp_path):
    dry = subprocess.run(
        ["make", "--dry-run", "nightly", "DATE=2026-11-22", "AIS=x.csv", "LOG=l.jsonl"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    recipe = dry[dry.rindex('test -n "2026') :].replace(
        ".venv/bin/vesseltrack", f"echo >> {tmp_path}/asked; (exit 6); :"
    )
    recipe = re.sub(r"\(exit 6\); :[^;]*;", "(exit 6);", recipe)
    done = subprocess.run(["sh", "-c", recipe], capture_output=True, text=True, check=False)
    assert done.returncode == 6 and "exit code 6" in done.stderr


@pytest.mark.parametrize("then", ["", """test "$VESSELTRACK_NEW" = '1' && echo $HOME `x`"""])
def test_make_passes_on_what_is_to_run_then_as_it_stands(then):
    dry = subprocess.run(
        ["make", "--dry-run", "nightly", "DATE=2026-11-22", "AIS=in/*.csv", *([f"THEN={then}"] if then else [])],
        cwd=ROOT, capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    recipe = dry[dry.rindex(".venv/bin/vesseltrack nightly") :].replace(".venv/bin/vesseltrack", "printf '%s\\n'")
    said = subprocess.run(["sh", "-c", recipe], capture_output=True, text=True, check=True).stdout.splitlines()
    assert said[said.index("--ais") + 1] == "in/*.csv"
    assert said[said.index("--log") + 2 :] == (["--then", then] if then else [])


def test_a_sea_has_no_night(tmp_path):
    """A detect by hand writes a page without one."""
    with vt.open() as db:
        db.load(write(WEEK, tmp_path / "w.csv"))
        db.detect(out=tmp_path / "out")
    said = json.loads((tmp_path / "out" / "manifest.json").read_text())
    assert "night" not in said and said["status"] == "searched"
