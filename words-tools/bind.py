"""Bind every SQL step of a tree against empty tables: what names do not fit."""
import sys, traceback
try:
    from vesseltrack.engine.pipeline import steps
    from vesseltrack.engine.step import PARAMETER
except ImportError:
    from vesseltrack.pipeline import steps
    from vesseltrack.step import PARAMETER
from vesseltrack.schema import TABLES
from vesseltrack.settings import load_settings
from vesseltrack.store import Store, quoted
import duckdb
s = load_settings()
bad = 0
with Store(None) as st:
    for t in TABLES.values():
        (st.create(t) if hasattr(st, "create") else st.execute(t.ddl))
    try:
        todo = steps()
    except Exception as e:
        traceback.print_exc(); sys.exit(1)
    for step in todo:
        if step.make is not None:
            unknown = set(step.declared) - set(TABLES)
            if unknown: print(step.writes, 'declares unknown', unknown); bad += 1
            continue
        try:
            q = step.query(s)
            p = step.params(s)
            cols = ', '.join(quoted(c) for c in TABLES[step.writes].names)
            st.con.execute(f'EXPLAIN SELECT {cols} FROM ({q})', p)
        except Exception as e:
            bad += 1
            print('==', step.writes, type(e).__name__, '\n'.join(str(e).splitlines()[:6]))
print('bad', bad)
