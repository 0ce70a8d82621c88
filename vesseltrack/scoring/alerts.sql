-- Finds:  the morning's list: what one ship did, told as one alert; listed ships in one lane, behaviour in the other
-- Writes: alerts
-- Events of one ship at most $story_days apart are one story. It is headed by the strongest of them, and bears the name of
-- the earliest: growing and closing do not change that, nor does it when that event's positions were let go. A meeting belongs to the ship a list names, or that did more besides.
WITH alone AS (
    SELECT vessel_id, sum(behaviour_score) AS weight FROM scored JOIN event_types USING (event_type) WHERE other <> 'partner' GROUP BY vessel_id
), sides AS (
    SELECT scored.event, queue, group_event, unnest([scored.vessel_id, scored.other_vessel_id]) AS side FROM scored JOIN encounters USING (event)
), busiest AS (
    SELECT queue, group_event, side, count(*) AS meetings FROM sides GROUP BY ALL HAVING count(*) > 1
), hubs AS (
    -- of ships that met more than one in one story, the one that met most
    SELECT queue, group_event, max((meetings, -side)) AS most, -most[2] AS hub FROM busiest GROUP BY queue, group_event
), meant AS (
    SELECT DISTINCT vessel_id, true AS listed FROM matches WHERE tier <> 'review'
), weighed AS (
    SELECT scored.*, other, part_of, hub, other = 'partner'
        AND (coalesce(them.listed, false), coalesce(scored.other_vessel_id = hub, false), coalesce(theirs.weight, 0))
        > (coalesce(us.listed, false), coalesce(scored.vessel_id = hub, false), coalesce(ours.weight, 0)) AS turned
    FROM scored JOIN event_types USING (event_type)
    LEFT JOIN encounters AS e ON e.event = scored.event
    LEFT JOIN hubs ON hubs.queue = scored.queue AND hubs.group_event = e.group_event
    LEFT JOIN alone AS ours ON ours.vessel_id = scored.vessel_id
    LEFT JOIN alone AS theirs ON theirs.vessel_id = scored.other_vessel_id
    LEFT JOIN meant AS us ON us.vessel_id = scored.vessel_id
    LEFT JOIN meant AS them ON them.vessel_id = scored.other_vessel_id
), owned AS (
    SELECT weighed.* REPLACE (
            CASE WHEN turned THEN other_vessel_id ELSE vessel_id END AS vessel_id,
            CASE WHEN turned THEN vessel_id ELSE other_vessel_id END AS other_vessel_id),
        coalesce(end_time, TIMESTAMP 'infinity') AS until_time
    FROM weighed
), met AS (
    -- a ship that lay slow while it met another is part of that story, not a second one
    SELECT e.event, min((x.start_time, x.event, x.vessel_id))[3] AS host
    FROM owned AS e JOIN owned AS x ON x.event_type = e.part_of AND x.other_vessel_id = e.vessel_id AND x.queue = e.queue
        AND x.score >= e.score AND x.start_time <= e.until_time AND x.until_time >= e.start_time
    GROUP BY e.event
    UNION ALL
    -- and so is what two ships did that both met a third
    SELECT event, hub FROM owned WHERE other = 'partner' AND queue = 'behaviour' AND hub NOT IN (vessel_id, other_vessel_id)
), hosted AS (
    SELECT owned.* REPLACE (coalesce(host, vessel_id) AS vessel_id, CASE WHEN host IS NULL THEN other_vessel_id ELSE vessel_id END AS other_vessel_id),
        host IS NOT NULL AS guest
    FROM owned LEFT JOIN met USING (event)
), turns AS (
    SELECT *, coalesce(start_time - to_days($story_days::INTEGER) > max(until_time) OVER (
        PARTITION BY queue, vessel_id ORDER BY start_time, event ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), true) AS begins
    FROM hosted
), told AS (
    SELECT *, count_if(begins) OVER (PARTITION BY queue, vessel_id ORDER BY start_time, event) AS story FROM turns
), named_told AS (
    SELECT told.*, CASE WHEN told.other = 'partner' THEN coalesce(ships.name, ships.mmsi::VARCHAR, ships.id, told.other_vessel_id::VARCHAR) END AS partner
    FROM told LEFT JOIN ships ON ships.vessel_id = told.other_vessel_id
), stories AS (
    SELECT queue, vessel_id, story,
        'alert-' || arg_min(event, (start_time, event)) AS alert,
        max((NOT guest, score, behaviour_score, duration_h, event))[5] AS event,
        min(start_time) AS first_time,
        CASE WHEN count_if(end_time IS NULL) = 0 THEN max(end_time) END AS last_time,
        count(*) - 1 AS repeats,
        max(start_time) AS last_start,
        list(event ORDER BY start_time, event) AS events,
        list(strftime(start_time, '%Y-%m-%d %H:%M') || coalesce(strftime(end_time, ' to %Y-%m-%d %H:%M'), ', still open')
            || ': ' || CASE WHEN guest THEN 'the ship it met ' ELSE '' END || activity || coalesce(' with ' || partner, '') || ', ' || where_text
            ORDER BY start_time, event) AS timeline,
        list(DISTINCT partner ORDER BY partner) FILTER (NOT guest AND partner IS NOT NULL) AS partners
    FROM named_told GROUP BY queue, vessel_id, story
), renamed AS (
    SELECT alert, max(nth) AS nth FROM (SELECT unnest(was) AS alert, nth FROM alert_states) GROUP BY alert
), older AS (
    SELECT alert, queue, vessel_id, arg_max(first_time, states.nth) AS first_time, arg_max_null(last_time, states.nth) AS last_time, arg_max(events, states.nth) AS events
    FROM alert_states AS states LEFT JOIN renamed USING (alert) GROUP BY alert, queue, vessel_id
    HAVING arg_max(state, states.nth) NOT IN ('withdrawn', 'downgraded') AND coalesce(max(renamed.nth) < max(states.nth), true)
        AND arg_max(first_time, states.nth) < (SELECT since + INTERVAL 6 HOUR FROM searched)
), continued AS (
    SELECT DISTINCT older.alert, told.queue, told.vessel_id, told.story
    FROM (SELECT alert, unnest(events) AS known FROM older) AS older JOIN same_events USING (known) JOIN told USING (event)
), called AS (
    -- a story of which only the end is in sight goes by the name it had; no two stories go by one
    SELECT stories.* REPLACE (coalesce(known.alert, stories.alert) AS alert, least(known.first_time, stories.first_time) AS first_time)
    FROM stories LEFT JOIN (
        SELECT older.alert, older.first_time, stories.queue, stories.vessel_id, stories.story
        FROM older JOIN stories ON EXISTS (FROM continued AS c WHERE c.alert = older.alert AND c.queue = stories.queue
                AND c.vessel_id = stories.vessel_id AND c.story = stories.story)
            OR older.queue = stories.queue AND older.vessel_id = stories.vessel_id AND older.last_time >= stories.first_time - to_days($story_days::INTEGER)
                AND older.first_time <= coalesce(stories.last_time, TIMESTAMP 'infinity')
        QUALIFY row_number() OVER (PARTITION BY older.alert ORDER BY stories.first_time, stories.queue, stories.vessel_id, stories.story) = 1
    ) AS known USING (queue, vessel_id, story)
    QUALIFY row_number() OVER (PARTITION BY stories.queue, stories.vessel_id, story ORDER BY known.first_time, known.alert) = 1
), named AS (
    SELECT vessel_id, list(
        authority || ': ' || listed_name || coalesce(' since ' || listed_from, '') || coalesce(' until ' || listed_to, '') || ' (' || tier || ': ' || evidence || ')'
        ORDER BY tier DESC, authority, listed_name, entry) AS listed_as
    FROM matches GROUP BY vessel_id
)
SELECT
    alert, event, stories.queue,
    row_number() OVER (PARTITION BY stories.queue ORDER BY owned.score DESC, behaviour_score DESC, duration_h DESC, event) AS rank,
    owned.score, behaviour_score, event_type,
    stories.vessel_id,
    coalesce(s.name, s.mmsi::VARCHAR, s.id, stories.vessel_id::VARCHAR) AS ship_name,
    s.mmsi, s.imo, s.flag, s.vessel_type,
    other_vessel_id,
    CASE WHEN other_vessel_id IS NOT NULL THEN coalesce(o.name, o.mmsi::VARCHAR, o.id, other_vessel_id::VARCHAR) END AS other_name,
    o.mmsi AS other_mmsi, o.imo AS other_imo, o.flag AS other_flag, o.vessel_type AS other_vessel_type,
    stories.first_time, stories.last_time,
    start_time, end_time, round(duration_h, 2) AS duration_h,
    round(lat, 5) AS lat, round(lon, 5) AS lon, round(end_lat, 5) AS end_lat, round(end_lon, 5) AS end_lon,
    where_text, repeats, last_start, events, timeline,
    ship_name || CASE WHEN other = 'mentioned' THEN '' ELSE coalesce(' and ' || other_name, '') END || ' ' || activity || ', ' || where_text
        || CASE WHEN len(partners) > 1 THEN format('; met {} ships: ', len(partners)) || array_to_string(partners, ', ') ELSE '' END AS summary,
    indicators, mitigating,
    list_concat(coalesce(n.listed_as, []), coalesce(m.listed_as, [])) AS listed_as,
    coalesce(x.explanation, []) AS anomaly_reasons
FROM called AS stories
JOIN hosted AS owned USING (queue, vessel_id, event)
JOIN ships AS s ON s.vessel_id = stories.vessel_id
LEFT JOIN ships AS o ON o.vessel_id = other_vessel_id
LEFT JOIN named AS n ON n.vessel_id = stories.vessel_id
LEFT JOIN named AS m ON m.vessel_id = other_vessel_id
LEFT JOIN anomaly_scores AS x USING (event)
ORDER BY queue DESC, rank
