-- Finds:  how well each ship is received beside others of its class, from its own record
-- Writes: ship_detectability
-- Slots received are compared with those that its cells and hours let expect from other ships, in log-odds. A ship with a short record
-- leans on its class, with the weight of $ship_prior_slots slots. Long silences are left out: its own must not excuse it.
WITH lifted AS (
    SELECT vessel_id, ship_reception.short_known_slots AS known_slots, ship_reception.short_received_slots AS received_slots,
        ship_reception.short_known_slots * from_odds(log_odds(ship_reception.short_expected_slots / ship_reception.short_known_slots) + lift_of(
            hourly_reception.short_received_slots - ship_reception.short_received_slots, hourly_reception.short_known_slots - ship_reception.short_known_slots,
            hourly_reception.short_expected_slots - ship_reception.short_expected_slots, wide_reception.lifted, $hour_prior_slots
        )) AS expected_slots
    FROM ship_reception JOIN hourly_reception USING (region_y, region_x, epoch_hour)
    JOIN wide_reception ON size = water_cells() AND wide_reception.y = water_of(region_y, water_cells()) AND wide_reception.x = water_of(region_x, water_cells()) AND wide_reception.epoch_hour = ship_reception.epoch_hour
    WHERE ship_reception.short_known_slots > 0
), records AS (
    SELECT vessel_id, coalesce(ais_class, '') AS ais_class, sum(known_slots)::BIGINT AS known_slots, sum(received_slots)::BIGINT AS received_slots, sum((1e6 * expected_slots)::BIGINT) / 1e6 AS expected_slots
    FROM lifted JOIN ships USING (vessel_id) GROUP BY ALL
), classes AS (
    SELECT ais_class, detectability_of(sum(received_slots), sum(known_slots), sum((1e6 * expected_slots)::BIGINT) / 1e6, 0, $ship_prior_slots) AS observed,
        doubt_of(sum(received_slots), sum(known_slots), sum((1e6 * expected_slots)::BIGINT) / 1e6, $ship_prior_slots) AS doubt,
        observed / (1 + doubt) AS detectability
    FROM records GROUP BY ais_class
), weighed AS (
    SELECT records.*, classes.detectability AS usual, detectability_of(received_slots, known_slots, expected_slots, classes.detectability, $ship_prior_slots) AS observed,
        doubt_of(received_slots, known_slots, expected_slots, $ship_prior_slots) AS doubt
    FROM records JOIN classes USING (ais_class)
)
SELECT vessel_id, known_slots, received_slots, round(expected_slots, 3) AS expected_slots,
    -- of a ship received every time it is hardly known how much better it could be received: the record counts by its precision
    round((observed + usual * doubt) / (1 + doubt), 6) AS detectability, round(doubt / (1 + doubt), 6) AS variance
FROM weighed
ORDER BY vessel_id
