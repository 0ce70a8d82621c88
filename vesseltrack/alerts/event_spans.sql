-- Finds:  who and when of each event found, whatever its kind
-- Reads:  gaps, encounters, loitering, visits, sightings, identity_signs, ships
-- Writes: event_spans
WITH events AS (
    SELECT event, 'gap' AS event_type, '' AS detail, [ship] AS ships, start_time, end_time FROM gaps
    UNION ALL
    SELECT event, 'encounter', '', list_sort([ship, other_ship]), start_time, end_time FROM encounters
    UNION ALL
    SELECT event, 'loitering', '', [ship], start_time, end_time FROM loitering
    UNION ALL
    SELECT event, 'visit', zone_name, [ship], start_time, end_time FROM visits WHERE watch
    UNION ALL
    SELECT event, 'sighting', '', [ship], start_time, end_time FROM sightings
    UNION ALL
    -- a sign is the same when it says the same: since when depends on what was heard of it
    SELECT event, 'identity', sign || ' ' || coalesce(after, before, ''),
        list_sort(list_filter([ship, other_ship], lambda s: s IS NOT NULL)), start_time, end_time
    FROM identity_signs
), sent AS (
    SELECT event, list_sort(list(DISTINCT coalesce(ships.number, side))) AS numbers
    FROM (SELECT event, unnest(ships) AS side FROM events) LEFT JOIN ships ON ships.ship = side
    GROUP BY event
)
SELECT events.*, numbers FROM events JOIN sent USING (event) ORDER BY event
