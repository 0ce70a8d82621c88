-- Finds:  stretches a ship leapt to and leapt back from, while its track goes on as if it had never been away
-- Reads:  legs
-- Writes: strays
-- A track falls into pieces at its leaps. A piece is stray if the pieces before and after it fit together and it is
-- shorter than one of them: so a wild fix is the stray, never the honest day between two wild fixes.
WITH ends AS (
    SELECT ship, min(start_time) AS first_time, max(end_time) AS last_time FROM legs GROUP BY ship
), leaps AS (
    SELECT legs.*,
        lag(end_time, 1, first_time) OVER track AS piece_before_from,
        lead(start_time) OVER track AS piece_until,
        lead(end_time) OVER track AS back_time,
        lead(end_lat) OVER track AS back_lat,
        lead(end_lon) OVER track AS back_lon,
        lead(start_time, 2, last_time) OVER track AS piece_after_until
    FROM legs JOIN ends USING (ship)
    WHERE leap
    WINDOW track AS (PARTITION BY ship ORDER BY start_time, end_time)
)
SELECT
    ship,
    end_time AS start_time,
    piece_until AS end_time,
    start_time AS from_time, start_lat AS from_lat, start_lon AS from_lon,
    back_time AS to_time, back_lat AS to_lat, back_lon AS to_lon
FROM leaps
WHERE back_time IS NOT NULL
    AND piece_until - end_time < greatest(start_time - piece_before_from, piece_after_until - back_time)
    AND apart_m(start_lat, start_lon, back_lat, back_lon) / 1852
        <= $max_speed_kn * hours_between(start_time, back_time) + 1
ORDER BY ship, start_time
