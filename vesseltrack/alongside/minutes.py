"""Measures short meetings, about as long as the rules require, minute by minute on the messages themselves."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from vesseltrack.alongside.sweep import Bools, Floats, apart_m
from vesseltrack.store import Store

FINE_BELOW_H = 1.0
"""Tiers with a shorter minimum duration are measured by the minute, the others on ten-minute slots."""
SLOT_S, MINUTE_S = 600, 60
WIDEST_S = 900
"""Positions are not interpolated between messages more than this many seconds apart."""
_MESSAGES = """
    SELECT ssvid, epoch(time) AS t, lat, lon FROM messages() JOIN _numbers USING (ssvid) ORDER BY ssvid, t
"""


class Messages:
    """The messages of some ships, with interpolation of positions in time."""

    def __init__(self, store: Store, numbers: Any) -> None:
        with store.registered("_numbers", pd.DataFrame({"ssvid": np.unique(numbers)})):
            rows = store.frame(_MESSAGES)
        self.number, self.t = rows.ssvid.to_numpy(), rows.t.to_numpy(np.float64)
        self.lat, self.lon = rows.lat.to_numpy(np.float64), rows.lon.to_numpy(np.float64)

    def at(self, number: int, t: Floats) -> tuple[Floats, Floats]:
        """Latitude and longitude of a ship at times ``t``, seconds; NaN unless between two messages at most 15 min apart."""
        low, high = np.searchsorted(self.number, [number, number + 1])
        low, high = low + np.searchsorted(self.t[low:high], [t[0] - WIDEST_S, t[-1] + WIDEST_S])
        heard = self.t[low:high]
        if len(heard) < 2:
            return np.full(len(t), np.nan), np.full(len(t), np.nan)
        lon = np.unwrap(self.lon[low:high], period=360)
        after = np.clip(np.searchsorted(heard, t), 1, len(heard) - 1)
        near = (t >= heard[0]) & (t <= heard[-1]) & (heard[after] - heard[after - 1] <= WIDEST_S)
        return tuple(np.where(near, np.interp(t, heard, x), np.nan) for x in (self.lat[low:high], lon))  # type: ignore[return-value]


def measured(store: Store, found: pd.DataFrame, number: Any, max_apart_m: float, min_h: float) -> pd.DataFrame:
    """Of spells found on ten-minute slots, those that lasted ``min_h`` when measured by the minute.

    Args:
        store: the store with the messages.
        found: ``a, b, first_slot, last_slot``: indices of the ships in the points, first and last slot at which they were near.
        number: ``ssvid`` by index of the ship in the points.
        max_apart_m: largest distance between them, metres.
        min_h: shortest duration, hours.

    Returns:
        these spells, with ``early_s`` and ``late_s``: seconds the ships were near before the first slot and after the last; 0
        for spells that are long enough without.
    """
    long = (found.last_slot - found.first_slot) * SLOT_S >= min_h * 3600 - 1e-6
    asked = found[~long & ((found.last_slot - found.first_slot + 2) * SLOT_S > min_h * 3600)]
    kept = [found[long].assign(early_s=0.0, late_s=0.0)]
    if len(asked):
        messages = Messages(store, number[np.concatenate([asked.a, asked.b])])
        slots = asked[["first_slot", "last_slot"]].to_numpy().tolist()
        pairs = zip(number[asked.a].tolist(), number[asked.b].tolist(), slots, strict=True)
        ends = [_ends(messages, a, b, first, last, max_apart_m) for a, b, (first, last) in pairs]
        early, late = np.array(ends, np.float64).T
        measured = asked.assign(early_s=early, late_s=late)
        lasted_s = (measured.last_slot - measured.first_slot) * SLOT_S + measured.early_s + measured.late_s
        kept.append(measured[lasted_s >= min_h * 3600 - 1e-6])
    return pd.concat(kept, ignore_index=True)


def _ends(messages: Messages, a: int, b: int, first: int, last: int, max_apart_m: float) -> tuple[float, float]:
    """Seconds for which two ships were near before a first slot, and after a last one; at most ten minutes each."""
    t = np.arange((first - 1) * SLOT_S, (last + 1) * SLOT_S + 1, MINUTE_S, dtype=np.float64)
    close: Bools = apart_m(*messages.at(a, t), *messages.at(b, t)) <= max_apart_m
    steps = SLOT_S // MINUTE_S
    before, after = close[:steps][::-1], close[len(t) - steps :]
    return tuple(float(MINUTE_S * (side.argmin() if not side.all() else steps)) for side in (before, after))  # type: ignore[return-value]
