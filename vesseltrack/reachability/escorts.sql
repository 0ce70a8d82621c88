-- Finds:  ships that sailed with a silent ship before it fell silent, or after it came back
-- Writes: escorts
-- An escort is a ship that kept within $escort_km of it, under way on its course, for most of the hours before it fell silent or after it
-- came back. One that crosses at twenty degrees is as near for an hour.
-- Let: around_h = 3: hours before and after the gap in which ships beside it count
-- Let: least_slots = 12: tenth minutes of the eighteen of these hours that an escort was near
-- Let: most_deg = 15: the courses of the two, from the first of these to the last, lie no farther apart
-- Let: under_way_kn = 3: faster than this both are under way
WITH lit AS (
    SELECT event, g.vessel_id, g.slot, g.lat, g.lon, g.slot < slot_from(start_time) + 1 AS before_gap, reach_east_deg(g.lat, $escort_km) AS reach_deg,
        unnest(lat_rows(g.lat, reach_north_deg($escort_km))) AS y
    FROM reachable_gaps AS dark
    JOIN resampled AS g ON g.vessel_id = dark.vessel_id
        AND (g.slot BETWEEN slot_before(start_time) - (slots_in($around_h) - 1) AND slot_before(start_time)
            OR g.slot BETWEEN slot_from(until_time) AND slot_from(until_time) + slots_in($around_h) - 1)
    WHERE g.speed_kn > $under_way_kn
), cells AS (
    SELECT *, unnest(lon_columns(lon, reach_deg)) AS x FROM lit
)
SELECT event, g.vessel_id, o.vessel_id AS other_vessel_id, before_gap,
    min(g.slot) AS first_slot, max(g.slot) AS last_slot, round(avg(g.lat), 5) AS lat, round(avg(g.lon), 5) AS lon
FROM cells AS g JOIN resampled AS o ON o.slot = g.slot AND lat_row(o.lat) = y AND lon_column(o.lon) = x
WHERE o.vessel_id <> g.vessel_id AND o.speed_kn > $under_way_kn
    AND abs(degrees_apart(g.lon, o.lon)) <= reach_deg AND apart_m(g.lat, g.lon, o.lat, o.lon) <= $escort_km * 1000
GROUP BY ALL
HAVING count(*) >= $least_slots
    AND abs(degrees_apart(bearing_deg(arg_min(g.lat, g.slot), arg_min(g.lon, g.slot), arg_max(g.lat, g.slot), arg_max(g.lon, g.slot)),
        bearing_deg(arg_min(o.lat, o.slot), arg_min(o.lon, o.slot), arg_max(o.lat, o.slot), arg_max(o.lon, o.slot)))) <= $most_deg
ORDER BY event, other_vessel_id, before_gap
