-- Finds:  ships that sailed with a silent ship before it fell silent, or after it came back
-- Writes: escorts
-- An escort is a ship that kept within $escort_km of it, under way, for most of the hour before it fell silent or after it came back.
-- Let: around_h = 1: hours before and after the gap in which ships beside it count
-- Let: least_slots = 5: tenth minutes of the six of that hour that an escort was near
-- Let: under_way_kn = 3: faster than this both are under way
-- Let: degree_km = 111: kilometres a degree of latitude
SELECT event, g.vessel_id, o.vessel_id AS other_vessel_id, g.slot < slot_from(start_time) + 1 AS before_gap,
    min(g.slot) AS first_slot, max(g.slot) AS last_slot, round(avg(g.lat), 5) AS lat, round(avg(g.lon), 5) AS lon
FROM reachable_gaps AS dark
JOIN resampled AS g ON g.vessel_id = dark.vessel_id
    AND (g.slot BETWEEN slot_before(start_time) - (slots_in($around_h) - 1) AND slot_before(start_time)
        OR g.slot BETWEEN slot_from(until_time) AND slot_from(until_time) + slots_in($around_h) - 1)
JOIN resampled AS o ON o.slot = g.slot AND o.vessel_id <> g.vessel_id AND abs(o.lat - g.lat) < $escort_km / $degree_km
WHERE g.speed_kn > $under_way_kn AND o.speed_kn > $under_way_kn AND apart_m(g.lat, g.lon, o.lat, o.lon) <= $escort_km * 1000
GROUP BY ALL
HAVING count(*) >= $least_slots
ORDER BY event, other_vessel_id, before_gap
