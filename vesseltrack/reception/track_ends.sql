-- Finds:  where each ship was lost, or found, and where it was going there: by its own speed and course, else by its places
-- Writes: track_ends
-- One fix is enough. A speed that the places before it belie (a set that says 13 knots at its berth) is not believed.
-- Degrees an hour lead on from a loss, and back from where a ship was found: the way of which nothing was heard.
-- Let: lost_s = 3600: not heard for longer than this, a ship was lost
-- Let: slots = 4: tenth minutes looked at before it was lost, or after it was found: half an hour from the first to the last
-- Let: long_enough_slots = 2: over fewer of them its places do not belie a speed
-- Let: belied_share = 0.2: if it made less than this share of the speed it sent, that is not believed
-- Let: still_kn = 1: slower than this it leads nowhere
WITH ends AS (
    SELECT vessel_id, false AS found, start_time AS time, start_lat AS lat, start_lon AS lon, end_time AS until_time
    FROM track_steps WHERE NOT jump AND seconds > $lost_s
    UNION ALL
    SELECT vessel_id, true, end_time, end_lat, end_lon, start_time FROM track_steps WHERE NOT jump AND seconds > $lost_s
    UNION ALL
    SELECT vessel_id, false, ships.last_time, last_lat, last_lon, searched.last_time FROM ships, searched
    WHERE ships.last_time < searched.last_time
    UNION ALL
    SELECT vessel_id, true, ships.first_time, first_lat, first_lon, searched.first_time FROM ships, searched
    WHERE ships.first_time > searched.first_time
), sent AS (
    SELECT ends.vessel_id, found, ends.time, min((f.sog_kn, coalesce(f.cog_deg, f.heading_deg))) AS speed_and_course
    FROM ends JOIN ships USING (vessel_id) JOIN searched_fixes AS f
        ON f.ssvid = ships.ssvid AND f.time = ends.time AND f.lat = ends.lat AND f.lon = ends.lon
    GROUP BY ALL
), half_hours AS (
    -- its last half hour, or its first
    SELECT vessel_id, found, time, min((slot, resampled.lat, resampled.lon)) AS a, max((slot, resampled.lat, resampled.lon)) AS b
    FROM (SELECT vessel_id, found, time, slot_before(time) + unnest(CASE WHEN found THEN range(1, $slots + 1) ELSE range(1 - $slots, 1) END) AS slot FROM ends)
        JOIN resampled USING (vessel_id, slot)
    GROUP BY ALL
), speeds AS (
    SELECT ends.*, speed_and_course[1] AS sog_kn, CASE WHEN speed_and_course[2] < 360 THEN speed_and_course[2] END AS cog_deg,
        CASE WHEN b[1] > a[1] THEN (b[2] - a[2]) / (b[1] - a[1]) * slots_in(1) END AS lat_moved,
        CASE WHEN b[1] > a[1] THEN degrees_apart(a[3], b[3]) / (b[1] - a[1]) * slots_in(1) END AS lon_moved,
        apart_m(ends.lat, ends.lon, ends.lat + lat_moved, ends.lon + lon_moved) / 1852 AS moved_kn,
        coalesce(b[1] - a[1] >= $long_enough_slots AND moved_kn < $belied_share * sog_kn, false) AS is_belied
    FROM ends LEFT JOIN sent USING (vessel_id, found, time) LEFT JOIN half_hours USING (vessel_id, found, time)
), courses AS (
    SELECT *, CASE WHEN is_belied THEN moved_kn ELSE coalesce(sog_kn, moved_kn) END AS speed_kn,
        CASE WHEN is_belied OR cog_deg IS NULL OR sog_kn IS NULL THEN lat_moved ELSE sog_kn / 60 * cos(radians(cog_deg)) END AS lat_course,
        CASE WHEN is_belied OR cog_deg IS NULL OR sog_kn IS NULL THEN lon_moved
            ELSE sog_kn / 60 * sin(radians(cog_deg)) / cos(radians(lat)) END AS lon_course
    FROM speeds
)
SELECT vessel_id, found, time, until_time, lat, lon, sog_kn, cog_deg, speed_kn,
    CASE WHEN speed_kn < $still_kn THEN 0 ELSE coalesce(lat_course, 0) END * CASE WHEN found THEN -1 ELSE 1 END AS lat_h,
    CASE WHEN speed_kn < $still_kn THEN 0 ELSE coalesce(lon_course, 0) END * CASE WHEN found THEN -1 ELSE 1 END AS lon_h
FROM courses
ORDER BY vessel_id, time, found
