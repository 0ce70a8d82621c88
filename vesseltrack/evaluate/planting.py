"""Test data with truth: silences planted into real tracks, and their messages thinned by simulated receivers.

Only tracks received without a break are used, so every message missing afterwards was removed here, for a known reason. The
tracks are played forwards and backwards in turn until the days are filled, so that positions stay continuous.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from vesseltrack.demo.radio import Radio, chance_heard, interval_s, weather
from vesseltrack.demo.week import silence
from vesseltrack.errors import WrongUse
from vesseltrack.store import Store

Floats = npt.NDArray[np.float64]

_WHOLE = """
WITH spans AS (
    SELECT vessel_id, min(start_time) AS first, max(end_time) AS last, max(seconds) AS longest_s,
        apart_m(min(start_lat), min(start_lon), max(start_lat), max(start_lon)) > 20000 AS sailed
    FROM track_steps WHERE NOT jump GROUP BY vessel_id
), data AS (SELECT min(start_time) AS first, max(end_time) AS last FROM track_steps)
SELECT vessel_id AS ssvid, sailed FROM spans, data
WHERE longest_s <= 3600 AND hours_between(data.first, spans.first) <= 1 AND hours_between(spans.last, data.last) <= 1
    AND vessel_id NOT IN (SELECT ssvid FROM segments)
ORDER BY vessel_id
"""
LEAST_SHIPS = 50


@dataclass(frozen=True)
class Planted:
    """The messages left after planting and thinning, and the truth.

    Attributes:
        fixes: ``ssvid, time, lat, lon, sog_kn, cog_deg, nav_status, ais_class``.
        silences: ``ship, start_time, end_time`` of each span without transmission.
    """

    fixes: pd.DataFrame
    silences: pd.DataFrame


def plant(store: Store, seed: int, days: int = 4, ships: int = 900, share: float = 1 / 5) -> Planted:
    """Take tracks from a store on which detect has run, silence a share of the ships, thin the messages of all.

    Raises:
        WrongUse: fewer than 50 ships were received from the first hour to the last.
    """
    rng = np.random.default_rng(seed)
    whole = store.frame(_WHOLE)
    if len(whole) < LEAST_SHIPS:
        raise WrongUse(
            f"only {len(whole)} ships were received without a break from the first hour to the last",
            "give a file of a whole day with at least fifty such ships, or the simulator's week.",
        )
    chosen = _chosen(whole, ships, rng)
    with store.registered("_chosen", chosen):
        real = store.frame(
            "SELECT ssvid, time, lat, lon, sog_kn, cog_deg, nav_status, ais_class::VARCHAR AS ais_class FROM fixes"
            " WHERE ssvid IN (SELECT ssvid FROM _chosen) ORDER BY ssvid, time, lat, lon"
        )
    start, span = real.time.min(), (real.time.max() - real.time.min()).total_seconds()
    played = _played(real, start, span, days)
    end = days * span
    silent = {s: silence(rng, 0.0, end) for s in chosen.ssvid if rng.uniform() < share}
    radio = known_radio(real, int(end // 3600) + 1, rng)
    kept = _heard(played, radio, chosen.ssvid.to_numpy(), rng) & ~_silenced(played, silent)
    fixes = played[kept].drop(columns="t").reset_index(drop=True)
    rows = [(s, start + pd.Timedelta(seconds=a), start + pd.Timedelta(seconds=b)) for s, (a, b) in silent.items()]
    return Planted(fixes, pd.DataFrame(rows, columns=["ship", "start_time", "end_time"]))


def _chosen(whole: pd.DataFrame, ships: int, rng: np.random.Generator) -> pd.DataFrame:
    """A sample of ships, two that sailed for each that lay still: moored ships test little."""
    sailed, lay = whole[whole.sailed], whole[~whole.sailed]
    many = min(len(sailed), round(ships * 2 / 3))
    parts = [sailed.sample(many, random_state=rng), lay.sample(min(len(lay), ships - many), random_state=rng)]
    return pd.concat(parts).sort_values("ssvid", ignore_index=True)


def _played(real: pd.DataFrame, start: pd.Timestamp, span: float, days: int) -> pd.DataFrame:
    """The tracks played forwards and backwards in turn, ``days`` times; ``t`` in seconds from the start."""
    at = (real.time - start).dt.total_seconds().to_numpy()
    parts = []
    for day in range(days):
        back = day % 2 == 1
        part = real.assign(t=day * span + (span - at if back else at))
        parts.append(part.assign(cog_deg=(part.cog_deg + 180) % 360) if back else part)
    frame = pd.concat(parts).sort_values(["ssvid", "t"], kind="stable", ignore_index=True)
    return frame.assign(time=start + pd.to_timedelta(frame.t.round(), unit="s"))


def known_radio(real: pd.DataFrame, hours: int, rng: np.random.Generator, receivers: int = 14) -> Radio:
    """Simulated receivers placed where ships are, far apart, of unequal range, with hourly propagation and failures."""
    spots = (
        real.sample(4000, random_state=rng)[["lat", "lon"]].to_numpy()
        if len(real) > 4000
        else real[["lat", "lon"]].to_numpy()
    )
    chosen = [int(rng.integers(len(spots)))]
    near = np.full(len(spots), np.inf)
    for _ in range(receivers - 1):
        near = np.minimum(near, np.hypot(*(spots - spots[chosen[-1]]).T))
        weight = np.clip(near, 0, 1.5) ** 2
        chosen.append(int(rng.choice(len(spots), p=weight / weight.sum())))
    stations = tuple(
        (f"receiver {n}", float(spots[i][0]), float(spots[i][1]), float(rng.uniform(5, 30)))
        for n, i in enumerate(chosen)
    )
    fails = tuple(
        (int(i), a, a + rng.uniform(1, 12) * 3600)
        for i in rng.integers(0, receivers, receivers // 2)
        for a in [rng.uniform(0, hours * 3600)]
    )
    feed = tuple((a, a + 3600.0) for a in [rng.uniform(0.2, 0.8) * hours * 3600])
    return Radio(fails, feed, (), stations, weather(receivers, hours, rng, miles=6), satellite=0.003)


def _heard(
    played: pd.DataFrame, radio: Radio, ships: npt.NDArray[np.int64], rng: np.random.Generator
) -> npt.NDArray[np.bool_]:
    """Which messages are received: each kept message stands for all those of its minute."""
    strength = dict(zip(ships, rng.lognormal(0, 0.25, len(ships)), strict=True))
    heard = np.zeros(len(played), bool)
    for ship, rows in played.groupby("ssvid", sort=True).indices.items():
        part = played.iloc[rows]
        small = part["ais_class"].iloc[0] == "B"
        knots = np.nan_to_num(part.sog_kn.to_numpy(float))
        spacing = interval_s(knots, part.nav_status.fillna(0).to_numpy(np.int64), "B" if small else "A")
        p = chance_heard(
            part.lat.to_numpy(), part.lon.to_numpy(), part.t.to_numpy(), "B" if small else "A", radio, strength[ship]
        )
        heard[rows] = rng.uniform(size=len(rows)) < 1 - (1 - p) ** np.maximum(1, 60 / spacing)
    return heard


def _silenced(played: pd.DataFrame, silent: dict[int, tuple[float, float]]) -> npt.NDArray[np.bool_]:
    """Which messages were never sent."""
    begins = played.ssvid.map({s: a for s, (a, _) in silent.items()})
    ends = played.ssvid.map({s: b for s, (_, b) in silent.items()})
    return ((played.t >= begins) & (played.t < ends)).to_numpy(bool)
