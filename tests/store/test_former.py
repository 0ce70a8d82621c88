"""The names of version 0.1: a store that has them is taken over, queries and settings that bear them go on, and none is used by us."""

from __future__ import annotations

import json
import logging
import re

import duckdb
import pandas as pd
import pytest

import vesseltrack as vt
from vesseltrack.alerts import verdicts
from vesseltrack.engine.pipeline import steps
from vesseltrack.report.schema import LIFE, VERSION
from vesseltrack.schema import KEPT, LOADED, TABLES
from vesseltrack.schema.former import FORMER, PARAMETERS, SECTIONS, SETTINGS, VALUES, modern
from vesseltrack.settings import load_settings
from vesseltrack.store import Store, quoted
from vesseltrack.store.former import VIEWS_IN, make_views
from vesseltrack.store.migrations import m0005_field_words

from builders.paths import ROOT
from builders.sea import Sea

A, B = 273000001, 445000002
OLD = {f.table: f for f in FORMER}
NEVER = {
    "hops", "pieces", "legs", "strays", "grid", "places", "chances", "hearing", "tries", "weather", "strengths", "ways", "unheard",
    "disturbances", "silences", "calls", "companions", "reach", "sightings", "oddness", "told", "lane", "mark", "place", "trade",
    "leap", "leapt", "number", "number_kind", "silence_p", "silence_low", "silence_high", "unheard_chance", "home_port_km",
    "odd_because", "innocent", "says", "because", "let_go_before", "last_let_go", "class", "status", "kind", "before", "after", "until",
}  # fmt: skip
"""Words no table and no column may bear. Those with two meanings are gone in both."""
KINDS_OF_LISTS = {("lists", "kind")}
"""Columns that bear one of these words all the same: a snapshot of a list is of a kind, and nothing else is."""

SAVED = {
    "hops": "SELECT number, count(*) AS n, max(seconds) AS s FROM hops WHERE NOT leap GROUP BY number ORDER BY number",
    "pieces": "SELECT ship, track, fixes FROM pieces WHERE kind = 'hull' ORDER BY ship",
    "legs": "SELECT ship, sum(apart_m(start_lat, start_lon, end_lat, end_lon)) AS m FROM legs WHERE NOT leap GROUP BY ship ORDER BY ship",
    "grid": "SELECT g.ship, count(*) AS n, min(p.home_port_km) AS km FROM grid AS g JOIN places AS p USING (place) GROUP BY g.ship ORDER BY 1",
    "gaps": "SELECT event, ship, silence_p, silence_low, verdict FROM gaps WHERE verdict IN ('silent', 'cannot tell', 'not heard') ORDER BY event",
    "gaps and ships": "SELECT s.number, s.trade, g.duration_h FROM gaps AS g JOIN ships AS s USING (ship) ORDER BY g.event",
    "unheard": "SELECT u.event, u.unheard_chance, s.duration_h FROM unheard AS u JOIN silences AS s USING (event) ORDER BY u.event",
    "reception": "SELECT hour, sum(heard) AS heard, sum(chances) AS chances FROM weather GROUP BY hour ORDER BY hour",
    "alerts": "SELECT alert, lane, kind, ship, since, until, place, reasons, innocent, odd_because FROM alerts ORDER BY lane DESC, rank",
    "reasons": "SELECT event, lane, reason, weight, says FROM reasons ORDER BY event, lane, reason",
    "fixes": "SELECT ship, count(*) AS n, max(status) AS status, max(class) AS class FROM fixes GROUP BY ship ORDER BY ship",
    "verdicts": "SELECT alert, mark, because, until FROM verdicts ORDER BY nth",
    "history": "SELECT alert, lane, kind, ship, since, until FROM alert_states ORDER BY nth",
}
"""What analysts asked of stores of version 0.1."""


