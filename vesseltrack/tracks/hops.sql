-- Finds:  pairs of consecutive fixes under one number between which a tenth minute strikes, or that one ship can hardly have sent
-- Writes: hops
-- The one pass over all fixes: what follows works on these few. A leap is more than $max_speed_kn and a mile besides, or
-- within ten minutes much more than the ship's own speed; pieces.py says what it means. Odd is what a late copy brings about:
-- a step of 200 metres or more, out or back, too fast for the speed sent (late.py). Messages alike in time, place and speed make the
-- same hops, whichever comes first.
WITH consecutive AS (
    SELECT
        ship AS number, row_number() OVER track AS nth,
        time AS start_time, lat AS start_lat, lon AS start_lon, sog_kn AS start_sog_kn,
        lead(time) OVER track AS end_time, lead(lat) OVER track AS end_lat, lead(lon) OVER track AS end_lon,
        lead(sog_kn) OVER track AS end_sog_kn
    FROM messages()
    WINDOW track AS (PARTITION BY ship ORDER BY time, lat, lon, sog_kn)
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
    number, nth, start_time, start_lat, start_lon, start_sog_kn, end_time, end_lat, end_lon, end_sog_kn, seconds,
    miles > 1 AND miles > 1 + seconds / 3600 * CASE
        WHEN seconds < 600 AND 1.5 * greatest(start_sog_kn, end_sog_kn) + 10 < $max_speed_kn
            THEN 1.5 * greatest(start_sog_kn, end_sog_kn) + 10
        ELSE $max_speed_kn END AS leap,
    miles > 0.1 AND miles > 0.1 + seconds / 3600 * coalesce(1.5 * greatest(start_sog_kn, end_sog_kn) + 5, 20) AS odd
FROM moved
WHERE leap OR odd OR mark_before(end_time) > mark_before(start_time) OR epoch_us(start_time) % 600000000 = 0
ORDER BY number, start_time, end_time
