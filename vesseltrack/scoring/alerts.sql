-- Finds:  the morning's list: one alert for each story of a ship; listed ships in one queue, behaviour in the other
-- Writes: alerts
-- The place, indicators and score of an alert are those of its strongest event.
-- Let: each_named = 3: of more ships than this that a silent one could have met, one line tells ...
-- Let: most_named = 6: ... so many of them, the likeliest first, and as many of those with an alert of their own, which stand before them; those made fast or at anchor come last
-- Let: most_lines = 12: of what the ships of an alert did in other alerts so many lines are told, those in different alerts first
WITH entries AS (
    SELECT vessel_id, list(
        authority || ': ' || listed_name || coalesce(' since ' || listed_from, '') || coalesce(' until ' || listed_to, '') || ' (' || tier || ': ' || evidence || ')'
        ORDER BY tier DESC, authority, listed_name, entry) AS listed_as
    FROM matches GROUP BY vessel_id
), ranges AS (
    SELECT event, longest_h, start_after, end_before FROM loitering UNION ALL SELECT event, longest_h, start_after, end_before FROM encounters
), tested AS (
    SELECT event, start_time, causes FROM encounters UNION ALL SELECT event, start_time, causes FROM loitering
    UNION ALL SELECT event, start_time, causes FROM gaps WHERE causes IS NOT NULL
), events_of AS (
    SELECT queue, alert, unnest(events) AS event FROM stories
), causes_of AS (
    -- of every silence, meeting and spell of a story: those that hold, those that do not, and those that are not known
    SELECT queue, alert, flatten(list(list_transform(causes, lambda t: {'event': tested.event, 'cause': t.cause, 'holds': t.holds, 'says': t.says})
        ORDER BY start_time, tested.event)) AS causes
    FROM events_of JOIN tested USING (event) GROUP BY queue, alert
), sides AS (
    -- both ships of every meeting, alike; one went that left in the hour and a half after it, or is known to have left in the twelve hours after; null while it may go on
    SELECT event, start_time, part_start_time, end_time, end_seen, 1 AS side, vessel_id, came IN ('ship', 'both') AS came, went_by IS NOT NULL OR went IN ('ship', 'both') AS went, went_by, draught_before_m, draught_before_keyed_time, draught_after_m, draught_keyed_time,
        destination_before, destination_after, nav_status_before, nav_status, nav_status_after, fixes AS messages, median_apart_m, duration_h, drawn_h, as_one
    FROM encounters
    UNION ALL
    SELECT event, start_time, part_start_time, end_time, end_seen, 2, other_vessel_id, came IN ('other_ship', 'both'), other_went_by IS NOT NULL OR went IN ('other_ship', 'both'), other_went_by, other_draught_before_m, other_draught_before_keyed_time, other_draught_after_m, other_draught_keyed_time,
        other_destination_before, other_destination_after, other_nav_status_before, other_nav_status, other_nav_status_after, other_fixes, median_apart_m, duration_h, drawn_h, as_one
    FROM encounters
), meetings_of AS (
    SELECT queue, alert, list({'event': sides.event, 'start_time': strftime(start_time, '%Y-%m-%dT%H:%M:%SZ'), 'end_time': strftime(end_time, '%Y-%m-%dT%H:%M:%SZ'), 'end_seen': end_seen, 'vessel_id': vessel_id, 'name': name, 'mmsi': mmsi, 'imo': imo, 'call_sign': call_sign, 'flag': flag,
        'vessel_type': vessel_type, 'length_m': ships.length_m, 'width_m': width_m, 'came': came, 'went': went, 'went_by': strftime(went_by, '%Y-%m-%dT%H:%M:%SZ'), 'draught_before_m': draught_before_m, 'draught_before_keyed_time': strftime(draught_before_keyed_time, '%Y-%m-%dT%H:%M:%SZ'),
        'draught_after_m': draught_after_m, 'draught_keyed_time': strftime(draught_keyed_time, '%Y-%m-%dT%H:%M:%SZ'), 'destination_before': destination_before, 'destination_after': destination_after,
        'nav_status_before': status_word(nav_status_before), 'nav_status': status_word(nav_status), 'nav_status_after': status_word(nav_status_after),
        'messages': messages, 'median_apart_m': median_apart_m, 'duration_h': duration_h, 'drawn_h': drawn_h, 'as_one': as_one}
        ORDER BY start_time, part_start_time, sides.event, side) AS meetings
    FROM events_of JOIN sides USING (event) JOIN ships USING (vessel_id) LEFT JOIN hull_sizes USING (vessel_id) GROUP BY queue, alert
), named_hulls AS (
    SELECT vessel_id, hull, a_name(name, mmsi, vessel_id) AS name FROM ships JOIN hulls() USING (vessel_id)
), met AS (
    SELECT queue, alert, event, e.start_time, us.hull, us.name, them.name AS partner
    FROM (SELECT queue, alert, event, start_time, unnest([vessel_id, other_vessel_id]) AS ship, unnest([other_vessel_id, vessel_id]) AS partner_id
        FROM events_of JOIN encounters USING (event) WHERE third_vessel_id IS NULL) AS e
    JOIN named_hulls AS us ON us.vessel_id = ship JOIN named_hulls AS them ON them.vessel_id = partner_id
), ship_events AS (
    -- what every ship of an alert did in it
    SELECT queue, alert, hull, name, start_time, activity, by_itself, named_hulls.vessel_id IN (head.vessel_id, head.other_vessel_id) AS is_head, first_time,
        -- a silence that goes on holds no other meeting: what was met after all else is met later
        least(last_time, max(until_time) OVER (PARTITION BY queue, alert)) AS last_time
    FROM events_of JOIN (SELECT event, start_time, activity, unnest([vessel_id, other_vessel_id]) AS ship, other <> 'partner' AND ship = vessel_id AS by_itself,
        CASE WHEN silence THEN end_time ELSE coalesce(end_time, TIMESTAMP 'infinity') END AS until_time FROM scored JOIN event_types USING (event_type)) AS e USING (event)
    JOIN named_hulls ON named_hulls.vessel_id = ship
    JOIN (SELECT stories.* EXCLUDE (vessel_id), s.vessel_id, other_vessel_id FROM stories JOIN story_events AS s USING (queue, vessel_id, event)) AS head USING (queue, alert)
), ships_of AS (
    -- a ship that changed its number bears the name under which it did by itself what is said of it
    SELECT queue, alert, hull, coalesce(arg_min(name, (start_time, activity, name)) FILTER (by_itself), min(name)) AS name, bool_or(is_head) AS is_head, any_value(first_time) AS first_time, any_value(last_time) AS last_time,
        min((start_time, activity)) FILTER (by_itself) AS first_by_itself
    FROM ship_events GROUP BY ALL
), elsewhere AS (
    -- whom any ship of an alert met in other alerts: a meeting of two of its ships once
    SELECT us.queue, us.alert, us.hull, is_head, first_time, last_time, met.start_time, met.queue AS their_queue, met.alert AS their_alert, met.name || ' met ' || partner AS said
    FROM ships_of AS us JOIN met USING (hull) WHERE (met.queue, met.alert) <> (us.queue, us.alert)
    QUALIFY row_number() OVER (PARTITION BY us.queue, us.alert, event ORDER BY is_head DESC, hull) = 1
), led AS (
    FROM elsewhere
    UNION ALL
    -- and back to an alert in which such a ship met nobody
    SELECT DISTINCT us.queue, us.alert, us.hull, us.is_head, us.first_time, us.last_time, coalesce(them.first_by_itself[1], them.first_time), e.queue, e.alert, them.name || ' ' || coalesce(them.first_by_itself[2], 'is told of') || ','
    FROM elsewhere AS e JOIN ships_of AS us ON (us.queue, us.alert, us.hull) = (their_queue, their_alert, e.hull) JOIN ships_of AS them ON (them.queue, them.alert, them.hull) = (e.queue, e.alert, e.hull)
    WHERE NOT EXISTS (FROM elsewhere AS back WHERE (back.queue, back.alert, back.their_queue, back.their_alert) = (us.queue, us.alert, e.queue, e.alert))
), ordered AS (
    -- a line for each other alert before a second one for any; those of its two ships before those of the others
    SELECT *, row_number() OVER (PARTITION BY queue, alert ORDER BY nth_there, is_head DESC, start_time, said, their_alert) AS nth
    FROM (SELECT *, row_number() OVER (PARTITION BY queue, alert, their_queue, their_alert ORDER BY is_head DESC, start_time, said) AS nth_there FROM led)
), alone AS (
    SELECT queue, alert, event, vessel_id, start_time, coalesce(end_time, TIMESTAMP 'infinity') AS until_time FROM events_of JOIN loitering USING (event)
    UNION ALL
    SELECT queue, alert, event, vessel_id, start_time, coalesce(end_time, TIMESTAMP 'infinity') FROM events_of JOIN gaps USING (event)
), dark_pairs AS (
    -- by ship, with the other alerts in which the other is told of at that time, if any
    SELECT us.queue, us.alert, ours.hull, ours.name, theirs.hull AS other_hull, arg_max(theirs.name, (longest_h, theirs.name)) AS other_name, min(c.start_time) AS start_time,
        bool_and(other_is_fast) AS other_is_fast, bool_or(other_trades) AS other_trades, bool_or(other_fits) AS other_fits, max(longest_h) AS longest_h, max(CASE WHEN other_is_fast THEN 0 ELSE other_fitting_h END) AS fitting_h,
        coalesce(list(DISTINCT {'queue': them.queue, 'alert': them.alert}) FILTER (them.alert IS NOT NULL AND (them.queue, them.alert) <> (us.queue, us.alert)), []) AS their_alerts
    FROM alone AS us JOIN dark_meetings AS c USING (event) LEFT JOIN alone AS them ON them.vessel_id = c.other_vessel_id
        AND them.start_time < c.end_time AND them.until_time > c.start_time
    JOIN named_hulls AS ours ON ours.vessel_id = c.vessel_id JOIN named_hulls AS theirs ON theirs.vessel_id = c.other_vessel_id
    WHERE theirs.hull <> ours.hull AND c.is_likely
    GROUP BY us.queue, us.alert, ours.hull, ours.name, theirs.hull
), dark_sides AS (
    SELECT *, count(*) OVER (PARTITION BY queue, alert, hull) AS many, coalesce(array_to_string(list_sort([a.alert FOR a IN their_alerts]), ', '), '') AS their_text,
        row_number() OVER (PARTITION BY queue, alert, hull ORDER BY NOT other_trades, other_is_fast, NOT other_fits, their_text = '', fitting_h DESC, longest_h DESC, other_hull) AS nth,
        row_number() OVER (PARTITION BY queue, alert, hull ORDER BY NOT other_trades, other_is_fast, NOT other_fits, fitting_h DESC, longest_h DESC, other_hull) AS nth_of_all,
        row_number() OVER (PARTITION BY queue, alert, hull, their_text <> '' ORDER BY NOT other_trades, other_is_fast, NOT other_fits, fitting_h DESC, longest_h DESC, other_hull) AS nth_alike,
        nth_of_all <= $most_named OR their_text <> '' AND nth_alike <= $most_named AS is_named,
        format('{}, silent then, could have met {}, for up to {:.0f} hours', name, other_name, longest_h)
            || or_others(many, 'lying, adrift or silent within its reach') || '; nobody heard whether it did' AS text
    FROM dark_pairs
), linked AS (
    SELECT queue, alert, start_time, format('{} {}, {}: see {}', said, CASE WHEN start_time < first_time THEN 'before' WHEN start_time > last_time THEN 'later' ELSE 'meanwhile' END,
        strftime(start_time, '%Y-%m-%d %H:%M'), their_alert) AS text
    FROM ordered WHERE nth <= $most_lines
    UNION SELECT queue, alert, TIMESTAMP 'infinity', format('and {} more meetings of its ships, told in other alerts', count(*)) FROM ordered WHERE nth > $most_lines GROUP BY queue, alert
    UNION SELECT queue, alert, start_time, text || coalesce(': see ' || nullif(their_text, ''), '') FROM dark_sides WHERE many <= $each_named
    UNION SELECT queue, alert, min(start_time), format('{}, silent then, could have met one of {} ships that lay, drifted or were silent within its reach, for up to so long: ', min(name), max(many))
        || string_agg(format('{} for {:.0f} h', other_name, longest_h) || CASE WHEN their_text = '' THEN '' ELSE format(' (see {})', their_text) END, ', ' ORDER BY nth) FILTER (is_named)
        || CASE WHEN bool_and(is_named) THEN '' ELSE format(' and {} more', count(*) FILTER (NOT is_named)) END
    FROM dark_sides WHERE many > $each_named GROUP BY queue, alert, hull
    -- of two that were silent each alert has said so already
    UNION SELECT a.queue, a.alert, start_time, text || ': see ' || d.alert FROM dark_sides AS d, unnest(their_alerts) AS t(a)
    WHERE NOT EXISTS (FROM dark_pairs AS p WHERE (p.queue, p.alert, p.hull, p.other_hull) = (a.queue, a.alert, d.other_hull, d.hull))
), see_also_of AS (
    SELECT queue, alert, list(text ORDER BY start_time, text) AS see_also FROM linked GROUP BY queue, alert
)
SELECT
    stories.alert, event, stories.queue,
    row_number() OVER (PARTITION BY stories.queue ORDER BY strongest.score DESC, behaviour_score DESC, duration_h DESC, event) AS rank,
    strongest.score, behaviour_score, event_type,
    stories.vessel_id,
    coalesce(s.name, s.mmsi::VARCHAR, s.id, stories.vessel_id::VARCHAR) AS ship_name,
    s.mmsi, s.imo, s.flag, s.vessel_type,
    other_vessel_id,
    CASE WHEN other_vessel_id IS NOT NULL THEN coalesce(o.name, o.mmsi::VARCHAR, o.id, other_vessel_id::VARCHAR) END AS other_name,
    o.mmsi AS other_mmsi, o.imo AS other_imo, o.flag AS other_flag, o.vessel_type AS other_vessel_type,
    stories.first_time, stories.last_time,
    start_time, end_time, round(duration_h, 2) AS duration_h, round(longest_h::DECIMAL(18, 3), 2)::DOUBLE AS longest_h, start_after, end_before,
    round(lat, 5) AS lat, round(lon, 5) AS lon, round(end_lat, 5) AS end_lat, round(end_lon, 5) AS end_lon,
    where_text, repeats, last_start, events, timeline,
    ship_name || CASE WHEN other = 'mentioned' THEN '' ELSE coalesce(' and ' || other_name, '') END || ' ' || activity || ', ' || where_text || besides AS summary,
    indicators, mitigating, coalesce(causes_of.causes, []) AS causes, coalesce(meetings_of.meetings, []) AS meetings,
    list_concat(coalesce(n.listed_as, []), coalesce(m.listed_as, [])) AS listed_as,
    coalesce(x.explanation, []) AS anomaly_reasons, coalesce(see_also_of.see_also, []) AS see_also
FROM stories
JOIN story_events AS owner USING (queue, vessel_id, event)
JOIN (SELECT * EXCLUDE (vessel_id, other_vessel_id) FROM scored) AS strongest USING (queue, event)
JOIN event_types USING (event_type)
JOIN ships AS s ON s.vessel_id = stories.vessel_id
LEFT JOIN ships AS o ON o.vessel_id = other_vessel_id
LEFT JOIN entries AS n ON n.vessel_id = stories.vessel_id
LEFT JOIN entries AS m ON m.vessel_id = other_vessel_id
LEFT JOIN ranges USING (event)
LEFT JOIN anomaly_scores AS x USING (event)
LEFT JOIN causes_of ON causes_of.queue = stories.queue AND causes_of.alert = stories.alert
LEFT JOIN meetings_of ON meetings_of.queue = stories.queue AND meetings_of.alert = stories.alert
LEFT JOIN see_also_of ON see_also_of.queue = stories.queue AND see_also_of.alert = stories.alert
ORDER BY stories.queue DESC, rank
