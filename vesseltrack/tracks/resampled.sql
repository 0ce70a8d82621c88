-- Finds:  where each ship was at each tenth minute of the clock
-- Writes: resampled
-- Positions lie on the straight line between two fixes at most $max_span_h apart, never before the first fix or after the last.
-- Noise segments are skipped, so that one false position does not break a track.
WITH sailed AS (
    SELECT vessel_id, start_time, start_lat, start_lon, end_time, end_lat, end_lon
    FROM track_steps ANTI JOIN noise_segments AS n
        ON n.vessel_id = track_steps.vessel_id AND track_steps.start_time >= n.start_time AND track_steps.end_time <= n.end_time
    WHERE NOT jump
    UNION ALL
    SELECT vessel_id, from_time, from_lat, from_lon, to_time, to_lat, to_lon FROM noise_segments
    WHERE from_time IS NOT NULL AND to_time IS NOT NULL
), spans AS (
    SELECT *, date_diff('millisecond', start_time, end_time) / 1000 AS span_s
    FROM sailed
    WHERE hours_between(start_time, end_time) <= $max_span_h
), slots AS (
    SELECT *, unnest(range(slot_from(start_time), slot_before(end_time) + 1)) AS slot
    FROM spans
), drawn AS (
    SELECT vessel_id, slot, span_s, start_lat, start_lon, end_lat, end_lon,
        CASE WHEN span_s = 0 THEN 0 ELSE (slot * 600000000 - epoch_us(start_time)) / 1000000 / span_s END AS share
    FROM slots
), placed AS (
    SELECT vessel_id, slot, min((
        span_s,
        start_lat + share * (end_lat - start_lat),
        wrapped(start_lon + share * degrees_apart(start_lon, end_lon))
    )) AS point
    FROM drawn
    GROUP BY vessel_id, slot
), points AS (
    SELECT vessel_id, slot, point[1] AS span_s, point[2] AS lat, point[3] AS lon FROM placed
), steps AS (
    SELECT *,
        CASE WHEN lag(slot) OVER track = slot - 1 THEN knots(apart_m(lag(lat) OVER track, lag(lon) OVER track, lat, lon), 600) END AS speed_kn
    FROM points
    WINDOW track AS (PARTITION BY vessel_id ORDER BY slot)
)
SELECT vessel_id, slot, lat, lon, coalesce(speed_kn, lead(speed_kn) OVER (PARTITION BY vessel_id ORDER BY slot)) AS speed_kn, span_s, cell_id_of(lat, lon) AS cell_id
FROM steps
ORDER BY vessel_id, slot
