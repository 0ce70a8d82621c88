"""Disturbances: what silences or displaces many ships at once is one fact, recorded once with its place and time.

- ``feed``: an hour or more in which next to nobody was heard anywhere.
- ``receivers``: regions in which ships were known or presumed, and next to none was heard for an hour or more.
- ``jamming``: many ships leaping from one sea together (see ``tracks/pieces.py``): satellite navigation was disturbed.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components
from scipy.spatial import cKDTree

from vesseltrack.engine.step import Step
from vesseltrack.geo import EARTH_RADIUS_KM
from vesseltrack.schema import TABLES
from vesseltrack.store import Store

REGION_DEG = 0.3
REGION_KM = 25.0
"""From the middle of a region to its farthest corner, about."""
GOES_ON_H = 24.0
"""An outage is thought to go on so long after the last hour in which anybody was waited for."""
JAM_APART_H, JAM_APART_DEG = 3.0, 1.0
"""Leaps so near to one another are one disturbance."""

_ALIVE = "SELECT hour FROM weather GROUP BY hour HAVING sum(heard) > $outage_rate * sum(expected + waited)"
_FEED = f"""
    SELECT hour + 1 AS first_hour, lead(hour) OVER (ORDER BY hour) AS end_hour FROM ({_ALIVE})
    QUALIFY end_hour > first_hour ORDER BY hour
"""
_DOWN = f"""
    SELECT region_y, region_x, hour, ships FROM weather
    WHERE ships >= $outage_ships AND heard <= $outage_rate * (expected + waited) AND expected + waited >= 3 * ships
        AND hour IN ({_ALIVE})
    ORDER BY hour, region_y, region_x
"""
_AGAIN = "SELECT region_y, region_x, hour FROM weather WHERE heard > 0 ORDER BY region_y, region_x, hour"
_JAMMED = """
    SELECT ship, epoch(start_time) / 3600 AS first_hour, epoch(end_time) / 3600 AS last_hour, from_lat AS lat, from_lon AS lon
    FROM strays WHERE kind = 'jammed' AND from_lat IS NOT NULL ORDER BY start_time, ship
