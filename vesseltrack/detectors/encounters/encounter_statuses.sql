-- Finds:  the navigational status that each ship of an encounter sent last before it and first after it
-- Writes: encounter_statuses
-- Row: One ship of one spell in which two may have moved as one, if it sent a status around it.
-- A number that several hulls send under is left out: it is not known which of them sent it.
-- Let: around_h = 3: hours before and after in which it was sent
-- Let: most_status = 14: 15 is "not defined", what a transponder sends that nobody set
WITH sides AS (
    SELECT event, vessel_id, start_time, until_time FROM encounter_spells WHERE as_one IS NOT FALSE
    UNION ALL
    SELECT event, other_vessel_id, start_time, until_time FROM encounter_spells WHERE as_one IS NOT FALSE
)
SELECT event, sides.vessel_id,
    arg_max(nav_status, (time, nav_status)) FILTER (time < start_time) AS nav_status_before,
    arg_min(nav_status, (time, nav_status)) FILTER (time > until_time) AS nav_status_after
FROM sides JOIN ships USING (vessel_id) JOIN messages() AS m ON m.ssvid = ships.ssvid
    AND m.time BETWEEN start_time - to_hours($around_h) AND until_time + to_hours($around_h)
WHERE ships.hulls = 1 AND nav_status BETWEEN 0 AND $most_status AND (time < start_time OR time > until_time)
GROUP BY event, sides.vessel_id
ORDER BY event, sides.vessel_id
