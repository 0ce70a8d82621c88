"""The house itself: rooms that meet only in tables, SQL an analyst can read, one word everywhere."""

import ast
import os
import re
import subprocess
import sys
from fnmatch import fnmatch
from importlib import import_module
from pathlib import Path

import pytest

import vesseltrack as vt
from vesseltrack.detectors import DETECTORS
from vesseltrack.engine.pipeline import steps
from vesseltrack.engine.step import Step
from vesseltrack.errors import StepFailed
from vesseltrack.lists import LISTS
from vesseltrack.lists.entry import ListReader
from vesseltrack.schema import DERIVED, TABLES
from vesseltrack.settings import load_settings, presets
from vesseltrack.store import Store

from builders.paths import ROOT

PACKAGE = Path(vt.__file__).parent
SQL = sorted(PACKAGE.rglob("*.sql"))
PYTHON = sorted(PACKAGE.rglob("*.py"))
ROOMS = re.search(r"```rooms\n(.*?)```", (PACKAGE.parent / "docs" / "rooms.md").read_text(encoding="utf-8"), re.DOTALL)[
    1
]
"""Who may import whom: a row of the drawing may use the rows below it."""

ROWS = {
    name: len(ROOMS.splitlines()) - n
    for n, row in enumerate(ROOMS.splitlines())
    for name in re.split(r"\s{3,}", row)[0].split()
}
"""The height of each room."""


def _place(module: str) -> str:
    """The longest name in the drawing that fits a module, such as ``store`` for ``store.copies``."""
    return max((name for name in ROWS if fnmatch(f"{module}.", f"{name}.*")), key=len)


def _module(path: Path) -> str:
    parts = path.relative_to(PACKAGE).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" and len(parts) > 1 else parts)


