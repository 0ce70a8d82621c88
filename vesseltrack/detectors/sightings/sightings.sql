-- Finds:  ships that a list names, heard at all
-- Writes: sightings
WITH named AS (
    SELECT ship, min(array_position(['sure', 'probable', 'check', 'review'], tier)) AS best FROM matches GROUP BY ship
)
SELECT
    'sighting-' || ship AS event,  -- of one ship there is but one, however much of the past is kept
    ship,
    first_time AS start_time, last_time AS end_time,
    round(hours_between(first_time, last_time), 3) AS duration_h,
    last_lat AS lat, last_lon AS lon,
    (['sure', 'probable', 'check', 'review'])[best] AS tier
FROM named JOIN ships USING (ship)
ORDER BY event
