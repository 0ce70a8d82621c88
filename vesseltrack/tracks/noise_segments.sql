-- Finds:  stretches of a number's fixes that are no hull's own track, with the hull's last and next good fix around them
-- Writes: noise_segments
WITH marked AS (
    SELECT *,
        segment_type <> 'hull' AS is_noise,
        max(CASE WHEN segment_type = 'hull' THEN (end_time, end_lat, end_lon) END) OVER (
            PARTITION BY vessel_id ORDER BY start_time, start_lat, start_lon ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS good,
        count_if(segment_type = 'hull') OVER (PARTITION BY vessel_id ORDER BY start_time, start_lat, start_lon) AS island,
        min(CASE WHEN segment_type = 'hull' THEN (start_time, start_lat, start_lon) END) OVER (
            PARTITION BY vessel_id ORDER BY start_time, start_lat, start_lon ROWS BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING) AS again
    FROM segments WHERE vessel_id IN (SELECT vessel_id FROM segments WHERE segment_type <> 'hull')
)
SELECT
    vessel_id, ssvid,
    min(start_time) AS start_time, max(end_time) AS end_time,
    sum(fixes)::BIGINT AS fixes,
    mode(segment_type ORDER BY segment_type) AS noise_type,
    any_value(good)[1] AS from_time, any_value(good)[2] AS from_lat, any_value(good)[3] AS from_lon,
    any_value(again)[1] AS to_time, any_value(again)[2] AS to_lat, any_value(again)[3] AS to_lon
FROM marked
WHERE is_noise
GROUP BY vessel_id, ssvid, island
ORDER BY vessel_id, start_time
