"""Words of prose and of local names, by room: run on top of a renamed tree. prose.py TREE"""
import re, subprocess, sys
from pathlib import Path
T = Path(sys.argv[1])
files = subprocess.run(['git', '-C', str(T), 'ls-files'], capture_output=True, text=True).stdout.split('\n')
RULES = [
    # where, but not where, pattern, new
    (r'^(vesseltrack|docs|notebooks)/.*\.(py|sql|toml|md|ipynb)$|README', r'/demo/|/evaluate/|/sources/|alert-files|glossary|schema/former|decisions', r'(?<!")\blane(s?)\b(?! from|", "rank)(?<!one lane)', r'queue\1'),
    (r'^vesseltrack/.*\.py$', r'/demo/|/evaluate/|schema/former', r'\bLANES\b', 'QUEUES'),
    (r'^vesseltrack/(tracks|reception|engine|schema|detectors/(gaps|visits))/.*\.(py|sql|toml)$', r'schema/former', r'\bleap(s?)\b', r'jump\1'),
    (r'^vesseltrack/(tracks|reception|engine|schema|detectors/(gaps|visits))/.*\.(py|sql|toml)$', r'schema/former', r'\bLeap(s?)\b', r'Jump\1'),
    (r'^vesseltrack/(tracks|reception|engine|schema|detectors/gaps)/.*\.(py|sql|toml)$', r'schema/former', r'\bleapt\b', 'jumped'),
    (r'^vesseltrack/engine/', None, r'_LEAPING', '_JUMPING'),
    (r'^(vesseltrack/tracks/(hulls|segments|of_ship|track_steps)\.(py|sql)|tests/tracks/test_hulls\.py)$', None, r'\bpiece(s?)\b', r'segment\1'),
    (r'^(vesseltrack/tracks/(hulls|segments|of_ship|track_steps)\.(py|sql)|tests/tracks/test_hulls\.py)$', None, r'\bPiece\b', 'Segment'),
    (r'^vesseltrack/engine/window\.py$', None, r'\bpieces\b', 'segments'),
    (r'^vesseltrack/(alongside|detectors/(visits|encounters|loitering))/.*\.(py|sql)$|^vesseltrack/store/macros\.sql$|report/page/tracks\.py', r'base\.py', r'(?<!their )\bmark(s?)\b(?!er)', r'slot\1'),
    (r'^vesseltrack/(alongside|detectors/(visits|encounters|loitering))/.*\.(py|sql)$', None, r'\bfirst_mark\b', 'first_slot'),
    (r'^vesseltrack/(alongside|detectors/(visits|encounters|loitering))/.*\.(py|sql)$', None, r'\blast_mark\b', 'last_slot'),
    (r'^vesseltrack/.*\.py$', None, r'\bMARK_S\b', 'SLOT_S'),
]
for f in files:
    if not f:
        continue
    p = T / f
    if not p.is_file():
        continue
    todo = [(re.compile(a), b) for w, n, a, b in RULES if re.search(w, f) and not (n and re.search(n, f))]
    if not todo:
        continue
    s = old = p.read_text()
    for a, b in todo:
        s = a.sub(b, s)
    if s != old:
        p.write_text(s)
