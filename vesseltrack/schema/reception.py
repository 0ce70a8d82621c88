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
        "ends",
        "Where one ship was lost, or found again, for more than an hour, and which way it was going.",
        """
        ship BIGINT key
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
        tried DOUBLE what they count for: one each, and less the longer it has been waited for
        """,
    ),
    table(
        "hearings",
        "What one ship tells of how well one cell of 0.1 degrees is heard.",
        """
        ship BIGINT key
        cell_y INTEGER tenths of a degree north, from -180
        cell_x INTEGER tenths of a degree east, from -180
        still BOOLEAN below 1 kn
        heard DOUBLE tenth minutes in which it was heard, scaled down where it was there for long
        tried DOUBLE tenth minutes at which it was known or presumed to be there, likewise
        short_heard DOUBLE the same outside of long silences
        short_tried DOUBLE the same outside of long silences
        """,
    ),
    table(
        "hearing",
        "How well one cell of 0.1 degrees is heard, over all hours and ships.",
        """
        cell_y INTEGER tenths of a degree north, from -180
        cell_x INTEGER tenths of a degree east, from -180
        still BOOLEAN of ships below 1 kn, or of those under way
        tried DOUBLE tenth minutes at which ships were known or presumed to be there, no ship for more than its due
        heard DOUBLE of these, tenth minutes in which they were heard
        ships BIGINT ships that tell of it
        rate DOUBLE share heard, where it was seldom tried leaning on what is heard around
        short_rate DOUBLE the same of ships in no long silence, who are heard better
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
        short_chances INTEGER chances outside of long silences
        short_heard INTEGER of these, tenth minutes in which they were heard
        short_expected DOUBLE of these, as many as their places let expect
        """,
    ),
    table(
        "waters",
        "How well one wide water was heard in one hour, beside what its places let expect.",
        """
        size INTEGER tenths of a degree to a side: 9, 27 or 81
        y INTEGER sizes north, from -180 degrees
        x INTEGER sizes east, from -180 degrees
        hour INTEGER hours since 1970
        heard INTEGER tenth minutes in which ships in no long silence were heard
        chances INTEGER tenth minutes at which they were known to be there
        lifted DOUBLE better or worse than expected, in log-odds
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
        "dispersions",
        "How much more unequally ships are heard than chance would have it, where so large a share is heard.",
        """
        band INTEGER of the share to be expected: 0 below 0.1, 1 below 0.3, 2 below 0.6, 3 below 0.85, 4 below 0.95, else 5
        dispersion DOUBLE squared error over that of as many independent tenth minutes
        """,
    ),
    table(
        "habits",
        "How often one ship was silent like that at other times: its nights at a berth with the set off, its trips.",
        """
        event VARCHAR name of the silence
        like_it BIGINT its other silences that begin within 30 km and last a third as long to three times as long
        at_that_hour BIGINT of these, those that are over and begin within two hours of the same time of day
        trips BIGINT its other silences that begin and end within 30 km of this one's ends
        """,
    ),
    table(
        "reckonings",
        "Where one ship came back, beside where its own speed and course put it.",
        """
        event VARCHAR name of the silence
        off_km DOUBLE from there
        straight_on BOOLEAN on its course, at its speed, where dead reckoning puts it
        passing BOOLEAN lost at 5 kn and faster, and no boat that works to and fro: only then does the next tell anything
        kept_speed BOOLEAN as far off as its own speed takes it in that time: it sailed all the while
        """,
    ),
    table(
        "departures",
        "What became of others where one silence began.",
        """
        event VARCHAR name of the silence
        passed BIGINT other ships heard within some 15 km, at any time
        left_there BIGINT of these, those lost or found there for more than three hours
        """,
    ),
    table(
        "ways",
        "Where a silent ship would have been in one hour of its silence, on one plausible way.",
        """
        event VARCHAR name of the silence
        ship BIGINT key
        way VARCHAR straight, to port or starboard of it, late, early, ahead, out and back; while it lasts straight, stay or stop
        time TIMESTAMP middle of the hour
        chances DOUBLE tenth minutes of that hour that lie in the silence
        lat DOUBLE degrees
        lon DOUBLE degrees
        still BOOLEAN below 1 kn there
        """,
    ),
    table(
        "way_odds",
        "How likely one silent ship would have been heard in one hour of one of its ways; and its own hours around the silence.",
        """
        event VARCHAR name of the silence
        ship BIGINT key
        way VARCHAR as in ways; before and after: its own last hours before the silence, and its first after it
        time TIMESTAMP middle of the hour; null before and after
        hour INTEGER hours since 1970
        chances DOUBLE tenth minutes of that hour that lie in the silence; before and after, at which it was known to be there
        heard INTEGER before and after, tenth minutes in which it was heard; null in the silence
        end_h DOUBLE hours since the silence began; before and after, to its nearer end
        odds DOUBLE log-odds that it is heard in one tenth minute
        ship_error DOUBLE variance of that: of how far this ship is heard
        place_error DOUBLE variance of that: of how well the place is heard
        known BOOLEAN somebody was ever heard or missed near there
        fed BOOLEAN anybody at all was heard in that hour
        listened BOOLEAN no outage is known of, there and then
        others_chances BIGINT tenth minutes at which other ships in no long silence were known there in that hour
        others_heard BIGINT of these, tenth minutes in which they were heard
        wide_others_heard BIGINT tenth minutes in which ships were heard in the 0.9 degrees around
        """,
    ),
    table(
        "likelihoods",
        "How likely one silence would be if the ship had gone on transmitting.",
        """
        event VARCHAR name of the silence
        unheard_chance DOUBLE chance that it would have stayed unheard so long although it transmitted as before
        unheard_high DOUBLE the same if reception was worse than it seems by 1.15 of its error (one time in eight it is)
        unheard_low DOUBLE the same if reception was better than it seems by as much
        known DOUBLE share of its plausible ways through cells where somebody was ever heard or missed
        others_chances BIGINT tenth minutes at which other ships were known near its straight way in those very hours
        others_heard DOUBLE share of these in which they were heard; null where nobody was near
        witnessed DOUBLE share of its hours in which others were heard in the 0.9 degrees around its straight way
        feed_alive DOUBLE share of its hours in which anybody at all was heard
        disturbed DOUBLE share of its hours in an outage, on its straight way
        """,
    ),
    table(
        "unheard",
        "How likely the ship had stopped transmitting in one silence.",
        """
        event VARCHAR name of the silence
        unheard_chance DOUBLE chance that it would have stayed unheard so long although it transmitted as before
        prior_odds DOUBLE odds at each tenth minute that a ship of its kind falls silent, as learnt from these data
        silence_p DOUBLE probability that it had stopped transmitting
        silence_low DOUBLE the same if reception was worse than it seems by 1.15 of its error (one time in eight it is)
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
        kind VARCHAR feed (nobody was heard), receivers (of regions), source (one of several), jamming, fleet (all dark together)
        start_time TIMESTAMP beginning of its first hour; of jamming, its first leap
        end_time TIMESTAMP when anybody was heard there again, or the end of the data
        lat DOUBLE its middle, degrees; null for the whole feed
        lon DOUBLE its middle, degrees
        radius_km DOUBLE how far it reached from there
        ships BIGINT ships lost or displaced; 0 for the whole feed
        regions INTEGER[] of an outage of receivers, its regions of 0.3 degrees: 10,000 times region_y plus region_x
        events VARCHAR[] silences it explains, where it is known by them and not by its regions
        says VARCHAR all this in words
        """,
    ),
)
