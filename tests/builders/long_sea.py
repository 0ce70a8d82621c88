"""Some days of ships that do all that a search looks for, for tests of one night after another."""

from __future__ import annotations

import random

import pandas as pd

from vesseltrack.schema import TABLES
from vesseltrack.store import Store

from builders.late_seas import two_feeds
from builders.sea import T0, at

FIXES = TABLES["fixes"].names[:6]


def sea(seed: int, days: int = 5) -> pd.DataFrame:
    """Ships that go and come, lie, fall silent, share a number, or are heard late by a second feed; many to the whole minute."""
    rng = random.Random(seed)
    rows = []
    for n in range(10):
        ship = 440000000 + n
        for k in range(2 if n in (3, 4) else 1):  # two hulls under these numbers, one of which comes later
            t, lat, lon = rng.uniform(0, 40) * k * 2, 34 + 0.3 * n + k, 124 + 0.2 * n + 2 * k
            north, east, sog = rng.uniform(-6, 6), rng.uniform(-6, 6), 5.0
            while t < 24 * days:
                if rng.random() < 0.03:
                    north, east = (rng.uniform(-6, 6), rng.uniform(-6, 6)) if rng.random() < 0.7 else (0.0, 0.0)
                step_h = rng.choice([1 / 6, 1 / 12, 0.3, 0.3, 0.9, 1.1]) if rng.random() < 0.98 else rng.uniform(2, 30)
                t, lat, lon = t + step_h, lat + north * step_h / 60, lon + east * step_h / 48
                rows.append((ship, at(round(60 * t) / 60), lat, lon, sog, None))
                if rng.random() < 0.02:  # twice at one time; of three ships, far off now and then
                    off = rng.choice([0.0005, 1.5]) if n > 6 else 0.0005
                    rows.append((ship, at(round(60 * t) / 60), lat + off, lon, sog, None))
    rows += pairs(rng, days)
    feeds = two_feeds(seed=seed, ships=4, hours=10, every_s=120)[FIXES]
    feeds["time"] = feeds.time - feeds.time.min() + pd.Timestamp(T0) + pd.Timedelta(hours=rng.randrange(60))
    every = pd.concat([pd.DataFrame(rows, columns=FIXES), feeds], ignore_index=True)
    every["heading_deg"] = 45
    return every.astype({"time": "datetime64[us]", "cog_deg": "float", "heading_deg": "float"})


def pairs(rng: random.Random, days: int) -> list[tuple]:
    """Ships that lie beside each other for hours, sail some miles apart, and come back; now and then one of them is not heard."""
    rows, t, away = [], 0.0, 0.0
    while t < 24 * days:
        beside, until = rng.random() < 0.6, t + rng.uniform(3, 9)
        while t < until:
            t += rng.choice([1 / 6, 1 / 6, 1 / 3]) if rng.random() < 0.98 else 2.5
            away = max(0.0, away - 0.03) if beside else min(0.3, away + 0.03)
            for n, off in enumerate((0.0, 0.0007 + away, 0.0014 + away)):
                if rng.random() < 0.9:
                    wild = rng.uniform(0, 0.0002)
                    rows.append(
                        (440000020 + n, at(round(60 * t) / 60), 36.5 + wild, 123.0 + off, 0.2 if beside else 9.0, None)
                    )
    return rows


def say_size(store: Store, ship: int, length_m: float, hour: int) -> None:
    """Let a ship send in one hour how long it is, a seventh as wide, and that its antenna is near the stern and to starboard."""
    said = pd.DataFrame({"ssvid": [ship], "file_id": 1, "messages": 3, "length_m": length_m, "width_m": length_m / 7})
    to_bow_m, to_port_m = round(0.9 * length_m), round(0.1 * length_m)
    said = said.assign(to_bow_m=to_bow_m, to_stern_m=length_m - to_bow_m, to_port_m=to_port_m, to_starboard_m=4)
    times = dict.fromkeys(("hour", "first_time", "last_time"), pd.Timestamp(at(hour)))
    store.append("statics", said.assign(**times).astype(dict.fromkeys(times, "datetime64[us]")))
