-- Finds:  how a meeting links a ship to one of concern: it met it, or met one that met it within a month
-- Writes: contacts
-- A tug, a pilot or a bunker tanker meets everybody: a meeting with such a cause is no link. Nor is one whose ships swung apart.
WITH met AS (
    SELECT event, unnest([ship, other_ship]) AS ship, unnest([other_ship, ship]) AS other_ship, start_time
    FROM encounters
    WHERE as_one IS NOT FALSE AND NOT list_has_any(causes_hold, ['one that serves many', 'brief visit', 'tow', 'too fast for a transfer',
        'service craft side by side', 'small craft beside a ship', 'navy or coast guard', 'in port'])
), links AS (
    SELECT event, met.ship, other_ship, 1 AS hops, other_ship AS concern_ship, NULL::VARCHAR AS concern_event, concern, says,
        CASE WHEN concern = 'call' THEN hours_between(coalesce(until, since), start_time) END AS apart_h
    FROM met JOIN concerns ON concerns.ship = other_ship
    WHERE concern = 'listed' OR abs(hours_between(coalesce(until, since), start_time)) <= 720
    UNION ALL
    SELECT first.event, first.ship, first.other_ship, 2, second.other_ship, second.event, concern, says,
        hours_between(second.start_time, first.start_time)
    FROM met AS first
    JOIN met AS second ON second.ship = first.other_ship AND second.other_ship <> first.ship
        AND abs(hours_between(second.start_time, first.start_time)) <= 720
    JOIN concerns ON concerns.ship = second.other_ship
)
SELECT links.event, links.ship, links.other_ship, hops, concern_ship, concern_event, concern, round(apart_h, 2) AS apart_h,
    'met ' || a_name(o.name, o.mmsi, o.ship) || CASE hops
        WHEN 1 THEN CASE WHEN apart_h IS NULL THEN ', ' || says ELSE ', which ' || says || ',' || apart_in_days(apart_h / 24) END
        ELSE ', which met ' || CASE concern WHEN 'listed' THEN 'listed ' ELSE '' END || a_name(c.name, c.mmsi, c.ship)
            || ' (' || says || ')' || apart_in_days(apart_h / 24) END AS says
FROM links JOIN ships AS o ON o.ship = links.other_ship JOIN ships AS c ON c.ship = concern_ship
ORDER BY links.event, links.ship, hops, concern_ship, concern_event, concern, apart_h
