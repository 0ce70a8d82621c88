-- Finds:  how a ship sailed before and after it loitered, and which draught and destination it sent
-- Writes: loitering_voyages
-- Row: One spell of a ship lying or drifting away from port.
-- Of a ship silent across its begin or end, what it made in the silence is part drift: its speed is that before the silence, or after it.
-- Let: around_h = 3: hours before and after the spell, or before and after a silence across its begin or end, from which speed and course are measured
-- Let: made_m = 5000: a ship that moved less than this in them has no course
-- Let: next_h = 1: what a ship sends once a meeting began, so many hours after the spell or later, says nothing of the spell
-- Let: later_days = 10: another draught keyed within so many days after is named, though it does not count
WITH spells AS MATERIALIZED (
    -- numbered, as one number is compared faster than the name of an event
    SELECT row_number() OVER () AS spell, event, vessel_id, ssvid, first_slot, last_slot, start_time, until_time,
        first_lat, first_lon, last_lat, last_lon, heard_before, heard_after,
        least(first_slot, slot_before(heard_before) + 1) AS sailed_until_slot, greatest(last_slot, slot_from(heard_after)) AS sailed_from_slot
    FROM loitering_spells JOIN loitering_ends USING (event) JOIN (SELECT vessel_id, ssvid FROM ships) USING (vessel_id)
), slots_around AS (
    -- by tenth minute: a ship's positions meet only the spells they are near to, not all of its spells
    SELECT spell, vessel_id, first_slot, last_slot, unnest(slots_beside(sailed_until_slot, sailed_from_slot, $around_h)) AS slot
    FROM spells
), sailed AS (
    SELECT spell,
        median(speed_kn) FILTER (slot < first_slot) AS before_kn, median(speed_kn) FILTER (slot > last_slot) AS after_kn,
        arg_min(r.lat, slot) FILTER (slot < first_slot) AS from_lat, arg_min(r.lon, slot) FILTER (slot < first_slot) AS from_lon,
        arg_max(r.lat, slot) FILTER (slot > last_slot) AS to_lat, arg_max(r.lon, slot) FILTER (slot > last_slot) AS to_lon
    FROM slots_around JOIN resampled AS r USING (vessel_id, slot)
    GROUP BY spell
), courses AS (
    SELECT spell, CASE WHEN apart_m(from_lat, from_lon, first_lat, first_lon) > $made_m THEN bearing_deg(from_lat, from_lon, first_lat, first_lon) END AS course_before_deg,
        CASE WHEN apart_m(last_lat, last_lon, to_lat, to_lon) > $made_m THEN bearing_deg(last_lat, last_lon, to_lat, to_lon) END AS course_after_deg,
        abs(degrees_apart(course_before_deg, course_after_deg)) AS turned_deg
    FROM spells JOIN sailed USING (spell)
), calls AS (
    -- what is keyed once the ship lies in a harbour says nothing of the spell before
    SELECT spell, min(slot_time(c.first_slot)) AS call_time
    FROM spells JOIN port_calls AS c USING (vessel_id) WHERE c.first_slot > spells.last_slot GROUP BY spell
), next_meetings AS (
    SELECT spell, min(slot_time(a.first_slot)) AS meeting_time
    FROM spells JOIN loitering_partners AS a USING (vessel_id) WHERE a.first_slot >= spells.last_slot + slots_in($next_h) GROUP BY spell
), nexts AS (
    SELECT spell, call_time, meeting_time, least(call_time, meeting_time) AS next_time FROM spells LEFT JOIN calls USING (spell) LEFT JOIN next_meetings USING (spell)
), particulars_sent AS NOT MATERIALIZED (
    -- read again for the few whose draught changed, rather than kept for all
    SELECT spell, draught_m, destination, start_time, until_time, p.first_time, p.last_time, CASE WHEN next_time IS NULL OR p.first_time < next_time THEN p.first_time END AS sent_time
    FROM spells JOIN particulars AS p USING (ssvid) JOIN nexts USING (spell)
    WHERE is_sent_around(p.first_time, p.last_time, start_time, until_time)
), values_sent AS (
    SELECT spell, draught_m, destination,
        last_sent_by(first_time, last_time, draught_entered_by(start_time)) AS draught_before_time,
        last_sent_by(first_time, last_time, start_time) AS before_time, last_sent_after(sent_time, last_time, until_time) AS after_time
    FROM particulars_sent GROUP BY spell, draught_m, destination
), sent AS (
    SELECT spell, min(draught_m) < max(draught_m) AS several,
        sent_last(draught_m, draught_before_time) AS draught_before_m, sent_last(draught_m, after_time) AS draught_after_m,
        sent_last(destination, before_time) AS destination_before, sent_last(destination, after_time) AS destination_after
    FROM values_sent GROUP BY spell
), laters AS (
    -- the first other draught that it keyed after the spell, if that is too late to say anything of it
    SELECT spell, min({'sent_time': p.first_time, 'draught_m': p.draught_m}) AS later
    FROM spells JOIN sent USING (spell) JOIN particulars AS p USING (ssvid)
    WHERE p.first_time > until_time AND p.first_time <= until_time + to_days($later_days) AND p.draught_m <> coalesce(draught_after_m, draught_before_m) GROUP BY spell
), draughts AS (
    SELECT spell, draughts_of(list({'first_time': first_time, 'last_time': last_time, 'draught_m': draught_m} ORDER BY first_time, last_time, draught_m)) AS draughts
    FROM sent JOIN particulars_sent USING (spell) WHERE several AND draught_m IS NOT NULL AND sent_time IS NOT NULL GROUP BY spell
), keyed AS (
    SELECT spell, unnest(keyings_of(draughts)) FROM draughts
)
SELECT event, before_kn, CASE WHEN before_kn IS NOT NULL THEN hours_between(heard_before, start_time) END AS before_h,
    after_kn, CASE WHEN after_kn IS NOT NULL THEN hours_between(until_time, heard_after) END AS after_h,
    course_before_deg, turned_deg, draught_before_m, draught_after_m,
    draught_keyed_time, coalesce(draughts_keyed, 0) AS draughts_keyed, coalesce(draughts_returned, 0) AS draughts_returned,
    keyed_later(later.draught_m, later.sent_time, until_time, call_time, meeting_time) AS draught_later, destination_before, destination_after
FROM spells JOIN nexts USING (spell) LEFT JOIN laters USING (spell) LEFT JOIN sailed USING (spell) LEFT JOIN courses USING (spell) LEFT JOIN sent USING (spell) LEFT JOIN keyed USING (spell)
ORDER BY event
