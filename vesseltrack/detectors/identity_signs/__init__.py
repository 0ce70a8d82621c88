"""Signs that a ship is not what it says it is, or goes on as another: what hulls that hide do with their identity.

Practices as published: IMO number left out or changed, name or flag swapped at sea, one identity in two places, a new
identity where another ended (C4ADS 2021, "Unmasked"), a scrapped or listed hull's number taken. Each has innocent causes
as well (a typing error, a sale, two hulls on one number), so each is a sign, never a proof.
"""

from pathlib import Path

from pydantic import Field

from vesseltrack.detectors.base import Detector
from vesseltrack.rules import Rules


class IdentityRules(Rules):
    """When what a ship says of itself is a sign."""

    min_said_h: float = Field(2, ge=1, description="said in at least so many clock hours: less is an error")
    max_handover_m: float = Field(1000, gt=0, le=20000, description="one identity ends and another begins so near")
    max_handover_h: float = Field(60 * 24, gt=0, description="and so soon; with nothing else in common, within an hour")
    edge_ships: int = Field(
        5,
        ge=1,
        description="so many others heard first or last around there, and it is where reception ends, not a handover",
    )
    min_twice_km: float = Field(50, ge=1, description="one IMO number at two places so far apart at one time")


IDENTITY_SIGNS = Detector(
    Path(__file__).parent,
    event="identity",
    row="One sign that a ship is not what it says it is, or goes on as another.",
    rules=IdentityRules,
    legend="identity",
    colour="#8c564b",
    marker="^",
    other="mentioned",
    timeless=True,  # since when it says so depends on what was heard of it
)
