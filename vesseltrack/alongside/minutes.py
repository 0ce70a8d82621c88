"""Measures short meetings, about as long as the rules require, minute by minute on the messages themselves."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from vesseltrack.alongside.spells import Rows
from vesseltrack.alongside.sweep import Bools, apart_m
from vesseltrack.geo import NM_M, Floats, Ints
from vesseltrack.store import Store

FINE_BELOW_H = 1.0
"""Tiers with a shorter minimum duration are measured by the minute, the others on ten-minute slots."""
SLOT_S, MINUTE_S = 600, 60
WIDEST_S = 900
"""Positions are not interpolated between messages more than this many seconds apart."""
_KN = NM_M / 3600
"""Metres per second in a knot."""
_MESSAGES = """
    SELECT ssvid, epoch(time) AS t, lat, lon, sog_kn FROM messages() JOIN _numbers USING (ssvid) ORDER BY ssvid, t
"""


class Messages:
    """The messages of some ships, with interpolation of positions in time."""

    def __init__(self, store: Store, numbers: Any) -> None:
        with store.registered("_numbers", pd.DataFrame({"ssvid": np.unique(numbers)})):
            rows = store.frame(_MESSAGES)
        self.number, self.t, self.lat, self.lon, self.kn = (
            rows[c].to_numpy(None if c == "ssvid" else np.float64) for c in ("ssvid", "t", "lat", "lon", "sog_kn")
        )

    def at(self, number: int, t: Floats) -> tuple[Floats, Floats]:
        """Latitude and longitude of a ship at times ``t``, seconds; NaN unless between two messages at most 15 min apart.

        Between two messages it sails straight, and as :func:`sailed_share` has it.
        """
        low, high = np.searchsorted(self.number, [number, number + 1])
        low, high = low + np.searchsorted(self.t[low:high], [t[0] - WIDEST_S, t[-1] + WIDEST_S])
        heard, lat, kn = self.t[low:high], self.lat[low:high], self.kn[low:high]
        if len(heard) < 2:
            return np.full(len(t), np.nan), np.full(len(t), np.nan)
        lon = np.unwrap(self.lon[low:high], period=360)
        j = np.clip(np.searchsorted(heard, t), 1, len(heard) - 1)
        i = j - 1
        apart = apart_m(lat[i], lon[i], lat[j], lon[j])
        near = (t >= heard[0]) & (t <= heard[-1]) & (heard[j] - heard[i] <= WIDEST_S)
        share = np.where(near, sailed_share(t - heard[i], heard[j] - heard[i], apart, kn[i] * _KN, kn[j] * _KN), np.nan)
        return lat[i] + share * (lat[j] - lat[i]), lon[i] + share * (lon[j] - lon[i])


def sailed_share(since_s: Floats, span_s: Floats, way_m: Floats, from_m_s: Floats, to_m_s: Floats) -> Floats:
    """Which share of the way between two messages a ship has made, if it goes from the one speed it sent to the other evenly.

    If the way is shorter than that takes, it keeps the slower of the two speeds for the rest: a ship that comes alongside slows
    down, then lies there; one that leaves lies, then gathers speed. If it is longer, it keeps the faster one. Without both
    speeds, or if its mean speed is not between them, it keeps its mean speed.
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        mean = way_m / span_s
        evenly = (np.fmin(from_m_s, to_m_s) < mean) & (mean < np.fmax(from_m_s, to_m_s)) & ~np.isnan(from_m_s + to_m_s)
        change_s = 2 * (way_m - to_m_s * span_s) / (from_m_s - to_m_s)
        # at once, then it keeps the second speed; or late, after it kept the first
        first = change_s <= span_s
        change_s = np.where(first, change_s, 2 * span_s - change_s)
        left_s = span_s - since_s
        half = (from_m_s - to_m_s) / (2 * change_s)
        at_once = np.where(since_s < change_s, from_m_s * since_s - half * since_s**2, way_m - to_m_s * left_s)
        later = np.where(left_s < change_s, way_m - to_m_s * left_s - half * left_s**2, from_m_s * since_s)
        share: Floats = np.where(evenly, np.where(first, at_once, later) / way_m, since_s / np.maximum(span_s, 1e-9))
    return share


def measured(store: Store, rows: Rows, asked: pd.DataFrame, near_at: Bools, number: Any, tier: Any) -> pd.DataFrame:
    """The spells of a tier within stretches in which two ships may have been near each other, measured by the minute.

    Args:
        store: the store with the messages.
        rows: slots at which pairs were some hundred metres from each other at most.
        asked: ``a, b, first_slot, last_slot`` of the stretches: indices of the ships in the points, first and last slot.
        near_at: of each of ``rows``, whether they were within the tier's distance by the positions at slots.
        number: ``ssvid`` by index of the ship in the points.
        tier: the distance and the shortest duration.

    Returns:
        ``a, b, first_slot, last_slot`` of the spells, with ``early_s`` and ``late_s``: seconds the ships were near before the
        first slot and after the last; and ``apart_m``: their distances at the slots of ``rows`` in it.
    """
    if asked.empty:
        return _frame([])
    messages = Messages(store, number[np.concatenate([asked.a, asked.b])])
    at, stretch = rows.of(asked)
    cuts = np.searchsorted(stretch, np.arange(1, len(asked)))
    found: list[tuple[Any, ...]] = []
    stretches = asked[["a", "b", "first_slot", "last_slot"]].to_numpy().tolist()
    for (a, b, first_slot, last_slot), some in zip(stretches, np.split(at, cuts), strict=True):
        t = np.arange((first_slot - 1) * SLOT_S, (last_slot + 1) * SLOT_S + 1, MINUTE_S, dtype=np.float64)
        apart = apart_m(*messages.at(number[a], t), *messages.at(number[b], t))
        slots = rows.slot[some]
        near = (apart <= tier.max_apart_m) | np.isnan(apart) & _between(slots[near_at[some]], t)
        for first, last in _runs(near):
            inside = slots[(slots * SLOT_S >= t[first]) & (slots * SLOT_S <= t[last])]
            if len(inside) and t[last] - t[first] >= tier.min_duration_h * 3600 - 1e-6:
                early_s, late_s = inside[0] * SLOT_S - t[first], t[last] - inside[-1] * SLOT_S
                far = apart[((inside * SLOT_S - t[0]) // MINUTE_S).astype(int)]
                found.append((a, b, inside[0], inside[-1], early_s, late_s, far))
    return _frame(found)


def _frame(found: list[tuple[Any, ...]]) -> pd.DataFrame:
    sort = {**dict.fromkeys(("a", "b", "first_slot", "last_slot"), "int64"), "early_s": "float64", "late_s": "float64"}
    return pd.DataFrame(found, columns=[*sort, "apart_m"]).astype(sort)


def _between(slots: Ints, t: Floats) -> Bools:
    """Which times lie between two slots, of those given in order, that follow each other."""
    before = np.searchsorted(slots, t // SLOT_S, "right") - 1
    known = (before >= 0) & (before < len(slots) - 1)
    at = np.where(known, before, 0)
    return known & (slots[at] == t // SLOT_S) & (slots[at + known] == slots[at] + 1) if len(slots) else known


def _runs(near: Bools) -> list[tuple[int, int]]:
    """The first and the last of each row of ones."""
    edge = np.flatnonzero(np.diff(np.concatenate([[False], near, [False]]).astype(np.int8)))
    return list(zip(edge[::2].tolist(), (edge[1::2] - 1).tolist(), strict=True))
