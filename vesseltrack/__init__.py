"""vesseltrack: find ships that break sanctions at sea, with the reason beside every alert.

>>> import vesseltrack as vt
>>> db = vt.open("korea.duckdb")          # doctest: +SKIP
>>> db.load("ais/*.csv")                  # doctest: +SKIP
>>> alerts = db.detect()                  # doctest: +SKIP
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from vesseltrack.api import Database, open, sniff, tables
    from vesseltrack.demo.opened import open_demo
    from vesseltrack.errors import DiskFull, StoreUnavailable, UnreadableInput, VesseltrackError, WrongUse
    from vesseltrack.methods.declared import data_folder, formats, indicators, list_formats, step, steps
    from vesseltrack.report.explore import sea_frame
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
    "data_folder",
    "formats",
    "indicators",
    "list_formats",
    "load_settings",
    "open",
    "open_demo",
    "presets",
    "sea_frame",
    "sniff",
    "step",
    "steps",
    "tables",
]

_HOMES = {
    "api": ("Database", "open", "sniff", "tables"),
    "demo.opened": ("open_demo",),
    "errors": ("DiskFull", "StoreUnavailable", "UnreadableInput", "VesseltrackError", "WrongUse"),
    "methods.declared": ("data_folder", "formats", "indicators", "list_formats", "step", "steps"),
    "report.explore": ("sea_frame",),
    "settings": ("load_settings", "presets"),
    "sources.layout": ("Layout",),
    "sources.reader": ("Reader",),
}


def __getattr__(name: str) -> Any:
    """Fetch a name from its module when it is first asked for: what it needs takes half a second to load.

    Raises:
        AttributeError: there is no such name.
    """
    for module, names in _HOMES.items():
        if name in names:
            return getattr(import_module(f"vesseltrack.{module}"), name)
    raise AttributeError(f"module 'vesseltrack' has no attribute {name!r}")


def __dir__() -> list[str]:
    """The names a notebook offers to complete."""
    return __all__
