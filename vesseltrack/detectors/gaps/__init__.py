"""Dark periods. Definition: two consecutive messages of a ship more than ``min_silence_h`` apart, strictly."""

from pathlib import Path

from pydantic import Field

from vesseltrack.detectors.base import Compared, Detector, Feature
from vesseltrack.rules import Rules


class GapRules(Rules):
    """When a time without messages counts as a gap. Whether it was deliberate is weighed by the indicators."""

    min_silence_h: float = Field(4, ge=1, le=24 * 365, description="longer than this without a message")
    min_shore_nm: float = Field(0, ge=0, description="only silences that begin at least so far from shore")
    surely_percent: float = Field(
        80, gt=50, lt=100, description="a verdict is at least so probable, and at its doubtful end still the likelier"
    )
    min_fixes_before: int = Field(0, ge=0, description="least messages in the 12 hours before")


GAPS = Detector(
    Path(__file__).parent,
    event="gap",
    row="One dark period: a ship not heard for longer than the rules allow. What was heard around it stands beside it.",
    rules=GapRules,
    legend="silence",
    colour="#b3261e",
    marker="X",
    silence=True,
    compared=Compared(
        "silences",
        (
            Feature("duration_h", "longer"),
            Feature("apart_km", "farther from one end to the other", "nearer from one end to the other"),
            Feature("start_sog_kn", "faster when it fell silent"),
            Feature("heard_before", "better heard before"),
            Feature("p_off", "more surely silent"),
            Feature("others_near", "more others heard near its way"),
            Feature("shore_km", "farther from shore"),
            Feature("dprk_port_km", "", "nearer to a North Korean port"),
            Feature("port_km", "farther from port"),
        ),
    ),
)
