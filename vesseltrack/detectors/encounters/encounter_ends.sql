-- Finds:  within which time an encounter began and ended, where a ship that came or left was seldom heard, and whether they were heard apart after it
-- Writes: encounter_ends
-- Row: One encounter of which the begin or the end lies between two messages of a ship that came or left, a quarter of an hour apart or more.
SELECT event,
    max(from_time) FILTER (NOT at_end) AS start_after,
    -- of two that went on together, when the first message was sent apart
    min(CASE WHEN apart OR together_by IS NULL THEN to_time ELSE apart_by END) FILTER (at_end) AS end_before,
    bool_or(at_end AND apart) AS heard_apart
FROM encounter_silences JOIN (
    SELECT event, together_by, apart_by FROM encounter_spells LEFT JOIN encounter_partings USING (vessel_id, other_vessel_id, first_slot)
) USING (event)
WHERE moved OR apart
GROUP BY event
ORDER BY event
