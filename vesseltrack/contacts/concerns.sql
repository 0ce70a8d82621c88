-- Finds:  ships of concern: those a list names, and those that lay in a North Korean port
-- Writes: concerns
-- Let: in_port_km = 5: within this of a North Korean port
-- Let: still_kn = 1: and slower than this a ship lies in it
-- Let: new_call_slots = 72: after more tenth minutes elsewhere (12 h) a new call begins
-- Let: least_slots = 3: tenth minutes in port that make a call
WITH named AS (
    SELECT vessel_id, 'listed' AS concern, coalesce(min(listed_from)::TIMESTAMP, min(valid_from)) AS from_time, NULL::TIMESTAMP AS to_time,
        'listed as ' || min(listed_name) || ' by ' || string_agg(DISTINCT authority, ', ' ORDER BY authority) AS text
    FROM matches WHERE tier <> 'review' AND listed_to IS NULL GROUP BY vessel_id
), near AS (
    SELECT cell_id FROM cell_context WHERE dprk_port_km <= $in_port_km
), lay AS (
    SELECT vessel_id, slot FROM resampled JOIN near USING (cell_id) WHERE speed_kn < $still_kn
), turns AS (
    SELECT *, coalesce(slot - lag(slot) OVER (PARTITION BY vessel_id ORDER BY slot) > $new_call_slots, true) AS begins FROM lay
), calls AS (
    SELECT *, count_if(begins) OVER (PARTITION BY vessel_id ORDER BY slot) AS call FROM turns
)
SELECT vessel_id, concern, from_time, to_time, text FROM named
UNION ALL
SELECT calls.vessel_id, 'call', slot_time(min(slot)), slot_time(max(slot)),
    'lay in ' || arg_min(dprk_port, (dprk_port_km, dprk_port)) || ', North Korea, on ' || strftime(slot_time(min(slot)), '%Y-%m-%d')
FROM calls JOIN resampled USING (vessel_id, slot) JOIN cell_context USING (cell_id)
GROUP BY calls.vessel_id, call HAVING count(*) >= $least_slots
ORDER BY vessel_id, concern, from_time
