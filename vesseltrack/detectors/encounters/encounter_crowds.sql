-- Finds:  other ships that lay, and net markers that drifted, around an encounter in the middle of its time
-- Writes: encounter_crowds
-- Row: One encounter around which there were others.
WITH rows_near AS (
    SELECT event, vessel_id, other_vessel_id, middle_slot, lat, lon, reach_east_deg(lat, crowd_km()) AS reach_deg,
        unnest(lat_rows(lat, reach_north_deg(crowd_km()))) AS y
    FROM encounter_spells
), cells_near AS (
    SELECT *, unnest(lon_columns(lon, reach_deg)) AS x FROM rows_near
), there AS (
    -- the few positions in a row looked in, found in half the time of asking for place and distance at once
    SELECT vessel_id, slot, lat, lon, speed_kn
    FROM resampled SEMI JOIN (SELECT middle_slot, y FROM rows_near) ON slot = middle_slot AND lat_row(lat) = y
)
SELECT event,
    count_if(lies_or_drifts(r.speed_kn) AND NOT gear) AS ships_near,
    count_if(gear AND is_near_gear(near.lat, near.lon, r.lat, r.lon)) AS gear_near
FROM cells_near AS near JOIN there AS r ON r.slot = middle_slot AND lat_row(r.lat) = y AND lon_column(r.lon) = x
JOIN ships ON ships.vessel_id = r.vessel_id
WHERE r.vessel_id NOT IN (near.vessel_id, near.other_vessel_id)
    AND abs(degrees_apart(near.lon, r.lon)) <= reach_deg AND is_in_crowd(near.lat, near.lon, r.lat, r.lon)
GROUP BY event
ORDER BY event
