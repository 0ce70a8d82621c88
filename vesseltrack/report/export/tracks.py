"""Tracks for other programs: positions as sent, those near the line between others left out, and stretches of them.

A track is divided into stretches where the ship was not received for an hour; no line is drawn across such a gap. Lines that
cross the 180th meridian are cut there.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

import vesseltrack.tracks
from vesseltrack.geo import apart_km, degrees_apart
from vesseltrack.report.around import OPEN_END, hours_around
from vesseltrack.report.page.tracks import thinned
from vesseltrack.store import Store

MOST_OFF_DEG = 0.001
"""A position is left out if the line between its neighbours, at its time, passes so near: some 100 m."""
SHIPS_AT_ONCE = 128
"""Ships whose messages are held in memory at once."""
TORN_S = 3600
"""Seconds without a position at which a track is divided."""
MESSAGES = (Path(vesseltrack.tracks.__file__).parent / "of_ship.sql").read_text(encoding="utf-8")
_SENT = f"""
    SELECT hull AS vessel_id, time, lat, lon, sog_kn, cog_deg, heading_deg, nav_status FROM ({MESSAGES})
    ORDER BY hull, time, lat, lon, sog_kn, cog_deg, heading_deg, nav_status
"""
_NAMES = """
    SELECT vessel_id, mmsi, imo, coalesce(name, mmsi::VARCHAR, id, vessel_id::VARCHAR) AS ship_name FROM ships
    WHERE vessel_id IN (SELECT vessel_id FROM _asked)
