-- Finds:  the navigational status that each ship of an encounter sent last before it and first after it, and whether it sends headings
-- Writes: encounter_statuses
-- Row: One ship of one spell in which two may have moved as one, if it was heard around its begin or end.
-- A number that several hulls send under is left out: it is not known which of them sent it.
-- Let: around_h = 3: hours before and after in which it was sent
-- Let: inside_h = 1: headings are counted in those, and in so many hours from the begin on and up to the end
-- Let: most_status = 14: 15 is "not defined", what a transponder sends that nobody set
WITH sides AS (
    SELECT event, vessel_id, start_time, until_time FROM encounter_spells WHERE as_one IS NOT FALSE
    UNION ALL
    SELECT event, other_vessel_id, start_time, until_time FROM encounter_spells WHERE as_one IS NOT FALSE
), around AS (
    -- by tenth minute: a ship's messages meet only the spells they are near to, not all of its spells
    SELECT event, vessel_id, ssvid, start_time, until_time, unnest(list_concat(
        range(slot_before(start_time) - slots_in($around_h), slot_before(start_time) + slots_in($inside_h) + 1),
        range(greatest(slot_before(until_time) - slots_in($inside_h), slot_before(start_time) + slots_in($inside_h) + 1),
            slot_before(until_time) + slots_in($around_h) + 1))) AS slot
    FROM sides JOIN ships USING (vessel_id) WHERE ships.hulls = 1
)
SELECT event, vessel_id,
    arg_max(nav_status, (time, nav_status)) FILTER (nav_status BETWEEN 0 AND $most_status AND time < start_time) AS nav_status_before,
    arg_min(nav_status, (time, nav_status)) FILTER (nav_status BETWEEN 0 AND $most_status AND time > until_time) AS nav_status_after,
    count(*) AS messages_around, count(heading_deg) AS headings_around
FROM around JOIN messages() AS m ON m.ssvid = around.ssvid AND slot_before(m.time) = slot
WHERE time BETWEEN start_time - to_hours($around_h) AND until_time + to_hours($around_h)
GROUP BY event, vessel_id
ORDER BY event, vessel_id
