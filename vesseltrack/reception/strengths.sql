-- Finds:  how far each ship is heard beside others of its class, from its own record
-- Writes: strengths
-- Its record is held against what its places and hours let expect of the others, in log-odds. A ship with a short record
-- leans on those of its class, with the weight of $ship_chances chances. Long silences are left out: its own must not excuse it.
WITH lifted AS (
    SELECT ship, tries.short_chances AS chances, tries.short_heard AS heard,
        tries.short_chances * from_odds(log_odds(tries.short_expected / tries.short_chances) + lift_of(
            weather.short_heard - tries.short_heard, weather.short_chances - tries.short_chances,
            weather.short_expected - tries.short_expected, waters.lifted, $hour_chances
        )) AS expected
    FROM tries JOIN weather USING (region_y, region_x, hour)
    JOIN waters ON size = 9 AND waters.y = region_y // 3 AND waters.x = region_x // 3 AND waters.hour = tries.hour
    WHERE tries.short_chances > 0
), records AS (
    SELECT ship, coalesce(class, '') AS class, sum(chances)::BIGINT AS chances, sum(heard)::BIGINT AS heard, sum((1e6 * expected)::BIGINT) / 1e6 AS expected
    FROM lifted JOIN ships USING (ship) GROUP BY ALL
), classes AS (
    SELECT class, strength_of(sum(heard), sum(chances), sum((1e6 * expected)::BIGINT) / 1e6, 0, $ship_chances) AS told,
        doubt_of(sum(heard), sum(chances), sum((1e6 * expected)::BIGINT) / 1e6, $ship_chances) AS doubt,
        told / (1 + doubt) AS strength
    FROM records GROUP BY class
), told AS (
    SELECT records.*, classes.strength AS usual, strength_of(heard, chances, expected, classes.strength, $ship_chances) AS told,
        doubt_of(heard, chances, expected, $ship_chances) AS doubt
    FROM records JOIN classes USING (class)
)
SELECT ship, chances, heard, round(expected, 3) AS expected,
    -- a ship heard every time tells little of how far it is heard: what it tells counts by how sure it is
    round((told + usual * doubt) / (1 + doubt), 6) AS strength, round(doubt / (1 + doubt), 6) AS variance
FROM told
ORDER BY ship
