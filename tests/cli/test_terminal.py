"""Lists a line each at 80 columns, columns and CSV as asked for, queries that only read."""

import csv
import io
import json
import os

import pytest

import vesseltrack as vt
from vesseltrack.cli.sql import sql

from builders.command import run

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
    run("alerts", "mark", "l1", "watch", "--by", "KIM", cwd=searched)
    assert json.loads(run("alerts", "verdicts", "--json", cwd=searched).stdout)["alert"].startswith("alert-")


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
