"""What we look for: a folder each, and one line each in DETECTORS.

All that is said of an event (alert, files, page, map, chart, terminal, documentation) follows from its detector's folder; what
such a folder holds is described in ``base.py``, and step by step in ``docs/add-a-detector.md``.
"""

from vesseltrack.detectors.base import Detector, checked
from vesseltrack.detectors.encounters import ENCOUNTERS
from vesseltrack.detectors.gaps import GAPS
from vesseltrack.detectors.identity_anomalies import IDENTITY_ANOMALIES
from vesseltrack.detectors.listed_ship_detections import LISTED_SHIP_DETECTIONS
from vesseltrack.detectors.loitering import LOITERING
from vesseltrack.detectors.visits import VISITS

DETECTORS: tuple[Detector, ...] = checked(
    (
        GAPS,
        ENCOUNTERS,
        LOITERING,
        VISITS,
        LISTED_SHIP_DETECTIONS,
        IDENTITY_ANOMALIES,
    )
)
