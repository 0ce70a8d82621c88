"""Possible rendezvous and escorts during gaps: candidates of ``rendezvous.sql``, checked with distances over water."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from vesseltrack.engine.step import Step, asked_by
from vesseltrack.reachability.water import Water, water
from vesseltrack.schema import TABLES
from vesseltrack.store import Store

ROUNDED_KM = 1.0
"""More than rounding adds to a distance."""

_FOUND = Step.from_sql(Path(__file__).with_suffix(".sql"), "reachability")


def _over_water(sea: Water, met: pd.DataFrame, ends: pd.DataFrame, rules: Any) -> pd.DataFrame:
    """The possible meetings in one gap, with distances over water; those without enough time left are dropped."""
    lat, lon = met.lat.to_numpy(float), met.lon.to_numpy(float)
    there, back = met.there_km.to_numpy(float), met.back_km.to_numpy(float)
    # who has to sail farther round than the time to spare allows is dropped: how much farther does not matter
    spare_km = (met.room_h - rules.transfer_h).to_numpy(float) * 1.852 * met.knots.to_numpy(float) + ROUNDED_KM
    start, far_km = (ends.start_lat.to_numpy(), ends.start_lon.to_numpy()), float((there + spare_km).max())
    wet = sea.to(sea.field(*start, far_km), lat, lon)
    there_wet = np.where(np.isfinite(wet), np.maximum(wet, there), there)
    back_wet = back
    if ends.end_lat.notna().all():
        end, far_km = (ends.end_lat.to_numpy(), ends.end_lon.to_numpy()), float((back + spare_km).max())
        wet = sea.to(sea.field(*end, far_km), lat, lon)
        back_wet = np.where(np.isfinite(wet), np.maximum(wet, back), back)
    # upper bound: extra time of the route over water is taken off the time together (one may have waited for the other)
    longer_h = (there_wet - there + back_wet - back) / 1.852 / met.knots.to_numpy(float)
    met = met.assign(there_km=there_wet.round(1), back_km=back_wet.round(1), room_h=(met.room_h - longer_h).round(2))
    met["end_time"] = (met.end_time - pd.to_timedelta(np.round(longer_h * 3600), unit="s")).astype(met.end_time.dtype)
    return pd.DataFrame(met[met.room_h >= rules.transfer_h])


def _says(row: Any) -> str:
    """One possible meeting or escort in words; ``row.text`` is the other ship's name, which the sentence replaces."""
    name = str(row.text)
    if row.how.startswith("escort"):
        return f"{name} sailed with it {'until it fell silent' if row.how == 'escort before' else 'when it came back'}"
    if row.how == "waits":
        return f"{name} waited off the same port as well, {row.there_km:.1f} km from it: a neighbour"
    did = "lay or drifted within its reach" if row.how == "slow" else "was silent as well"
    chance = "how many chance brings, these data cannot tell"
    if pd.notna(row.by_chance):
        many = f"{row.by_chance:.1f}" if row.by_chance >= 0.05 else "none"
        chance = f"on other days chance brings {many} such"
    counted = "that lay or drifted so" if row.how == "slow" else "that were silent as well"
    others = {1: "", 2: ", or another ship"}.get(row.in_reach, f", or one of {row.in_reach - 1} others {counted}")
    return f"could have met {name}, which {did}, for up to {row.longest_h:.0f} h{others}; {chance}"


def _make(store: Store, rules: Any) -> pd.DataFrame:
    columns = TABLES["possible_rendezvous"].names
    assert _FOUND.sql is not None
    found = store.frame(_FOUND.sql, asked_by(_FOUND.sql, rules))
    met = found[found.how.isin(("slow", "dark", "waits"))]
    if found.empty:
        return found[columns]
    ends = store.frame("SELECT event, start_lat, start_lon, end_lat, end_lon FROM gaps").set_index("event", drop=False)
    kept = [_over_water(water(), some, ends.loc[[event]], rules) for event, some in met.groupby("event", sort=True)]
    both = pd.concat([*kept, found[~found.index.isin(met.index)]])
    counted = both.groupby(["event", "how"]).other_vessel_id.transform("size")  # those that the routes over water leave
    both["in_reach"] = counted.where(both.in_reach.notna()).astype("Int64")
    both["text"] = [_says(r) for r in both.itertuples()]
    return both[columns].sort_values(["event", "how", "other_vessel_id"], ignore_index=True)


RENDEZVOUS: tuple[Step, ...] = (
    *(
        Step.from_sql(Path(__file__).with_name(f"{name}.sql"), "reachability")
        for name in ("reachable_gaps", "waiting_neighbours", "rendezvous_candidates", "escorts")
    ),
    Step(_FOUND.writes, _FOUND.reads, _FOUND.finds, section="reachability", make=_make, asks=_FOUND.sql),
)
