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
_ROOMS = {
    "api": ("Database", "open", "sniff", "tables"),
    "settings": ("load_settings", "presets"),
    "sources.layout": ("Layout",),
    "sources.reader": ("Reader",),
}
"""Where the public names come from; the others are errors."""


def __getattr__(name: str) -> Any:
    """A public name when it is first asked for: the command line meets Ctrl-C while its libraries load."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    room = next((room for room, names in _ROOMS.items() if name in names), "errors")
    found = globals()[name] = getattr(import_module(f"vesseltrack.{room}"), name)
    return found


def __dir__() -> list[str]:
    return [*globals(), *__all__]
