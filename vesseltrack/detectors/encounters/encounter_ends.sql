-- Finds:  within which time an encounter began and ended, where a ship that came or left was seldom heard
-- Writes: encounter_ends
-- Row: One encounter of which the begin or the end lies between two messages of a ship that came or left, a quarter of an hour apart or more.
-- Let: seldom_s = 900: between messages nearer than this a begin is known well enough
-- Let: silent_s = 86400: and across a longer silence nothing is said of it
-- Let: moved_m = 1000: a ship that moved less between the two messages neither came nor left, beyond what it made with the other ...
-- Let: times_as_fast = 1.5: ... at so many times their speed in the encounter: two that drift or sail on together have not parted
WITH sides AS (
    SELECT event, unnest([vessel_id, other_vessel_id]) AS vessel_id, slot_time(first_slot) AS start_time, slot_time(last_slot) AS until_time, median_speed_kn,
        together_by, apart_by
    FROM encounter_spells LEFT JOIN encounter_partings USING (vessel_id, other_vessel_id, first_slot)
), steps AS (
    SELECT vessel_id, start_time AS from_time, end_time AS to_time, seconds, apart_m(start_lat, start_lon, end_lat, end_lon) AS long_m FROM track_steps
    WHERE NOT jump AND seconds BETWEEN $seldom_s AND $silent_s
)
SELECT event,
    max(from_time) FILTER (from_time < start_time AND to_time > start_time - to_minutes(10)) AS start_after,
    -- of two that went on together, when the first message was sent apart
    min(CASE WHEN together_by IS NULL THEN to_time ELSE apart_by END) FILTER (to_time > until_time AND from_time < until_time + to_minutes(10)) AS end_before
FROM sides JOIN steps USING (vessel_id)
WHERE (from_time < start_time AND to_time > start_time - to_minutes(10) OR to_time > until_time AND from_time < until_time + to_minutes(10))
    AND long_m > $moved_m + $times_as_fast * median_speed_kn * 1852 * seconds / 3600
GROUP BY event
ORDER BY event
