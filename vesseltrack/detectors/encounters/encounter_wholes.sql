-- Finds:  the whole of the meeting that each spell is, or is a part of: one of the two may have changed its number in the middle of it
-- Writes: encounter_wholes
-- Row: One ship of one spell that may be an encounter.
-- Of a meeting in parts (encounter_numbers) the begin is that of its first part, and the end that of its last.
-- Let: same_apart_m = 10: the two moved as one through the whole meeting if they did in each part, at one distance within this
WITH spells AS (
    SELECT s.event, s.vessel_id, s.other_vessel_id, s.first_slot, s.last_slot, start_time, until_time, goes_on, parted, slots, sailed_slots, fixes, other_fixes,
        encounter_candidates.as_one, rigid_apart_m, rigid_first_slot, rigid_last_slot, CASE WHEN rigid_drawn THEN 0 ELSE rigid_slots END AS seen_rigid_slots
    FROM encounter_spells AS s JOIN proximities USING (vessel_id, other_vessel_id, first_slot) JOIN encounter_candidates USING (vessel_id, other_vessel_id, first_slot)
), sides AS (
    SELECT * FROM spells
    UNION ALL
    SELECT * REPLACE (other_vessel_id AS vessel_id, vessel_id AS other_vessel_id, other_fixes AS fixes, fixes AS other_fixes) FROM spells
), numbered AS (
    SELECT sides.*, coalesce(first_event, event) AS first_event, coalesce(first_vessel_id, vessel_id) AS first_vessel_id
    FROM sides LEFT JOIN encounter_numbers USING (event, vessel_id)
), wholes AS (
    SELECT first_event, first_vessel_id, max((until_time, start_time, event, vessel_id)) AS last, arg_max(goes_on, (until_time, start_time, event)) AS goes_on,
        arg_max(parted, (until_time, start_time, event)) AS parted,
        min(first_slot) AS first_slot, max(last_slot) AS last_slot, min(start_time) AS start_time, max(until_time) AS until_time,
        sum(slots)::BIGINT AS slots, sum(sailed_slots)::BIGINT AS sailed_slots, sum(fixes)::BIGINT AS fixes,
        bool_and(coalesce(as_one, false)) AND max(rigid_apart_m) - min(rigid_apart_m) <= $same_apart_m AS rigid_throughout,
        min(rigid_first_slot) AS rigid_first_slot, max(rigid_last_slot) AS rigid_last_slot, sum(seen_rigid_slots)::BIGINT AS seen_rigid_slots
    FROM numbered GROUP BY first_event, first_vessel_id
), slots_of AS MATERIALIZED (
    -- of a meeting in parts, what a ship sent between them is of the whole as its hours are
    SELECT DISTINCT first_event, first_vessel_id, ssvid, unnest(range(w.first_slot, w.last_slot + 1)) AS slot
    FROM wholes AS w JOIN encounter_numbers AS n USING (first_event, first_vessel_id) JOIN ships ON ships.vessel_id = n.vessel_id
), sent AS (
    SELECT first_event, first_vessel_id, count(*) AS fixes
    FROM slots_of JOIN (SELECT ssvid, slot_before(time) AS slot FROM messages() WHERE ssvid IN (SELECT ssvid FROM slots_of)) USING (ssvid, slot) GROUP BY ALL
)
SELECT event, vessel_id, other_vessel_id AS partner_id, first_event, first_vessel_id, last[3] AS last_event, last[4] AS last_vessel_id,
    w.first_slot, w.last_slot, w.start_time, w.until_time, hours_between(w.start_time, w.until_time) AS duration_h, w.goes_on, w.parted, w.slots, w.sailed_slots, coalesce(sent.fixes, w.fixes) AS fixes,
    CASE WHEN rigid_throughout THEN w.rigid_first_slot ELSE numbered.rigid_first_slot END AS rigid_first_slot,
    CASE WHEN rigid_throughout THEN w.rigid_last_slot ELSE numbered.rigid_last_slot END AS rigid_last_slot,
    CASE WHEN rigid_throughout THEN w.seen_rigid_slots ELSE numbered.seen_rigid_slots END AS seen_rigid_slots
FROM numbered JOIN wholes AS w USING (first_event, first_vessel_id) LEFT JOIN sent USING (first_event, first_vessel_id)
ORDER BY event, vessel_id
