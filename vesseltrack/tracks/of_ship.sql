-- Finds:  the messages of some ships (_asked: vessel_id, from_time, to_time); of a number that several hulls send under, each hull's
-- Writes: nothing
-- A segment is identified by its first and last message, not by a row number, which would shift when old messages lie before the window
-- or are pruned. Messages before the first segment of a number lie before the window searched, and belong to the hull of that segment.
WITH numbers AS (
    -- the numbers asked for, and from when to when at most
    SELECT coalesce(p.ssvid, a.vessel_id) AS ssvid, min(from_time) AS from_time, max(to_time) AS to_time
    FROM _asked AS a LEFT JOIN (SELECT vessel_id, any_value(ssvid) AS ssvid FROM segments GROUP BY vessel_id) AS p USING (vessel_id) GROUP BY ALL
), begun AS (
    SELECT ssvid, arg_min(vessel_id, (start_time, start_lat, start_lon)) AS vessel_id, min(vessel_id) < max(vessel_id) AS several FROM segments
    WHERE ssvid IN (SELECT ssvid FROM numbers) GROUP BY ssvid
), own AS (
    SELECT m.*, coalesce(begun.vessel_id, ssvid) AS first_hull, coalesce(several, false) AS several
    FROM messages() AS m JOIN numbers AS n USING (ssvid) LEFT JOIN begun USING (ssvid)
    WHERE time BETWEEN from_time AND to_time
        AND NOT EXISTS (FROM late_fixes AS late WHERE set_aside AND late.ssvid = m.ssvid AND late.time = m.time AND late.lat = m.lat AND late.lon = m.lon)
), segment_hours AS (
    -- looked up by the hour: a number may have thousands
    SELECT *, unnest(range(epoch_hour(start_time), epoch_hour(end_time) + 1)) AS hour FROM segments WHERE ssvid IN (SELECT ssvid FROM begun WHERE several)
), placed AS (
    -- most numbers are of one hull: which segment a message is of matters for the others
    SELECT * EXCLUDE (first_hull, several), first_hull AS hull FROM own WHERE NOT several
    UNION ALL
    SELECT DISTINCT own.* EXCLUDE (first_hull, several), coalesce(s.vessel_id, first_hull) AS hull
    FROM own LEFT JOIN segment_hours AS s ON s.ssvid = own.ssvid AND s.hour = epoch_hour(own.time)
        AND (own.time, own.lat, own.lon) BETWEEN (start_time, start_lat, start_lon) AND (end_time, end_lat, end_lon)
    WHERE several
)
SELECT placed.* FROM placed
SEMI JOIN _asked AS a ON placed.hull = a.vessel_id AND placed.time BETWEEN a.from_time AND a.to_time
ORDER BY hull, time, lat, lon, sog_kn, cog_deg, heading_deg, nav_status
