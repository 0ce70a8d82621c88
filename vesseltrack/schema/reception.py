"""How well what was heard, and what that says of each silence."""

from vesseltrack.schema.table import table

HEARD = (
    table(
        "silences",
        "One stretch in which a ship was not heard for longer than the rules allow, whatever the reason.",
        """
        event VARCHAR stable name of the dark period it may be
        ship BIGINT key
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
        "chances",
        "How often one ship could have been heard in one cell of 0.1 degrees in one hour, and was.",
        """
        ship BIGINT key
        cell_y INTEGER tenths of a degree north, from -180
        cell_x INTEGER tenths of a degree east, from -180
        hour INTEGER hours since 1970
        still BOOLEAN below 1 kn
        long BOOLEAN in a silence so long that it says nothing of how far the ship is heard
        waited BOOLEAN not known, but waited for where it was last heard
        chances INTEGER tenth minutes at which it was known to be there, or waited for
        heard INTEGER of these, tenth minutes in which it was heard
        """,
    ),
    table(
        "hearing",
        "How well one cell of 0.1 degrees is heard, over all hours and ships.",
        """
        cell_y INTEGER tenths of a degree north, from -180
        cell_x INTEGER tenths of a degree east, from -180
        still BOOLEAN of ships below 1 kn, or of those under way
        chances BIGINT tenth minutes at which ships were known to be there
        heard BIGINT of these, tenth minutes in which they were heard
        rate DOUBLE share heard, where it was seldom tried leaning on what is heard around
        """,
    ),
    table(
        "tries",
        "How often one ship could have been heard in one region of 0.3 degrees in one hour, was, and should have been.",
        """
        ship BIGINT key
        region_y INTEGER three tenths of a degree north, from -180
        region_x INTEGER three tenths of a degree east, from -180
        hour INTEGER hours since 1970
        chances INTEGER tenth minutes at which it was known to be there
        heard INTEGER of these, tenth minutes in which it was heard
        expected DOUBLE of these, as many as its places let expect
        waited DOUBLE as many more as should have been heard had it stayed where it was heard last
        short_chances INTEGER chances outside of long silences
        short_expected DOUBLE of these, as many as its places let expect
        short_heard INTEGER of these, tenth minutes in which it was heard
        """,
    ),
    table(
        "weather",
        "How well one region of 0.3 degrees was heard in one hour, beside what its places let expect.",
        """
        region_y INTEGER three tenths of a degree north, from -180
        region_x INTEGER three tenths of a degree east, from -180
        hour INTEGER hours since 1970
        ships BIGINT ships known or waited for there
        chances INTEGER tenth minutes at which they were
        heard INTEGER of these, tenth minutes in which they were heard
        expected DOUBLE of these, as many as their places let expect
        waited DOUBLE as many more as should have been heard had ships stayed where they were heard last
        wide_chances INTEGER the same for the 0.9 degrees around
        wide_heard INTEGER the same for the 0.9 degrees around
        wide_expected DOUBLE the same for the 0.9 degrees around
        """,
    ),
    table(
        "strengths",
        "How far one ship is heard beside others, from its own record.",
        """
        ship BIGINT key
        chances BIGINT tenth minutes at which we know where it was
        heard BIGINT of these, tenth minutes in which it was heard
        expected DOUBLE of these, as many as a usual ship would have been heard in at those places and hours
        strength DOUBLE better (above zero) or worse heard than a usual ship, in log-odds
        variance DOUBLE of that
        """,
    ),
    table(
        "ways",
        "Where a silent ship would have been in one hour of its silence, on one plausible way.",
        """
        event VARCHAR name of the silence
        ship BIGINT key
        way VARCHAR straight, late, early or ahead; while it lasts straight (on its course), stay or stop
        time TIMESTAMP middle of the hour
        chances DOUBLE tenth minutes of that hour that lie in the silence
        lat DOUBLE degrees
        lon DOUBLE degrees
        still BOOLEAN below 1 kn there
        """,
    ),
    table(
        "unheard",
        "How likely one silence would be if the ship had gone on transmitting, and so how likely it had stopped.",
        """
        event VARCHAR name of the silence
        unheard_chance DOUBLE chance that it would have stayed unheard so long although it transmitted as before
        silence_p DOUBLE probability that it had stopped transmitting
        silence_low DOUBLE the same if reception was worse than it seems by 2.37 of its error (one in a hundred is)
        silence_high DOUBLE the same if reception was better than it seems by as much
        known DOUBLE share of its plausible ways through cells where somebody was ever heard or missed
        others_chances BIGINT tenth minutes at which other ships were known near its straight way in those very hours
        others_heard DOUBLE share of these in which they were heard; null where nobody was near
        witnessed DOUBLE share of its hours in which others were heard in the 0.9 degrees around its straight way
        feed_alive DOUBLE share of its hours in which anybody at all was heard
        disturbed DOUBLE share of its hours in an outage, on its straight way
        """,
    ),
    table(
        "disturbances",
        "What silenced or displaced many ships at once, recorded once.",
        """
        disturbance VARCHAR stable name
        kind VARCHAR feed (nobody at all was heard), receivers (ships of some regions were lost together) or jamming
        start_time TIMESTAMP beginning of its first hour; of jamming, its first leap
        end_time TIMESTAMP when anybody was heard there again, or the end of the data
        lat DOUBLE its middle, degrees; null for the whole feed
        lon DOUBLE its middle, degrees
        radius_km DOUBLE how far it reached from there
        ships BIGINT ships lost or displaced; 0 for the whole feed
        regions INTEGER[] of an outage of receivers, its regions of 0.3 degrees: 10,000 times region_y plus region_x
        says VARCHAR all this in words
        """,
    ),
)
