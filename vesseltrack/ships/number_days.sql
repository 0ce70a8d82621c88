-- Finds:  what each number sent on each UTC day, in sums from which ships and searched are made without reading every message again
-- Writes: number_days
WITH late AS (
    SELECT DISTINCT ssvid, time, lat, lon FROM late_fixes WHERE set_aside
), sent AS NOT MATERIALIZED (
    SELECT *, time::DATE AS day, coalesce(time >= $since::TIMESTAMP, true) AS in_window FROM searched_fixes
), counted AS MATERIALIZED (
    SELECT ssvid, day, in_window, count(*) AS messages, min(time) AS earliest, max(time) AS latest, bit_or(1 << hour(time)) AS hours, count(heading_deg) AS headings,
        max(sog_kn) AS max_sog_kn, count_if(ais_class = 'A') AS class_a, count_if(ais_class = 'B') AS class_b
    FROM sent GROUP BY ssvid, day, in_window
), on_time AS MATERIALIZED (
    SELECT ssvid, day, in_window, messages AS fixes, earliest AS first_time, latest AS last_time, max_sog_kn, class_a, class_b
    FROM counted ANTI JOIN late USING (ssvid)
    UNION ALL
    SELECT ssvid, day, in_window, count(*), min(time), max(time), max(sog_kn), count_if(ais_class = 'A'), count_if(ais_class = 'B')
    FROM sent SEMI JOIN late USING (ssvid) ANTI JOIN late USING (ssvid, time, lat, lon) GROUP BY ssvid, day, in_window
), ends AS (
    SELECT ssvid, day, in_window, min((time, lat, lon)) AS first, max((time, lat, lon, sog_kn)) AS last
    FROM (SELECT ssvid, first_time AS time FROM on_time UNION SELECT ssvid, last_time FROM on_time)
    JOIN sent USING (ssvid, time) ANTI JOIN late USING (ssvid, time, lat, lon) GROUP BY ssvid, day, in_window
)
SELECT ssvid, day, in_window, messages, earliest, latest, hours, headings, coalesce(fixes, 0) AS fixes, first_time, first[2] AS first_lat, first[3] AS first_lon,
    last_time, last[2] AS last_lat, last[3] AS last_lon, last[4] AS last_sog_kn, on_time.max_sog_kn, coalesce(on_time.class_a, 0) AS class_a,
    coalesce(on_time.class_b, 0) AS class_b
FROM counted LEFT JOIN on_time USING (ssvid, day, in_window) LEFT JOIN ends USING (ssvid, day, in_window)
ORDER BY ssvid, day, in_window
