-- Finds:  pairs of consecutive fixes under one number with a tenth minute between them, or that one ship can hardly have sent
-- Writes: fix_pairs
-- The only pass over all fixes: later steps read these few rows. jump: farther than $max_speed_kn allows, and a mile more; within ten
-- minutes, farther than much more than the ship's own speed allows (segments.py). late_suspect: a step of about 200 metres or more, out or
-- back, too fast for the speed sent, as a late copy makes it (late_fixes.py). The order of equal messages makes no difference.
-- Sorting all messages would cost most of a search's start. They lie in the store in runs: of one number, in order of time. So each
-- is compared with the one that lies after it, whatever the order; pairs from run to run are added; and only numbers of which two runs
-- overlap in time are sorted.
WITH sent AS NOT MATERIALIZED (
    SELECT ssvid, time, lat, lon, sog_kn FROM messages()
), laid AS (
    SELECT row_number() OVER () AS place, ssvid, time, lat, lon, sog_kn, lead(ssvid) OVER () AS next_ssvid,
        lead(time) OVER () AS next_time, lead(lat) OVER () AS next_lat, lead(lon) OVER () AS next_lon, lead(sog_kn) OVER () AS next_sog_kn
    FROM sent
), ended AS (
    SELECT *, seconds_between(time, next_time) AS seconds, next_ssvid IS NULL OR next_ssvid <> ssvid OR next_time < time
        OR next_time = time AND (next_lat, next_lon, next_sog_kn) < (lat, lon, sog_kn) AS ends_run
    FROM laid
), counted AS (
    SELECT *, count_if(ends_run) OVER (ROWS UNBOUNDED PRECEDING) AS ended FROM ended
), looked_at AS (
    SELECT * FROM counted
    WHERE place = 1 OR ends_run OR holds_slot(time, next_time) OR greatest(abs(next_lat - lat), abs(next_lon - lon)) > 0.1 / 60
), flagged AS (
    SELECT * EXCLUDE (next_ssvid, ended), (ended - ends_run::INTEGER)::BIGINT AS run,
        is_jump(flat_nm(lat, lon, next_lat, next_lon), seconds, sog_kn, next_sog_kn, $max_speed_kn) AS jump,
        is_late_suspect(flat_nm(lat, lon, next_lat, next_lon), seconds, sog_kn, next_sog_kn) AS late_suspect
    FROM looked_at
), noted AS MATERIALIZED (
    SELECT *, jump OR late_suspect OR holds_slot(time, next_time) AS is_pair FROM flagged
    WHERE place = 1 OR ends_run OR jump OR late_suspect OR holds_slot(time, next_time)
), ends AS (
    -- of each run, its first and its last message; what lies after the last is the first of the next run
    SELECT CASE WHEN run = row_number() OVER lie - 1 THEN run ELSE error('messages were counted in another order than they lie') END AS run,
        ssvid, place AS last_place, (time, lat, lon, sog_kn) AS last, lag(place, 1, 0) OVER lie AS place_before,
        lag((next_time, next_lat, next_lon, next_sog_kn), 1, (SELECT (time, lat, lon, sog_kn) FROM noted WHERE place = 1)) OVER lie AS first
    FROM noted WHERE ends_run
    WINDOW lie AS (ORDER BY place)
), runs AS MATERIALIZED (
    SELECT run, ssvid, last_place, last, lead(first) OVER track AS next_first, (sum(last_place - place_before) OVER track)::BIGINT AS so_far
    FROM ends
    WINDOW track AS (PARTITION BY ssvid ORDER BY first, last, run)
), mixed AS MATERIALIZED (
    SELECT DISTINCT ssvid FROM runs WHERE next_first < last
), in_turn AS MATERIALIZED (
    SELECT run, last_place, last, next_first, so_far, ssvid FROM runs ANTI JOIN mixed USING (ssvid)
), sorted AS (
    SELECT ssvid, row_number() OVER track AS nth, (time, lat, lon, sog_kn) AS a, lead((time, lat, lon, sog_kn)) OVER track AS b
    FROM sent WHERE ssvid IN (FROM mixed)
    WINDOW track AS (PARTITION BY ssvid ORDER BY time, lat, lon, sog_kn)
), linked AS (
    SELECT ssvid, nth, a[1] AS start_time, a[2] AS start_lat, a[3] AS start_lon, a[4] AS start_sog_kn, b[1] AS end_time, b[2] AS end_lat,
        b[3] AS end_lon, b[4] AS end_sog_kn, seconds_between(a[1], b[1]) AS seconds,
        is_jump(flat_nm(a[2], a[3], b[2], b[3]), seconds, a[4], b[4], $max_speed_kn) AS jump,
        is_late_suspect(flat_nm(a[2], a[3], b[2], b[3]), seconds, a[4], b[4]) AS late_suspect
    FROM (
        FROM sorted
        UNION ALL
        SELECT ssvid, so_far, last, next_first FROM in_turn
    )
    WHERE b IS NOT NULL AND (jump OR late_suspect OR holds_slot(a[1], b[1]))
)
SELECT noted.ssvid, place - last_place + so_far AS nth, time AS start_time, lat AS start_lat, lon AS start_lon, sog_kn AS start_sog_kn,
    next_time AS end_time, next_lat AS end_lat, next_lon AS end_lon, next_sog_kn AS end_sog_kn, seconds, jump, late_suspect
FROM noted JOIN in_turn USING (run)
WHERE is_pair AND NOT ends_run
UNION ALL
FROM linked
ORDER BY ssvid, start_time, end_time
