-- Finds:  how a meeting links a ship to one of concern: it met it, or met one that met it within a month
-- Writes: contacts
-- A ship that changed its number (hull_numbers) is one ship, under whichever it was met.
-- A tug, a pilot or a bunker tanker meets everybody: a meeting with such a cause is no link. Nor is one of ships that did not move as one, or that lay on both sides of a third.
-- Let: most_apart_h = 720: a link lies within so many hours of the call, or of the other meeting: 30 days
WITH sure_hulls AS (
    SELECT vessel_id, hull, bool_and(seen) OVER (PARTITION BY hull) AS sure FROM hulls()
), met AS (
    SELECT event, m.vessel_id, m.other_vessel_id, hull, other_hull, start_time
    FROM (
        SELECT event, unnest([vessel_id, other_vessel_id]) AS vessel_id, unnest([other_vessel_id, vessel_id]) AS other_vessel_id, start_time
        FROM encounters
        WHERE as_one IS NOT FALSE AND NOT list_has_any(causes_hold, ['one that serves many', 'brief visit', 'tow', 'attends a disabled ship', 'too fast for a transfer',
            'service craft side by side', 'small craft beside a ship', 'navy or coast guard'])
            AND NOT are_quay_neighbours(causes_hold) AND third_vessel_id IS NULL) AS m
    JOIN sure_hulls USING (vessel_id) JOIN (SELECT vessel_id AS other_vessel_id, hull AS other_hull FROM sure_hulls) USING (other_vessel_id)
), of_hulls AS (
    SELECT concerns.*, hull, sure FROM concerns JOIN sure_hulls USING (vessel_id)
), links AS (
    SELECT event, met.vessel_id, other_vessel_id, 1 AS links, c.vessel_id AS concern_vessel_id, NULL::VARCHAR AS concern_event, concern, text, sure,
        CASE WHEN concern = 'call' THEN hours_between(coalesce(to_time, from_time), start_time) END AS apart_h
    FROM met JOIN of_hulls AS c ON c.hull = other_hull
    WHERE concern = 'listed' OR abs(hours_between(coalesce(to_time, from_time), start_time)) <= $most_apart_h
    UNION ALL
    SELECT first.event, first.vessel_id, first.other_vessel_id, 2, c.vessel_id, second.event, concern, text, sure,
        hours_between(second.start_time, first.start_time)
    FROM met AS first
    JOIN met AS second ON second.hull = first.other_hull AND second.other_hull <> first.hull
        AND abs(hours_between(second.start_time, first.start_time)) <= $most_apart_h
    JOIN of_hulls AS c ON c.hull = second.other_hull
)
SELECT links.event, links.vessel_id, links.other_vessel_id, links, concern_vessel_id, concern_event, concern, round(apart_h, 2) AS apart_h,
    'met ' || a_name(o.name, o.mmsi, o.vessel_id) || CASE links
        WHEN 1 THEN CASE WHEN o.vessel_id <> c.vessel_id THEN CASE WHEN sure THEN ' (the same ship as ' ELSE ' (perhaps the same ship as ' END
                || name_and_number(c.name, c.mmsi, c.vessel_id) || ')' ELSE '' END
            || CASE WHEN apart_h IS NULL THEN ', ' || text ELSE ', which ' || text || ',' || apart_in_days(apart_h / 24) END
        ELSE ', which met ' || CASE concern WHEN 'listed' THEN 'listed ' ELSE '' END || a_name(c.name, c.mmsi, c.vessel_id)
            || ' (' || text || ')' || apart_in_days(apart_h / 24) END AS text
FROM links JOIN ships AS o ON o.vessel_id = links.other_vessel_id JOIN ships AS c ON c.vessel_id = concern_vessel_id
ORDER BY links.event, links.vessel_id, links, concern_vessel_id, concern_event, concern, apart_h
