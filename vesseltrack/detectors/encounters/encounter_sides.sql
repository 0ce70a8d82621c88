-- Finds:  how each ship of an encounter came and went, and which draught and destination it sent before and after
-- Writes: encounter_sides
-- Row: One ship of one spell that may be an encounter.
-- Let: around_h = 3: hours before and after the encounter in which a ship's speeds count
-- Let: coming_kn = 4: a ship came, or went, if it was faster than this (no current carries a ship so fast) ...
-- Let: coming_slots = 2: ... in at least so many tenth minutes
-- Let: under_way_kn = 3: faster than this it is under way
-- Let: stretch_min_s = 3600: two fixes at least so many seconds apart have no resampled positions between them: the mean speed counts
-- Let: stretch_max_s = 21600: and at most so many
WITH sides AS (
    SELECT event, vessel_id, other_vessel_id AS partner_id, first_slot, last_slot, start_time, until_time FROM encounter_spells
    UNION ALL
    SELECT event, other_vessel_id, vessel_id, first_slot, last_slot, start_time, until_time FROM encounter_spells
), speeds AS (
    SELECT vessel_id, slot, speed_kn FROM resampled
    UNION ALL
    -- two tenth minutes at either end of a long stretch
    SELECT vessel_id, unnest([slot_from(start_time) + 1, slot_from(start_time) + 2, slot_before(end_time) - 1, slot_before(end_time) - 2]),
        knots(apart_m(start_lat, start_lon, end_lat, end_lon), seconds)
    FROM track_steps WHERE NOT jump AND seconds BETWEEN $stretch_min_s AND $stretch_max_s
), movements AS (
    SELECT event, vessel_id,
        count_if(slot < first_slot) AS slots_before, count_if(slot > last_slot) AS slots_after,
        count_if(slot < first_slot AND speed_kn > $under_way_kn) AS slots_under_way,
        CASE WHEN slots_before > 0 THEN count_if(slot < first_slot AND speed_kn > $coming_kn) >= $coming_slots END AS came,
        CASE WHEN slots_after > 0 THEN count_if(slot > last_slot AND speed_kn > $coming_kn) >= $coming_slots END AS went
    FROM sides JOIN speeds USING (vessel_id)
    WHERE slot BETWEEN first_slot - slots_in($around_h) AND last_slot + slots_in($around_h) AND slot NOT BETWEEN first_slot AND last_slot
    GROUP BY event, vessel_id
), voyages AS (
    SELECT event, vessel_id,
        draught_by(draught_m, p.first_time, p.last_time, start_time) AS draught_before_m,
        sent_after(draught_m, p.first_time, p.last_time, until_time) AS draught_after_m,
        sent_by(destination, p.first_time, p.last_time, start_time) AS destination_before,
        sent_after(destination, p.first_time, p.last_time, until_time) AS destination_after
    FROM sides JOIN ships USING (vessel_id) JOIN particulars AS p ON p.ssvid = ships.ssvid
    WHERE is_sent_around(p.first_time, p.last_time, start_time, until_time)
    GROUP BY event, vessel_id
)
SELECT event, vessel_id, partner_id, came, went, coalesce(slots_before, 0) AS slots_before, coalesce(slots_under_way, 0) AS slots_under_way,
    draught_before_m, draught_after_m, destination_before, destination_after
FROM sides LEFT JOIN movements USING (event, vessel_id) LEFT JOIN voyages USING (event, vessel_id)
ORDER BY event, vessel_id
