"""Meetings planted on real tracks: copies of real ships are moved beside others, thinned, or stopped at sea beside nobody.

Where the ships lie, how they swing, drift and steer, when they send, and all other traffic are real. What is invented: the
copy's number, the few metres beside the other hull, its own error of position, and that it came and left there, on tracks of
other ships that are moved to that place (and may cross land on their way).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from vesseltrack.evaluate.hulls import STEP_S, gnss_error
from vesseltrack.frames import rows_of
from vesseltrack.store import Store

DEGREE_M = 111_195.0
HOUR = 3600.0
FIRST_NUMBER = 299_000_000
"""Numbers of planted ships begin here: no country has the MID 299."""
LONGEST_GAP_S = 900.0
"""Between fixes of a stretch that is copied."""
COME_S = 3 * HOUR
"""Time in which a copy comes, and leaves."""
AROUND_S = 0.6 * HOUR
"""What is left of a stretch before a planted meeting, and after it."""
NEAR_KM = 5.0
"""Others that lie within this distance make a crowd."""

_STRETCHES = """
    WITH spells AS (
        SELECT vessel_id, first_slot, last_slot, spread_m, lat, lon FROM slow_spells
        WHERE NOT under_way AND last_slot - first_slot >= 18 AND spread_m > 25 AND mean_speed_kn < 1.8
    )
    SELECT s.ssvid, epoch(slot_time(first_slot))::BIGINT AS first_s, epoch(slot_time(last_slot))::BIGINT AS last_s, l.lat, l.lon,
        s.length_m,
        least(foreign_port_km(port_country, port_km, non_dprk_port_km), 5 * coalesce(shore_km, 1000)) AS off_km
    FROM spells AS l JOIN ships AS s USING (vessel_id) JOIN cell_context ON cell_id = cell_id_of(l.lat, l.lon)
    WHERE s.vessel_type IN ('cargo', 'tanker') AND s.hulls = 1 AND s.imo IS NOT NULL AND is_afloat(shore_km, dprk_port_km)
    ORDER BY s.ssvid, first_slot
"""
_SAILED = """
    WITH fast AS (
        SELECT vessel_id, slot, slot - row_number() OVER (PARTITION BY vessel_id ORDER BY slot) AS run
        FROM resampled WHERE speed_kn BETWEEN $slowest_kn AND $fastest_kn
    ), runs AS (
        SELECT vessel_id, min(slot) AS first_slot, max(slot) AS last_slot, (min(slot) + max(slot)) // 2 AS slot
        FROM fast GROUP BY vessel_id, run HAVING count(*) >= $least_slots
    )
    SELECT s.ssvid, epoch(slot_time(first_slot))::BIGINT AS first_s, epoch(slot_time(last_slot))::BIGINT AS last_s, m.lat, m.lon,
        s.length_m, s.vessel_type,
        least(foreign_port_km(port_country, port_km, non_dprk_port_km), 5 * coalesce(shore_km, 1000)) AS off_km
    FROM runs JOIN resampled AS m USING (vessel_id, slot) JOIN cell_context USING (cell_id) JOIN ships AS s USING (vessel_id)
    WHERE s.vessel_type IN $vessel_types AND s.hulls = 1 AND (s.imo IS NOT NULL OR s.vessel_type = 'tug')
    ORDER BY s.ssvid, first_s
"""
_FAST = {"slowest_kn": 6, "fastest_kn": 16, "least_slots": 18, "vessel_types": ["cargo", "tanker"]}
_SLOW = {"slowest_kn": 2.5, "fastest_kn": 7.5, "least_slots": 10, "vessel_types": ["cargo", "tanker", "tug"]}
_FIXES = """
    SELECT ssvid, epoch(time) AS t, lat, lon, sog_kn, cog_deg, heading_deg, nav_status, ais_class::VARCHAR AS ais_class
    FROM fixes WHERE ssvid IN (SELECT ssvid FROM _ships) ORDER BY ssvid, t, lat, lon
