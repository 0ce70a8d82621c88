"""Finds ships near each other, for how long, and whether they moved as one: the input of encounters."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from vesseltrack.alongside.minutes import FINE_BELOW_H, SLOT_S, measured
from vesseltrack.alongside.nearest import nearest_stretch
from vesseltrack.alongside.positions import all_by_ship_and_slot
from vesseltrack.alongside.quantiles import quantile
from vesseltrack.alongside.rigid import Near, slowest, spread
from vesseltrack.alongside.slow import SLOW_SPELLS
from vesseltrack.alongside.spells import MARKS_AN_HOUR, Heard, Joining, Rows, merged, spells
from vesseltrack.alongside.sweep import Points, near
from vesseltrack.engine.cut import Cut
from vesseltrack.engine.step import Step
from vesseltrack.geo import METRES_A_DEGREE, NM_M
from vesseltrack.schema import TABLES
from vesseltrack.store import Store

CLOSE_M = 500.0
"""Largest distance of two antennas for which hulls may be alongside, metres: ships are up to 400 m long."""
_POSITIONS = """
    WITH gear AS (SELECT vessel_id FROM ships WHERE gear)
    SELECT vessel_id, slot, lat, lon, speed_kn, span_s, false AS drawn FROM resampled
    WHERE vessel_id BETWEEN {{first}} AND {{last}} AND vessel_id NOT IN (FROM gear)
    UNION ALL
    SELECT vessel_id, slot, lat, lon, speed_kn, span_s, true FROM interpolated_positions
    WHERE vessel_id BETWEEN {{first}} AND {{last}} AND span_s <= {silent_h} * 3600 AND vessel_id NOT IN (FROM gear)
"""
SAILING_KN = 4.0
"""Two ships of which both are faster sail, knots: no current carries a ship so fast."""
FIXED_M = 20.0
"""A ship is made fast if all its positions in a spell lie in a box with at most this diagonal, metres."""

HALF_H = 0.3
"""A half of a meeting, before or after one of the two changed its number, lasts at least so long, hours."""
_CHANGED = """
    SELECT vessel_id FROM handovers UNION SELECT other_vessel_id FROM handovers
    UNION SELECT unnest([vessel_id, former_vessel_id]) FROM encounter_successions WHERE drifts
"""
_LISTED = "FROM listed_ships()"
_NUMBERS = "SELECT vessel_id, ssvid FROM ships"
_LIE = """
    SELECT n, foreign_port_km(port_country, port_km, non_dprk_port_km) AS known_port_km, non_dprk_port_km, shore_km
    FROM _middles LEFT JOIN cell_context ON cell_id = cell_id_of(_middles.lat, _middles.lon) ORDER BY n
"""


def _points(store: Store, silent_h: float) -> tuple[Points, Any]:
    """Positions of ships (gear left out) at ten-minute slots, short gaps of slow ships interpolated; and the ships' keys."""
    keys, of = all_by_ship_and_slot(store, _POSITIONS.format(silent_h=silent_h))
    return Points(**of), keys


def _make(store: Store, rules: Any) -> pd.DataFrame:
    points, keys = _points(store, rules.join_silent_h)
    if not len(keys):
        return pd.DataFrame(columns=TABLES["proximities"].names)
    # ships that come or leave between two messages are some hundred metres off the line between these: see minutes.py
    wide = rules.min_rigid_h > 0 or any(t.min_duration_h < FINE_BELOW_H for t in rules.tiers)
    reach_m = max([t.max_apart_m for t in rules.tiers] + [CLOSE_M] * wide)
    found = near(points, reach_m)
    a, b, slot = points.vessel_id[found.a], points.vessel_id[found.b], points.slot[found.a]
    heard = Heard(points)
    order = np.argsort(heard.at(a * len(keys) + b, slot))  # a pair is near once at a slot
    rows = Rows(a[order], b[order], slot[order])
    far = found.apart_m[order]
    moved_m = sum(np.nan_to_num(points.speed_kn[row[order]]) for row in (found.a, found.b)) * (SLOT_S * NM_M / 3600)
    joining = Joining(rules.join_h, rules.join_silent_h)
    parts = [_of_tier(store, rows, far, moved_m, heard, joining, t, keys) for t in rules.tiers]
    if rules.min_rigid_h > 0:
        # from the first tenth minute to the last may be one tenth minute short of the time asked
        parts.append(spells(rows, far <= CLOSE_M, heard, joining, rules.min_rigid_h - 1 / MARKS_AN_HOUR))
        changed = np.isin(keys, [key for (key,) in store.rows(_CHANGED)])
        if changed.any():
            halves = (far <= CLOSE_M) & (changed[rows.a] | changed[rows.b])
            parts.append(spells(rows, halves, heard, joining, min(HALF_H, rules.min_rigid_h)))
    found_spells = merged(parts)
    if found_spells.empty:
        return pd.DataFrame(columns=TABLES["proximities"].names)
    at, spell = rows.of(found_spells)
    times = Near(spell, found.a[order][at], found.b[order][at], far[at])
    found_spells["plain"] = found_spells["rule"] < len(rules.tiers)
    listed = np.isin(keys, [key for (key,) in store.rows(_LISTED)])
    found_spells["listed"] = listed[found_spells.a] | listed[found_spells.b]
    found_spells, times = _loose(store, rules.min_port_km, found_spells, times, points)
    found_spells, times, stiffness = nearest_stretch(found_spells, times, points, rules.min_rigid_h)
    a, b, last_slot = (found_spells[c].to_numpy() for c in ("a", "b", "last_slot"))
    parted = heard.apart(a, b, last_slot, np.full(len(a), heard.first + heard.span))
    return _measured(found_spells, times, points, keys, stiffness, rules.min_rigid_h).assign(
        plain=found_spells.plain.to_numpy(), listed=found_spells.listed.to_numpy(), parted=parted
    )  # fmt: skip


