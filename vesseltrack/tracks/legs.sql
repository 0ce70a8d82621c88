-- Finds:  pairs of consecutive fixes of one ship between which a tenth minute strikes, or that no ship could have sailed
-- Writes: legs
-- Where a number does not leap, its hops are a ship's legs. Where it does, they are put together again, hull by hull: its messages
-- fall into pieces at leaps and at silences of an hour (pieces.py), so a hop is of the piece after as many of these as lie before it.
WITH hopped AS (
    FROM hops WHERE number NOT IN (SELECT ship FROM late WHERE set_aside) UNION ALL BY NAME FROM late_hops
), counted AS (
    SELECT *, leap OR seconds > 3600 AS cut, count_if(leap OR seconds > 3600) OVER (PARTITION BY number ORDER BY nth) AS piece
    FROM hopped WHERE number IN (SELECT number FROM pieces)
), whose AS (
    SELECT number, ship, row_number() OVER (PARTITION BY number ORDER BY start_time, start_lat, start_lon) - 1 AS piece FROM pieces
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
    SELECT ship, start_time, start_lat, start_lon, end_time, end_lat, end_lon, start_sog_kn, false
    FROM counted JOIN whose USING (number, piece)
    WHERE NOT cut
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
