"""Hulls that sail, drift, swing at anchor and lie alongside each other, and the messages they send; metres and seconds.

Used to plant meetings whose truth is known. Shares no code with the detectors.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pandas as pd

Floats = npt.NDArray[np.float64]
STEP_S = 30.0
KN = 1852 / 3600
HOUR = 3600.0
GPS_M, GPS_MEMORY = 3.0, 0.98
"""Error of a GNSS receiver: standard deviation in metres, and its correlation after half a minute."""


@dataclass
class Hull:
    """One ship: its identity, dimensions and track.

    Attributes:
        ship: MMSI.
        ship_type: AIS code.
        length_m: of the hull; its width is a sixth of that.
        antenna_m: position of the antenna: metres ahead of the hull's middle, metres to starboard of it.
        draughts: (second from which it holds, draught in metres).
        t: times of the track, seconds.
        east_m: position of the hull's middle at ``t``, metres east of the scene's origin.
        north_m: the same, metres north.
        heading_deg: true heading at ``t``.
        silent: spans of seconds in which no message is received.
        every_s: mean time between received messages.
        status: navigational status.
    """

    ship: int
    ship_type: int
    length_m: float
    antenna_m: tuple[float, float]
    draughts: list[tuple[float, float]]
    t: Floats = field(default_factory=lambda: np.zeros(0))
    east_m: Floats = field(default_factory=lambda: np.zeros(0))
    north_m: Floats = field(default_factory=lambda: np.zeros(0))
    heading_deg: Floats = field(default_factory=lambda: np.zeros(0))
    silent: list[tuple[float, float]] = field(default_factory=list)
    every_s: float = 180.0
    status: int = 0

    @property
    def width_m(self) -> float:
        """Beam of the hull: a sixth of its length."""
        return self.length_m / 6

    def add(self, t: Floats, east_m: Floats, north_m: Floats, heading_deg: Floats) -> None:
        """Append a stretch of track."""
        self.t = np.append(self.t, t)
        self.east_m = np.append(self.east_m, east_m)
        self.north_m = np.append(self.north_m, north_m)
        self.heading_deg = np.append(self.heading_deg, heading_deg)

    def arrive(self, from_deg: float, kn: float, start: float, at: tuple[float, float], hours: float) -> None:
        """Append an approach from a direction that reaches the place ``at`` at second ``start``."""
        t = np.arange(start - hours * HOUR, start, STEP_S)
        far = (start - t) * kn * KN
        east, north = at[0] + far * _sin(from_deg), at[1] + far * _cos(from_deg)
        self.add(t, east, north, np.full(len(t), (from_deg + 180) % 360))

    def leave(self, to_deg: float, kn: float, hours: float) -> None:
        """Append a departure in a direction."""
        t = np.arange(STEP_S, hours * HOUR, STEP_S)
        east, north = (
            self.east_m[-1] + t * kn * KN * _sin(to_deg),
            self.north_m[-1] + t * kn * KN * _cos(to_deg),
        )
        self.add(self.t[-1] + t, east, north, np.full(len(t), to_deg % 360))


def _sin(deg: Floats | float) -> Floats:
    return np.asarray(np.sin(np.radians(deg)))


def _cos(deg: Floats | float) -> Floats:
    return np.asarray(np.cos(np.radians(deg)))


def drifting(
    rng: np.random.Generator, start: float, hours: float, kn: float, to_deg: float
) -> tuple[Floats, Floats, Floats, Floats]:
    """Track of a ship adrift in a slowly turning current, yawing: ``t, east, north, heading``."""
    t = np.arange(start, start + hours * HOUR, STEP_S)
    stream = to_deg + 25 * np.sin(2 * np.pi * (t - start) / (12.4 * HOUR) + rng.uniform(0, 6))
    speed = kn * KN * (1 + 0.2 * np.sin(2 * np.pi * (t - start) / (5 * HOUR)))
    yaw = rng.uniform(0, 360) + 20 * np.sin(2 * np.pi * (t - start) / (rng.uniform(1, 4) * HOUR))
    return t, np.cumsum(speed * _sin(stream) * STEP_S), np.cumsum(speed * _cos(stream) * STEP_S), yaw % 360


def anchored(
    rng: np.random.Generator, start: float, hours: float, chain_m: float
) -> tuple[Floats, Floats, Floats, Floats]:
    """Track of a ship at anchor: the tide turns it once in half a day, gusts sheer it: ``t, east, north, heading``."""
    t = np.arange(start, start + hours * HOUR, STEP_S)
    sheer = rng.uniform(12, 30) * np.sin(2 * np.pi * t / (rng.uniform(0.3, 1.0) * HOUR) + rng.uniform(0, 6))
    heading = rng.uniform(0, 30) + 360 * t / (12.4 * HOUR) + sheer
    return t, -chain_m * _sin(heading), -chain_m * _cos(heading), heading % 360


def sailing(
    rng: np.random.Generator, start: float, hours: float, kn: float, to_deg: float
) -> tuple[Floats, Floats, Floats, Floats]:
    """Track of a ship under way with the small course changes of a helmsman: ``t, east, north, heading``."""
    t = np.arange(start, start + hours * HOUR, STEP_S)
    heading = to_deg + 8 * np.sin(2 * np.pi * (t - start) / (3 * HOUR)) + rng.normal(0, 0.7, len(t))
    return t, np.cumsum(kn * KN * _sin(heading) * STEP_S), np.cumsum(kn * KN * _cos(heading) * STEP_S), heading % 360


def beside(
    of: tuple[Floats, Floats, Floats, Floats], ahead_m: float, aside_m: float, turned_deg: float = 0
) -> tuple[Floats, Floats, Floats, Floats]:
    """Track of a hull made fast to another: its middle offset ahead and to starboard of the other's, at a turned heading."""
    t, east, north, heading = of
    return (
        t, east + ahead_m * _sin(heading) + aside_m * _cos(heading), north + ahead_m * _cos(heading) - aside_m * _sin(heading),
        (heading + turned_deg) % 360,
    )  # fmt: skip


