-- Finds:  stretches a ship leapt to and leapt back from, while its track goes on as if it had never been away
-- Reads:  legs
-- Writes: strays
WITH leaps AS (
    SELECT *,
        lead(start_time) OVER track AS next_start_time,
        lead(end_time) OVER track AS back_time,
        lead(end_lat) OVER track AS back_lat,
        lead(end_lon) OVER track AS back_lon
    FROM legs WHERE leap
    WINDOW track AS (PARTITION BY ship ORDER BY start_time, end_time)
)
SELECT
    ship,
    end_time AS start_time,
    next_start_time AS end_time,
    start_time AS from_time, start_lat AS from_lat, start_lon AS from_lon,
    back_time AS to_time, back_lat AS to_lat, back_lon AS to_lon
FROM leaps
WHERE back_time IS NOT NULL
    AND apart_m(start_lat, start_lon, back_lat, back_lon) / 1852
        <= $max_speed_kn * hours_between(start_time, back_time) + 1
ORDER BY ship, start_time
