-- Finds:  pairs of consecutive fixes of one ship with a tenth minute between them, or that no ship could have sailed
-- Writes: track_steps
-- Where a number has no jump, its fix pairs are the steps of its one ship. Where it has, steps are made hull by hull: its messages fall
-- into segments at jumps and at silences of an hour (segments.py); the nth segment is that after n such cuts.
WITH pairs AS NOT MATERIALIZED (
    FROM fix_pairs WHERE ssvid NOT IN (SELECT ssvid FROM late_fixes WHERE set_aside) UNION ALL BY NAME FROM fix_pairs_on_time
), counted AS (
    SELECT *, jump OR seconds > 3600 AS cut, count_if(jump OR seconds > 3600) OVER track AS segment
    FROM pairs WHERE ssvid IN (SELECT ssvid FROM segments)
    WINDOW track AS (PARTITION BY ssvid ORDER BY start_time, start_lat, start_lon, start_sog_kn, end_time, end_lat, end_lon)
), whose AS (
    SELECT ssvid, vessel_id, row_number() OVER (PARTITION BY ssvid ORDER BY start_time, start_lat, start_lon) - 1 AS segment FROM segments
), links AS (
    SELECT vessel_id,
        lag(end_time) OVER hull AS start_time, lag(end_lat) OVER hull AS start_lat, lag(end_lon) OVER hull AS start_lon,
        lag(end_sog_kn) OVER hull AS start_sog_kn,
        start_time AS end_time, start_lat AS end_lat, start_lon AS end_lon,
        segment_type <> 'hull' OR lag(segment_type) OVER hull <> 'hull' OR apart_m(start_lat, start_lon,
            lag(end_lat) OVER hull, lag(end_lon) OVER hull) / 1852
            > 2 + $max_speed_kn * hours_between(lag(end_time) OVER hull, start_time) AS jump
    FROM segments
    WINDOW hull AS (PARTITION BY vessel_id ORDER BY start_time, start_lat, start_lon)
), whole AS (
    SELECT ssvid AS vessel_id, start_time, start_lat, start_lon, end_time, end_lat, end_lon, start_sog_kn, false AS jump
    FROM pairs
    WHERE ssvid NOT IN (SELECT ssvid FROM segments)
    UNION ALL
    SELECT vessel_id, start_time, start_lat, start_lon, end_time, end_lat, end_lon, start_sog_kn, false
    FROM counted JOIN whose USING (ssvid, segment)
    WHERE NOT cut
    UNION ALL
    SELECT vessel_id, start_time, start_lat, start_lon, end_time, end_lat, end_lon, start_sog_kn, jump
    FROM links WHERE start_time IS NOT NULL
)
SELECT
    vessel_id, start_time, start_lat, start_lon, end_time, end_lat, end_lon,
    date_diff('millisecond', start_time, end_time) / 1000 AS seconds, start_sog_kn, jump
FROM whole
WHERE jump OR slot_before(end_time) > slot_before(start_time) OR epoch_us(start_time) % 600000000 = 0
