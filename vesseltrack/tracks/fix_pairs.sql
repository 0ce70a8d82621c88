-- Finds:  pairs of consecutive fixes under one number with a tenth minute between them, or that one ship can hardly have sent
-- Writes: fix_pairs
-- The only pass over all fixes: later steps read these few rows. jump: farther than $max_speed_kn allows, and a mile more; within ten
-- minutes, farther than much more than the ship's own speed allows (segments.py). late_suspect: a step of about 200 metres or more, out or
-- back, too fast for the speed sent, as a late copy makes it (late_fixes.py). The order of equal messages makes no difference.
-- Of many messages the same rows are made by compiled code (pairs.py), sooner.
WITH sent AS NOT MATERIALIZED (
    SELECT ssvid, time, lat, lon, sog_kn FROM messages()
), consecutive AS (
    SELECT ssvid, time AS start_time, lat AS start_lat, lon AS start_lon, sog_kn AS start_sog_kn, lead(time) OVER track AS end_time,
        lead(lat) OVER track AS end_lat, lead(lon) OVER track AS end_lon, lead(sog_kn) OVER track AS end_sog_kn
    FROM sent
    WINDOW track AS (PARTITION BY ssvid ORDER BY time, lat, lon, sog_kn)
), measured AS (
    SELECT *, seconds_between(start_time, end_time) AS seconds, flat_nm(start_lat, start_lon, end_lat, end_lon) AS nm
    FROM consecutive WHERE end_time IS NOT NULL
), judged AS (
    SELECT * EXCLUDE nm, is_jump(nm, seconds, start_sog_kn, end_sog_kn, $max_speed_kn) AS jump,
        is_late_suspect(nm, seconds, start_sog_kn, end_sog_kn) AS late_suspect
    FROM measured
)
FROM judged
WHERE jump OR late_suspect OR holds_slot(start_time, end_time)
ORDER BY ssvid, start_time, end_time
