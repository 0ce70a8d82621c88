"""Ships for worlds of reception: where each truly is, minute after minute, whether anybody hears it or not.

Made by other means than the simulator off Korea: nothing here knows of receivers, cells or probabilities of silence.
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
    """One ship: its way as knots of a line, and how it sends.

    Attributes:
        number: MMSI.
        vessel_type: one of ``SHIP_TYPES``.
        small: of class B.
        t, lat, lon: hours and degrees of the knots of its way; before the first and after the last it is not there.
        antenna: how far it is heard beside a usual ship, as a factor.
        mute: hours from and to in which it does not send.
        routine: whether those are its habit, not something done on purpose.
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
        """Latitude and longitude, degrees."""
        return np.interp(hours, self.t, self.lat), np.interp(hours, self.t, self.lon)

    def knots(self, hours: Floats) -> Floats:
        """Speed over ground."""
        i = np.clip(np.searchsorted(self.t, hours, "right") - 1, 0, len(self.t) - 2)
        miles = np.hypot(np.diff(self.lat) * 60, np.diff(self.lon) * 60 * np.cos(np.radians(self.lat[:-1])))
        speed: Floats = (miles / np.maximum(1e-6, np.diff(self.t)))[i]
        return speed

    def course(self, hours: Floats) -> Floats:
        """Course over ground, degrees."""
        i = np.clip(np.searchsorted(self.t, hours, "right") - 1, 0, len(self.t) - 2)
        east = np.diff(self.lon) * np.cos(np.radians(self.lat[:-1]))
        degrees: Floats = (np.degrees(np.arctan2(east, np.diff(self.lat))) % 360)[i]
        return degrees


@dataclass(frozen=True)
class Sea:
    """The box ships sail in, degrees, and for how many hours we look at it."""

    south: float
    north: float
    west: float
    east: float
    hours: float

    def spot(self, rng: np.random.Generator) -> tuple[float, float]:
        """Any place in it."""
        return float(rng.uniform(self.south, self.north)), float(rng.uniform(self.west, self.east))

    def rim(self, side: int, rng: np.random.Generator) -> tuple[float, float]:
        """A place on one of its four sides."""
        lat, lon = self.spot(rng)
        return ((self.south, lon), (lat, self.east), (self.north, lon), (lat, self.west))[side % 4]


def _way(
    start_h: float, stops: list[tuple[float, float]], knots: list[float], waits_h: list[float]
) -> tuple[Floats, ...]:
    """From stop to stop at these speeds, lying at each so long."""
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
    """Knots of a merchant."""
    return float(np.clip(rng.normal(12.5, 2.2), 8, 20))


def _crosser(sea: Sea, rng: np.random.Generator) -> tuple[Floats, ...]:
    """From one side to another by one or two bends, along one of a few lanes."""
    side = int(rng.integers(4))
    bends = [sea.spot(rng) for _ in range(int(rng.integers(0, 2)))]
    stops = [sea.rim(side, rng), *bends, sea.rim(side + int(rng.integers(1, 4)), rng)]
    pace = _pace(rng)
    return _way(float(rng.uniform(-30, sea.hours)), stops, [pace] * (len(stops) - 1), [0.0] * (len(stops) - 1))


def _caller(sea: Sea, berths: list[tuple[float, float]], rng: np.random.Generator) -> tuple[Floats, ...]:
    """From sea to a berth, lies there, and goes on to sea or another berth."""
    first, second = (berths[int(i)] for i in rng.integers(0, len(berths), 2))
    stops = [sea.rim(int(rng.integers(4)), rng), first, sea.spot(rng), second]
    pace = _pace(rng)
    return _way(float(rng.uniform(-40, sea.hours * 0.6)), stops, [pace] * 3, [float(rng.uniform(4, 40)), 0.0, 300.0])


def _worker(sea: Sea, berths: list[tuple[float, float]], rng: np.random.Generator) -> tuple[Floats, ...]:
    """Out of a berth, about its grounds for a while, and back, over and over."""
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
    """Lies at anchor off a berth, and leaves some day."""
    y, x = berths[int(rng.integers(len(berths)))]
    place = y + rng.normal(0, 0.1), x + rng.normal(0, 0.1)
    lies = float(rng.uniform(10, 1.5 * sea.hours))
    return _way(-5.0, [place, place, sea.rim(int(rng.integers(4)), rng)], [1.0, 12.0], [lies, 0.0])


def fleet(
    sea: Sea, ships: int, berths: list[tuple[float, float]], rng: np.random.Generator, crossing: float = 0.45
) -> list[Hull]:
    """So many ships: crossers, callers, workers and sitters; those never in the box in these hours do not count."""
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
    """Silence a share of the ships once, wherever they are then."""
    for hull in hulls:
        if rng.uniform() < share:
            first, last = max(0.0, float(hull.t[0])), min(sea.hours, float(hull.t[-1]))
            lasts = float(np.clip(rng.lognormal(np.log(10), 0.6), 4.2, 60))
            begins = rng.uniform(first, max(first + 0.1, last - 3))
            hull.mute.append((begins, begins + lasts))
