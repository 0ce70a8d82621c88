-- Finds:  the morning's list: what one ship did, told as one alert; listed ships in one lane, behaviour in the other
-- Writes: alerts
-- Events of one ship at most $story_days apart are one story. It is headed by the strongest of them, and bears the name of
-- the earliest: growing and closing do not change that, nor does it when that event's positions were let go. A meeting belongs to the ship a list names, or that did more besides.
WITH alone AS (
    SELECT ship, sum(behaviour_score) AS weight FROM scored JOIN event_types USING (event_type) WHERE other <> 'partner' GROUP BY ship
), sides AS (
    SELECT scored.event, lane, group_event, unnest([scored.ship, scored.other_ship]) AS side FROM scored JOIN encounters USING (event)
), busiest AS (
    SELECT lane, group_event, side, count(*) AS meetings FROM sides GROUP BY ALL HAVING count(*) > 1
), hubs AS (
    -- of ships that met more than one in one story, the one that met most
    SELECT lane, group_event, max((meetings, -side)) AS most, -most[2] AS hub FROM busiest GROUP BY lane, group_event
), meant AS (
    SELECT DISTINCT ship, true AS listed FROM matches WHERE tier <> 'review'
), weighed AS (
    SELECT scored.*, other, part_of, hub, other = 'partner'
        AND (coalesce(them.listed, false), coalesce(scored.other_ship = hub, false), coalesce(theirs.weight, 0))
        > (coalesce(us.listed, false), coalesce(scored.ship = hub, false), coalesce(ours.weight, 0)) AS turned
    FROM scored JOIN event_types USING (event_type)
    LEFT JOIN encounters AS e ON e.event = scored.event
    LEFT JOIN hubs ON hubs.lane = scored.lane AND hubs.group_event = e.group_event
    LEFT JOIN alone AS ours ON ours.ship = scored.ship
    LEFT JOIN alone AS theirs ON theirs.ship = scored.other_ship
    LEFT JOIN meant AS us ON us.ship = scored.ship
    LEFT JOIN meant AS them ON them.ship = scored.other_ship
), owned AS (
    SELECT weighed.* REPLACE (
            CASE WHEN turned THEN other_ship ELSE ship END AS ship,
            CASE WHEN turned THEN ship ELSE other_ship END AS other_ship),
        coalesce(end_time, TIMESTAMP 'infinity') AS until_time
    FROM weighed
), met AS (
    -- a ship that lay slow while it met another is part of that story, not a second one
    SELECT e.event, min((x.start_time, x.event, x.ship))[3] AS host
    FROM owned AS e JOIN owned AS x ON x.event_type = e.part_of AND x.other_ship = e.ship AND x.lane = e.lane
        AND x.score >= e.score AND x.start_time <= e.until_time AND x.until_time >= e.start_time
    GROUP BY e.event
    UNION ALL
    -- and so is what two ships did that both met a third
    SELECT event, hub FROM owned WHERE other = 'partner' AND lane = 'behaviour' AND hub NOT IN (ship, other_ship)
), hosted AS (
    SELECT owned.* REPLACE (coalesce(host, ship) AS ship, CASE WHEN host IS NULL THEN other_ship ELSE ship END AS other_ship),
        host IS NOT NULL AS guest
    FROM owned LEFT JOIN met USING (event)
), turns AS (
    SELECT *, coalesce(start_time - to_days($story_days::INTEGER) > max(until_time) OVER (
        PARTITION BY lane, ship ORDER BY start_time, event ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), true) AS begins
    FROM hosted
), told AS (
    SELECT *, count_if(begins) OVER (PARTITION BY lane, ship ORDER BY start_time, event) AS story FROM turns
), named_told AS (
    SELECT told.*, CASE WHEN told.other = 'partner' THEN coalesce(ships.name, ships.mmsi::VARCHAR, ships.id, told.other_ship::VARCHAR) END AS partner
    FROM told LEFT JOIN ships ON ships.ship = told.other_ship
), stories AS (
    SELECT lane, ship, story,
        'alert-' || arg_min(event, (start_time, event)) AS alert,
        max((NOT guest, score, behaviour_score, duration_h, event))[5] AS event,
        min(start_time) AS since,
        CASE WHEN count_if(end_time IS NULL) = 0 THEN max(end_time) END AS until,
        count(*) - 1 AS repeats,
        max(start_time) AS last_start,
        list(event ORDER BY start_time, event) AS events,
        list(strftime(start_time, '%Y-%m-%d %H:%M') || coalesce(strftime(end_time, ' to %Y-%m-%d %H:%M'), ', still open')
            || ': ' || CASE WHEN guest THEN 'the ship it met ' ELSE '' END || activity || coalesce(' with ' || partner, '') || ', ' || where_text
            ORDER BY start_time, event) AS timeline,
        list(DISTINCT partner ORDER BY partner) FILTER (NOT guest AND partner IS NOT NULL) AS partners
    FROM named_told GROUP BY lane, ship, story
), renamed AS (
    SELECT alert, max(nth) AS nth FROM (SELECT unnest(was) AS alert, nth FROM alert_states) GROUP BY alert
), older AS (
    SELECT alert, lane, ship, arg_max(since, states.nth) AS since, arg_max_null(until, states.nth) AS until, arg_max(events, states.nth) AS events
    FROM alert_states AS states LEFT JOIN renamed USING (alert) GROUP BY alert, lane, ship
    HAVING arg_max(state, states.nth) NOT IN ('withdrawn', 'downgraded') AND coalesce(max(renamed.nth) < max(states.nth), true)
        AND arg_max(since, states.nth) < (SELECT since + INTERVAL 6 HOUR FROM searched)
), continued AS (
    SELECT DISTINCT older.alert, told.lane, told.ship, told.story
    FROM (SELECT alert, unnest(events) AS known FROM older) AS older JOIN same_events USING (known) JOIN told USING (event)
), called AS (
    -- a story of which only the end is in sight goes by the name it had; no two stories go by one
    SELECT stories.* REPLACE (coalesce(known.alert, stories.alert) AS alert, least(known.since, stories.since) AS since)
    FROM stories LEFT JOIN (
        SELECT older.alert, older.since, stories.lane, stories.ship, stories.story
        FROM older JOIN stories ON EXISTS (FROM continued AS c WHERE c.alert = older.alert AND c.lane = stories.lane
                AND c.ship = stories.ship AND c.story = stories.story)
            OR older.lane = stories.lane AND older.ship = stories.ship AND older.until >= stories.since - to_days($story_days::INTEGER)
                AND older.since <= coalesce(stories.until, TIMESTAMP 'infinity')
        QUALIFY row_number() OVER (PARTITION BY older.alert ORDER BY stories.since, stories.lane, stories.ship, stories.story) = 1
    ) AS known USING (lane, ship, story)
    QUALIFY row_number() OVER (PARTITION BY stories.lane, stories.ship, story ORDER BY known.since, known.alert) = 1
), named AS (
    SELECT ship, list(
        authority || ': ' || listed_name || coalesce(' since ' || listed_from, '') || coalesce(' until ' || listed_to, '') || ' (' || tier || ': ' || evidence || ')'
        ORDER BY tier DESC, authority, listed_name, entry) AS listed_as
    FROM matches GROUP BY ship
)
SELECT
    alert, event, stories.lane,
    row_number() OVER (PARTITION BY stories.lane ORDER BY owned.score DESC, behaviour_score DESC, duration_h DESC, event) AS rank,
    owned.score, behaviour_score, event_type AS kind,
    stories.ship,
    coalesce(s.name, s.mmsi::VARCHAR, s.id, stories.ship::VARCHAR) AS ship_name,
    s.mmsi, s.imo, s.flag, s.trade,
    other_ship,
    CASE WHEN other_ship IS NOT NULL THEN coalesce(o.name, o.mmsi::VARCHAR, o.id, other_ship::VARCHAR) END AS other_name,
    o.mmsi AS other_mmsi, o.imo AS other_imo, o.flag AS other_flag, o.trade AS other_trade,
    since, until,
    start_time, end_time, round(duration_h, 2) AS duration_h,
    round(lat, 5) AS lat, round(lon, 5) AS lon, round(end_lat, 5) AS end_lat, round(end_lon, 5) AS end_lon,
    where_text AS place, repeats, last_start, events, timeline,
    ship_name || CASE WHEN other = 'mentioned' THEN '' ELSE coalesce(' and ' || other_name, '') END || ' ' || activity || ', ' || where_text
        || CASE WHEN len(partners) > 1 THEN format('; met {} ships: ', len(partners)) || array_to_string(partners, ', ') ELSE '' END AS summary,
    reasons, innocent,
    list_concat(coalesce(n.listed_as, []), coalesce(m.listed_as, [])) AS listed_as,
    coalesce(x.because, []) AS odd_because
FROM called AS stories
JOIN hosted AS owned USING (lane, ship, event)
JOIN ships AS s ON s.ship = stories.ship
LEFT JOIN ships AS o ON o.ship = other_ship
LEFT JOIN named AS n ON n.ship = stories.ship
LEFT JOIN named AS m ON m.ship = other_ship
LEFT JOIN oddness AS x USING (event)
ORDER BY lane DESC, rank
