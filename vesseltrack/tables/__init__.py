"""Every table of the store: its columns, their types, units and meaning.

A step's output is checked against this page, and the words here become the comments in the DuckDB file, so
that whoever opens it in another tool reads them too. Times are UTC. Positions are WGS 84 degrees.
"""

from vesseltrack.tables.found import FOUND
from vesseltrack.tables.kept import KEPT
from vesseltrack.tables.loaded import LOADED, REFERENCE
from vesseltrack.tables.reception import HEARD
from vesseltrack.tables.table import Column, Table
from vesseltrack.tables.tracks import TRACKED

DERIVED = TRACKED + HEARD + FOUND
TABLES: dict[str, Table] = {t.name: t for t in LOADED + REFERENCE + KEPT + DERIVED}

__all__ = ["DERIVED", "KEPT", "LOADED", "REFERENCE", "TABLES", "Column", "Table"]
