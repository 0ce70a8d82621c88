-- Finds:  the stories of the morning's list: the events of one ship that belong together, under a name that lasts
-- Writes: stories
-- A story is headed by its strongest event and named after its earliest, but after a meeting rather than after a spell or silence around
-- it, which may weigh enough only when the meeting is over. The name stays when events are added or end, and when the positions of the
-- earliest were pruned. What a ship did alone does not head a story if a meeting of the same story explains it.
-- A story with events on which a verdict was given keeps the name that they had then; one that an earlier night recorded while it went on,
-- keeps its name while the meeting, spell or silence that gave it is found.
-- Let: cargo_h = 4: two that move as one for so many hours have time to move a cargo: their meeting explains that one lay there for longer
-- Let: drift_h = 1: a spell adrift that ended, or began, within so many hours of a silence belongs to it, whatever the spell weighs
-- Let: rest_h = 6: so many hours before and after a silence it is looked at whether the ship lay or drifted, where that is no spell of its own ...
-- Let: least_rest_h = 0.5: ... which is told if it did for so long or longer
-- Let: halo_h = 6: a story that began less than so many hours after the beginning of the search may have begun before it
WITH numbered AS (
    SELECT first_event, first_vessel_id, n.vessel_id, min(part_start_time) AS start_time, max(part_until_time) AS until_time, bool_and(coalesce(w.handover_seen, true)) AS handover_seen, bool_and(coalesce(which_known, true)) AS which_known,
        bool_and(coalesce(w.handover_seen, true) OR coalesce(now.imo = former.imo, false)) AS is_alike
    FROM encounter_numbers AS n JOIN encounters USING (event) LEFT JOIN encounter_swaps AS w ON w.event = n.event
    LEFT JOIN ships AS now ON now.vessel_id = n.vessel_id LEFT JOIN ships AS former ON former.vessel_id = n.former_vessel_id GROUP BY ALL
), changed AS (
    -- a ship that changed its number in a meeting is one partner, by all its names in order of time
    SELECT first_event, first_vessel_id,
        max((until_time, vessel_id))[2] = min((start_time, vessel_id))[2] AS came_back,
        string_agg(a_name(name, mmsi, vessel_id), ', later ' ORDER BY start_time, vessel_id) || CASE WHEN came_back THEN ' for a while' ELSE '' END AS names,
        CASE WHEN NOT bool_and(which_known) THEN '(which of the two went on as which is not known) from ' WHEN bool_and(handover_seen) THEN 'from '
            WHEN bool_and(is_alike) THEN '(nobody heard it change, but ' || same_imo() || ') from ' ELSE '(or another ship came unheard) from ' END || string_agg(name_and_number(name, mmsi, vessel_id), ' to ' ORDER BY start_time, vessel_id) || CASE WHEN came_back THEN ' and back' ELSE '' END AS change
    FROM numbered JOIN ships USING (vessel_id) GROUP BY ALL HAVING count(*) > 1
), swaps AS (
    SELECT event, vessel_id, names, change FROM encounter_numbers JOIN changed USING (first_event, first_vessel_id)
), changes AS (
    SELECT event, '; in the middle of it the number changed ' || string_agg(change, ' and ' ORDER BY change) AS change_text
    FROM swaps GROUP BY event
), bounds AS (
    -- what began or ended while the ship was not heard
    SELECT event, NOT begin_seen OR is_an_hour_off(start_after, start_time) AS may_begin_sooner, NOT coalesce(end_seen, false) OR is_an_hour_off(end_time, end_before) AS may_end_later FROM encounters
    UNION ALL
    SELECT event, NOT begin_seen OR is_an_hour_off(start_after, start_time), end_before IS NULL OR is_an_hour_off(end_time, end_before) FROM loitering
), parts AS (
    SELECT s.event, s.queue, s.vessel_id, s.other_vessel_id, s.story, guest, e.start_time, e.end_time, e.duration_h, e.start_time + to_seconds(e.duration_h * 3600) AS until_time,
        activity, m.part_start_time, coalesce(former.part_until_time > m.part_until_time, false) AS is_for_a_while, e.where_text, e.score, e.behaviour_score, part_of, event_types.other = 'partner' AS is_meeting, change_text,
        -- that a ship lay or drifted no longer than a meeting of the story lasted is said by the meeting
        guest AND coalesce(event_types.part_of, '') <> '' AND coalesce(e.duration_h <= max(e.duration_h) FILTER (is_meeting)
            OVER (PARTITION BY s.queue, s.vessel_id, s.story), false)
            -- each part of a meeting in which a number changed tells the whole: the first is enough
            OR is_meeting AND row_number() OVER (PARTITION BY s.queue, s.vessel_id, s.story, coalesce(first_event, s.event) ORDER BY m.part_start_time, s.event) > 1 AS is_in_meeting,
        CASE WHEN is_meeting THEN coalesce(swaps.names, them.name, them.mmsi::VARCHAR, them.id, s.other_vessel_id::VARCHAR) END AS partner,
        CASE WHEN is_meeting THEN coalesce(us.name, us.mmsi::VARCHAR, us.id, us.vessel_id::VARCHAR) || ' and '
            || coalesce(them.name, them.mmsi::VARCHAR, them.id, them.vessel_id::VARCHAR) || ' ' || activity
            -- where a story has several ships, each line names its own
            WHEN count_if(is_meeting OR guest) OVER (PARTITION BY s.queue, s.vessel_id, s.story) > 0
            THEN a_name(us.name, us.mmsi, us.vessel_id) || ' ' || activity ELSE activity END AS activity_text
    FROM story_events AS s JOIN scored AS e ON e.event = s.event JOIN event_types USING (event_type)
    JOIN ships AS us ON us.vessel_id = CASE WHEN guest THEN e.vessel_id ELSE s.vessel_id END
    LEFT JOIN ships AS them ON them.vessel_id = CASE WHEN guest THEN e.other_vessel_id ELSE s.other_vessel_id END
    LEFT JOIN swaps ON swaps.event = s.event AND swaps.vessel_id = them.vessel_id
    LEFT JOIN changes ON changes.event = s.event
    LEFT JOIN encounters AS m ON m.event = s.event
    LEFT JOIN encounters AS former ON former.event = m.former_event
    LEFT JOIN (SELECT DISTINCT event, first_event FROM encounter_numbers) AS whole ON whole.event = s.event
), sides AS (
    SELECT event, (e.vessel_id, partner_id) AS ships, e.start_time, e.start_time + to_seconds(e.duration_h * 3600) AS until_time, e.duration_h, median_apart_m, causes_hold, as_one
    FROM encounters AS m JOIN (SELECT event, vessel_id, partner_id, first_event, start_time, duration_h FROM encounter_wholes) AS e USING (event)
    -- of a meeting in which a number changed, the first row of either ship
    QUALIFY row_number() OVER (PARTITION BY e.vessel_id, first_event ORDER BY part_start_time, event) = 1
), beside AS (
    -- the ships beside which one lay or drifted, whatever those meetings score and whosever story they are
    SELECT p.event, ships[2] AS partner_id, a_name(any_value(s.name), any_value(s.mmsi), ships[2])
        || format(' ({}{})', concat_ws(', ', CASE WHEN any_value(s.name) IS NOT NULL THEN format('MMSI {}', any_value(s.mmsi)) END, a_ship(any_value(s.vessel_type))),
            coalesce('; innocent cause: ' || nullif(array_to_string(list_sort(list_distinct(flatten(list(m.causes_hold)))), ', '), ''), ''))
        || format(' for {:.1f} hours, {:.0f} m apart', max(m.duration_h), arg_max(m.median_apart_m, m.duration_h)) AS text
    FROM parts AS p JOIN sides AS m ON ships[1] = p.vessel_id AND m.start_time < p.until_time AND m.until_time > p.start_time
    JOIN ships AS s ON s.vessel_id = ships[2]
    WHERE NOT p.guest AND p.part_of <> '' GROUP BY p.event, ships[2]
), beside_of AS (
    SELECT event, list({'partner_id': partner_id, 'text': text} ORDER BY text) AS beside FROM beside GROUP BY event
), taken_up AS (
    -- what a ship did alone, most of which was a meeting of the same story, or in which it lay alongside another, as one with it, for as long as a cargo takes
    SELECT DISTINCT p.event, p.queue, true AS is_taken_up
    FROM parts AS p JOIN parts AS m ON m.queue = p.queue AND m.vessel_id = p.vessel_id AND m.story = p.story JOIN encounters AS e ON e.event = m.event
    WHERE NOT p.guest AND p.part_of <> '' AND m.is_meeting AND NOT m.guest
        AND (takes_up_most(m.start_time, m.until_time, p.start_time, p.until_time, p.duration_h)
            OR e.as_one AND m.duration_h >= $cargo_h AND m.behaviour_score >= $min_score
                AND takes_up_most(p.start_time, p.until_time, m.start_time, m.until_time, m.duration_h))
), around_meetings AS (
    SELECT DISTINCT p.event, p.queue, true AS is_around_meeting
    FROM parts AS p JOIN parts AS m ON m.queue = p.queue AND m.vessel_id = p.vessel_id AND m.story = p.story
    WHERE m.is_meeting AND NOT p.is_meeting AND p.start_time <= m.until_time AND p.until_time >= m.start_time
), wholes AS (
    -- stories that tell a meeting of their own ship from its first part: where the part in between heads no story
    SELECT DISTINCT queue, vessel_id, story, true AS has_whole FROM parts WHERE is_meeting AND NOT guest AND NOT is_for_a_while
), found AS (
    SELECT queue, vessel_id, story,
        -- of a meeting in which a number changed by its first part
        'alert-' || arg_min(event, (start_time, coalesce(part_start_time, start_time), event)) FILTER (is_around_meeting IS NULL) AS alert,
        max({'own': NOT guest, 'stands_alone': is_taken_up IS NULL AND NOT (is_for_a_while AND has_whole IS NOT NULL), 'score': score, 'behaviour_score': behaviour_score, 'is_meeting': is_meeting,
            'duration_h': duration_h, 'earlier': -epoch_us(part_start_time), 'event': event, 'change_text': change_text}) AS head,
        coalesce(list(other_vessel_id) FILTER (is_meeting AND NOT guest), []) AS met,
        head['event'] AS event,
        min(start_time) AS first_time,
        CASE WHEN count_if(end_time IS NULL) = 0 THEN max(end_time) END AS last_time,
        count(*) - 1 AS repeats,
        max(start_time) AS last_start,
        list(event ORDER BY start_time, coalesce(part_start_time, start_time), event) AS events,
        list(from_to(start_time, end_time, may_begin_sooner, may_end_later) || activity_text || coalesce(change_text, '') || ', ' || where_text
            ORDER BY start_time, event) FILTER (NOT is_in_meeting) AS timeline,
        list(DISTINCT partner ORDER BY partner) FILTER (NOT guest AND partner IS NOT NULL) AS partners,
        -- the heading names one partner if a meeting heads the story; then a number changed in it is said. Else the strongest meeting is added
        CASE WHEN head['is_meeting'] THEN coalesce(head['change_text'], '')
            ELSE coalesce('; ' || arg_max(activity_text || coalesce(change_text, ''), (score, duration_h, event)) FILTER (is_meeting AND NOT guest), '') END
            || CASE WHEN len(partners) > 1 THEN format('; met {} ships: ', len(partners)) || array_to_string(partners, ', ') ELSE '' END AS besides
    FROM parts LEFT JOIN bounds USING (event) LEFT JOIN taken_up USING (event, queue) LEFT JOIN around_meetings USING (event, queue) LEFT JOIN wholes USING (queue, vessel_id, story) GROUP BY queue, vessel_id, story
), drifts AS (
    -- what the ship of a silence did around it, if that weighs too little to be an event of the story
    SELECT DISTINCT p.queue, p.vessel_id, p.story, p.event AS gap_event, e.start_time,
        from_to(e.start_time, e.end_time, may_begin_sooner, may_end_later) AS when_text,
        e.activity, e.where_text, strftime(e.start_time, ' from %Y-%m-%d %H:%M on') AS from_text
    FROM parts AS p JOIN gaps AS g ON g.event = p.event JOIN loitering AS l ON l.vessel_id = p.vessel_id JOIN events AS e ON e.event = l.event JOIN bounds ON bounds.event = l.event
    WHERE NOT p.guest AND l.start_time <= p.until_time + to_hours($drift_h) AND l.start_time + to_seconds(l.duration_h * 3600) >= p.start_time - to_hours($drift_h)
        AND l.event NOT IN (SELECT event FROM story_events)
), drifts_of AS (
    SELECT queue, vessel_id, story, list(DISTINCT when_text || activity || ', ' || where_text) AS drift_lines FROM drifts GROUP BY ALL
), drifts_said AS (
    SELECT queue, vessel_id, story, gap_event AS event, '; around that it ' || string_agg(activity || from_text, ' and ' ORDER BY start_time) AS drift_text FROM drifts GROUP BY ALL
), ends AS (
    -- where a ship of a story fell silent, and where it came back, out of port: the moments near which no spell adrift was found
    SELECT p.queue, p.vessel_id, p.story, p.event, e.is_begin, e.slot AS end_slot, unnest(range(e.slot - CASE WHEN is_begin THEN slots_in($rest_h) ELSE 0 END, e.slot + CASE WHEN is_begin THEN 0 ELSE slots_in($rest_h) END + 1)) AS slot
    FROM parts AS p JOIN gaps AS g ON g.event = p.event, (VALUES (true, slot_before(g.start_time), g.start_time, g.port_km), (false, slot_from(g.end_time), g.end_time, g.end_port_km)) AS e(is_begin, slot, end_time, port_km)
    WHERE NOT p.guest AND NOT is_at_berth(e.port_km) AND NOT EXISTS (FROM loitering AS l WHERE l.vessel_id = p.vessel_id
        AND l.start_time <= e.end_time + to_hours($drift_h) AND l.start_time + to_seconds(l.duration_h * 3600) >= e.end_time - to_hours($drift_h))
), heard_there AS (
    SELECT ends.*, abs(slot - end_slot) AS slots_off, lies_or_drifts(speed_kn) AS is_still FROM ends JOIN resampled USING (vessel_id, slot)
), rests AS (
    SELECT queue, vessel_id, story, event, is_begin, slot_time(min(slot)) AS start_time, slot_time(max(slot)) AS until_time,
        format('lay or drifted for {:.1f} hours ', hours_of_slots(max(slots_off))) || CASE WHEN is_begin THEN 'until it fell silent' ELSE 'when it came back' END AS rest_text
    FROM (SELECT *, min(slots_off) FILTER (NOT is_still) OVER (PARTITION BY queue, vessel_id, story, event, is_begin) AS moving_off FROM heard_there)
    WHERE is_still AND slots_off < coalesce(moving_off, slots_off + 1)
    GROUP BY queue, vessel_id, story, event, is_begin HAVING max(slots_off) >= slots_in($least_rest_h)
), rests_of AS (
    SELECT queue, vessel_id, story, list(DISTINCT strftime(start_time, '%Y-%m-%d %H:%M') || strftime(until_time, ' to %Y-%m-%d %H:%M: ') || rest_text) AS rest_lines FROM rests GROUP BY ALL
), rests_said AS (
    SELECT queue, vessel_id, story, event, '; it ' || string_agg(rest_text || CASE WHEN is_begin THEN strftime(start_time, ', from %Y-%m-%d %H:%M on') ELSE strftime(until_time, ', until %Y-%m-%d %H:%M') END, ' and ' ORDER BY start_time) AS rest_text
    FROM rests GROUP BY ALL
), met_besides AS (
    -- of a story that counts the ships it met, how many more lay alongside its ship in these days, in meetings that are no part of it
    SELECT f.queue, f.vessel_id, f.story, count(DISTINCT ships[2]) AS more_ships FROM found AS f JOIN sides AS m ON ships[1] = f.vessel_id AND as_one
        AND m.start_time >= f.first_time - to_days($story_days::INTEGER) AND m.start_time - to_days($story_days::INTEGER) <= coalesce(f.last_time, TIMESTAMP 'infinity')
    WHERE len(partners) > 1 AND NOT list_contains(f.met, ships[2]) AND NOT list_contains(f.events, m.event) GROUP BY ALL
), names AS (
    SELECT alert, nth AS nth_named, NULL AS nth_renamed FROM alert_states UNION ALL SELECT unnest(was), NULL, nth FROM alert_states
), renamed AS (
    SELECT alert FROM names GROUP BY alert HAVING max(nth_renamed) >= coalesce(max(nth_named), 0)
), recorded AS (
    SELECT alert, queue, vessel_id, arg_max(first_time, states.nth) AS first_time, arg_max_null(last_time, states.nth) AS last_time, arg_max(events, states.nth) AS events
    FROM alert_states AS states WHERE alert NOT IN (FROM renamed) GROUP BY alert, queue, vessel_id
    HAVING arg_max(state, states.nth) NOT IN ('withdrawn', 'downgraded')
), older AS (
    FROM recorded WHERE first_time < (SELECT since + INTERVAL $halo_h HOUR FROM searched)
), known_events AS (
    SELECT DISTINCT known, queue, vessel_id, story
    FROM (FROM same_events UNION SELECT event, event FROM story_events) JOIN story_events USING (event)
), continued AS (
    SELECT DISTINCT older.alert, s.queue, s.vessel_id, s.story
    FROM (SELECT alert, unnest(events) AS known FROM older) AS older JOIN same_events USING (known) JOIN story_events AS s USING (event)
), judged AS (
    SELECT alert, known, arg_min(queue, nth) AS queue, min(nth) AS nth FROM (SELECT *, unnest(events) AS known FROM verdicts)
    WHERE alert NOT IN (FROM renamed) GROUP BY alert, known
), went_on AS (
    -- events that end; that a ship changed its name does not
    SELECT event FROM encounters UNION ALL SELECT event FROM loitering UNION ALL SELECT event FROM gaps
), claims AS (
    SELECT 1 AS kind, 0 AS nth, older.alert, older.first_time, found.queue, found.vessel_id, found.story, true AS is_named_after, true AS is_its_queue
    FROM older JOIN found ON EXISTS (FROM continued AS c WHERE c.alert = older.alert AND c.queue = found.queue
            AND c.vessel_id = found.vessel_id AND c.story = found.story)
        OR older.queue = found.queue AND older.vessel_id = found.vessel_id AND older.last_time >= found.first_time - to_days($story_days::INTEGER)
            AND older.first_time <= coalesce(found.last_time, TIMESTAMP 'infinity')
    UNION ALL
    SELECT 2, nth, alert, NULL, k.queue, vessel_id, story, 'alert-' || known = alert, coalesce(k.queue = judged.queue, true)
    FROM judged JOIN known_events AS k USING (known)
    UNION ALL
    SELECT 3, 0, alert, NULL, s.queue, s.vessel_id, s.story, true, s.queue = recorded.queue
    FROM recorded JOIN story_events AS s ON 'alert-' || s.event = alert WHERE last_time IS NULL AND s.event IN (FROM went_on)
)
-- a story that began before the window searched keeps its name; no two stories bear the same
SELECT found.* EXCLUDE (story, head, met) REPLACE (
    CASE WHEN drift_lines IS NULL AND rest_lines IS NULL THEN timeline ELSE list_sort(list_concat(timeline, coalesce(drift_lines, []), coalesce(rest_lines, []))) END AS timeline,
    besides || coalesce(drift_text, '') || coalesce(rest_text, '') || coalesce(format(', and lay alongside {} more in these days', more_ships), '') || coalesce('; lay beside ' || nullif(array_to_string(list_transform(list_filter(beside, lambda b: NOT list_contains(met, b.partner_id)), lambda b: b.text), ' and '), ''), '') AS besides,
    coalesce(known.alert, found.alert) AS alert, least(known.first_time, found.first_time) AS first_time)
FROM found LEFT JOIN beside_of USING (event) LEFT JOIN met_besides USING (queue, vessel_id, story)
LEFT JOIN drifts_of USING (queue, vessel_id, story) LEFT JOIN drifts_said USING (queue, vessel_id, story, event)
LEFT JOIN rests_of USING (queue, vessel_id, story) LEFT JOIN rests_said USING (queue, vessel_id, story, event) LEFT JOIN (
    FROM claims JOIN found USING (queue, vessel_id, story)
    SELECT claims.*, found.first_time AS begins
    QUALIFY row_number() OVER (PARTITION BY claims.alert ORDER BY kind, is_named_after DESC, is_its_queue DESC, begins, queue, vessel_id, story) = 1
) AS known USING (queue, vessel_id, story)
QUALIFY row_number() OVER (PARTITION BY found.queue, found.vessel_id, story ORDER BY kind, known.first_time, nth, known.alert) = 1
ORDER BY queue, vessel_id, first_time
