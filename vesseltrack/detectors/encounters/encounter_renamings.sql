-- Finds:  numbers that went on as another: by their identities, in the middle of a meeting, or within a day before or after one
-- Writes: encounter_renamings
-- Row: One number, and the one that its ship went on under, as far as known.
-- Of two ships that are heard one after the other at one place out at sea, alike in size and type, the second may be another that came
-- there without being heard: unlikely where the one ends and the other begins at once, and one of them has just met a ship.
-- Let: around_h = 24: hours before or after the meeting in which the number ends ...
-- Let: at_once_h = 0.25: ... and the other begins, so soon ...
-- Let: overlap_h = 0.1: ... or so much earlier
-- Let: within_m = 1000: no farther off than this and what the ship makes meanwhile ...
-- Let: fastest_kn = 20: ... at this speed
-- Let: same_length_m = 5: of one length, which both send, within this
-- Let: port_km = 10: at least so far from ports, where ships begin and end for other reasons
-- Let: edge_h = 1: and not so near to the beginning or the end of the data
WITH parts AS (
    SELECT n.vessel_id, n.former_vessel_id, handover_seen AS seen FROM encounter_numbers AS n JOIN encounter_swaps USING (event) WHERE n.former_vessel_id IS NOT NULL
), met AS (
    SELECT unnest([vessel_id, other_vessel_id]) AS vessel_id, start_time - to_hours($around_h) AS from_time, until_time + to_hours($around_h) AS to_time
    FROM encounter_spells WHERE as_one
), hulls AS (
    SELECT vessel_id, first_time, last_time, first_lat, first_lon, last_lat, last_lon, length_m, vessel_type
    FROM ships WHERE hulls = 1 AND NOT gear AND length_m IS NOT NULL AND vessel_type <> 'unknown'
), beside AS (
    SELECT DISTINCT n.vessel_id, f.vessel_id AS former_vessel_id, abs(hours_between(f.last_time, n.first_time)) AS apart_h
    FROM hulls AS f JOIN hulls AS n ON n.vessel_id <> f.vessel_id AND n.vessel_type = f.vessel_type
        AND n.first_time BETWEEN f.last_time - to_seconds($overlap_h * 3600) AND f.last_time + to_seconds($at_once_h * 3600)
    JOIN met ON met.vessel_id IN (f.vessel_id, n.vessel_id) AND f.last_time BETWEEN from_time AND to_time
    JOIN cell_context AS here ON here.cell_id = cell_id_of(f.last_lat, f.last_lon)
    CROSS JOIN searched
    WHERE may_be_one_hull(f.length_m, n.length_m, f.vessel_type, n.vessel_type, $same_length_m)
        AND apart_m(f.last_lat, f.last_lon, n.first_lat, n.first_lon) <= $within_m + $fastest_kn * 1852 * abs(hours_between(f.last_time, n.first_time))
        AND least(here.port_km, here.non_dprk_port_km) >= $port_km
        AND f.last_time < searched.last_time - to_hours($edge_h) AND n.first_time > searched.first_time + to_hours($edge_h)
), alone AS (
    -- only where there is no choice
    SELECT vessel_id, former_vessel_id FROM beside
    QUALIFY count(*) OVER (PARTITION BY vessel_id) = 1 AND count(*) OVER (PARTITION BY former_vessel_id) = 1
), found AS (
    SELECT vessel_id, other_vessel_id AS former_vessel_id, true AS seen FROM handovers
    UNION ALL
    FROM parts
    UNION ALL
    SELECT vessel_id, former_vessel_id, false FROM alone
)
SELECT vessel_id, former_vessel_id, bool_or(seen) AS seen FROM found WHERE vessel_id <> former_vessel_id
GROUP BY vessel_id, former_vessel_id ORDER BY vessel_id, former_vessel_id
