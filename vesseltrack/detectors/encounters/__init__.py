"""Encounters: two hulls that move as one, or stay close together at low speed, for hours, away from port.

The tiers are after Miller et al. 2018 (Frontiers in Marine Science 5:240): within 500 m, at least 2 h, median speed below
2 kn, at least 10 km from an anchorage. The distance to North Korean ports is not required: meetings off Nampo are looked for.
"""

from pathlib import Path

from pydantic import Field

from vesseltrack.detectors.base import Compared, Detector, Feature
from vesseltrack.rules import Rules


class Tier(Rules):
    """One combination of distance and duration."""

    max_apart_m: float = Field(gt=0, le=5000)
    min_duration_h: float = Field(gt=0)


class EncounterRules(Rules):
    """When two ships have met. Any one tier suffices."""

    tiers: tuple[Tier, ...] = Field((Tier(max_apart_m=500, min_duration_h=2),), min_length=1)
    max_speed_kn: float = Field(2, gt=0, description="the median speed of each ship is below this")
    min_port_km: float = Field(10, ge=0, description="at least so far from any port outside North Korea")
    min_shore_km: float = Field(0, ge=0, description="at least so far from shore")
    join_h: float = Field(1, ge=0.17, description="heard apart for at most so long is one meeting")
    join_silent_h: float = Field(24, ge=0, description="not both heard for at most so long is one meeting")
    min_rigid_h: float = Field(
        0.8, ge=0, description="moving as one for so long is a meeting anywhere, at any speed, without a tier; 0: never"
    )


ENCOUNTERS = Detector(
    Path(__file__).parent,
    event="encounter",
    row="Two ships that lay or sailed together as ships alongside do, or lay near each other for long. ship is the smaller key.",
    rules=EncounterRules,
    legend="meeting",
    colour="#7a3fa0",
    marker="o",
    other="partner",
    compared=Compared(
        "meetings",
        (
            Feature("duration_h", "longer"),
            Feature("median_apart_m", "", "closer"),
            Feature("median_speed_kn", "faster", "stiller"),
            Feature("ships_near", "among more ships", "lonelier"),
            Feature("met_under_way", "more often under way in the hours before it"),
            Feature("shore_km", "farther from shore"),
            Feature("port_km", "farther from port"),
            Feature("dprk_port_km", "", "nearer to a North Korean port"),
        ),
    ),
)
