"""What a query reads is told by DuckDB's parser; the order of the steps, and what a test must run, follow from it."""

import logging
import random
import re
import shutil

import duckdb
import pandas as pd
import pytest
from typer.testing import CliRunner

import vesseltrack as vt
from vesseltrack.cli.commands import app
from vesseltrack.engine.graph import in_order, macros_of, resting_on, tables_read
from vesseltrack.engine.pipeline import steps
from vesseltrack.engine.step import Step
from vesseltrack.schema import CHANGES, TABLES
from vesseltrack.settings import load_settings
from vesseltrack.store import Store

from builders.sea import OPEN_SEA, Sea


@pytest.mark.parametrize(
    ("select", "tables"),
    [
        ("SELECT 1", set()),
        ("FROM gaps", {"gaps"}),
        ("WITH gaps AS (FROM ships) FROM gaps", {"ships"}),  # a CTE that takes a table's name
        ("SELECT (SELECT max(time) FROM fixes) FROM resampled AS g, LATERAL (SELECT * FROM track_steps) AS l", {"fixes",
        "resampled", "track_steps"}),
        ("SELECT vessel_id FROM a WHERE vessel_id IN (SELECT vessel_id FROM b) AND EXISTS (FROM c WHERE x > $some_h)", {"a", "b",
        "c"}),
        ("SELECT 'FROM nobody' -- FROM nobody\nFROM a JOIN b USING (x) SEMI JOIN c USING (y) ASOF JOIN d ON a.t > d.t", {"a",
        "b", "c", "d"}),
        ("SELECT count(*) FROM messages()", {"fixes"}),  # a macro of ours, over a view of ours
        ("SELECT unnest(x) FROM (FROM a UNION ALL BY NAME FROM b)", {"a", "b"}),
    ],
)  # fmt: skip
def test_what_a_query_reads(select, tables):
    assert tables_read(select) == tables


def test_macros_come_after_those_they_need():
    assert macros_of("SELECT apart_m(1, 2, 3, 4)") == ["half_chord", "apart_m"]


def test_no_query_of_a_step_names_a_table_like_one_of_its_ctes():
    for step in steps():
        ctes = set(re.findall(r"\b(\w+) AS \(\s*(?:SELECT|FROM|WITH)\b", re.sub(r"--.*", "", step.sql or "")))
        assert not ctes & step.reads, step.writes


def test_the_order_does_not_hang_on_how_the_steps_are_listed():
    for seed in range(5):
        mixed = list(steps())
        random.Random(seed).shuffle(mixed)
        made = set()
        for step in in_order(mixed):
            assert not (step.reads & {s.writes for s in mixed}) - made
            made.add(step.writes)


def test_only_what_a_table_rests_on_is_run():
    made = [s.writes for s in resting_on(steps(), ["loitering"])]
    assert "loitering" in made and not {"encounters", "alerts", "possible_port_calls"} & set(made)
    with pytest.raises(KeyError):
        resting_on(steps(), ["nonsense"])


def test_functions_read_the_tables_they_declare(monkeypatch):
    """Every statement that a step in Python sends to the store is looked at."""
    sea = (
        Sea().line(273000001, 0, 6, OPEN_SEA).line(273000001, 30, 36, OPEN_SEA).line(445000002, 0, 36, (36.5, 123.901))
    )
    sea.line(273000003, 0, 5, OPEN_SEA).line(273000003, 5.1, 9, (20.0, 123.0))  # jumps
    sea.says(273000001, name="EVER GLORY", imo=9161003)
    sea.with_zones = True
    sea.run().make("alerts")
    settings, asked = load_settings(assign=["matching.fuzzy=true"]), []
    execute = Store.execute
    monkeypatch.setattr(
        Store, "execute", lambda self, sql, params=None: (asked.append(sql), execute(self, sql, params))[1]
    )
    for step in steps():
        if step.make is None:
            continue
        asked.clear()
        step.run(sea._store, settings)
        read = set()
        for sql in asked:
            select = re.search(r"\b(WITH|SELECT|FROM)\b.*", sql, re.DOTALL)
            if select and not sql.startswith(("COMMENT", "DROP", f'SELECT count(*) FROM "{step.writes}"')):
                read |= tables_read(select[0]) & set(TABLES)
        kept = {t.name for t in CHANGES}  # by these it spares itself work, and finds the same
        assert read - {step.writes} - kept <= step.reads, step.writes


