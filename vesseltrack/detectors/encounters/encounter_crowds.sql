-- Finds:  other ships that lay, and net markers that drifted, around an encounter in the middle of its time
-- Writes: encounter_crowds
-- Row: One encounter around which there were others.
WITH rows_near AS (
    SELECT event, vessel_id, other_vessel_id, middle_slot, lat, lon, unnest([-1, 0, 1]) + crowd_row(lat) AS y FROM encounter_spells
)
SELECT event,
    count_if(lies_or_drifts(r.speed_kn) AND NOT gear) AS ships_near,
    count_if(gear AND is_near_gear(near.lat, near.lon, r.lat, r.lon)) AS gear_near
FROM rows_near AS near JOIN resampled AS r ON r.slot = middle_slot AND crowd_row(r.lat) = y JOIN ships ON ships.vessel_id = r.vessel_id
WHERE r.vessel_id NOT IN (near.vessel_id, near.other_vessel_id) AND is_in_crowd(near.lat, near.lon, r.lat, r.lon)
GROUP BY event
ORDER BY event
