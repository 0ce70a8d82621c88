"""A ship of the demo: the identity it sends, and its true position at every second."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from vesseltrack.demo.lanes import Point, miles

Floats = npt.NDArray[np.float64]
UNDER_WAY, AT_ANCHOR, MOORED, FISHING = 0, 1, 5, 7


@dataclass
class Track:
    """True track of a ship, as vertices: time (seconds from the start), latitude, longitude, and the status from then on."""

    t: list[float] = field(default_factory=list)
    lat: list[float] = field(default_factory=list)
    lon: list[float] = field(default_factory=list)
    status: list[int] = field(default_factory=list)

    @property
    def now(self) -> float:
        """The last time on the track, seconds."""
        return self.t[-1]

    @property
    def here(self) -> Point:
        """The last place on the track."""
        return self.lat[-1], self.lon[-1]

    def begin(self, t: float, at: Point, status: int = UNDER_WAY) -> Track:
        """Add the first vertex."""
        self._add(t, at, status)
        return self

    def _add(self, t: float, at: Point, status: int) -> None:
        self.t.append(t)
        self.lat.append(at[0])
        self.lon.append(at[1])
        self.status.append(status)

    def sail(self, path: tuple[Point, ...] | list[Point], knots: float) -> Track:
        """Add a passage along a path, at a constant speed."""
        self.status[-1] = UNDER_WAY
        for a, b in pairwise((self.here, *path)):
            hours = miles(a, b) / knots
            if hours > 0:
                self._add(self.now + hours * 3600, b, UNDER_WAY)
        return self

    def stay(self, hours: float, status: int) -> Track:
        """Add a stay at the last place."""
        self.status[-1] = status
        self._add(self.now + hours * 3600, self.here, UNDER_WAY)
        return self

    def wander(self, hours: float, rng: np.random.Generator, knots: float, miles_wide: float, status: int) -> Track:
        """Add movements to and fro within ``miles_wide`` nautical miles of the last place."""
        centre, end = self.here, self.now + hours * 3600
        while self.now < end:
            angle, far = rng.uniform(0, 2 * np.pi), miles_wide * np.sqrt(rng.uniform())
            to = (
                centre[0] + far / 60 * np.cos(angle),
                centre[1] + far / 60 * np.sin(angle) / np.cos(np.radians(centre[0])),
            )
            self.status[-1] = status
            self._add(self.now + max(60.0, miles(self.here, to) / knots * 3600), to, status)
        return self


@dataclass
class Ship:
    """The identity a ship sends, its track, and when it does not transmit.

    Attributes:
        mmsi: as sent.
        name: as sent.
        imo: as sent, or ``None``.
        ship_type: AIS type code.
        length: metres.
        draught: metres.
        transponder: ``A`` or ``B``.
        track: its true track.
        strength: factor on the range at which its class is received.
        every_s: the feed keeps at most one message in so many seconds, as NOAA's keeps one a minute.
        silent: spans of seconds in which it does not transmit.
        says: second from which on, and the particulars (``mmsi``, ``name``, ``imo``) that it sends instead of its own.
    """

    mmsi: int
    name: str
    imo: int | None
    ship_type: int
    length: float
    draught: float
    transponder: str
    track: Track
    call_sign: str = ""
    strength: float = 1.0
    every_s: float = 60.0
    silent: list[tuple[float, float]] = field(default_factory=list)
    says: list[tuple[float, dict[str, object]]] = field(default_factory=list)

    def at(self, t: Floats) -> tuple[Floats, Floats]:
        """Latitude and longitude at times (seconds from the start), degrees."""
        return np.interp(t, self.track.t, self.track.lat), np.interp(t, self.track.t, self.track.lon)
