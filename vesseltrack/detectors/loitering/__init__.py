"""Drifting or lying still away from port. After Miller et al. 2018: below 2 kn; ours from 2 h on."""

from pathlib import Path

from pydantic import Field

from vesseltrack.detectors.base import Compared, Detector, Feature
from vesseltrack.rules import SLOW_KN, Rules


class LoiteringRules(Rules):
    """When a slow ship loiters."""

    max_speed_kn: float = Field(2, gt=0, description="for most of the hour around, speed from positions is below this")
    min_duration_h: float = Field(
        2,
        gt=0,
        description="for at least so long; if it was lost under way before and found under way after, it may have",
    )
    max_under_way_kn: float = Field(
        SLOW_KN,
        ge=0,
        description="or, of a trader twice as fast before and after, below this: slow under way; 0: not looked for",
    )
    min_under_way_h: float = Field(2, gt=0, description="for at least so long, and for min_duration_h")
    min_port_km: float = Field(10, ge=0, description="at least so far from any port outside North Korea")
    min_shore_nm: float = Field(0, ge=0, description="at least so far from shore")
    join_h: float = Field(
        1, ge=0.17, description="a longer silence ends the spell, unless the ship lay or drifted through it"
    )


LOITERING = Detector(
    Path(__file__).parent,
    event="loitering",
    row="One spell of a ship drifting or lying still away from port. A silence alone is not loitering; one within it is.",
    rules=LoiteringRules,
    legend="loitering",
    colour="#c77700",
    marker="s",
    part_of="encounter",
    compared=Compared(
        "spells",
        (
            Feature("duration_h", "longer"),
            Feature("mean_speed_kn", "faster", "stiller"),
            Feature("drift_km", "drifting farther"),
            Feature("ships_near", "among more ships", "lonelier"),
            Feature("shore_km", "farther from shore"),
            Feature("port_km", "farther from port"),
            Feature("dprk_port_km", "", "nearer to a North Korean port"),
        ),
    ),
)
