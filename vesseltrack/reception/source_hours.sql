-- Finds:  from which sources each ship was received in each hour, where files name any
-- Writes: source_hours
-- Of equal messages one is a fix, of whichever file came first; all their sources count here.
WITH received AS (
    SELECT ssvid, time, source_id FROM searched_fixes
    UNION ALL
    SELECT ssvid, time, source_id FROM also_received SEMI JOIN searched_fixes USING (ssvid, time)
)
SELECT ssvid, epoch_hour(time)::INTEGER AS epoch_hour, coalesce(source, '') AS source, min(time) AS first_time, max(time) AS last_time
FROM received JOIN (SELECT DISTINCT true AS named FROM sources) AS any_named ON named LEFT JOIN sources USING (source_id)
GROUP BY ALL ORDER BY epoch_hour, ssvid, source