@pytest.fixture(scope="module")
def store_file(tmp_path_factory):
    """A store in which a ship fell silent, as we make it."""
    path = tmp_path_factory.mktemp("former") / "s.duckdb"
    sea = (
        Sea()
        .line(A, 0, 12, (38.0, 123.0), (38.05, 123.2), sog=10)
        .fix(A, 40, 38.05, 123.2)
        .says(A, ship_type=70, name="SHIP A")
    )
    for n in range(6):
        sea.line(636000009 + n, 0, 41, (37.95 + 0.08 * n, 123.1))
    rows = pd.DataFrame(
        [(s, t.strftime("%Y-%m-%d %H:%M:%S"), lat, lon, sog) for s, t, lat, lon, sog in sea.rows],
        columns=["mmsi", "time", "lat", "lon", "sog"],
    )
    rows.to_csv(path.with_name("a.csv"), index=False)
    with vt.open(path) as db:
        db.load(path.with_name("a.csv"))
        db.detect()
    return path


def test_no_table_and_no_column_bears_a_retired_word():
    retired = NEVER | {f.former for f in FORMER if f.former not in TABLES}
    assert sorted(t for t in TABLES if t in retired) == []
    found = sorted((t.name, c) for t in TABLES.values() for c in t.names if c in retired)
    assert found == sorted(KINDS_OF_LISTS)


def test_no_cte_bears_the_name_of_a_table():
    """In one query one name is one thing."""
    found = []
    for step in steps():
        if step.make is None:
            tree = step.query(None)
            ctes = set(
                re.findall(
                    r"(?:\bWITH|\),)\s+(?:RECURSIVE\s+)?([a-z_]+)(?:\([^)]*\))?\s+AS\s+(?:MATERIALIZED\s+)?\(", tree
                )
            )
            found += [(step.writes, cte) for cte in sorted(ctes & set(TABLES))]
    assert found == []


def test_what_was_called_otherwise_is_called_something_there_is():
    for f in FORMER:
        assert set(f.columns) <= set(TABLES[f.table].names), f.table
    assert set(VALUES) <= set(TABLES)
    whole = load_settings().model_dump()
    assert set(SECTIONS.values()) <= set(whole)
    for name in SETTINGS.values():
        section, _, key = name.partition(".")
        assert key in whole[section], name


@pytest.mark.parametrize("name", sorted(SAVED))
def test_a_saved_query_of_version_0_1_runs_and_says_the_same(store_file, name, caplog):
    with vt.open(store_file, read_only=True) as db:
        old = db.sql(SAVED[name])
        assert "which is understood until 0.3" in caplog.text
        assert len(old) or name in ("verdicts", "history", "pieces")


def test_old_columns_have_the_old_values(store_file):
    with vt.open(store_file, read_only=True) as db:
        old = db.sql("SELECT event, verdict, silence_p, ship FROM gaps ORDER BY event")
        new = db.sql("SELECT event, assessment, p_off, vessel_id FROM gaps ORDER BY event")
        assert (
            (old.event == new.event).all() and (old.silence_p == new.p_off).all() and (old.ship == new.vessel_id).all()
        )
        words = dict(VALUES["gaps"])["assessment"]
        assert len(old) and [words[a] for a in new.assessment] == old.verdict.tolist()
        assert db.sql("SELECT count(*) AS n FROM hops").n[0] == db.sql("SELECT count(*) AS n FROM fix_pairs").n[0] > 0
        with pytest.raises(
            duckdb.BinderException, match="no_such_column"
        ):  # the query's own error, not that of a second try
            db.sql("SELECT no_such_column FROM gaps")


def test_old_views_are_there_for_any_tool(store_file):
    with duckdb.connect(str(store_file), read_only=True) as con:
        assert con.execute(f"SELECT count(*) FROM {VIEWS_IN}.gaps WHERE verdict IS NOT NULL").fetchall()[0][0] > 0
        con.execute(f"SET search_path = '{VIEWS_IN},main'")
        assert con.execute("SELECT count(*) FROM alerts WHERE lane = 'behaviour' AND ship > 0").fetchall()[0][0] > 0
        assert con.execute("SELECT count(number) FROM hops").fetchall()[0][0] > 0


