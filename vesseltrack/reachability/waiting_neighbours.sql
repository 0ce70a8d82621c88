-- Finds:  ships that waited off the same port as a silent ship, as it did before and after its gap
-- Writes: waiting_neighbours
-- Two that wait off a port are neighbours, whichever came first. A neighbour keeps its distance and lies there until the gap ends; or it
-- goes into the same harbour as the silent one after that, wherever it drifted meanwhile. It is another thing where it moved, as seen
-- from the ends of the gap, and went elsewhere, or where the two lay so near that they could have touched.
-- Let: off_port_km = 50: nearer to a port than this ships wait for a berth; from farther off those that then went in did
-- Let: roads_m = 50000: and no farther from each other than this they wait for the same
-- Let: one_harbour_m = 20000: two that lie no farther apart than this in port went into the same
-- Let: touch_m = 1000: nearer than this, anchored ships that swing or drag may touch
-- Let: moved_m = 1000: a change of their distance by no more than this ...
-- Let: moved_share = 0.25: ... or by no more than this part of it is no move: adrift, no two keep one distance
WITH waiters AS (
    SELECT s.*, call_lat, call_lon, coalesce(holds, false) AS went_in FROM loitering_spells AS s JOIN loitering_calls USING (event) WHERE port_km < $off_port_km OR holds
), dark AS (
    SELECT g.event, g.vessel_id, g.start_lat, g.start_lon, g.end_lat, g.end_lon, slot_before(g.start_time) AS first_slot, slot_before(g.until_time) AS last_slot,
        went_in, call_lat, call_lon
    FROM reachable_gaps AS g JOIN waiters AS l ON l.vessel_id = g.vessel_id
        AND l.start_time <= g.start_time AND l.until_time >= g.until_time - to_minutes(10)
    WHERE NOT lasts
), pairs AS (
    SELECT dark.event, o.vessel_id AS other_vessel_id, start_lat, start_lon, end_lat, end_lon,
        greatest(o.first_slot, dark.first_slot) AS first_slot, least(o.last_slot, dark.last_slot) AS last_slot, o.last_slot >= dark.last_slot AS stays,
        dark.went_in AND o.went_in AND apart_m(dark.call_lat, dark.call_lon, o.call_lat, o.call_lon) <= $one_harbour_m AS same_harbour
    FROM dark JOIN waiters AS o ON o.vessel_id <> dark.vessel_id AND o.first_slot < dark.last_slot AND o.last_slot > dark.first_slot
    WHERE apart_m(start_lat, start_lon, o.lat, o.lon) <= $roads_m AND (stays OR same_harbour)
), slots_in_both AS (
    SELECT *, unnest(range(first_slot - 1, last_slot + 2)) AS slot FROM pairs
), apart AS (
    SELECT p.event, other_vessel_id, stays, same_harbour,
        min(apart_m(start_lat, start_lon, r.lat, r.lon)) FILTER (p.slot <= first_slot + 1) AS first_m,
        min(apart_m(end_lat, end_lon, r.lat, r.lon)) FILTER (p.slot >= last_slot - 1) AS last_m,
        min(least(apart_m(start_lat, start_lon, r.lat, r.lon), apart_m(end_lat, end_lon, r.lat, r.lon))) AS least_m
    FROM slots_in_both AS p JOIN resampled AS r ON r.vessel_id = other_vessel_id AND r.slot = p.slot
    GROUP BY p.event, other_vessel_id, stays, same_harbour
)
SELECT event, other_vessel_id, round(any_value(first_m) / 1000, 1) AS apart_km
FROM apart
WHERE least_m > $touch_m AND (same_harbour OR stays AND abs(first_m - last_m) <= greatest($moved_m, $moved_share * first_m))
GROUP BY event, other_vessel_id
ORDER BY event, other_vessel_id
