"""Stores of other versions: brought up by numbered migrations, or at least not locked away."""

import json
import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path

import duckdb
import pytest
from typer.testing import CliRunner

import vesseltrack as vt
from vesseltrack.alerts import verdicts
from vesseltrack.alerts.anystore import take_out
from vesseltrack.alerts.replay import drafted
from vesseltrack.cli.commands import app
from vesseltrack.engine import pipeline
from vesseltrack.errors import OtherLayout, StoreUnavailable
from vesseltrack.schema import ASKED_FOR, KEPT, LOADED, RECORD, RESULTS, TABLES, WORK
from vesseltrack.settings import load_settings
from vesseltrack.store import Store
from vesseltrack.store.layout import SCHEMA_VERSION
from vesseltrack.store.migrations import MIGRATIONS

from builders.paths import TESTS

HERE = TESTS / "store"
ALERT = "alert-encounter-440100001-671000118-20261116T000000Z"


def made_by(script: str, path: Path) -> Path:
    """The file that an earlier version made, from a script of its tables."""
    con = duckdb.connect(str(path), config={"storage_compatibility_version": "v1.2.0"})
    con.execute((HERE / script).read_text(encoding="utf-8"))
    con.close()
    return path


@pytest.fixture(scope="module", params=["layout_3.sql", "layout_3_first.sql"])
def older(request, tmp_path_factory):
    return made_by(request.param, tmp_path_factory.mktemp("older") / "s.duckdb")


@pytest.fixture
def store(older, tmp_path):
    return Path(shutil.copy(older, tmp_path / "s.duckdb"))


def rows(path: Path, query: str) -> list[tuple]:
    con = duckdb.connect(str(path), read_only=True)
    try:
        con.execute(f"SET search_path = 'v01,{RESULTS},{RECORD},{WORK}'" if _apart(con) else "SET TimeZone = 'UTC'")
        return con.execute(query).fetchall()
    finally:
        con.close()


def _apart(con) -> bool:
    return bool(con.execute("SELECT 1 FROM duckdb_schemas() WHERE schema_name = 'record'").fetchall())


SAID = "SELECT alert, mark, because, until, said_by, note FROM verdicts ORDER BY nth"
KEEPS = (
    SAID,
    "SELECT count(*), min(time), max(time), sum(hash(fixes)) FROM fixes",
    "SELECT alert, state, what, events FROM alert_states ORDER BY nth",
)


@pytest.mark.parametrize("lost", ["fixes", "statics", "files", "verdicts"])
def test_a_store_that_lost_a_table_of_its_record_is_not_said_to_be_whole(tmp_path, lost):
    path = tmp_path / "s.duckdb"
    vt.open(path).close()
    with duckdb.connect(str(path)) as con:
        con.execute(f"DROP TABLE record.{lost} CASCADE")
    for command in ("check", "files", "detect", "upgrade"):
        done = CliRunner().invoke(app, [command, "--db", str(path)])
        assert isinstance(done.exception, StoreUnavailable), command
        assert f"has lost what was in {lost}" in str(done.exception) and "nothing is lost" not in str(done.exception)
    with duckdb.connect(str(path), read_only=True) as con:  # and it is not made anew, empty
        names = {
            n for (n,) in con.execute("SELECT table_name FROM duckdb_tables() WHERE schema_name = 'record'").fetchall()
        }
    assert lost not in names and len(names) > 5


def test_a_store_of_an_earlier_version_is_brought_up_and_keeps_what_it_knew(store, older, caplog):
    before = [rows(store, q) for q in KEEPS]
    with vt.open(store) as db:
        assert db.sql("SELECT schema FROM store").schema[0] == SCHEMA_VERSION
        assert set(db.sql("SELECT DISTINCT schema_name AS s FROM duckdb_tables() WHERE NOT internal").s) == {
            RECORD,
            RESULTS,
            WORK,
        }
        for table in (*LOADED, *KEPT):
            assert set(table.names) <= set(db.table(table.name).columns)
    assert [rows(store, q) for q in KEEPS] == before
    assert before[0][0] == (ALERT, "benign", "bunkering", date(2026, 12, 31), "Kim O'Neil", 'seen, "there"')
    copy = store.with_name("s.duckdb.layout-3")
    assert copy.read_bytes() == older.read_bytes() and [r.getMessage() for r in caplog.records] == [
        f"{store}: brought from layout 3 to {SCHEMA_VERSION}; as it was, it is kept as {copy}"
    ]
    comments = "SELECT count(*) FROM duckdb_columns() WHERE NOT internal AND comment IS NULL AND schema_name = 'record'"
    assert rows(store, comments) == [(0,)]
    caplog.clear()
    with vt.open(store) as db:  # once is enough
        db.detect()
    assert not caplog.records and len(list(store.parent.glob("*.layout-*"))) == 1


def test_the_alerts_of_a_store_brought_up_are_there_before_the_next_search(tmp_path):
    path = made_by("layout_3.sql", tmp_path / "s.duckdb")
    with vt.open(path) as db:
        assert next(iter(db.alerts().alert)) == ALERT
    assert rows(path, "SELECT count(*) FROM main.alerts") == [(2,)]


