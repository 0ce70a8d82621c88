-- Finds:  pairs of consecutive fixes under one number with a tenth minute between them, or that one ship can hardly have sent
-- Writes: fix_pairs
-- The only pass over all fixes: later steps read these few rows. jump: farther than $max_speed_kn allows, and a mile more; within ten
-- minutes, farther than much more than the ship's own speed allows (segments.py). late_suspect: a step of about 200 metres or more, out or
-- back, too fast for the speed sent, as a late copy makes it (late_fixes.py). The order of equal messages makes no difference.
-- Sorting all messages would cost most of a search's start. They lie in the store in runs: of one number, in order of time. So each
-- is compared with the one that lies after it, whatever the order, and the end of each run with the start of the number's next one.
-- Where runs of one number overlap in time, as files of two days or of two feeds do, the messages of that time are sorted, from the
-- last pair that lies before it to the first that lies after it: what was paired within is replaced.
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
), looked_at AS (
    SELECT * FROM ended
    WHERE place = 1 OR ends_run OR holds_slot(time, next_time) OR greatest(abs(next_lat - lat), abs(next_lon - lon)) > 0.1 / 60
), noted AS MATERIALIZED (
    SELECT * EXCLUDE next_ssvid, is_jump(flat_nm(lat, lon, next_lat, next_lon), seconds, sog_kn, next_sog_kn, $max_speed_kn) AS jump,
        is_late_suspect(flat_nm(lat, lon, next_lat, next_lon), seconds, sog_kn, next_sog_kn) AS late_suspect
    FROM looked_at
    WHERE place = 1 OR ends_run OR jump OR late_suspect OR holds_slot(time, next_time)
), runs AS (
    -- the first and the last message of each run: what lies after the last is the first of the next run
    SELECT ssvid, (time, lat, lon, sog_kn) AS last,
        lag((next_time, next_lat, next_lon, next_sog_kn), 1, (SELECT (time, lat, lon, sog_kn) FROM noted WHERE place = 1)) OVER (ORDER BY place) AS first
    FROM noted WHERE ends_run
), in_turn AS MATERIALIZED (
    SELECT ssvid, first, last, max(last) OVER (PARTITION BY ssvid ORDER BY first, last ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS last_before
    FROM runs
), laid_pairs AS NOT MATERIALIZED (
    SELECT ssvid, time AS start_time, lat AS start_lat, lon AS start_lon, sog_kn AS start_sog_kn, next_time AS end_time,
        next_lat AS end_lat, next_lon AS end_lon, next_sog_kn AS end_sog_kn, seconds, jump, late_suspect
    FROM noted WHERE NOT ends_run AND (jump OR late_suspect OR holds_slot(time, next_time))
), links AS NOT MATERIALIZED (
    SELECT ssvid, last_before AS a, first AS b FROM in_turn WHERE first >= last_before
), overlapping AS (
    -- from here to the stretches: where runs overlap, widened to whole pairs, and joined where they touch
    SELECT ssvid, first[1] AS since, least(last, last_before)[1] AS until FROM in_turn WHERE first < last_before
), hours AS (
    SELECT *, unnest(range(epoch_hour(since), epoch_hour(until) + 1)) AS hour FROM overlapping
), lying AS NOT MATERIALIZED (
    SELECT ssvid, start_time, end_time FROM laid_pairs UNION ALL SELECT ssvid, a[1], b[1] FROM links
), pair_hours AS (
    SELECT *, epoch_hour(start_time) AS hour FROM lying
    UNION ALL
    SELECT *, unnest(range(epoch_hour(start_time) + 1, epoch_hour(end_time) + 1)) FROM lying WHERE epoch_hour(end_time) > epoch_hour(start_time)
), widened AS (
    -- a pair that is not noted lies within one tenth minute
    SELECT ssvid, min(from_time) AS from_time, max(to_time) AS to_time FROM (
        SELECT ssvid, since, until, slot_time(slot_before(since)) AS from_time, slot_time(slot_from(until)) AS to_time FROM overlapping
        UNION ALL
        SELECT ssvid, since, until, start_time, end_time
        FROM pair_hours JOIN hours USING (ssvid, hour) WHERE start_time <= until AND end_time >= since
    )
    GROUP BY ssvid, since, until
), parted AS (
    SELECT *, coalesce(from_time > max(to_time) OVER (PARTITION BY ssvid ORDER BY from_time, to_time ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING),
        true) AS begins
    FROM widened
), numbered AS (
    SELECT *, count_if(begins) OVER (PARTITION BY ssvid ORDER BY from_time, to_time) AS stretch FROM parted
), stretches AS MATERIALIZED (
    SELECT ssvid, stretch, min(from_time) AS from_time, max(to_time) AS to_time,
        unnest(range(epoch_hour(min(from_time)), epoch_hour(max(to_time)) + 1)) AS hour
    FROM numbered GROUP BY ssvid, stretch
), sorted AS (
    SELECT s.ssvid, (time, lat, lon, sog_kn) AS a, lead((time, lat, lon, sog_kn)) OVER (PARTITION BY s.ssvid, stretch ORDER BY time, lat, lon, sog_kn) AS b
    FROM sent JOIN stretches AS s ON s.ssvid = sent.ssvid AND hour = epoch_hour(time) WHERE time BETWEEN from_time AND to_time
), linked AS (
    SELECT ssvid, a[1] AS start_time, a[2] AS start_lat, a[3] AS start_lon, a[4] AS start_sog_kn, b[1] AS end_time, b[2] AS end_lat,
        b[3] AS end_lon, b[4] AS end_sog_kn, seconds_between(a[1], b[1]) AS seconds,
        is_jump(flat_nm(a[2], a[3], b[2], b[3]), seconds, a[4], b[4], $max_speed_kn) AS jump,
        is_late_suspect(flat_nm(a[2], a[3], b[2], b[3]), seconds, a[4], b[4]) AS late_suspect
    FROM (
        FROM links AS p
        WHERE NOT EXISTS (FROM stretches AS s WHERE s.ssvid = p.ssvid AND hour = epoch_hour(a[1]) AND a[1] >= from_time AND b[1] <= to_time)
        UNION ALL
        SELECT ssvid, a, b FROM sorted WHERE b IS NOT NULL
    )
    WHERE jump OR late_suspect OR holds_slot(a[1], b[1])
)
FROM laid_pairs AS p
WHERE NOT EXISTS (
    FROM stretches AS s WHERE s.ssvid = p.ssvid AND hour = epoch_hour(start_time) AND start_time >= from_time AND end_time <= to_time)
UNION ALL
FROM linked
ORDER BY ssvid, start_time, end_time
