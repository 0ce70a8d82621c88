"""Seas heard by two feeds, one of which stamps its messages on arrival: made by number, so each message is known for what it
is."""

from __future__ import annotations

import numpy as np
import pandas as pd

T0 = pd.Timestamp("2026-11-18")
A = 440100000


def _courses(rng: np.random.Generator, kind: str, t: np.ndarray) -> np.ndarray:
    """Degrees, every ten seconds."""
    if kind == "there_and_back":
        leg = rng.uniform(3, 8) * 3600
        return np.where((t + rng.uniform(0, 2 * leg)) // leg % 2 == 0, 0.0, 180.0)
    if kind == "zigzag":
        leg = rng.uniform(20, 60) * 60
        c = rng.uniform(0, 360) + np.where(t // leg % 2 == 0, 0, rng.uniform(40, 100))
        return np.convolve(np.pad(c, (6, 5), "edge"), np.ones(12) / 12, "valid") % 360
    if kind == "winding":
        return (rng.uniform(0, 360) + 1.2 * np.cumsum(rng.normal(0, 1, len(t)))) % 360
    return np.full(len(t), rng.uniform(0, 360))


def two_feeds(
    seed: int = 1,
    ships: int = 6,
    hours: float = 12,
    kn: float = 14,
    kinds: tuple[str, ...] = ("there_and_back", "zigzag", "winding"),
    delay_s: tuple[float, float] = (120, 300),
    share: float = 0.35,
    every_s: int = 30,
    kept: float = 0.5,
    late_from_h: float = 0,
    silent: tuple[int, float, float] | None = None,
    late_only: tuple[int, float] | None = None,
    sends: bool = True,
) -> pd.DataFrame:
    """Messages of some ships off Korea.

    Args:
        kept: share of the ships' messages that the feed on time has; ``share`` of them, the late one.
        silent: a ship that sends nothing from one hour to another.
        late_only: a ship that the feed on time does not hear any more from an hour on.
        sends: speed and course.

    Returns:
        ``ship time lat lon sog_kn cog_deg delay_s file_id``; ``delay_s`` is zero of what is on time.
    """
    rng = np.random.default_rng(seed)
    parts = []
    for k in range(ships):
        t = np.arange(int(hours * 360)) * 10.0
        cog = _courses(rng, kinds[k % len(kinds)], t)
        lat = 34 + 0.1 * k + np.cumsum(kn / 360 * np.cos(np.radians(cog))) / 60
        lon = 125 + 0.3 * k + np.cumsum(kn / 360 * np.sin(np.radians(cog)) / np.cos(np.radians(lat))) / 60
        sent = np.arange(int(rng.integers(0, every_s // 10)), len(t), every_s // 10)
        if silent and silent[0] == k:
            sent = sent[(t[sent] < silent[1] * 3600) | (t[sent] >= silent[2] * 3600)]
        on_time = sent[rng.random(len(sent)) < kept]
        late = sent[(rng.random(len(sent)) < share) & (t[sent] >= late_from_h * 3600)]
        if late_only and late_only[0] == k:
            on_time = on_time[t[on_time] < late_only[1] * 3600]
        for at, delay, file_id in (
            (on_time, np.zeros(len(on_time)), 1),
            (late, rng.uniform(*delay_s, len(late)).round(3), 2),
        ):
            parts.append(
                pd.DataFrame(
                    {
                        "ssvid": A + k,
                        "time": T0 + pd.to_timedelta(t[at] + delay, unit="s"),
                        "lat": lat[at].round(5),
                        "lon": lon[at].round(5),
                        "sog_kn": float(kn) if sends else np.nan,
                        "cog_deg": cog[at].round(1) if sends else np.nan,
                        "delay_s": delay,
                        "file_id": file_id,
                    }
                )
            )
    return pd.concat(parts).sort_values(["ssvid", "time", "lat", "lon"], ignore_index=True)
