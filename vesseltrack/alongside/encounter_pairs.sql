-- Finds:  spells of two ships that may be encounters: their distance stayed, or they were near each other for as long as a tier asks
-- Writes: encounter_pairs
-- Two ships that kept one distance are taken anywhere and at any speed, unless one is made fast to a quay or a platform near the
-- shore; a ship that a list names is taken there too. Others are taken by the rules (least duration, greatest speed, distance from
-- port); in a learnt harbour those count only if they may have moved as one (by_tier is false).
-- Two halves of one meeting, between which one changed its number (handovers), are taken if they are long enough together; and those beside
-- one ship of two numbers that may be of one hull (encounter_successions), if they are so without the silence between.
-- An auxiliary craft beside its mother ship, or beside another craft of hers, is no encounter.
-- Let: hulls_m = 450: antennas of ships alongside are nearer than this
WITH near AS (
    SELECT p.*, non_dprk_port_km, shore_km, foreign_port_km(port_country, port_km, non_dprk_port_km) AS known_port_km,
        plain AND median_speed_kn < $max_speed_kn AND known_port_km >= $min_port_km
            AND ($min_shore_km = 0 OR shore_km >= $min_shore_km) AND is_afloat(shore_km, dprk_port_km) AS within_rules
    FROM proximities AS p JOIN cell_context ON cell_id = cell_id_of(p.lat, p.lon)
), families AS (
    SELECT a.vessel_id, b.vessel_id AS other_vessel_id FROM ships AS a JOIN ships AS b ON a.mother_ssvid = b.ssvid AND a.vessel_id <> b.vessel_id
    UNION ALL
    SELECT a.vessel_id, b.vessel_id FROM ships AS a JOIN ships AS b ON a.mother_ssvid = b.mother_ssvid AND a.vessel_id <> b.vessel_id
), sides AS (
    SELECT vessel_id AS own, other_vessel_id AS partner, vessel_id, other_vessel_id, first_slot, last_slot FROM near WHERE rigid_apart_m < $hulls_m
    UNION ALL SELECT other_vessel_id, vessel_id, vessel_id, other_vessel_id, first_slot, last_slot FROM near WHERE rigid_apart_m < $hulls_m
), halves AS (
    SELECT unnest([(f.vessel_id, f.other_vessel_id, f.first_slot), (l.vessel_id, l.other_vessel_id, l.first_slot)]) AS half
    FROM handovers AS h JOIN sides AS f ON f.own = h.other_vessel_id JOIN sides AS l ON l.own = h.vessel_id AND l.partner = f.partner
    WHERE l.first_slot - f.last_slot BETWEEN -1 AND slots_in($join_h) AND l.last_slot - f.first_slot >= slots_in($min_rigid_h)
    UNION
    SELECT unnest([(f.vessel_id, f.other_vessel_id, f.first_slot), (l.vessel_id, l.other_vessel_id, l.first_slot)])
    FROM encounter_successions AS h JOIN sides AS f ON f.own = h.former_vessel_id JOIN sides AS l ON l.own = h.vessel_id AND l.partner = f.partner
    WHERE h.drifts AND l.last_slot > f.last_slot AND l.last_slot - l.first_slot + f.last_slot - f.first_slot >= slots_in($min_rigid_h)
)
SELECT vessel_id, other_vessel_id, first_slot, last_slot, within_rules AND non_dprk_port_km >= $min_port_km AS by_tier
FROM near
WHERE (within_rules
    OR $min_rigid_h > 0 AND is_mostly_rigid(rigid_share) AND rigid_apart_m < $hulls_m
        -- from the first tenth minute to the last may be one tenth minute short of the time asked
        AND (is_counted_rigid(rigid_slots) AND rigid_last_slot - rigid_first_slot >= slots_in($min_rigid_h) - 1
            OR (vessel_id, other_vessel_id, first_slot) IN (SELECT half FROM halves))
        AND NOT (is_made_fast(least(spread_m, other_spread_m)) AND is_harbour_water(known_port_km, shore_km) AND NOT listed))
    AND (vessel_id, other_vessel_id) NOT IN (FROM families) AND (other_vessel_id, vessel_id) NOT IN (FROM families)
ORDER BY vessel_id, other_vessel_id, first_slot
