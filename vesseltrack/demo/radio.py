"""Simulated reception: reporting intervals, fading with distance, outages, jamming."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from vesseltrack.demo.ship import AT_ANCHOR, MOORED, Floats, Ship

STATIONS: tuple[tuple[str, float, float, float], ...] = (
    ("Baengnyeong", 37.97, 124.67, 55), ("Incheon", 37.45, 126.40, 45), ("Daesan", 36.98, 126.15, 45),
    ("Eocheongdo", 36.12, 125.98, 55), ("Heuksan", 34.68, 125.44, 60), ("Jindo", 34.38, 126.10, 45),
    ("Jeju", 33.38, 126.55, 75), ("Yeosu", 34.60, 127.80, 50), ("Busan", 35.10, 129.10, 60),
    ("Pohang", 36.05, 129.55, 60), ("Donghae", 37.50, 129.20, 60), ("Ulleung", 37.50, 130.87, 75),
    ("Goseong", 38.50, 128.45, 50), ("Tsushima", 34.40, 129.30, 60), ("Fukuoka", 33.70, 130.30, 50),
    ("Dalian", 38.95, 121.70, 45), ("Chengshan", 37.38, 122.70, 60), ("Qingdao", 36.10, 120.60, 50),
    ("Lianyungang", 34.75, 119.50, 50), ("Shanghai", 31.10, 122.10, 60), ("Zhoushan", 29.95, 122.35, 55),
    ("Vladivostok", 43.05, 131.90, 50), ("Nakhodka", 42.75, 132.95, 50), ("Ieodo", 32.12, 125.18, 60),
)  # fmt: skip
"""Receivers: name, latitude, longitude, miles at which half the messages of class A are lost. None in the DPRK."""

JAMMED_BOX = (37.3, 38.3, 124.2, 126.6)
FALSE_PLACE = (37.46, 126.44)


@dataclass(frozen=True)
class Radio:
    """Receivers and outages. Spans are seconds from the start.

    Attributes:
        failures: outages of single receivers: index, from, to.
        feed: outages of the whole feed: from, to.
        jamming: spans in which satellite navigation is jammed: from, to.
        receivers: name, latitude, longitude, miles at which half the messages of class A are lost.
        swing_nm: what is added to each receiver's range in each hour, nautical miles; shape (receivers, hours).
        satellite: probability that a satellite overhead receives a message of class A.
    """

    failures: tuple[tuple[int, float, float], ...] = ()
    feed: tuple[tuple[float, float], ...] = ()
    jamming: tuple[tuple[float, float], ...] = ()
    receivers: tuple[tuple[str, float, float, float], ...] = STATIONS
    swing_nm: Floats | None = None
    satellite: float = 0.05

    def reach_nm(self, i: int, t: Floats) -> Floats | float:
        """Range of receiver ``i`` at times ``t`` (seconds), nautical miles."""
        reach = self.receivers[i][3]
        if self.swing_nm is None:
            return reach
        hours = np.clip(t // 3600, 0, self.swing_nm.shape[1] - 1).astype(np.int64)
        swung: Floats = reach + self.swing_nm[i][hours]
        return swung


def weather(receivers: int, hours: int, rng: np.random.Generator, miles: float = 8, memory: float = 0.85) -> Floats:
    """Hourly propagation: what is added to each receiver's range, nautical miles, correlated in time; (receivers, hours)."""
    swing = np.zeros((receivers, hours))
    swing[:, 0] = rng.normal(0, miles, receivers)
    for h in range(1, hours):
        swing[:, h] = memory * swing[:, h - 1] + rng.normal(0, miles * np.sqrt(1 - memory**2), receivers)
    return swing


def interval_s(knots: Floats, status: npt.NDArray[np.int64], transponder: str) -> Floats:
    """Seconds between position reports (ITU-R M.1371-5, tables 1 and 2; turns aside)."""
    if transponder == "B":
        return np.select([knots <= 2, knots <= 14, knots <= 23], [180.0, 30.0, 15.0], 5.0)
    still = np.isin(status, (AT_ANCHOR, MOORED)) & (knots <= 3)
    return np.select([still, knots <= 14, knots <= 23], [180.0, 10.0, 6.0], 2.0)


def chance_heard(lat: Floats, lon: Floats, t: Floats, transponder: str, radio: Radio, strength: float = 1.0) -> Floats:
    """Probability that a message is received by at least one station or satellite; ``strength`` scales the stations' range."""
    missed = np.ones(len(t))
    weaker = strength * (0.55 if transponder == "B" else 1.0)
    for i, (_, y, x, _) in enumerate(radio.receivers):
        far = np.hypot((lat - y) * 60, (lon - x) * 60 * np.cos(np.radians(y)))
        p = 0.9 / (1 + np.exp((far - radio.reach_nm(i, t) * weaker) / 5))
        for which, a, b in radio.failures:
            if which == i:
                p = np.where((t >= a) & (t < b), 0, p)
        missed *= 1 - p
    overhead = ((t + lon * 240) % 5700) < 700  # a satellite for some twelve minutes of every 95
    missed *= 1 - np.where(overhead, radio.satellite * (1.0 if transponder == "A" else 0.2), 0)
    heard = 1 - missed
    for a, b in radio.feed:
        heard = np.where((t >= a) & (t < b), 0, heard)
    return heard


