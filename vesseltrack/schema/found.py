"""Tables of what is found, weighed and reported."""

from vesseltrack.schema.alongside import MEETINGS
from vesseltrack.schema.table import table

_EVENT = """
        event VARCHAR stable name
        event_type VARCHAR gap, encounter, loitering and so on: see event_types
        vessel_id BIGINT key of the ship
        other_vessel_id BIGINT key of the other ship; null where there is none
        start_time TIMESTAMP start
        end_time TIMESTAMP end; null while it lasts
        duration_h DOUBLE hours
        lat DOUBLE where it began or lay
        lon DOUBLE where it began or lay
        end_lat DOUBLE where it ended, where that differs
        end_lon DOUBLE where it ended, where that differs
        where_text VARCHAR where, in words
        activity VARCHAR what happened, in words: it follows the ship's name in a sentence"""
"""The shape all events share."""

FOUND = (
    table(
        "possible_port_calls",
        "One port or area that a silent ship could have called at meanwhile. Not that it did.",
        """
        event VARCHAR the dark period
        target VARCHAR North Korean port, or watched area
        target_type VARCHAR port or area
        there_km DOUBLE from its last fix
        back_km DOUBLE to its next fix; null while it lasts
        knots DOUBLE speed it is thought to have sailed at: what it was seen to make
        spare_h DOUBLE hours left to spend there; while it lasts, so far
        over_water BOOLEAN the distances are over water; else as the crow flies
        text VARCHAR all this in words
        """,
    ),
    table(
        "reachable_gaps",
        "One dark period in which a ship had time to meet another, and how fast it may have sailed.",
        """
        event VARCHAR the dark period
        vessel_id BIGINT key of the ship
        start_time TIMESTAMP start
        until_time TIMESTAMP end; while it lasts, that of the data
        lasts BOOLEAN it is not heard again
        start_lat DOUBLE of its last fix
        start_lon DOUBLE of its last fix
        end_lat DOUBLE of its next fix; null while it lasts
        end_lon DOUBLE of its next fix; null while it lasts
        duration_h DOUBLE hours
        km_h DOUBLE speed it is thought to have sailed at: what it was seen to make, within bounds
        """,
    ),
    table(
        "waiting_neighbours",
        "One ship that waited off the same port as a silent ship, which lay there before and after its gap.",
        """
        event VARCHAR the dark period
        other_vessel_id BIGINT key of the other
        apart_km DOUBLE between the two when the gap began, or when the other came
        """,
    ),
    table(
        "rendezvous_candidates",
        "One ship that a silent ship could have met in the dark, as the crow flies.",
        """
        event VARCHAR the dark period
        vessel_id BIGINT key of the ship that was silent
        other_vessel_id BIGINT key of the other
        how VARCHAR slow (the other lay within reach), waits (off the same port) or dark (silent as well)
        meet_time TIMESTAMP from when they could have been together
        part_time TIMESTAMP until when
        room_h DOUBLE hours between these
        longest_h DOUBLE hours at most: two silent ships wherever they may have met, others if it sailed at 15 kn and that is more
        lat DOUBLE where
        lon DOUBLE where
        there_km DOUBLE from the last fix of the silent ship
        back_km DOUBLE to its next fix
        km_h DOUBLE speed it is thought to have sailed at
        by_chance DOUBLE such ships the same silence finds on other days, on average; null where no other day is covered
        """,
    ),
    table(
        "escorts",
        "One ship that sailed with another just before that fell silent, or just after it came back.",
        """
        event VARCHAR the dark period
        vessel_id BIGINT key of the ship that was silent
        other_vessel_id BIGINT key of the escort
        before_gap BOOLEAN before it fell silent; else after it came back
        first_slot BIGINT first tenth minute since 1970 at which they sailed together
        last_slot BIGINT last of them
        lat DOUBLE where, on average
        lon DOUBLE where, on average
        """,
    ),
    table(
        "possible_rendezvous",
        "One ship that a silent ship could have met in the dark, or that kept it company before or after.",
        """
        event VARCHAR the dark period
        vessel_id BIGINT key of the ship that was silent
        other_vessel_id BIGINT key of the other
        how VARCHAR slow (the other lay within reach), waits (off the same port), dark (silent too), escort before, escort after
        start_time TIMESTAMP from when they could have been together, or were
        end_time TIMESTAMP until when
        room_h DOUBLE hours between these
        longest_h DOUBLE hours at most (two silent: wherever they may have met; others: at 15 kn, if more); null for escorts
        lat DOUBLE where
        lon DOUBLE where
        there_km DOUBLE from the last fix of the silent ship, over water
        back_km DOUBLE to its next fix, over water
        knots DOUBLE speed it is thought to have sailed at
        by_chance DOUBLE such ships the same silence finds on other days, on average; null where no other day is covered
        in_reach BIGINT ships that it could have met so in this very silence, this one among them; null for escorts
        text VARCHAR all this in words
        """,
    ),
    table(
        "possible_routes",
        "Where a silent ship of an alert could have been: a route over water, the sea within its reach. Not that it was there.",
        """
        event VARCHAR the dark period
        knots DOUBLE speed it is thought to have sailed at
        route_found BOOLEAN a route over water was found between its two fixes, or it is still silent
        route_lat DOUBLE[] latitudes of that route, from its last fix to its next
        route_lon DOUBLE[] longitudes of the same; past 180 they go on
        cell_lat DOUBLE[] latitudes of the middles of cells of sea it could have reached
        cell_lon DOUBLE[] longitudes of the same; past 180 they go on
        from_h DOUBLE[] hours from its last fix to each cell, at that speed over water
        to_h DOUBLE[] hours from each cell on to its next fix; 0 while it is silent
        cell_high DOUBLE degrees of latitude that a cell spans
        cell_wide DOUBLE degrees of longitude that a cell spans
        """,
    ),
    table(
        "ship_days",
        "How one ship spent one UTC day, in numbers the forest compares.",
        """
        vessel_id BIGINT key
        day DATE UTC day
        vessel_type VARCHAR cargo, tanker and so on: ships of its type are its peers
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
        "anomaly_scores",
        "What the isolation forest says of one ship-day or event, and why.",
        """
        scored_table VARCHAR ship_days, gaps, encounters or loitering
        subject VARCHAR ship and day, or the event's name
        vessel_id BIGINT key
        event VARCHAR null for a ship-day
        percentile DOUBLE how many of its kind are less odd, 0-100
        score DOUBLE the forest's own: higher is odder
        explanation VARCHAR[] what sets it apart from its peers, in words, most telling first
        """,
    ),
    table(
        "event_indicators",
        "One reason for or against one event: an indicator that holds of it.",
        """
        event VARCHAR the event
        queue VARCHAR listed or behaviour
        name VARCHAR its name: the end of the id
        indicator VARCHAR id of the indicator, by which settings address it
        weight DOUBLE what it adds in its queue; below zero speaks for innocence
        text VARCHAR its sentence
        known_from TIMESTAMP from when what it rests on beside the event could be known; null where it rests on the event alone
        speaks_of STRUCT(event VARCHAR, begin_time TIMESTAMP)[] whose beginning else it says; event: null for a change of number
        short_text VARCHAR the same sentence as a mail says it; null where the whole is short
        names_ship BOOLEAN its sentence begins with the ship of which it speaks; else it speaks of the ships of its event
        """,
    ),
    table(
        "event_types",
        "What is looked for: one kind of event, as its detector declares it.",
        """
        event_type VARCHAR what one of its events is called
        detector VARCHAR the table its events stand in
        legend VARCHAR what maps call it
        colour VARCHAR of its mark on maps, #rrggbb
        marker VARCHAR of its mark on maps, by matplotlib's letters
        other VARCHAR what the other ship is: partner (both did it), mentioned (it is only spoken of), or empty
        part_of VARCHAR the kind of event that tells these as its own where they overlap; empty for none
        silence BOOLEAN its events are times without messages: one in between disproves them
        timeless BOOLEAN the same words make it the same event on another night, whenever it was dated then
        compared BOOLEAN an isolation forest compares its events
        """,
    ),
    table(
        "events",
        "One event found, of whatever kind and weight, in the shape all kinds share: who, when, where, and what it did.",
        f"""{_EVENT}
        detail VARCHAR what else must be the same for it to be the same event on another night: the zone of a visit; mostly empty
        """,
    ),
    table(
        "scored",
        "One event worth an alert: a list has a part in it, or its behaviour weighs enough.",
        f"""{_EVENT}
        queue VARCHAR listed (a list names one of the ships) or behaviour
        score DOUBLE sum of the weights of its queue's reasons
        behaviour_score DOUBLE sum of the behaviour reasons, in either queue
        indicators VARCHAR[] why it is here, strongest first, each with its weight
        mitigating VARCHAR[] what speaks for innocence, each with its weight
        """,
    ),
    table(
        "story_events",
        "One event worth an alert, as a part of the story of one ship.",
        """
        event VARCHAR the event
        queue VARCHAR listed or behaviour
        vessel_id BIGINT key of the ship whose story it is
        other_vessel_id BIGINT key of the other ship of the event; null where there is none
        guest BOOLEAN whether it is what a ship did that this one met
        story VARCHAR the earliest event of the story
        """,
    ),
    table(
        "stories",
        "What one ship did, of events not far apart in time: one alert.",
        """
        queue VARCHAR listed or behaviour
        vessel_id BIGINT key of the ship
        alert VARCHAR name of the alert
        event VARCHAR the event that heads it, its strongest
        first_time TIMESTAMP when the story began
        last_time TIMESTAMP when it ended; null while any of it lasts
        repeats BIGINT other events of the story
        last_start TIMESTAMP when the latest of them began
        events VARCHAR[] all of them, in order of time
        timeline VARCHAR[] the same in words, and the spells adrift around a silence that are no events of it
        partners VARCHAR[] names of the ships it met
        besides VARCHAR what the heading adds to its strongest event: a number changed in a meeting, the ships met
        """,
    ),
    table(
        "alerts",
        "One line of the morning's list: what one ship did, as one story. Two queues, ranked apart, never one sum.",
        f"""
        alert VARCHAR name, after its earliest event, a meeting before what lies around it; kept once a verdict is given
        event VARCHAR its strongest event, which heads it
        queue VARCHAR listed (a list names one of the ships) or behaviour
        rank BIGINT in its queue, 1 first
        score DOUBLE sum of the weights of its queue's reasons
        behaviour_score DOUBLE sum of the behaviour reasons, in either queue
        event_type VARCHAR of the strongest event: gap, encounter, loitering and so on (event_types)
        vessel_id BIGINT key of the ship
        ship_name VARCHAR name, or number where it sent none
        mmsi INTEGER null for an enciphered id
        imo INTEGER null where none was sent
        flag VARCHAR of the MMSI, ISO 3166 alpha-3
        vessel_type VARCHAR of the ship
        other_vessel_id BIGINT key of the ship met
        other_name VARCHAR name of the ship met
        other_mmsi INTEGER of the ship met
        other_imo INTEGER of the ship met
        other_flag VARCHAR of the ship met
        other_vessel_type VARCHAR of the ship met
        first_time TIMESTAMP when the story began
        last_time TIMESTAMP when it ended; null while any of it lasts
        start_time TIMESTAMP start of the strongest event
        end_time TIMESTAMP end; null while it lasts
        duration_h DOUBLE hours, of a spell of loitering or a meeting at least
        longest_h DOUBLE and at most, of these (the columns of the same name in their tables); null where that is not known
        start_after TIMESTAMP it began after the last message elsewhere, or the soonest that silent ships can come; else null
        end_before TIMESTAMP it ended before this message; null likewise, and while it lasts
        lat DOUBLE where it began or lay
        lon DOUBLE where it began or lay
        end_lat DOUBLE where it ended, where that differs
        end_lon DOUBLE where it ended, where that differs
        where_text VARCHAR where, in words
        repeats BIGINT other events of the story
        last_start TIMESTAMP when the latest of them began
        events VARCHAR[] all of them, in order of time
        timeline VARCHAR[] the same in words, and the spells adrift around a silence that are no events of it
        summary VARCHAR what happened, in one sentence
        indicators VARCHAR[] why it is here, strongest first, each with its weight
        mitigating VARCHAR[] what speaks for innocence, each with its weight
        causes STRUCT(event VARCHAR, cause VARCHAR, holds BOOLEAN, says VARCHAR)[] causes tested of all its events
        meetings {MEETINGS} each ship of each meeting of its events; whether the end was seen, or lies later, says end_seen
        listed_as VARCHAR[] list entries that name the ships, with what ties them
        anomaly_reasons VARCHAR[] what the forest finds odd about it
        see_also VARCHAR[] whom its ships met, or one that was silent could have met, in which other alerts; and who tells of them
        """,
    ),
)