def _imports(path: Path) -> set[str]:
    """The modules of ours that a module imports, by their names within the package; not those for type checkers alone."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING":
            node.body = [ast.Pass()]
    named = {a.name for n in ast.walk(tree) if isinstance(n, ast.Import) for a in n.names}
    for n in ast.walk(tree):
        if isinstance(n, ast.ImportFrom) and n.module:
            inside = {f"{n.module}.{a.name}" for a in n.names}
            named |= {m for m in inside if m in MODULES} or {n.module}
    return {m.removeprefix("vesseltrack").lstrip(".") or "__init__" for m in named if m.split(".")[0] == "vesseltrack"}


MODULES = {f"vesseltrack.{_module(path)}" for path in PYTHON}


@pytest.mark.parametrize("path", PYTHON, ids=_module)
def test_a_module_imports_only_what_stands_below_its_room(path):
    me = _module(path)
    for module in _imports(path):
        mine, theirs = _place(me), _place(module)
        own = module.startswith(f"{me}.") or me.startswith(f"{module}.") or mine == theirs
        assert own or ROWS[theirs] < ROWS[mine], f"{me} ({mine}) imports {module} ({theirs}): see docs/rooms.md"


def test_the_drawing_names_no_room_twice_and_every_row_has_one():
    named = [name for row in ROOMS.splitlines() for name in re.split(r"\s{3,}", row)[0].split()]
    assert len(named) == len(set(named)) and all(row.strip() for row in ROOMS.splitlines())


def test_only_the_command_line_knows_the_terminal():
    for path in PYTHON:
        tree = ast.parse(path.read_text(encoding="utf-8"))
        named = {n.module for n in ast.walk(tree) if isinstance(n, ast.ImportFrom) and n.module}
        named |= {a.name for n in ast.walk(tree) if isinstance(n, ast.Import) for a in n.names}
        if _place(_module(path)) != "cli":
            assert not {m for m in named if m.split(".")[0] in {"typer", "rich", "click"}}, path


@pytest.mark.parametrize("path", SQL, ids=lambda p: p.name)
def test_sql_files_are_selects_that_say_what_they_find_and_write(path):
    text = path.read_text(encoding="utf-8")
    if path.name in {"macros.sql", "reading.sql"}:
        assert set(re.findall(r"^CREATE OR REPLACE (\w+ \w+)", text, re.MULTILINE)) == {"TEMP MACRO"}
        return
    finds = r"-- Story: .+\n" if path.name == "story.sql" else r"-- Finds:  .+\n-- Writes: \w+\n"
    assert re.match(finds, text), path
    code = re.sub(r"--.*", "", text)
    assert re.match(r"\s*(WITH|SELECT)\b", code)
    assert not re.search(r"\b(INSERT|UPDATE|DELETE|CREATE|DROP|ATTACH|COPY|PRAGMA|INSTALL|LOAD)\b", code, re.IGNORECASE)


@pytest.mark.parametrize("step", steps(), ids=lambda s: s.writes)
def test_a_step_makes_and_reads_tables_that_are_described(step):
    assert step.finds and step.writes in TABLES
    assert set(step.reads) <= set(TABLES)
    assert step.reads or step.writes == "event_types"  # what is declared rests on no data


@pytest.fixture(scope="module")
def empty():
    """A store in memory with every table, all empty."""
    store = Store(None)
    for table in TABLES.values():
        store.create(table)
    return store


@pytest.mark.parametrize("step", [s for s in steps() if s.make is None], ids=lambda s: s.writes)
def test_a_step_gives_the_columns_that_are_described_and_no_others(step, empty):
    settings = load_settings()
    got = empty.execute(f"SELECT * FROM ({step.query(settings)}) LIMIT 0", step.params(settings)).description
    assert {c[0] for c in got} == set(TABLES[step.writes].names)


def test_a_table_that_changed_its_shape_or_its_meaning_is_made_anew(tmp_path):
    with vt.open(tmp_path / "s.duckdb") as db:
        db.detect()
        db.store.execute("ALTER TABLE listed_ship_detections ADD COLUMN old INTEGER")
        db.store.execute("COMMENT ON COLUMN visits.zone IS 'something else'")
        db.detect()
        columns = dict(
            db.store.rows(
                "SELECT table_name || '.' || column_name, comment FROM duckdb_columns() WHERE NOT internal AND schema_name <> 'v01'"
            )
        )
    assert "listed_ship_detections.old" not in columns
    assert columns["visits.zone"] == next(c.meaning for c in TABLES["visits"].columns if c.name == "zone")


def test_a_step_that_lacks_a_column_fails(empty):
    lacking = Step("possible_port_calls", (), "nothing", sql="SELECT 'x' AS event FROM gaps")
    with pytest.raises(StepFailed, match=r"step possible_port_calls failed: .*target"):
        lacking.run(empty, load_settings())


def test_steps_come_after_what_they_read():
    made: set[str] = set(TABLES) - {t.name for t in DERIVED}
    for step in steps():
        assert set(step.reads) <= made, step.writes
        made.add(step.writes)
    assert made == set(TABLES)  # every table described is made, and the other way round


def test_one_word_everywhere():
    for d in DETECTORS:
        assert d.name in load_settings().model_dump()
    assert {p.parent.name for p in (PACKAGE / "detectors").glob("*/__init__.py")} == {d.name for d in DETECTORS}
    machinery = {"__init__", "entry", "xml", "load", "update", "lookalikes", "snapshots", "names", "numbers"}
    for path in (PACKAGE / "lists").glob("*.py"):
        module = import_module(f"vesseltrack.lists.{path.stem}")
        assert path.stem in machinery or any(r in LISTS for r in vars(module).values() if isinstance(r, ListReader)), (
            path
        )


def test_every_column_has_a_meaning_that_other_tools_show(tmp_path):
    with vt.open(tmp_path / "s.duckdb") as db:
        db.detect()
        db.detect()  # once more: tables are emptied, and keep their comments
    store = Store(tmp_path / "s.duckdb", read_only=True)
    for table in TABLES.values():
        assert table.row.endswith((".", "…")), table.name
        if table.name in store.names():
            comments = store.rows(
                f"SELECT column_name, comment FROM duckdb_columns() WHERE table_name = '{table.name}' AND schema_name <> 'v01'"
            )
            assert {c for c, _ in comments} == {c.name for c in table.columns}
            assert all(comment for _, comment in comments)


def test_units_stand_in_the_names_of_settings():
    units = (
        "_h",
        "_kn",
        "_m",
        "_km",
        "_nm",
        "_s",
        "_percentile",
        "_score",
        "_ships",
        "_before",
        "_mb",
        "_percent",
        "_letters",
        "_days",
        "_slots",
        "_rate",
        "_odds",
        "_share",
        "_apart_m",
        "_min",
        "_fixes",
        "_slots",
        "_identities",
    )
    words = {
        "since",
        "most_by_chance",
        "addresses",
        "official",
        "fuzzy",
        "tiers",
        "seed",
        "trees",
        "weights",
        "parameters",
        "preset",
    }
    for section, rules in load_settings().model_dump().items():
        for name in rules if isinstance(rules, dict) else ():
            assert name.endswith(units) or name in words, f"{section}.{name}"


def test_files_are_short_and_functions_shorter():
    lengths = []
    for path in PYTHON:
        text = path.read_text(encoding="utf-8")
        assert len(text.splitlines()) <= 300, path
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef):
                lengths.append(node.end_lineno - node.lineno + 1)
    lengths.sort()
    assert lengths[len(lengths) // 2] <= 10
    assert sum(n > 45 for n in lengths) <= 2


@pytest.mark.parametrize("name", ["vesseltrack", "gfw", "starboard", "skylight", "windward-8h"])
def test_presets_exist_and_load(name):
    assert name in presets()
    assert load_settings(preset=name).preset == name


@pytest.mark.parametrize(
    "wrong", ["gaps.min_silence_h=-1", "gaps.min_silence_h=x", "gaps.nonsense=1", "nonsense.x=1", "gaps", "gaps=1"]
)
def test_a_wrong_setting_says_what_is_wrong(wrong):
    with pytest.raises(vt.WrongUse):
        load_settings(assign=[wrong])


def test_settings_go_preset_then_file_then_assignment(tmp_path):
    (tmp_path / "s.toml").write_text('preset = "gfw"\n[gaps]\nmin_shore_nm = 30\n')
    rules = load_settings(tmp_path / "s.toml", assign=["gaps.min_fixes_before=3"]).gaps
    assert (rules.min_silence_h, rules.min_shore_nm, rules.min_fixes_before) == (12, 30, 3)


def test_public_names_are_few_and_documented():
    assert len(vt.__all__) <= 21
    for name in vt.__all__:
        assert getattr(vt, name).__doc__, name


def test_public_functions_are_documented():
    for path in PYTHON:
        tree = ast.parse(path.read_text(encoding="utf-8"))
        classes = [n for n in tree.body if isinstance(n, ast.ClassDef)]
        for node in [*tree.body, *(m for c in classes for m in c.body)]:
            if isinstance(node, (ast.FunctionDef, ast.ClassDef)) and not node.name.startswith("_"):
                assert ast.get_docstring(node), f"{path.name}: {node.name}"


OLDER = ROOT / ".cache" / "duckdb-1"
needs_older = pytest.mark.skipif(not OLDER.is_dir(), reason="make test puts DuckDB 1.x into .cache/duckdb-1")


@needs_older
@pytest.mark.slow
def test_both_generations_of_duckdb_give_the_same_alerts(tmp_path):
    folders = []
    for path in ("", str(OLDER)):
        out = tmp_path / f"on{len(folders)}"
        command = [sys.executable, "-m", "vesseltrack", "demo", "--days", "2", "--ships", "60", "--top", "0"]
        subprocess.run(
            [*command, "--dir", str(out / "demo"), "--out", str(out / "alerts")],
            env={**os.environ, "PYTHONPATH": path}, check=True, capture_output=True, cwd=tmp_path,
        )  # fmt: skip
        folders.append(out / "alerts" / "2026-11-17")
    for name in ("alerts.csv", "alerts.geojson"):
        assert (folders[0] / name).read_bytes() == (folders[1] / name).read_bytes()
    assert (folders[0] / "alerts.csv").stat().st_size > 1000


@needs_older
def test_an_analyst_with_an_older_duckdb_opens_the_store(tmp_path):
    """DuckDB 2 writes files by default that no 1.x opens; ours are for 1.2 and later."""
    path = tmp_path / "s.duckdb"
    with vt.open(path) as db:
        db.detect()
    code = (
        f"import sys; sys.path.insert(0, {str(OLDER)!r}); import duckdb; assert duckdb.__version__.startswith('1.');"
        f"c = duckdb.connect({str(path)!r}, read_only=True);"
        "print(c.execute('SELECT count(*) FROM record.zones').fetchone()[0], c.execute(\"SELECT comment FROM duckdb_tables() WHERE table_name='gaps'\").fetchone()[0])"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert int(out.stdout.split()[0]) > 50 and "dark period" in out.stdout


def test_a_store_of_another_shape_is_refused(tmp_path):
    with vt.open(tmp_path / "s.duckdb") as db:
        db.store.execute("UPDATE store SET schema = 99")
    with pytest.raises(vt.StoreUnavailable, match="later version"):
        vt.open(tmp_path / "s.duckdb")


def test_nothing_is_fetched():
    store = Store(None)
    said = dict(store.rows("SELECT name, value FROM duckdb_settings() WHERE name LIKE 'auto%extensions'"))
    assert set(said.values()) == {"false"}