"""


def apart_km(places: pd.DataFrame, place: Any) -> pd.Series:
    """Kilometres from each of some places to one."""
    east = ((places.lon - place.lon + 540) % 360 - 180) * np.cos(np.radians(place.lat))
    return pd.Series(np.hypot(places.lat - place.lat, east) * DEGREE_M / 1000)


@dataclass
class RealSea:
    """Real tracks, and what can be planted on them: every ship is used once.

    Attributes:
        rng: the random generator.
        tracks: fixes of the ships that may be used, by number, in order of ``t`` (seconds since 1970).
        lying: stretches in which ships lay or drifted: ssvid, first_s, last_s, lat, lon, length_m, ship_type, off_km.
        sailing: stretches in which ships sailed at 6 to 16 knots.
        slow: the same at 2.5 to 7.5 knots, of tugs too: few ships sail so slowly for hours; their number is replaced.
        span: first and last second of the data.
        made: number of ships made so far.
    """

    rng: np.random.Generator
    tracks: dict[int, pd.DataFrame]
    lying: pd.DataFrame
    sailing: pd.DataFrame
    slow: pd.DataFrame
    span: tuple[float, float]
    made: int = 0

    @classmethod
    def of(cls, store: Store, seed: int) -> RealSea:
        """From a store in which the steps up to ``slow_spells`` and ``cell_context`` have run."""
        rng = np.random.default_rng(seed)
        lying = store.frame(_STRETCHES)
        sailing, slow = (store.frame(_SAILED, asked) for asked in (_FAST, _SLOW))
        ships = pd.DataFrame({"ssvid": pd.concat([lying.ssvid, sailing.ssvid, slow.ssvid]).unique()})
        with store.registered("_ships", ships):
            fixes = store.frame(_FIXES)
        first, last = store.one("SELECT epoch(min(time)), epoch(max(time)) FROM fixes")
        tracks = {int(str(ship)): part.reset_index(drop=True) for ship, part in fixes.groupby("ssvid")}
        shuffled = [f.sample(frac=1, random_state=rng).reset_index(drop=True) for f in (lying, sailing, slow)]
        for frame in shuffled:
            around_s = 0 if frame is shuffled[2] else AROUND_S
            frame["from_s"] = np.maximum(frame.first_s + around_s, first + COME_S)
            frame["to_s"] = np.minimum(frame.last_s - around_s, last - COME_S)
            frame["others"] = [
                int((apart_km(lying, row) <= NEAR_KM).sum() - (apart_km(lying, row) == 0).sum())
                for row in rows_of(frame)
            ]
        return cls(rng, tracks, shuffled[0], shuffled[1], shuffled[2], (float(first), float(last)))

    def uniform(self, low: float, high: float) -> float:
        """A random number between two."""
        return float(self.rng.uniform(low, high))

    def take(self, frame: str, where: pd.Series | None = None) -> pd.Series:
        """A stretch of one of the frames, whose ship is used by no other scene.

        Raises:
            LookupError: there is none left.
        """
        rows: pd.DataFrame = getattr(self, frame)
        rows = rows if where is None else rows[where]
        if rows.empty:
            raise LookupError(frame)
        row: pd.Series = rows.iloc[0]
        for name in ("lying", "sailing", "slow"):
            some: pd.DataFrame = getattr(self, name)
            setattr(self, name, some[some.ssvid != row.ssvid])
        return row

    def whole_part(self, ship: int, first_s: float, last_s: float) -> pd.DataFrame | None:
        """A ship's fixes of a time; none if it was not heard throughout."""
        part = self.part(ship, first_s, last_s)
        t = np.concatenate([[first_s], part.t, [last_s]])
        return None if len(part) < 3 or np.diff(t).max() > LONGEST_GAP_S else part

    def part(self, ship: int, first_s: float, last_s: float) -> pd.DataFrame:
        """A ship's fixes of a time."""
        track = self.tracks[int(ship)]
        return track[(track.t >= first_s) & (track.t <= last_s)].reset_index(drop=True)

    def number(self) -> int:
        """A new number."""
        self.made += 1
        return FIRST_NUMBER + self.made


