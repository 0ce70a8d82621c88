-- Finds:  which numbers the two ships of a meeting bore in its parts, where one changed its number in the middle of it
-- Writes: encounter_numbers
-- Row: One ship in one part of such a meeting.
-- A meeting may have many parts: each goes on from an earlier one (encounter_swaps), and the first of them names the meeting.
WITH RECURSIVE parts AS (
    SELECT w.event, former_event, w.vessel_id AS changed_vessel_id, former_vessel_id, s.vessel_id + s.other_vessel_id - w.vessel_id AS beside_vessel_id
    FROM encounter_swaps AS w JOIN encounter_spells AS s ON s.event = w.event
), numbers AS (
    SELECT event AS first_event, event, unnest([vessel_id, other_vessel_id]) AS one, one AS first_vessel_id, one AS former
    FROM encounter_spells WHERE event IN (SELECT former_event FROM parts) AND event NOT IN (SELECT event FROM parts)
    UNION ALL
    SELECT first_event, parts.event, CASE WHEN numbers.one = former_vessel_id THEN changed_vessel_id ELSE beside_vessel_id END, first_vessel_id, numbers.one
    FROM parts JOIN numbers ON numbers.event = former_event
)
SELECT event, one AS vessel_id, first_event, first_vessel_id, CASE WHEN former <> one THEN former END AS former_vessel_id FROM numbers ORDER BY event, one