def _of_tier(
    store: Store, rows: Rows, far: Any, moved_m: Any, heard: Heard, joining: Joining, tier: Any, keys: Any
) -> pd.DataFrame:
    """The spells that satisfy one tier of the rules; short ones are measured by the minute, as slots are ten minutes apart.

    For these, ``far`` is set to the distances so measured. Ships may have been near at a slot that lie farther apart there by as
    much as they moved since the slot before (``moved_m``).
    """
    close = far <= tier.max_apart_m
    long = spells(rows, close, heard, joining, tier.min_duration_h)
    if tier.min_duration_h >= FINE_BELOW_H:
        return long
    number = store.frame(_NUMBERS).set_index("vessel_id").ssvid.reindex(keys).to_numpy()
    asked = spells(rows, far <= tier.max_apart_m + moved_m, heard, joining, 0)
    asked = asked[(asked.last_slot - asked.first_slot + 2) * SLOT_S > tier.min_duration_h * 3600]
    short = measured(store, rows, asked, close, number, tier)
    in_long = short.merge(long, on=["a", "b"]).query("first_slot_x <= last_slot_y and last_slot_x >= first_slot_y")
    short = short[~pd.MultiIndex.from_frame(short[["a", "b", "first_slot"]]).isin(
        pd.MultiIndex.from_frame(in_long[["a", "b", "first_slot_x"]]))]  # fmt: skip
    if len(short):
        at, _ = rows.of(short)
        far[at] = np.fmin(far[at], np.concatenate(short.apart_m.to_list()))
    return pd.concat([long, short.drop(columns="apart_m")], ignore_index=True)


def _loose(
    store: Store, min_port_km: float, found: pd.DataFrame, times: Near, points: Points
) -> tuple[pd.DataFrame, Near]:
    """The spells and their slots, without those in port with one ship made fast throughout, which most are.

    Those of ships that a list names are kept wherever they are.
    Spells found by a tier of the rules are kept if they lie at least ``min_port_km`` from ports outside North Korea.
    """
    start = np.flatnonzero(np.diff(times.spell, prepend=-1))
    fixed = np.zeros(len(found), bool)
    for row in (times.a, times.b):
        boxes = [
            np.maximum.reduceat(x, start) - np.minimum.reduceat(x, start) for x in (points.lat[row], points.lon[row])
        ]
        shrunk = np.cos(np.radians(points.lat[row][start]))
        fixed |= np.hypot(boxes[0], boxes[1] * shrunk) * METRES_A_DEGREE <= FIXED_M
    middle = _middle(found, times, points)
    with store.registered(
        "_middles", pd.DataFrame({"n": np.arange(len(found)), "lat": points.lat[middle], "lon": points.lon[middle]})
    ):
        lie = store.frame(_LIE)
    in_port = (
        np.fmin(lie.known_port_km.to_numpy(np.float64), 5 * lie.shore_km.to_numpy(np.float64, na_value=np.nan)) < 10
    )
    asked = found.plain & (lie.known_port_km >= min_port_km) & (lie.non_dprk_port_km >= min_port_km)
    kept = ~fixed | ~in_port | asked.to_numpy() | found.listed.to_numpy()
    renumbered = np.cumsum(kept) - 1
    some = kept[times.spell]
    return found[kept].reset_index(drop=True), Near(
        renumbered[times.spell[some]], times.a[some], times.b[some], times.apart_m[some]
    )


