"""What the renaming needs besides: put on top of a renamed tree. post.py TREE"""
import re, shutil, subprocess, sys
from pathlib import Path
T = Path(sys.argv[1])
BIN = '/work/main/.venv/bin/'


def edit(path, *pairs):
    p = next((T / x for x in path.split('|') if (T / x).exists()), None)
    assert p, path
    s = p.read_text()
    for old, new in pairs:
        if new in s:
            continue
        if old not in s:
            print('NOT FOUND in', p, ':', old[:80]); continue
        s = s.replace(old, new, 1)
    p.write_text(s)


shutil.copy('/work/wt/words-tools/overlay_store_former.py', T / 'vesseltrack/store/former.py')
subprocess.run([BIN + 'python', '/work/wt/words-tools/gen_former.py', str(T)], check=True, env={'PYTHONPATH': str(T), 'PATH': '/usr/bin:/bin'})
shutil.copy('/work/wt/words-tools/m0005.py', T / 'vesseltrack/store/migrations/m0005_field_words.py')
edit('vesseltrack/store/layout.py', ('SCHEMA_VERSION = 4\n', 'SCHEMA_VERSION = 5\n'))
edit('vesseltrack/store/migrations/__init__.py',
     ('import m0004_record_apart\n', 'import m0004_record_apart, m0005_field_words\n'),
     ('{4: m0004_record_apart.migrate}\n', '{\n    4: m0004_record_apart.migrate,\n    5: m0005_field_words.migrate,\n}\n'))
edit('vesseltrack/store/__init__.py',
     ('__all__ = ["Params", "Store", ', '__all__ = ["Params", "Store", "ask", '),
     ('from vesseltrack.store.layout import', 'from vesseltrack.store.former import ask\nfrom vesseltrack.store.layout import'),
     )
edit('vesseltrack/api.py',
     ('''        """Any SQL over the store's tables, as a pandas frame."""
        return self.store.frame(query, params)
''', '''        """Any SQL over the store's tables, as a pandas frame. Names of version 0.1 are understood, with a notice."""
        return ask(self.store, query, params)
'''),
     ('from vesseltrack.store import Params, Store\n', 'from vesseltrack.store import Params, Store, ask\n'),
     )
edit('vesseltrack/engine/pipeline.py|vesseltrack/pipeline.py',
     ('        record()\n        return made\n', '        record()\n        if store.path is not None:\n            make_views(store)\n        return made\n'),
     ('from vesseltrack.store import Store\n', 'from vesseltrack.store import Store\nfrom vesseltrack.store.former import make_views\n'),
     )
edit('vesseltrack/report/schema.py', ('VERSION = 1\n', 'VERSION = 2\n'),
     ('"""One more whenever a column goes, or means another thing; a new column leaves it."""', '"""One more whenever a column goes, or means another thing; a new column leaves it. 2: docs/alert-files-0.2.md."""'))
edit('vesseltrack/settings.py',
     ('''    if not isinstance(scoring, dict):
        return said
    whole = {k: flat(v) for k, v in scoring.items() if k in ("weights", "parameters") and isinstance(v, dict)}
    return {**said, "scoring": {**scoring, **whole}}
''', '''    if isinstance(scoring, dict):
        whole = {k: flat(v) for k, v in scoring.items() if k in ("weights", "parameters") and isinstance(v, dict)}
        said = {**said, "scoring": {**scoring, **whole}}
    now, notices = settings_of_now(said)
    for notice in notices:
        _LOG.warning("%s; the old name is understood until version 0.3", notice)
    return now
'''),
     ('however they were nested."""', 'and by their names of now."""'),
     ('from vesseltrack.rules import Rules\n', 'from vesseltrack.rules import Rules\nfrom vesseltrack.schema.former import settings_of_now\n'),
     ('import tomllib\n', 'import logging\nimport tomllib\n'),
     ('OURS = "vesseltrack"\n', '_LOG = logging.getLogger(__name__)\nOURS = "vesseltrack"\n'),
     )
edit('vesseltrack/store/copies.py',
     ('def read_copy(path: Path) -> list[dict[str, Any]]:\n    """The lines of a copy that are whole."""',
      'def read_copy(path: Path, table: str) -> list[dict[str, Any]]:\n    """The lines of a table\'s copy that are whole, by the column names of now."""'),
     ('    return [json.loads(line) for line in lines if line]\n', '''    rows = [modern(table, json.loads(line)) for line in lines if line]
    for row in rows:
        if row.get("told_of"):
            row["told_of"] = [modern("alert_events", event) for event in row["told_of"]]
    return rows
'''),
     ('import duckdb\n', 'import duckdb\n\nfrom vesseltrack.schema.former import modern\n'),
     )
edit('vesseltrack/alerts/anystore.py',
     ('return [json.loads(json.dumps(dict(zip(names, row, strict=True)), default=str)) for row in rows.fetchall()]',
      'return [modern(table, json.loads(json.dumps(dict(zip(names, row, strict=True)), default=str))) for row in rows.fetchall()]'),
     ('there, ours = set(_columns(con)[schema, table]), set(TABLES[name].names)', 'there, ours = set(modern(name, dict.fromkeys(_columns(con)[schema, table]))), set(TABLES[name].names)'),
     ('"alert_events": ({"event", "vessel_ids", "start_time", "as_of"},)', '"alert_events": ({"event", "event_type", "start_time", "as_of"},)'),
     ('"alert_events": ({"event", "ships", "start_time", "as_of"},)', '"alert_events": ({"event", "event_type", "start_time", "as_of"},)'),
     ('from vesseltrack.schema import TABLES\n', 'from vesseltrack.schema import TABLES\nfrom vesseltrack.schema.former import modern\n'))
edit('tests/store/test_layouts.py',
     ("""f"SET search_path = '{RESULTS},{RECORD},{WORK}'\"""", """f"SET search_path = 'v01,{RESULTS},{RECORD},{WORK}'\""""),
     ("            RECORD,\n            RESULTS,\n            WORK,\n        }", "            RECORD,\n            RESULTS,\n            WORK,\n        }"),
     ('from vesseltrack.alerts.whatif import', 'from vesseltrack.alerts.replay import'))
edit('vesseltrack/check.py', ('read_copy(file)', 'read_copy(file, table)'))
edit('vesseltrack/alerts/restore.py', ('read_copy(f) for f in files', 'read_copy(f, table) for f in files'))
edit('vesseltrack/alerts/verdicts.py',
     ('''        rows = [_row(s) for s in said]
''', '''        said = [modern("verdicts", s) for s in said]
        rows = [_row(s) for s in said]
'''),
     ('''    """The opposite of :func:`_event_said`."""
''', '''    """The opposite of :func:`_event_said`."""
    e = modern("alert_events", e)
'''),
     ('from vesseltrack.schema import TABLES\n', 'from vesseltrack.schema import TABLES\nfrom vesseltrack.schema.former import modern\n'),
     )
subprocess.run([BIN + 'ruff', 'check', '--fix', '-q', '--output-format=concise', str(T)]); subprocess.run([BIN + 'ruff', 'format', '-q', str(T)])
