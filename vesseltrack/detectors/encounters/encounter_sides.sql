-- Finds:  how each ship of an encounter came and went, and which draught and destination it sent before and after, and when it keyed them
-- Writes: encounter_sides
-- Row: One ship of one spell that may be an encounter.
-- Let: around_h = 3: hours before and after the encounter in which a ship's speeds count
-- Let: coming_kn = 4: a ship came, or went, if it was faster than this (no current carries a ship so fast) ...
-- Let: coming_slots = 2: ... in at least so many tenth minutes
-- Let: under_way_kn = 3: faster than this it is under way
-- Let: stretch_min_s = 3600: two fixes at least so many seconds apart have no resampled positions between them: the mean speed counts
-- Let: stretch_max_s = 21600: and at most so many
-- Let: stay_slots = 9: tenth minutes before or after: in them one ship was elsewhere and the other stayed; in those after, it left ...
-- Let: elsewhere_m = 1000: ... if the one was at least so far from where they met
-- Let: times_as_far = 4: ... and so many times as far as the other: a drifting ship moves too
-- Let: near_slots = 3: in so many tenth minutes before it a ship came, or lay there while the other came; one not heard in them did neither
-- Let: settled_slots = 3: a ship's own place in the encounter, and its drift there, are those from so many tenth minutes after the begin or before the end ...
-- Let: drift_slots = 9: ... to so many
-- Let: swung_m = 300: a ship moved if it was farther than this from its own place, and from where that drift puts it: at anchor it swings ...
-- Let: swung_kn = 0.5: ... and so much more for each hour: currents change
-- Let: times_as_far_off = 3: and if the other was not so many times as far off: then that one moved
-- Let: later_days = 10: another draught keyed within so many days after is told, though it does not count
-- Let: next_h = 1: what a ship sends once its next meeting began, so many hours after this one ended or later, is no more of this one. Of a next
-- one that began before, and lasted so many hours longer, the draught keyed between the two ends is of this one: it came before that one
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
), slots_within AS (
    -- from the end nearer to it, number of tenth minutes
    SELECT side, vessel_id, at_end, first_lat, first_lon, unnest(CASE WHEN at_end THEN range(greatest(first_slot, last_slot - $drift_slots), greatest(first_slot, last_slot - $settled_slots) + 1)
        ELSE range(least(last_slot, first_slot + $settled_slots), least(last_slot, first_slot + $drift_slots) + 1) END) AS slot
    FROM sides, (VALUES (false), (true)) AS ends(at_end)
), own_places AS (
    SELECT side, at_end, avg(slot) AS at_slot, avg(lat) AS at_lat, any_value(first_lon) AS from_lon, avg(degrees_apart(first_lon, lon)) AS at_east,
        CASE WHEN count(DISTINCT slot) > 1 THEN regr_slope(lat, slot) ELSE 0 END AS north_per_slot,
        CASE WHEN count(DISTINCT slot) > 1 THEN regr_slope(degrees_apart(first_lon, lon), slot) ELSE 0 END AS east_per_slot
    FROM slots_within JOIN positions USING (vessel_id, slot) WHERE lat IS NOT NULL
    GROUP BY side, at_end
), offs AS (
    SELECT side, slot, slot > last_slot AS at_end, CASE WHEN at_end THEN slot - last_slot ELSE first_slot - slot END AS slots_off, speed_kn,
        least(apart_m(lat, lon, at_lat, from_lon + at_east),
            apart_m(lat, lon, at_lat + north_per_slot * (slot - at_slot), from_lon + at_east + east_per_slot * (slot - at_slot))) AS off_m
    FROM slots_around AS s JOIN positions USING (vessel_id, slot) JOIN own_places AS p USING (side)
    WHERE is_counted AND lat IS NOT NULL AND p.at_end = (slot > last_slot)
        AND (slot BETWEEN first_slot - $near_slots AND first_slot - 1 OR slot BETWEEN last_slot + 1 AND last_slot + $stay_slots)
), moves AS (
    SELECT o.side, o.at_end, count_if(o.slots_off <= $near_slots) > 0 AS heard,
        coalesce(bool_or(o.off_m > $swung_m + $swung_kn * 1852 * hours_of_slots(o.slots_off) AND o.off_m * $times_as_far_off > coalesce(partner.off_m, 0)), false)
            OR count_if(o.speed_kn > $coming_kn) >= $coming_slots AS moved
    FROM offs AS o LEFT JOIN offs AS partner ON partner.side = -o.side AND partner.slot = o.slot
    GROUP BY o.side, o.at_end
), across AS (
    SELECT side, at_end, bool_or(e.moved) AS moved, bool_or(e.moved OR e.apart) AS elsewhere, bool_and(e.partner_lay) FILTER (e.moved) AS partner_lay,
        -- a message where it lay, not long before or after
        bool_or(NOT e.moved AND NOT e.apart AND CASE WHEN at_end THEN to_time <= until_time + to_hours($around_h) ELSE from_time >= start_time - to_hours($around_h) END) AS heard
    FROM sides JOIN encounter_silences AS e USING (event, vessel_id) GROUP BY side, at_end
), known AS (
    SELECT side, at_end, coalesce(m.moved, false) OR coalesce(s.moved, false) AS moved, coalesce(s.elsewhere, false) AS elsewhere,
        coalesce(m.heard, false) OR coalesce(s.heard, false) AS heard, coalesce(s.moved, false) AND NOT coalesce(m.moved, false) AS moved_in_silence, partner_lay
    FROM moves AS m FULL JOIN across AS s USING (side, at_end)
), distances AS (
    SELECT side, slot, first_slot, last_slot, speed_kn, is_counted,
        CASE WHEN slot BETWEEN first_slot - $stay_slots AND first_slot - 1 THEN apart_m(lat, lon, first_lat, first_lon)
             WHEN slot BETWEEN last_slot + 1 AND last_slot + $stay_slots THEN apart_m(lat, lon, last_lat, last_lon) END AS off_m
    FROM slots_around JOIN positions USING (vessel_id, slot)
), movements AS (
    SELECT side,
        count_if(slot < first_slot AND is_counted) AS slots_before, count_if(slot > last_slot AND is_counted) AS slots_after,
        count_if(slot < first_slot AND speed_kn > $under_way_kn) AS slots_under_way,
        CASE WHEN slots_before > 0 THEN count_if(slot < first_slot AND speed_kn > $coming_kn) >= $coming_slots END AS sailed_before,
        CASE WHEN slots_after > 0 THEN count_if(slot > last_slot AND speed_kn > $coming_kn) >= $coming_slots END AS sailed_after,
        max(off_m) FILTER (slot < first_slot) AS off_before_m, max(off_m) FILTER (slot > last_slot) AS off_after_m
    FROM distances
    GROUP BY side
), next_meetings AS (
    SELECT s.side, min(later.start_time) AS next_time
    FROM sides AS s JOIN sides AS later ON later.vessel_id = s.vessel_id AND later.start_time >= s.until_time + to_hours($next_h) AND later.as_one IS NOT FALSE
    -- a later part of the same meeting is none
    LEFT JOIN encounter_numbers AS own ON own.event = s.event AND own.vessel_id = s.vessel_id
    LEFT JOIN encounter_numbers AS part ON part.event = later.event AND part.vessel_id = s.vessel_id
    WHERE coalesce(own.first_event <> part.first_event, true)
    GROUP BY s.side
), overlapping AS MATERIALIZED (
    SELECT s.side, later.side AS later_side, s.vessel_id, s.until_time, later.until_time AS later_until_time
    FROM sides AS s JOIN sides AS later ON later.vessel_id = s.vessel_id AND later.partner_id <> s.partner_id AND later.start_time > s.start_time
        AND later.start_time < s.until_time + to_hours($next_h) AND later.until_time >= s.until_time + to_hours($next_h)
    LEFT JOIN encounter_numbers AS own ON own.event = s.event AND own.vessel_id = s.vessel_id
    LEFT JOIN encounter_numbers AS part ON part.event = later.event AND part.vessel_id = s.vessel_id
    WHERE s.as_one AND later.as_one AND coalesce(own.first_event <> part.first_event, true)
), keyed_between AS (
    SELECT side, later_side, later_until_time FROM overlapping JOIN ships USING (vessel_id) JOIN particulars AS p USING (ssvid)
    WHERE draught_m IS NOT NULL AND p.first_time < later_until_time
    GROUP BY side, later_side, until_time, later_until_time
    HAVING arg_max(draught_m, p.first_time) FILTER (p.first_time <= until_time) <> arg_max(draught_m, p.first_time) FILTER (p.first_time > until_time)
), calls AS (
    -- what is keyed once the ship lies in a harbour says nothing of the meeting before
    SELECT side, min(slot_time(c.first_slot)) AS call_time
    FROM sides AS s JOIN port_calls AS c USING (vessel_id) WHERE c.first_slot > s.last_slot GROUP BY side
), numbers_in_it AS (
    SELECT side, vessel_id FROM sides
    UNION
    SELECT side, part.vessel_id FROM sides JOIN encounter_numbers AS own USING (event, vessel_id) JOIN encounter_numbers AS part USING (first_event, first_vessel_id)
), hull_numbers_met AS (
    -- a ship that changed its number in the meeting, or soon before or after, sent the rest under the other
    SELECT side, vessel_id FROM numbers_in_it
    UNION
    SELECT side, r.vessel_id FROM numbers_in_it AS n JOIN encounter_renamings AS r ON r.former_vessel_id = n.vessel_id
    UNION
    SELECT side, r.former_vessel_id FROM numbers_in_it AS n JOIN encounter_renamings AS r ON r.vessel_id = n.vessel_id
), numbered AS (
    SELECT side, ssvid, start_time, until_time, least(next_time, call_time, (SELECT min(later_until_time) FROM keyed_between AS k WHERE k.side = sides.side)) AS next_time,
        call_time, next_time AS meeting_time, side IN (SELECT later_side FROM keyed_between) AS keyed_for_former
    FROM sides JOIN hull_numbers_met USING (side) JOIN ships ON ships.vessel_id = hull_numbers_met.vessel_id
    LEFT JOIN next_meetings USING (side) LEFT JOIN calls USING (side)
), values_sent AS (
    SELECT side, draught_m, destination,
        last_sent_by(p.first_time, p.last_time, CASE WHEN keyed_for_former THEN until_time ELSE draught_entered_by(start_time) END) AS draught_before_time,
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
), laters AS (
    -- the first other draught that it keyed after the meeting, if that is too late to say anything of it
    SELECT side, keyed_later(arg_min(p.draught_m, (p.first_time, p.draught_m)), min(p.first_time), any_value(until_time), any_value(call_time), any_value(meeting_time)) AS draught_later
    FROM numbered JOIN voyages USING (side) JOIN particulars AS p USING (ssvid)
    WHERE p.first_time > until_time AND p.first_time <= until_time + to_days($later_days) AND p.draught_m <> coalesce(draught_after_m, draught_before_m) GROUP BY side
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
SELECT event, vessel_id, partner_id,
    -- of one that came, or left, unheard it is not known when: of the other counts where it was when that one was heard elsewhere
    has_moved(before.moved OR coalesce(partner_before.moved_in_silence AND NOT partner_before.partner_lay, false), before.elsewhere,
        before.heard AND coalesce(partner_before.partner_lay, NOT partner_before.moved_in_silence, true), partner_before.moved, partner_before.heard, own.sailed_before) AS came,
    -- and who sailed in the hours after left, too
    has_moved(after.moved OR coalesce(partner_after.moved_in_silence AND (own.sailed_after OR NOT partner_after.partner_lay), false), after.elsewhere,
        after.heard AND coalesce(partner_after.partner_lay, NOT partner_after.moved_in_silence, true), partner_after.moved, partner_after.heard, own.sailed_after) AS went,
    own.sailed_before, own.sailed_after,
    own.off_before_m >= $elsewhere_m AND own.off_before_m >= $times_as_far * partner.off_before_m
        OR own.off_after_m >= $elsewhere_m AND own.off_after_m >= $times_as_far * partner.off_after_m AS visited,
    coalesce(own.slots_before, 0) AS slots_before, coalesce(own.slots_under_way, 0) AS slots_under_way,
    draught_before_m, draught_after_m, draught_keyed_time, coalesce(draughts_keyed, 0) AS draughts_keyed, coalesce(draughts_returned, 0) AS draughts_returned, draught_later, destination_before, destination_after
FROM sides LEFT JOIN movements AS own ON own.side = sides.side LEFT JOIN movements AS partner ON partner.side = -sides.side
LEFT JOIN known AS before ON before.side = sides.side AND NOT before.at_end LEFT JOIN known AS partner_before ON partner_before.side = -sides.side AND NOT partner_before.at_end
LEFT JOIN known AS after ON after.side = sides.side AND after.at_end LEFT JOIN known AS partner_after ON partner_after.side = -sides.side AND partner_after.at_end
LEFT JOIN voyages ON voyages.side = sides.side LEFT JOIN keyed ON keyed.side = sides.side LEFT JOIN laters ON laters.side = sides.side
ORDER BY event, vessel_id
