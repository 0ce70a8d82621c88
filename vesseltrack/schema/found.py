"""What is found, weighed and told."""

from vesseltrack.schema.table import table

FOUND = (
    table(
        "gaps",
        "One dark period: a ship not heard for longer than the rules allow. What was heard around it stands beside it.",
        """
        event VARCHAR stable name
        ship BIGINT key
        start_time TIMESTAMP last fix before
        end_time TIMESTAMP first fix after; null while it lasts
        duration_h DOUBLE to its end, or to the end of the data while it lasts
        start_lat DOUBLE degrees
        start_lon DOUBLE degrees
        end_lat DOUBLE degrees; null while it lasts
        end_lon DOUBLE degrees; null while it lasts
        apart_km DOUBLE between its two ends; null while it lasts
        implied_kn DOUBLE straight-line speed between its ends; null while it lasts
        start_sog_kn FLOAT speed sent in the last message, or from positions where none was sent
        hoisted BOOLEAN an auxiliary craft that fell silent beside its mother ship: taken aboard
        leapt BOOLEAN one of its ends was reached, or left, by a leap no ship can make: a false position
        fixes_before BIGINT messages in the 12 hours before
        heard_before DOUBLE share of the tenth minutes in the 12 hours before at which it was heard
        heard_after DOUBLE the same in the 12 hours after; null while it lasts
        unheard_chance DOUBLE chance that it would have stayed unheard so long although it transmitted as before
        silence_p DOUBLE probability that it had stopped transmitting
        silence_low DOUBLE the same if reception was worse than it seems
        silence_high DOUBLE the same if reception was better than it seems
        verdict VARCHAR what these come to: silent, cannot tell, not heard, or disturbed (by an outage or jamming)
        others_near BIGINT other ships heard within about 20 km of its straight way in those very hours
        others_heard DOUBLE share of the tenth minutes in which ships known near its way were heard; null where none was
        feed_alive DOUBLE share of the silent hours in which anybody at all was heard
        no_data_h DOUBLE clock hours of it in which nobody at all was heard, as far as they are searched: nobody's silence
        disturbance VARCHAR the outage or jamming that explains it; null for none
        shore_km FLOAT to the shore where it fell silent; below zero on land
        port VARCHAR nearest port where it fell silent
        port_km FLOAT to it
        end_port_km FLOAT to the nearest port where it came back
        dprk_port VARCHAR North Korean port nearest to where it fell silent
        dprk_port_km FLOAT to it, as the crow flies
        """,
    ),
    table(
        "visits",
        "One stay of a ship in one zone.",
        """
        event VARCHAR stable name
        ship BIGINT key
        zone INTEGER number of the zone
        zone_name VARCHAR name of the zone
        start_time TIMESTAMP when it went in, or was first heard in it
        end_time TIMESTAMP when it went out, or was last heard in it
        duration_h DOUBLE between them
        seen_enter BOOLEAN its going in was seen; else it was first heard, or came back from silence, inside
        seen_leave BOOLEAN its going out was seen; else it fell silent, or the data end, inside
        heard_h DOUBLE hours of it in which the ship was heard
        lat DOUBLE where it was first heard inside
        lon DOUBLE where it was first heard inside
        watch BOOLEAN the zone is watched
        """,
    ),
    table(
        "sightings",
        "One ship that a list names, heard in the data searched.",
        """
        event VARCHAR stable name
        ship BIGINT key
        start_time TIMESTAMP first heard
        end_time TIMESTAMP last heard
        duration_h DOUBLE between them
        lat DOUBLE where it was last heard
        lon DOUBLE where it was last heard
        tier VARCHAR best tier of its matches
        """,
    ),
    table(
        "identity_signs",
        "One sign that a ship is not what it says it is, or goes on as another.",
        """
        event VARCHAR stable name
        ship BIGINT key
        other_ship BIGINT key of the ship whose identity ends or doubles it; null where there is none
        sign VARCHAR which sign, as a reason of that name says it (vesseltrack reasons): imo_dropped, handover and so on
        start_time TIMESTAMP when it began
        end_time TIMESTAMP the same
        duration_h DOUBLE 0
        before VARCHAR what it said before, or what it should be
        after VARCHAR what it says now
        evidence VARCHAR of a number near a listed one: what else agrees, and what does not; else null
        lat DOUBLE where it was then, or was last heard
        lon DOUBLE where it was then, or was last heard
        port VARCHAR nearest port
        port_km FLOAT to it
        home_port_km FLOAT to the nearest port or learnt harbour outside North Korea
        dprk_port VARCHAR nearest North Korean port
        dprk_port_km FLOAT to it
        """,
    ),
    table(
        "calls",
        "One port or area that a silent ship could have called at meanwhile. Not that it did.",
        """
        event VARCHAR the dark period
        target VARCHAR North Korean port, or watched area
        kind VARCHAR port or area
        there_km DOUBLE from its last fix
        back_km DOUBLE to its next fix; null while it lasts
        knots DOUBLE speed it is thought to have sailed at: what it was seen to make
        spare_h DOUBLE hours left to spend there; while it lasts, so far
        over_water BOOLEAN the distances are over water; else as the crow flies
        says VARCHAR all this in words
        """,
    ),
    table(
        "companions",
        "One ship that a silent ship could have met in the dark, or that kept it company before or after.",
        """
        event VARCHAR the dark period
        ship BIGINT key of the ship that was silent
        other_ship BIGINT key of the other
        how VARCHAR slow (the other lay or drifted within reach), dark (it was silent as well), escort before, escort after
        start_time TIMESTAMP from when they could have been together, or were
        end_time TIMESTAMP until when
        room_h DOUBLE hours between these
        lat DOUBLE where
        lon DOUBLE where
        there_km DOUBLE from the last fix of the silent ship, over water
        back_km DOUBLE to its next fix, over water
        knots DOUBLE speed it is thought to have sailed at
        by_chance DOUBLE such ships the same silence finds on other days, on average; null where no other day is covered
        says VARCHAR all this in words
        """,
    ),
    table(
        "ship_days",
        "How one ship spent one UTC day, in numbers the forest compares.",
        """
        ship BIGINT key
        day DATE UTC day
        trade VARCHAR its trade: its peers
        heard_h DOUBLE hours in which it was heard
        moved_km DOUBLE distance covered
        slow_h DOUBLE hours below 2 kn away from port
        silent_h DOUBLE longest silence that began that day, hours
        turning DOUBLE distance covered for each kilometre made good
        far_km DOUBLE farthest from shore
        spread_km DOUBLE size of the area it moved in
        meetings BIGINT encounters that began that day
        met_h DOUBLE hours of the longest of them, 24 at most
        watch_h DOUBLE hours in the watched zone it stayed in longest, of visits begun that day, 24 at most
        night_slow_h DOUBLE hours below 2 kn away from port between 18 and 06 local solar time
        """,
    ),
    table(
        "oddness",
        "What the isolation forest says of one ship-day or event, and why.",
        """
        kind VARCHAR ship_days, gaps, encounters or loitering
        subject VARCHAR ship and day, or the event's name
        ship BIGINT key
        event VARCHAR null for a ship-day
        percentile DOUBLE how many of its kind are less odd, 0-100
        score DOUBLE the forest's own: higher is odder
        because VARCHAR[] what sets it apart from its peers, in words, most telling first
        """,
    ),
    table(
        "reasons",
        "One reason for or against one event.",
        """
        event VARCHAR the event
        lane VARCHAR listed or behaviour
        reason VARCHAR name of the reason
        weight DOUBLE what it adds in its lane; below zero speaks for innocence
        says VARCHAR its sentence
        """,
    ),
    table(
        "scored",
        "One event worth an alert: a list has a part in it, or its behaviour weighs enough.",
        """
        event VARCHAR stable name
        kind VARCHAR gap, encounter, loitering, visit, sighting or identity
        ship BIGINT key of the ship
        other_ship BIGINT key of the ship met
        start_time TIMESTAMP start
        end_time TIMESTAMP end; null while it lasts
        duration_h DOUBLE hours
        lat DOUBLE where it began or lay
        lon DOUBLE where it began or lay
        end_lat DOUBLE where it ended, where that differs
        end_lon DOUBLE where it ended, where that differs
        place VARCHAR where, in words
        deed VARCHAR what happened, in words
        lane VARCHAR listed (a list names one of the ships) or behaviour
        score DOUBLE sum of the weights of its lane's reasons
        behaviour_score DOUBLE sum of the behaviour reasons, in either lane
        reasons VARCHAR[] why it is here, strongest first, each with its weight
        innocent VARCHAR[] what speaks for innocence, each with its weight
        """,
    ),
    table(
        "alerts",
        "One line of the morning's list: what one ship did, told as one story. Two lanes, ranked apart, never one sum.",
        """
        alert VARCHAR name, after the earliest event of the story; names it had on earlier nights are in alert_states.was
        event VARCHAR its strongest event, which heads it
        lane VARCHAR listed (a list names one of the ships) or behaviour
        rank BIGINT in its lane, 1 first
        score DOUBLE sum of the weights of its lane's reasons
        behaviour_score DOUBLE sum of the behaviour reasons, in either lane
        kind VARCHAR of the strongest event: gap, encounter, loitering, visit, sighting or identity
        ship BIGINT key of the ship
        ship_name VARCHAR name, or number where it sent none
        mmsi INTEGER null for an enciphered id
        imo INTEGER null where none was sent
        flag VARCHAR of the MMSI, ISO 3166 alpha-3
        trade VARCHAR of the ship
        other_ship BIGINT key of the ship met
        other_name VARCHAR name of the ship met
        other_mmsi INTEGER of the ship met
        other_imo INTEGER of the ship met
        other_flag VARCHAR of the ship met
        other_trade VARCHAR of the ship met
        since TIMESTAMP when the story began
        until TIMESTAMP when it ended; null while any of it lasts
        start_time TIMESTAMP start of the strongest event
        end_time TIMESTAMP end; null while it lasts
        duration_h DOUBLE hours
        lat DOUBLE where it began or lay
        lon DOUBLE where it began or lay
        end_lat DOUBLE where it ended, where that differs
        end_lon DOUBLE where it ended, where that differs
        place VARCHAR where, in words
        repeats BIGINT other events of the story
        last_start TIMESTAMP when the latest of them began
        events VARCHAR[] all of them, in order of time
        timeline VARCHAR[] the same in words
        summary VARCHAR what happened, in one sentence
        reasons VARCHAR[] why it is here, strongest first, each with its weight
        innocent VARCHAR[] what speaks for innocence, each with its weight
        listed_as VARCHAR[] list entries that name the ships, with what ties them
        odd_because VARCHAR[] what the forest finds odd about it
        """,
    ),
)
