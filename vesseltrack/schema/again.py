"""The table that matches events of one night with those of earlier nights."""

from vesseltrack.schema.table import table

AGAIN = (
    table(
        "event_spans",
        "One event found, of whatever kind and weight: who and when.",
        """
        event VARCHAR its name
        event_type VARCHAR gap, encounter, loitering and so on: see event_types
        detail VARCHAR the zone of a visit; the sign of an identity, and what was said; empty for others
        vessel_ids BIGINT[] keys of its ships
        ssvids BIGINT[] numbers they send under
        start_time TIMESTAMP start
        end_time TIMESTAMP end; null while it lasts
        """,
    ),
    table(
        "same_events",
        "One event found that is an event of earlier nights: it overlaps it, whatever it is called.",
        """
        event VARCHAR name of the event found
        known VARCHAR name of the event in alert_events
        """,
    ),
)