def aged(path, to):
    """A copy of a store with the names of version 0.1, in its shape."""
    to.write_bytes(path.read_bytes())
    with duckdb.connect(str(to)) as con:
        con.execute(f"DROP SCHEMA {VIEWS_IN} CASCADE")
        con.execute("SET search_path = 'main,record,work'")
        views = con.execute("SELECT view_name FROM duckdb_views() WHERE NOT internal").fetchall()
        for (view,) in views:
            con.execute(f"DROP VIEW {quoted(view)}")
        for f in FORMER:
            for column, values in VALUES.get(f.table, ()):
                cases = " ".join(f"WHEN '{new}' THEN '{old}'" for new, old in values.items())
                con.execute(f"UPDATE {f.table} SET {column} = CASE {column} {cases} ELSE {column} END")
            for new, old in f.columns.items():
                con.execute(f"ALTER TABLE {f.table} RENAME COLUMN {quoted(new)} TO {quoted(old)}")
            if f.former != f.table:
                con.execute(f"ALTER TABLE {f.table} RENAME TO {quoted(f.former)}")
        con.execute("UPDATE store SET schema = 4")
    return to


def _all(store, tables):
    return {t: store.rows(f"SELECT * FROM {quoted(t)} ORDER BY ALL") for t in tables}


def test_a_store_of_version_0_1_is_taken_over_whole(store_file, tmp_path):
    with Store(store_file, read_only=True) as store:
        names = [t for t in store.names() if t != "store"]
        want = _all(store, names)
    old = aged(store_file, tmp_path / "old.duckdb")
    with pytest.raises(vt.StoreUnavailable, match="an earlier version"):
        vt.open(old, read_only=True)
    with Store(old) as store:
        assert _all(store, names) == want
        assert {t.name for t in LOADED + KEPT} <= set(store.names())
        assert not {f.former for f in FORMER} - set(TABLES) & set(store.names())
    with vt.open(old) as db:  # and goes on
        assert len(db.detect()) == len(want["alerts"])
        assert db.sql("SELECT count(*) AS n FROM pieces").n[0] == len(want["segments"])


def test_a_takeover_that_fails_changes_nothing(store_file, tmp_path, monkeypatch):
    old = aged(store_file, tmp_path / "old.duckdb")
    with duckdb.connect(str(old), read_only=True) as con:
        before = sorted(
            con.execute("SELECT table_name, column_name FROM duckdb_columns() WHERE NOT internal").fetchall()
        )
    monkeypatch.setattr(m0005_field_words, "make_views", lambda con: con.execute("SELECT no_such_thing"))
    with pytest.raises(vt.StoreUnavailable):
        Store(old)
    monkeypatch.undo()
    with duckdb.connect(str(old), read_only=True) as con:
        assert (
            sorted(con.execute("SELECT table_name, column_name FROM duckdb_columns() WHERE NOT internal").fetchall())
            == before
        )
    Store(old).close()


def test_old_names_of_settings_are_understood_and_said(tmp_path, caplog):
    file = tmp_path / "s.toml"
    file.write_text(
        "[reach]\ntransfer_h = 3\n[reception]\nway_h = 24\n[scoring]\nodd_percentile = 98\n"
        "[scoring.weights]\n'identity_signs.imo_dropped' = 2.5\n[scoring.parameters]\n'gaps.trader.trades' = ['tanker']\n"
    )
    with caplog.at_level(logging.WARNING):
        rules = load_settings(
            file, assign=["reach.escort_km=2", "sightings.designated=1"] if False else ["reach.escort_km=2"]
        )
    assert rules.section("reachability").transfer_h == 3 and rules.section("reachability").escort_km == 2
    assert rules.section("reception").candidate_h == 24 and rules.scoring.anomaly_percentile == 98
    assert rules.scoring.weights == {"identity_anomalies.imo_dropped": 2.5}
    assert rules.scoring.parameters == {"gaps.trader.vessel_types": ["tanker"]}
    for old in (
        "reach ",
        "reception.way_h",
        "scoring.odd_percentile",
        "identity_signs.imo_dropped",
        "gaps.trader.trades",
    ):
        assert f"the setting {old}".strip() in caplog.text
    assert set(PARAMETERS) == {"trades"}


