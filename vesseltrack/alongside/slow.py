"""Finds spells in which a ship lay still or drifted; a gap with slow positions at one place before and after it is included."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from vesseltrack.alongside.positions import Ints, by_ship_and_slot
from vesseltrack.alongside.quantiles import quantile
from vesseltrack.alongside.spells import MARKS_AN_HOUR
from vesseltrack.alongside.sweep import apart_m
from vesseltrack.engine.cut import Cut
from vesseltrack.engine.step import Step
from vesseltrack.frames import Arrays
from vesseltrack.geo import wrapped
from vesseltrack.schema import TABLES
from vesseltrack.store import Store

BEFORE, AFTER = 2, 3
"""Slots before and after one that make up, with it, the hour around it."""
LEAST_HEARD = 3
"""Smallest number of slots of a spell at which the ship was received: a gap alone is not loitering.

Fewer will do if one of them was slow, and the ship was under way until the spell and after it: it stopped, then was silent.
"""
UNDER_WAY_KN = 5.0
"""At this speed a ship is under way, and neither drifts nor moves over."""
BESIDE = 6
"""Slots, an hour of them, before and after a spell in which a ship is looked for under way: slots with a position ..."""
PAUSE = 18
"""... with at most so many without one between them: by satellite a ship is heard every hour or so."""
_TRACKS = """
    SELECT vessel_id, slot, lat, lon, speed_kn, false AS drawn, true AS may_drift
    FROM resampled WHERE vessel_id BETWEEN {first} AND {last}
    UNION ALL
    SELECT vessel_id, slot, lat, lon, speed_kn, true, drifts
    FROM interpolated_positions WHERE vessel_id BETWEEN {first} AND {last}
"""
"""A line across a silence that is no drift is one of a ship slow under way: whether a ship lay adrift is asked without it."""


def slow_around(
    vessel_id: npt.NDArray[np.int64], slot: npt.NDArray[np.int64], slow: npt.NDArray[np.bool_]
) -> npt.NDArray[np.bool_]:
    """Whether most ten-minute slots of the hour around each are slow, so that neither one wrong fix nor earlier slots decide.

    The rows are in order of ship and slot, each slot once.
    """
    key = vessel_id * (int(slot.max(initial=0)) + BEFORE + AFTER + 1) + slot
    known, slower = np.ones(len(key), np.int8), slow.astype(np.int8)
    for n in range(1, max(BEFORE, AFTER) + 1):
        off = key[n:] - key[:-n]
        for reach, here, there in ((BEFORE, slice(n, None), slice(-n)), (AFTER, slice(-n), slice(n, None))):
            near = off <= reach
            known[here] += near
            slower[here] += near & slow[there]
    most: npt.NDArray[np.bool_] = 2 * slower > known
    return most


def _make(store: Store, rules: Any) -> pd.DataFrame:
    found = [_spells(keys, track, rules) for keys, track in by_ship_and_slot(store, _TRACKS)]
    some = [f for f in found if len(f)]
    return pd.concat(some, ignore_index=True) if some else pd.DataFrame(columns=TABLES["slow_spells"].names)


def _spells(keys: Ints, track: Arrays, rules: Any) -> pd.DataFrame:
    """The spells of some ships, whose keys and whole tracks are given, by ship and slot: adrift, and slow under way."""
    may_drift = track["may_drift"]
    seen = {name: column[may_drift] for name, column in track.items()}
    adrift = _below(keys, seen, rules.max_speed_kn, rules.min_duration_h, rules).assign(under_way=False)
    long_h = max(rules.min_under_way_h, rules.min_duration_h)
    slow = _below(keys, track, rules.max_under_way_kn, long_h, rules).assign(under_way=True)
    return pd.concat([adrift, slow], ignore_index=True)[TABLES["slow_spells"].names]


def _below(keys: Ints, track: Arrays, max_kn: float, min_h: float, rules: Any) -> pd.DataFrame:
    """The spells of so many hours in which ships were slower than so many knots."""
    columns = ("vessel_id", "slot", "drawn", "speed_kn", "lat", "lon")
    vessel_id, slot, drawn, speed_kn, lat, lon = (track[c] for c in columns)
    slow = slow_around(vessel_id, slot, speed_kn < max_kn)
    turns = np.ones(len(slot), bool)
    turns[1:] = (
        (vessel_id[1:] != vessel_id[:-1]) | (slow[1:] != slow[:-1]) | (np.diff(slot) > rules.join_h * MARKS_AN_HOUR)
    )
    start = np.flatnonzero(turns)
    end = np.append(start[1:], len(slot)) - 1
    heard = np.append(0, np.cumsum(~drawn))
    kept = slow[start] & (slot[end] - slot[start] >= min_h * MARKS_AN_HOUR)
    start, end = start[kept], end[kept]
    seen_slow = np.append(0, np.cumsum(~drawn & (speed_kn < max_kn)))
    beside_kn = _fastest_beside(vessel_id, slot, np.where(drawn, 0, np.nan_to_num(speed_kn)), start, end)
    stopped = (seen_slow[end + 1] > seen_slow[start]) & (beside_kn >= UNDER_WAY_KN)
    kept = (heard[end + 1] - heard[start] >= LEAST_HEARD) | stopped
    start, end, beside_kn = start[kept], end[kept], beside_kn[kept]
    knots = np.append(0, np.cumsum(np.rint(np.nan_to_num(speed_kn) * 1000).astype(np.int64)))
    last = np.append(vessel_id[1:] != vessel_id[:-1], True)
    middle = _middle(slot, drawn, start, end)
    return pd.DataFrame(
        {
            "vessel_id": keys[vessel_id[start]], "first_slot": slot[start], "last_slot": slot[end], "slots": end + 1 - start,
            "heard_slots": heard[end + 1] - heard[start], "open": last[end],
            "mean_speed_kn": (knots[end + 1] - knots[start]) / (end + 1 - start) / 1000, "beside_kn": beside_kn,
            "first_lat": lat[start], "first_lon": lon[start],
            "last_lat": lat[end], "last_lon": lon[end],
            "spread_m": _spread(lat, lon, start, end),
            "middle_slot": slot[middle], "lat": lat[middle], "lon": lon[middle],
        }
    )  # fmt: skip


def _fastest_beside(vessel_id: Any, slot: Any, heard_kn: Any, start: Any, end: Any) -> Any:
    """For each spell, the greatest speed received in the hour before it, and in the hour after it: the lesser of both.

    Where the ship is seldom heard, an hour of slots with positions, among which some are without.
    """
    fastest = []
    for edge, step in ((start, -1), (end, 1)):
        best = np.zeros(len(edge))
        for n in range(BESIDE + 1):
            row = np.clip(edge + step * n, 0, len(slot) - 1)
            near = (vessel_id[row] == vessel_id[edge]) & (np.abs(slot[row] - slot[edge]) <= n + PAUSE)
            best = np.maximum(best, np.where(near, heard_kn[row], 0))
        fastest.append(best)
    return np.minimum(*fastest)


def _spread(lat: Any, lon: Any, start: Any, end: Any) -> Any:
    """For each spell, the 90th percentile of the positions' distance from their middle, metres."""
    counts = end + 1 - start
    spell = np.repeat(np.arange(len(start)), counts)
    row = np.arange(len(spell)) + np.repeat(start - np.cumsum(counts) + counts, counts)
    lat, east = lat[row], wrapped(lon[row] - np.repeat(lon[start], counts))
    middle_lat, middle_east = (quantile(spell, x, 0.5, len(start), 1e-7)[spell] for x in (lat, east))
    return quantile(spell, apart_m(lat, east, middle_lat, middle_east), 0.9, len(start))


