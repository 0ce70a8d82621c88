"""Tables of ships near each other and of slow ships, from which encounters and loitering are found."""

from vesseltrack.schema.table import table

MEETINGS = """STRUCT(event VARCHAR, start_time VARCHAR, end_time VARCHAR, end_seen BOOLEAN, vessel_id BIGINT, name VARCHAR,
    mmsi INTEGER, imo INTEGER, call_sign VARCHAR, flag VARCHAR, vessel_type VARCHAR, length_m FLOAT, width_m FLOAT, came
    BOOLEAN, went BOOLEAN, went_by VARCHAR, draught_before_m FLOAT, draught_before_keyed_time VARCHAR, draught_after_m FLOAT,
    draught_keyed_time VARCHAR, destination_before VARCHAR, destination_after VARCHAR, nav_status_before VARCHAR, nav_status
    VARCHAR, nav_status_after VARCHAR, messages BIGINT, median_apart_m DOUBLE, duration_h DOUBLE, drawn_h DOUBLE, as_one
    BOOLEAN)[]
""".strip().replace("\n    ", " ")
"""Each ship of each meeting of an alert."""

NEARNESS = (
    table(
        "interpolated_positions",
        "Where a slow ship was at one tenth minute at which it was not heard: a guess, on the line across its silence.",
        """
        vessel_id BIGINT key
        slot BIGINT tenth minutes since 1970
        lat DOUBLE degrees
        lon DOUBLE degrees
        speed_kn DOUBLE from one end of the silence to the other
        span_s DOUBLE seconds from one to the other
        drifts BOOLEAN slower than tracks.drawn_kn: it lay or drifted; else it may have been slow under way
        """,
    ),
    table(
        "slow_spells",
        "One spell of a ship lying or drifting, or making little way, anywhere; see loitering.",
        """
        vessel_id BIGINT key
        under_way BOOLEAN slower than loitering.max_under_way_kn, not .max_speed_kn: it may hold spells of that kind
        first_slot BIGINT first slow tenth minute since 1970
        last_slot BIGINT last slow tenth minute
        slots BIGINT tenth minutes of it
        heard_slots BIGINT those at which it was heard
        open BOOLEAN nothing was heard of it afterwards
        mean_speed_kn DOUBLE from positions
        beside_kn DOUBLE the fastest that it was heard in the hour before it, and in that after it: the lesser; 0: not heard
        spread_m DOUBLE how far from their middle nine in ten of its places lie: 12 m where it is made fast
        first_lat DOUBLE where it began
        first_lon DOUBLE where it began
        last_lat DOUBLE where it ended
        last_lon DOUBLE where it ended
        middle_slot BIGINT the tenth minute nearest to its middle at which it was heard
        lat DOUBLE where it was then
        lon DOUBLE where it was then
        """,
    ),
    table(
        "port_calls",
        "One slow spell of a ship in a harbour outside North Korea, or made fast to the ground near one.",
        """
        vessel_id BIGINT key
        first_slot BIGINT first slow tenth minute since 1970
        last_slot BIGINT last slow tenth minute
        lat DOUBLE in the middle of it
        lon DOUBLE in the middle of it
        port VARCHAR nearest port
        port_km FLOAT km, to it
        """,
    ),
    table(
        "proximities",
        "One spell for which two ships were near each other, at any speed. Ships made fast near the shore are left out.",
        """
        vessel_id BIGINT key of one, the smaller
        other_vessel_id BIGINT key of the other
        first_slot BIGINT first tenth minute since 1970 at which they were near
        last_slot BIGINT last of them
        early_s DOUBLE of a short spell: seconds near each other before the first, by the messages
        late_s DOUBLE the same after the last
        slots BIGINT tenth minutes at which both were heard, near each other
        drawn_slots BIGINT tenth minutes at which one was drawn across a silence, near the other
        near_slots BIGINT slots, with those spent farther off before and after, unless one of two at anchor moved over
        neighbours BOOLEAN both lay at anchor, at other distances for more than half of the time, and neither moved over
        median_apart_m DOUBLE between the antennas, where both were heard, or else as drawn
        min_apart_m DOUBLE the least of all
        median_speed_kn DOUBLE of the faster of the two, from positions; of one drawn throughout, from that
        slow_kn DOUBLE the same, not exceeded in their slowest time as long as a shortest meeting (min_rigid_h)
        sailed_slots BIGINT tenth minutes at which both made more than 4 knots: under way, no current carries a ship so fast
        longest_span_s DOUBLE longest stretch between fixes that a position was drawn across
        rigid_apart_m DOUBLE the distance at which they stayed for most of the time
        rigid_first_slot BIGINT first time at that distance
        rigid_last_slot BIGINT last time at it
        rigid_slots BIGINT times at it
        rigid_share DOUBLE share of the times between the first and the last at which they were so far apart
        measured BOOLEAN from places known well: between fixes at most a quarter of an hour apart
        rigid_drawn BOOLEAN both were heard at fewer than five times: places of one drawn across its silence count too
        spread_m DOUBLE how far from their middle nine in ten places of the first ship lay then
        other_spread_m DOUBLE the same of the other
        middle_slot BIGINT the tenth minute nearest to its middle at which both were heard
        lat DOUBLE of the first ship then
        lon DOUBLE of the first ship then
        first_lat DOUBLE of the first ship at the beginning
        first_lon DOUBLE of the first ship at the beginning
        last_lat DOUBLE of the first ship at the end
        last_lon DOUBLE of the first ship at the end
        plain BOOLEAN near enough for long enough by a tier of the rules; else only as ships that may have moved as one
        listed BOOLEAN a list names one of the two
        parted BOOLEAN both were heard apart afterwards
        """,
    ),
    table(
        "meeting_series",
        "Two ships of a meeting worth an alert at one tenth minute, from two hours before it to two hours after.",
        """
        event VARCHAR the meeting
        time TIMESTAMP the tenth minute
        apart_m DOUBLE between the antennas
        speed_kn DOUBLE of the first ship, from positions; null where it is drawn
        other_speed_kn DOUBLE of the other
        heading_deg FLOAT the first ship's, as sent in these ten minutes; null where not sent
        other_heading_deg FLOAT the other's
        turned_deg FLOAT between the two, parallel or opposite being 0
        drawn BOOLEAN one of them was not heard then: its place is drawn across its silence
        """,
    ),
    table(
        "encounter_pairs",
        "One spell of two ships that may be an encounter: their distance stayed, or a tier of the rules asks for it.",
        """
        vessel_id BIGINT key of one
        other_vessel_id BIGINT key of the other
        first_slot BIGINT first tenth minute since 1970 at which they were near
        last_slot BIGINT last of them
        by_tier BOOLEAN a tier of the rules asks for it, away from harbours: it counts even if they did not move as one
        """,
    ),
    table(
        "hull_sizes",
        "One ship of such a spell, with the size of its hull and where the middle of that lies from the antenna.",
        """
        vessel_id BIGINT key of the ship
        ssvid BIGINT its source-specific vessel id: its MMSI, or an enciphered one
        length_m FLOAT its length; null where not known
        width_m FLOAT its width, as most often sent; null where not known
        half_length_m FLOAT half of it, by its width or the usual where not known
        half_width_m FLOAT half its width, by its length or the usual where not known
        ahead_m DOUBLE its middle lies so far ahead of the antenna; 0 where that was not sent
        aside_m DOUBLE and so far to starboard of it; 0 likewise
        unsure_along_m FLOAT how far the middle may lie off, along the heading, as the antenna's place was not sent
        unsure_across_m FLOAT the same, across it
        """,
    ),
    table(
        "hull_distances",
        "One spell of encounter_pairs, with how the hulls lay to each other and what was sent in it.",
        """
        vessel_id BIGINT key of one
        other_vessel_id BIGINT key of the other
        first_slot BIGINT first tenth minute since 1970 at which they were near
        heading_apart_deg DOUBLE between their headings while the distance stayed, parallel or opposite being 0
        headings INTEGER tenth minutes at which both sent one
        across_m DOUBLE between the hulls' middles, across the heading
        along_m DOUBLE the same, along it
        fixes BIGINT messages of the first ship in it
        other_fixes BIGINT messages of the other
        nav_status TINYINT navigational status the first ship sent most often in it
        other_nav_status TINYINT the other's
        """,
    ),
    table(
        "encounter_candidates",
        "One spell that may have been a meeting, with how the two hulls lay to each other: see encounters.",
        """
        vessel_id BIGINT key of one
        other_vessel_id BIGINT key of the other
        first_slot BIGINT first tenth minute since 1970 at which they were near
        fixes BIGINT messages of the first ship in it
        other_fixes BIGINT messages of the other
        heading_apart_deg DOUBLE between their headings while the distance stayed, parallel or opposite being 0
        across_m DOUBLE between the hulls' middles, across the heading
        along_m DOUBLE the same, along it
        touch_across_m DOUBLE how far that may be if the hulls touch, by their size or the most usual
        touch_along_m DOUBLE the same, along the heading
        length_m FLOAT of the shorter of the two; null where one is not known
        sizes_known BOOLEAN whether the lengths of both are known
        could_touch BOOLEAN whether hulls of their size could touch so; null if not known, some metres farther off, say
        as_one BOOLEAN whether they moved as one; null if not known
        may_be_neighbours BOOLEAN whether that is not known because neighbours at anchor may swing so
        nav_status TINYINT navigational status the first ship sent most often in it
        other_nav_status TINYINT the other's
        """,
    ),
)
