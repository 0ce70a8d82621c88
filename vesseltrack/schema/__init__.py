"""Every table of the store: its columns, their types, units and meaning.

The output of every step is checked against it, and its texts become comments in the DuckDB file, visible in other tools too.
Times are UTC. Positions are WGS 84 degrees.
"""

from dataclasses import replace

from vesseltrack.detectors import DETECTORS
from vesseltrack.schema.again import AGAIN
from vesseltrack.schema.alongside import NEARNESS
from vesseltrack.schema.by_source import BY_SOURCE
from vesseltrack.schema.changes import CHANGES as _CHANGES
from vesseltrack.schema.contacts import CONTACTED
from vesseltrack.schema.found import FOUND
from vesseltrack.schema.identity import IDENTITY
from vesseltrack.schema.kept import KEPT as _KEPT
from vesseltrack.schema.loaded import LOADED as _LOADED
from vesseltrack.schema.loaded import REFERENCE as _REFERENCE
from vesseltrack.schema.reception import HEARD
from vesseltrack.schema.ships import SHIPS
from vesseltrack.schema.silences import SILENT
from vesseltrack.schema.table import Column, Table
from vesseltrack.schema.tracks import TRACKED
from vesseltrack.table import RECORD, RESULTS, WORK

ASKED_FOR = frozenset(
    {
        "alerts",
        "possible_port_calls",
        "possible_rendezvous",
        "contacts",
        "outages",
        "events",
        "identities",
        "matches",
        "event_indicators",
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
DERIVED = _standing(
    WORK,
    SHIPS
    + TRACKED
    + BY_SOURCE
    + HEARD
    + SILENT
    + NEARNESS
    + IDENTITY
    + tuple(t for d in DETECTORS for t in (*d.on_the_way, d.table))
    + CONTACTED
    + FOUND
    + AGAIN,
)
CHANGES = _standing(WORK, _CHANGES)
TABLES: dict[str, Table] = {t.name: t for t in LOADED + REFERENCE + KEPT + DERIVED + CHANGES}
OF_FILES = tuple(t.name for t in LOADED + KEPT if "file_id" in t.names)
"""Tables whose rows say of which file they are."""

__all__ = [
    "ASKED_FOR", "CHANGES", "DERIVED", "KEPT", "LOADED", "OF_FILES", "RECORD", "REFERENCE", "RESULTS", "TABLES", "WORK",
    "Column", "Table",
]  # fmt: skip
