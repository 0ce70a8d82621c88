-- Finds:  how likely each silence would be if the ship had gone on transmitting, and so how likely it had stopped
-- Writes: unheard
-- On each plausible way, hour by hour: how well the place is heard, how well it was heard in that hour by what came of
-- the other ships there, how far this ship is heard; in an outage, nothing. What these do not know is one error, the same
-- for the whole silence ($spread_log_odds), over which the chance of staying unheard is averaged at seven points (Gauss-Hermite).
-- The odds of silence are $prior_odds against that chance; low and high are 2.37 of that error to
-- either side, beyond which one in a hundred lies.
WITH points AS (
    SELECT unnest([(-3.7504397, 0.0005483), (-2.3667594, 0.0307571), (-1.1544054, 0.2401232), (0.0, 0.4571427),
                   (1.1544054, 0.2401232), (2.3667594, 0.0307571), (3.7504397, 0.0005483)]) AS point
), feed AS (
    SELECT hour, sum(heard) > 0 AND hour NOT IN (
        SELECT unnest(range(epoch_us(start_time) // 3600000000, epoch_us(end_time) // 3600000000)) FROM disturbances WHERE kind = 'feed'
    ) AS alive
    FROM tries GROUP BY hour
), wide AS (
    SELECT DISTINCT region_y // 3 AS wide_y, region_x // 3 AS wide_x, hour, wide_chances, wide_heard, wide_expected FROM weather
), own_wide AS (
    SELECT ship, region_y // 3 AS wide_y, region_x // 3 AS wide_x, hour, sum(chances) AS own_chances, sum(heard) AS own_heard,
        sum((1e6 * expected)::BIGINT) / 1e6 AS own_expected
    FROM tries WHERE ship IN (SELECT ship FROM ways) GROUP BY ALL
), near AS (
    SELECT cell_y // 3 AS region_y, cell_x // 3 AS region_x, still, leaning(sum(heard), sum(chances), $unknown_rate, $cell_chances) AS rate
    FROM hearing GROUP BY ALL
), down AS (
    -- and the hour before and after, of which it took a part
    SELECT DISTINCT region, unnest(range(first_hour - 1, last_hour + 2)) AS hour
    FROM (SELECT unnest(regions) AS region, epoch_us(start_time) // 3600000000 AS first_hour,
        (epoch_us(end_time) - 1) // 3600000000 AS last_hour FROM disturbances)
), placed AS (
    SELECT *, cell_of(lat) AS cell_y, cell_of(lon) AS cell_x, cell_y // 3 AS region_y, cell_x // 3 AS region_x,
        region_y // 3 AS wide_y, region_x // 3 AS wide_x, epoch_us(time) // 3600000000 AS hour
    FROM ways
), met AS (
    SELECT event, ship, way, placed.chances, feed.alive AS fed, coalesce(hearing.rate, other.rate) IS NOT NULL AS known,
        coalesce(weather.chances, 0) - coalesce(own.chances, 0) AS others_chances,
        coalesce(weather.heard, 0) - coalesce(own.heard, 0) AS others_heard,
        coalesce(wide_heard, 0) - coalesce(own_heard, 0) AS wide_others_heard,
        coalesce(feed.alive, false) AND down.region IS NULL AS listened,
        coalesce(lift(others_heard, others_chances, coalesce(weather.expected, 0) - coalesce(own.expected, 0),
            wide_others_heard, wide_chances - coalesce(own_chances, 0),
            wide_expected - coalesce(own_expected, 0), $hour_chances), 0) AS lifted,
        CASE WHEN NOT listened THEN -9
            WHEN coalesce(hearing.rate, other.rate) IS NOT NULL
                THEN log_odds(coalesce(hearing.rate, other.rate)) + coalesce(strengths.strength, 0) + lifted
            -- nothing is known of such a place: beside one that is heard, at best an even chance
            ELSE least(0, log_odds(coalesce(near.rate, $nowhere_rate))) END AS odds,
        sqrt(pow($spread_log_odds, 2) + least(4, coalesce(strengths.variance, 1)) + CASE WHEN listened THEN pow($unusual_share * lifted, 2) ELSE 0 END) AS spread
    FROM placed
    LEFT JOIN hearing USING (cell_y, cell_x, still)
    LEFT JOIN hearing AS other ON other.cell_y = placed.cell_y AND other.cell_x = placed.cell_x AND other.still <> placed.still
    LEFT JOIN near USING (region_y, region_x, still)
    LEFT JOIN (SELECT region_y, region_x, hour, chances, heard, expected FROM weather) AS weather USING (region_y, region_x, hour)
    LEFT JOIN wide USING (wide_y, wide_x, hour)
    LEFT JOIN tries AS own USING (ship, region_y, region_x, hour)
    LEFT JOIN own_wide USING (ship, wide_y, wide_x, hour)
    LEFT JOIN strengths USING (ship)
    LEFT JOIN feed USING (hour)
    LEFT JOIN down ON down.hour = placed.hour AND down.region = 10000 * placed.region_y + placed.region_x
), sums AS (
    SELECT event, ship, way, point[1] AS z, point[2] AS share, sum((1e9 * chances * ln(1 - from_odds(least(30, odds + spread * point[1]))))::BIGINT) / 1e9 AS log_missed
    FROM met, points GROUP BY ALL
), witnesses AS (
    -- hours of each way in which others were heard in the 0.9 degrees around it
    SELECT event, way, count_if(others_heard > 0 OR wide_others_heard > 0) AS witnessed_h FROM met GROUP BY event, way
), chances_of_ways AS (
    -- receivers may have been down with nobody near to show it: the less so, the more hours have a witness; and of a
    -- number that several hulls send under, a message may have been taken for another's
    SELECT event, sums.way, z, share, log_missed,
        $blind_rate * pow(0.7, witnessed_h) + CASE WHEN hulls > 1 THEN $shared_rate ELSE 0 END AS blind
    FROM sums JOIN witnesses USING (event, way) JOIN ships USING (ship)
), chance AS (
    SELECT event,
        sum(share * (blind + (1 - blind) * exp(log_missed))) / count(DISTINCT way) AS unheard_chance,
        avg(blind + (1 - blind) * exp(log_missed)) FILTER (z BETWEEN -3 AND -2) AS unheard_high,
        avg(blind + (1 - blind) * exp(log_missed)) FILTER (z BETWEEN 2 AND 3) AS unheard_low
    FROM chances_of_ways GROUP BY event
), told AS (
    SELECT event,
        avg(known::INTEGER) AS known,
        sum(others_chances) FILTER (way = 'straight') AS others_chances,
        sum(others_heard) FILTER (way = 'straight') AS others_heard,
        avg(coalesce(others_heard > 0 OR wide_others_heard > 0, false)::INTEGER) FILTER (way = 'straight') AS witnessed,
        avg(coalesce(fed, false)::INTEGER) FILTER (way = 'straight') AS feed_alive,
        avg((NOT listened)::INTEGER) FILTER (way = 'straight') AS disturbed
    FROM met GROUP BY event
)
SELECT event, significant(unheard_chance) AS unheard_chance,
    1 / (1 + significant(unheard_chance) / $prior_odds) AS silence_p,
    least(silence_p, 1 / (1 + significant(unheard_high) / $prior_odds)) AS silence_low,
    greatest(silence_p, 1 / (1 + significant(unheard_low) / $prior_odds)) AS silence_high,
    round(known, 3) AS known,
    coalesce(others_chances, 0)::BIGINT AS others_chances,
    round(others_heard / nullif(others_chances, 0), 3) AS others_heard,
    round(witnessed, 3) AS witnessed,
    round(feed_alive, 3) AS feed_alive,
    round(disturbed, 3) AS disturbed
FROM chance JOIN told USING (event)
ORDER BY event
