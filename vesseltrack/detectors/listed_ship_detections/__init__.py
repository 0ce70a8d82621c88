"""A ship that a list names, heard at all: worth a line even when it behaves."""

from pathlib import Path

from vesseltrack.detectors.base import Detector
from vesseltrack.rules import Rules


class SightingRules(Rules):
    """Nothing to rule: a listed ship that is heard is a sighting."""


LISTED_SHIP_DETECTIONS = Detector(
    Path(__file__).parent,
    event="sighting",
    row="One ship that a list names, heard in the data searched.",
    rules=SightingRules,
    legend="listed ship heard",
    colour="#444444",
    marker="*",
)
