-- Finds:  where each ship was lost, or found, and where it was going there: by its own speed and course, else by its places
-- Writes: track_ends
-- One fix is enough. A speed sent is not used where the positions around it contradict it (13 knots sent at a berth), unless the ship had just left
-- them when it was lost, or came to them when it was found.
-- lat_h and lon_h, degrees an hour, point into the silence: onward from where a ship was lost, backward from where it was found again.
-- Let: lost_s = 3600: a ship not received for longer than this was lost
-- Let: slots = 4: tenth minutes before it was lost, or after it was found, from which speed is measured: half an hour from first to last
-- Let: least_span_slots = 2: positions fewer slots apart do not contradict a speed sent
-- Let: contradicted_share = 0.2: a ship that made less than this share of the speed it sent did not sail at it
-- Let: left_m = 500: a ship farther than this from the nearest of those positions had left it, or not yet come to it
-- Let: still_kn = 1: slower than this it is taken to stay where it is
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
        CASE WHEN found THEN a ELSE b END AS nearest,
        coalesce(b[1] - a[1] >= $least_span_slots AND moved_kn < $contradicted_share * sog_kn
            AND apart_m(nearest[2], nearest[3], ends.lat, ends.lon) <= $left_m, false) AS is_contradicted
    FROM ends LEFT JOIN sent USING (vessel_id, found, time) LEFT JOIN half_hours USING (vessel_id, found, time)
), courses AS (
    SELECT *, CASE WHEN is_contradicted THEN moved_kn ELSE coalesce(sog_kn, moved_kn) END AS speed_kn,
        CASE WHEN is_contradicted OR cog_deg IS NULL OR sog_kn IS NULL THEN lat_moved ELSE sog_kn / 60 * cos(radians(cog_deg)) END AS lat_course,
        CASE WHEN is_contradicted OR cog_deg IS NULL OR sog_kn IS NULL THEN lon_moved
            ELSE sog_kn / 60 * sin(radians(cog_deg)) / cos(radians(lat)) END AS lon_course
    FROM speeds
)
SELECT vessel_id, found, time, until_time, lat, lon, sog_kn, cog_deg, speed_kn,
    CASE WHEN speed_kn < $still_kn THEN 0 ELSE coalesce(lat_course, 0) END * CASE WHEN found THEN -1 ELSE 1 END AS lat_h,
    CASE WHEN speed_kn < $still_kn THEN 0 ELSE coalesce(lon_course, 0) END * CASE WHEN found THEN -1 ELSE 1 END AS lon_h
FROM courses
ORDER BY vessel_id, time, found
