"""Visits: times at which each ship entered and left each zone."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import Field

from vesseltrack.detectors.base import Detector
from vesseltrack.engine.cut import Cut
from vesseltrack.rules import Rules

if TYPE_CHECKING:
    import pandas as pd

    from vesseltrack.store import Store


class VisitRules(Rules):
    """When a stay in a zone counts as a visit."""

    join_h: float = Field(24, ge=0, description="silent inside for at most so long is one visit")
    rejoin_h: float = Field(0.5, ge=0, description="outside for at most so long is one visit: borders are fuzzy")
    min_duration_h: float = Field(0, ge=0, description="shorter visits are left out, after joining")


def _find(store: Store, rules: VisitRules) -> pd.DataFrame:
    # imported here so that reading the declaration alone does not import shapely
    from vesseltrack.detectors.visits.visits import find_visits

    return find_visits(store, rules)


CUT = Cut(
    whose="vessel_id",
    # rows kept: visits that ended too long before the change to go on; one that may go on is recomputed from its beginning
    stands="$min_duration_h = 0 AND epoch(r.end_time) < 600 * c.from_slot",
    sees={
        "resampled": "SELECT t.* FROM resampled AS t JOIN among AS c ON c.key = t.vessel_id WHERE t.slot >= c.first_slot"
    },
    among="""
        WITH known AS (
            SELECT key, slot_from(before_time) - 4 - ceil(6 * greatest($join_h, $rejoin_h))::BIGINT AS from_slot FROM touched
        )
        SELECT key, from_slot,
            CASE WHEN $min_duration_h = 0 THEN least(from_slot, min(epoch(v.start_time) // 600)) - 3 ELSE 0 END AS first_slot
        FROM known LEFT JOIN visits AS v ON v.vessel_id = key AND epoch(v.end_time) >= 600 * from_slot
        GROUP BY key, from_slot
    """,
    rests=("FROM zones",),
)
"""A visit too short to be told is not there to go on from: where a least duration is asked, all of a ship's are made anew."""

VISITS = Detector(
    Path(__file__).parent,
    event="visit",
    row="One stay of a ship in one zone.",
    rules=VisitRules,
    legend="zone",
    colour="#1b7f5c",
    marker="D",
    function=_find,
    reads=("resampled", "zones"),
    cut=CUT,
)
