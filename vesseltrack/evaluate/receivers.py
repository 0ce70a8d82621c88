"""Simulated reception of one evaluation world: masts with horizons, providers that fail, satellites that pass.

Uses none of the formulas of ``reception/``, so that it can test them: a mast has a horizon in each of sixteen directions,
scaled hour by hour for propagation; within it a message gets through unless slots collide, beyond it none does. A satellite
pass receives a ship in a burst or not at all.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from vesseltrack.evaluate.traffic import Floats, Hull, Sea

Bools = npt.NDArray[np.bool_]
SECTORS = 16


@dataclass(frozen=True)
class Mast:
    """One receiver ashore.

    Attributes:
        lat, lon: degrees.
        horizon_nm: range in each of sixteen directions, nautical miles; shape (16,).
        provider: index of the vendor that runs it.
        through: share of messages received within the horizon.
    """

    lat: float
    lon: float
    horizon_nm: Floats
    provider: int = 0
    through: float = 0.9


@dataclass
class Receivers:
    """All receivers of a world.

    Attributes:
        masts: receivers ashore.
        air: factor on each mast's horizon by hour (propagation); shape (masts, hours).
        mast_down: outages of a mast: index, from, to; hours.
        provider_down: outages of a provider: index, from, to; hours.
        sold: share of ships each provider delivers (vendors sell by subscription); all ships for a provider not named.
        passes: satellite passes: start, hours; duration, hours; share of ships received.
        fading: standard deviation of the logarithm of a ship's range, drawn anew for each half hour.
        each_named: whether a file would name the receivers one by one, and not their providers.
    """

    masts: list[Mast] = field(default_factory=list)
    air: Floats | None = None
    mast_down: list[tuple[int, float, float]] = field(default_factory=list)
    provider_down: list[tuple[int, float, float]] = field(default_factory=list)
    sold: dict[int, float] = field(default_factory=dict)
    passes: list[tuple[float, float, float]] = field(default_factory=list)
    fading: float = 0.08
    each_named: bool = False

    def heard(self, hull: Hull, hours: Floats, rng: np.random.Generator) -> dict[str, Bools]:
        """Which of a ship's messages each source gets, a receiver, a provider or the satellites; each of shape (messages,)."""
        got: dict[str, Bools] = {}
        if not len(hours):
            return got
        lat, lon = hull.at(hours)
        reach = hull.antenna * (0.6 if hull.small else 1.0)
        block = (hours * 2).astype(np.int64)
        block -= block.min()
        for i, mast in enumerate(self.masts):
            if (
                mast.provider in self.sold
                and (hull.number * 7919 + mast.provider * 104729) % 1000 >= 1000 * self.sold[mast.provider]
            ):
                continue
            swing = np.exp(rng.normal(0, self.fading, block.max() + 1))[block]
            now = self._by_mast(i, mast, lat, lon, hours, reach * swing) & (rng.uniform(size=len(hours)) < mast.through)
            source = f"receiver {i}" if self.each_named else f"provider {mast.provider}"
            got[source] = got[source] | now if source in got else now
        if self.passes:
            got["satellites"] = self._by_satellite(hull, hours, rng)
        return got

    def _by_mast(self, i: int, mast: Mast, lat: Floats, lon: Floats, hours: Floats, reach: Floats) -> Bools:
        north, east = (lat - mast.lat) * 60, (lon - mast.lon) * 60 * np.cos(np.radians(mast.lat))
        sector = (np.degrees(np.arctan2(east, north)) % 360 // (360 / SECTORS)).astype(np.int64)
        air = 1.0 if self.air is None else self.air[i][np.clip(hours.astype(np.int64), 0, self.air.shape[1] - 1)]
        within: Bools = np.hypot(north, east) < mast.horizon_nm[sector] * reach * air
        downs = [(a, b) for j, a, b in self.mast_down if j == i]
        downs += [(a, b) for p, a, b in self.provider_down if p == mast.provider]
        for a, b in downs:
            within &= (hours < a) | (hours >= b)
        return within

    def _by_satellite(self, hull: Hull, hours: Floats, rng: np.random.Generator) -> Bools:
        got = np.zeros(len(hours), bool)
        for begins, lasts, share in self.passes:
            if rng.uniform() < share * (0.08 if hull.small else 1.0):
                got |= (hours >= begins) & (hours < begins + lasts) & (rng.uniform(size=len(hours)) < 0.7)
        return got


def masts_along(
    places: list[tuple[float, float]], rng: np.random.Generator, miles: float = 38, providers: int = 1
) -> list[Mast]:
    """Masts at these places, each with a shorter horizon (hills) in some directions."""
    found = []
    for n, (lat, lon) in enumerate(places):
        horizon = (
            miles * rng.uniform(0.75, 1.25) * np.where(rng.uniform(size=SECTORS) < 0.15, rng.uniform(0.1, 0.6), 1.0)
        )
        found.append(
            Mast(lat, lon, horizon * rng.uniform(0.9, 1.1, SECTORS), n % providers, float(rng.uniform(0.75, 0.97)))
        )
    return found


def ducts(masts: int, sea: Sea, rng: np.random.Generator, much: float) -> Floats:
    """Horizon factors: nights with ducting, on which masts hear much farther, and poorer days; shape (masts, hours)."""
    hours = int(sea.hours) + 1
    air = np.ones((masts, hours))
    for night in range(hours // 24 + 1):
        first = night * 24 + int(rng.integers(14, 20))
        air[:, first : first + int(rng.integers(4, 11))] *= 1 + much * rng.uniform(0, 2)
    drift = np.cumsum(rng.normal(0, 0.02, (masts, hours)), axis=1)
    stretched: Floats = air * np.exp(0.5 * (drift - drift.mean(axis=1, keepdims=True)))
    return stretched


def orbits(sea: Sea, rng: np.random.Generator, satellites: int, share: float) -> list[tuple[float, float, float]]:
    """Satellite passes over the box: each comes about every 1.5 h for part of the day, with a varying share received."""
    found = []
    for _ in range(satellites):
        window, phase = rng.uniform(0, 24), rng.uniform(0, 1.6)
        for k in range(int(sea.hours / 1.6) + 1):
            when = phase + 1.6 * k + rng.uniform(-0.02, 0.02)
            if (when - window) % 12 < 6.5:  # the box is under the orbit for 6.5 h in every 12
                found.append((when, float(rng.uniform(0.08, 0.2)), float(np.clip(rng.normal(share, 0.15), 0.05, 0.95))))
    return sorted(found)
