"""The detectors: one folder and one line in DETECTORS for each.

Everything shown of an event (alert, files, page, map, chart, terminal, documentation) is derived from its detector's folder.
``base.py`` describes the contents of such a folder, ``docs/add-a-detector.md`` how to add one.
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
