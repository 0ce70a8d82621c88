-- Finds:  pairs of consecutive fixes of one ship between which a tenth minute strikes, or that no ship could have sailed
-- Writes: legs
-- Where a number does not leap, its hops are a ship's legs. Where it does, they are put together again, hull by hull: a hop is of
-- the piece within whose first and last message it lies.
WITH hopped AS (
    FROM hops WHERE number NOT IN (SELECT ship FROM late WHERE set_aside) UNION ALL BY NAME FROM late_hops
), links AS (
    SELECT ship,
        lag(end_time) OVER hull AS start_time, lag(end_lat) OVER hull AS start_lat, lag(end_lon) OVER hull AS start_lon,
        lag(end_sog_kn) OVER hull AS start_sog_kn,
        start_time AS end_time, start_lat AS end_lat, start_lon AS end_lon,
        kind <> 'hull' OR lag(kind) OVER hull <> 'hull' OR apart_m(start_lat, start_lon,
            lag(end_lat) OVER hull, lag(end_lon) OVER hull) / 1852
            > 2 + $max_speed_kn * hours_between(lag(end_time) OVER hull, start_time) AS leap
    FROM pieces
    WINDOW hull AS (PARTITION BY ship ORDER BY start_time, start_lat, start_lon)
), whole AS (
    SELECT number AS ship, start_time, start_lat, start_lon, end_time, end_lat, end_lon, start_sog_kn, false AS leap
    FROM hopped
    WHERE number NOT IN (SELECT number FROM pieces)
    UNION ALL
    SELECT ship, hops.start_time, hops.start_lat, hops.start_lon, hops.end_time, hops.end_lat, hops.end_lon,
        hops.start_sog_kn, false
    FROM hopped AS hops JOIN pieces ON pieces.number = hops.number
        AND hops.start_time BETWEEN pieces.start_time AND pieces.end_time
        AND (hops.start_time, hops.start_lat, hops.start_lon) >= (pieces.start_time, pieces.start_lat, pieces.start_lon)
        AND (hops.end_time, hops.end_lat, hops.end_lon) <= (pieces.end_time, pieces.end_lat, pieces.end_lon)
    UNION ALL
    SELECT ship, start_time, start_lat, start_lon, end_time, end_lat, end_lon, start_sog_kn, leap
    FROM links WHERE start_time IS NOT NULL
)
SELECT
    ship, start_time, start_lat, start_lon, end_time, end_lat, end_lon,
    date_diff('millisecond', start_time, end_time) / 1000 AS seconds, start_sog_kn, leap
FROM whole
WHERE leap OR mark_before(end_time) > mark_before(start_time) OR epoch_us(start_time) % 600000000 = 0
ORDER BY ship, start_time, end_time
