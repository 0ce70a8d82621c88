"""What a search keeps for the next one, so that it makes anew only what changed (``engine/anew.py``): tables no step makes."""

from vesseltrack.schema.table import table

CHANGES = (
    table(
        "fix_days",
        "The messages of one number and day, as the last search over all found them: what is other then is searched anew.",
        """
        number BIGINT MMSI, or key of the enciphered id
        day DATE UTC
        fixes BIGINT messages
        digest HUGEINT sum of the hashes of their rows
        """,
    ),
    table(
        "made",
        "One table of which the next search may let rows stand: by what it was made, and when.",
        """
        name VARCHAR of the table
        fingerprint VARCHAR of what it rests on besides the messages
        run BIGINT number of the search, counted
        rows BIGINT so many it had then
        """,
    ),
)