def messages(ship: Ship, end: float, rng: np.random.Generator, radio: Radio) -> pd.DataFrame:
    """Received messages of one ship: t, lat, lon, sog, cog, heading, status; at most one in ``ship.every_s`` seconds."""
    t = _times(ship, end, rng)
    if not len(t):
        return pd.DataFrame()
    lat, lon = ship.at(t)
    knots, course, status = _motion(ship, t)
    spacing = interval_s(knots, status, ship.transponder)
    tries = np.maximum(1, ship.every_s / spacing)  # messages sent in the time of which one is kept
    heard = 1 - (1 - chance_heard(lat, lon, t, ship.transponder, radio, ship.strength)) ** tries
    kept = rng.uniform(size=len(t)) < heard
    for a, b in ship.silent:
        kept &= ~((t >= a) & (t < b))
    frame = pd.DataFrame({"t": t, "lat": lat, "lon": lon, "sog": knots, "cog": course, "status": status})[kept]
    return _noisy(frame, ship, rng, radio)


def _times(ship: Ship, end: float, rng: np.random.Generator) -> Floats:
    """Times of reports, one a minute at most: between two vertices of the track the speed, and so the interval, is constant."""
    begins = np.array(ship.track.t)
    knots, _, status = _motion(ship, (begins[:-1] + begins[1:]) / 2) if len(begins) > 1 else (np.array([]),) * 3
    gaps = np.maximum(ship.every_s, interval_s(knots, status, ship.transponder)) if len(begins) > 1 else np.array([])
    parts = [np.arange(a, b, g) for a, b, g in zip(begins[:-1], begins[1:], gaps, strict=True)]
    t = np.concatenate(parts) if parts else np.array([])
    t = np.floor(t + rng.uniform(0, 20, len(t)))
    return np.unique(t[(t >= 0) & (t < end)])


def _motion(ship: Ship, t: Floats) -> tuple[Floats, Floats, npt.NDArray[np.int64]]:
    """Speed in knots, course in degrees and status at times."""
    track = ship.track
    kt, y, x = np.array(track.t), np.array(track.lat), np.array(track.lon)
    i = np.clip(np.searchsorted(kt, t, "right") - 1, 0, len(kt) - 2)
    hours = np.maximum(1e-9, np.diff(kt) / 3600)
    dy, dx = np.diff(y) * 60, np.diff(x) * 60 * np.cos(np.radians(y[:-1]))
    knots, course = np.hypot(dy, dx) / hours, np.degrees(np.arctan2(dx, dy)) % 360
    return knots[i], course[i], np.array(track.status)[i]


def _noisy(frame: pd.DataFrame, ship: Ship, rng: np.random.Generator, radio: Radio) -> pd.DataFrame:
    """GPS noise, swinging at anchor, and false places while jammed."""
    n = len(frame)
    still = frame.status.isin((AT_ANCHOR, MOORED)).to_numpy()
    swing = np.where(still & (frame.status == AT_ANCHOR), 60 / 111_195, 0)
    turn = frame.t.to_numpy() / 3600 * 0.7 + ship.mmsi % 7
    noise = rng.normal(0, 6 / 111_195, (2, n))
    lat = frame.lat.to_numpy() + noise[0] + swing * np.sin(turn)
    lon = frame.lon.to_numpy() + (noise[1] + swing * np.cos(turn)) / np.cos(np.radians(lat))
    south, north, west, east = JAMMED_BOX
    inside = (lat > south) & (lat < north) & (lon > west) & (lon < east)
    for a, b in radio.jamming:
        jammed = inside & (frame.t.to_numpy() >= a) & (frame.t.to_numpy() < b) & (rng.uniform(size=n) < 0.8)
        lat = np.where(jammed, FALSE_PLACE[0] + rng.normal(0, 0.002, n), lat)
        lon = np.where(jammed, FALSE_PLACE[1] + rng.normal(0, 0.002, n), lon)
    sog = np.abs(frame.sog.to_numpy() + rng.normal(0, 0.12, n))
    cog = np.where(sog < 0.4, rng.uniform(0, 360, n), (frame.cog.to_numpy() + rng.normal(0, 1.5, n)) % 360)
    heading = np.where((ship.transponder == "B") | (rng.uniform(size=n) < 0.02), 511, (frame.cog.to_numpy() + 2) % 360)
    return frame.assign(lat=lat, lon=lon, sog=sog, cog=cog, heading=heading)
