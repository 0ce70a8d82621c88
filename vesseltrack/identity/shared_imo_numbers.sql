-- Finds:  IMO numbers that two ships send: at once from two places, one after the other under another flag, or of another length
-- Writes: shared_imo_numbers
WITH doubles AS (
    SELECT a.imo, a.vessel_id, b.vessel_id AS other_vessel_id, a.flag, b.flag AS other_flag, a.length_m, b.length_m AS other_length_m,
        a.last_sent, b.first_sent
    FROM imo_holders AS a JOIN imo_holders AS b ON a.imo = b.imo AND (a.first_sent, a.vessel_id) < (b.first_sent, b.vessel_id)
), first_doubles AS (
    SELECT * FROM doubles QUALIFY row_number() OVER (PARTITION BY imo, other_vessel_id ORDER BY vessel_id) = 1
), first_apart AS (
    SELECT d.vessel_id, d.other_vessel_id, d.imo, min(a.slot) AS slot
    FROM first_doubles AS d JOIN resampled AS a ON a.vessel_id = d.vessel_id JOIN resampled AS b ON b.vessel_id = d.other_vessel_id AND b.slot = a.slot
    WHERE apart_m(a.lat, a.lon, b.lat, b.lon) >= $min_twice_km * 1000
    GROUP BY d.vessel_id, d.other_vessel_id, d.imo
), others_apart AS (
    SELECT d.vessel_id, d.other_vessel_id, d.imo, min(a.slot) AS slot
    FROM (SELECT * FROM doubles WHERE (imo, other_vessel_id) NOT IN (SELECT (imo, other_vessel_id) FROM first_apart)) AS d
        JOIN resampled AS a ON a.vessel_id = d.vessel_id JOIN resampled AS b ON b.vessel_id = d.other_vessel_id AND b.slot = a.slot
    WHERE apart_m(a.lat, a.lon, b.lat, b.lon) >= $min_twice_km * 1000
    GROUP BY d.vessel_id, d.other_vessel_id, d.imo
), twice AS (
    -- of several ships that sent the number elsewhere at the same time, the one with the smallest key stands beside it
    SELECT vessel_id, other_vessel_id, 'imo_twice' AS anomaly, slot_time(slot) AS time, NULL::VARCHAR AS value_before,
        imo::VARCHAR AS value_after
    FROM (FROM first_apart UNION ALL FROM others_apart)
    QUALIFY row_number() OVER (PARTITION BY imo, other_vessel_id ORDER BY vessel_id) = 1
), reflagged AS (
    SELECT d.other_vessel_id, d.vessel_id, 'flag_changed', d.first_sent, d.flag, d.other_flag
    FROM doubles AS d WHERE d.first_sent >= d.last_sent - INTERVAL 1 HOUR AND d.flag <> d.other_flag
), other_sizes AS (
    SELECT d.other_vessel_id, d.vessel_id, 'other_size', d.first_sent, format('{:.0f} m', d.length_m), format('{:.0f} m', d.other_length_m)
    FROM doubles AS d WHERE abs(d.length_m - d.other_length_m) > greatest($other_size_m, $other_size_share * d.length_m)
)
SELECT *, NULL AS evidence FROM (FROM twice UNION ALL FROM reflagged UNION ALL FROM other_sizes)
ORDER BY ALL
