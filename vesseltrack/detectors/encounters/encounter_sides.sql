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
-- Let: next_h = 1: what a ship sends once its next meeting began, so many hours after this one ended or later, is no more of this one
WITH spells AS MATERIALIZED (
    -- numbered, as one number is compared faster than the name of an event and a ship
    SELECT row_number() OVER () AS spell, event, vessel_id, other_vessel_id, first_slot, last_slot, start_time, until_time, as_one,
        first_lat, first_lon, last_lat, last_lon
    FROM encounter_spells JOIN proximities USING (vessel_id, other_vessel_id, first_slot, last_slot)
), sides AS (
    -- the other side of a spell has the same number, below zero
    SELECT spell AS side, other_vessel_id AS partner_id, * EXCLUDE (spell, other_vessel_id) FROM spells
    UNION ALL BY NAME
    SELECT -spell AS side, vessel_id AS partner_id, other_vessel_id AS vessel_id, * EXCLUDE (spell, vessel_id, other_vessel_id) FROM spells
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
    SELECT side, vessel_id, first_slot, last_slot, first_lat, first_lon, last_lat, last_lon,
        unnest(slots_beside(first_slot, last_slot, $around_h)) AS slot
    FROM sides
), distances AS (
    SELECT side, slot, first_slot, last_slot, speed_kn, is_counted,
        CASE WHEN slot BETWEEN first_slot - $stay_slots AND first_slot - 1 THEN apart_m(lat, lon, first_lat, first_lon)
             WHEN slot BETWEEN last_slot + 1 AND last_slot + $stay_slots THEN apart_m(lat, lon, last_lat, last_lon) END AS off_m
    FROM slots_around JOIN positions USING (vessel_id, slot)
), movements AS (
    SELECT side,
        count_if(slot < first_slot AND is_counted) AS slots_before, count_if(slot > last_slot AND is_counted) AS slots_after,
        count_if(slot < first_slot AND speed_kn > $under_way_kn) AS slots_under_way,
        CASE WHEN slots_before > 0 THEN count_if(slot < first_slot AND speed_kn > $coming_kn) >= $coming_slots END AS came,
        CASE WHEN slots_after > 0 THEN count_if(slot > last_slot AND speed_kn > $coming_kn) >= $coming_slots END AS went,
        max(off_m) FILTER (slot < first_slot) AS off_before_m, max(off_m) FILTER (slot > last_slot) AS off_after_m,
        max(off_m) FILTER (slot BETWEEN first_slot - $near_slots AND first_slot - 1) AS just_before_m,
        max(off_m) FILTER (slot BETWEEN last_slot + 1 AND last_slot + $near_slots) AS just_after_m
    FROM distances
    GROUP BY side
), next_meetings AS (
    SELECT s.side, min(later.start_time) AS next_time
    FROM sides AS s JOIN sides AS later ON later.vessel_id = s.vessel_id AND later.start_time >= s.until_time + to_hours($next_h) AND later.as_one IS NOT FALSE
    GROUP BY s.side
), numbered AS (
    SELECT side, ssvid, start_time, until_time, next_time FROM sides JOIN ships USING (vessel_id) LEFT JOIN next_meetings USING (side)
), values_sent AS (
    SELECT side, draught_m, destination,
        last_sent_by(p.first_time, p.last_time, draught_entered_by(start_time)) AS draught_before_time,
        last_sent_by(p.first_time, p.last_time, start_time) AS before_time,
        last_sent_after(CASE WHEN next_time IS NULL OR p.first_time < next_time THEN p.first_time END, p.last_time, until_time) AS after_time
    FROM numbered JOIN particulars AS p USING (ssvid)
    WHERE is_sent_around(p.first_time, p.last_time, start_time, until_time)
    GROUP BY side, draught_m, destination
), voyages AS (
    SELECT side, min(draught_m) < max(draught_m) AS several,
        sent_last(draught_m, draught_before_time) AS draught_before_m, sent_last(draught_m, after_time) AS draught_after_m,
        sent_last(destination, before_time) AS destination_before, sent_last(destination, after_time) AS destination_after
    FROM values_sent GROUP BY side
), changes AS (
    SELECT side, p.first_time, p.last_time, draught_m, draught_m <> lag(draught_m) OVER (PARTITION BY side ORDER BY p.first_time, p.last_time, draught_m) AS changed
    FROM voyages JOIN numbered USING (side) JOIN particulars AS p USING (ssvid)
    WHERE several AND draught_m IS NOT NULL AND (next_time IS NULL OR p.first_time < next_time) AND is_sent_around(p.first_time, p.last_time, start_time, until_time)
), keyings AS (
    SELECT side, first_time, coalesce(changed, false) AS anew, is_keyed_back(draught_m, lag(draught_m, 2) OVER in_turn, lag(first_time) OVER in_turn, first_time) AS back
    FROM changes WHERE coalesce(changed, true) WINDOW in_turn AS (PARTITION BY side ORDER BY first_time, last_time, draught_m)
), keyed AS (
    SELECT side, max(first_time) FILTER (anew) AS draught_keyed_time, count_if(anew) AS draughts_keyed, count_if(back) AS draughts_returned
    FROM keyings GROUP BY side
)
SELECT event, vessel_id, partner_id, own.came, own.went,
    own.off_before_m >= $elsewhere_m AND own.off_before_m >= $times_as_far * partner.off_before_m
        OR own.off_after_m >= $elsewhere_m AND own.off_after_m >= $times_as_far * partner.off_after_m AS visited,
    coalesce(partner.just_before_m >= $elsewhere_m AND partner.just_before_m >= $times_as_far * own.just_before_m, false) AS waited,
    coalesce(partner.just_after_m >= $elsewhere_m AND partner.just_after_m >= $times_as_far * own.just_after_m, false) AS stayed,
    coalesce(own.slots_before, 0) AS slots_before, coalesce(own.slots_under_way, 0) AS slots_under_way,
    draught_before_m, draught_after_m, draught_keyed_time, coalesce(draughts_keyed, 0) AS draughts_keyed, coalesce(draughts_returned, 0) AS draughts_returned, destination_before, destination_after
FROM sides LEFT JOIN movements AS own USING (side) LEFT JOIN movements AS partner ON partner.side = -sides.side
LEFT JOIN voyages USING (side) LEFT JOIN keyed USING (side)
ORDER BY event, vessel_id
