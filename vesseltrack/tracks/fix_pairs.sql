-- Finds:  pairs of consecutive fixes under one number with a tenth minute between them, or that one ship can hardly have sent
-- Writes: fix_pairs
-- The only pass over all fixes: later steps read these few rows. jump: farther than $max_speed_kn allows, and a mile more; within ten
-- minutes, farther than much more than the ship's own speed allows (segments.py). late_suspect: a step of about 200 metres or more, out or
-- back, too fast for the speed sent, as a late copy makes it (late_fixes.py). The order of equal messages makes no difference.
WITH consecutive AS (
    SELECT
        ssvid, row_number() OVER track AS nth,
        time AS start_time, lat AS start_lat, lon AS start_lon, sog_kn AS start_sog_kn,
        lead(time) OVER track AS end_time, lead(lat) OVER track AS end_lat, lead(lon) OVER track AS end_lon,
        lead(sog_kn) OVER track AS end_sog_kn
    FROM messages()
    WINDOW track AS (PARTITION BY ssvid ORDER BY time, lat, lon, sog_kn)
), moved AS (
    SELECT *,
        date_diff('millisecond', start_time, end_time) / 1000 AS seconds,
        greatest(
            abs(end_lat - start_lat),
            abs(degrees_apart(start_lon, end_lon)) * cos(radians(start_lat))
        ) * 60 AS miles
    FROM consecutive
    WHERE end_time IS NOT NULL
)
SELECT
    ssvid, nth, start_time, start_lat, start_lon, start_sog_kn, end_time, end_lat, end_lon, end_sog_kn, seconds,
    miles > 1 AND miles > 1 + seconds / 3600 * CASE
        WHEN seconds < 600 AND 1.5 * greatest(start_sog_kn, end_sog_kn) + 10 < $max_speed_kn
            THEN 1.5 * greatest(start_sog_kn, end_sog_kn) + 10
        ELSE $max_speed_kn END AS jump,
    miles > 0.1 AND miles > 0.1 + seconds / 3600 * coalesce(1.5 * greatest(start_sog_kn, end_sog_kn) + 5, 20) AS late_suspect
FROM moved
WHERE jump OR late_suspect OR slot_before(end_time) > slot_before(start_time) OR epoch_us(start_time) % 600000000 = 0
ORDER BY ssvid, start_time, end_time
