-- Finds:  which draught and destination each ship of an encounter sent before and after, and when it keyed them
-- Writes: encounter_voyages
-- Row: One ship of one spell that may be an encounter. Of a meeting told in parts, each part tells what was sent before and after the whole.
-- Let: later_days = 10: another draught keyed within so many days after is named, though it does not count
-- Let: sent_min = 10: what is keyed is sent by so many minutes later: the first hour, in which no cargo moves, ends so much later by what is sent
-- Let: next_h = 1: what a ship first sends after the first hour of its next meeting, begun so many hours after this one ended or later, is no more of this one. Of a next
-- one that began before, and lasted longer, the draught keyed between the two ends is of this one: it came before that one
-- Let: longer_min = 10: lasted longer by so many minutes
-- Let: shared_h = 1: with another alongside for so many hours of it, or for all of it, nobody knows whose cargo a draught shows
-- Let: not_heard_h = 3: of a ship of which it is not known whether it left, and that was not heard for so many hours after, nothing was sent after it
WITH sides AS MATERIALIZED (
    -- one ship of one meeting, whatever numbers it bore in it; numbered, as one number is compared faster than the name of an event and a ship
    SELECT row_number() OVER () AS side, first_event, first_vessel_id, min(partner_id) FILTER (event = first_event) AS partner_id,
        any_value(w.start_time) AS start_time, any_value(w.until_time) AS until_time, any_value(w.last_slot) AS last_slot, bool_or(as_one) AND NOT bool_or(event IN (SELECT event FROM encounter_thirds)) AS as_one,
        -- a draught first sent in the second half of a short meeting is not that before it
        least(draught_entered_by(any_value(w.start_time)) + to_minutes($sent_min), CASE WHEN NOT any_value(w.goes_on)
            THEN any_value(w.start_time) + to_microseconds((epoch_us(any_value(w.until_time)) - epoch_us(any_value(w.start_time))) // 2) END) AS entered_by
    FROM encounter_wholes AS w JOIN encounter_spells USING (event) GROUP BY first_event, first_vessel_id
), unknown AS (
    -- which of two ships that both changed their numbers went on as which is not known: what was sent under the new ones is of neither
    SELECT first_event, n.vessel_id FROM encounter_numbers AS n JOIN encounter_swaps AS w USING (event) WHERE NOT which_known AND n.former_vessel_id IS NOT NULL
), numbers_in_it AS MATERIALIZED (
    SELECT DISTINCT side, w.vessel_id FROM sides JOIN encounter_wholes AS w USING (first_event, first_vessel_id) WHERE (first_event, w.vessel_id) NOT IN (FROM unknown)
), hull_numbers_met AS MATERIALIZED (
    -- a ship that changed its number in the meeting, or soon before or after, sent the rest under the other
    SELECT side, vessel_id FROM numbers_in_it
    UNION
    SELECT side, r.vessel_id FROM numbers_in_it AS n JOIN encounter_renamings AS r ON r.former_vessel_id = n.vessel_id AND which_known
    UNION
    SELECT side, r.former_vessel_id FROM numbers_in_it AS n JOIN encounter_renamings AS r ON r.vessel_id = n.vessel_id AND which_known
), later_meetings AS MATERIALIZED (
    -- the meetings of one ship that began with another of its own or after it, whatever number it bore then
    SELECT DISTINCT s.*, later.side AS later_side, later.partner_id AS later_partner_id, later.start_time AS later_start_time, later.until_time AS later_until_time, later.as_one AS later_as_one, later.entered_by AS later_entered_by
    FROM sides AS s JOIN hull_numbers_met AS own ON own.side = s.side JOIN numbers_in_it AS next ON next.vessel_id = own.vessel_id
    JOIN sides AS later ON later.side = next.side AND later.side <> s.side AND later.start_time >= s.start_time
), next_meetings AS (
    -- what it keyed when the next began is the draught before that one, and so the one after this
    SELECT side, min(later_start_time) AS next_time, min(later_entered_by) AS next_entered_by
    FROM later_meetings WHERE later_start_time >= until_time + to_hours($next_h) AND later_as_one IS NOT FALSE GROUP BY side
), overlapping AS MATERIALIZED (
    SELECT side, later_side, until_time, later_until_time FROM later_meetings
    WHERE later_partner_id <> partner_id AND later_start_time < until_time + to_hours($next_h) AND later_until_time >= until_time + to_minutes($longer_min) AND as_one AND later_as_one
), together AS (
    SELECT side, later_side, partner_id, later_partner_id FROM later_meetings
    WHERE later_partner_id <> partner_id AND as_one AND later_as_one AND later_start_time < until_time
        AND hours_between(later_start_time, least(until_time, later_until_time)) >= least($shared_h, hours_between(start_time, until_time), hours_between(later_start_time, later_until_time))
), others_alongside AS (
    SELECT side, count(DISTINCT partner) AS others_alongside
    FROM (SELECT side, later_partner_id AS partner FROM together UNION ALL SELECT later_side, partner_id FROM together) GROUP BY side
), keyed_between AS (
    SELECT side, later_side, later_until_time FROM overlapping JOIN hull_numbers_met USING (side) JOIN ships USING (vessel_id) JOIN particulars AS p USING (ssvid)
    WHERE draught_m IS NOT NULL AND p.first_time < later_until_time
    GROUP BY side, later_side, until_time, later_until_time
    HAVING arg_max(draught_m, p.first_time) FILTER (p.first_time <= until_time) <> arg_max(draught_m, p.first_time) FILTER (p.first_time > until_time)
), calls AS (
    -- what is keyed once the ship lies in a harbour says nothing of the meeting before
    SELECT side, min(slot_time(c.first_slot)) AS call_time
    FROM sides AS s JOIN numbers_in_it USING (side) JOIN port_calls AS c USING (vessel_id) WHERE c.first_slot > s.last_slot GROUP BY side
), numbered AS (
    SELECT side, ssvid, start_time, until_time, entered_by, least(next_entered_by, call_time, (SELECT min(later_until_time) FROM keyed_between AS k WHERE k.side = sides.side)) AS next_time,
        call_time, next_time AS meeting_time, side IN (SELECT later_side FROM keyed_between) AS keyed_for_former,
        -- the last that such a ship sent may have been sent in the meeting still
        went IS NOT NULL OR max(ships.last_time) OVER (PARTITION BY side) > until_time + to_hours($not_heard_h) AS is_heard_on
    FROM sides JOIN encounter_sides AS e ON e.event = first_event AND e.vessel_id = first_vessel_id JOIN hull_numbers_met USING (side) JOIN ships ON ships.vessel_id = hull_numbers_met.vessel_id
    LEFT JOIN next_meetings USING (side) LEFT JOIN calls USING (side)
), values_sent AS (
    SELECT side, draught_m, destination,
        last_sent_by(p.first_time, p.last_time, CASE WHEN keyed_for_former THEN until_time ELSE entered_by END) AS draught_before_time,
        last_sent_by(p.first_time, p.last_time, start_time) AS before_time,
        last_sent_after(CASE WHEN is_heard_on AND (next_time IS NULL OR p.first_time < next_time) THEN p.first_time END, p.last_time, until_time) AS after_time
    FROM numbered JOIN particulars AS p USING (ssvid)
    WHERE is_sent_around(p.first_time, p.last_time, start_time, until_time)
    GROUP BY side, draught_m, destination
), voyages AS (
    SELECT side, min(draught_m) < max(draught_m) AS several,
        sent_last(draught_m, draught_before_time) AS draught_before_m, sent_last(draught_m, after_time) AS draught_after_m,
        sent_last(destination, before_time) AS destination_before, sent_last(destination, after_time) AS destination_after
    FROM values_sent GROUP BY side
), others_before AS (
    SELECT side, max(p.first_time) AS other_time FROM numbered JOIN voyages USING (side) JOIN particulars AS p USING (ssvid)
    WHERE keyed_for_former AND p.draught_m <> draught_before_m AND p.first_time <= until_time GROUP BY side
), keyed_in_it AS (
    -- the draught before is that which it keyed in the meeting, when another left
    SELECT side, min(p.first_time) AS draught_before_keyed_time
    FROM others_before JOIN numbered USING (side) JOIN voyages USING (side) JOIN particulars AS p USING (ssvid)
    WHERE p.draught_m = draught_before_m AND p.first_time > other_time AND p.first_time <= until_time
    GROUP BY side, entered_by HAVING min(p.first_time) > entered_by
), laters AS (
    -- the first other draught that it keyed after the meeting, if that is too late to say anything of it
    SELECT side, keyed_later(arg_min(p.draught_m, (p.first_time, p.draught_m)), min(p.first_time), any_value(until_time), any_value(call_time), any_value(meeting_time)) AS draught_later
    FROM numbered JOIN voyages USING (side) JOIN particulars AS p USING (ssvid)
    WHERE p.first_time > until_time AND p.first_time <= until_time + to_days($later_days) AND p.draught_m <> coalesce(draught_after_m, draught_before_m) GROUP BY side
), draughts AS (
    SELECT side, draughts_of(list({'first_time': p.first_time, 'last_time': p.last_time, 'draught_m': draught_m} ORDER BY p.first_time, p.last_time, draught_m)) AS draughts
    FROM voyages JOIN numbered USING (side) JOIN particulars AS p USING (ssvid)
    WHERE several AND draught_m IS NOT NULL AND (next_time IS NULL OR p.first_time < next_time) AND is_sent_around(p.first_time, p.last_time, start_time, until_time) GROUP BY side
), keyed AS (
    SELECT side, unnest(keyings_of(draughts)) FROM draughts
)
SELECT w.event, w.vessel_id, w.partner_id, draught_before_m, draught_before_keyed_time, draught_after_m, draught_keyed_time, coalesce(draughts_keyed, 0) AS draughts_keyed, coalesce(draughts_returned, 0) AS draughts_returned,
    draught_later, coalesce(others_alongside, 0) AS others_alongside, destination_before, destination_after
FROM encounter_wholes AS w JOIN sides USING (first_event, first_vessel_id) LEFT JOIN voyages USING (side) LEFT JOIN keyed USING (side) LEFT JOIN keyed_in_it USING (side) LEFT JOIN laters USING (side) LEFT JOIN others_alongside USING (side)
ORDER BY w.event, w.vessel_id
