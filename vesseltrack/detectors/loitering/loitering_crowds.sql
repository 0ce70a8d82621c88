-- Finds:  other ships that lay, and net markers that drifted, around a loitering ship in the middle of its spell
-- Writes: loitering_crowds
-- Row: One spell around which there were others.
-- A ship that the loitering one lay alongside is its partner, not one of the crowd.
WITH partners AS (
    SELECT DISTINCT vessel_id, partner_id FROM loitering_partners
), rows_near AS (
    SELECT event, vessel_id, middle_slot, lat, lon, reach_east_deg(lat, crowd_km()) AS reach_deg,
        unnest(lat_rows(lat, reach_north_deg(crowd_km()))) AS y
    FROM loitering_spells
), cells_near AS (
    SELECT *, unnest(lon_columns(lon, reach_deg)) AS x FROM rows_near
), there AS (
    -- the few positions in a row looked in, found in half the time of asking for place and distance at once
    SELECT vessel_id, slot, lat, lon, speed_kn
    FROM resampled SEMI JOIN (SELECT middle_slot, y FROM rows_near) ON slot = middle_slot AND lat_row(lat) = y
)
SELECT event,
    count_if(lies_or_drifts(r.speed_kn) AND NOT gear AND partner_id IS NULL) AS ships_near,
    count_if(gear AND is_near_gear(near.lat, near.lon, r.lat, r.lon)) AS gear_near
FROM cells_near AS near JOIN there AS r ON r.slot = middle_slot AND lat_row(r.lat) = y AND lon_column(r.lon) = x
JOIN ships ON ships.vessel_id = r.vessel_id
LEFT JOIN partners ON partners.vessel_id = near.vessel_id AND partner_id = r.vessel_id
WHERE r.vessel_id <> near.vessel_id AND abs(degrees_apart(near.lon, r.lon)) <= reach_deg AND is_in_crowd(near.lat, near.lon, r.lat, r.lon)
GROUP BY event
ORDER BY event
