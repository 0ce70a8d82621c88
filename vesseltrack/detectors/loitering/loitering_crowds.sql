-- Finds:  other ships that lay, and net markers that drifted, around a loitering ship in the middle of its spell
-- Writes: loitering_crowds
-- Row: One spell around which there were others.
WITH rows_near AS (
    SELECT event, vessel_id, middle_slot, lat, lon, crowd_reach_deg(lat) AS reach_deg, unnest(crowd_rows(lat)) AS y FROM loitering_spells
), cells_near AS (
    SELECT *, unnest(crowd_columns(lon, reach_deg)) AS x FROM rows_near
)
SELECT event,
    count_if(lies_or_drifts(r.speed_kn) AND NOT gear) AS ships_near,
    count_if(gear AND is_near_gear(near.lat, near.lon, r.lat, r.lon)) AS gear_near
FROM cells_near AS near JOIN resampled AS r ON r.slot = middle_slot AND crowd_row(r.lat) = y AND crowd_column(r.lon) = x
JOIN ships ON ships.vessel_id = r.vessel_id
WHERE r.vessel_id <> near.vessel_id AND abs(degrees_apart(near.lon, r.lon)) <= reach_deg AND is_in_crowd(near.lat, near.lon, r.lat, r.lon)
GROUP BY event
ORDER BY event
