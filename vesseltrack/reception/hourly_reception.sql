-- Finds:  how well each region of 0.3 degrees was received in each hour, beside what its cells let expect
-- Writes: hourly_reception
-- It differs by propagation, satellite passes and outages. The columns short_* leave out ships in a long silence: otherwise ships that
-- switch off together would make reception look poor and excuse one another. The wider waters around stand in wide_reception.
SELECT region_y, region_x, epoch_hour, count(DISTINCT vessel_id) AS ships,
    sum(known_slots)::INTEGER AS known_slots, sum(received_slots)::INTEGER AS received_slots, sum((1e6 * expected_slots)::BIGINT) / 1e6 AS expected_slots, sum((1e6 * expected_assumed_slots)::BIGINT) / 1e6 AS expected_assumed_slots,
    sum(short_known_slots)::INTEGER AS short_known_slots, sum(short_received_slots)::INTEGER AS short_received_slots, sum((1e6 * short_expected_slots)::BIGINT) / 1e6 AS short_expected_slots
FROM ship_reception
GROUP BY ALL
ORDER BY epoch_hour, region_y, region_x