def messages(rng: np.random.Generator, hull: Hull, origin: tuple[float, float], start: pd.Timestamp) -> pd.DataFrame:
    """Received position messages of a hull: ``ssvid, time, lat, lon, sog_kn, cog_deg, heading_deg, nav_status, ais_class``."""
    spaced = hull.every_s * (rng.uniform(0.7, 1.3, int((hull.t[-1] - hull.t[0]) / hull.every_s * 1.5) + 10))
    if hull.every_s > 600:  # received by satellites only: at random times
        spaced = rng.exponential(hull.every_s, len(spaced))
    t = np.round(hull.t[0] + np.cumsum(spaced))
    t = np.unique(t[t <= hull.t[-1]])
    for a, b in hull.silent:
        t = t[(t < a) | (t > b)]
    error = [gnss_error(rng, len(hull.t)) for _ in range(2)]
    ahead, aside = hull.antenna_m
    east = hull.east_m + ahead * _sin(hull.heading_deg) + aside * _cos(hull.heading_deg) + error[0]
    north = hull.north_m + ahead * _cos(hull.heading_deg) - aside * _sin(hull.heading_deg) + error[1]
    x, y = np.interp(t, hull.t, east), np.interp(t, hull.t, north)
    vx, vy = (
        np.gradient(np.interp(t, hull.t, a), t) if len(t) > 1 else np.zeros(len(t)) for a in (hull.east_m, hull.north_m)
    )
    turned = np.interp(t, hull.t, np.unwrap(hull.heading_deg, period=360)) + rng.normal(0, 0.8, len(t))
    return pd.DataFrame(
        {
            "ssvid": hull.ship, "time": start + pd.to_timedelta(t, unit="s"),
            "lat": (origin[0] + y / 111_195).round(5),
            "lon": ((origin[1] + x / 111_195 / np.cos(np.radians(origin[0])) + 540) % 360 - 180).round(5),
            "sog_kn": (np.hypot(vx, vy) / KN).round(1), "cog_deg": (np.degrees(np.arctan2(vx, vy)) % 360).round(1),
            "heading_deg": np.round(turned % 360) % 360, "nav_status": hull.status, "ais_class": "A",
        }
    )  # fmt: skip


def gnss_error(rng: np.random.Generator, n: int) -> Floats:
    """Position error of the GNSS receiver, correlated over half a minute and more; metres."""
    shocks = rng.normal(0, GPS_M * np.sqrt(1 - GPS_MEMORY**2), n)
    out = np.empty(n)
    so_far = rng.normal(0, GPS_M)
    for i, shock in enumerate(shocks):
        so_far = GPS_MEMORY * so_far + shock
        out[i] = so_far
    return out


def particulars(hull: Hull, start: pd.Timestamp) -> pd.DataFrame:
    """Static data of a hull, one row for each hour in which it is received."""
    hours = np.arange(np.floor(hull.t[0] / HOUR), np.floor(hull.t[-1] / HOUR) + 1) * HOUR
    at = np.array([a for a, _ in hull.draughts])
    draught = np.array([d for _, d in hull.draughts])[np.searchsorted(at, hours, "right") - 1]
    hour = start + pd.to_timedelta(hours, unit="s")
    return pd.DataFrame(
        {
            "ssvid": hull.ship, "name": _name(hull.ship), "ship_type": hull.ship_type,
            "length_m": float(round(hull.length_m)), "width_m": float(round(hull.width_m)), "draught_m": draught,
            "hour": hour,
            "first_time": hour + pd.Timedelta(minutes=1), "last_time": hour + pd.Timedelta(minutes=55), "messages": 10,
            "file_id": 0,
        }
    )  # fmt: skip


def _name(ship: int) -> str:
    """A name for an MMSI, unlike the name of any other."""
    return "".join(chr(65 + (ship * p) % 26) for p in (1, 7, 11, 17, 19, 23)) + f" {ship % 97}"
