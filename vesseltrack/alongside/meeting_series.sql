-- Finds:  distance and headings of two ships that met, at each tenth minute: for the meetings worth an alert
-- Writes: meeting_series
-- From before a meeting until after it, so that the ships are seen to come and go. Positions interpolated across a silence are marked (drawn).
-- Let: around_slots = 12: tenth minutes before and after the meeting: two hours
WITH alerted AS (
    SELECT e.event, e.vessel_id, e.other_vessel_id, epoch_us(e.start_time) // 600000000 - $around_slots AS first_slot,
        epoch_us(coalesce(e.end_time, e.start_time + to_seconds(e.duration_h * 3600))) // 600000000 + $around_slots AS last_slot
    FROM encounters AS e
    WHERE e.event IN (SELECT event FROM scored)
), sides AS (
    -- under all numbers that the ship bore in the meeting
    SELECT DISTINCT alerted.event, w.vessel_id AS side, n.vessel_id, ssvid, alerted.first_slot, alerted.last_slot
    FROM alerted JOIN encounter_wholes AS w ON w.event = alerted.event
    JOIN encounter_wholes AS n ON n.first_event = w.first_event AND n.first_vessel_id = w.first_vessel_id JOIN ships ON ships.vessel_id = n.vessel_id
), places AS (
    SELECT event, side, ssvid, slot, g.lat, g.lon, g.speed_kn, false AS drawn
    FROM sides JOIN resampled AS g ON g.vessel_id = sides.vessel_id AND g.slot BETWEEN first_slot AND last_slot
    UNION ALL
    SELECT event, side, ssvid, slot, d.lat, d.lon, NULL, true
    FROM sides JOIN interpolated_positions AS d ON d.vessel_id = sides.vessel_id AND d.slot BETWEEN first_slot AND last_slot
), places_of AS (
    FROM places QUALIFY row_number() OVER (PARTITION BY event, side, slot ORDER BY drawn, ssvid) = 1
), slots_of AS (
    SELECT ssvid, slot FROM places_of
), headings AS (
    SELECT ssvid, slot, first_in_slot(heading_deg, time)::SMALLINT AS heading_deg
    FROM (SELECT *, slot_before(time) AS slot FROM messages() WHERE ssvid IN (SELECT ssvid FROM sides)) SEMI JOIN slots_of USING (ssvid, slot)
    GROUP BY ALL
)
SELECT alerted.event, slot_time(a.slot) AS time, round(apart_m(a.lat, a.lon, b.lat, b.lon), 1) AS apart_m,
    round(a.speed_kn, 2) AS speed_kn, round(b.speed_kn, 2) AS other_speed_kn,
    h.heading_deg, k.heading_deg AS other_heading_deg,
    least((h.heading_deg - k.heading_deg + 360) % 180, 180 - (h.heading_deg - k.heading_deg + 360) % 180) AS turned_deg,
    a.drawn OR b.drawn AS drawn
FROM alerted
JOIN places_of AS a ON a.event = alerted.event AND a.side = alerted.vessel_id
JOIN places_of AS b ON b.event = alerted.event AND b.side = alerted.other_vessel_id AND b.slot = a.slot
LEFT JOIN headings AS h ON h.ssvid = a.ssvid AND h.slot = a.slot
LEFT JOIN headings AS k ON k.ssvid = b.ssvid AND k.slot = a.slot
ORDER BY alerted.event, a.slot
