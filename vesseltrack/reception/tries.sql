-- Finds:  how often each ship could have been heard in each region of 0.3 degrees and hour, was, and should have been by its places alone
-- Writes: tries
-- Ships in no long silence are held against what such ships let expect, like against like.
-- Sums are of whole millionths, so that they come out alike in whatever order they are added.
SELECT
    ship, cell_y // 3 AS region_y, cell_x // 3 AS region_x, hour,
    coalesce(sum(chances.chances) FILTER (NOT waited), 0)::INTEGER AS chances,
    coalesce(sum(chances.heard), 0)::INTEGER AS heard,
    coalesce(sum((1e6 * chances.chances * rate)::BIGINT) FILTER (NOT waited), 0) / 1e6 AS expected,
    coalesce(sum((1e6 * chances.tried * rate)::BIGINT) FILTER (waited), 0) / 1e6 AS waited,
    coalesce(sum(chances.chances) FILTER (NOT long), 0)::INTEGER AS short_chances,
    coalesce(sum((1e6 * chances.chances * short_rate)::BIGINT) FILTER (NOT long), 0) / 1e6 AS short_expected,
    coalesce(sum(chances.heard) FILTER (NOT long), 0)::INTEGER AS short_heard
FROM chances JOIN hearing USING (cell_y, cell_x, still)
GROUP BY ALL
ORDER BY hour, region_y, region_x, ship