def test_causes_kept_as_texts_are_taken_apart(tmp_path):
    path = tmp_path / "s.duckdb"
    texts = [
        "habit: yes, silent so 3 times: at night",
        "outage: no, none is known there and then",
        "berth: not known",
        "a, b: no",
        "it's: yes, ' \"\n: no, x",
    ]
    with Store(path) as store:  # as layout 5 had them
        store.execute("ALTER TABLE record.assessed_gaps ALTER causes TYPE VARCHAR[]")
        store.execute(
            "INSERT INTO assessed_gaps (event, causes) VALUES ('gap-1', $texts), ('gap-2', NULL)", {"texts": texts}
        )
        store.execute("CREATE OR REPLACE TABLE gaps AS SELECT * FROM assessed_gaps")
        store.execute("UPDATE store SET schema = 5")
    with Store(path) as store:
        apart = [
            {"cause": "habit", "holds": True, "says": "silent so 3 times: at night"},
            {"cause": "outage", "holds": False, "says": "none is known there and then"},
            {"cause": "berth", "holds": None, "says": None},
            {"cause": "a, b", "holds": False, "says": None},
            {"cause": "it's", "holds": True, "says": "' \"\n: no, x"},
        ]
        for table in ("assessed_gaps", "gaps"):
            assert store.rows(f"SELECT event, causes FROM {table} ORDER BY event") == [
                ("gap-1", apart),
                ("gap-2", None),
            ]


def test_alerts_that_an_earlier_version_found_are_shown_with_what_it_did_not_find_left_empty(tmp_path):
    """Its tables of results lack columns that this version shows: of the alert, of a meeting and of a lone spell."""
    path = made_by("layout_3.sql", tmp_path / "s.duckdb")
    with vt.open(path) as db:
        db.detect()
        before = db.alerts()
    lacks = {
        "alerts": ("causes", "meetings", "see_also"),
        "encounters": ("handover_seen", "third_vessel_id", "draughts_returned", "other_draughts_returned"),
        "loitering": ("nav_status", "heading_spread_deg", "draughts_returned"),
    }
    con = duckdb.connect(str(path))
    for table, columns in lacks.items():
        for column in columns:
            con.execute(f"ALTER TABLE main.{table} DROP COLUMN {column}")
    con.close()
    reading = CliRunner().invoke(app, ["alerts", "--db", str(path)])
    assert isinstance(reading.exception, OtherLayout) and "vesseltrack upgrade" in str(reading.exception)
    assert CliRunner().invoke(app, ["upgrade", "--db", str(path)]).exit_code == 0
    for alert in before.alert:
        shown = CliRunner().invoke(app, ["alerts", "show", alert, "--db", str(path)])
        assert shown.exit_code == 0, shown.output
    with vt.open(path) as db:
        assert db.alerts().alert.tolist() == before.alert.tolist() and db.alerts().meetings.map(len).sum() == 0


def test_only_reading_an_older_store_says_what_to_do(store):
    before = store.read_bytes()
    said = CliRunner().invoke(app, ["alerts", "--db", str(store)])
    assert isinstance(said.exception, OtherLayout) and said.exception.exit_code == 4
    assert f"vesseltrack upgrade --db {store}" in str(said.exception) and "nothing is lost" in str(said.exception)
    assert store.read_bytes() == before
    done = CliRunner().invoke(app, ["upgrade", "--db", str(store)])
    assert done.exit_code == 0 and f"layout {SCHEMA_VERSION}" in done.output
    assert CliRunner().invoke(app, ["alerts", "verdicts", "--db", str(store)]).exit_code == 0


def test_a_migration_that_fails_leaves_the_store_as_it_was(store, older, monkeypatch):
    def fails(con):
        moves(con)
        con.execute("SELECT no_such_thing")

    moves = MIGRATIONS[4]
    monkeypatch.setitem(MIGRATIONS, 4, fails)
    with pytest.raises(OtherLayout, match="is as it was"):
        vt.open(store)
    assert [rows(store, q) for q in KEEPS] == [rows(older, q) for q in KEEPS]
    assert rows(store, "SELECT schema FROM main.store") == [(3,)] and not list(store.parent.glob("*.layout-*"))
    monkeypatch.undo()
    vt.open(store).close()
    assert rows(store, "SELECT schema FROM record.store") == [(SCHEMA_VERSION,)]


@pytest.mark.parametrize(
    "when", ["MIGRATIONS[4] = lambda con: os._exit(9)", "MIGRATIONS[4] = lambda con: (MOVES(con), os._exit(9))"]
)
def test_a_migration_that_is_killed_leaves_the_store_as_it_was(older, tmp_path, when):
    store = Path(shutil.copy(older, tmp_path / "s.duckdb"))
    code = f"""
import os, vesseltrack as vt
from vesseltrack.store.migrations import MIGRATIONS
MOVES = MIGRATIONS[4]
{when}
vt.open({str(store)!r})
"""
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 9
    assert rows(store, "SELECT schema FROM main.store") == [(3,)]
    assert [rows(store, q) for q in KEEPS] == [rows(older, q) for q in KEEPS]
    vt.open(store).close()
    assert rows(store, "SELECT schema FROM record.store") == [(SCHEMA_VERSION,)]
    assert [rows(store, q) for q in KEEPS] == [rows(older, q) for q in KEEPS]


