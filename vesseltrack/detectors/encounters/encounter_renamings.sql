-- Finds:  numbers that went on as another: by their identities, at once or after a silence, in the middle of a meeting, or within a day before or after one
-- Writes: encounter_renamings
-- Row: One number, and the one that its ship went on under, as far as known.
-- Of two ships that are heard one after the other at one place out at sea, alike in size and type, the second may be another that came
-- there without being heard: unlikely where the one ends and the other begins at once, and one of them has just met a ship.
-- Let: around_h = 24: hours before or after the meeting in which the number ends, and the other begins at once (encounter_successions)
WITH parts AS (
    SELECT n.vessel_id, n.former_vessel_id, handover_seen AS seen, which_known FROM encounter_numbers AS n JOIN encounter_swaps USING (event) WHERE n.former_vessel_id IS NOT NULL
), met AS (
    SELECT unnest([vessel_id, other_vessel_id]) AS vessel_id, start_time - to_hours($around_h) AS from_time, until_time + to_hours($around_h) AS to_time
    FROM encounter_spells WHERE as_one
), beside AS (
    SELECT DISTINCT n.vessel_id, former_vessel_id
    FROM encounter_successions AS n JOIN ships AS f ON f.vessel_id = former_vessel_id
    JOIN met ON met.vessel_id IN (former_vessel_id, n.vessel_id) AND f.last_time BETWEEN from_time AND to_time
    WHERE at_once
), alone AS (
    -- only where there is no choice
    FROM beside QUALIFY count(*) OVER (PARTITION BY vessel_id) = 1 AND count(*) OVER (PARTITION BY former_vessel_id) = 1
), found AS (
    SELECT vessel_id, other_vessel_id AS former_vessel_id, evidence IS NULL AS seen, true AS which_known FROM handovers
    -- what became of the two of a meeting is known better from both
    WHERE NOT EXISTS (FROM parts WHERE (parts.vessel_id = handovers.vessel_id) <> (parts.former_vessel_id = other_vessel_id))
    UNION ALL
    FROM parts
    UNION ALL
    SELECT vessel_id, former_vessel_id, false, true FROM alone
    UNION ALL
    SELECT vessel_id, former_vessel_id, false, true FROM renamed_returns
)
SELECT vessel_id, former_vessel_id, bool_or(seen) AS seen, bool_and(which_known) AS which_known FROM found WHERE vessel_id <> former_vessel_id
GROUP BY vessel_id, former_vessel_id ORDER BY vessel_id, former_vessel_id
