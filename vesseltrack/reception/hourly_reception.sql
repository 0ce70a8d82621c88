-- Finds:  how well each region of 0.3 degrees was heard in each hour, beside what its places let expect: weather, passes, outages
-- Writes: hourly_reception
-- Ships in a long silence are counted apart: each silence speaks against its own ship only, lest those that go dark
-- together excuse one another. The 0.9, 2.7 and 8.1 degrees around stand in waters, for hours in which hardly a ship was near.
SELECT region_y, region_x, epoch_hour, count(DISTINCT vessel_id) AS ships,
    sum(known_slots)::INTEGER AS known_slots, sum(received_slots)::INTEGER AS received_slots, sum((1e6 * expected_slots)::BIGINT) / 1e6 AS expected_slots, sum((1e6 * expected_assumed_slots)::BIGINT) / 1e6 AS expected_assumed_slots,
    sum(short_known_slots)::INTEGER AS short_known_slots, sum(short_received_slots)::INTEGER AS short_received_slots, sum((1e6 * short_expected_slots)::BIGINT) / 1e6 AS short_expected_slots
FROM ship_reception
GROUP BY ALL
ORDER BY epoch_hour, region_y, region_x
