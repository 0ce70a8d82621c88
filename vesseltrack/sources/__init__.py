"""The formats we read: one file each, one line each in READERS.

To add one: write a :class:`Layout` in a file of its own beside ``noaa.py`` and name it here.
"""

from vesseltrack.sources.layout import Layout
from vesseltrack.sources.noaa import NOAA
from vesseltrack.sources.plain import PLAIN

READERS: tuple[Layout, ...] = (
    NOAA,
    PLAIN,
)