def test_verdicts_exported_by_version_0_1_are_taken_in(store_file, tmp_path):
    copy = tmp_path / "s.duckdb"
    copy.write_bytes(store_file.read_bytes())
    with Store(copy) as store:
        alert, ship = store.one("SELECT alert, vessel_id FROM alerts ORDER BY rank LIMIT 1")
        line = {
            "alert": alert, "ship": ship, "kind": "gap", "mark": "benign", "because": "bunkering", "until": "2027-01-01", "said_by": "Kim",
            "said_at": "2026-11-20 08:00:00", "note": "", "lane": "behaviour",
            "events": [{"event": alert.removeprefix("alert-"), "event_type": "gap", "detail": "", "ships": [ship], "numbers": [ship],
                        "start_time": "2026-11-16 12:00:00", "end_time": None, "as_of": "2026-11-18 00:00:00"}],
        }  # fmt: skip
        (tmp_path / "v.jsonl").write_text(json.dumps(line) + "\n")
        assert verdicts.load(store, tmp_path / "v.jsonl") == 1
        said = verdicts.export(store)[0]
    assert (said["verdict"], said["reason"], said["vessel_id"]) == ("benign", "bunkering", ship)
    assert said["quiet_until"].startswith("2027-01-01") and said["events"][0]["ssvids"] == [ship]
    assert modern("verdicts", said) == said


def test_views_are_made_of_what_there_is():
    with Store(None) as store:
        make_views(store)
        assert store.rows(f"SELECT count(*) FROM {VIEWS_IN}.fixes") == [(0,)]


def page_of_old_names() -> str:
    """The table of the glossary."""
    lines = ["| table of version 0.1 | now | columns that were called otherwise (now ← then) |", "|---|---|---|"]
    for f in sorted(FORMER, key=lambda f: f.former):
        columns = ", ".join(f"`{new}` ← `{old}`" for new, old in f.columns.items())
        lines.append(f"| `{f.former}` | `{f.table}` | {columns} |")
    return "\n".join(lines) + "\n"


def page_of_alert_files() -> str:
    """The table of the alert files."""
    renamed = {old: new for new, old in OLD["alerts"].columns.items()} | dict(LIFE_BEFORE)
    return "\n".join(f"| `{old}` | `{new}` |" for old, new in renamed.items()) + "\n"


LIFE_BEFORE = (("mark", "verdict"), ("first_told", "first_reported"), ("said", "verdict_text"))


def test_the_glossary_has_every_old_name_and_no_name_that_is_none():
    page = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
    assert page_of_old_names() in page
    names = {c for t in TABLES.values() for c in t.names} | set(TABLES)
    first = [
        row.split("|")[1] for row in page.partition("## What version 0.1")[0].splitlines() if row.startswith("| `")
    ]
    said = {name for cell in first for name in re.findall(r"`([a-z_0-9]+)`", cell)}
    assert said and said <= names


def test_the_page_on_the_alert_files_has_every_change():
    page = (ROOT / "docs" / "alert-files-0.2.md").read_text(encoding="utf-8")
    assert page_of_alert_files() in page and f"version {VERSION}" in page
    assert {new for _, new in LIFE_BEFORE} <= set(LIFE)


def test_a_query_of_a_table_by_its_old_name_is_answered_with_a_notice(tmp_path, caplog):
    with vt.open(tmp_path / "s.duckdb") as db:
        db.detect()
        assert db.sql("SELECT count(*) AS n FROM unheard").n[0] == 0
        assert "unheard (now gap_probabilities)" in caplog.text
        caplog.clear()
        db.sql("SELECT count(*) FROM gap_likelihoods JOIN ships ON true")
        assert not caplog.records