"""


_WORDS = {
    "feed": "the whole feed was down",
    "receivers": "receivers were down: {ships} ships were lost together",
    "jamming": "satellite navigation was jammed: {ships} ships were displaced together",
}


def _clusters(points: npt.NDArray[np.float64]) -> npt.NDArray[np.int64]:
    """Which of the points hang together, each at most 1 from the next in every coordinate, to a quarter; shape (n,)."""
    if not len(points):
        return np.zeros(0, np.int64)
    spots, spot = np.unique(np.round(points * 4) / 4, axis=0, return_inverse=True)  # thousands leap from one sea
    pairs = cKDTree(spots).query_pairs(1.0001, p=np.inf, output_type="ndarray")
    links = coo_matrix((np.ones(len(pairs)), (pairs[:, 0], pairs[:, 1])), shape=(len(spots), len(spots)))
    labels: npt.NDArray[np.int64] = connected_components(links, directed=False)[1].astype(np.int64)
    return labels[spot.ravel()]


def _row(
    kind: str,
    first_hour: float,
    end_hour: float,
    ships: int,
    places: pd.DataFrame | None = None,
    regions: list[int] | None = None,
) -> dict[str, Any]:
    """One disturbance; ``places`` are its middles, lat and lon, none for the whole feed."""
    start, end = (pd.Timestamp(round(h * 3600), unit="s") for h in (first_hour, end_hour))
    row: dict[str, Any] = {"kind": kind, "start_time": start, "end_time": end, "ships": ships, "lat": None, "lon": None,
        "radius_km": None, "regions": regions or []}  # fmt: skip
    name = f"{kind}-{start:%Y%m%dT%H%M%SZ}"
    if places is not None:
        lat, lon = float(places.lat.mean()), float(places.lon.mean())
        far = np.hypot(places.lat - lat, (places.lon - lon) * np.cos(np.radians(lat))).max()
        km = float(np.radians(far)) * EARTH_RADIUS_KM + REGION_KM
        row |= {"lat": round(lat, 3), "lon": round(lon, 3), "radius_km": round(km, 1)}
        name += f"-{lat:+.1f}{lon:+.1f}"
    return {"disturbance": name, **row, "says": f"{_WORDS[kind].format(ships=ships)} from {start:%Y-%m-%d %H:%M}"}


def _receivers(store: Store, rules: Any, end: float) -> Iterator[dict[str, Any]]:
    """Regions down by themselves, then those side by side that went down and came back together as one."""
    down = store.frame(_DOWN, {"outage_ships": rules.outage_ships, "outage_rate": rules.outage_rate})
    if down.empty:
        return
    again = {k: g.hour.to_numpy() for k, g in store.frame(_AGAIN).groupby(["region_y", "region_x"])}
    rows = [_span(key, some, again, end) for key, some in _runs(down)]
    spans = pd.DataFrame(rows, columns=["region_y", "region_x", "start", "end", "ships"])
    for _, some in spans.groupby(_clusters(spans[["region_y", "region_x", "start", "end"]].to_numpy(float)), sort=True):
        regions = sorted({int(y) * 10000 + int(x) for y, x in zip(some.region_y, some.region_x, strict=True)})
        places = pd.DataFrame(
            {"lat": (some.region_y + 0.5) * REGION_DEG - 180, "lon": (some.region_x + 0.5) * REGION_DEG - 180}
        )
        yield _row("receivers", some.start.min(), some.end.max(), int(some.ships.sum()), places, regions)


def _runs(down: pd.DataFrame) -> Iterator[tuple[tuple[int, int], pd.DataFrame]]:
    """The hours in which one region was down, in runs without a break."""
    for (y, x), some in down.sort_values("hour").groupby(["region_y", "region_x"]):
        key = int(str(y)), int(str(x))
        yield from ((key, run) for _, run in some.groupby((some.hour.diff() > 1).cumsum()))


def _span(key: tuple[int, int], run: pd.DataFrame, again: dict[Any, Any], end: float) -> tuple[float, ...]:
    """One region, from when to when it was down, and the most ships lost: on to when it was heard again, if that is soon."""
    last = int(run.hour.max()) + 1
    heard = again.get(key, np.array([]))
    heard = heard[heard >= last]
    until = float(heard[0]) if len(heard) else end
    return *key, float(run.hour.min()), until if until - last <= GOES_ON_H else float(last), int(run.ships.max())


def _jamming(store: Store, rules: Any) -> Iterator[dict[str, Any]]:
    leaps = store.frame(_JAMMED)
    scaled = np.column_stack([leaps.first_hour / JAM_APART_H, leaps.lat / JAM_APART_DEG, leaps.lon / JAM_APART_DEG])
    for _, some in leaps.groupby(_clusters(scaled), sort=True):
        ships = int(some.ship.nunique())
        if ships >= rules.outage_ships:  # a straggler of a wider leap is not one by itself
            yield _row("jamming", some.first_hour.min(), some.last_hour.max(), ships, some[["lat", "lon"]])


def _make(store: Store, rules: Any) -> pd.DataFrame:
    columns = TABLES["disturbances"].names
    first, last = store.one("SELECT first_time, last_time FROM searched")
    if last is None:
        return pd.DataFrame(columns=columns)
    end = pd.Timestamp(last).timestamp() / 3600
    silent = [_row("feed", float(a), float(b), 0) for a, b in store.rows(_FEED, {"outage_rate": rules.outage_rate})]
    found = [*silent, *_receivers(store, rules, end), *_jamming(store, rules)]
    found = [row for row in found if row["end_time"] > first]  # before the window only a few ships are looked at
    return pd.DataFrame(found, columns=columns).sort_values(["start_time", "disturbance"], ignore_index=True)


DISTURBANCES = Step(
    writes="disturbances",
    declared=("searched", "weather", "strays"),
    finds="what silenced or displaced many ships at once: the feed, receivers, jamming",
    section="reception",
    make=_make,
)