"""


def positions_of(store: Store, asked: pd.DataFrame, most_off_deg: float = MOST_OFF_DEG) -> pd.DataFrame:
    """Positions of some ships as sent, in order of ship and time, at most one at a time.

    Args:
        store: on which detect has run.
        asked: vessel_id, from_time, to_time: one row per span; spans may overlap.
        most_off_deg: largest distance of an omitted position from the line, degrees; 0 keeps all positions.

    Returns:
        The columns of the layer ``positions`` (see ``layers.py``) but for its geometry, in any order.
    """
    spans = asked.astype({"vessel_id": "int64", "from_time": "datetime64[us]", "to_time": "datetime64[us]"})
    ships = np.unique(spans.vessel_id)
    parts = [ships[n : n + SHIPS_AT_ONCE] for n in range(0, max(len(ships), 1), SHIPS_AT_ONCE)]
    found = [_positions(store, spans[spans.vessel_id.isin(part)], most_off_deg) for part in parts]
    return pd.concat(found, ignore_index=True) if len(found) > 1 else found[0]


def _positions(store: Store, spans: pd.DataFrame, most_off_deg: float) -> pd.DataFrame:
    """The positions of so few ships that all their messages are held at once."""
    with store.registered("_asked", spans):
        sent, names = store.frame(_SENT), store.frame(_NAMES)
    ship, seconds = sent.vessel_id.to_numpy(np.int64), sent.time.astype("int64").to_numpy(np.int64)
    first = np.ones(len(sent), bool)
    first[1:] = (np.diff(ship) != 0) | (np.diff(seconds) != 0)
    sent, ship, seconds = sent[first], ship[first], seconds[first] // 1_000_000
    torn = np.ones(len(sent), bool)
    torn[1:] = (np.diff(ship) != 0) | (np.diff(seconds) > TORN_S)
    sent = sent.assign(stretch=pd.Series(torn, index=sent.index).groupby(ship).cumsum().astype("int64"))
    if most_off_deg > 0 and len(sent):
        starts: list[int] = np.flatnonzero(torn).tolist()
        keep = [_kept(sent, seconds, a, b, most_off_deg) for a, b in pairwise([*starts, len(sent)])]
        sent = sent[np.concatenate(keep)]
    named = sent.merge(names, on="vessel_id", how="left")
    named["ship_name"] = named.ship_name.fillna(named.vessel_id.astype(str))
    return named.astype(dict.fromkeys(("mmsi", "imo", "heading_deg", "nav_status"), "Int64"))


def messages_of(store: Store, ships: Collection[int]) -> pd.DataFrame:
    """All messages of some ships in order of time; ``vessel_id`` is the number they were sent under."""
    with store.registered("_asked", whole_tracks(ships)):
        return store.frame(MESSAGES).drop(columns="hull")


def whole_tracks(ships: Collection[int]) -> pd.DataFrame:
    """Spans that cover the whole tracks of some ships: vessel_id, from_time, to_time."""
    frame = pd.DataFrame({"vessel_id": pd.Series(sorted(ships), dtype="int64")})
    frame["from_time"], frame["to_time"] = pd.Timestamp("1970-01-01"), OPEN_END
    return frame.astype({"from_time": "datetime64[us]", "to_time": "datetime64[us]"})


def spans_around(alerts: pd.DataFrame) -> pd.DataFrame:
    """Spans around alerts, for each of their ships: vessel_id, from_time, to_time."""
    spans = hours_around(alerts)
    both = [spans.assign(vessel_id=alerts[c]).dropna(subset="vessel_id") for c in ("vessel_id", "other_vessel_id")]
    return pd.concat(both, ignore_index=True)[["vessel_id", "from_time", "to_time"]]


def _kept(sent: pd.DataFrame, seconds: npt.NDArray[Any], a: int, b: int, most_off_deg: float) -> npt.NDArray[np.bool_]:
    """Which rows of the stretch ``a`` to ``b - 1`` are kept; shape (b - a,)."""
    lon = np.degrees(np.unwrap(np.radians(sent.lon.to_numpy(float)[a:b])))
    return thinned(np.column_stack([seconds[a:b], lon, sent.lat.to_numpy(float)[a:b]]).astype(float), most_off_deg)


def stretches(positions: pd.DataFrame) -> Iterator[pd.DataFrame]:
    """Each stretch of each ship, in order, without its geometry; the rows of a stretch lie next to each other."""
    plain = pd.DataFrame(positions.drop(columns="geometry", errors="ignore"))
    ship, stretch = plain.vessel_id.to_numpy(np.int64), plain.stretch.to_numpy(np.int64)
    begins = np.flatnonzero((np.diff(ship) != 0) | (np.diff(stretch) != 0)) + 1
    ends = [0, *begins.tolist(), len(plain)]
    return (plain.iloc[a:b] for a, b in pairwise(ends) if b > a)


def cut_at_180(stretch: pd.DataFrame) -> list[pd.DataFrame]:
    """A stretch cut at the 180th meridian: parts end and begin on it, with time and latitude interpolated linearly.

    Args:
        stretch: lat, lon, in order; optionally ``time``; other columns of a cut are copied from the row before.
    """
    lon = stretch.lon.to_numpy(float)
    over: list[int] = np.flatnonzero(np.abs(np.diff(lon)) > 180).tolist()
    parts, rest, first = [], stretch, 0
    for i in over:
        before, after = stretch.iloc[i], stretch.iloc[i + 1]
        side = np.copysign(180.0, before.lon)
        whole = float(degrees_apart(before.lon, after.lon))
        share = (side - before.lon) / whole if whole else 0.0
        edge = stretch.iloc[[i]].assign(lon=side, lat=before.lat + share * (after.lat - before.lat))
        if "time" in stretch:
            edge["time"] = before.time + share * (after.time - before.time)
        parts.append(pd.concat([rest.iloc[: i + 1 - first], edge], ignore_index=True))
        begun = edge.assign(lon=-side)
        rest, first = pd.concat([begun, stretch.iloc[i + 1 :]], ignore_index=True), i
    return [*parts, rest]


def line_of(lat: Any, lon: Any) -> Any:
    """Places in order as a line of two parts or more where it crosses the 180th meridian (RFC 7946); ``None`` of fewer than two.

    Longitudes may go on past 180.
    """
    if len(lon) < 2:
        return None
    east = np.asarray(lon, float)
    wrapped = np.where(np.abs(east) > 180, (east + 180) % 360 - 180, east)
    parts = cut_at_180(pd.DataFrame({"lon": wrapped, "lat": np.asarray(lat, float)}))
    lines = [shapely.linestrings(p[["lon", "lat"]].to_numpy()) for p in parts if len(p) > 1]
    return lines[0] if len(lines) == 1 else shapely.multilinestrings(lines)


def length_km(lat: Any, lon: Any) -> float:
    """Length of a line through positions in order, kilometres."""
    y, x = np.asarray(lat, float), np.asarray(lon, float)
    return float(apart_km(y[:-1], x[:-1], y[1:], x[1:]).sum())
