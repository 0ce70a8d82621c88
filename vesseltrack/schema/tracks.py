"""What the messages come to: ships, identities, tracks, places."""

from vesseltrack.schema.table import table

TRACKED = (
    table(
        "searched",
        "What the last detect looked at: one row. A claim carries its search.",
        """
        rows BIGINT fixes searched
        ships BIGINT ships heard
        files INTEGER the last file loaded then
        since TIMESTAMP what ended before was not looked for: it lies before the window, or was let go; null where all was
        first_time TIMESTAMP beginning of the first hour in which more than a stray clock was heard
        last_time TIMESTAMP end of the last such hour, or the latest fix in it
        span_h DOUBLE hours from first to last
        hours_heard BIGINT clock hours in which anybody was heard
        """,
    ),
    table(
        "particulars",
        "One set of particulars a number sent in one hour, as all files together have it: however they came, the same.",
        """
        ssvid BIGINT MMSI, or key of the enciphered id
        name VARCHAR as sent
        imo INTEGER as sent, valid or not
        imo_left_out BOOLEAN whether an IMO number could have stood there: a whole set, in a form in which others have theirs
        call_sign VARCHAR as sent
        ship_type SMALLINT AIS ship type code 0-99
        length_m FLOAT as sent
        width_m FLOAT as sent
        draught_m FLOAT as sent
        to_bow_m SMALLINT from the position's reference point to the bow
        to_stern_m SMALLINT to the stern
        to_port_m SMALLINT to the port side
        to_starboard_m SMALLINT to the starboard side
        destination VARCHAR as sent
        eta VARCHAR as sent
        hour TIMESTAMP clock hour; null where undated
        first_time TIMESTAMP first of the messages in that hour
        last_time TIMESTAMP last of them
        minutes BIGINT minutes of that hour in which it was heard, a bit each, the first lowest; null where not known
        messages BIGINT how many minutes those are: a message that came twice, or in two files, counts once
        """,
    ),
    table(
        "ships",
        "One ship: the particulars it sent most often.",
        """
        vessel_id BIGINT key: the number, or another for a second hull that sends under it
        ssvid BIGINT what it sends under: the key of its fixes and particulars
        hulls BIGINT ships that send under this number: what it says of itself may be another's
        mmsi INTEGER null for an enciphered id
        id VARCHAR the text id, where there is no MMSI
        name VARCHAR most often sent
        imo INTEGER most often sent with a right check digit
        call_sign VARCHAR most often sent
        flag VARCHAR country of the MMSI's first three digits (MID), ISO 3166 alpha-3
        ship_type SMALLINT AIS type code most often sent
        vessel_type VARCHAR cargo, tanker, passenger, fishing, tug, pilot, pleasure, service, other, gear, unknown
        gear BOOLEAN a net marker or buoy: by its name, its number, or as one of a cluster of nameless drifting numbers of no rule
        ssvid_type VARCHAR ship, craft (of a mother ship), coast, group, handheld ... (ITU-R M.585); null where no rule covers it
        mother_ssvid BIGINT MMSI of the ship that an auxiliary craft says it belongs to
        length_m FLOAT most often sent
        ais_class VARCHAR A or B, most often
        fixes BIGINT messages kept
        first_time TIMESTAMP first heard
        first_lat DOUBLE where it was first heard
        first_lon DOUBLE where it was first heard
        last_time TIMESTAMP last heard
        last_lat DOUBLE where it was last heard
        last_lon DOUBLE where it was last heard
        last_sog_kn FLOAT speed sent then
        names VARCHAR[] every name it sent
        imos INTEGER[] every IMO number with a right check digit it sent
        """,
    ),
    table(
        "identities",
        "Who one number said it was for a time.",
        """
        ssvid BIGINT MMSI, or key of the enciphered id
        mmsi INTEGER null for an enciphered id
        imo INTEGER as sent, valid or not; null where it sent none
        imo_valid BOOLEAN whether its check digit is right, which one wrong number in nine has too
        call_sign VARCHAR as sent
        name VARCHAR as sent
        flag VARCHAR country of the MMSI's first three digits (MID), ISO 3166 alpha-3
        ship_type SMALLINT AIS type code; of cargo ships, tankers and the like only its tens
        length_m FLOAT as sent
        width_m FLOAT as sent
        valid_from TIMESTAMP first message; null where its particulars are undated
        valid_to TIMESTAMP first message of the next identity, or the last message of this
        hours_sent BIGINT clock hours in which particulars were sent
        messages BIGINT behind it, one a minute and set of particulars
        """,
    ),
    table(
        "lookalikes",
        "One name sent by a ship that is merely like a listed one. Empty unless matching.fuzzy asks for it.",
        """
        ssvid BIGINT MMSI, or key of the enciphered id
        list VARCHAR short name of the list
        entry VARCHAR the list's entry
        sent_name VARCHAR as sent
        listed_name VARCHAR as listed
        likeness DOUBLE of their letters, percent
        valid_from TIMESTAMP first message that bears the name
        valid_to TIMESTAMP last message
        """,
    ),
    table(
        "matches",
        "One ship that one list entry names, with what ties them.",
        """
        vessel_id BIGINT key
        list VARCHAR short name of the list
        entry VARCHAR the list's entry
        tier VARCHAR sure (IMO), probable (MMSI or call sign, and more), check (name and more), review (alike)
        evidence VARCHAR what agrees, in words
        valid_from TIMESTAMP first message of the identity that agrees
        valid_to TIMESTAMP its last
        authority VARCHAR who names it
        standing VARCHAR designated or reported
        programme VARCHAR under which programme
        listed_name VARCHAR as listed
        listed_from DATE designation, where known
        listed_to DATE delisting; null while listed
        source VARCHAR where the entry can be read
        """,
    ),
    table(
        "namesakes",
        "One ship that bears a listed ship's name and another IMO number: no match.",
        """
        vessel_id BIGINT key
        list VARCHAR short name of the list
        entry VARCHAR the list's entry
        authority VARCHAR who names the other ship
        listed_name VARCHAR as listed
        evidence VARCHAR what speaks against it, in words
        """,
    ),
    table(
        "fix_pairs",
        "Two consecutive fixes under one number between which a tenth minute struck, or that one ship can hardly have sent.",
        """
        ssvid BIGINT MMSI, or key of the enciphered id, they were sent under
        nth BIGINT place of the first among the number's fixes in order of time, from 1
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
        "The hops of numbers with late copies, once these are set aside.",
        """
        ssvid BIGINT MMSI, or key of the enciphered id, they were sent under
        nth BIGINT place of the first among the number's fixes on time, from 1
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
        late_suspect BOOLEAN as in hops
        """,
    ),
    table(
        "segments",
        "One stretch, without a leap or an hour's silence, of a number that leaps: whose it is.",
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
        "Two consecutive fixes of a ship between which a tenth minute struck, or an impossible leap.",
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
        place BIGINT cell
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
