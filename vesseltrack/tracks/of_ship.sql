-- Finds:  the messages of one ship ($vessel_id); of a number that several hulls send under, that hull's
-- Writes: nothing
-- A segment is known by its first and last message: places in a count shift when old messages are not looked at, or let go.
-- What lies before the first segment of a number was not looked at lately, and no jump parted it from that segment.
WITH own AS (
    SELECT * FROM messages() AS m
    WHERE ssvid = coalesce((SELECT any_value(ssvid) FROM segments WHERE vessel_id = $vessel_id), $vessel_id) AND NOT EXISTS (FROM late_fixes
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
SELECT DISTINCT * EXCLUDE (hull) FROM placed WHERE hull = $vessel_id
ORDER BY time, lat, lon, sog_kn, cog_deg, heading_deg, nav_status
