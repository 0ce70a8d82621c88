"""Which ships met, and which waited alone."""

from vesseltrack.schema.table import table

MET = (
    table(
        "drawn",
        "Where a slow ship was at one tenth minute at which it was not heard: a guess, on the line across its silence.",
        """
        ship BIGINT key
        mark BIGINT tenth minutes since 1970
        lat DOUBLE degrees
        lon DOUBLE degrees
        speed_kn DOUBLE from one end of the silence to the other
        span_s DOUBLE seconds from one to the other
        """,
    ),
    table(
        "slow_spells",
        "One spell of a ship lying or drifting, anywhere; see loitering.",
        """
        ship BIGINT key
        first_mark BIGINT first slow tenth minute since 1970
        last_mark BIGINT last slow tenth minute
        marks BIGINT tenth minutes of it
        heard_marks BIGINT those at which it was heard
        open BOOLEAN nothing was heard of it afterwards
        mean_speed_kn DOUBLE from positions
        first_lat DOUBLE where it began
        first_lon DOUBLE where it began
        last_lat DOUBLE where it ended
        last_lon DOUBLE where it ended
        middle_mark BIGINT the tenth minute nearest to its middle at which it was heard
        lat DOUBLE where it was then
        lon DOUBLE where it was then
        """,
    ),
    table(
        "proximities",
        "One spell for which two ships were near each other, at any speed. Ships made fast near the shore are left out.",
        """
        ship BIGINT key of one, the smaller
        other_ship BIGINT key of the other
        first_mark BIGINT first tenth minute since 1970 at which they were near
        last_mark BIGINT last of them
        marks BIGINT tenth minutes at which both were heard, near each other
        drawn_marks BIGINT tenth minutes at which one was drawn across a silence, near the other
        median_apart_m DOUBLE between the antennas, where both were heard, or else as drawn
        min_apart_m DOUBLE the least of all
        median_speed_kn DOUBLE of the faster of the two, from positions; of one drawn throughout, from that
        longest_span_s DOUBLE longest stretch between fixes that a position was drawn across
        rigid_apart_m DOUBLE the distance at which they stayed for most of the time
        rigid_first_mark BIGINT first time at that distance
        rigid_last_mark BIGINT last time at it
        rigid_marks BIGINT times at it
        rigid_share DOUBLE share of the times between the first and the last at which they were so far apart
        measured BOOLEAN from places known well: between fixes at most a quarter of an hour apart
        spread_m DOUBLE how far from their middle nine in ten places of the first ship lay then
        other_spread_m DOUBLE the same of the other
        middle_mark BIGINT the tenth minute nearest to its middle at which both were heard
        lat DOUBLE of the first ship then
        lon DOUBLE of the first ship then
        first_lat DOUBLE of the first ship at the beginning
        first_lon DOUBLE of the first ship at the beginning
        last_lat DOUBLE of the first ship at the end
        last_lon DOUBLE of the first ship at the end
        plain BOOLEAN near enough for long enough by a tier of the rules; else only as ships that may have moved as one
        parted BOOLEAN both were heard apart afterwards
        """,
    ),
    table(
        "meeting_candidates",
        "One spell that may have been a meeting, with how the two hulls lay to each other: see encounters.",
        """
        ship BIGINT key of one
        other_ship BIGINT key of the other
        first_mark BIGINT first tenth minute since 1970 at which they were near
        fixes BIGINT messages of the first ship in it
        other_fixes BIGINT messages of the other
        heading_apart_deg DOUBLE between their headings while the distance stayed, parallel or opposite being 0
        across_m DOUBLE between the hulls' middles, across the heading
        along_m DOUBLE the same, along it
        touch_across_m DOUBLE how far that may be if the hulls touch, by their size or the most usual
        touch_along_m DOUBLE the same, along the heading
        length_m FLOAT of the shorter of the two; null where one is not known
        sizes_known BOOLEAN whether the lengths of both are known
        could_touch BOOLEAN whether hulls of their size could touch so
        as_one BOOLEAN whether they moved as one; null if not known
        status TINYINT navigational status the first ship sent most often in it
        other_status TINYINT the other's
        """,
    ),
    table(
        "encounters",
        "Two ships that lay or sailed together as ships alongside do, or lay near each other for long. ship is the smaller key.",
        """
        event VARCHAR stable name
        ship BIGINT key of one
        other_ship BIGINT key of the other
        start_time TIMESTAMP first tenth minute together
        end_time TIMESTAMP last tenth minute together; null while they were not heard apart since, and the data end
        duration_h DOUBLE from the first to the last tenth minute together
        lat DOUBLE of the meeting's middle, on the first ship's track
        lon DOUBLE of the meeting's middle
        median_apart_m DOUBLE between the antennas
        min_apart_m DOUBLE between the antennas
        median_speed_kn DOUBLE of the faster of the two
        seen_together DOUBLE share of the tenth minutes at which both were heard
        drawn_h DOUBLE hours of it in which they were not both heard near each other: what lies between is drawn
        fixes BIGINT messages of the first ship in it
        other_fixes BIGINT messages of the other
        as_one BOOLEAN whether they moved as one: distance and headings stayed, and their hulls could touch; null if not known
        rigid_apart_m DOUBLE between the antennas while the distance stayed
        rigid_h DOUBLE hours from the first to the last time at that distance
        rigid_share DOUBLE share of the times between at which it was so
        heading_apart_deg DOUBLE between their headings then, parallel or opposite being 0; null where not sent
        across_m DOUBLE between the hulls' middles (antennas, where those are not known), across the heading
        along_m DOUBLE the same, along the heading
        could_touch BOOLEAN whether hulls of their size could touch so
        spread_m DOUBLE how far from their middle nine in ten places of the first ship lay then: 12 m if moored
        other_spread_m DOUBLE the same of the other
        came VARCHAR who came to whom: both, neither, ship (to the other) or other_ship; null where one was not heard before
        went VARCHAR who left then, likewise
        draught_before_m FLOAT the first ship's last draught sent before it ended its first hour
        draught_after_m FLOAT its first sent after it
        other_draught_before_m FLOAT the other's
        other_draught_after_m FLOAT the other's
        destination_before VARCHAR the first ship's destination before it
        destination_after VARCHAR and after it
        other_destination_before VARCHAR the other's
        other_destination_after VARCHAR the other's
        status TINYINT navigational status the first ship sent most often in it
        other_status TINYINT the other's
        partners BIGINT ships that the one of the two that met more lay alongside within half a week of it, this one counted
        served BIGINT of these, how many it came to while they lay
        group_event VARCHAR the meeting it is told with: ships together at once, or one and who came to it in turn
        longest_span_s DOUBLE longest stretch between fixes that a position was drawn across
        causes VARCHAR[] each innocent cause, whether it holds, and by what: yes, no, or not known
        causes_hold VARCHAR[] those that hold
        ships_near BIGINT other ships lying slow within 5 km at its middle: an anchorage, a fleet
        gear_near BIGINT net markers and buoys within 1 km at its middle
        met_under_way DOUBLE share of the two ships' last hours before it above 3 kn: they came to meet
        shore_km FLOAT to the shore; below zero on land
        port VARCHAR nearest port
        port_km FLOAT to it
        dprk_port_km FLOAT to the nearest North Korean port
        harbour_km FLOAT to the nearest port or learnt harbour outside North Korea
        """,
    ),
    table(
        "loitering",
        "One spell of a ship drifting or lying still away from port. A silence alone is not loitering; one within it is.",
        """
        event VARCHAR stable name
        ship BIGINT key
        start_time TIMESTAMP first slow tenth minute
        end_time TIMESTAMP last slow tenth minute; null while it goes on at the end of the data
        duration_h DOUBLE from the first to the last slow tenth minute
        heard_h DOUBLE hours of it in which the ship was heard
        lat DOUBLE of its middle
        lon DOUBLE of its middle
        mean_speed_kn DOUBLE from positions
        drift_km DOUBLE from where it began to where it ended
        before_kn DOUBLE its speed in the three hours before, from positions; null where it was not heard
        after_kn DOUBLE and in the three hours after
        turned_deg DOUBLE between its course before and after; null where it made less than 5 km in either
        draught_before_m FLOAT last draught sent before
        draught_after_m FLOAT first sent after
        destination_before VARCHAR last destination sent before
        destination_after VARCHAR first sent after
        spells_near BIGINT other ships that lay or drifted so within some 20 km in the days searched
        own_spells BIGINT its own other spells within some 20 km: a place it is used to
        causes VARCHAR[] each innocent cause, whether it holds, and by what: yes, no, or not known
        causes_hold VARCHAR[] those that hold
        ships_near BIGINT other ships lying slow within 5 km at its middle
        gear_near BIGINT net markers and buoys within 1 km at its middle
        shore_km FLOAT to the shore; below zero on land
        port VARCHAR nearest port
        port_km FLOAT to it
        dprk_port_km FLOAT to the nearest North Korean port
        harbour_km FLOAT to the nearest port or learnt harbour outside North Korea
        """,
    ),
)
