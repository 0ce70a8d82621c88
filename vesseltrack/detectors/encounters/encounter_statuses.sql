-- Finds:  the navigational status that each ship of an encounter sent last before it and first after it, and whether it sends headings
-- Writes: encounter_statuses
-- Row: One ship of one spell in which two may have moved as one, if it was heard around its begin or end.
-- A number that several hulls send under is left out: it is not known which of them sent it.
-- Let: around_h = 3: hours before and after in which it was sent
-- Let: inside_h = 1: headings are counted in those, and in so many hours from the begin on and up to the end
-- Let: most_status = 14: 15 is "not defined", what a transponder sends that nobody set
-- Let: statuses = 16: navigational statuses there are: time and status in one number, of which the least and the greatest are found sooner
WITH met AS (
    SELECT event, unnest([vessel_id, other_vessel_id]) AS vessel_id, start_time, until_time FROM encounter_spells WHERE as_one IS NOT FALSE
), sides AS MATERIALIZED (
    SELECT row_number() OVER () AS side, event, vessel_id, ssvid, start_time, until_time,
        start_time - to_hours($around_h) AS from_time, until_time + to_hours($around_h) AS to_time
    FROM met JOIN (SELECT vessel_id, ssvid FROM ships WHERE hulls = 1) USING (vessel_id)
), around AS (
    -- by tenth minute: a ship's messages meet only the spells they are near to, not all of its spells
    SELECT side, ssvid, start_time, until_time, from_time, to_time, unnest(list_concat(
        range(slot_before(from_time), slot_before(start_time) + slots_in($inside_h) + 1),
        range(greatest(slot_before(until_time) - slots_in($inside_h), slot_before(start_time) + slots_in($inside_h) + 1), slot_before(to_time) + 1))) AS slot
    FROM sides
), sent AS (
    SELECT ssvid, time, slot_before(time) AS slot, heading_deg, CASE WHEN nav_status BETWEEN 0 AND $most_status THEN epoch_us(time) * $statuses + nav_status END AS set
    FROM messages() WHERE ssvid IN (SELECT ssvid FROM sides)
), sent_around AS (
    SELECT side, max(set) FILTER (time < start_time) % $statuses AS nav_status_before, min(set) FILTER (time > until_time) % $statuses AS nav_status_after,
        count(*) AS messages_around, count(heading_deg) AS headings_around
    FROM around JOIN sent USING (ssvid, slot) WHERE time BETWEEN from_time AND to_time
    GROUP BY side
), sent_by AS (
    SELECT event, vessel_id, sent_around.* FROM sent_around JOIN sides USING (side)
)
-- of a meeting in parts, before its first and after its last
SELECT w.event, w.vessel_id, first.nav_status_before, last.nav_status_after, coalesce(own.messages_around, 0) AS messages_around, coalesce(own.headings_around, 0) AS headings_around
FROM encounter_wholes AS w LEFT JOIN sent_by AS own USING (event, vessel_id)
LEFT JOIN sent_by AS first ON first.event = first_event AND first.vessel_id = first_vessel_id LEFT JOIN sent_by AS last ON last.event = last_event AND last.vessel_id = last_vessel_id
WHERE coalesce(own.event, first.event, last.event) IS NOT NULL
ORDER BY w.event, w.vessel_id
