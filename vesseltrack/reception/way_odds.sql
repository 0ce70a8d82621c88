-- Finds:  how likely a silent ship would have been heard in each hour of each of its ways, and of its own hours around the silence
-- Writes: way_odds
-- How well the place is heard by what became of all other ships there (its own silence does not excuse it), how well it was
-- heard in that hour, how far this ship is heard; in an outage, nothing. What these do not know is two errors, each a variance in
-- log-odds: the ship's, which its own hours around the silence tell of too ($spread_log_odds), and the place's, which is the
-- larger the fewer ships ever told of it, or were heard there in that very hour ($place_log_odds) and the less usual the hour ($unusual_share).
WITH lost AS (
    SELECT event, ship, epoch_us(start_time) / 3600000000 AS lost_h, epoch_us(end_time) / 3600000000 AS found_h FROM silences
), placed AS (
    SELECT ways.event, ways.ship, way, ways.time, hours_between(start_time, ways.time) AS end_h, chances, NULL::INTEGER AS heard, still,
        cell_of(lat) AS cell_y, cell_of(lon) AS cell_x, cell_y // 3 AS region_y, cell_x // 3 AS region_x, epoch_us(ways.time) // 3600000000 AS hour
    FROM ways JOIN silences USING (event)
    UNION ALL
    -- its own last hours before, and its first after
    SELECT event, s.ship, 'before', NULL, lost_h - hour - 0.5, chances, heard, still, cell_y, cell_x, cell_y // 3, cell_x // 3, hour
    FROM lost AS s JOIN chances ON chances.ship = s.ship AND NOT long AND NOT waited AND hour BETWEEN floor(lost_h) - $around_h AND ceil(lost_h) - 1
    UNION ALL
    SELECT event, s.ship, 'after', NULL, hour + 0.5 - found_h, chances, heard, still, cell_y, cell_x, cell_y // 3, cell_x // 3, hour
    FROM lost AS s JOIN chances ON chances.ship = s.ship AND NOT long AND NOT waited AND hour BETWEEN floor(found_h) AND floor(found_h) + $around_h
), spots AS (
    SELECT DISTINCT ship, cell_y, cell_x, still, unnest([1, 3, 9, 27]) AS size FROM placed
), told AS (
    SELECT size, cell_y // size AS y, cell_x // size AS x, still, sum((1e6 * tried)::BIGINT) AS tried, sum((1e6 * heard)::BIGINT) AS heard
    FROM hearing, (SELECT unnest([1, 3, 9, 27]) AS size) GROUP BY ALL
), mine AS (
    SELECT ship, size, cell_y // size AS y, cell_x // size AS x, still, sum((1e6 * tried)::BIGINT) AS tried, sum((1e6 * heard)::BIGINT) AS heard
    FROM hearings, (SELECT unnest([1, 3, 9, 27]) AS size) WHERE ship IN (SELECT ship FROM lost) GROUP BY ALL
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
    SELECT event, placed.ship, way, placed.time, end_h, placed.hour, placed.chances, placed.heard, coalesce(feed.alive, false) AS fed, near_tried > 0 AS known,
        coalesce(weather.short_chances, 0) - coalesce(own.short_chances, 0) AS others_chances,
        coalesce(weather.short_heard, 0) - coalesce(own.short_heard, 0) AS others_heard,
        coalesce(near.heard, 0) AS wide_others_heard,
        fed AND down.region IS NULL AND excused.event IS NULL AS listened,
        coalesce(near.lifted, middle.lifted, far.lifted, 0) AS around,
        CASE WHEN others_chances > 0 THEN lift_of(others_heard, others_chances,
            coalesce(weather.short_expected, 0) - coalesce(own.short_expected, 0), around, $hour_chances) ELSE around END AS better,
        CASE WHEN listened THEN log_odds(rate) + coalesce(strengths.strength, 0) + better ELSE -9 END AS odds,
        pow($spread_log_odds, 2) + least(4, coalesce(strengths.variance, 1)) AS ship_error,
        pow($place_log_odds, 2) / (1 + near_ships + 0.3 * wide_ships + (others_heard + 0.3 * wide_others_heard) / 3) + CASE WHEN listened THEN pow($unusual_share * better, 2) ELSE 0 END AS place_error
    FROM placed
    JOIN ladder USING (ship, cell_y, cell_x, still)
    LEFT JOIN weather USING (region_y, region_x, hour)
    LEFT JOIN waters AS near ON near.size = 9 AND near.y = region_y // 3 AND near.x = region_x // 3 AND near.hour = placed.hour
    LEFT JOIN waters AS middle ON middle.size = 27 AND middle.y = region_y // 9 AND middle.x = region_x // 9 AND middle.hour = placed.hour
    LEFT JOIN waters AS far ON far.size = 81 AND far.y = region_y // 27 AND far.x = region_x // 27 AND far.hour = placed.hour
    LEFT JOIN tries AS own ON own.ship = placed.ship AND own.region_y = placed.region_y AND own.region_x = placed.region_x AND own.hour = placed.hour
    LEFT JOIN strengths ON strengths.ship = placed.ship
    LEFT JOIN feed ON feed.hour = placed.hour
    LEFT JOIN down ON down.hour = placed.hour AND down.region = 10000 * placed.region_y + placed.region_x
    LEFT JOIN excused USING (event, hour)
)
SELECT event, ship, way, time, hour, chances, heard, round(end_h, 3) AS end_h, odds, ship_error, place_error,
    known, fed, listened, others_chances, others_heard, wide_others_heard
FROM met
ORDER BY event, way, hour, time
