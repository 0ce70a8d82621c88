-- Finds:  how likely each silence would be if the ship had gone on transmitting
-- Writes: gap_likelihoods
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
        epoch_us(time) // 3600000000 AS epoch_hour
    FROM candidate_tracks
), spots AS (
    SELECT DISTINCT vessel_id, cell_y, cell_x, still, unnest([1, 3, 9, 27]) AS size FROM placed
), told AS (
    SELECT size, cell_y // size AS y, cell_x // size AS x, still, sum((1e6 * weighted_slots)::BIGINT) AS weighted_slots, sum((1e6 * received_slots)::BIGINT) AS received_slots
    FROM cell_reception, (SELECT unnest([1, 3, 9, 27]) AS size) GROUP BY ALL
), mine AS (
    SELECT vessel_id, size, cell_y // size AS y, cell_x // size AS x, still, sum((1e6 * weighted_slots)::BIGINT) AS weighted_slots, sum((1e6 * received_slots)::BIGINT) AS received_slots
    FROM ship_cell_reception, (SELECT unnest([1, 3, 9, 27]) AS size) WHERE vessel_id IN (SELECT vessel_id FROM gap_candidates) GROUP BY ALL
), tellers AS (
    SELECT size, cell_y // size AS y, cell_x // size AS x, count(DISTINCT vessel_id) AS ships
    FROM ship_cell_reception, (SELECT unnest([3, 9]) AS size) GROUP BY ALL
), others AS (
    -- ships that lie still tell a third as much of one under way, and the other way about
    SELECT spots.*, (coalesce(a.weighted_slots, 0) - coalesce(c.weighted_slots, 0) + 0.3 * (coalesce(b.weighted_slots, 0) - coalesce(d.weighted_slots, 0))) / 1e6 AS weighted_slots,
        (coalesce(a.received_slots, 0) - coalesce(c.received_slots, 0) + 0.3 * (coalesce(b.received_slots, 0) - coalesce(d.received_slots, 0))) / 1e6 AS received_slots,
        coalesce(ships, 0) - CASE WHEN c.vessel_id IS NOT NULL OR d.vessel_id IS NOT NULL THEN 1 ELSE 0 END AS ships
    FROM spots
    LEFT JOIN told AS a ON a.size = spots.size AND a.y = cell_y // spots.size AND a.x = cell_x // spots.size AND a.still = spots.still
    LEFT JOIN told AS b ON b.size = spots.size AND b.y = cell_y // spots.size AND b.x = cell_x // spots.size AND b.still <> spots.still
    LEFT JOIN mine AS c ON c.vessel_id = spots.vessel_id AND c.size = spots.size AND c.y = cell_y // spots.size AND c.x = cell_x // spots.size AND c.still = spots.still
    LEFT JOIN mine AS d ON d.vessel_id = spots.vessel_id AND d.size = spots.size AND d.y = cell_y // spots.size AND d.x = cell_x // spots.size AND d.still <> spots.still
    LEFT JOIN tellers ON tellers.size = spots.size AND tellers.y = cell_y // spots.size AND tellers.x = cell_x // spots.size
), ladder AS (
    SELECT vessel_id, cell_y, cell_x, still,
        max(weighted_slots) FILTER (size = 3) AS near_tried, max(ships) FILTER (size = 3) AS near_ships, max(ships) FILTER (size = 9) AS wide_ships,
        leaning(max(received_slots) FILTER (size = 27), max(weighted_slots) FILTER (size = 27), $unknown_rate, $cell_prior_slots) AS far,
        leaning(max(received_slots) FILTER (size = 9), max(weighted_slots) FILTER (size = 9), far, $cell_prior_slots) AS wide,
        leaning(max(received_slots) FILTER (size = 3), max(weighted_slots) FILTER (size = 3), wide, $cell_prior_slots) AS near,
        within(0.0001, $best_rate, leaning(max(received_slots) FILTER (size = 1), max(weighted_slots) FILTER (size = 1), near, $cell_prior_slots)) AS rate
    FROM others GROUP BY ALL
), feed AS (
    SELECT epoch_hour, sum(received_slots) > 0 AND epoch_hour NOT IN (
        SELECT unnest(range(epoch_us(start_time) // 3600000000, epoch_us(end_time) // 3600000000)) FROM outages WHERE outage_type = 'feed'
    ) AS alive
    FROM hourly_reception GROUP BY epoch_hour
), down AS (
    -- and the hour before and after, of which it took a part
    SELECT DISTINCT region, unnest(range(first_hour - 1, last_hour + 2)) AS epoch_hour
    FROM (SELECT unnest(regions) AS region, epoch_us(start_time) // 3600000000 AS first_hour,
        (epoch_us(end_time) - 1) // 3600000000 AS last_hour FROM outages)
), excused AS (
    SELECT DISTINCT event, unnest(range(epoch_us(start_time) // 3600000000 - 1, epoch_us(end_time) // 3600000000 + 1)) AS epoch_hour
    FROM (SELECT unnest(events) AS event, start_time, end_time FROM outages WHERE outage_type <> 'fleet')
), met AS (
    SELECT event, placed.vessel_id, candidate, placed.epoch_hour, placed.known_slots, feed.alive AS fed, near_tried > 0 AS known,
        coalesce(hourly_reception.short_known_slots, 0) - coalesce(own.short_known_slots, 0) AS others_known_slots,
        coalesce(hourly_reception.short_received_slots, 0) - coalesce(own.short_received_slots, 0) AS others_heard,
        coalesce(near.received_slots, 0) AS wide_others_heard,
        coalesce(feed.alive, false) AND down.region IS NULL AND excused.event IS NULL AS listened,
        coalesce(near.lifted, middle.lifted, far.lifted, 0) AS around,
        CASE WHEN others_known_slots > 0 THEN lift_of(others_heard, others_known_slots,
            coalesce(hourly_reception.short_expected_slots, 0) - coalesce(own.short_expected_slots, 0), around, $hour_prior_slots) ELSE around END AS better,
        CASE WHEN listened THEN log_odds(rate) + coalesce(ship_detectability.detectability, 0) + better ELSE -9 END AS odds,
        coalesce(dispersion, 1) AS dispersed,
        sqrt(pow($spread_log_odds * least(1, dispersed), 2) + least(4, coalesce(ship_detectability.variance, 1)) + pow($place_log_odds, 2) / (1 + near_ships + 0.3 * wide_ships)
            + CASE WHEN listened THEN pow($unusual_share * better, 2) ELSE 0 END) AS spread
    FROM placed
    JOIN ladder USING (vessel_id, cell_y, cell_x, still)
    LEFT JOIN hourly_reception USING (region_y, region_x, epoch_hour)
    LEFT JOIN wide_reception AS near ON near.size = 9 AND near.y = region_y // 3 AND near.x = region_x // 3 AND near.epoch_hour = placed.epoch_hour
    LEFT JOIN wide_reception AS middle ON middle.size = 27 AND middle.y = region_y // 9 AND middle.x = region_x // 9 AND middle.epoch_hour = placed.epoch_hour
    LEFT JOIN wide_reception AS far ON far.size = 81 AND far.y = region_y // 27 AND far.x = region_x // 27 AND far.epoch_hour = placed.epoch_hour
    LEFT JOIN ship_reception AS own ON own.vessel_id = placed.vessel_id AND own.region_y = placed.region_y AND own.region_x = placed.region_x AND own.epoch_hour = placed.epoch_hour
    LEFT JOIN ship_detectability ON ship_detectability.vessel_id = placed.vessel_id
    LEFT JOIN reception_dispersions ON reception_dispersions.y = region_y // 27 AND reception_dispersions.x = region_x // 27
    LEFT JOIN feed ON feed.epoch_hour = placed.epoch_hour
    LEFT JOIN down ON down.epoch_hour = placed.epoch_hour AND down.region = 10000 * placed.region_y + placed.region_x
    LEFT JOIN excused USING (event, epoch_hour)
), sums AS (
    SELECT event, vessel_id, candidate, point[1] AS z, point[2] AS share,
        sum((1e9 * $independent_share * least(2, 1 / greatest(0.3, dispersed)) * known_slots * ln(1 - from_odds(within(-30, 30, odds + spread * point[1]))))::BIGINT) / 1e9 AS log_missed
    FROM met, points GROUP BY ALL
), witnesses AS (
    -- hours of each way in which others were heard in the 0.9 degrees around it
    SELECT event, candidate, count_if(others_heard > 0) + 0.5 * count_if(others_heard = 0 AND wide_others_heard > 0) AS witnessed_h FROM met GROUP BY event, candidate
), chances_of_ways AS (
    -- receivers may have been down with nobody near to show it: the less so, the more hours have a witness; and of a
    -- number that several hulls send under, a message may have been taken for another's
    SELECT event, sums.candidate, z, share, log_missed,
        $blind_rate * pow(0.6, witnessed_h) + CASE WHEN hulls > 1 THEN $shared_rate ELSE 0 END AS blind
    FROM sums JOIN witnesses USING (event, candidate) JOIN ships USING (vessel_id)
), chance AS (
    SELECT event,
        sum(share * (blind + (1 - blind) * exp(log_missed))) / count(DISTINCT candidate) AS p_unreceived_if_on,
        avg(blind + (1 - blind) * exp(log_missed)) FILTER (z BETWEEN -2 AND -1) AS p_unreceived_high,
        avg(blind + (1 - blind) * exp(log_missed)) FILTER (z BETWEEN 1 AND 2) AS p_unreceived_low
    FROM chances_of_ways GROUP BY event
), seen AS (
    SELECT event,
        avg(known::INTEGER) AS known,
        sum(others_known_slots) FILTER (candidate = 'straight') AS others_known_slots,
        sum(others_heard) FILTER (candidate = 'straight') AS others_heard,
        avg(coalesce(others_heard > 0 OR wide_others_heard > 0, false)::INTEGER) FILTER (candidate = 'straight') AS witnessed,
        avg(coalesce(fed, false)::INTEGER) FILTER (candidate = 'straight') AS feed_alive,
        avg((NOT listened)::INTEGER) FILTER (candidate = 'straight') AS outage_share
    FROM met GROUP BY event
)
SELECT event, significant(p_unreceived_if_on) AS p_unreceived_if_on, significant(p_unreceived_high) AS p_unreceived_high, significant(p_unreceived_low) AS p_unreceived_low,
    round(known, 3) AS known,
    coalesce(others_known_slots, 0)::BIGINT AS others_known_slots,
    round(others_heard / nullif(others_known_slots, 0), 3) AS others_heard,
    round(witnessed, 3) AS witnessed,
    round(feed_alive, 3) AS feed_alive,
    round(outage_share, 3) AS outage_share
FROM chance JOIN seen USING (event)
ORDER BY event
