-- Finds:  pairs of consecutive fixes under one number with a tenth minute between them, or that one ship can hardly have sent
-- Writes: fix_pairs
-- The only pass over all fixes: later steps read these few rows. jump: farther than $max_speed_kn allows, and a mile more; within ten
-- minutes, farther than much more than the ship's own speed allows (segments.py). late_suspect: a step of about 200 metres or more, out or
-- back, too fast for the speed sent, as a late copy makes it (late_fixes.py). The order of equal messages makes no difference.
-- Let: short_s = 600: within this the speed that was sent is believed
-- Let: sent_speed_factor = 1.5: a ship goes at most so many times as fast as the faster of the speeds sent at both ends
-- Let: jump_room_kn = 10: and this much faster yet, before it is a jump
-- Let: late_room_kn = 5: and this much, before it may be a late copy
-- Let: usual_kn = 20: where no speed is sent, what is taken for the most
-- Let: jump_room_nm = 1: farther by this than that speed allows, and it is a jump
-- Let: late_room_nm = 0.1: by this much, and it may be a late copy
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
    miles > $jump_room_nm AND miles > $jump_room_nm + seconds / 3600 * CASE
        WHEN seconds < $short_s AND $sent_speed_factor * greatest(start_sog_kn, end_sog_kn) + $jump_room_kn < $max_speed_kn
            THEN $sent_speed_factor * greatest(start_sog_kn, end_sog_kn) + $jump_room_kn
        ELSE $max_speed_kn END AS jump,
    miles > $late_room_nm AND miles > $late_room_nm
        + seconds / 3600 * coalesce($sent_speed_factor * greatest(start_sog_kn, end_sog_kn) + $late_room_kn, $usual_kn) AS late_suspect
FROM moved
WHERE jump OR late_suspect OR slot_before(end_time) > slot_before(start_time) OR epoch_us(start_time) % 600000000 = 0
ORDER BY ssvid, start_time, end_time
