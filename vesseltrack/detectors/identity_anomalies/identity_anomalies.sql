-- Finds:  signs that a ship is not what it says: numbers dropped, changed, borrowed or heard twice, identities swapped at sea
-- Writes: identity_anomalies
WITH signs AS (
    FROM identity_changes UNION ALL FROM unlike_lists UNION ALL FROM shared_imo_numbers UNION ALL FROM handovers
    UNION ALL
    SELECT vessel_id, NULL, 'no_such_country', first_time, NULL, mmsi::VARCHAR, NULL
    FROM ships WHERE mmsi IS NOT NULL AND flag IS NULL AND fixes >= $min_fixes AND NOT gear
), dated AS (
    SELECT signs.vessel_id, other_vessel_id, anomaly, coalesce(time, ships.first_time) AS time, value_before, value_after, evidence, last_lat, last_lon
    FROM signs JOIN ships ON ships.vessel_id = signs.vessel_id
), placed AS (
    SELECT dated.*, coalesce(resampled.lat, last_lat) AS lat, coalesce(resampled.lon, last_lon) AS lon
    FROM dated ASOF LEFT JOIN (FROM resampled WHERE vessel_id IN (SELECT vessel_id FROM dated)) AS resampled ON resampled.vessel_id = dated.vessel_id AND resampled.slot <= slot_before(dated.time) + 3
)
SELECT
    event_name('identity', [placed.vessel_id], placed.time) || '-' || anomaly AS event,
    placed.vessel_id, other_vessel_id, anomaly, placed.time AS start_time, placed.time AS end_time, 0::DOUBLE AS duration_h,
    value_before, value_after, evidence, lay_before_h, lay_after_h, placed.lat, placed.lon, port, port_km, non_dprk_port_km, dprk_port, dprk_port_km
FROM placed LEFT JOIN handover_rests AS rest ON anomaly = 'handover' AND rest.vessel_id = placed.vessel_id AND rest.time = placed.time
LEFT JOIN cell_context ON cell_context.cell_id = cell_id_of(placed.lat, placed.lon)
QUALIFY row_number() OVER (PARTITION BY event ORDER BY value_before, value_after, other_vessel_id) = 1
ORDER BY event
