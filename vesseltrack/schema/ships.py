"""Tables of ships' identities, present and past, and of their matches with lists."""

from vesseltrack.schema.table import table

SHIPS = (
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
        "number_days",
        "What one number sent on one UTC day; of a day that the window cuts, what was sent before it stands apart.",
        """
        ssvid BIGINT MMSI, or key of the enciphered id
        day DATE UTC
        in_window BOOLEAN sent within the window that was searched; else before it, and only to know where the ship was
        messages BIGINT messages, late copies too
        earliest TIMESTAMP first of them
        latest TIMESTAMP last of them
        hours INTEGER clock hours in which it sent them, a bit each, that from midnight lowest
        headings BIGINT of them all, those with a true heading
        fixes BIGINT messages without late copies that were set aside; of these is all that follows
        first_time TIMESTAMP first of them
        first_lat DOUBLE where it was then
        first_lon DOUBLE where it was then
        last_time TIMESTAMP last of them
        last_lat DOUBLE where it was then
        last_lon DOUBLE where it was then
        last_sog_kn FLOAT speed sent then
        max_sog_kn FLOAT highest speed sent
        class_a BIGINT messages of class A sets
        class_b BIGINT messages of class B sets
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
        "changing_particulars",
        "What one number sent of itself in one hour, of numbers that said more than one thing.",
        """
        ssvid BIGINT MMSI, or key of the enciphered id
        name VARCHAR as sent
        imo INTEGER as sent, valid or not; 0 where it was left out
        call_sign VARCHAR as sent
        ship_type SMALLINT AIS ship type code; of cargo ships, tankers and the like only its tens
        length_m FLOAT as sent
        width_m FLOAT as sent
        hour TIMESTAMP clock hour; null where undated
        first_time TIMESTAMP first of the messages in that hour
        last_time TIMESTAMP last of them
        minutes BIGINT minutes of that hour in which it was heard, a bit each, the first lowest; null where not known
        messages BIGINT how many minutes those are
        """,
    ),
    table(
        "particulars_spells",
        "One value that a number sent from some time on, until it sent another.",
        """
        ssvid BIGINT MMSI, or key of the enciphered id
        what VARCHAR name, imo, call_sign, ship_type, length_m or width_m
        value VARCHAR the value
        start_time TIMESTAMP when it was sent first, or again
        alternates BOOLEAN whether some of what its number sent alternates for long: several hulls send under it
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
)
