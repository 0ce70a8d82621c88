-- Finds:  how much more unequally ships are heard than chance would have it, by the share that is heard
-- Writes: dispersions
-- In bands of the share that was to be expected: at the edge of hearing ships are heard for hours or not at all, well inside they are
-- heard evenly. What came of each ship in three hours, beside what place, hour and ship let expect: the squared error over that of so many
-- independent tenth minutes. Near 1 the tenth minutes are independent; above, ships are heard for hours or not at all, and a
-- silence says less; below, messages come at even intervals, as in files thinned to one in twenty minutes, and it says more.
WITH lifted AS (
    SELECT ship, tries.hour, tries.short_chances AS chances, tries.short_heard AS heard,
        tries.short_chances * from_odds(log_odds(tries.short_expected / tries.short_chances) + strength + lift_of(
            weather.short_heard - tries.short_heard, weather.short_chances - tries.short_chances,
            weather.short_expected - tries.short_expected, waters.lifted, $hour_chances
        )) AS expected
    FROM tries JOIN weather USING (region_y, region_x, hour) JOIN strengths USING (ship)
    JOIN waters ON size = 9 AND waters.y = region_y // 3 AND waters.x = region_x // 3 AND waters.hour = tries.hour
    WHERE tries.short_chances > 0
), blocks AS (
    SELECT ship, hour // 3 AS block, sum(chances) AS chances, sum(heard) AS heard, sum((1e6 * expected)::BIGINT) / 1e6 AS expected,
        sum((1e6 * expected * (1 - expected / chances))::BIGINT) / 1e6 AS variance
    FROM lifted GROUP BY ALL
), counted AS (
    SELECT band_of(expected / chances) AS band, sum((1e6 * pow(heard - expected, 2))::BIGINT) / 1e6 AS error, sum((1e6 * variance)::BIGINT) / 1e6 AS variance
    FROM blocks GROUP BY band
)
SELECT band, round((coalesce(error, 0) + 50) / (coalesce(variance, 0) + 50), 3) AS dispersion
FROM (SELECT unnest(range(6))::INTEGER AS band) LEFT JOIN counted USING (band)
ORDER BY band
