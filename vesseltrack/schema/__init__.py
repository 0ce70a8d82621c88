"""Every table of the store: its columns, their types, units and meaning.

A step's output is checked against this page, and the words here become the comments in the DuckDB file, so
that whoever opens it in another tool reads them too. Times are UTC. Positions are WGS 84 degrees.
"""

from dataclasses import replace

from vesseltrack.detectors import DETECTORS
from vesseltrack.schema.again import AGAIN
from vesseltrack.schema.alongside import NEARNESS
from vesseltrack.schema.changes import CHANGES as _CHANGES
from vesseltrack.schema.contacts import CONTACTED
from vesseltrack.schema.found import FOUND
from vesseltrack.schema.kept import KEPT as _KEPT
from vesseltrack.schema.loaded import LOADED as _LOADED
from vesseltrack.schema.loaded import REFERENCE as _REFERENCE
from vesseltrack.schema.reception import HEARD
from vesseltrack.schema.table import Column, Table
from vesseltrack.schema.tracks import TRACKED
from vesseltrack.table import RECORD, RESULTS, WORK

ASKED_FOR = frozenset(
    {
        "alerts",
        "calls",
        "companions",
        "contacts",
        "disturbances",
        "events",
        "identities",
        "matches",
        "reasons",
        "searched",
        "ships",
    }
    | {d.name for d in DETECTORS}
)
"""What people ask a store for: these stand in its main schema, where any tool finds them by their bare names."""


def _standing(schema: str, tables: tuple[Table, ...]) -> tuple[Table, ...]:
    """The same tables, each in the schema it stands in; a detector's own says so itself."""
    return tuple(
        t if t.schema == RESULTS else replace(t, schema=RESULTS if t.name in ASKED_FOR else schema) for t in tables
    )


LOADED, REFERENCE, KEPT = (_standing(RECORD, some) for some in (_LOADED, _REFERENCE, _KEPT))
DERIVED = _standing(WORK, TRACKED + HEARD + NEARNESS + tuple(d.table for d in DETECTORS) + CONTACTED + FOUND + AGAIN)
CHANGES = _standing(WORK, _CHANGES)
TABLES: dict[str, Table] = {t.name: t for t in LOADED + REFERENCE + KEPT + DERIVED + CHANGES}
OF_FILES = tuple(t.name for t in LOADED + KEPT if "file_id" in t.names)
"""Tables whose rows say of which file they are."""

__all__ = [
    "ASKED_FOR", "CHANGES", "DERIVED", "KEPT", "LOADED", "OF_FILES", "RECORD", "REFERENCE", "RESULTS", "TABLES", "WORK",
    "Column", "Table",
]  # fmt: skip
