-- Finds:  how well each region of 0.3 degrees was heard in each hour, beside what its places let expect: weather, passes, outages
-- Writes: weather
-- Ships in a long silence are counted apart: each silence speaks against its own ship only, lest those that go dark
-- together excuse one another. The 0.9, 2.7 and 8.1 degrees around stand in waters, for hours in which hardly a ship was near.
SELECT region_y, region_x, hour, count(DISTINCT ship) AS ships,
    sum(chances)::INTEGER AS chances, sum(heard)::INTEGER AS heard, sum((1e6 * expected)::BIGINT) / 1e6 AS expected, sum((1e6 * waited)::BIGINT) / 1e6 AS waited,
    sum(short_chances)::INTEGER AS short_chances, sum(short_heard)::INTEGER AS short_heard, sum((1e6 * short_expected)::BIGINT) / 1e6 AS short_expected
FROM tries
GROUP BY ALL
ORDER BY hour, region_y, region_x
