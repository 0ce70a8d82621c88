"""What a night tells people: lines for alerts that are new, reopened or gone, what runs after it, its line in the log."""

from __future__ import annotations

import json
from pathlib import Path
from xml.etree import ElementTree

import pytest

from vesseltrack import nightly, report
from vesseltrack.cli.then import run_then
from vesseltrack.engine import pipeline
from vesseltrack.errors import ThenFailed
from vesseltrack.settings import load_settings

from builders.command import run as command
from builders.nights import UNASKED, WEEK, A, write

DAY = "2026-11-19"
HOSTILE = "X\u202e<b>\x1b[31m$(touch x);`touch y`"
TELL = 'env | grep ^VESSELTRACK_ | sort > told.txt; test -s "$VESSELTRACK_MANIFEST"'


@pytest.fixture(scope="module")
def mornings(tmp_path_factory):
    """Three nights by the command line: one with a hostile name, one without data, one of whose files one is broken."""
    place = tmp_path_factory.mktemp("mornings")
    write(WEEK.assign(VesselName=WEEK.VesselName.replace("SEA TRADER", HOSTILE)), place / "week.csv")
    write(WEEK.head(0), place / "empty.csv")
    (place / "broken.csv.gz").write_bytes(b"\x1f\x8b\x08" + b"\x00" * 40)
    night = ("nightly", "--log", "log.jsonl", "--date")
    first = command(*night, DAY, "--ais", "week.csv", "--then", TELL, cwd=place)
    failed = command(*night, "2026-11-21", "--ais", "empty.csv", "--then", "exit 9", cwd=place, code=7)
    command(*night, "2026-11-22", "--ais", "empty.csv", "--ais", "broken.csv.gz", cwd=place, code=3)
    command(*night, "2026-11-23", "--ais", "nothere.csv", cwd=place, code=3)
    command(*night, "2026-11-23", "--ais", "empty.csv", "--set", "gaps.nothing=1", cwd=place, code=2)
    return place, first, failed


def test_a_name_begins_no_line_and_nothing_in_it_acts(mornings):
    place, first, _ = mornings
    lines = first.stdout.splitlines()
    assert len(lines) == 4 and [x.split(" alert-")[0] for x in lines[1:]] == ["new L1", "new B1", "new B2"]
    assert r"\u202e" in first.stdout and not {"\u202e", "\x1b"} & set(first.stdout)
    assert not (place / "x").exists() and not (place / "y").exists()


def test_what_runs_after_a_night_finds_numbers_a_date_and_a_path(mornings):
    place, _, failed = mornings
    assert (place / "told.txt").read_text().splitlines() == [
        "VESSELTRACK_ALERTS=3", "VESSELTRACK_CHANGED=0", "VESSELTRACK_GONE=0", f"VESSELTRACK_MANIFEST={place.resolve()}/alerts/{DAY}/manifest.json",
        "VESSELTRACK_NEW=3", f"VESSELTRACK_NIGHT={DAY}",
    ]  # fmt: skip
    assert "--then exit 9: ended with 9" in failed.stderr and "no data for this night" in failed.stdout


def test_every_failure_has_a_line_in_the_log_and_the_code_the_command_ends_with(mornings):
    place, *_ = mornings
    log = [json.loads(line) for line in (place / "log.jsonl").read_text().splitlines()]
    assert [(x["night"][-2:], x["status"], x["exit_code"]) for x in log] == [
        ("19", "searched", 0), ("21", "no data", 6), ("21", "then failed", 7), ("22", "incomplete", 3), ("23", "failed", 3),
        ("23", "failed", 2),
    ]  # fmt: skip
    assert (
        log[2]["night_exit_code"] == 6
        and "broken.csv.gz" in log[3]["failed"][0]
        and "nothere.csv" in log[4]["sentence"]
    )


def test_beside_the_folders_stand_a_page_a_feed_and_the_way_to_the_latest(mornings):
    out = mornings[0] / "alerts"
    assert {p.name for p in out.iterdir()} == {DAY, "2026-11-21", "2026-11-22", "index.html", "feed.xml", "latest"}
    assert (out / "latest").resolve() == (out / "2026-11-22").resolve()
    entries = ElementTree.parse(out / "feed.xml").findall("{*}entry/{*}title")
    titles = [e.text for e in entries]
    assert titles[:2] == ["2026-11-22: incomplete", "2026-11-21: no data"] and len(titles) == 5
    assert sum(r"X\u202e<b>\x1b[31m" in t for t in titles) == 1
    for day, later in ((DAY, "2026-11-21"), ("2026-11-21", "2026-11-22")):
        assert f"A later night was searched, too: {later}." in (out / day / "later-night.txt").read_text()
        assert report.verify(out / day) == []
    assert not (out / "2026-11-22" / "later-night.txt").exists()
    assert '<a href="../index.html">All nights</a>' in (out / DAY / "index.html").read_text()


def test_a_line_for_each_new_reopened_and_gone_alert_and_each_is_told_once(tmp_path, monkeypatch):
    def run(*paths: str, day: str = DAY, assign: tuple[str, ...] = ()) -> list[str]:
        return nightly.run(
            tmp_path / "n.duckdb", day, list(paths), load_settings(assign=assign), tmp_path / "out"
        ).lines

    few = WEEK[(WEEK.MMSI == A) | (WEEK.MMSI == 445000002) | (WEEK.MMSI > 600000000)]
    week = write(few, tmp_path / "week.csv")
    monkeypatch.setattr(nightly.report, "write_alerts", lambda *_, **__: None)
    lines = run(week)
    asked = tuple(s for s in pipeline.steps() if s.writes not in UNASKED)
    monkeypatch.setattr(pipeline, "steps", lambda: asked)
    assert [x.split(":")[0] for x in lines] == [
        "new L1 alert-loitering-445000002-20261117T060000Z",
        "new B1 alert-gap-273000001-20261116T140000Z",
    ]
    assert "CHON MA SAN lay or drifted" in lines[0] and "(+5 CHON MA SAN: IMO number designated by" in lines[0]
    assert run(week) == []
    (less,) = run(week, assign=("scoring.min_score=90",))
    assert less.startswith("gone alert-gap-273000001-20261116T140000Z: ")
    assert "(downgraded: its events weigh less by what is known now: " in less
    (more,) = run(week)
    assert more.startswith("reopened B1 alert-gap-") and "(it had been downgraded: " in more
    late = WEEK[WEEK.MMSI == A]
    silent = late[late.t <= "2026-11-16 14:00"].tail(1)
    between = silent.loc[silent.index.repeat(230)].reset_index(drop=True)
    between["t"] += (between.index + 1) * (late.t.iloc[1] - late.t.iloc[0])
    between["BaseDateTime"] = between.t.dt.strftime("%Y-%m-%dT%H:%M:%S")
    lines = run(write(between, tmp_path / "late.csv"), day="2026-11-20")
    (gone,) = [x for x in lines if x.startswith("gone ")]
    assert gone.startswith("gone alert-gap-273000001-20261116T140000Z: SEA TRADER was silent")
    assert "(withdrawn: the ship was heard meanwhile (" in gone


def test_a_command_that_is_killed_is_said_so(tmp_path):
    night = nightly.Night(0, "")
    run_then("true", DAY, night, Path("alerts"))
    with pytest.raises(ThenFailed, match="was ended by signal 15"):
        run_then("kill $$", DAY, night, Path("alerts"))
