-- Finds:  how likely each silence would be if the ship had gone on transmitting
-- Writes: likelihoods
-- On each plausible way, hour by hour: how well the place is heard by what became of all other ships there (its own silence
-- does not excuse it), how well it was heard in that hour, how far this ship is heard; in an outage, nothing. What these do not
-- know is one error, the same for the whole silence, over which the chance of staying unheard is averaged at seven points
-- (Gauss-Hermite): $spread_log_odds, the ship's, and the place's, which is the larger the fewer ships ever told of it. Where
-- ships are heard more evenly than by chance (dispersions) the first is smaller and each tenth minute tells more.
WITH points AS (
    SELECT unnest([(-3.7504397, 0.0005483), (-2.3667594, 0.0307571), (-1.1544054, 0.2401232), (0.0, 0.4571427),
                   (1.1544054, 0.2401232), (2.3667594, 0.0307571), (3.7504397, 0.0005483)]) AS point
), placed AS (
    SELECT *, cell_of(lat) AS cell_y, cell_of(lon) AS cell_x, cell_y // 3 AS region_y, cell_x // 3 AS region_x,
        epoch_us(time) // 3600000000 AS hour
    FROM ways
), spots AS (
    SELECT DISTINCT ship, cell_y, cell_x, still, unnest([1, 3, 9, 27]) AS size FROM placed
), told AS (
    SELECT size, cell_y // size AS y, cell_x // size AS x, still, sum((1e6 * tried)::BIGINT) AS tried, sum((1e6 * heard)::BIGINT) AS heard
    FROM hearing, (SELECT unnest([1, 3, 9, 27]) AS size) GROUP BY ALL
), mine AS (
    SELECT ship, size, cell_y // size AS y, cell_x // size AS x, still, sum((1e6 * tried)::BIGINT) AS tried, sum((1e6 * heard)::BIGINT) AS heard
    FROM hearings, (SELECT unnest([1, 3, 9, 27]) AS size) WHERE ship IN (SELECT ship FROM silences) GROUP BY ALL
), tellers AS (
    SELECT size, cell_y // size AS y, cell_x // size AS x, count(DISTINCT ship) AS ships
    FROM hearings, (SELECT unnest([3, 9]) AS size) GROUP BY ALL
), others AS (
    -- ships that lie still tell a third as much of one under way, and the other way about
    SELECT spots.*, (coalesce(a.tried, 0) - coalesce(c.tried, 0) + 0.3 * (coalesce(b.tried, 0) - coalesce(d.tried, 0))) / 1e6 AS tried,
        (coalesce(a.heard, 0) - coalesce(c.heard, 0) + 0.3 * (coalesce(b.heard, 0) - coalesce(d.heard, 0))) / 1e6 AS heard,
        coalesce(ships, 0) - CASE WHEN c.ship IS NOT NULL OR d.ship IS NOT NULL THEN 1 ELSE 0 END AS ships
    FROM spots
    LEFT JOIN told AS a ON a.size = spots.size AND a.y = cell_y // spots.size AND a.x = cell_x // spots.size AND a.still = spots.still
    LEFT JOIN told AS b ON b.size = spots.size AND b.y = cell_y // spots.size AND b.x = cell_x // spots.size AND b.still <> spots.still
    LEFT JOIN mine AS c ON c.ship = spots.ship AND c.size = spots.size AND c.y = cell_y // spots.size AND c.x = cell_x // spots.size AND c.still = spots.still
    LEFT JOIN mine AS d ON d.ship = spots.ship AND d.size = spots.size AND d.y = cell_y // spots.size AND d.x = cell_x // spots.size AND d.still <> spots.still
    LEFT JOIN tellers ON tellers.size = spots.size AND tellers.y = cell_y // spots.size AND tellers.x = cell_x // spots.size
), ladder AS (
    SELECT ship, cell_y, cell_x, still,
        max(tried) FILTER (size = 3) AS near_tried, max(ships) FILTER (size = 3) AS near_ships, max(ships) FILTER (size = 9) AS wide_ships,
        leaning(max(heard) FILTER (size = 27), max(tried) FILTER (size = 27), $unknown_rate, $cell_chances) AS far,
        leaning(max(heard) FILTER (size = 9), max(tried) FILTER (size = 9), far, $cell_chances) AS wide,
        leaning(max(heard) FILTER (size = 3), max(tried) FILTER (size = 3), wide, $cell_chances) AS near,
        within(0.0001, $best_rate, leaning(max(heard) FILTER (size = 1), max(tried) FILTER (size = 1), near, $cell_chances)) AS rate
    FROM others GROUP BY ALL
), feed AS (
    SELECT hour, sum(heard) > 0 AND hour NOT IN (
        SELECT unnest(range(epoch_us(start_time) // 3600000000, epoch_us(end_time) // 3600000000)) FROM disturbances WHERE kind = 'feed'
    ) AS alive
    FROM weather GROUP BY hour
), down AS (
    -- and the hour before and after, of which it took a part
    SELECT DISTINCT region, unnest(range(first_hour - 1, last_hour + 2)) AS hour
    FROM (SELECT unnest(regions) AS region, epoch_us(start_time) // 3600000000 AS first_hour,
        (epoch_us(end_time) - 1) // 3600000000 AS last_hour FROM disturbances)
), excused AS (
    SELECT DISTINCT event, unnest(range(epoch_us(start_time) // 3600000000 - 1, epoch_us(end_time) // 3600000000 + 1)) AS hour
    FROM (SELECT unnest(events) AS event, start_time, end_time FROM disturbances WHERE kind <> 'fleet')
), met AS (
    SELECT event, placed.ship, way, placed.hour, placed.chances, feed.alive AS fed, near_tried > 0 AS known,
        coalesce(weather.short_chances, 0) - coalesce(own.short_chances, 0) AS others_chances,
        coalesce(weather.short_heard, 0) - coalesce(own.short_heard, 0) AS others_heard,
        coalesce(near.heard, 0) AS wide_others_heard,
        coalesce(feed.alive, false) AND down.region IS NULL AND excused.event IS NULL AS listened,
        coalesce(near.lifted, middle.lifted, far.lifted, 0) AS around,
        CASE WHEN others_chances > 0 THEN lift_of(others_heard, others_chances,
            coalesce(weather.short_expected, 0) - coalesce(own.short_expected, 0), around, $hour_chances) ELSE around END AS better,
        CASE WHEN listened THEN log_odds(rate) + coalesce(strengths.strength, 0) + better ELSE -9 END AS odds,
        coalesce(dispersion, 1) AS dispersed,
        sqrt(pow($spread_log_odds * least(1, dispersed), 2) + least(4, coalesce(strengths.variance, 1)) + pow($place_log_odds, 2) / (1 + near_ships + 0.3 * wide_ships)
            + CASE WHEN listened THEN pow($unusual_share * better, 2) ELSE 0 END) AS spread
    FROM placed
    JOIN ladder USING (ship, cell_y, cell_x, still)
    LEFT JOIN weather USING (region_y, region_x, hour)
    LEFT JOIN waters AS near ON near.size = 9 AND near.y = region_y // 3 AND near.x = region_x // 3 AND near.hour = placed.hour
    LEFT JOIN waters AS middle ON middle.size = 27 AND middle.y = region_y // 9 AND middle.x = region_x // 9 AND middle.hour = placed.hour
    LEFT JOIN waters AS far ON far.size = 81 AND far.y = region_y // 27 AND far.x = region_x // 27 AND far.hour = placed.hour
    LEFT JOIN tries AS own ON own.ship = placed.ship AND own.region_y = placed.region_y AND own.region_x = placed.region_x AND own.hour = placed.hour
    LEFT JOIN strengths ON strengths.ship = placed.ship
    LEFT JOIN dispersions ON dispersions.y = region_y // 27 AND dispersions.x = region_x // 27
    LEFT JOIN feed ON feed.hour = placed.hour
    LEFT JOIN down ON down.hour = placed.hour AND down.region = 10000 * placed.region_y + placed.region_x
    LEFT JOIN excused USING (event, hour)
), sums AS (
    SELECT event, ship, way, point[1] AS z, point[2] AS share,
        sum((1e9 * $independent_share * least(2, 1 / greatest(0.3, dispersed)) * chances * ln(1 - from_odds(within(-30, 30, odds + spread * point[1]))))::BIGINT) / 1e9 AS log_missed
    FROM met, points GROUP BY ALL
), witnesses AS (
    -- hours of each way in which others were heard in the 0.9 degrees around it
    SELECT event, way, count_if(others_heard > 0) + 0.5 * count_if(others_heard = 0 AND wide_others_heard > 0) AS witnessed_h FROM met GROUP BY event, way
), chances_of_ways AS (
    -- receivers may have been down with nobody near to show it: the less so, the more hours have a witness; and of a
    -- number that several hulls send under, a message may have been taken for another's
    SELECT event, sums.way, z, share, log_missed,
        $blind_rate * pow(0.6, witnessed_h) + CASE WHEN hulls > 1 THEN $shared_rate ELSE 0 END AS blind
    FROM sums JOIN witnesses USING (event, way) JOIN ships USING (ship)
), chance AS (
    SELECT event,
        sum(share * (blind + (1 - blind) * exp(log_missed))) / count(DISTINCT way) AS unheard_chance,
        avg(blind + (1 - blind) * exp(log_missed)) FILTER (z BETWEEN -2 AND -1) AS unheard_high,
        avg(blind + (1 - blind) * exp(log_missed)) FILTER (z BETWEEN 1 AND 2) AS unheard_low
    FROM chances_of_ways GROUP BY event
), seen AS (
    SELECT event,
        avg(known::INTEGER) AS known,
        sum(others_chances) FILTER (way = 'straight') AS others_chances,
        sum(others_heard) FILTER (way = 'straight') AS others_heard,
        avg(coalesce(others_heard > 0 OR wide_others_heard > 0, false)::INTEGER) FILTER (way = 'straight') AS witnessed,
        avg(coalesce(fed, false)::INTEGER) FILTER (way = 'straight') AS feed_alive,
        avg((NOT listened)::INTEGER) FILTER (way = 'straight') AS disturbed
    FROM met GROUP BY event
)
SELECT event, significant(unheard_chance) AS unheard_chance, significant(unheard_high) AS unheard_high, significant(unheard_low) AS unheard_low,
    round(known, 3) AS known,
    coalesce(others_chances, 0)::BIGINT AS others_chances,
    round(others_heard / nullif(others_chances, 0), 3) AS others_heard,
    round(witnessed, 3) AS witnessed,
    round(feed_alive, 3) AS feed_alive,
    round(disturbed, 3) AS disturbed
FROM chance JOIN seen USING (event)
ORDER BY event
