"""Every table of the store: its columns, their types, units and meaning.

A step's output is checked against this page, and the words here become the comments in the DuckDB file, so
that whoever opens it in another tool reads them too. Times are UTC. Positions are WGS 84 degrees.
"""

from vesseltrack.detectors import DETECTORS
from vesseltrack.schema.again import AGAIN
from vesseltrack.schema.alongside import NEARNESS
from vesseltrack.schema.contacts import CONTACTED
from vesseltrack.schema.found import FOUND
from vesseltrack.schema.kept import KEPT
from vesseltrack.schema.loaded import LOADED, REFERENCE
from vesseltrack.schema.reception import HEARD
from vesseltrack.schema.table import Column, Table
from vesseltrack.schema.tracks import TRACKED

DERIVED = TRACKED + HEARD + NEARNESS + tuple(d.table for d in DETECTORS) + CONTACTED + FOUND + AGAIN
TABLES: dict[str, Table] = {t.name: t for t in LOADED + REFERENCE + KEPT + DERIVED}
OF_FILES = tuple(t.name for t in LOADED + KEPT if "file_id" in t.names)
"""Tables whose rows say of which file they are."""

__all__ = ["DERIVED", "KEPT", "LOADED", "OF_FILES", "REFERENCE", "TABLES", "Column", "Table"]
