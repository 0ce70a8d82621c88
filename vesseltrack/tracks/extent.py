"""Where a stretch of a track lies and how fast it was sailed, for a cheap test of what is far from it.

Units: hours, minutes of arc, knots.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

Place = tuple[float, float, float]
"""Time in hours, and minutes of arc north and east."""


@dataclass(slots=True)
class Extent:
    """Bounding box (minutes of arc) and largest speed (knots) of a stretch of a track, for a cheap test in :func:`far_off`."""

    since: float = -math.inf
    south: float = math.inf
    north: float = -math.inf
    west: float = math.inf
    east: float = -math.inf
    kn: float = 0.0

    def add(self, y: float, x: float, kn: float) -> None:
        """Extend it by a place and the speed to it."""
        self.south, self.north = min(self.south, y), max(self.north, y)
        self.west, self.east = min(self.west, x), max(self.east, x)
        self.kn = max(self.kn, kn)


def knots(before: Place, place: Place) -> float:
    """Speed from one place to the next, knots; an upper bound, as a minute of longitude counts like one of latitude."""
    hours = place[0] - before[0]
    return math.hypot(place[1] - before[1], place[2] - before[2]) / hours if hours > 0 else 0.0
