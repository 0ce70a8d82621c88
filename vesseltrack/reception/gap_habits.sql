-- Finds:  how often a ship was silent like that at other times
-- Writes: gap_habits
-- A set that is off every night at its berth, a boat that fishes beyond the receivers and comes home: what is usual is no news. One that
-- still lasts tells nothing yet.
WITH pairs AS (
    SELECT a.event, b.event AS other,
        apart_m(a.start_lat, a.start_lon, b.start_lat, b.start_lon) <= 30000 AS here,
        coalesce(apart_m(a.end_lat, a.end_lon, b.end_lat, b.end_lon) <= 30000, false) AS there,
        b.duration_h BETWEEN a.duration_h / 3 AND a.duration_h * 3 OR a.end_time IS NULL AS so_long,
        abs((epoch_us(a.start_time) - epoch_us(b.start_time)) / 3600000000 % 24) AS hours
    FROM gap_candidates AS a JOIN gap_candidates AS b ON a.vessel_id = b.vessel_id AND a.event <> b.event AND b.end_time IS NOT NULL
)
SELECT event, count_if(here AND so_long) AS like_it, count_if(here AND so_long AND (hours <= 2 OR hours >= 22)) AS at_that_hour,
    count_if(here AND there) AS trips
FROM pairs GROUP BY event
ORDER BY event
