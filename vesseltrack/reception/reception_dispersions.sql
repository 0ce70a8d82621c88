-- Finds:  how much less evenly ships are received in each wide water (8.1 degrees) than independent messages would be
-- Writes: reception_dispersions
-- For each ship and three hours: the squared difference of slots received and expected, over the variance of independent slots.
-- Near 1 the slots are independent; above 1 ships are received for hours or not at all, and a silence proves less; below 1 messages
-- come at even intervals, as in files thinned to one in twenty minutes, and a silence proves more.
-- Let: region_cells = 3: side of a region, in cells of 0.1 degrees
-- Let: near_cells = 9: side of the smallest water of wide_reception
-- Let: far_cells = 81: side of the waters found here
-- Let: block_h = 3: hours counted together
-- Let: prior_variance = 50: slots squared, added to both: a water with few ships stays near 1
WITH lifted AS (
    SELECT vessel_id, ship_reception.epoch_hour, region_y // ($far_cells // $region_cells) AS y, region_x // ($far_cells // $region_cells) AS x, ship_reception.short_known_slots AS known_slots, ship_reception.short_received_slots AS received_slots,
        ship_reception.short_known_slots * from_odds(log_odds(ship_reception.short_expected_slots / ship_reception.short_known_slots) + detectability + lift_of(
            hourly_reception.short_received_slots - ship_reception.short_received_slots, hourly_reception.short_known_slots - ship_reception.short_known_slots,
            hourly_reception.short_expected_slots - ship_reception.short_expected_slots, wide_reception.lifted, $hour_prior_slots
        )) AS expected_slots
    FROM ship_reception JOIN hourly_reception USING (region_y, region_x, epoch_hour) JOIN ship_detectability USING (vessel_id)
    JOIN wide_reception ON size = $near_cells AND wide_reception.y = region_y // ($near_cells // $region_cells) AND wide_reception.x = region_x // ($near_cells // $region_cells) AND wide_reception.epoch_hour = ship_reception.epoch_hour
    WHERE ship_reception.short_known_slots > 0
), blocks AS (
    SELECT y, x, vessel_id, epoch_hour // $block_h AS block, sum(received_slots) AS received_slots, sum((1e6 * expected_slots)::BIGINT) / 1e6 AS expected_slots,
        sum((1e6 * expected_slots * (1 - expected_slots / known_slots))::BIGINT) / 1e6 AS variance
    FROM lifted GROUP BY ALL
)
SELECT y, x, round((sum((1e6 * pow(received_slots - expected_slots, 2))::BIGINT) / 1e6 + $prior_variance) / (sum((1e6 * variance)::BIGINT) / 1e6 + $prior_variance), 3) AS dispersion
FROM blocks GROUP BY ALL
ORDER BY y, x
