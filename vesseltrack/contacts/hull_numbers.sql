-- Finds:  ships that changed their number, and under which numbers each was heard
-- Writes: hull_numbers
-- A number that ended where and when another began, or that was last heard in a meeting which went on under another (encounter_renamings).
WITH RECURSIVE former AS (
    -- of several that it may have been, the one that is surest, and of these the least
    SELECT vessel_id, min((NOT seen, former_vessel_id)) AS surest, surest[2] AS former_vessel_id, NOT surest[1] AS seen
    FROM encounter_renamings WHERE which_known GROUP BY vessel_id
), chains AS (
    SELECT former_vessel_id AS vessel_id, former_vessel_id AS first_vessel_id, 1 AS nth, true AS seen
    FROM (SELECT DISTINCT former_vessel_id FROM former) WHERE former_vessel_id NOT IN (SELECT vessel_id FROM former)
    UNION ALL
    SELECT former.vessel_id, first_vessel_id, nth + 1, former.seen FROM chains JOIN former ON former.former_vessel_id = chains.vessel_id
)
SELECT vessel_id, first_vessel_id, nth, seen FROM chains ORDER BY first_vessel_id, nth, vessel_id
