-- Finds:  how much worse than others let expect a ship that fell silent was received itself just before, or just after
-- Writes: own_lately
-- A set that fails, or an antenna, does so for hours before the ship is lost: what the whole record of the ship lets expect holds no more then.
-- What the others received at those hours is allowed for: a bad hour is in hourly_reception already. A ship received a little less, as chance brings, counts
-- as received as always. One hardly received is taken to be received no better in its silence.
-- So is one hardly received when it is back: a set that was switched off and on again is received as ever. The counts are those before.
-- Let: lately_h = 3: clock hours before that in which the silence begins, and after that in which it ends; these two are looked at as well
-- Let: least_slots = 9: tenth minutes known in them at least: of fewer nobody knows
-- Let: hardly_share = 0.25: received at less than this part of those expected it was hardly received (chosen on worlds of seed 412: of 23 gaps below a half five truly were silences, none below a quarter)
-- Let: lately_prior_slots = 6: the record leans on what is expected with so many slots
WITH asked AS (
    SELECT event, vessel_id, false AS back, unnest(range(epoch_hour(start_time) - $lately_h, epoch_hour(start_time) + 1)) AS epoch_hour FROM gap_candidates
    UNION ALL
    SELECT event, vessel_id, true, unnest(range(epoch_hour(end_time), epoch_hour(end_time) + $lately_h + 1)) FROM gap_candidates WHERE end_time IS NOT NULL
), records AS (
    SELECT event, back, sum(own.short_received_slots) AS received_slots, sum(own.short_known_slots) AS known_slots,
        sum((1e6 * own.short_known_slots * from_odds(log_odds(within(0.0001, 0.9999, own.short_expected_slots / own.short_known_slots)) + lift_of(
            h.short_received_slots - own.short_received_slots, h.short_known_slots - own.short_known_slots, h.short_expected_slots - own.short_expected_slots, w.lifted, $hour_prior_slots
        ) + coalesce(detectability, 0)))::BIGINT) / 1e6 AS expected_slots
    FROM asked JOIN ship_reception AS own USING (vessel_id, epoch_hour)
    JOIN hourly_reception AS h USING (region_y, region_x, epoch_hour)
    JOIN wide_reception AS w ON size = water_cells() AND w.y = water_of(region_y, water_cells()) AND w.x = water_of(region_x, water_cells()) AND w.epoch_hour = own.epoch_hour
    LEFT JOIN ship_detectability USING (vessel_id)
    WHERE own.short_known_slots > 0
    GROUP BY event, back
), limits AS (
    SELECT *, CASE WHEN known_slots >= $least_slots AND received_slots < $hardly_share * expected_slots
        THEN round(log_odds(leaning(received_slots, known_slots, expected_slots / known_slots, $lately_prior_slots)), 6) END AS at_most
    FROM records
)
SELECT event, coalesce(any_value(known_slots) FILTER (NOT back), 0)::BIGINT AS known_slots, coalesce(any_value(received_slots) FILTER (NOT back), 0)::BIGINT AS received_slots,
    coalesce(round(any_value(expected_slots) FILTER (NOT back), 3), 0) AS expected_slots, min(at_most) AS at_most
FROM limits GROUP BY event ORDER BY event
