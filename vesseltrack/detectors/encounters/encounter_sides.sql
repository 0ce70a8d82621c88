-- Finds:  how each ship of an encounter came and went, and which draught and destination it sent before and after, and when it keyed them
-- Writes: encounter_sides
-- Row: One ship of one spell that may be an encounter.
-- Let: around_h = 3: hours before and after the encounter in which a ship's speeds count
-- Let: coming_kn = 4: a ship came, or went, if it was faster than this (no current carries a ship so fast) ...
-- Let: coming_slots = 2: ... in at least so many tenth minutes
-- Let: under_way_kn = 3: faster than this it is under way
-- Let: stretch_min_s = 3600: two fixes at least so many seconds apart have no resampled positions between them: the mean speed counts
-- Let: stretch_max_s = 21600: and at most so many
-- Let: stay_slots = 9: tenth minutes before or after: in them one ship was elsewhere and the other stayed ...
-- Let: elsewhere_m = 1000: ... if the one was at least so far from where they met
-- Let: times_as_far = 4: ... and so many times as far as the other: a drifting ship moves too
-- Let: near_slots = 3: so many tenth minutes before or after, of which one ship waited for the other, or stayed behind, by the same two numbers
WITH sides AS (
    SELECT event, vessel_id, other_vessel_id AS partner_id, first_slot, last_slot, start_time, until_time, first_lat, first_lon, last_lat, last_lon
    FROM encounter_spells JOIN proximities USING (vessel_id, other_vessel_id, first_slot, last_slot)
    UNION ALL
    SELECT event, other_vessel_id, vessel_id, first_slot, last_slot, start_time, until_time, first_lat, first_lon, last_lat, last_lon
    FROM encounter_spells JOIN proximities USING (vessel_id, other_vessel_id, first_slot, last_slot)
), positions AS (
    SELECT vessel_id, slot, speed_kn, lat, lon, true AS is_counted FROM resampled
    UNION ALL SELECT vessel_id, slot, NULL, lat, lon, false FROM interpolated_positions
    UNION ALL
    -- two tenth minutes at either end of a long stretch
    SELECT vessel_id, unnest([slot_from(start_time) + 1, slot_from(start_time) + 2, slot_before(end_time) - 1, slot_before(end_time) - 2]),
        knots(apart_m(start_lat, start_lon, end_lat, end_lon), seconds), NULL, NULL, true
    FROM track_steps WHERE NOT jump AND seconds BETWEEN $stretch_min_s AND $stretch_max_s
), slots_around AS (
    -- by tenth minute: a ship's positions meet only the spells they are near to, not all of its spells
    SELECT event, vessel_id, first_slot, last_slot, first_lat, first_lon, last_lat, last_lon,
        unnest(slots_beside(first_slot, last_slot, $around_h)) AS slot
    FROM sides
), movements AS (
    SELECT event, vessel_id,
        count_if(slot < first_slot AND is_counted) AS slots_before, count_if(slot > last_slot AND is_counted) AS slots_after,
        count_if(slot < first_slot AND speed_kn > $under_way_kn) AS slots_under_way,
        CASE WHEN slots_before > 0 THEN count_if(slot < first_slot AND speed_kn > $coming_kn) >= $coming_slots END AS came,
        CASE WHEN slots_after > 0 THEN count_if(slot > last_slot AND speed_kn > $coming_kn) >= $coming_slots END AS went,
        -- CASE rather than FILTER, which would reckon the distances of all slots
        max(CASE WHEN slot BETWEEN first_slot - $stay_slots AND first_slot - 1 THEN apart_m(lat, lon, first_lat, first_lon) END) AS off_before_m,
        max(CASE WHEN slot BETWEEN last_slot + 1 AND last_slot + $stay_slots THEN apart_m(lat, lon, last_lat, last_lon) END) AS off_after_m,
        max(CASE WHEN slot BETWEEN first_slot - $near_slots AND first_slot - 1 THEN apart_m(lat, lon, first_lat, first_lon) END) AS just_before_m,
        max(CASE WHEN slot BETWEEN last_slot + 1 AND last_slot + $near_slots THEN apart_m(lat, lon, last_lat, last_lon) END) AS just_after_m
    FROM slots_around JOIN positions USING (vessel_id, slot)
    GROUP BY event, vessel_id
), sent AS MATERIALIZED (
    SELECT event, vessel_id, start_time, until_time, p.first_time, p.last_time, draught_m, destination
    FROM sides JOIN ships USING (vessel_id) JOIN particulars AS p ON p.ssvid = ships.ssvid
    WHERE is_sent_around(p.first_time, p.last_time, start_time, until_time)
), voyages AS (
    SELECT event, vessel_id, min(draught_m) < max(draught_m) AS several,
        draught_by(draught_m, p.first_time, p.last_time, start_time) AS draught_before_m,
        sent_after(draught_m, p.first_time, p.last_time, until_time) AS draught_after_m,
        sent_by(destination, p.first_time, p.last_time, start_time) AS destination_before,
        sent_after(destination, p.first_time, p.last_time, until_time) AS destination_after
    FROM sent AS p
    GROUP BY event, vessel_id
), changes AS (
    SELECT event, vessel_id, p.first_time, draught_m <> lag(draught_m) OVER (PARTITION BY event, vessel_id ORDER BY p.first_time, p.last_time, draught_m) AS changed
    FROM sent AS p JOIN voyages USING (event, vessel_id) WHERE several AND draught_m IS NOT NULL
), keyed AS (
    SELECT event, vessel_id, max(first_time) AS draught_keyed_time, count(*) AS draughts_keyed FROM changes WHERE changed GROUP BY event, vessel_id
)
SELECT s.event, s.vessel_id, partner_id, own.came, own.went,
    own.off_before_m >= $elsewhere_m AND own.off_before_m >= $times_as_far * partner.off_before_m
        OR own.off_after_m >= $elsewhere_m AND own.off_after_m >= $times_as_far * partner.off_after_m AS visited,
    coalesce(partner.just_before_m >= $elsewhere_m AND partner.just_before_m >= $times_as_far * own.just_before_m, false) AS waited,
    coalesce(partner.just_after_m >= $elsewhere_m AND partner.just_after_m >= $times_as_far * own.just_after_m, false) AS stayed,
    coalesce(own.slots_before, 0) AS slots_before, coalesce(own.slots_under_way, 0) AS slots_under_way,
    draught_before_m, draught_after_m, draught_keyed_time, coalesce(draughts_keyed, 0) AS draughts_keyed, destination_before, destination_after
FROM sides AS s LEFT JOIN movements AS own ON own.event = s.event AND own.vessel_id = s.vessel_id
LEFT JOIN movements AS partner ON partner.event = s.event AND partner.vessel_id = partner_id
LEFT JOIN voyages ON voyages.event = s.event AND voyages.vessel_id = s.vessel_id
LEFT JOIN keyed ON keyed.event = s.event AND keyed.vessel_id = s.vessel_id
ORDER BY s.event, s.vessel_id
