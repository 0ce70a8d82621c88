-- Finds:  where each ship was lost, or found, and where it was going there: by its own speed and course, else by its places
-- Writes: track_ends
-- One fix is enough. A speed that the places before it belie (a set that says 13 knots at its berth) is not believed.
-- Degrees an hour lead on from a loss, and back from where a ship was found: the way of which nothing was heard.
WITH parted AS (
    SELECT vessel_id, false AS found, start_time AS time, start_lat AS lat, start_lon AS lon, end_time AS until_time
    FROM track_steps WHERE NOT jump AND seconds > 3600
    UNION ALL
    SELECT vessel_id, true, end_time, end_lat, end_lon, start_time FROM track_steps WHERE NOT jump AND seconds > 3600
    UNION ALL
    SELECT vessel_id, false, ships.last_time, last_lat, last_lon, searched.last_time FROM ships, searched
    WHERE ships.last_time < searched.last_time
    UNION ALL
    SELECT vessel_id, true, ships.first_time, first_lat, first_lon, searched.first_time FROM ships, searched
    WHERE ships.first_time > searched.first_time
), sent AS (
    SELECT parted.vessel_id, found, parted.time, min((f.sog_kn, coalesce(f.cog_deg, f.heading_deg))) AS said
    FROM parted JOIN ships USING (vessel_id) JOIN searched_fixes AS f
        ON f.ssvid = ships.ssvid AND f.time = parted.time AND f.lat = parted.lat AND f.lon = parted.lon
    GROUP BY ALL
), moved AS (
    -- its last half hour, or its first
    SELECT vessel_id, found, time, min((slot, resampled.lat, resampled.lon)) AS a, max((slot, resampled.lat, resampled.lon)) AS b
    FROM (SELECT vessel_id, found, time, slot_before(time) + unnest(CASE WHEN found THEN range(1, 5) ELSE range(-3, 1) END) AS slot FROM parted)
        JOIN resampled USING (vessel_id, slot)
    GROUP BY ALL
), steered AS (
    SELECT parted.*, said[1] AS sog_kn, CASE WHEN said[2] < 360 THEN said[2] END AS cog_deg,
        CASE WHEN b[1] > a[1] THEN (b[2] - a[2]) / (b[1] - a[1]) * 6 END AS lat_moved,
        CASE WHEN b[1] > a[1] THEN degrees_apart(a[3], b[3]) / (b[1] - a[1]) * 6 END AS lon_moved,
        apart_m(parted.lat, parted.lon, parted.lat + lat_moved, parted.lon + lon_moved) / 1852 AS moved_kn,
        coalesce(b[1] - a[1] >= 2 AND moved_kn < 0.2 * sog_kn, false) AS stuck
    FROM parted LEFT JOIN sent USING (vessel_id, found, time) LEFT JOIN moved USING (vessel_id, found, time)
), led AS (
    SELECT *, CASE WHEN stuck THEN moved_kn ELSE coalesce(sog_kn, moved_kn) END AS speed_kn,
        CASE WHEN stuck OR cog_deg IS NULL OR sog_kn IS NULL THEN lat_moved ELSE sog_kn / 60 * cos(radians(cog_deg)) END AS lat_led,
        CASE WHEN stuck OR cog_deg IS NULL OR sog_kn IS NULL THEN lon_moved
            ELSE sog_kn / 60 * sin(radians(cog_deg)) / cos(radians(lat)) END AS lon_led
    FROM steered
)
SELECT vessel_id, found, time, until_time, lat, lon, sog_kn, cog_deg, speed_kn,
    CASE WHEN speed_kn < 1 THEN 0 ELSE coalesce(lat_led, 0) END * CASE WHEN found THEN -1 ELSE 1 END AS lat_h,
    CASE WHEN speed_kn < 1 THEN 0 ELSE coalesce(lon_led, 0) END * CASE WHEN found THEN -1 ELSE 1 END AS lon_h
FROM led
ORDER BY vessel_id, time, found
