-- Finds:  how well each region of 0.3 degrees was heard in each hour, beside what its places let expect: weather, outages
-- Writes: weather
-- The 0.9 degrees around stand beside it (wide_*), for hours in which hardly a ship was near.
WITH near AS (
    SELECT region_y, region_x, hour, count(DISTINCT ship) AS ships,
        sum(chances)::INTEGER AS chances, sum(heard)::INTEGER AS heard, sum((1e6 * expected)::BIGINT) / 1e6 AS expected, sum((1e6 * waited)::BIGINT) / 1e6 AS waited
    FROM tries GROUP BY ALL
)
SELECT *,
    sum(chances) OVER around::INTEGER AS wide_chances,
    sum(heard) OVER around::INTEGER AS wide_heard,
    sum((1e6 * expected)::BIGINT) OVER around / 1e6 AS wide_expected
FROM near
WINDOW around AS (PARTITION BY region_y // 3, region_x // 3, hour)
ORDER BY hour, region_y, region_x
