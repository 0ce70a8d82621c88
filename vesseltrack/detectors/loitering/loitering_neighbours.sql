-- Finds:  who else lay or drifted where a ship loiters, in the days searched, who drifted as it did at the same time, and where else it lay alone
-- Writes: loitering_neighbours
-- Row: One spell near which there were others.
-- A ship that the loitering one lay alongside is its partner, not one more that waits there or drifts; nor is itself under another number.
-- Nor does a ship wait there that lay alongside another for most of its spell: five transfers in a sea are no queue.
-- Neighbours are looked up in a cell and the eight around it: cells of 0.2 degrees for spells, of one degree for drifts.
-- Let: cells_a_degree = 5: cells of 0.2 degrees: higher than near_m, and as wide up to 60 degrees north
-- Let: near_m = 20000: spells no farther apart are in one place
-- Let: elsewhere_m = 50000: another of its spells at least so far off is at another place at sea
-- Let: off_port_km = 50: nearer to a port than this it may wait for a berth
-- Let: drifted_km = 3: a ship that moved less than this lay still and did not drift
-- Let: company_m = 100000: wind and current are alike within this distance
-- Let: same_course_deg = 30: drifts go the same way if their courses differ by no more
-- Let: began_h = 3: those that began to drift so many hours before or after it, or sooner, ...
-- Let: ended_h = 4: ... and went on so long before or after it did, or sooner, stopped and went on with it, as ships do for weather
-- Let: most_share = 0.5: lying alongside another for so much of a spell is most of it
-- Let: times_as_fast = 2: and at the same speed if neither is more than this many times as fast as the other
WITH nine_cells AS (
    SELECT north.d AS north, east.d AS east FROM (SELECT unnest([-1, 0, 1]) AS d) AS north, (SELECT unnest([-1, 0, 1]) AS d) AS east
), spells AS MATERIALIZED (
    -- numbered, as one number is compared faster than the name of an event
    SELECT row_number() OVER () AS spell, * FROM loitering_spells
), met AS (
    SELECT DISTINCT spell FROM spells AS s JOIN loitering_partners AS p USING (vessel_id)
    WHERE least(s.last_slot, p.last_slot) - greatest(s.first_slot, p.first_slot) >= $most_share * (s.last_slot - s.first_slot)
), places AS (
    SELECT spell, vessel_id, lat, lon, start_time, until_time, met.spell IS NOT NULL AS is_alongside, floor(lat * $cells_a_degree)::INTEGER AS y, floor((lon + 180) * $cells_a_degree)::INTEGER AS x
    FROM spells LEFT JOIN met USING (spell)
), partners AS (
    SELECT vessel_id, partner_id FROM loitering_partners
    UNION
    SELECT unnest([vessel_id, former_vessel_id]), unnest([former_vessel_id, vessel_id]) FROM encounter_renamings
), in_place AS (
    SELECT c.spell, count(DISTINCT d.vessel_id) FILTER (d.vessel_id <> c.vessel_id AND partner_id IS NULL) AS spells_near,
        count(DISTINCT d.vessel_id) FILTER (d.vessel_id <> c.vessel_id AND partner_id IS NULL AND NOT d.is_alongside) AS waiters_near,
        count(DISTINCT d.vessel_id) FILTER (d.vessel_id <> c.vessel_id AND partner_id IS NULL AND NOT d.is_alongside AND d.start_time <= c.until_time AND d.until_time >= c.start_time) AS waiters_together,
        count_if(d.vessel_id = c.vessel_id) AS own_spells
    FROM (SELECT places.* EXCLUDE (y, x), y + north AS y, (x + east + 360 * $cells_a_degree) % (360 * $cells_a_degree) AS x FROM places, nine_cells) AS c
    JOIN places AS d USING (y, x)
    LEFT JOIN partners ON partners.vessel_id = c.vessel_id AND partner_id = d.vessel_id
    WHERE c.spell <> d.spell AND apart_m(c.lat, c.lon, d.lat, d.lon) <= $near_m
    GROUP BY c.spell
), alone AS (
    -- far from ports, and no other ship lay near
    SELECT spell, spells.vessel_id, lat, lon FROM spells LEFT JOIN loitering_crowds USING (event)
    WHERE least(port_km, non_dprk_port_km) >= $off_port_km AND coalesce(ships_near, 0) = 0
), repeated AS (
    SELECT c.spell, count(*) AS lone_elsewhere FROM alone AS c JOIN alone AS d USING (vessel_id)
    WHERE apart_m(c.lat, c.lon, d.lat, d.lon) >= $elsewhere_m
    GROUP BY c.spell
), drifts AS (
    SELECT spell, vessel_id, first_slot, last_slot, lat, lon, floor(lat)::INTEGER AS y, floor(lon + 180)::INTEGER AS x,
        bearing_deg(first_lat, first_lon, last_lat, last_lon) AS course_deg,
        knots(apart_m(first_lat, first_lon, last_lat, last_lon), 3600 * hours_of_slots(last_slot - first_slot)) AS drift_kn
    FROM spells WHERE drift_km >= $drifted_km
), in_company AS (
    -- for at least half of its time
    SELECT c.spell, count(DISTINCT d.vessel_id) AS drifters_near,
        count(DISTINCT d.vessel_id) FILTER (abs(hours_of_slots(c.first_slot - d.first_slot)) <= $began_h AND abs(hours_of_slots(c.last_slot - d.last_slot)) <= $ended_h) AS drifters_together
    FROM (SELECT drifts.* EXCLUDE (y, x), y + north AS y, (x + east + 360) % 360 AS x FROM drifts, nine_cells) AS c
    JOIN drifts AS d USING (y, x)
    LEFT JOIN partners ON partners.vessel_id = c.vessel_id AND partner_id = d.vessel_id
    WHERE d.vessel_id <> c.vessel_id AND partner_id IS NULL AND apart_m(c.lat, c.lon, d.lat, d.lon) <= $company_m
        AND 2 * (least(c.last_slot, d.last_slot) - greatest(c.first_slot, d.first_slot)) >= c.last_slot - c.first_slot
        AND abs(degrees_apart(c.course_deg, d.course_deg)) <= $same_course_deg
        AND d.drift_kn BETWEEN c.drift_kn / $times_as_fast AND c.drift_kn * $times_as_fast
    GROUP BY c.spell
)
SELECT event, coalesce(spells_near, 0) AS spells_near, coalesce(waiters_near, 0) AS waiters_near, coalesce(waiters_together, 0) AS waiters_together, coalesce(own_spells, 0) AS own_spells, coalesce(lone_elsewhere, 0) AS lone_elsewhere,
    coalesce(drifters_near, 0) AS drifters_near, coalesce(drifters_together, 0) AS drifters_together
FROM in_place FULL JOIN in_company USING (spell) FULL JOIN repeated USING (spell) JOIN spells USING (spell)
ORDER BY event
