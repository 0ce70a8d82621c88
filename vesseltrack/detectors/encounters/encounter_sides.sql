-- Finds:  how each ship of an encounter came and went
-- Writes: encounter_sides
-- Row: One ship of one spell that may be an encounter.
-- Of a meeting in parts, as one changed its number in the middle of it (encounter_wholes), each part tells how the ship came to the first and left the last.
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
-- Let: times_as_far_off = 3: and if the other was heard then, and not so many times as far off: then that one moved. Beside one that is silent a drift
-- may turn: such a ship left when it sailed
-- Let: stay_h = 12: a ship stayed if it was heard there for so many hours after, and did not sail in them
-- Let: met_h = 1: beside one that came in a silence a ship came, too, if it was elsewhere when that began, and sailed so few hours before. One that lay
-- there for longer may have been come to, or have come to the other: nobody knows
-- Let: seldom_s = 900: between messages farther apart than this nobody knows when a ship left
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
), slots_asked AS (
    SELECT vessel_id, slot FROM slots_around UNION ALL SELECT vessel_id, slot FROM slots_within
), long_stretches AS MATERIALIZED (
    -- two tenth minutes at either end of a long stretch
    SELECT vessel_id, unnest([slot_from(start_time) + 1, slot_from(start_time) + 2, slot_before(end_time) - 1, slot_before(end_time) - 2]) AS slot,
        knots(apart_m(start_lat, start_lon, end_lat, end_lon), seconds) AS speed_kn
    FROM track_steps WHERE NOT jump AND seconds BETWEEN $stretch_min_s AND $stretch_max_s
), positions AS MATERIALIZED (
    -- the few positions asked for, found once
    SELECT vessel_id, slot, speed_kn, lat, lon, true AS is_counted FROM resampled SEMI JOIN slots_asked USING (vessel_id, slot)
    UNION ALL SELECT vessel_id, slot, NULL, lat, lon, false FROM interpolated_positions
    UNION ALL SELECT vessel_id, slot, speed_kn, NULL, NULL, true FROM long_stretches
), own_places AS (
    SELECT side, at_end, avg(slot) AS at_slot, avg(lat) AS at_lat, any_value(first_lon) AS from_lon, avg(degrees_apart(first_lon, lon)) AS at_east,
        CASE WHEN min(slot) < max(slot) THEN regr_slope(lat, slot) ELSE 0 END AS north_per_slot,
        CASE WHEN min(slot) < max(slot) THEN regr_slope(degrees_apart(first_lon, lon), slot) ELSE 0 END AS east_per_slot,
        knots(apart_m(at_lat, from_lon, at_lat + north_per_slot, from_lon + east_per_slot), 600) > $under_way_kn AS sails
    FROM slots_within JOIN positions USING (vessel_id, slot) WHERE lat IS NOT NULL
    GROUP BY side, at_end
), offs AS (
    SELECT side, slot, slot > last_slot AS at_end, CASE WHEN at_end THEN slot - last_slot ELSE first_slot - slot END AS slots_off, speed_kn, sails,
        least(apart_m(lat, lon, at_lat, from_lon + at_east),
            apart_m(lat, lon, at_lat + north_per_slot * (slot - at_slot), from_lon + at_east + east_per_slot * (slot - at_slot))) AS off_m
    FROM slots_around AS s JOIN positions USING (vessel_id, slot) JOIN own_places AS p USING (side)
    WHERE is_counted AND lat IS NOT NULL AND p.at_end = (slot > last_slot)
        AND (slot BETWEEN first_slot - $near_slots AND first_slot - 1 OR slot BETWEEN last_slot + 1 AND last_slot + $stay_slots)
), offs_of_both AS (
    SELECT o.*, coalesce(o.off_m > $swung_m + $swung_kn * 1852 * hours_of_slots(o.slots_off) AND o.off_m * $times_as_far_off > partner.off_m, false)
            -- of two that sail, the one that leaves the course they made together, while the other keeps it
            OR coalesce(o.sails AND partner.sails AND o.off_m > $swung_m AND o.off_m > $times_as_far_off * partner.off_m, false) AS off_its_place,
        -- one that was under way beside the other, and keeps its course and speed, did not come or leave by that
        o.speed_kn > $coming_kn AND (off_its_place OR NOT o.sails) AS moves_on
    FROM offs AS o LEFT JOIN offs AS partner ON partner.side = -o.side AND partner.slot = o.slot
), moves AS (
    SELECT side, at_end, count_if(slots_off <= $near_slots) > 0 AS heard,
        bool_or(off_its_place) OR count_if(moves_on) >= $coming_slots AS moved, min(slot) FILTER (off_its_place OR moves_on) AS moved_slot, bool_or(sails) AS sails
    FROM offs_of_both GROUP BY side, at_end
), across AS (
    SELECT side, at_end, bool_or(e.moved) AS moved, bool_or(e.moved OR e.apart) AS elsewhere, min(e.to_time) FILTER (e.moved) AS moved_time, min(e.to_time) FILTER (e.moved OR e.apart) AS elsewhere_time, bool_and(e.partner_lay) FILTER (e.moved) AS partner_lay,
        -- a message where it lay, not long before or after
        bool_or(NOT e.moved AND NOT e.apart AND CASE WHEN at_end THEN to_time <= until_time + to_hours($around_h) ELSE from_time >= start_time - to_hours($around_h) END) AS heard
    FROM sides JOIN encounter_silences AS e USING (event, vessel_id) GROUP BY side, at_end
), known AS (
    SELECT side, at_end, coalesce(m.moved, false) OR coalesce(s.moved, false) AS moved, coalesce(s.elsewhere, false) AS elsewhere,
        coalesce(m.heard, false) OR coalesce(s.heard, false) AS heard, coalesce(s.moved, false) AND NOT coalesce(m.moved, false) AS moved_in_silence, partner_lay,
        -- by then it had left
        CASE WHEN m.moved THEN slot_time(moved_slot) ELSE moved_time END AS moved_by, elsewhere_time, coalesce(sails, false) AS sails
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
        slot_time(min(slot) FILTER (slot > last_slot AND speed_kn > $coming_kn)) AS sailed_by,
        count_if(slot BETWEEN first_slot - slots_in($met_h) AND first_slot - 1 AND speed_kn > $coming_kn) > 0 AS sailed_soon_before,
        CASE WHEN slots_before > 0 THEN count_if(slot < first_slot AND speed_kn > $coming_kn) >= $coming_slots END AS sailed_before,
        CASE WHEN slots_after > 0 THEN count_if(slot > last_slot AND speed_kn > $coming_kn) >= $coming_slots END AS sailed_after,
        max(off_m) FILTER (slot < first_slot) AS off_before_m, max(off_m) FILTER (slot > last_slot) AS off_after_m
    FROM distances
    GROUP BY side
), sailed_on AS (
    -- that they sail then is no leaving
    SELECT event FROM encounter_spells JOIN encounter_partings USING (vessel_id, other_vessel_id, first_slot) WHERE sailed_on
), left_by AS MATERIALIZED (
    -- when it had left, by what it did in the hours after
    SELECT sides.side, vessel_id, last_slot, until_time, coalesce(k.sails AND partner.moved, false) OR sailed_on.event IS NOT NULL AS sails_on,
        -- who was apart from the other after a silence left in it only if it is not known that the other did
        coalesce(k.moved_by, CASE WHEN NOT coalesce(partner.moved, false) THEN k.elsewhere_time END, CASE WHEN NOT sails_on THEN m.sailed_by END) AS by_time
    FROM sides LEFT JOIN known AS k ON k.side = sides.side AND k.at_end LEFT JOIN known AS partner ON partner.side = -sides.side AND partner.at_end
    LEFT JOIN movements AS m ON m.side = sides.side LEFT JOIN sailed_on ON sailed_on.event = sides.event
), slots_later AS (
    -- of the others it is asked whether they stayed
    SELECT side, vessel_id, last_slot, sails_on, unnest(range(last_slot + 1, last_slot + 1 + slots_in($stay_h))) AS slot FROM left_by WHERE by_time IS NULL
), sailed_later AS (
    SELECT side, CASE WHEN NOT any_value(sails_on) AND count_if(speed_kn > $coming_kn) >= $coming_slots THEN slot_time(min(slot) FILTER (speed_kn > $coming_kn)) END AS sailed_by,
        max(slot) FILTER (is_place) AS heard_slot, any_value(last_slot) AS last_slot
    FROM slots_later JOIN (
        SELECT vessel_id, slot, speed_kn, true AS is_place FROM resampled UNION ALL SELECT vessel_id, slot, speed_kn, false FROM long_stretches
    ) USING (vessel_id, slot) GROUP BY side
), lefts AS (
    SELECT side, vessel_id, until_time, coalesce(by_time, s.sailed_by) AS by_time,
        CASE WHEN heard_slot < s.last_slot + slots_in($stay_h) THEN slot_time(heard_slot) END AS heard_until
    FROM left_by LEFT JOIN sailed_later AS s USING (side)
), steps_to_leaving AS (
    SELECT l.side, by_time, start_time, end_time, seconds, greatest($under_way_kn, with_it_kn + $swung_kn) AS faster_kn, start_sog_kn,
        apart_m(start_lat, start_lon, end_lat, end_lon) AS long_m, long_m > $elsewhere_m + with_it_kn * 1852 * seconds / 3600 OR knots(long_m, seconds) > faster_kn AS moved
    FROM lefts AS l JOIN (
        SELECT unnest([spell, -spell]) AS side, together_kn(encounter_spells.median_speed_kn) AS with_it_kn FROM spells JOIN encounter_spells USING (event)
    ) USING (side) JOIN track_steps AS t ON t.vessel_id = l.vessel_id AND t.start_time < by_time AND t.end_time > least(until_time, by_time) - to_hours($around_h)
    WHERE NOT jump
), messages_to_leaving AS (
    -- by its own word, or by its way to there, it was under way at that message
    SELECT *, coalesce(start_sog_kn > faster_kn, false) OR coalesce(lag(moved) OVER (PARTITION BY side ORDER BY start_time, end_time), false) AS under_way,
        -- where it did not move in the step: at the next message that begins one, which not every message does
        CASE WHEN moved THEN end_time ELSE greatest(end_time, lead(start_time) OVER (PARTITION BY side ORDER BY start_time, end_time)) END AS next_time FROM steps_to_leaving
), last_messages AS (
    SELECT side, max((start_time, next_time, seconds_between(start_time, next_time))) FILTER (NOT under_way) AS lay, max((start_time, end_time)) FILTER (end_time >= by_time AND seconds > $seldom_s) AS silence
    FROM messages_to_leaving GROUP BY side
), leavings AS (
    -- a line drawn from one message to the next shows no ship: it had left by the next after the last at which it lay
    SELECT side, CASE WHEN lay[3] > $seldom_s OR silence IS NOT NULL THEN coalesce(lay[2], silence[2]) ELSE by_time END AS left_by,
        CASE WHEN lay IS NULL THEN silence[1] WHEN lay[3] > $seldom_s THEN lay[1] END AS left_after, heard_until,
        silence IS NULL AND by_time <= until_time + to_minutes(10 * $near_slots) AS seen
    FROM lefts LEFT JOIN last_messages USING (side)
)
SELECT sides.event, sides.vessel_id, sides.partner_id,
    -- of one that came, or left, unheard it is not known when: of the other counts where it was when that one was heard elsewhere
    has_moved(before.moved OR coalesce(partner_before.moved_in_silence AND partner_before.partner_lay IS NOT TRUE AND own.sailed_soon_before, false), before.elsewhere,
        before.heard AND coalesce(partner_before.partner_lay, NOT partner_before.moved_in_silence, true), partner_before.moved, partner_before.heard,
        own.sailed_before AND NOT coalesce(partner_before.moved_in_silence AND partner_before.partner_lay IS NOT TRUE AND before.heard, false)) AS came,
    -- and who sailed in the hours after left, too
    has_moved(after.moved OR coalesce(partner_after.moved_in_silence AND (later.sailed_after OR NOT partner_after.partner_lay), false), after.elsewhere,
        after.heard AND coalesce(partner_after.partner_lay, NOT partner_after.moved_in_silence, true), partner_after.moved, partner_after.heard,
        CASE WHEN sailed_on.event IS NULL THEN later.sailed_after END) AS went,
    -- heard under way to it until it began
    came AND coalesce(before.moved AND NOT before.moved_in_silence, false) AS came_seen,
    CASE WHEN went IS NOT NULL THEN left_by END AS went_by, CASE WHEN went IS NOT NULL THEN left_after END AS went_after,
    went AND seen AS went_seen, CASE WHEN NOT went AND left_by IS NULL AND sailed_on.event IS NULL THEN heard_until END AS stayed_until,
    own.sailed_before, later.sailed_after,
    own.off_before_m >= $elsewhere_m AND own.off_before_m >= $times_as_far * partner.off_before_m
        OR later.off_after_m >= $elsewhere_m AND later.off_after_m >= $times_as_far * partner_later.off_after_m AS visited,
    coalesce(own.slots_before, 0) AS slots_before, coalesce(own.slots_under_way, 0) AS slots_under_way
FROM sides JOIN encounter_wholes AS w ON w.event = sides.event AND w.vessel_id = sides.vessel_id
JOIN sides AS first ON first.event = first_event AND first.vessel_id = first_vessel_id JOIN sides AS last ON last.event = last_event AND last.vessel_id = last_vessel_id
LEFT JOIN movements AS own ON own.side = first.side LEFT JOIN movements AS partner ON partner.side = -first.side
LEFT JOIN movements AS later ON later.side = last.side LEFT JOIN movements AS partner_later ON partner_later.side = -last.side
LEFT JOIN known AS before ON before.side = first.side AND NOT before.at_end LEFT JOIN known AS partner_before ON partner_before.side = -first.side AND NOT partner_before.at_end
LEFT JOIN known AS after ON after.side = last.side AND after.at_end LEFT JOIN known AS partner_after ON partner_after.side = -last.side AND partner_after.at_end
LEFT JOIN leavings AS leaving ON leaving.side = last.side LEFT JOIN sailed_on ON sailed_on.event = last.event
ORDER BY sides.event, sides.vessel_id
