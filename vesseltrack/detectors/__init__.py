"""What we look for: a .sql beside a .py each, one line each in DETECTORS.

To add one: write ``name.sql`` (a SELECT; its first comments say what it finds, reads and writes) and ``name.py`` (its
rules), describe its table in ``schema/found.py``, name it here, and give its events reasons in ``scoring/reasons.py``.
"""

from vesseltrack.detectors.base import Detector
from vesseltrack.detectors.encounters import ENCOUNTERS
from vesseltrack.detectors.gaps import GAPS
from vesseltrack.detectors.identity_signs import IDENTITY_SIGNS
from vesseltrack.detectors.loitering import LOITERING
from vesseltrack.detectors.sightings import SIGHTINGS
from vesseltrack.detectors.visits import VISITS

DETECTORS: tuple[Detector, ...] = (
    GAPS,
    ENCOUNTERS,
    LOITERING,
    VISITS,
    SIGHTINGS,
    IDENTITY_SIGNS,
)
