"""Tables of tracks and places, derived from the messages."""

from vesseltrack.schema.table import table

TRACKED = (
    table(
        "searched",
        "What the last detect looked at: one row. A claim carries its search.",
        """
        rows BIGINT fixes searched
        ships BIGINT ships heard
        files INTEGER the last file loaded then
        since TIMESTAMP what ended before was not looked for: it lies before the window, or was pruned; null where all was
        first_time TIMESTAMP beginning of the first hour in which more than a stray clock was heard
        last_time TIMESTAMP end of the last such hour, or the latest fix in it
        span_h DOUBLE hours from first to last
        hours_heard BIGINT clock hours in which anybody was heard
        """,
    ),
    table(
        "fix_pairs",
        "Two consecutive fixes under one number between which a tenth minute struck, or that one ship can hardly have sent.",
        """
        ssvid BIGINT MMSI, or key of the enciphered id, they were sent under
        start_time TIMESTAMP first fix
        start_lat DOUBLE degrees
        start_lon DOUBLE degrees
        start_sog_kn FLOAT as sent at the first
        end_time TIMESTAMP next fix
        end_lat DOUBLE degrees
        end_lon DOUBLE degrees
        end_sog_kn FLOAT as sent at the next
        seconds DOUBLE between them
        jump BOOLEAN too far apart for one ship, or for the speed it sent
        late_suspect BOOLEAN 200 m apart and more, and farther than the speed sent would have it: a late copy may lie at one end
        """,
    ),
    table(
        "late_fixes",
        "One message that a slow feed stamped minutes after the ship was there, by the ship's own track. Kept, marked.",
        """
        ssvid BIGINT the number it was sent under
        time TIMESTAMP as stamped
        lat DOUBLE degrees
        lon DOUBLE degrees
        file_id INTEGER where it came from
        delay_s DOUBLE seconds since the ship was there
        set_aside BOOLEAN true: not used, for she was heard in time around there; false: used as stamped, for want of better
        """,
    ),
    table(
        "fix_pairs_on_time",
        "The pairs of messages of numbers with late copies, once these are set aside.",
        """
        ssvid BIGINT MMSI, or key of the enciphered id, they were sent under
        start_time TIMESTAMP first fix
        start_lat DOUBLE degrees
        start_lon DOUBLE degrees
        start_sog_kn FLOAT as sent at the first
        end_time TIMESTAMP next fix
        end_lat DOUBLE degrees
        end_lon DOUBLE degrees
        end_sog_kn FLOAT as sent at the next
        seconds DOUBLE between them
        jump BOOLEAN too far apart for one ship, or for the speed it sent
        late_suspect BOOLEAN as in fix_pairs
        """,
    ),
    table(
        "segments",
        "One stretch, without a jump or an hour's silence, of a number that jumps: whose it is.",
        """
        ssvid BIGINT the number it was sent under
        fixes BIGINT messages in it
        start_time TIMESTAMP first of them
        start_lat DOUBLE degrees
        start_lon DOUBLE degrees
        start_sog_kn FLOAT as sent
        end_time TIMESTAMP last of them
        end_lat DOUBLE degrees
        end_lon DOUBLE degrees
        end_sog_kn FLOAT as sent
        vessel_id BIGINT key of the hull whose it is, or whose track it interrupts
        track SMALLINT which of the number's tracks, the first heard being 0
        segment_type VARCHAR hull, or else no place of the ship: late_clock, jammed, displaced, noise
        lag_s DOUBLE of a late clock, seconds behind the hull's own track
        """,
    ),
    table(
        "track_steps",
        "Two consecutive fixes of a ship between which a tenth minute struck, or an impossible jump.",
        """
        vessel_id BIGINT key
        start_time TIMESTAMP first fix
        start_lat DOUBLE degrees
        start_lon DOUBLE degrees
        end_time TIMESTAMP next fix
        end_lat DOUBLE degrees
        end_lon DOUBLE degrees
        seconds DOUBLE between them
        start_sog_kn FLOAT as sent at the first
        jump BOOLEAN no ship could have gone so far
        """,
    ),
    table(
        "noise_segments",
        "Fixes under a ship's number that are not where it was: a false place, a bad clock, jamming, noise. Kept, not used.",
        """
        vessel_id BIGINT key
        ssvid BIGINT the number they were sent under
        start_time TIMESTAMP first stray fix
        end_time TIMESTAMP last stray fix
        fixes BIGINT messages
        noise_type VARCHAR late_clock, jammed, displaced or noise
        from_time TIMESTAMP last good fix before; null where there is none
        from_lat DOUBLE degrees
        from_lon DOUBLE degrees
        to_time TIMESTAMP first good fix after; null where there is none
        to_lat DOUBLE degrees
        to_lon DOUBLE degrees
        """,
    ),
    table(
        "resampled",
        "Where a ship was at one tenth minute, drawn between two fixes less than an hour apart. Never beyond what was heard.",
        """
        vessel_id BIGINT key
        slot BIGINT tenth minutes since 1970
        lat DOUBLE degrees
        lon DOUBLE degrees
        speed_kn DOUBLE over the ten minutes before (or after, at the beginning), from positions
        span_s DOUBLE seconds between the two fixes it is drawn from
        cell_id BIGINT cell of 0.01 degrees
        """,
    ),
    table(
        "harbours",
        "One cell of 0.01 degrees around which many ships lay still: a harbour or anchorage learnt from the data.",
        """
        cell_id BIGINT cell
        lat DOUBLE its centre, degrees
        lon DOUBLE its centre, degrees
        ships BIGINT ships that lay still for hours in it or in a cell beside it on its fullest day
        """,
    ),
    table(
        "visited",
        "One cell of 0.01 degrees that a ship was in.",
        """
        cell_id BIGINT cell
        """,
    ),
    table(
        "cell_context",
        "What lies around one cell of 0.01 degrees that a ship was in.",
        """
        cell_id BIGINT cell
        lat DOUBLE its centre, degrees
        lon DOUBLE its centre, degrees
        shore_km FLOAT to the nearest shore, below zero on land; null where unknown
        port VARCHAR nearest port
        port_country VARCHAR its country, ISO 3166 alpha-3
        port_km FLOAT to it
        non_dprk_port_km FLOAT to the nearest port or learnt harbour outside North Korea: near it, lying together is everyday life
        dprk_port VARCHAR nearest North Korean port
        dprk_port_km FLOAT to it, as the crow flies
        dprk_port_lat DOUBLE where that is
        dprk_port_lon DOUBLE where that is
        """,
    ),
)
