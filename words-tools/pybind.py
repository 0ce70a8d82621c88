"""EXPLAIN the SQL constants of Python files against empty tables; say what columns are not found. pybind.py TREE [dirs]"""
import ast, re, sys, pathlib
T = pathlib.Path(sys.argv[1])
from vesseltrack.schema import TABLES
from vesseltrack.store import Store
st = Store(None)
for t in TABLES.values(): (st.create(t) if hasattr(st, "create") else st.execute(t.ddl))
seen = set()
for d in sys.argv[2:] or ['vesseltrack']:
    for p in sorted((T / d).rglob('*.py')):
        tree = ast.parse(p.read_text())
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                s = node.value.strip()
            elif isinstance(node, ast.JoinedStr):
                s = ''.join(v.value if isinstance(v, ast.Constant) else '1' for v in node.values).strip()
            else: continue
            s = re.sub(r'^(--[^\n]*\n\s*)+', '', s)
            if not re.match(r'(SELECT|FROM|WITH|INSERT|UPDATE|DELETE)\b', s): continue
            q = re.sub(r'\$[a-z_]+', 'NULL', s.rstrip().rstrip(';'))
            q = re.sub(r'\{[a-z_]*\}', '1', q)
            try: st.con.execute('EXPLAIN ' + q)
            except Exception as e:
                m = str(e)
                if ('not found in FROM' in m or 'does not have a column' in m or 'Table with name' in m and 'temp.' not in m) and (p, m) not in seen:
                    seen.add((p, m))
                    print(f'{p.relative_to(T)}:{node.lineno}: {m.splitlines()[0][:150]}')
