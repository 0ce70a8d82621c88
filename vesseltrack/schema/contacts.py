"""Ships of concern, and how meetings link others to them."""

from vesseltrack.schema.table import table

CONTACTED = (
    table(
        "concerns",
        "One reason why a ship is of concern: a list names it, or it lay in a North Korean port.",
        """
        vessel_id BIGINT key
        concern VARCHAR listed, or call: it lay within 5 km of a North Korean port, below 1 kn, for half an hour or more
        from_time TIMESTAMP listed since, where known, or heard so since; of a call, when it began
        to_time TIMESTAMP of a call, when it ended
        text VARCHAR this in words
        """,
    ),
    table(
        "hull_numbers",
        "One number of a ship that changed its number; ships that kept one are not in it.",
        """
        vessel_id BIGINT key of the ship under this number
        first_vessel_id BIGINT its key under the first number it was heard by
        nth INTEGER 1 for the first, 2 for the next
        seen BOOLEAN whether it began where and when the former ended; false: another ship may have come without being heard
        """,
    ),
    table(
        "contacts",
        "One way in which a meeting links a ship to one of concern: it met it, or met one that met it within 30 days.",
        """
        event VARCHAR the meeting
        vessel_id BIGINT key of the ship
        other_vessel_id BIGINT key of the ship it met
        links INTEGER 1: that ship is of concern itself; 2: it met one that is
        concern_vessel_id BIGINT key of the ship of concern, which may have been met under another of its numbers (hull_numbers)
        concern_event VARCHAR the other meeting; null at one hop
        concern VARCHAR listed or call
        apart_h DOUBLE hours from the other meeting, or the call, to this meeting; below zero: this one was first
        text VARCHAR this in words
        """,
    ),
    table(
        "dark_meetings",
        "What may have been one meeting: a ship that was silent, and one that lay, drifted or was silent within its reach.",
        """
        event VARCHAR the dark period
        vessel_id BIGINT key of the ship that was silent
        other_vessel_id BIGINT key of the other
        how VARCHAR slow (the other lay or drifted within reach) or dark (silent as well)
        start_time TIMESTAMP from when they could have been together
        end_time TIMESTAMP until when
        longest_h DOUBLE hours at most
        other_event VARCHAR the spell of the other, or its dark period
        other_is_fast BOOLEAN the other was made fast or at anchor then
        other_trades BOOLEAN the other may trade, and did not work there, tow, lie beside one heard, or lie not under command
        other_fitting_h DOUBLE these hours, weighed by the share that they take up of the other's spell or dark period
        fitting_h DOUBLE the same of the dark period of the silent ship
        other_fits BOOLEAN the other lay or drifted for just the time for which the silence has room
        is_likely BOOLEAN false: the silence goes on, and the other lay at anchor, waited, or stopped too early or late
        """,
    ),
)
