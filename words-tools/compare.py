"""compare.py DIR: alert files of old and new are equal but for names."""
import json, sys, pathlib, csv, glob
sys.path.insert(0, '/work/wt/words-run')
from vesseltrack.schema.former import FORMER
D = pathlib.Path(sys.argv[1])
NEW = {old: new for f in FORMER if f.table == 'alerts' for new, old in f.columns.items()} | {'mark': 'verdict', 'first_told': 'first_reported', 'said': 'verdict_text'}
def folder(p):
    found = sorted(p.rglob('alerts.jsonl'))
    assert len(found) == 1, found
    return found[0].parent
for what in ('demo', 'gulf'):
    try: o, n = folder(D / 'old' / what), folder(D / 'new' / what)
    except AssertionError as e: print(what, 'missing', e); continue
    a = [json.loads(x) for x in (o / 'alerts.jsonl').read_text().splitlines()]
    b = [json.loads(x) for x in (n / 'alerts.jsonl').read_text().splitlines()]
    a2 = [{NEW.get(k, k): v for k, v in r.items()} for r in a]
    print(what, 'alerts', len(a), len(b), 'equal with order of columns:', [list(r.items()) for r in a2] == [list(r.items()) for r in b])
    for x, y in zip(a2, b):
        d = {k: (x.get(k), y.get(k)) for k in x.keys() | y.keys() if x.get(k) != y.get(k)}
        if d: print('  differs', d); break
    with open(o / 'alerts.csv', encoding='utf-8-sig') as f: c1 = list(csv.reader(f))
    with open(n / 'alerts.csv', encoding='utf-8-sig') as f: c2 = list(csv.reader(f))
    print('   csv', [NEW.get(h, h) for h in c1[0]] == c2[0], c1[1:] == c2[1:])
    g1, g2 = (json.loads((x / 'alerts.geojson').read_text())['features'] for x in (o, n))
    print('   geojson', [(f['id'], f['geometry'], {NEW.get(k, k): v for k, v in f['properties'].items()}) for f in g1] == [(f['id'], f['geometry'], f['properties']) for f in g2])
    print('   kml', (o / 'alerts.kml').read_bytes() == (n / 'alerts.kml').read_bytes(), 'page', (o / 'index.html').read_bytes() == (n / 'index.html').read_bytes())
    m1, m2 = (json.loads((x / 'manifest.json').read_text()) for x in (o, n))
    print('   manifest differs in', sorted(k for k in m1.keys() | m2.keys() if m1.get(k) != m2.get(k)))
import duckdb
o = duckdb.connect(str(D / 'old/g.duckdb'), read_only=True); n = duckdb.connect(str(D / 'new/g.duckdb'), read_only=True)
bad = []
for (t,) in o.execute("SELECT table_name FROM duckdb_tables() ORDER BY 1").fetchall():
    cols = [c for (c,) in o.execute("SELECT column_name FROM duckdb_columns() WHERE table_name=$t ORDER BY column_index", {'t': t}).fetchall() if c not in ('loaded_at', 'pruned_at')]
    q = f"SELECT md5(string_agg(r, '' ORDER BY r)), count(*) FROM (SELECT ({', '.join(chr(34)+c+chr(34) for c in cols)})::VARCHAR AS r FROM " + "{})"
    try:
        src = f'v01."{t}"' if n.execute("SELECT count(*) FROM duckdb_views() WHERE schema_name='v01' AND view_name=$t", {'t': t}).fetchone()[0] else f'"{t}"'
        x, y = o.execute(q.format(f'"{t}"')).fetchone(), n.execute(q.format(src)).fetchone()
        if x != y: bad.append((t, x, y))
    except Exception as e: bad.append((t, str(e)[:120]))
print('tables that differ through the views of 0.1:', bad)
