"""When each ship was in each zone: in and out, with the time."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import Field

from vesseltrack.detectors.base import Detector
from vesseltrack.rules import Rules

if TYPE_CHECKING:
    import pandas as pd

    from vesseltrack.store import Store


class VisitRules(Rules):
    """When a ship was in a zone."""

    join_h: float = Field(24, ge=0, description="silent inside for at most so long is one visit")
    rejoin_h: float = Field(0.5, ge=0, description="outside for at most so long is one visit: borders are fuzzy")
    min_duration_h: float = Field(0, ge=0, description="shorter visits are left out, after joining")


def _find(store: Store, rules: VisitRules) -> pd.DataFrame:
    # imported here: whoever only reads the declaration waits for no library of shapes
    from vesseltrack.detectors.visits.visits import find_visits

    return find_visits(store, rules)


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
)
