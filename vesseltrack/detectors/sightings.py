"""A ship that a list names, heard at all: worth a line even when it behaves."""

from pathlib import Path

from vesseltrack.detectors.base import Detector
from vesseltrack.step import Rules, Step


class SightingRules(Rules):
    """Nothing to rule: a listed ship that is heard is a sighting."""


SIGHTINGS = Detector("sightings", "sighting", SightingRules, Step.from_sql(Path(__file__).with_suffix(".sql")))
