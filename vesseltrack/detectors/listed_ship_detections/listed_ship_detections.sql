-- Finds:  ships that a list names, heard at all
-- Writes: listed_ship_detections
WITH named AS (
    SELECT vessel_id, min(array_position(['sure', 'probable', 'check', 'review'], tier)) AS best FROM matches GROUP BY vessel_id
)
SELECT
    'sighting-' || vessel_id AS event,  -- of one ship there is but one, however much of the past is kept
    vessel_id,
    first_time AS start_time, last_time AS end_time,
    round(hours_between(first_time, last_time), 3) AS duration_h,
    last_lat AS lat, last_lon AS lon,
    (['sure', 'probable', 'check', 'review'])[best] AS tier
FROM named JOIN ships USING (vessel_id)
ORDER BY event