def _measured(
    found: pd.DataFrame, times: Near, points: Points, keys: Any, stiffness: pd.DataFrame, min_h: float
) -> pd.DataFrame:
    """The columns of ``proximities`` but for ``plain``, ``listed`` and ``parted``."""
    n = len(found)
    drawn = points.drawn[times.a] | points.drawn[times.b]
    heard = times.where(~drawn)
    spread_m, other_spread_m = spread(times, points, stiffness, n)
    speeds = [points.speed_kn[row] for row in (times.a, times.b)]
    fastest = [quantile(times.spell, np.nan_to_num(kn), 0.5, n) for kn in speeds]
    middle_m, drawn_m = (quantile(x.spell, x.apart_m, 0.5, n) for x in (heard, times))
    middle = _middle(found, times, points)
    ends = np.flatnonzero(np.diff(times.spell, prepend=-1, append=n))
    start = ends[:-1]
    first, last = times.a[start], times.a[ends[1:] - 1]
    span_s = np.fmax(points.span_s[times.a], points.span_s[times.b])
    return pd.DataFrame(
        {
            "vessel_id": keys[found.a], "other_vessel_id": keys[found.b],
            "first_slot": found.first_slot.to_numpy(), "last_slot": found.last_slot.to_numpy(),
            "early_s": found.early_s.to_numpy(), "late_s": found.late_s.to_numpy(),
            "slots": np.bincount(heard.spell, minlength=n), "drawn_slots": np.bincount(times.spell[drawn], minlength=n),
            "median_apart_m": np.where(np.isnan(middle_m), drawn_m, middle_m),
            "min_apart_m": np.minimum.reduceat(times.apart_m, start),
            "median_speed_kn": np.fmax(*fastest),
            "slow_kn": slowest(times.spell, np.fmax(*speeds), round(min_h * MARKS_AN_HOUR), n),
            "sailed_slots": np.bincount(times.spell[np.fmin(*speeds) > SAILING_KN], minlength=n),
            "near_slots": found.near_slots.to_numpy(), "neighbours": found.neighbours.to_numpy(),
            "longest_span_s": np.maximum.reduceat(span_s, start),
            **{c: stiffness[c].to_numpy() for c in stiffness.columns},
            "spread_m": spread_m, "other_spread_m": other_spread_m,
            "middle_slot": points.slot[middle], "lat": points.lat[middle], "lon": points.lon[middle],
            "first_lat": points.lat[first], "first_lon": points.lon[first],
            "last_lat": points.lat[last], "last_lon": points.lon[last],
        }
    )  # fmt: skip


def _middle(found: pd.DataFrame, times: Near, points: Points) -> Any:
    """For each spell, the first ship's row of ``points`` nearest in time to the middle of the spell.

    Slots at which both ships were received come before interpolated ones.
    """
    slot = points.slot[times.a]
    off = np.abs(2 * slot - (found.first_slot + found.last_slot).to_numpy()[times.spell])
    drawn = points.drawn[times.a] | points.drawn[times.b]
    start = np.flatnonzero(np.diff(times.spell, prepend=-1))
    rank = (drawn * (1 << 24) + off) * (1 << 24) + np.arange(len(off)) - start[times.spell]
    return times.a[start + np.minimum.reduceat(rank, start) % (1 << 24)]


_SAME = "c.key = {0}.vessel_id AND c.other_vessel_id = {0}.other_vessel_id AND c.first_slot = {0}.first_slot"
HULL_DISTANCES = Cut(
    whose="vessel_id",
    stands=f"NOT ({_SAME.format('r')})",
    sees={
        "encounter_pairs": f"SELECT t.* FROM encounter_pairs AS t JOIN among AS c ON {_SAME.format('t')}",
        "searched_fixes": "SELECT t.* FROM fixes AS t WHERE t.time >= (SELECT slot_time(min(first_slot)) FROM among)",
    },
    among="""
        WITH known AS (SELECT key, slot_from(before_time) - 2 AS other_slot FROM touched)
        SELECT vessel_id AS key, other_vessel_id, first_slot
        FROM encounter_pairs AS e FULL JOIN hull_distances AS d USING (vessel_id, other_vessel_id, first_slot)
        LEFT JOIN known AS a ON a.key = vessel_id LEFT JOIN known AS b ON b.key = other_vessel_id
        WHERE e.last_slot IS NULL OR d.vessel_id IS NULL OR e.last_slot >= least(a.other_slot, b.other_slot)
            OR vessel_id IN (SELECT key FROM other_hull_sizes) OR other_vessel_id IN (SELECT key FROM other_hull_sizes)
    """,
    compares={"hull_sizes": "vessel_id"},
)
"""A pair's distances in a spell are kept unless the spell is new or gone, reaches the change, or a ship's size changed."""
ENCOUNTER_CANDIDATES = tuple(
    Step.from_sql(Path(__file__).with_name(f"{name}.sql"), "encounters", cut)
    for name, cut in (
        ("encounter_pairs", None),
        ("hull_sizes", None),
        ("hull_distances", HULL_DISTANCES),
        ("encounter_candidates", None),
    )
)
PORT_CALLS = Step.from_sql(Path(__file__).with_name("port_calls.sql"))
MEETING_SERIES = Step.from_sql(Path(__file__).with_name("meeting_series.sql"))
PROXIMITIES = Step(
    writes="proximities",
    declared=(
        "resampled",
        "interpolated_positions",
        "ships",
        "cell_context",
        "handovers",
        "encounter_successions",
        "matches",
    ),
    finds="which ships were near each other for long, at any speed and anywhere, and whether they moved as one",
    section="encounters",
    make=_make,
)
ALONGSIDE: tuple[Step, ...] = (PROXIMITIES, *ENCOUNTER_CANDIDATES, SLOW_SPELLS, PORT_CALLS, MEETING_SERIES)
