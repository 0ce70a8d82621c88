-- Finds:  distance and headings of two ships that met, at each tenth minute: for the meetings worth an alert
-- Writes: meeting_series
-- From before a meeting until after it, so that the ships are seen to come and go. Positions interpolated across a silence are marked (drawn).
-- Let: around_slots = 12: tenth minutes before and after the meeting: two hours
WITH alerted AS (
    SELECT e.event, e.vessel_id, e.other_vessel_id, epoch_us(e.start_time) // 600000000 - $around_slots AS first_slot,
        epoch_us(coalesce(e.end_time, e.start_time + to_seconds(e.duration_h * 3600))) // 600000000 + $around_slots AS last_slot,
        s.ssvid, o.ssvid AS other_ssvid
    FROM encounters AS e JOIN ships AS s ON s.vessel_id = e.vessel_id JOIN ships AS o ON o.vessel_id = e.other_vessel_id
    WHERE e.event IN (SELECT event FROM scored)
), sides AS (
    SELECT event, vessel_id AS side, ssvid, first_slot, last_slot FROM alerted
    UNION ALL
    SELECT event, other_vessel_id, other_ssvid, first_slot, last_slot FROM alerted
), places_of AS (
    SELECT event, side, slot, g.lat, g.lon, g.speed_kn, false AS drawn
    FROM sides JOIN resampled AS g ON g.vessel_id = side AND g.slot BETWEEN first_slot AND last_slot
    UNION ALL
    SELECT event, side, slot, d.lat, d.lon, NULL, true
    FROM sides JOIN interpolated_positions AS d ON d.vessel_id = side AND d.slot BETWEEN first_slot AND last_slot
), slots_of AS (
    SELECT ssvid, slot FROM places_of JOIN sides USING (event, side)
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
LEFT JOIN headings AS h ON h.ssvid = alerted.ssvid AND h.slot = a.slot
LEFT JOIN headings AS k ON k.ssvid = alerted.other_ssvid AND k.slot = a.slot
ORDER BY alerted.event, a.slot
