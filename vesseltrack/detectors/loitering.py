"""Drifting or lying still away from port. After Miller et al. 2018: below 2 kn; ours from 2 h on."""

from pathlib import Path

from pydantic import Field

from vesseltrack.detectors.base import Detector
from vesseltrack.step import Rules, Step


class LoiteringRules(Rules):
    """When a slow ship loiters."""

    max_speed_kn: float = Field(2, gt=0, description="for most of the hour around, speed from positions is below this")
    min_duration_h: float = Field(2, gt=0, description="for at least so long")
    min_port_km: float = Field(10, ge=0, description="at least so far from any port outside North Korea")
    min_shore_nm: float = Field(0, ge=0, description="at least so far from shore")
    join_h: float = Field(
        1, ge=0.17, description="a longer silence ends the spell, unless the ship lay or drifted through it"
    )


LOITERING = Detector(
    "loitering", "loitering", LoiteringRules, Step.from_sql(Path(__file__).with_suffix(".sql"), "loitering")
)
