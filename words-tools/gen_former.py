"""Write vesseltrack/schema/former.py of a tree: the renames whose tables it has."""
import sys
sys.path.insert(0, '/work/wt/words-tools'); sys.path.insert(0, sys.argv[1])
from names import TABLES as R
from vesseltrack.schema import TABLES
import re
lines = []
FIRST = set(open('/work/wt/words-tools/tables_01.txt').read().split())
for old, (new, cols) in R.items():
    if old not in FIRST or new not in TABLES:
        continue
    had = set(open('/work/wt/words-tools/columns_01.txt').read().split())
    keep = {c: n for c, n in cols.items() if f'{old}.{c}' in had and n in TABLES[new].names}
    for c in TABLES[new].names:  # slots
        if 'slot' in c and f'{old}.{c.replace("slot", "mark")}' in had and c not in keep.values():
            keep[c.replace('slot', 'mark')] = c
    if new == old and not keep:
        continue
    said = ', '.join(f'{n} {c}' for c, n in keep.items())
    lines.append(f'{new} {old}: {said}'.rstrip(': ').rstrip() if not said else f'{new} {old}: {said}')
# wrap
out = []
for line in lines:
    while len(line) > 118:
        cut = line.rfind(', ', 0, 118)
        out.append(line[:cut + 1]); line = '    ' + line[cut + 2:]
    out.append(line)
body = '\n'.join(out)
text = f'''"""What tables, columns, values and settings were called in version 0.1; their names are understood for one version more.

From this page follow how a store of version 0.1 is taken over, the views that old queries run on (``store/former.py``), what old
settings and files of verdicts are read as, and the table of ``docs/glossary.md``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Former:
    """A table: its name, its name in version 0.1, and the columns that were called otherwise then, by their names of now."""

    table: str
    former: str
    columns: Mapping[str, str] = field(default_factory=dict)


_NAMES = """
{body}
"""
"""The table, what it was called, and of each column its name and what it was called."""


def _read(text: str) -> tuple[Former, ...]:
    lines = text.strip().replace(",\\n    ", ", ").splitlines()
    found = []
    for line in lines:
        names, _, columns = line.partition(":")
        table, former = names.split()
        pairs = [(pair.split()[0], pair.split()[1]) for pair in columns.split(",") if pair.strip()]
        found.append(Former(table, former, dict(pairs)))
    return tuple(found)


FORMER = _read(_NAMES)
_ASSESSMENTS = {{
    "transmitter_off": "silent",
    "lost_signal": "not heard",
    "undetermined": "cannot tell",
    "outage": "disturbed",
}}
VALUES: Mapping[str, tuple[tuple[str, dict[str, str]], ...]] = {{
    "gaps": (("assessment", _ASSESSMENTS),),
    "assessed_gaps": (("assessment", _ASSESSMENTS),),
    "rejects": (("reason", {{"pruned": "let_go"}}),),
    "reject_counts": (("reason", {{"pruned": "let_go"}}),),
}}
"""Of tables, the columns with values that were called otherwise."""

SECTIONS = {{
    "reach": "reachability",
    "identity_signs": "identity_anomalies",
    "sightings": "listed_ship_detections",
}}
"""Sections of the settings, and what ids of indicators began with: in version 0.1, and now."""
SETTINGS = {{
    "reception.cell_chances": "reception.cell_prior_slots",
    "reception.hour_chances": "reception.hour_prior_slots",
    "reception.ship_chances": "reception.ship_prior_slots",
    "reception.way_h": "reception.candidate_h",
    "scoring.odd_percentile": "scoring.anomaly_percentile",
}}
"""Single settings, by the sections of now."""
PARAMETERS = {{"trades": "vessel_types"}}
"""Parameters of indicators."""


def modern(table: str, row: Mapping[str, Any]) -> dict[str, Any]:
    """A row of a table as JSON has it, perhaps with column names of version 0.1, by the names of now."""
    names = next(({{old: new for new, old in f.columns.items()}} for f in FORMER if f.table == table), {{}})
    return {{(names.get(k, k) if names.get(k) not in row else k): v for k, v in row.items()}}
'''
open(sys.argv[1] + '/vesseltrack/schema/former.py', 'w').write(text)
text += '''

def settings_of_now(said: Mapping[str, Any]) -> tuple[dict[str, Any], list[str]]:
    """Settings, perhaps with names of version 0.1, by the names of now; and what was called otherwise, in words.

    Args:
        said: sections of settings; in ``scoring``, ``weights`` and ``parameters`` by whole addresses.
    """
    out: dict[str, Any] = {}
    notices: list[str] = []

    def now(old: str, new: str) -> str:
        if old != new:
            notices.append(f"the setting {old} is called {new} now")
        return new

    for section, values in said.items():
        name = now(section, SECTIONS.get(section, section))
        out[name] = {_setting(name, k, now): v for k, v in values.items()} if isinstance(values, dict) else values
    for kind in ("weights", "parameters"):
        scoring = out.get("scoring")
        if isinstance(scoring, dict) and isinstance(scoring.get(kind), dict):
            scoring[kind] = {now(address, _address(address)): value for address, value in scoring[kind].items()}
    return out, notices


def _setting(section: str, key: str, now: Callable[[str, str], str]) -> str:
    old = f"{section}.{key}"
    return now(old, SETTINGS.get(old, old)).partition(".")[2]


def _address(address: str) -> str:
    """The address of an indicator, or of a parameter of one."""
    table, *rest = address.split(".")
    if len(rest) == 2:
        rest[1] = PARAMETERS.get(rest[1], rest[1])
    return ".".join([SECTIONS.get(table, table), *rest])
'''
text = text.replace("from collections.abc import Mapping\n", "from collections.abc import Callable, Mapping\n")
open(sys.argv[1] + '/vesseltrack/schema/former.py', 'w').write(text)
