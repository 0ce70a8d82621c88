-- Finds:  ships of concern: those a list names, and those that lay in a North Korean port
-- Writes: concerns
-- Let: port_km = 5: so near to a North Korean port is in it, km
-- Let: lying_kn = 1: slower than this is lying, kn
-- Let: other_call_slots = 72: tenth minutes without lying there after which it is another call: 12 h
-- Let: least_slots = 3: tenth minutes of lying that make a call, at least
WITH named AS (
    SELECT vessel_id, 'listed' AS concern, coalesce(min(listed_from)::TIMESTAMP, min(valid_from)) AS from_time, NULL::TIMESTAMP AS to_time,
        'listed as ' || min(listed_name) || ' by ' || string_agg(DISTINCT authority, ', ' ORDER BY authority) AS text
    FROM matches WHERE tier <> 'review' AND listed_to IS NULL GROUP BY vessel_id
), near AS (
    SELECT cell_id FROM cell_context WHERE dprk_port_km <= $port_km
), lay AS (
    SELECT vessel_id, slot FROM resampled JOIN near USING (cell_id) WHERE speed_kn < $lying_kn
), turns AS (
    SELECT *, coalesce(slot - lag(slot) OVER (PARTITION BY vessel_id ORDER BY slot) > $other_call_slots, true) AS begins FROM lay
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
