-- Finds:  silences: ships not heard for more than $min_silence_h, closed or still open
-- Writes: gap_candidates
-- A silence lies between two messages of one ship, wherever day or file ends; a false position still proves that it
-- transmitted. A silence that still lasts (no end_time) is a row from its first night on.
WITH between AS (
    SELECT vessel_id, start_time, start_lat, start_lon, start_sog_kn, end_time, end_lat, end_lon
    FROM track_steps
    WHERE seconds > $min_silence_h * 3600
    UNION ALL
    SELECT vessel_id, ships.last_time, last_lat, last_lon, last_sog_kn, NULL, NULL, NULL
    FROM ships, searched
    WHERE hours_between(ships.last_time, searched.last_time) > $min_silence_h
)
SELECT
    event_name('gap', [vessel_id], start_time) AS event,
    between.*,
    coalesce(end_time, searched.last_time) AS until_time,
    hours_between(start_time, until_time) AS duration_h,
    apart_m(start_lat, start_lon, end_lat, end_lon) / 1000 AS apart_km
FROM between, searched
ORDER BY event
