"""A query is not run where it surely returns nothing; DuckDB itself is asked whether that is so."""

import duckdb
import pytest

from vesseltrack.engine import pipeline
from vesseltrack.engine.emptiness import surely_empty
from vesseltrack.engine.graph import tables_read
from vesseltrack.schema import CHANGES, TABLES
from vesseltrack.settings import load_settings
from vesseltrack.store import Store, quoted
from vesseltrack.store.filling import whole_name

from builders.long_sea import sea

# a query over a and b, and the sets of empty tables that make it surely empty; "" is none
FORMS = [
    ("FROM a", "a ab"),
    ("SELECT 1", ""),
    ("FROM (VALUES (1)) AS v", ""),
    ("FROM range(3)", ""),
    ("FROM a JOIN b USING (x)", "a b ab"),
    ("FROM a, b", "a b ab"),
    ("FROM a LEFT JOIN b USING (x)", "a ab"),
    ("FROM a RIGHT JOIN b USING (x)", "b ab"),
    ("FROM a FULL JOIN b USING (x)", "ab"),
    ("FROM a SEMI JOIN b USING (x)", "a b ab"),
    ("FROM a ANTI JOIN b USING (x)", "a ab"),
    ("FROM a ASOF JOIN b ON a.x >= b.x", "a b ab"),
    ("FROM a ASOF LEFT JOIN b ON a.x >= b.x", "a ab"),
    ("FROM a POSITIONAL JOIN b", ""),  # it fills the shorter side with nulls
    ("FROM a UNION ALL FROM b", "ab"),
    ("FROM a UNION FROM b", "ab"),
    ("FROM a UNION ALL BY NAME FROM b", "ab"),
    ("FROM a UNION ALL FROM b UNION ALL SELECT 1", ""),
    ("FROM a EXCEPT FROM b", "a ab"),
    ("FROM a INTERSECT FROM b", "a b ab"),
    ("SELECT count(*) FROM a", ""),
    ("SELECT 1 + sum(x) FROM a", ""),
    ("SELECT x, count(*) FROM a GROUP BY x", "a ab"),
    ("SELECT x, count(*) FROM a GROUP BY ALL", "a ab"),
    ("SELECT count(*) FROM a GROUP BY ALL", ""),
    ("SELECT count(*) FROM a GROUP BY ()", ""),
    ("SELECT x, count(*) FROM a GROUP BY ROLLUP (x)", ""),
    ("SELECT 1 FROM a HAVING true", ""),
    ("SELECT x, sum(x) OVER () FROM a", "a ab"),
    ("SELECT DISTINCT upper(x::VARCHAR) FROM a WHERE x > 1 ORDER BY 1 LIMIT 3", "a ab"),
    ("SELECT unnest([x, 2]) FROM a", "a ab"),
    (
        "SELECT x, (SELECT max(x) FROM b) FROM a",
        "",
    ),  # an aggregate in a subquery may be one of the outer query: not sure
    ("SELECT x FROM a WHERE x IN (SELECT x FROM b)", "a b ab"),
    ("SELECT x FROM a WHERE x > 0 AND (x < 9 AND EXISTS (FROM b WHERE b.x = a.x))", "a b ab"),
    ("SELECT x FROM a WHERE x > 0 OR EXISTS (FROM b)", "a ab"),
    ("SELECT x FROM a WHERE NOT EXISTS (FROM b)", "a ab"),
    ("SELECT x FROM a WHERE x NOT IN (FROM b)", "a ab"),
    ("SELECT x FROM a WHERE x >= ALL (FROM b)", "a ab"),
    ("SELECT x FROM a WHERE x <> ANY (FROM b)", "a b ab"),
    ("SELECT x FROM a WHERE EXISTS (SELECT count(*) FROM b)", "a ab"),
    ("SELECT count(*) FROM a WHERE EXISTS (FROM b)", ""),
    ("SELECT 1 WHERE EXISTS (FROM b)", "b ab"),
    ("WITH c AS (FROM b) FROM a WHERE x IN (FROM c)", "a b ab"),
    ("WITH c AS (FROM a), d AS (FROM c JOIN b USING (x)) FROM d", "a b ab"),
    ("WITH c AS MATERIALIZED (SELECT count(*) FROM a) FROM c JOIN b ON true", "b ab"),
    ("WITH a AS (SELECT 1 AS x) FROM a", ""),  # a CTE of a table's name
    ("FROM (FROM a UNION ALL FROM b) AS u JOIN a USING (x)", "a ab"),
    ("WITH RECURSIVE r AS (FROM a UNION ALL SELECT x + 1 FROM r WHERE x < 3) FROM r", ""),
    ("SELECT epoch_hour(now()::TIMESTAMP) FROM a", "a ab"),  # a macro of ours
]


