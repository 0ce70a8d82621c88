-- Finds:  who and when of each event found, whatever its kind
-- Writes: event_spans
WITH sides AS (
    SELECT event, list_sort(list_filter([vessel_id, other_vessel_id], lambda s: s IS NOT NULL)) AS vessel_ids FROM events
), sent AS (
    SELECT event, list_sort(list(DISTINCT coalesce(ships.ssvid, side))) AS ssvids
    FROM (SELECT event, unnest(vessel_ids) AS side FROM sides) LEFT JOIN ships ON ships.vessel_id = side
    GROUP BY event
)
SELECT event, event_type, detail, sides.vessel_ids, ssvids, start_time, end_time
FROM events JOIN sides USING (event) JOIN sent USING (event)
ORDER BY event
