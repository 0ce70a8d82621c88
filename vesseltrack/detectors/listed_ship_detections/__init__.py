"""Listed ships that were received at all: reported even without any other event."""

from pathlib import Path

from vesseltrack.detectors.base import Detector
from vesseltrack.rules import Rules


class SightingRules(Rules):
    """No rules: every listed ship that was received is an event."""


LISTED_SHIP_DETECTIONS = Detector(
    Path(__file__).parent,
    event="sighting",
    row="One ship that a list names, heard in the data searched.",
    rules=SightingRules,
    legend="listed ship heard",
    colour="#444444",
    marker="*",
)
