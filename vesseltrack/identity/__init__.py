"""Compares each ship's static data with its earlier ones, with the lists, and with those of other ships.

The detector ``identity_anomalies`` makes events of the result.
"""

from pathlib import Path

from vesseltrack.engine.step import Step

_HERE = Path(__file__).parent
_SECTION = "identity_anomalies"

IDENTITY = (
    Step.from_sql(_HERE / "one_hull_identities.sql"),
    Step.from_sql(_HERE / "imo_holders.sql", _SECTION),
    Step.from_sql(_HERE / "identity_changes.sql", _SECTION),
    Step.from_sql(_HERE / "unlike_lists.sql", _SECTION),
    Step.from_sql(_HERE / "shared_imo_numbers.sql", _SECTION),
    Step.from_sql(_HERE / "handovers.sql", _SECTION),
    Step.from_sql(_HERE / "renamed_returns.sql", _SECTION),
)
