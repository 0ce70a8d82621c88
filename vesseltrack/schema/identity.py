"""Tables that compare ships' static data with one another and with lists."""

from vesseltrack.schema.ships import SHIPS
from vesseltrack.schema.table import Table, table

_SIGN = """
        vessel_id BIGINT key of the ship
        other_vessel_id BIGINT key of the ship whose identity ends or doubles it; null where there is none
        anomaly VARCHAR which sign: imo_dropped, handover and so on
        time TIMESTAMP when it began; null where what it says is undated
        value_before VARCHAR what it said before, or what it should be
        value_after VARCHAR what it says now
        evidence VARCHAR what else agrees with a listed ship, and what does not; or the unlike size of a handover; else null"""

_IDENTITIES = next(t for t in SHIPS if t.name == "identities")
_OF_SHIP = table(
    "",
    "",
    """
        vessel_id BIGINT key of the ship
        vessel_type VARCHAR cargo, tanker, fishing and so on
        """,
)

IDENTITY = (
    Table(
        "one_hull_identities",
        "Who one number said it was for a time, of numbers that one hull sends under.",
        (*(c for c in _IDENTITIES.columns if c.name not in ("width_m", "messages")), *_OF_SHIP.columns),
    ),
    table(
        "imo_holders",
        "One ship that sent one IMO number for long enough to mean it.",
        """
        imo INTEGER with a right check digit
        vessel_id BIGINT key of the ship
        flag VARCHAR country of the MMSI's first three digits (MID), ISO 3166 alpha-3
        length_m FLOAT as sent
        first_sent TIMESTAMP first message that bears it
        last_sent TIMESTAMP last message that bears it
        """,
    ),
    table(
        "identity_changes",
        "One thing that a ship said of itself and says no longer, or an IMO number that is none.",
        _SIGN,
    ),
    table("unlike_lists", "One way in which a ship is nearly, or not wholly, what a list says of its hull.", _SIGN),
    table("shared_imo_numbers", "One IMO number that two ships send.", _SIGN),
    table("handovers", "One identity that ended where and when another began.", _SIGN),
    table(
        "renamed_returns",
        "One ship that was silent and is heard again under another number, with the same IMO number.",
        """
        vessel_id BIGINT key of the ship under the later number
        former_vessel_id BIGINT its key under the former
        imo INTEGER number that both send, and nobody else
        start_time TIMESTAMP last message under the former number
        end_time TIMESTAMP first message under the later
        end_lat DOUBLE where that was sent, degrees
        end_lon DOUBLE degrees
        silent_h DOUBLE between the two
        """,
    ),
)