def test_a_store_that_cannot_be_copied_is_not_touched(store, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("vesseltrack.store.migrations.shutil.copyfile", full)
    with pytest.raises(vt.DiskFull, match="cannot be copied"):
        vt.open(store)
    assert rows(store, "SELECT schema FROM main.store") == [(3,)]


@pytest.fixture
def of_the_future(tmp_path):
    """A store with a verdict, as a later version may leave it: renamed tables and columns, some new, in another schema."""
    path = made_by("layout_3.sql", tmp_path / "s.duckdb")
    with vt.open(path) as db:
        for statement in (
            "UPDATE record.store SET schema = 99",
            "CREATE SCHEMA said",
            "CREATE TABLE said.opinions AS SELECT * EXCLUDE (note), 0.75::DOUBLE AS confidence, {'a': 1} AS extra FROM record.verdicts",
            "DROP TABLE record.verdicts",
            "ALTER TABLE record.alert_states RENAME COLUMN summary TO sentence",
            "CREATE TABLE main.verdicts (nothing INTEGER)",
        ):
            db.store.execute(statement)
    return path


def test_verdicts_are_taken_out_of_a_store_of_a_later_version(of_the_future, tmp_path):
    with pytest.raises(OtherLayout, match=r"later version.*layout 99") as e:
        vt.open(of_the_future)
    assert "alerts verdicts --json" in e.value.advice
    said = CliRunner().invoke(app, ["alerts", "verdicts", "--json", "--db", str(of_the_future)])
    assert said.exit_code == 0
    records = [json.loads(line) for line in said.stdout.splitlines()]
    assert [(r["alert"], r["verdict"], r["said_by"], r["confidence"]) for r in records] == [
        (ALERT, "benign", "Kim O'Neil", 0.75),
        (ALERT, "confirmed", "Lee", 0.75),
    ]
    assert "said.opinions" in said.stderr and "confidence, extra" in said.stderr and "has not: note" in said.stderr
    file = tmp_path / "verdicts.jsonl"
    file.write_text(said.stdout)
    with vt.open() as db:  # and said again in a store of ours, with the events by which the alert is found again
        assert verdicts.load(db.store, file) == 2
        assert db.store.one("SELECT count(*) FROM alert_events")[0] == len(records[0]["events"]) > 1
    history = CliRunner().invoke(app, ["alerts", "history", "--json", "--db", str(of_the_future)])
    assert [json.loads(x)["state"] for x in history.stdout.splitlines()] == ["new", "new"]
    assert "sentence" in history.stderr and "summary" in history.stderr


def test_what_is_taken_out_is_what_the_version_itself_exports(tmp_path):
    path = made_by("layout_3.sql", tmp_path / "s.duckdb")
    out = take_out(path, "verdicts").records
    with vt.open(path) as db:
        own = verdicts.export(db.store)
    for record in own:
        record["quiet_until"] = record["quiet_until"] and record["quiet_until"][:10]
        assert record.pop("as_of") is None  # that version did not note it
    assert out == own


def test_what_is_no_store_has_nothing_to_take_out(tmp_path):
    duckdb.connect(str(tmp_path / "other.duckdb")).close()
    with pytest.raises(vt.StoreUnavailable, match="looks like verdicts"):
        take_out(tmp_path / "other.duckdb", "verdicts")


@pytest.mark.parametrize("name", ["record", "work", "main", "alerts", 'it\'s "so"'])
def test_a_file_may_be_called_like_a_schema(name, tmp_path):
    path = tmp_path / f"{name}.duckdb"
    made_by("layout_3.sql", path)
    for _ in range(2):
        with vt.open(path) as db:
            pipeline.detect(db.store, load_settings(), until="particulars")
            assert db.sql("SELECT count(*) AS n FROM fixes").n[0] == 378
    with Store(path, read_only=True) as store, drafted(store):
        assert {"particulars", "fix_pairs"} <= set(pipeline.detect_within(store, load_settings(), until="ships"))


def test_other_tools_find_what_people_ask_for_by_its_bare_name(tmp_path):
    path = made_by("layout_3.sql", tmp_path / "s.duckdb")
    with vt.open(path) as db:
        db.detect()
    con = duckdb.connect(str(path), read_only=True)
    for name in ASKED_FOR:
        con.execute(f"SELECT count(*) FROM {name}")
    stands = dict(con.execute("SELECT table_name, schema_name FROM duckdb_tables()").fetchall())
    assert stands == {t.name: t.schema for t in TABLES.values()}
    assert {t.schema for t in (*LOADED, *KEPT)} == {RECORD}
    con.close()


@pytest.mark.parametrize("name", [t.name for t in TABLES.values() if t.schema != RECORD])
def test_a_table_that_only_a_search_makes_says_so_before_it(name):
    with Store(None) as store, pytest.raises(vt.WrongUse, match="no search yet"):
        store.frame(f"SELECT * FROM {name} LIMIT 1")
