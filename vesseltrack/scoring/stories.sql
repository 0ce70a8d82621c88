-- Finds:  the stories of the morning's list: the events of one ship that belong together, under a name that lasts
-- Writes: stories
-- A story is headed by its strongest event and named after its earliest. The name stays when events are added or end, and when the
-- positions of the earliest were pruned.
-- Let: halo_h = 6: a story that began less than so many hours after the beginning of the search may have begun before it
WITH swaps AS (
    -- a ship that changed its number in a meeting is one partner, by both names
    SELECT ends.event, ends.vessel_id, min(a_name(f.name, f.mmsi, f.vessel_id) || ', later ' || a_name(n.name, n.mmsi, n.vessel_id)) AS names
    FROM encounters AS e JOIN ships AS f ON f.vessel_id = former_vessel_id JOIN ships AS n ON n.vessel_id = changed_vessel_id,
        (VALUES (e.event, changed_vessel_id), (former_event, former_vessel_id)) AS ends(event, vessel_id)
    GROUP BY ALL
), parts AS (
    SELECT s.event, s.queue, s.vessel_id, s.story, guest, e.start_time, e.end_time, e.duration_h, e.activity, e.where_text, e.score, e.behaviour_score,
        -- that a ship lay or drifted no longer than a meeting of the story lasted is told by the meeting
        guest AND coalesce(event_types.part_of, '') <> '' AND coalesce(e.duration_h <= max(e.duration_h) FILTER (event_types.other = 'partner')
            OVER (PARTITION BY s.queue, s.vessel_id, s.story), false) AS is_in_meeting,
        CASE WHEN event_types.other = 'partner' THEN coalesce(swaps.names, ships.name, ships.mmsi::VARCHAR, ships.id, s.other_vessel_id::VARCHAR) END AS partner
    FROM story_events AS s JOIN scored AS e ON e.event = s.event AND e.queue = s.queue JOIN event_types USING (event_type)
    LEFT JOIN ships ON ships.vessel_id = s.other_vessel_id
    LEFT JOIN swaps ON swaps.event = s.event AND swaps.vessel_id = s.other_vessel_id
), found AS (
    SELECT queue, vessel_id, story,
        'alert-' || story AS alert,
        max((NOT guest, score, behaviour_score, duration_h, event))[5] AS event,
        min(start_time) AS first_time,
        CASE WHEN count_if(end_time IS NULL) = 0 THEN max(end_time) END AS last_time,
        count(*) - 1 AS repeats,
        max(start_time) AS last_start,
        list(event ORDER BY start_time, event) AS events,
        list(strftime(start_time, '%Y-%m-%d %H:%M') || coalesce(strftime(end_time, ' to %Y-%m-%d %H:%M'), ', still open')
            || ': ' || CASE WHEN guest THEN 'the ship it met ' ELSE '' END || activity || coalesce(' with ' || partner, '') || ', ' || where_text
            ORDER BY start_time, event) FILTER (NOT is_in_meeting) AS timeline,
        list(DISTINCT partner ORDER BY partner) FILTER (NOT guest AND partner IS NOT NULL) AS partners
    FROM parts GROUP BY queue, vessel_id, story
), renamed AS (
    SELECT alert, max(nth) AS nth FROM (SELECT unnest(was) AS alert, nth FROM alert_states) GROUP BY alert
), older AS (
    SELECT alert, queue, vessel_id, arg_max(first_time, states.nth) AS first_time, arg_max_null(last_time, states.nth) AS last_time, arg_max(events, states.nth) AS events
    FROM alert_states AS states LEFT JOIN renamed USING (alert) GROUP BY alert, queue, vessel_id
    HAVING arg_max(state, states.nth) NOT IN ('withdrawn', 'downgraded') AND coalesce(max(renamed.nth) < max(states.nth), true)
        AND arg_max(first_time, states.nth) < (SELECT since + INTERVAL $halo_h HOUR FROM searched)
), continued AS (
    SELECT DISTINCT older.alert, s.queue, s.vessel_id, s.story
    FROM (SELECT alert, unnest(events) AS known FROM older) AS older JOIN same_events USING (known) JOIN story_events AS s USING (event)
)
-- a story that began before the window searched keeps its name; no two stories bear the same
SELECT found.* EXCLUDE (story) REPLACE (coalesce(known.alert, found.alert) AS alert, least(known.first_time, found.first_time) AS first_time)
FROM found LEFT JOIN (
    SELECT older.alert, older.first_time, found.queue, found.vessel_id, found.story
    FROM older JOIN found ON EXISTS (FROM continued AS c WHERE c.alert = older.alert AND c.queue = found.queue
            AND c.vessel_id = found.vessel_id AND c.story = found.story)
        OR older.queue = found.queue AND older.vessel_id = found.vessel_id AND older.last_time >= found.first_time - to_days($story_days::INTEGER)
            AND older.first_time <= coalesce(found.last_time, TIMESTAMP 'infinity')
    QUALIFY row_number() OVER (PARTITION BY older.alert ORDER BY found.first_time, found.queue, found.vessel_id, found.story) = 1
) AS known USING (queue, vessel_id, story)
QUALIFY row_number() OVER (PARTITION BY found.queue, found.vessel_id, story ORDER BY known.first_time, known.alert) = 1
ORDER BY queue, vessel_id, first_time
