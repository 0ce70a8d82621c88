"""Pairs of consecutive fixes by compiled code: the rows of ``fix_pairs.sql``, of many messages sooner.

| here | in SQL |
|---|---|
| :func:`in_order` | ``OVER (PARTITION BY ssvid ORDER BY time, lat, lon, sog_kn)`` |
| :func:`_judge` | ``is_jump``, ``is_late_suspect``, ``holds_slot`` of ``macros.sql`` |
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from vesseltrack.compiled import Compiled
from vesseltrack.engine.step import Pass
from vesseltrack.frames import Arrays
from vesseltrack.geo import Floats, Ints
from vesseltrack.store import Store
from vesseltrack.store.in_order import ORDER, are_many, in_order

Bytes = npt.NDArray[np.uint8]
SLOT_US = 600_000_000
JUMP, LATE_SUSPECT, HOLDS_SLOT = 1, 2, 4
"""What :func:`_judge` finds of a pair."""


def pairs_of(source: str) -> Pass:
    """A function that makes the pairs of the messages of a SELECT, some numbers at a time; nothing, if they are few."""

    def make(store: Store, rules: Any) -> Iterator[pd.DataFrame] | None:
        if not are_many(store, source):
            return None
        return (_pairs(messages, rules.max_speed_kn) for messages in in_order(store, source))

    return make


def _judged(messages: Arrays, max_speed_kn: float) -> Bytes:
    """Of each message and the next one: what :func:`_judge` finds. Shape (messages,); 0 for the last of a number."""
    out = np.zeros(len(messages["ssvid"]), np.uint8)
    ssvid, time_us, lat, lon, sog_kn = (messages[name] for name in ORDER)
    _judge.fast(ssvid, time_us, lat, lon, sog_kn, float(max_speed_kn), out)
    return out


def _pairs(messages: Arrays, max_speed_kn: float) -> pd.DataFrame:
    found = _judged(messages, max_speed_kn)
    start = np.flatnonzero(found)
    end, found = start + 1, found[start]
    columns: dict[str, Any] = {"ssvid": messages["ssvid"][start]}
    for name, row in ("start", start), ("end", end):
        columns[f"{name}_time"] = messages["time_us"][row].view("M8[us]")
        columns |= {f"{name}_{c}": messages[c][row] for c in ("lat", "lon", "sog_kn")}
    columns["seconds"] = (messages["time_us"][end] // 1000 - messages["time_us"][start] // 1000) / 1000
    columns |= {"jump": found & JUMP > 0, "late_suspect": found & LATE_SUSPECT > 0}
    return pd.DataFrame(columns, copy=False)


@Compiled
def _judge(
    ssvid: Ints, time_us: Ints, lat: Floats, lon: Floats, sog_kn: Floats, max_speed_kn: float, out: Bytes
) -> None:
    """Fill ``out`` for each message and the next one of its number; formulas as in ``macros.sql``."""
    for i in range(ssvid.size - 1):
        if ssvid[i] != ssvid[i + 1]:
            continue
        slot = time_us[i] // SLOT_US
        found = HOLDS_SLOT if time_us[i + 1] // SLOT_US > slot or slot * SLOT_US == time_us[i] else 0
        north, east = abs(lat[i + 1] - lat[i]), abs(lon[i + 1] - lon[i])
        if north > 0.1 / 60 or east > 0.1 / 60:
            east = abs((lon[i + 1] - lon[i] + 540.0) % 360.0 - 180.0)
            nm = max(north, east * np.cos(np.radians(lat[i]))) * 60.0
            seconds = (time_us[i + 1] // 1000 - time_us[i] // 1000) / 1000
            kn, other_kn = np.float64(sog_kn[i]), np.float64(sog_kn[i + 1])
            if np.isnan(kn) or other_kn > kn:
                kn = other_kn
            believed_kn = max_speed_kn
            if seconds < 600 and 1.5 * kn + 10 < max_speed_kn:  # not so, if no speed was sent
                believed_kn = 1.5 * kn + 10
            late_kn = 20.0 if np.isnan(kn) else 1.5 * kn + 5
            if nm > 1 and nm > 1 + seconds / 3600 * believed_kn:
                found |= JUMP
            if nm > 0.1 and nm > 0.1 + seconds / 3600 * late_kn:
                found |= LATE_SUSPECT
        out[i] = found
