-- Finds:  where each ship was at each tenth minute of the clock
-- Writes: grid
-- A place is drawn on the straight line between two fixes at most $max_span_h apart, never beyond what was heard.
-- Strays are passed over, so one wild fix does not tear a track.
WITH sailed AS (
    SELECT ship, start_time, start_lat, start_lon, end_time, end_lat, end_lon
    FROM legs
    WHERE NOT leap AND NOT EXISTS (
        FROM strays WHERE strays.ship = legs.ship
            AND legs.start_time >= strays.start_time AND legs.end_time <= strays.end_time)
    UNION ALL
    SELECT ship, from_time, from_lat, from_lon, to_time, to_lat, to_lon FROM strays
    WHERE from_time IS NOT NULL AND to_time IS NOT NULL
), spans AS (
    SELECT *, date_diff('millisecond', start_time, end_time) / 1000 AS span_s
    FROM sailed
    WHERE hours_between(start_time, end_time) <= $max_span_h
), marks AS (
    SELECT *, unnest(range(mark_from(start_time), mark_before(end_time) + 1)) AS mark
    FROM spans
), drawn AS (
    SELECT ship, mark, span_s, start_lat, start_lon, end_lat, end_lon,
        CASE WHEN span_s = 0 THEN 0 ELSE (mark * 600000000 - epoch_us(start_time)) / 1000000 / span_s END AS share
    FROM marks
), placed AS (
    SELECT ship, mark, min((
        span_s,
        start_lat + share * (end_lat - start_lat),
        wrapped(start_lon + share * degrees_apart(start_lon, end_lon))
    )) AS point
    FROM drawn
    GROUP BY ship, mark
), points AS (
    SELECT ship, mark, point[1] AS span_s, point[2] AS lat, point[3] AS lon FROM placed
), steps AS (
    SELECT *,
        CASE WHEN lag(mark) OVER track = mark - 1
            THEN knots(apart_m(lag(lat) OVER track, lag(lon) OVER track, lat, lon), 600) END AS speed_before_kn,
        CASE WHEN lead(mark) OVER track = mark + 1
            THEN knots(apart_m(lat, lon, lead(lat) OVER track, lead(lon) OVER track), 600) END AS speed_after_kn
    FROM points
    WINDOW track AS (PARTITION BY ship ORDER BY mark)
)
SELECT ship, mark, lat, lon, coalesce(speed_before_kn, speed_after_kn) AS speed_kn, span_s, place_of(lat, lon) AS place
FROM steps
ORDER BY ship, mark
