-- Finds:  ships that lay or drifted off the same port as a silent ship, before, during and after its gap, at one distance
-- Writes: waiting_neighbours
-- Two that wait off a port are neighbours. It is another thing where the one that was heard moved, as seen from the ends of the gap, or where
-- the two lay so near that they could have touched.
-- Let: off_port_km = 50: nearer to a port than this ships wait for a berth
-- Let: touch_m = 1000: nearer than this, anchored ships that swing or drag may touch
-- Let: moved_m = 1000: a change of their distance by no more than this ...
-- Let: moved_share = 0.25: ... or by no more than this part of it is no move: adrift, no two keep one distance
WITH dark AS (
    SELECT g.event, g.vessel_id, g.start_lat, g.start_lon, g.end_lat, g.end_lon, slot_before(g.start_time) AS first_slot, slot_before(g.until_time) AS last_slot
    FROM reachable_gaps AS g JOIN loitering_spells AS l ON l.vessel_id = g.vessel_id
        AND l.start_time <= g.start_time AND l.until_time >= g.until_time - to_minutes(10)
    WHERE NOT lasts AND port_km < $off_port_km
), pairs AS (
    SELECT dark.*, o.vessel_id AS other_vessel_id
    FROM dark JOIN loitering_spells AS o ON o.vessel_id <> dark.vessel_id AND o.first_slot <= dark.first_slot AND o.last_slot >= dark.last_slot
    WHERE port_km < $off_port_km
), apart AS (
    SELECT event, other_vessel_id, min(apart_m(start_lat, start_lon, r.lat, r.lon)) FILTER (slot <= p.first_slot + 1) AS first_m,
        min(apart_m(end_lat, end_lon, r.lat, r.lon)) FILTER (slot >= p.last_slot - 1) AS last_m
    FROM pairs AS p JOIN resampled AS r ON r.vessel_id = other_vessel_id
        AND r.slot IN (p.first_slot - 1, p.first_slot, p.first_slot + 1, p.last_slot - 1, p.last_slot, p.last_slot + 1)
    GROUP BY event, other_vessel_id
)
SELECT event, other_vessel_id, round(first_m / 1000, 1) AS apart_km
FROM apart
WHERE least(first_m, last_m) > $touch_m AND abs(first_m - last_m) <= greatest($moved_m, $moved_share * first_m)
ORDER BY event, other_vessel_id
