-- Finds:  how far each ship is heard beside others of its class, from its own record
-- Reads:  tries, weather, ships
-- Writes: strengths
-- Its record is held against what its places and hours let expect of the others, in log-odds. A ship with a short record
-- leans on those of its class, with the weight of $ship_chances chances.
WITH lifted AS (
    SELECT ship, tries.chances, tries.heard,
        tries.chances * from_odds(log_odds(tries.expected / tries.chances) + lift(
            weather.heard - tries.heard, weather.chances - tries.chances, weather.expected - tries.expected,
            wide_heard - tries.heard, wide_chances - tries.chances, wide_expected - tries.expected, $hour_chances
        )) AS expected
    FROM tries JOIN weather USING (region_y, region_x, hour)
    WHERE tries.chances > 0
), records AS (
    SELECT ship, coalesce(class, '') AS class, sum(chances)::BIGINT AS chances, sum(heard)::BIGINT AS heard, sum(expected) AS expected
    FROM lifted JOIN ships USING (ship) GROUP BY ALL
), classes AS (
    SELECT class, log_odds(leaning(sum(heard), sum(chances), sum(expected) / sum(chances), $ship_chances))
        - log_odds(sum(expected) / sum(chances)) AS strength
    FROM records GROUP BY class
)
SELECT ship, chances, heard, round(expected, 3) AS expected,
    log_odds(leaning(heard, chances, from_odds(log_odds(expected / chances) + classes.strength), $ship_chances))
        - log_odds(expected / chances) AS strength,
    1 / (heard + $ship_chances * expected / chances) + 1 / (chances - heard + $ship_chances * (1 - expected / chances)) AS variance
FROM records JOIN classes USING (class)
ORDER BY ship
