"""Tables that a search keeps for the next one, so that only changes are recomputed (``engine/anew.py``); made by no step."""

from vesseltrack.schema.table import table

CHANGES = (
    table(
        "fix_days",
        "The messages of one number and day, as the last search over all found them: what is other then is searched anew.",
        """
        ssvid BIGINT MMSI, or key of the enciphered id
        day DATE UTC
        fixes BIGINT messages
        digest HUGEINT sum of the hashes of their rows
        """,
    ),
    table(
        "made",
        "One table of which the next search may let rows stand, or that it only reads: by what it was made, and when.",
        """
        name VARCHAR of the table
        fingerprint VARCHAR of what it rests on besides the messages; of a table that is only read, digest of its rows
        run BIGINT number of the search, counted
        rows BIGINT so many it had then; null of a table that is only read
        """,
    ),
    table(
        "late_lines",
        "One line of a number's messages as the search for late copies left it: it goes on from there if they are the same.",
        """
        ssvid BIGINT MMSI, or key of the enciphered id
        followed INTEGER so many messages, the earliest
        digest VARCHAR of these messages, and of how they were followed
        line INTEGER which of the number's
        dropped BOOLEAN whether it was given up
        head INTEGER its last message on time, the number's first being 0
        north_kn DOUBLE speed northward there
        east_kn DOUBLE speed eastward there
        way INTEGER[] messages that say where it was
        known_places INTEGER[] messages of which the place is known again
        own INTEGER[] its messages on time
        late_copies INTEGER[] its late copies
        late_delay_h DOUBLE[] how late each is
        late_closed BOOLEAN[] whether a message on time followed it
        late_aside BOOLEAN[] whether it tells nothing new
        late_true_h DOUBLE[] when the ship was there, since the number's first message
        head_before INTEGER its last message on time before the head; null where that is not to be taken back
        north_before_kn DOUBLE speed northward there
        east_before_kn DOUBLE speed eastward there
        back INTEGER[] messages that seem to sail back
        back_true_h DOUBLE[] when the ship was there, since the number's first message
        back_since INTEGER messages behind since the first of these
        stopping BOOLEAN whether they lie still
        count INTEGER messages it has
        extent DOUBLE[] of its last hour: since, south, north, west, east, knots
        extent_before DOUBLE[] of the hour before
        """,
    ),
    table(
        "segment_tracks",
        "One number that jumps, with the track that each of its segments was given to: the next search goes on from there.",
        """
        ssvid BIGINT MMSI, or key of the enciphered id
        followed INTEGER so many segments, the earliest
        digest VARCHAR of these segments, and of how they were given to tracks
        loose INTEGER[] the track of each
        strict INTEGER[] the track of each, told apart more strictly; none where no hulls share the number
        """,
    ),
)
