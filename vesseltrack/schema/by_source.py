"""Tables of reception by source, where files name their sources."""

from vesseltrack.schema.table import table

BY_SOURCE = (
    table(
        "source_hours",
        "One source that received one ship in one hour; none where no file names sources.",
        """
        ssvid BIGINT key of the ship, or of the number that several hulls share
        epoch_hour INTEGER hours since 1970
        source VARCHAR as files call it; empty: files that name none
        first_time TIMESTAMP first message then
        last_time TIMESTAMP last one then
        """,
    ),
    table(
        "source_waters",
        "One source in one water of 0.9 degrees and one hour, where files name several.",
        """
        y INTEGER row of the water
        x INTEGER its column
        epoch_hour INTEGER hours since 1970
        source VARCHAR as files call it; empty: files that name none
        ships BIGINT ships that it received there then
        all_ships BIGINT ships that any source received there then
        """,
    ),
    table(
        "ship_sources",
        "One source that was listening where a ship was which fell silent, and how often it received it.",
        """
        vessel_id BIGINT key
        source VARCHAR as files call it; empty: files that name none
        hours BIGINT hours in which the ship was received, and the source received it or others there
        received_hours BIGINT of these, hours in which the source received the ship
        share DOUBLE share of such hours, leaning a little on what is usual
        """,
    ),
    table(
        "source_reach",
        "One hour of one candidate track, where files name several sources.",
        """
        event VARCHAR the silence
        candidate VARCHAR which track
        epoch_hour INTEGER hours since 1970
        chance DOUBLE that a source which listened there then would receive the ship in that hour, by its own record
        """,
    ),
)
