"""Lists a line each at 80 columns, columns and CSV as asked for, queries that only read."""

import csv
import io
import json
import os
import re

import pytest
from typer.testing import CliRunner

import vesseltrack as vt
from vesseltrack.cli.commands import app
from vesseltrack.cli.sql import sql
from vesseltrack.errors import WrongUse

from builders.command import run
from builders.noaa import write_ais

WIDE_80 = {**os.environ, "COLUMNS": "80"}


@pytest.fixture
def searched(folder):
    run("load", "ais.csv", cwd=folder)
    run("detect", cwd=folder)
    return folder


def test_an_alert_is_a_line_and_is_called_by_its_short_id(searched):
    listed = run("alerts", cwd=searched, env=WIDE_80).stdout.splitlines()
    assert [x.split()[0] for x in listed if x.startswith("  L")] == ["L1"]
    assert max(map(len, listed)) <= 80
    whole = run("alerts", "show", "L1", cwd=searched).stdout
    assert whole == run("alerts", "show", "9161003", cwd=searched).stdout and "Why it is here" in whole
    assert "there is no alert B9" in run("alerts", "show", "B9", cwd=searched, code=2).stderr
    marked = run("alerts", "mark", "l1", "watch", "--by", "KIM", cwd=searched).stdout
    summary = json.loads(run("alerts", "--json", cwd=searched).stdout)["summary"]
    assert summary and summary in marked  # a short id of another list is seen by it
    assert json.loads(run("alerts", "verdicts", "--json", cwd=searched).stdout)["alert"].startswith("alert-")


def test_the_columns_that_the_help_of_alerts_names_are_there(searched):
    words = run("alerts", "--help", cwd=searched).stdout
    named = set(re.findall(r"--columns ([a-z_]+(?:,[a-z_]+)+)", words))
    assert named
    for columns in named:
        run("alerts", "--csv", "--columns", columns, cwd=searched)


def test_columns_and_csv(searched):
    said = run("alerts", "--csv", "--columns", "id,alert,score", cwd=searched).stdout
    (row,) = csv.DictReader(io.StringIO(said))
    assert row["id"] == "L1" and float(row["score"]) > 0 and list(row) == ["id", "alert", "score"]
    wrong = run("alerts", "--columns", "scor", cwd=searched, code=2).stderr
    assert "did you mean score?" in wrong
    ships = run("lists", "ships", "--list", "dprk", cwd=searched, env=WIDE_80).stdout.splitlines()
    assert len(ships) < 260 and max(map(len, ships)) <= 80


def test_a_query_only_reads_and_only_the_store(tmp_path, capsys):
    db = tmp_path / "s.duckdb"
    with vt.open(db) as store:
        store.detect()
    sql("SELECT unnest(range(5)) AS n", db, limit=3, as_csv=True)
    shown = capsys.readouterr()
    assert shown.out.splitlines() == ["n", "0", "1", "2"] and "only the first 3 rows" in shown.err
    for harm in (
        "DROP TABLE gaps",
        "SELECT 1; DROP TABLE gaps",
        "COPY gaps TO 'x.csv'",
        "ATTACH 'x.db'",
        "SET threads = 1",
    ):
        with pytest.raises(vt.WrongUse, match="not one SELECT"):
            sql(harm, db)
    for aside in (
        "FROM read_csv('/etc/passwd')",
        "FROM '/etc/passwd'",
        "SELECT 1) UNION ALL (FROM read_text('/etc/passwd')",
    ):
        with pytest.raises(vt.WrongUse):
            sql(aside, db)
    with pytest.raises(vt.WrongUse, match=r"did you mean gaps\?"):
        sql("FROM gapz", db)


def test_version_and_help(tmp_path):
    assert run("--version", cwd=tmp_path).stdout.startswith("vesseltrack ")
    assert "Usage" in run("alerts", "-h", cwd=tmp_path).stdout


NOT_LISTINGS = {
    "load": "tells what came of files", "sniff": "tells of one file", "detect": "ends with what alerts shows",
    "ship": "several tables",
    "evaluate": "several tables", "alerts show": "one alert", "files remove": "tells what was done",
}  # fmt: skip
"""Commands with --json that are no listings, and why."""


def test_every_listing_command_has_columns_csv_and_json():
    from typer.main import get_command

    from vesseltrack.cli.commands import app

    def all_of(group, before=()):
        for name, command in group.commands.items():
            yield " ".join((*before, name)), {p.name for p in command.params}
            if hasattr(command, "commands"):
                yield from all_of(command, (*before, name))

    found = {name: params for name, params in all_of(get_command(app)) if "as_json" in params}
    assert set(NOT_LISTINGS) <= set(found)
    for name, params in found.items():
        if name not in NOT_LISTINGS and name != "sql":  # whose query names the columns
            assert {"as_csv", "columns"} <= params, name
    assert "as_csv" in found["sql"]


LISTINGS = (
    ("files",), ("files", "columns"), ("rejects",), ("lists", "show"), ("lists", "formats"), ("zones", "show"), ("alerts",),
    ("alerts", "history"), ("alerts", "verdicts"), ("formats",), ("presets",), ("steps",), ("tables", "gaps"), ("indicators",
    "gaps"),
    ("contacts",), ("replay", "--set", "gaps.min_silence_h=20"),
)  # fmt: skip


@pytest.fixture(scope="module")
def listings(tmp_path_factory):
    """What ``searched`` is, made once."""
    place = tmp_path_factory.mktemp("listings")
    write_ais(place)
    run("load", "ais.csv", cwd=place)
    run("detect", cwd=place)
    return place


