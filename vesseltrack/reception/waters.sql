-- Finds:  how much better or worse each wider water was heard in each hour than its places let expect, in log-odds
-- Writes: waters
-- A ladder: 0.9 degrees lean on 2.7, these on 8.1, these on what was expected, with $hour_chances each. A satellite's pass is
-- heard over thousands of kilometres: whether one came in that hour, ships far off tell as well.
WITH near AS (
    SELECT region_y // 3 AS y, region_x // 3 AS x, hour, sum(short_heard) AS heard, sum(short_chances) AS chances, sum((1e6 * short_expected)::BIGINT) AS expected
    FROM weather GROUP BY ALL
), middle AS (
    SELECT y // 3 AS y, x // 3 AS x, hour, sum(heard) AS heard, sum(chances) AS chances, sum(expected) AS expected
    FROM near GROUP BY ALL
), far AS (
    SELECT y // 3 AS y, x // 3 AS x, hour, sum(heard) AS heard, sum(chances) AS chances, sum(expected) AS expected
    FROM middle GROUP BY ALL
), far_lift AS (
    SELECT 81 AS size, *, lift_of(heard, chances, expected / 1e6, 0, $hour_chances) AS lifted FROM far
), middle_lift AS (
    SELECT 27 AS size, middle.*, lift_of(middle.heard, middle.chances, middle.expected / 1e6, far.lifted, $hour_chances) AS lifted
    FROM middle JOIN far_lift AS far ON far.y = middle.y // 3 AND far.x = middle.x // 3 AND far.hour = middle.hour
), near_lift AS (
    SELECT 9 AS size, near.*, lift_of(near.heard, near.chances, near.expected / 1e6, middle.lifted, $hour_chances) AS lifted
    FROM near JOIN middle_lift AS middle ON middle.y = near.y // 3 AND middle.x = near.x // 3 AND middle.hour = near.hour
)
SELECT size, y, x, hour, heard::INTEGER AS heard, chances::INTEGER AS chances, round(lifted, 6) AS lifted
FROM (FROM near_lift UNION ALL FROM middle_lift UNION ALL FROM far_lift)
ORDER BY size, hour, y, x
