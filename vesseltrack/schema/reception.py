"""Tables of reception, by place, hour and ship."""

from vesseltrack.schema.table import table

HEARD = (
    table(
        "gap_candidates",
        "One stretch in which a ship was not heard for longer than the rules allow, whatever the reason.",
        """
        event VARCHAR stable name of the dark period it may be
        vessel_id BIGINT key
        start_time TIMESTAMP last fix before
        start_lat DOUBLE degrees
        start_lon DOUBLE degrees
        start_sog_kn FLOAT speed sent then
        end_time TIMESTAMP first fix after; null while it lasts
        end_lat DOUBLE degrees; null while it lasts
        end_lon DOUBLE degrees; null while it lasts
        until_time TIMESTAMP its end, or the end of the data while it lasts
        duration_h DOUBLE from start to that
        apart_km DOUBLE between its two ends; null while it lasts
        """,
    ),
    table(
        "track_ends",
        "Where one ship was lost, or found again, for more than an hour, and which way it was going.",
        """
        vessel_id BIGINT key
        found BOOLEAN found there, or lost
        time TIMESTAMP of the fix
        until_time TIMESTAMP next fix, or the one before; or the end of the data
        lat DOUBLE degrees
        lon DOUBLE degrees
        sog_kn FLOAT as sent
        cog_deg FLOAT as sent: course, or else heading
        speed_kn DOUBLE as believed: as sent, unless its places belie it
        lat_h DOUBLE degrees an hour on its way from there: on, or, where it was found, back
        lon_h DOUBLE degrees an hour
        """,
    ),
    table(
        "ship_cell_hours",
        "How often one ship could have been heard in one cell of 0.1 degrees in one hour, and was.",
        """
        vessel_id BIGINT key
        cell_y INTEGER tenths of a degree north, from -180
        cell_x INTEGER tenths of a degree east, from -180
        epoch_hour INTEGER hours since 1970
        still BOOLEAN below 1 kn
        long BOOLEAN in a silence so long that it says nothing of how far the ship is heard
        assumed BOOLEAN not known, but waited for where it was last heard
        known_slots INTEGER tenth minutes at which it was known to be there, or waited for
        received_slots INTEGER of these, tenth minutes in which it was heard
        weighted_slots DOUBLE what they count for: one each, and less the longer it has been waited for
        """,
    ),
    table(
        "ship_cell_reception",
        "What one ship tells of how well one cell of 0.1 degrees is heard.",
        """
        vessel_id BIGINT key
        cell_y INTEGER tenths of a degree north, from -180
        cell_x INTEGER tenths of a degree east, from -180
        still BOOLEAN below 1 kn
        received_slots DOUBLE tenth minutes in which it was heard, scaled down where it was there for long
        weighted_slots DOUBLE tenth minutes at which it was known or presumed to be there, likewise
        short_received_slots DOUBLE the same outside of long silences
        short_weighted_slots DOUBLE the same outside of long silences
        """,
    ),
    table(
        "cell_reception",
        "How well one cell of 0.1 degrees is heard, over all hours and ships.",
        """
        cell_y INTEGER tenths of a degree north, from -180
        cell_x INTEGER tenths of a degree east, from -180
        still BOOLEAN of ships below 1 kn, or of those under way
        weighted_slots DOUBLE tenth minutes at which ships were known or presumed to be there, no ship for more than its due
        received_slots DOUBLE of these, tenth minutes in which they were heard
        ships BIGINT ships that tell of it
        rate DOUBLE share heard, where it was seldom tried leaning on what is heard around
        short_rate DOUBLE the same of ships in no long silence, who are heard better
        """,
    ),
    table(
        "ship_reception",
        "How often one ship could have been heard in one region of 0.3 degrees in one hour, was, and should have been.",
        """
        vessel_id BIGINT key
        region_y INTEGER three tenths of a degree north, from -180
        region_x INTEGER three tenths of a degree east, from -180
        epoch_hour INTEGER hours since 1970
        known_slots INTEGER tenth minutes at which it was known to be there
        received_slots INTEGER of these, tenth minutes in which it was heard
        expected_slots DOUBLE of these, as many as its places let expect
        expected_assumed_slots DOUBLE as many more as should have been heard had it stayed where it was heard last
        short_known_slots INTEGER tenth minutes at which its place was known, outside of long silences
        short_expected_slots DOUBLE of these, as many as its places let expect
        short_received_slots INTEGER of these, tenth minutes in which it was heard
        """,
    ),
    table(
        "hourly_reception",
        "How well one region of 0.3 degrees was heard in one hour, beside what its places let expect.",
        """
        region_y INTEGER three tenths of a degree north, from -180
        region_x INTEGER three tenths of a degree east, from -180
        epoch_hour INTEGER hours since 1970
        ships BIGINT ships known or waited for there
        known_slots INTEGER tenth minutes at which they were
        received_slots INTEGER of these, tenth minutes in which they were heard
        expected_slots DOUBLE of these, as many as their places let expect
        expected_assumed_slots DOUBLE as many more as should have been heard had ships stayed where they were heard last
        short_known_slots INTEGER tenth minutes at which its place was known, outside of long silences
        short_received_slots INTEGER of these, tenth minutes in which they were heard
        short_expected_slots DOUBLE of these, as many as their places let expect
        """,
    ),
    table(
        "wide_reception",
        "How well one wide water was heard in one hour, beside what its places let expect.",
        """
        size INTEGER tenths of a degree to a side: 9, 27 or 81
        y INTEGER sizes north, from -180 degrees
        x INTEGER sizes east, from -180 degrees
        epoch_hour INTEGER hours since 1970
        received_slots INTEGER tenth minutes in which ships in no long silence were heard
        known_slots INTEGER tenth minutes at which they were known to be there
        lifted DOUBLE better or worse than expected, in log-odds
        """,
    ),
    table(
        "ship_detectability",
        "How far one ship is heard beside others, from its own record.",
        """
        vessel_id BIGINT key
        known_slots BIGINT tenth minutes at which we know where it was
        received_slots BIGINT of these, tenth minutes in which it was heard
        expected_slots DOUBLE of these, as many as a usual ship would have been heard in at those places and hours
        detectability DOUBLE better (above zero) or worse heard than a usual ship, in log-odds
        variance DOUBLE of that
        """,
    ),
    table(
        "reception_dispersions",
        "How much more unequally ships are heard in one water of 2.7 degrees than chance would have it.",
        """
        y INTEGER 27 tenths of a degree north, from -180
        x INTEGER 27 tenths of a degree east, from -180
        dispersion DOUBLE squared error over that of as many independent tenth minutes
        """,
    ),
    table(
        "gap_habits",
        "How often one ship was silent like that at other times: its nights at a berth with the set off, its trips.",
        """
        event VARCHAR name of the silence
        like_it BIGINT its other silences that begin within 30 km and last a third as long to three times as long
        at_that_hour BIGINT of these, and of a craft that is no trader of those elsewhere, how many begin at that hour of day
        trips BIGINT its other silences that begin and end within 30 km of this one's ends
        """,
    ),
    table(
        "dead_reckonings",
        "Where one ship came back, beside where its own speed and course put it.",
        """
        event VARCHAR name of the silence
        off_km DOUBLE from there
        straight_on BOOLEAN on its course, at its speed, where dead reckoning puts it
        """,
    ),
    table(
        "gap_departures",
        "What became of others where one silence began.",
        """
        event VARCHAR name of the silence
        passed BIGINT other ships heard within some 15 km, at any time
        left_there BIGINT others whose record ends or begins there, more than three hours from the end or beginning of the search
        """,
    ),
    table(
        "gap_arrivals",
        "What became of others where one silence of a ship under way ended.",
        """
        event VARCHAR name of the silence
        passed BIGINT other ships under way heard within some 15 km, at any time
        appeared BIGINT of these, others that appeared there on such a course, not received for more than four hours before
        usual_share DOUBLE the same share over all places and courses
        """,
    ),
    table(
        "candidate_places",
        "Where a silent ship would have been in one hour of its silence, on one plausible way, whether that is sea or land.",
        """
        event VARCHAR name of the silence
        vessel_id BIGINT key
        candidate VARCHAR as in candidate_tracks
        time TIMESTAMP middle of the hour
        known_slots DOUBLE tenth minutes of that hour that lie in the silence
        lat DOUBLE degrees
        lon DOUBLE degrees
        """,
    ),
    table(
        "land_cells",
        "One cell of 0.1 degrees on a way of a silent ship that is land all over.",
        """
        cell_y INTEGER tenths of a degree north, from -180
        cell_x INTEGER tenths of a degree east, from -180
        """,
    ),
    table(
        "candidate_tracks",
        "Where a silent ship would have been in one hour of its silence, on one plausible way.",
        """
        event VARCHAR name of the silence
        vessel_id BIGINT key
        candidate VARCHAR bend; else straight, late, early, ahead, out and back; while it lasts straight (on), stay, stop ...
        time TIMESTAMP middle of the hour
        known_slots DOUBLE tenth minutes of that hour that lie in the silence
        lat DOUBLE degrees
        lon DOUBLE degrees
        still BOOLEAN below 1 kn there
        """,
    ),
    table(
        "place_reception",
        "One cell of 0.1 degrees on a way a silent ship could have taken: how well it is heard, by all others there.",
        """
        vessel_id BIGINT key of the silent ship, which is left out
        cell_y INTEGER row of the cell, from the south pole
        cell_x INTEGER its column, from the antimeridian
        still BOOLEAN of ships that lie still there; else of ships under way
        near_slots DOUBLE tenth minutes that others are known by in the 3 by 3 cells around, weighted
        near_ships BIGINT others known there
        wide_ships BIGINT others known in the 9 by 9 cells around
        rate DOUBLE share of tenth minutes that are heard
        """,
    ),
    table(
        "own_place_reception",
        "One region on a way a silent ship could have taken: how well it was itself heard there at other times.",
        """
        event VARCHAR the silence
        region_y INTEGER row of the region of 0.3 degrees
        region_x INTEGER its column
        known_slots DOUBLE tenth minutes by which it is known there, weighted; its silence and the 3 hours beside it left out
        received_slots INTEGER of these heard
        """,
    ),
    table(
        "own_lately",
        "One silence: how well its ship was received itself in the hours just before, beside what was to be expected.",
        """
        event VARCHAR the silence
        known_slots BIGINT tenth minutes of those hours at which its place is known, long silences left out
        received_slots BIGINT of these received
        expected_slots DOUBLE and expected: by its cells, by the others received in those hours, and by its own whole record
        at_most DOUBLE log-odds at which it was received, no more in its silence, if hardly then or just after; else null
        """,
    ),
    table(
        "pass_reception",
        "One wide water (8.1 degrees) and hour: how many of the ships hardly received there were received all the same.",
        """
        y INTEGER row of the water
        x INTEGER its column
        ais_class VARCHAR class of their transponders
        epoch_hour INTEGER clock hours since 1970
        ships BIGINT ships known in cells that are hardly received
        ships_received BIGINT of these received in that hour
        pass_share DOUBLE the share received, beyond what is received in the poorest hours
        """,
    ),
    table(
        "candidate_hours",
        "One hour of a way a silent ship could have taken: how likely it would have been heard, had it gone on transmitting.",
        """
        event VARCHAR the silence
        vessel_id BIGINT key of the ship
        candidate VARCHAR the way
        epoch_hour BIGINT clock hours since 1970
        known_slots DOUBLE tenth minutes it would have been there
        feed_alive BOOLEAN whether anybody at all was heard; null where none is known of the hour
        place_known BOOLEAN whether others are known near the cell
        others_known_slots INTEGER tenth minutes of others in the region in that hour, silences left out
        others_heard INTEGER of these heard
        wide_others_heard INTEGER tenth minutes of others heard in the nine regions around
        listened BOOLEAN no outage lies over it
        wide_lift DOUBLE how much better or worse the wider water was heard in that hour than usual, log-odds
        lift DOUBLE the same of the region, where others were there
        log_odds_heard DOUBLE log-odds that a tenth minute of the ship would have been heard
        pass_share DOUBLE share of the ships hardly received thereabouts that a pass of satellites brought in that hour
        own_slots DOUBLE tenth minutes by which the ship itself is known in that region at other times
        own_received INTEGER of these received
        dispersed DOUBLE how unevenly ships are heard there, beside chance: 1 as by chance
        error_log_odds DOUBLE standard error of that, the same for the whole silence
        """,
    ),
)
