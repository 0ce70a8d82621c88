-- Finds:  numbers that end out at sea, and those of one size and type that begin no farther off than their ship makes meanwhile
-- Writes: encounter_successions
-- Row: One number, and one that its ship may have gone on under.
-- By itself this says little: encounter_swaps asks whether one ship lay beside both, and whether it was alone between; encounter_renamings
-- whether one of the two had just met a ship.
-- Let: overlap_h = 0.1: the other begins at most so much earlier than the one ends ...
-- Let: within_m = 1000: ... no farther off than this and what a drifting ship ...
-- Let: drift_kn = 3: ... makes at this speed meanwhile; or what any ship makes ...
-- Let: fastest_kn = 20: ... at this speed, if the other begins at once ...
-- Let: at_once_h = 0.25: ... so soon
-- Let: port_km = 10: at least so far from ports, where ships begin and end for other reasons
-- Let: edge_h = 1: and not so near to the beginning or the end of the data
WITH hulls AS (
    SELECT vessel_id, first_time, last_time, first_lat, first_lon, last_lat, last_lon, length_m, vessel_type
    FROM ships WHERE hulls = 1 AND NOT gear AND length_m IS NOT NULL AND vessel_type <> 'unknown'
), ends AS (
    SELECT hulls.* FROM hulls JOIN cell_context AS here ON here.cell_id = cell_id_of(hulls.last_lat, hulls.last_lon) CROSS JOIN searched
    WHERE least(here.port_km, here.non_dprk_port_km) >= $port_km AND hulls.last_time < searched.last_time - to_hours($edge_h)
), begins AS (
    SELECT hulls.* FROM hulls CROSS JOIN searched WHERE hulls.first_time > searched.first_time + to_hours($edge_h)
), pairs AS (
    SELECT n.vessel_id, f.vessel_id AS former_vessel_id, hours_between(f.last_time, n.first_time) AS silent_h,
        apart_m(f.last_lat, f.last_lon, n.first_lat, n.first_lon) - $within_m AS beyond_m,
        n.first_time <= f.last_time + to_seconds($join_silent_h * 3600) AND beyond_m <= $drift_kn * 1852 * abs(silent_h) AS drifts,
        n.first_time <= f.last_time + to_seconds($at_once_h * 3600) AND beyond_m <= $fastest_kn * 1852 * abs(silent_h) AS at_once
    FROM ends AS f JOIN begins AS n ON n.vessel_id <> f.vessel_id AND n.vessel_type = f.vessel_type
        AND n.first_time BETWEEN f.last_time - to_seconds($overlap_h * 3600) AND f.last_time + to_seconds(greatest($join_silent_h, $at_once_h) * 3600)
    WHERE may_be_one_hull(f.length_m, n.length_m, f.vessel_type, n.vessel_type)
)
SELECT vessel_id, former_vessel_id, round(silent_h, 3) AS silent_h, drifts, at_once FROM pairs WHERE drifts OR at_once
ORDER BY vessel_id, former_vessel_id
