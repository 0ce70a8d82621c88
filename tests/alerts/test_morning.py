"""What a night tells people: lines for alerts that are new, reopened or gone."""

from __future__ import annotations

import json
from pathlib import Path

from vesseltrack import nightly
from vesseltrack.settings import load_settings

from builders.command import run as command
from builders.nights import WEEK, A, write

DAY = "2026-11-19"
HOSTILE = "X\u202e<b>\x1b[31m"


def run(folder: Path, *paths: str, day: str = DAY, assign: tuple[str, ...] = ()) -> nightly.Night:
    return nightly.run(folder / "n.duckdb", day, list(paths), load_settings(assign=assign), folder / "alerts")


def test_a_line_for_each_new_reopened_and_gone_alert_and_each_is_told_once(tmp_path):
    week = write(WEEK, tmp_path / "week.csv")
    lines = run(tmp_path, week).lines
    assert [x.split(":")[0] for x in lines] == [
        "new L1 alert-loitering-445000002-20261117T060000Z",
        "new B1 alert-gap-273000001-20261116T140000Z",
        "new B2 alert-encounter-352000004-563000003-20261116T200000Z",
    ]
    assert "CHON MA SAN lay or drifted" in lines[0] and "(+5 CHON MA SAN: IMO number designated by" in lines[0]
    assert run(tmp_path, week).lines == []
    less = run(tmp_path, week, assign=("scoring.min_score=90",)).lines
    assert [x.split(":")[0] for x in less] == [
        "gone alert-encounter-352000004-563000003-20261116T200000Z",
        "gone alert-gap-273000001-20261116T140000Z",
    ]
    assert "(downgraded: its events weigh less by what is known now: " in less[0]
    more = run(tmp_path, week).lines
    assert [x.split(" alert-")[0] for x in more] == ["reopened B1", "reopened B2"]
    assert "(it had been downgraded: " in more[0]
    late = WEEK[WEEK.MMSI == A]
    silent = late[late.t <= "2026-11-16 14:00"].tail(1)
    between = silent.loc[silent.index.repeat(230)].reset_index(drop=True)
    between["t"] += (between.index + 1) * (late.t.iloc[1] - late.t.iloc[0])
    between["BaseDateTime"] = between.t.dt.strftime("%Y-%m-%dT%H:%M:%S")
    night = run(tmp_path, write(between, tmp_path / "late.csv"), day="2026-11-20")
    gone = [x for x in night.lines if x.startswith("gone ")]
    assert len(gone) == 1 and gone[0].startswith("gone alert-gap-273000001-20261116T140000Z: SEA TRADER was silent")
    assert "(withdrawn: the ship was heard meanwhile (" in gone[0]


def test_a_name_begins_no_line_and_nothing_in_it_acts(tmp_path):
    rows = WEEK.assign(VesselName=WEEK.VesselName.replace("SEA TRADER", HOSTILE))
    write(rows, tmp_path / "week.csv")
    said = command("nightly", "--date", DAY, "--ais", "week.csv", cwd=tmp_path).stdout
    assert len(said.splitlines()) == 4 and said.count("\nnew ") == 3
    assert r"\u202e" in said and not {"\u202e", "\x1b"} & set(said)


def test_what_runs_after_a_night_finds_numbers_a_date_and_a_path_and_its_failure_is_told(tmp_path):
    rows = WEEK.assign(VesselName=WEEK.VesselName.replace("SEA TRADER", "$(touch x);`touch y`"))
    write(rows, tmp_path / "week.csv")
    night = ("nightly", "--date", DAY, "--ais", "week.csv", "--log", "log.jsonl")
    tell = 'env | grep ^VESSELTRACK_ | sort > told.txt; test -s "$VESSELTRACK_MANIFEST"'
    command(*night, "--then", tell, cwd=tmp_path)
    assert (tmp_path / "told.txt").read_text().splitlines() == [
        "VESSELTRACK_ALERTS=3", "VESSELTRACK_GONE=0", f"VESSELTRACK_MANIFEST={tmp_path.resolve()}/alerts/{DAY}/manifest.json",
        "VESSELTRACK_NEW=3", f"VESSELTRACK_NIGHT={DAY}",
    ]  # fmt: skip
    assert not (tmp_path / "x").exists() and not (tmp_path / "y").exists()
    failed = command(*night, "--then", "exit 9", cwd=tmp_path, code=7)
    assert "--then exit 9: ended with 9" in failed.stderr and (tmp_path / "alerts" / DAY / "index.html").exists()
    log = [json.loads(line) for line in (tmp_path / "log.jsonl").read_text().splitlines()]
    assert [(x["status"], x["exit_code"]) for x in log] == [("searched", 0), ("searched", 0), ("then failed", 7)]
    write(WEEK.head(0), tmp_path / "empty.csv")
    empty = ("nightly", "--date", "2026-11-25", "--ais", "empty.csv", "--then")
    command(*empty, "true", cwd=tmp_path, code=6)
    command(*empty, "false", cwd=tmp_path, code=7)
