-- Finds:  pairs of consecutive fixes of a ship between which a tenth minute strikes, or that no ship could have sailed
-- Reads:  fixes
-- Writes: legs
-- The one pass over all fixes: what follows works on these few. A leap is more than $max_speed_kn and a mile besides.
WITH pairs AS (
    SELECT
        ship,
        time AS start_time, lat AS start_lat, lon AS start_lon, sog_kn AS start_sog_kn,
        lead(time) OVER track AS end_time, lead(lat) OVER track AS end_lat, lead(lon) OVER track AS end_lon
    FROM fixes
    WINDOW track AS (PARTITION BY ship ORDER BY time, lat, lon, sog_kn, cog_deg, heading_deg, status)
), moved AS (
    SELECT *,
        date_diff('millisecond', start_time, end_time) / 1000 AS seconds,
        greatest(
            abs(end_lat - start_lat),
            abs(degrees_apart(start_lon, end_lon)) * cos(radians(start_lat))
        ) * 60 AS miles
    FROM pairs
    WHERE end_time IS NOT NULL
)
SELECT
    ship, start_time, start_lat, start_lon, end_time, end_lat, end_lon, seconds, start_sog_kn,
    miles > $max_speed_kn * seconds / 3600 + 1 AS leap
FROM moved
WHERE leap OR mark_before(end_time) > mark_before(start_time) OR epoch_us(start_time) % 600000000 = 0
ORDER BY ship, start_time, end_time
