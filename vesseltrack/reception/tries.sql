-- Finds:  how often each ship could have been heard in each region of 0.3 degrees and hour, was, and should have been by its places alone
-- Reads:  chances, hearing
-- Writes: tries
SELECT
    ship, cell_y // 3 AS region_y, cell_x // 3 AS region_x, hour,
    coalesce(sum(chances.chances) FILTER (NOT waited), 0)::INTEGER AS chances,
    coalesce(sum(chances.heard), 0)::INTEGER AS heard,
    coalesce(sum(chances.chances * rate) FILTER (NOT waited), 0) AS expected,
    coalesce(sum(chances.chances * rate) FILTER (waited), 0) AS waited
FROM chances JOIN hearing USING (cell_y, cell_x, still)
GROUP BY ALL
ORDER BY hour, region_y, region_x, ship