def moved(part: pd.DataFrame, number: int, t: float, lat: float, lon: float, at_end: bool) -> pd.DataFrame:
    """A copy of some fixes under another number, with its end (or begin) moved to a time and a place; bearings stay."""
    i = len(part) - 1 if at_end else 0
    shrunk = np.cos(np.radians(part.lat[i])) / np.cos(np.radians(lat))
    return part.assign(
        ssvid=number,
        t=part.t - part.t[i] + t,
        lat=lat + part.lat - part.lat[i],
        lon=lon + (part.lon - part.lon[i]) * shrunk,
    )


def beside(sea: RealSea, part: pd.DataFrame, number: int, ahead_m: float, aside_m: float) -> pd.DataFrame:
    """A copy of some fixes, made fast beside them: metres ahead and to starboard, at its own times and with its own error.

    Where no heading is sent it is taken as one and the same throughout, that of the course at first.
    """
    heading = part.heading_deg.to_numpy(float, na_value=np.nan)
    if np.isnan(heading).all():
        heading = np.full(len(part), float(np.nan_to_num(part.cog_deg.to_numpy(float, na_value=np.nan)[0])))
    filled = pd.Series(heading).ffill().bfill().to_numpy()
    t = np.unique(np.clip(part.t + sea.rng.uniform(-60, 60, len(part)), part.t.iloc[0], part.t.iloc[-1]).round())
    turned = np.radians(np.interp(t, part.t, np.unwrap(filled, period=360)))
    grid = np.arange(t[0], t[-1] + STEP_S, STEP_S)
    east, north = (np.interp(t, grid, gnss_error(sea.rng, len(grid))) for _ in range(2))
    east += ahead_m * np.sin(turned) + aside_m * np.cos(turned)
    north += ahead_m * np.cos(turned) - aside_m * np.sin(turned)
    lat, lon = (np.interp(t, part.t, part[c]) for c in ("lat", "lon"))
    near = np.clip(np.searchsorted(part.t, t), 0, len(part) - 1)
    like = part.iloc[near].reset_index(drop=True)
    sent = np.degrees(turned) % 360 if not np.isnan(part.heading_deg.to_numpy(float, na_value=np.nan)).all() else np.nan
    return like.assign(
        ssvid=number,
        t=t,
        lat=lat + north / DEGREE_M,
        lon=lon + east / DEGREE_M / np.cos(np.radians(lat)),
        heading_deg=sent,
    )


def comes_and_goes(sea: RealSea, held: pd.DataFrame) -> pd.DataFrame:
    """What a copy did beside another, with tracks of other ships moved to its begin and its end, on which it came and left."""
    first, last = held.iloc[0], held.iloc[-1]
    rows = sea.sailing.sample(2, random_state=sea.rng)
    come = sea.part(rows.iloc[0].ssvid, rows.iloc[0].last_s - COME_S, rows.iloc[0].last_s)
    go = sea.part(rows.iloc[1].ssvid, rows.iloc[1].first_s, rows.iloc[1].first_s + COME_S)
    number = int(first.ssvid)
    return pd.concat(
        [
            moved(come, number, first.t - 60, first.lat, first.lon, at_end=True), held,
            moved(go, number, last.t + 60, last.lat, last.lon, at_end=False),
        ],
        ignore_index=True,
    )  # fmt: skip


def thinned(sea: RealSea, part: pd.DataFrame) -> pd.DataFrame:
    """As satellites receive: at random times, some half an hour apart."""
    mean = sea.uniform(1200, 2400)
    kept, now = [], float(part.t.iloc[0])
    while now <= part.t.iloc[-1]:
        kept.append(int(np.searchsorted(part.t, now)))
        now += float(sea.rng.exponential(mean))
    return part.iloc[np.unique([min(k, len(part) - 1) for k in kept])].reset_index(drop=True)
