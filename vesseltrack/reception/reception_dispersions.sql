-- Finds:  how much less evenly ships are received in each wide water (8.1 degrees) than independent messages would be
-- Writes: reception_dispersions
-- For each ship and three hours: the squared difference of slots received and expected, over the variance of independent slots.
-- Near 1 the slots are independent; above 1 ships are received for hours or not at all, and a silence proves less; below 1 messages
-- come at even intervals, as in files thinned to one in twenty minutes, and a silence proves more.
-- Let: block_h = 3: hours counted together
-- Let: prior_variance = 50: slots squared, added to both: a water with few ships stays near 1
WITH lifted AS (
    SELECT vessel_id, ship_reception.epoch_hour, water_of(region_y, widest_water_cells()) AS y, water_of(region_x, widest_water_cells()) AS x, ship_reception.short_known_slots AS known_slots, ship_reception.short_received_slots AS received_slots,
        ship_reception.short_known_slots * from_odds(log_odds(ship_reception.short_expected_slots / ship_reception.short_known_slots) + detectability + lift_of(
            hourly_reception.short_received_slots - ship_reception.short_received_slots, hourly_reception.short_known_slots - ship_reception.short_known_slots,
            hourly_reception.short_expected_slots - ship_reception.short_expected_slots, wide_reception.lifted, $hour_prior_slots
        )) AS expected_slots
    FROM ship_reception JOIN hourly_reception USING (region_y, region_x, epoch_hour) JOIN ship_detectability USING (vessel_id)
    JOIN wide_reception ON size = water_cells() AND wide_reception.y = water_of(region_y, water_cells()) AND wide_reception.x = water_of(region_x, water_cells()) AND wide_reception.epoch_hour = ship_reception.epoch_hour
    WHERE ship_reception.short_known_slots > 0
), blocks AS (
    SELECT y, x, vessel_id, epoch_hour // $block_h AS block, sum(received_slots) AS received_slots, sum((1e6 * expected_slots)::BIGINT) / 1e6 AS expected_slots,
        sum((1e6 * expected_slots * (1 - expected_slots / known_slots))::BIGINT) / 1e6 AS variance
    FROM lifted GROUP BY ALL
)
SELECT y, x, round((sum((1e6 * pow(received_slots - expected_slots, 2))::BIGINT) / 1e6 + $prior_variance) / (sum((1e6 * variance)::BIGINT) / 1e6 + $prior_variance), 3) AS dispersion
FROM blocks GROUP BY ALL
ORDER BY y, x
