-- Finds:  the messages of some ships (_asked: vessel_id, from_time, to_time); of a number that several hulls send under, each hull's
-- Writes: nothing
-- A segment is identified by its first and last message, not by a row number, which would shift when old messages lie before the window
-- or are pruned. Messages before the first segment of a number lie before the window searched, and belong to the hull of that segment.
WITH numbers AS (
    SELECT DISTINCT coalesce(p.ssvid, a.vessel_id) AS ssvid
    FROM _asked AS a LEFT JOIN (SELECT vessel_id, any_value(ssvid) AS ssvid FROM segments GROUP BY vessel_id) AS p USING (vessel_id)
), own AS (
    SELECT * FROM messages() AS m
    WHERE ssvid IN (SELECT ssvid FROM numbers) AND time >= (SELECT min(from_time) FROM _asked)
        AND NOT EXISTS (FROM late_fixes
            WHERE set_aside AND late_fixes.ssvid = m.ssvid AND late_fixes.time = m.time AND late_fixes.lat = m.lat AND late_fixes.lon = m.lon)
), begun AS (
    SELECT ssvid, arg_min(vessel_id, (start_time, start_lat, start_lon)) AS vessel_id FROM segments GROUP BY ssvid
), placed AS (
    SELECT own.*, coalesce(segments.vessel_id, begun.vessel_id, own.ssvid) AS hull
    FROM own LEFT JOIN begun ON begun.ssvid = own.ssvid
    LEFT JOIN segments ON segments.ssvid = own.ssvid AND own.time BETWEEN segments.start_time AND segments.end_time
        AND (own.time, own.lat, own.lon) >= (segments.start_time, segments.start_lat, segments.start_lon)
        AND (own.time, own.lat, own.lon) <= (segments.end_time, segments.end_lat, segments.end_lon)
)
SELECT DISTINCT placed.* FROM placed
SEMI JOIN _asked AS a ON placed.hull = a.vessel_id AND placed.time BETWEEN a.from_time AND a.to_time
ORDER BY hull, time, lat, lon, sog_kn, cog_deg, heading_deg, nav_status
