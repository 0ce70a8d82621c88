"""Dark periods. Definition: two consecutive messages of a ship more than ``min_silence_h`` apart, strictly."""

from pathlib import Path

from pydantic import Field

from vesseltrack.detectors.base import Detector
from vesseltrack.step import Rules, Step


class GapRules(Rules):
    """When a silence is a dark period worth weighing. Whether it was meant is for the reasons to say."""

    min_silence_h: float = Field(4, ge=1, le=24 * 365, description="longer than this without a message")
    min_shore_nm: float = Field(0, ge=0, description="only silences that begin at least so far from shore")
    surely_percent: float = Field(
        80, gt=50, lt=100, description="a verdict is at least so probable, and at its doubtful end still the likelier"
    )
    min_fixes_before: int = Field(0, ge=0, description="least messages in the 12 hours before")


GAPS = Detector("gaps", "gap", GapRules, Step.from_sql(Path(__file__).with_suffix(".sql"), "gaps"))
