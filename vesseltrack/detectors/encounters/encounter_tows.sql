-- Finds:  whether the two of an encounter sailed together before or after it as a tug sails with its tow, or were heard apart under way
-- Writes: encounter_tows
-- Row: One spell of two ships that were both heard at one time before or after they lay side by side, one of them under way.
-- A tow: they kept near each other, alike in speed and at one distance.
-- Cargo ships, tankers and fishing boats do not tow one another: two that are known to be such are not looked at.
-- Let: around_h = 6: hours before and after the encounter in which the two sail
-- Let: slowest_kn = 2: faster than this they are under way ...
-- Let: fastest_kn = 9: ... and no tow is faster than this
-- Let: alike_kn = 1.5: their speeds differ by no more
-- Let: reach_m = 1500: no farther apart than the longest towline
-- Let: least_h = 2: so near for so many hours, before or after ...
-- Let: most_share = 0.8: ... and at no less than this share of the tenth minutes at which both were heard and one sailed so
-- Let: beside_h = 1: and so within this time next to the encounter: a ship that left alone has no tow
-- Let: stays_m = 300: four in five distances lie within so many metres: a towline is paid out and hauled in, other ships come nearer and fall back
WITH asked AS (
    -- before the meeting under the numbers of its first part, after it under those of its last
    SELECT s.event, w.first_vessel_id, o.first_vessel_id AS other_first_vessel_id, w.last_vessel_id, o.last_vessel_id AS other_last_vessel_id, w.first_slot, w.last_slot
    FROM encounter_spells AS s JOIN encounter_wholes AS w ON w.event = s.event AND w.vessel_id = s.vessel_id JOIN encounter_wholes AS o ON o.event = s.event AND o.vessel_id = s.other_vessel_id
    WHERE as_one IS NOT FALSE AND NOT (vessel_type IN ('cargo', 'tanker', 'fishing') AND other_vessel_type IN ('cargo', 'tanker', 'fishing'))
), around AS (
    SELECT event, first_vessel_id AS vessel_id, other_first_vessel_id AS other_vessel_id, first_slot, last_slot, unnest(range(first_slot - slots_in($around_h), first_slot)) AS slot FROM asked
    UNION ALL
    SELECT event, last_vessel_id, other_last_vessel_id, first_slot, last_slot, unnest(range(last_slot + 1, last_slot + 1 + slots_in($around_h))) FROM asked
), sails AS (
    SELECT event, slot < first_slot AS before, CASE WHEN slot < first_slot THEN first_slot - slot ELSE slot - last_slot END AS slots_off,
        apart_m(s.lat, s.lon, o.lat, o.lon) AS far_m, greatest(s.speed_kn, o.speed_kn) AS faster_kn,
        abs(s.speed_kn - o.speed_kn) <= $alike_kn AND apart_m(s.lat, s.lon, o.lat, o.lon) <= $reach_m AS is_near
    FROM around JOIN resampled AS s USING (vessel_id, slot) JOIN resampled AS o ON o.vessel_id = around.other_vessel_id AND o.slot = around.slot
    WHERE greatest(s.speed_kn, o.speed_kn) BETWEEN $slowest_kn AND $fastest_kn
), apart AS (
    SELECT event, count_if(far_m > $reach_m) AS apart_slots FROM sails GROUP BY event
), kept AS (
    SELECT event, before, count_if(is_near) AS times, median(far_m) FILTER (is_near) AS apart_m, median(faster_kn) FILTER (is_near) AS speed_kn
    FROM sails GROUP BY ALL
    HAVING count_if(is_near) >= slots_in($least_h) AND count_if(is_near) >= $most_share * count(*) AND bool_or(is_near AND slots_off <= slots_in($beside_h))
        AND quantile_cont(far_m, 0.9) FILTER (is_near) - quantile_cont(far_m, 0.1) FILTER (is_near) <= $stays_m
)
SELECT event, any_value(apart_slots) AS apart_slots, round(hours_of_slots(sum(times)), 2) AS tow_h, round(median(apart_m), 1) AS tow_apart_m, round(median(speed_kn), 2) AS tow_kn
FROM apart LEFT JOIN kept USING (event) GROUP BY event
ORDER BY event