def _middle(slot: Any, drawn: Any, start: Any, end: Any) -> Any:
    """For each spell, the row nearest in time to its middle at which the ship was received; of two the first."""
    if not len(start):
        return np.zeros(0, np.int64)
    counts = end + 1 - start
    first = np.cumsum(counts) - counts
    nth = np.arange(counts.sum()) - np.repeat(first, counts)
    row = nth + np.repeat(start, counts)
    off = np.abs(2 * slot[row] - np.repeat(slot[start] + slot[end], counts)) + (drawn[row].astype(np.int64) << 30)
    # the distance in time and the row in one number, so that the least of a spell tells both
    return start + np.minimum.reduceat((off << 24) + nth, first) % (1 << 24)


_SEEN = "SELECT t.* FROM {0} AS t JOIN among AS c ON c.key = t.vessel_id WHERE t.slot >= c.first_slot"
CUT = Cut(
    whose="vessel_id",
    # kept: spells that end before the last unchanged position, and so long before it that neither its hour nor a gap joins them
    stands="r.last_slot < c.from_slot",
    sees={name: _SEEN.format(name) for name in ("resampled", "interpolated_positions")},
    among=f"""
        WITH places AS NOT MATERIALIZED (
            SELECT vessel_id, slot, true AS heard FROM resampled
            UNION ALL SELECT vessel_id, slot, false FROM interpolated_positions WHERE drifts
        ), known AS (
            SELECT key, slot_from(before_time) - 1 AS other_slot,
                greatest({BESIDE + PAUSE}, ceil($join_h * {MARKS_AN_HOUR})::BIGINT) AS join_slots
            FROM touched
        ), lasts AS (
            SELECT key, join_slots, least(max(p.slot), any_value(other_slot) - {AFTER + 1} - join_slots) AS from_slot
            FROM known JOIN places AS p ON p.vessel_id = key AND p.slot < other_slot GROUP BY key, join_slots
        ), begins AS (
            -- where it has lasted so long, and was heard so often, a spell is known, and where it begins
            SELECT *, from_slot - ceil(greatest($min_duration_h, $min_under_way_h) * {MARKS_AN_HOUR})::BIGINT - 1 AS start_slot
            FROM lasts
        ), counted AS (
            SELECT key, count(*) AS heard_slots FROM begins JOIN resampled AS p
                ON p.vessel_id = key AND p.slot >= start_slot AND p.slot < from_slot
            GROUP BY key
        ), spells AS (
            SELECT key, min(s.first_slot) AS first_slot FROM begins JOIN slow_spells AS s
                ON s.vessel_id = key AND s.last_slot >= from_slot
            GROUP BY key
        )
        SELECT touched.key, coalesce(from_slot, 0) AS from_slot,
            CASE WHEN heard_slots >= {LEAST_HEARD} THEN least(start_slot, first_slot) - join_slots - {BEFORE + 1} ELSE 0 END
                AS first_slot
        FROM touched LEFT JOIN begins USING (key) LEFT JOIN counted USING (key) LEFT JOIN spells USING (key)
    """,
)
"""Positions before the last unchanged message are unchanged; whether one is slow depends on the half hour after it as well."""

SLOW_SPELLS = Step(
    writes="slow_spells",
    declared=("resampled", "interpolated_positions"),
    finds="for how long ships lay or drifted, silences in it or not",
    section="loitering",
    make=_make,
    cut=CUT,
)
