"""Signs of a false identity: a ship is not the one its messages name, or continues under another identity.

Practices as published: IMO number left out or changed, name or flag swapped at sea, one identity in two places, a new
identity where another ended (C4ADS 2021, "Unmasked"), a scrapped or listed hull's number taken. Each has innocent causes
as well (a typing error, a sale, two hulls on one number), so each is a sign, never a proof.
"""

from pathlib import Path

from pydantic import Field

from vesseltrack.detectors.base import Detector
from vesseltrack.rules import Rules


class IdentityRules(Rules):
    """When a ship's static data count as an anomaly."""

    min_sent_h: float = Field(2, ge=1, description="sent in at least so many clock hours: less is an error")
    max_handover_m: float = Field(1000, gt=0, le=20000, description="one identity ends and another begins so near")
    max_handover_h: float = Field(60 * 24, gt=0, description="and so soon; with nothing else in common, within an hour")
    edge_ships: int = Field(
        5,
        ge=1,
        description="so many others heard first or last around there, and it is where reception ends, not a handover",
    )
    at_once_h: float = Field(1, ge=0, le=1, description="within so long of the end, an identity begins at once")
    handover_overlap_min: float = Field(10, ge=0, description="one may begin so long before the other ends")
    handover_size_m: float = Field(3, ge=0, description="of one length, if they differ by at most so much")
    handover_size_share: float = Field(0.05, ge=0, le=1, description="or by at most so much of it")
    handover_choice_min: float = Field(
        15, ge=0, description="of several that end or begin at one place within so long, times do not tell which it was"
    )
    handover_port_km: float = Field(5, ge=0, description="so far from port, place and time alone make a handover")
    data_edge_h: float = Field(2, ge=0, description="heard first or last so near the data's own ends says nothing")
    max_identities: int = Field(6, ge=2, description="a number that says more things of itself than that is noise")
    misspelt_letters: int = Field(2, ge=0, description="names so few letters apart are one, misspelt")
    other_size_m: float = Field(10, ge=0, description="another length, if it differs by more than so much")
    other_size_share: float = Field(0.1, ge=0, le=1, description="and by more than so much of it")
    same_size_m: float = Field(2, ge=0, description="a listed hull's length, if it differs by at most so much")
    same_size_share: float = Field(0.02, ge=0, le=1, description="or by at most so much of it")
    length_per_cbrt_gt_m: float = Field(
        6.25, gt=0, description="a merchant hull's length by the cube root of its gross tonnage"
    )
    length_by_gt_share: float = Field(
        0.2, ge=0, le=1, description="its length fits its gross tonnage within this share"
    )
    min_fixes: int = Field(10, ge=1, description="a number of no country counts from so many messages on")
    min_twice_km: float = Field(50, ge=1, description="one IMO number at two places so far apart at one time")


IDENTITY_ANOMALIES = Detector(
    Path(__file__).parent,
    event="identity",
    row="One sign that a ship is not what it says it is, or goes on as another.",
    rules=IdentityRules,
    legend="identity",
    colour="#8c564b",
    marker="^",
    other="mentioned",
    timeless=True,  # its start time depends on which messages were received, so it does not identify the event
)
