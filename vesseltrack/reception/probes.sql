-- Finds:  hours in which a ship was heard, and whether it was heard in the four hours after: what the chance of staying unheard is held against
-- Writes: probes
-- The most of them that are looked at is $probed_h, taken by a rule that depends on ship and hour alone.
WITH known AS (
    -- where it was known to be, or is waited for
    SELECT vessel_id, epoch_hour, sum(known_slots) AS known_slots, sum(received_slots) AS received_slots FROM ship_cell_hours GROUP BY vessel_id, epoch_hour
), windows AS (
    SELECT known.vessel_id, known.epoch_hour, count(*) AS hours, sum(ahead.known_slots) AS known_slots, sum(ahead.received_slots) > 0 AS was_heard
    FROM known JOIN known AS ahead ON ahead.vessel_id = known.vessel_id AND ahead.epoch_hour BETWEEN known.epoch_hour + 1 AND known.epoch_hour + 4
    WHERE known.received_slots > 0
    GROUP BY ALL
)
SELECT format('probe-{}-{}', vessel_id, epoch_hour) AS event, vessel_id, epoch_hour, was_heard
FROM windows
WHERE hours = 4 AND known_slots >= 20
ORDER BY (abs(vessel_id) % 1000003 * 7919 + epoch_hour::BIGINT * 104729) % 1000003, vessel_id, epoch_hour
LIMIT $probed_h
