"""vesseltrack: find ships that break sanctions at sea, with the reason beside every alert.

>>> import vesseltrack as vt
>>> db = vt.open("korea.duckdb")          # doctest: +SKIP
>>> db.load("ais/*.csv")                  # doctest: +SKIP
>>> alerts = db.detect()                  # doctest: +SKIP
"""

from vesseltrack.api import Database, open, sniff, tables
from vesseltrack.errors import DiskFull, StoreUnavailable, UnreadableInput, VesseltrackError, WrongUse
from vesseltrack.settings import load_settings, presets
from vesseltrack.sources.layout import Layout
from vesseltrack.sources.reader import Reader

__all__ = [
    "Database",
    "DiskFull",
    "Layout",
    "Reader",
    "StoreUnavailable",
    "UnreadableInput",
    "VesseltrackError",
    "WrongUse",
    "load_settings",
    "open",
    "presets",
    "sniff",
    "tables",
]