@pytest.mark.parametrize(("select", "surely"), FORMS)
def test_forms_of_queries(select, surely):
    con = duckdb.connect()
    con.execute("CREATE MACRO epoch_hour(t) AS epoch_us(t) // 3600000000")
    for empty in ("", "a", "b", "ab"):
        for table in "ab":
            con.execute(f"CREATE OR REPLACE TABLE {table} (x INTEGER)")
            if table not in empty:
                con.execute(f"INSERT INTO {table} VALUES (1)")
        said = surely_empty(select, lambda table, empty=empty: table in empty)
        assert said == (empty in surely.split()), empty
        assert not said or not con.execute(select).fetchall()


@pytest.fixture(scope="module")
def searched():
    """A store in memory with ships that do all that is looked for."""
    with Store(None) as store:
        store.append("fixes", sea(1))
        pipeline.detect(store, load_settings())
        yield store


def test_of_every_step_duckdb_finds_nothing_where_that_was_said(searched):
    rules, tables, said = load_settings(), 0, 0
    for step in (s for s in pipeline.steps() if s.make is None):
        for table in sorted(step.reads):
            tables += 1
            empty = [p for p in step.parts(rules) if surely_empty(p, table.__eq__)]
            if not empty or table == "fixes":
                continue
            said += 1
            searched.execute(f"CREATE TEMP VIEW {quoted(table)} AS FROM {whole_name(searched, TABLES[table])} LIMIT 0")
            for part in empty:
                rows = searched.one(f"SELECT count(*) FROM ({part})", step.params(rules))[0]
                assert rows == 0, f"{step.writes} without {table}"
            searched.execute(f"DROP VIEW temp.{quoted(table)}")
    assert 0.3 * tables < said < tables


def test_of_every_function_that_is_said_to_find_nothing_none_does(searched):
    rules, said = load_settings(), set()
    for step in (s for s in pipeline.steps() if s.asks):
        asks = tables_read(step.asks)
        assert asks <= step.reads
        for empty in [asks, *({table} for table in asks)]:
            if not surely_empty(step.asks, empty.__contains__):
                continue
            said.add(step.writes)
            for table in empty:
                of_none = f"FROM {whole_name(searched, TABLES[table])} LIMIT 0"
                searched.execute(f"CREATE TEMP VIEW {quoted(table)} AS {of_none}")
            assert step.make(searched, step.section and rules.section(step.section)).empty, (step.writes, empty)
            for table in empty:
                searched.execute(f"DROP VIEW temp.{quoted(table)}")
    assert said == {"land_cells", "gap_probabilities", "possible_port_calls", "possible_rendezvous", "possible_routes"}


def test_a_search_that_runs_every_query_makes_the_same_tables(searched, monkeypatch):
    made = {s.writes: searched.rows(f"FROM {s.writes} ORDER BY ALL") for s in pipeline.steps()}
    monkeypatch.setattr("vesseltrack.engine.step.surely_empty", lambda part, is_empty: False)
    for table in CHANGES:
        searched.execute(f"DELETE FROM work.{table.name}")
    pipeline.detect(searched, load_settings())
    assert [n for n, rows in made.items() if searched.rows(f"FROM {n} ORDER BY ALL") != rows] == []
    assert {bool(rows) for rows in made.values()} == {True, False}
