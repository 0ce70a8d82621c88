-- Finds:  other ships that lay near a loitering ship at times through its spell, where none lay near at its middle
-- Writes: loitering_visitors
-- Row: One spell around which no ship lay at its middle.
-- A ship that the loitering one lay alongside is its partner, not one of those near. Between the times looked at nobody is looked for.
-- Let: parts = 6: looked at its begin, its end, and between so many parts of equal length
WITH lone AS (
    SELECT event, vessel_id, first_slot, last_slot FROM loitering_spells WHERE event NOT IN (SELECT c.event FROM loitering_crowds AS c WHERE c.ships_near > 0)
), marks AS (
    SELECT event, vessel_id, unnest(list_distinct(list_transform(range(0, $parts + 1), lambda n: first_slot + n * (last_slot - first_slot) // $parts))) AS slot FROM lone
), places AS (
    SELECT event, vessel_id, slot, r.lat, r.lon FROM marks JOIN resampled AS r USING (vessel_id, slot)
    UNION ALL
    -- drawn across a silence
    SELECT event, vessel_id, slot, r.lat, r.lon FROM marks JOIN interpolated_positions AS r USING (vessel_id, slot)
), rows_near AS (
    SELECT *, reach_east_deg(lat, crowd_km()) AS reach_deg, unnest(lat_rows(lat, reach_north_deg(crowd_km()))) AS y FROM places
), cells_near AS (
    SELECT *, unnest(lon_columns(lon, reach_deg)) AS x FROM rows_near
), asked AS (
    -- a list of few: the planner takes them for many, and would rather hash all positions
    SELECT list(DISTINCT {'mark_slot': slot, 'y': y}) AS moments FROM rows_near
), there AS (
    SELECT vessel_id, slot, lat, lon, speed_kn FROM resampled SEMI JOIN (SELECT unnest(moments, recursive := true) FROM asked) ON slot = mark_slot AND lat_row(lat) = y
), counted AS (
    SELECT event, near.slot, count(DISTINCT r.vessel_id) AS ships
    FROM cells_near AS near JOIN there AS r ON r.slot = near.slot AND lat_row(r.lat) = y AND lon_column(r.lon) = x
    JOIN ships ON ships.vessel_id = r.vessel_id
    LEFT JOIN loitering_partners AS a ON a.vessel_id = near.vessel_id AND a.partner_id = r.vessel_id
    WHERE r.vessel_id <> near.vessel_id AND NOT gear AND lies_or_drifts(r.speed_kn) AND a.partner_id IS NULL
        AND abs(degrees_apart(near.lon, r.lon)) <= reach_deg AND is_in_crowd(near.lat, near.lon, r.lat, r.lon)
    GROUP BY event, near.slot
)
SELECT event, count(DISTINCT p.slot) AS times_looked, coalesce(max(ships), 0) AS most_ships, 
    -- of several the first
    slot_time(arg_max(p.slot, (ships, -p.slot)) FILTER (ships IS NOT NULL)) AS most_time
FROM places AS p LEFT JOIN counted USING (event, slot) GROUP BY event
ORDER BY event