@pytest.mark.parametrize("step", [s for s in steps() if s.make is None], ids=lambda s: s.writes)
def test_a_step_runs_as_it_is_in_any_duckdb_tool(step, store):
    said = CliRunner().invoke(app, ["step", step.writes, "--sql"])
    assert said.exit_code == 0, said.output
    with duckdb.connect(store, read_only=True) as bare:
        bare.execute("SET TimeZone = 'UTC'")
        got = bare.execute(said.output).fetchall()
        kept = bare.execute(f"SELECT count(*) FROM {step.writes}").fetchall()[0][0]
    assert len(got) == kept


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    """A store on disk, detected by the default rules."""
    import vesseltrack as vt

    folder = tmp_path_factory.mktemp("steps")
    lines = ["mmsi,time,lat,lon,sog,name,imo"]
    for m in range(0, 600, 5):
        lines += [f"273000001,2026-11-16 {m // 60:02}:{m % 60:02}:00,36.5,{123.9 + m / 6000:.5f},2,EVER GLORY,9161003",
                  f"445000002,2026-11-16 {m // 60:02}:{m % 60:02}:30,36.5,{123.901 + m / 6000:.5f},2,OTHER,"]  # fmt: skip
    (folder / "a.csv").write_text("\n".join(lines))
    with vt.open(folder / "s.duckdb") as db:
        db.load(folder / "a.csv")
        db.detect()
    return str(folder / "s.duckdb")


def test_steps_are_shown_with_what_they_rest_on():
    said = CliRunner().invoke(app, ["steps", "--json"]).output
    assert '"step":"gaps"' in said and said.count("\n") == len(steps())
    assert CliRunner().invoke(app, ["step", "nonsense"]).exit_code != 0
    assert CliRunner().invoke(app, ["step", "segments"]).exit_code != 0  # a function


def test_a_plan(store):
    said = CliRunner().invoke(app, ["step", "gaps", "--explain", "--db", store])
    assert said.exit_code == 0 and "projection" in said.output.lower()


def test_a_step_tells_its_rows_and_seconds(caplog):
    with caplog.at_level("DEBUG", "vesseltrack"):
        Sea().line(273000001, 0, 1, OPEN_SEA).run().make("track_steps")
    assert [r.getMessage().split(":")[0] for r in caplog.records] == [
        "step fix_pairs",
        "step late_fixes",
        "step fix_pairs_on_time",
        "step segments",
        "step track_steps",
    ]
    assert all(re.search(r": [\d,]+ rows in \d+\.\d{3} s$", r.getMessage()) for r in caplog.records)
    assert isinstance(steps()[0], Step)


@pytest.mark.parametrize("command", [["--log-level", "debug", "detect"], ["detect", "--log-level", "debug"]])
def test_a_log_is_written_to_standard_error_if_asked_for(store, tmp_path, command):
    done = CliRunner().invoke(app, [*command, "--db", store, "--out", str(tmp_path), "--json"])
    logging.getLogger("vesseltrack").handlers.clear()
    logging.getLogger("vesseltrack").setLevel("NOTSET")
    assert done.exit_code == 0 and "step gaps" not in done.stdout
    lines = [x for x in done.stderr.splitlines() if " DEBUG step " in x]
    # the store was searched by the same rules before
    assert len(lines) == len(steps()) and re.search(
        r" DEBUG step gaps: \d+ rows, as they were$", "\n".join(lines), re.MULTILINE
    )


def test_without_being_asked_nothing_is_logged(store, tmp_path):
    done = CliRunner().invoke(app, ["detect", "--db", store, "--out", str(tmp_path)])
    assert "DEBUG" not in done.stderr
    assert CliRunner().invoke(app, ["--log-level", "loud", "steps"]).exit_code == 2


def test_what_was_searched_is_told_by_a_table_not_by_a_connection(store, tmp_path):
    """After a search in a window every connection sees all; its steps, printed with the same settings, give the same rows."""
    path = tmp_path / "s.duckdb"
    shutil.copy(store, path)
    since = "tracks.since=2026-11-16T05:00:00"
    with vt.open(path) as db:
        for _ in range(2):
            db.detect(assign=[since])
        assert (
            db.sql("SELECT count(*) AS n FROM messages()").n[0] == db.sql("SELECT count(*) AS n FROM fixes").n[0] == 240
        )
        assert str(db.searched()["since"]) == "2026-11-16 05:00:00+00:00"
        pairs = db.table("fix_pairs")
        assert len(pairs) > 0 and pairs.start_time.min() == pd.Timestamp(
            "2026-11-16 04:55", tz="UTC"
        )  # the last position before
    query = CliRunner().invoke(app, ["step", "fix_pairs", "--sql", "--set", since]).output
    with duckdb.connect(str(path), read_only=True) as bare:
        bare.execute("SET TimeZone = 'UTC'")
        assert len(bare.execute(query).fetchall()) == len(pairs)


def test_the_steps_are_drawn_with_an_arrow_from_each_table_to_each_that_reads_it():
    drawn = CliRunner().invoke(app, ["steps", "--dot"]).output.splitlines()
    arrows = {tuple(line.strip().split(" -> ")) for line in drawn if "->" in line}
    assert arrows == {(table, step.writes) for step in steps() for table in step.reads}
    boxes = {line.split()[0] for line in drawn if "shape=box" in line}
    assert {"fixes", "listed"} <= boxes and boxes.isdisjoint(step.writes for step in steps())
    assert drawn[0] == "digraph steps {" and drawn[-1] == "}"
