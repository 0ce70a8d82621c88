-- Finds:  within which time an encounter began and ended, where a ship that came or left was seldom heard, and whether they were heard apart after it
-- Writes: encounter_ends
-- Row: One encounter of which the begin or the end lies between two messages of a ship that came or left, a quarter of an hour apart or more.
-- Nor did the two lie together while either was heard under way between: mostly the one that was not silent, which came later or left earlier.
-- Let: under_way_kn = 3: a ship is under way if it is faster than this, beyond ...
-- Let: times_as_fast = 1.5: ... so many times the speed of the two in the encounter
-- Let: seldom_s = 900: of two messages farther apart than this the one outside the encounter was sent elsewhere, if the mean speed between is such
WITH known AS (
    SELECT event, max(from_time) FILTER (NOT at_end) AS start_after,
        -- of two that went on together, when the first message was sent apart
        min(CASE WHEN apart OR together_by IS NULL THEN to_time ELSE apart_by END) FILTER (at_end) AS end_before,
        bool_or(at_end AND apart) AS heard_apart, any_value(together_by) AS together_by
    FROM encounter_silences JOIN (
        SELECT event, together_by, apart_by FROM encounter_spells LEFT JOIN encounter_partings USING (vessel_id, other_vessel_id, first_slot)
    ) USING (event)
    WHERE moved OR apart
    GROUP BY event
), between AS MATERIALIZED (
    SELECT event, vessel_id, at_end, $under_way_kn + $times_as_fast * median_speed_kn AS faster_kn,
        CASE WHEN at_end THEN greatest(slot_time(last_slot), together_by) ELSE start_after END AS from_time,
        CASE WHEN at_end THEN end_before ELSE slot_time(first_slot) END AS to_time
    FROM known JOIN (
        SELECT event, unnest([vessel_id, other_vessel_id]) AS vessel_id, first_slot, last_slot, median_speed_kn FROM encounter_spells
    ) USING (event), (VALUES (false), (true)) AS ends(at_end)
    WHERE from_time < to_time
), slots AS (
    SELECT event, vessel_id, at_end, faster_kn, unnest(range(slot_from(from_time) + 1, slot_before(to_time) + 1)) AS slot FROM between
), under_way AS (
    -- a speed is that of the ten minutes before: at their begin the ship was elsewhere before the encounter, at their end after it
    SELECT event, at_end, slot_time(CASE WHEN at_end THEN slot ELSE slot - 1 END) AS time
    FROM slots JOIN resampled USING (vessel_id, slot) WHERE speed_kn > faster_kn AND span_s <= $seldom_s
    UNION ALL
    SELECT event, at_end, CASE WHEN at_end THEN end_time ELSE start_time END
    FROM between JOIN track_steps AS t USING (vessel_id)
    WHERE t.start_time >= from_time AND t.end_time <= to_time AND NOT jump AND seconds > $seldom_s
        AND knots(apart_m(start_lat, start_lon, end_lat, end_lon), seconds) > faster_kn
), nearer AS (
    SELECT event, max(time) FILTER (NOT at_end) AS start_after, min(time) FILTER (at_end) AS end_before FROM under_way GROUP BY event
)
SELECT event, greatest(known.start_after, nearer.start_after) AS start_after, least(known.end_before, nearer.end_before) AS end_before, heard_apart
FROM known LEFT JOIN nearer USING (event)
ORDER BY event