@pytest.mark.parametrize("args", LISTINGS, ids=" ".join)
def test_a_listing_is_as_wide_as_the_terminal_and_says_the_same_as_csv_and_json(listings, args):
    searched = listings
    shown = run(*args, cwd=searched, env=WIDE_80).stdout.splitlines()
    assert max(map(len, shown), default=0) <= 80
    rows = list(csv.DictReader(io.StringIO(run(*args, "--csv", cwd=searched).stdout)))
    if args == ("contacts",):
        return  # its JSON has ships and meetings
    said = [json.loads(line) for line in run(*args, "--json", cwd=searched).stdout.splitlines() if line.startswith("{")]
    assert len(rows) == len(said)
    if rows:
        first = next(iter(rows[0]))
        assert run(*args, "--columns", first, "--csv", cwd=searched).stdout.splitlines()[0] == first
        assert [str(s[first]) for s in said] == [r[first] for r in rows] or first in {"as_of"}
        assert "there is no column" in run(*args, "--columns", "no_such", cwd=searched, code=2).stderr


def test_rows_are_cut_to_the_width_in_the_widest_column_first():
    from vesseltrack.cli.lines import fitted

    rows = [["id", "name", "km"], ["1", "A VERY LONG NAME INDEED", "2.5"], ["22", "한국호", "13"]]
    # 2 + 2 + name + 2 + 3: at 20 the name has 11; a Korean letter is two wide
    assert fitted(rows, 20) == [
        "id  name          km",
        " 1  A VERY LON\N{HORIZONTAL ELLIPSIS}  2.5",
        "22  한국호        13",
    ]
    assert fitted(rows, 80)[1] == " 1  A VERY LONG NAME INDEED  2.5"


@pytest.mark.parametrize(
    ("args", "hint"),
    [
        (("settings", "--set", "gap.min_silence_h=6"), "did you mean gaps.min_silence_h"),
        (("settings", "--set", "gaps.min_silense_h=6"), "did you mean gaps.min_silence_h"),
        (("settings", "--preset", "gfww"), "did you mean gfw?"),
        (("tables", "gapz"), "did you mean gaps?"),
        (("step", "encounterz"), "did you mean encounters"),
        (("indicators", "gaps.silent_lon"), "did you mean gaps.silent_long"),
        (("load", "ais.csv", "--format", "noaaa"), "did you mean noaa?"),
        (("demo", "--case", "de-yj"), "did you mean de-yi?"),
        (("lists", "ships", "--list", "dprkk"), "did you mean dprk?"),
        (("alrts",), "Did you mean 'alerts'"),
    ],
    ids=lambda x: " ".join(x) if isinstance(x, tuple) else "",
)
def test_a_name_that_comes_near_one_is_told(folder, args, hint):
    assert hint in run(*args, cwd=folder, code=2).stderr


def test_reading_a_file_tells_how_far_it_has_come(tmp_path):
    """Of a packed file by its bytes, of a plain one by its rows: shares rise to 1, and only within the block."""
    import gzip

    from vesseltrack.sources import pulse

    head = "MMSI,BaseDateTime,LAT,LON,SOG,COG,Heading,VesselName,IMO,CallSign,VesselType,Status,Length,Width,Draft,Cargo,TransceiverClass\n"
    rows = "".join(
        f"273{n % 999:06d},2026-11-16T{n // 3600 % 24:02d}:{n // 60 % 60:02d}:{n % 60:02d},36.{n % 9973:04d},123.9,1,1,1,,,,,,,,,A\n"
        for n in range(60_000)
    )
    (tmp_path / "plain.csv").write_text(head + rows)
    (tmp_path / "packed.csv.gz").write_bytes(gzip.compress((head + rows.replace("36.", "35.")).encode(), mtime=0))
    for name in ("plain.csv", "packed.csv.gz"):
        heard: list[float] = []
        with vt.open() as db, pulse.listening(heard.append):
            db.load(tmp_path / name)
        assert heard and heard == sorted(heard) and heard[-1] >= 0.99, name
    pulse.tell(1, 2)  # nobody listens


@pytest.mark.parametrize(
    ("group", "command"), [("alerts", "history"), ("files", "columns"), ("lists", "show"), ("zones", "show")]
)
def test_an_option_before_a_command_is_no_option_of_it(group, command, tmp_path):
    """``alerts --db a.duckdb show L1`` would look into the store of the default name, without a word."""
    done = CliRunner().invoke(app, [group, "--db", str(tmp_path / "a.duckdb"), command])
    assert isinstance(done.exception, WrongUse) and f"--db stands before {command}" in str(done.exception)
    assert f"vesseltrack {group} {command} --db" in str(done.exception)


def test_help_has_a_line_for_each_example():
    shown = CliRunner().invoke(app, ["detect", "--help"]).stdout
    assert "  Examples:\n\n    vesseltrack detect\n\n    vesseltrack detect --preset gfw" in shown


def test_a_query_that_cannot_be_run_is_told_without_the_lines_of_the_query_around_it(tmp_path):
    with vt.open(tmp_path / "s.duckdb"):
        pass
    done = CliRunner().invoke(app, ["sql", "--db", str(tmp_path / "s.duckdb"), "SELECT 1 +"])
    assert isinstance(done.exception, WrongUse) and "syntax error" in str(done.exception)
    assert "LINE" not in str(done.exception) and "^" not in str(done.exception)
