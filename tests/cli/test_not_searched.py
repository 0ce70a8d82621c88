"""Before the first search, every command and method says so, or does what it can do without one. None fails otherwise."""

import inspect
from datetime import datetime

import pytest
from typer.testing import CliRunner

import vesseltrack as vt
from vesseltrack.cli.commands import app
from vesseltrack.errors import NotSearched
from vesseltrack.schema import CHANGES, DERIVED, TABLES

AIS = (
    "MMSI,BaseDateTime,LAT,LON,SOG,COG,Heading,VesselName,IMO,CallSign,VesselType,Status,Length,Width,Draft,Cargo,TransceiverClass\n"
    "671000118,2026-11-22T00:00:00,36.1,125.2,2.0,50.0,50,TOK SONG,IMO8360406,ABC,70,0,100,16,5.0,70,A\n"
    "671000118,2026-11-22T00:10:00,36.1,125.2,2.0,50.0,50,TOK SONG,IMO8360406,ABC,70,0,100,16,5.0,70,A\n"
)
ASKS = {  # what a search finds
    ("alerts",), ("alerts", "--json"), ("alerts", "show", "alert-x"), ("alerts", "mark", "alert-x", "benign"), ("replay",),
    ("step", "gaps", "--explain"), ("contacts", "671000118"), ("export", "never-written.kml"),
    ("ship", "8360406", "--dossier", "never-written"),
}  # fmt: skip
DOES = {  # what it can do without
    ("alerts", "verdicts"), ("alerts", "verdicts", "--json"), ("alerts", "history"), ("alerts", "history", "--json"),
    ("files",), ("files", "columns"), ("rejects",), ("zones", "show"), ("ship", "8360406"), ("prune", "--keep", "90d",
    "--yes"),
    ("prune", "--undo", "2026-01-01"), ("check",), ("upgrade",), ("sql", "FROM fixes"), ("lists",), ("tables",), ("steps",),
    ("step", "gaps", "--sql"),
}  # fmt: skip


@pytest.fixture
def loaded(tmp_path):
    path = tmp_path / "s.duckdb"
    (tmp_path / "ais.csv").write_text(AIS)
    with vt.open(path) as db:
        db.load(tmp_path / "ais.csv")
    return path


def test_every_command_that_takes_a_store_is_in_one_of_the_two():
    from typer.main import get_command

    def named(group, before=()):
        for name, command in group.commands.items():
            if hasattr(command, "commands"):
                yield from named(command, (*before, name))
            elif "db" in {p.name for p in command.params}:
                yield (*before, name)

    tried = {tuple(a for a in args if not a.startswith("-"))[:n] for args in ASKS | DOES for n in (1, 2)}
    elsewhere = {
        ("load",),
        ("detect",),
        ("nightly",),
        ("desk",),  # serves; what it answers then is in tests/desk
        ("verify",),
        ("files", "remove"),
        ("zones", "load"),
        ("lists", "load"),
        ("lists", "update"),
        ("lists", "show"),
        ("lists", "ships"),
        ("demo",),
    }
    assert set(named(get_command(app))) - tried <= elsewhere


@pytest.mark.parametrize("args", sorted(ASKS), ids=" ".join)
def test_a_command_that_asks_for_what_a_search_finds_says_there_was_none(loaded, args):
    done = CliRunner().invoke(app, [*args, "--db", str(loaded)])
    assert isinstance(done.exception, NotSearched), done.exception
    assert done.exception.exit_code == 2 and f"vesseltrack detect --db {loaded}" in str(done.exception)


def test_how_scores_agree_with_verdicts_needs_a_search(loaded):
    done = CliRunner().invoke(app, ["evaluate", "--verdicts", str(loaded)])
    assert isinstance(done.exception, NotSearched)


@pytest.mark.parametrize("args", sorted(DOES), ids=" ".join)
def test_a_command_that_needs_no_search_does_its_work(loaded, args):
    takes_store = args[0] not in {"lists", "tables", "steps", "step"}
    done = CliRunner().invoke(app, [*args, *(["--db", str(loaded)] if takes_store else [])])
    assert done.exit_code in {0, 2} and (done.exception is None or isinstance(done.exception, SystemExit)), (
        done.exception
    )


def test_every_method_says_it_or_answers(loaded, tmp_path):
    given = {
        "ship": ("8360406",),
        "track": (671000118,),
        "contacts": ("671000118",),
        "table": ("alerts",),
        "sql": ("SELECT * FROM alerts",),
        "alert": ("L1",),
        "mark": ("L1", "watch"),
        "export": (tmp_path / "x.kml",),
        "export_partitioned": (tmp_path / "lake",),
        "dossier": ("8360406", tmp_path / "dossier"),
        "prune": (90,),
        "unprune": (datetime(2026, 1, 1),),
    }
    asks = {
        "alerts", "contacts", "searched", "table", "track", "sql", "alert", "mark", "map", "layers", "export", "agreement",
        "replay_with", "dossier",
    }  # fmt: skip
    elsewhere = {"nightly", "take_back", "update_lists", "load_verdicts", "verify"}
    with vt.open(loaded, read_only=True) as db:
        methods = {n for n, _ in inspect.getmembers(db, inspect.ismethod) if not n.startswith("_")}
        with pytest.raises(
            vt.StoreUnavailable, match="open for reading only"
        ):  # it lacks the lists we ship, and cannot get them
            db.ship("8360406")
    with vt.open(loaded) as db:
        for name in methods - elsewhere - {"close", "load", "load_list", "load_zones", "detect"}:
            if name in asks:
                with pytest.raises(NotSearched, match="no search yet"):
                    getattr(db, name)(*given.get(name, ()))
            else:
                getattr(db, name)(*given.get(name, ()))
        for table in TABLES.values():
            if table.name in {t.name for t in DERIVED + CHANGES}:
                with pytest.raises(NotSearched):
                    db.table(table.name)
            else:
                db.table(table.name)
        with pytest.raises(NotSearched):  # the name of version 0.1
            db.sql("FROM hops")
        with pytest.raises(Exception, match="no_such_table"):  # not everything that is not there was not searched
            db.sql("SELECT * FROM no_such_table")


def test_before_a_search_nothing_is_said_of_what_was_received(loaded):
    shown = CliRunner().invoke(app, ["ship", "8360406", "--db", str(loaded)])  # listed; two messages of it are loaded
    assert "No search yet: which ships were received is not known." in shown.output
    asked = CliRunner().invoke(app, ["ship", "440000001", "--db", str(loaded)])  # neither listed nor loaded
    assert str(asked.exception).startswith("no list entry has 440000001, and without a search")
    with vt.open(loaded) as db:
        assert db.ship("8360406").as_dict()["searched"] is False and len(db.ship("8360406").listed)
