-- Finds:  gaps in which a ship had stopped transmitting for long enough to meet another, and how fast it may have sailed
-- Writes: reachable_gaps
WITH dark AS (
    SELECT event, vessel_id, start_time, coalesce(end_time, searched.last_time) AS until_time, end_time IS NULL AS lasts,
        start_lat, start_lon, end_lat, end_lon, duration_h
    FROM gaps, searched
    WHERE went_dark(assessment, hoisted, goes_on_as) AND duration_h >= $min_silence_h AND NOT end_is_false AND NOT is_at_berth(port_km)
        AND vessel_id NOT IN (SELECT vessel_id FROM ships WHERE gear)
), fast AS (
    SELECT vessel_id, least($fastest_kn, greatest($slowest_kn, fast_kn(speed_kn))) * 1.852 AS km_h FROM resampled
    WHERE is_sailing_speed(speed_kn) AND vessel_id IN (SELECT vessel_id FROM dark) GROUP BY vessel_id
)
SELECT dark.*, coalesce(km_h, $usual_kn * 1.852) AS km_h FROM dark LEFT JOIN fast USING (vessel_id) ORDER BY event
