"""Simulated ships for the evaluation worlds: true positions at all times, received or not.

Independent of the demo's simulator. Nothing here depends on receivers, cells or probabilities.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

MIDS = (352, 538, 636, 477, 563, 413, 441, 431, 273, 248, 229, 311)
SHIP_TYPES = {"cargo": 70, "tanker": 80, "fishing": 30, "tug": 52, "passenger": 60, "pleasure": 37}


@dataclass
class Hull:
    """One ship: its track as vertices of a line, and how it transmits.

    Attributes:
        number: MMSI.
        vessel_type: one of ``SHIP_TYPES``.
        small: whether its transponder is class B.
        t, lat, lon: vertices of its track, hours and degrees; before the first and after the last the ship does not exist.
        antenna: range at which it is received, as a factor of a usual ship's.
        mute: spans in which it does not transmit: from, to; hours.
        routine: whether those spans are a nightly habit rather than a planted silence.
    """

    number: int
    vessel_type: str
    small: bool
    t: Floats
    lat: Floats
    lon: Floats
    antenna: float = 1.0
    mute: list[tuple[float, float]] = field(default_factory=list)
    routine: bool = False

    def at(self, hours: Floats) -> tuple[Floats, Floats]:
        """Latitude and longitude at these hours, degrees."""
        return np.interp(hours, self.t, self.lat), np.interp(hours, self.t, self.lon)

    def knots(self, hours: Floats) -> Floats:
        """Speed over ground at these hours, knots."""
        i = np.clip(np.searchsorted(self.t, hours, "right") - 1, 0, len(self.t) - 2)
        miles = np.hypot(np.diff(self.lat) * 60, np.diff(self.lon) * 60 * np.cos(np.radians(self.lat[:-1])))
        speed: Floats = (miles / np.maximum(1e-6, np.diff(self.t)))[i]
        return speed

    def course(self, hours: Floats) -> Floats:
        """Course over ground at these hours, degrees."""
        i = np.clip(np.searchsorted(self.t, hours, "right") - 1, 0, len(self.t) - 2)
        east = np.diff(self.lon) * np.cos(np.radians(self.lat[:-1]))
        degrees: Floats = (np.degrees(np.arctan2(east, np.diff(self.lat))) % 360)[i]
        return degrees


@dataclass(frozen=True)
class Sea:
    """The sea area, degrees, and the length of the simulation, hours."""

    south: float
    north: float
    west: float
    east: float
    hours: float

    def spot(self, rng: np.random.Generator) -> tuple[float, float]:
        """A random place in it."""
        return float(rng.uniform(self.south, self.north)), float(rng.uniform(self.west, self.east))

    def rim(self, side: int, rng: np.random.Generator) -> tuple[float, float]:
        """A random place on one of its four sides."""
        lat, lon = self.spot(rng)
        return ((self.south, lon), (lat, self.east), (self.north, lon), (lat, self.west))[side % 4]


def _way(
    start_h: float, stops: list[tuple[float, float]], knots: list[float], waits_h: list[float]
) -> tuple[Floats, ...]:
    """Vertices of a track from stop to stop at given speeds, with a stay at each."""
    t, lat, lon = [start_h], [stops[0][0]], [stops[0][1]]
    for (y, x), kn, wait in zip(stops[1:], knots, waits_h, strict=True):
        miles = float(np.hypot((y - lat[-1]) * 60, (x - lon[-1]) * 60 * np.cos(np.radians(y))))
        t.append(t[-1] + max(0.01, miles / kn))
        lat.append(y)
        lon.append(x)
        if wait > 0:
            t.append(t[-1] + wait)
            lat.append(y + 1e-5)
            lon.append(x)
    return np.array(t), np.array(lat), np.array(lon)


def _pace(rng: np.random.Generator) -> float:
    """A random speed of a merchant ship, knots."""
    return float(np.clip(rng.normal(12.5, 2.2), 8, 20))


def _crosser(sea: Sea, rng: np.random.Generator) -> tuple[Floats, ...]:
    """Track of a ship in transit: from a random place on one side to one on another side, with at most one bend."""
    side = int(rng.integers(4))
    bends = [sea.spot(rng) for _ in range(int(rng.integers(0, 2)))]
    stops = [sea.rim(side, rng), *bends, sea.rim(side + int(rng.integers(1, 4)), rng)]
    pace = _pace(rng)
    return _way(float(rng.uniform(-30, sea.hours)), stops, [pace] * (len(stops) - 1), [0.0] * (len(stops) - 1))


def _caller(sea: Sea, berths: list[tuple[float, float]], rng: np.random.Generator) -> tuple[Floats, ...]:
    """Track of a port caller: from sea to a berth, a stay of 4 to 40 h, and on by a place at sea to a berth (maybe the same)."""
    first, second = (berths[int(i)] for i in rng.integers(0, len(berths), 2))
    stops = [sea.rim(int(rng.integers(4)), rng), first, sea.spot(rng), second]
    pace = _pace(rng)
    return _way(float(rng.uniform(-40, sea.hours * 0.6)), stops, [pace] * 3, [float(rng.uniform(4, 40)), 0.0, 300.0])


def _worker(sea: Sea, berths: list[tuple[float, float]], rng: np.random.Generator) -> tuple[Floats, ...]:
    """Track of a working craft: out of a berth, about its grounds for a while, and back, repeatedly."""
    home = berths[int(rng.integers(len(berths)))]
    ground = home[0] + rng.normal(0, 0.35), home[1] + rng.normal(0, 0.35)
    stops, knots, waits = [home], [], []
    for _ in range(int(sea.hours // 20) + 4):
        about = [(ground[0] + rng.normal(0, 0.08), ground[1] + rng.normal(0, 0.08)) for _ in range(4)]
        stops += [*about, home]
        knots += [9.0, 3.0, 3.5, 3.0, 9.0]
        waits += [0.0, 0.0, 0.0, 0.0, float(rng.uniform(4, 14))]
    return _way(-float(rng.uniform(0, 20)), stops, knots, waits)


def _sitter(sea: Sea, berths: list[tuple[float, float]], rng: np.random.Generator) -> tuple[Floats, ...]:
    """Track of a ship at anchor off a berth that leaves at some time."""
    y, x = berths[int(rng.integers(len(berths)))]
    place = y + rng.normal(0, 0.1), x + rng.normal(0, 0.1)
    lies = float(rng.uniform(10, 1.5 * sea.hours))
    return _way(-5.0, [place, place, sea.rim(int(rng.integers(4)), rng)], [1.0, 12.0], [lies, 0.0])


def fleet(
    sea: Sea, ships: int, berths: list[tuple[float, float]], rng: np.random.Generator, crossing: float = 0.45
) -> list[Hull]:
    """Ships of all four kinds of track; tracks that end in the first or begin in the last six simulated hours are drawn again."""
    found: list[Hull] = []
    while len(found) < ships:
        dice, n = rng.uniform(), len(found)
        if dice < crossing or not berths:
            way, vessel_type = _crosser(sea, rng), str(rng.choice(["cargo", "cargo", "tanker"]))
        elif dice < crossing + 0.25:
            way, vessel_type = _caller(sea, berths, rng), str(rng.choice(["cargo", "tanker", "passenger"]))
        elif dice < crossing + 0.43:
            way, vessel_type = _worker(sea, berths, rng), str(rng.choice(["fishing", "fishing", "tug", "pleasure"]))
        else:
            way, vessel_type = _sitter(sea, berths, rng), str(rng.choice(["cargo", "tanker", "tug"]))
        if way[0][-1] < 6 or way[0][0] > sea.hours - 6:
            continue
        number = int(rng.choice(MIDS)) * 1_000_000 + 1000 + n
        small = vessel_type == "pleasure" or (vessel_type == "fishing" and rng.uniform() < 0.5)
        t, lat, lon = way
        found.append(Hull(number, vessel_type, small, t, lat, lon, antenna=float(rng.lognormal(0, 0.12))))
    return found


def mute(hulls: list[Hull], share: float, sea: Sea, rng: np.random.Generator) -> None:
    """Silence a share of the ships once each, at random times and wherever they are."""
    for hull in hulls:
        if rng.uniform() < share:
            first, last = max(0.0, float(hull.t[0])), min(sea.hours, float(hull.t[-1]))
            lasts = float(np.clip(rng.lognormal(np.log(10), 0.6), 4.2, 60))
            begins = rng.uniform(first, max(first + 0.1, last - 3))
            hull.mute.append((begins, begins + lasts))
