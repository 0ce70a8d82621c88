-- Finds:  how likely a silent ship would have been heard in each hour of each of its ways, and of its own hours around the silence
-- Writes: way_odds
-- How well the place is heard by what became of all other ships there (its own silence does not excuse it), how well it was
-- heard in that hour, how far this ship is heard; in an outage, nothing. What these do not know is two errors, each a variance in
-- log-odds: the ship's, which its own hours around the silence tell of too ($spread_log_odds), and the place's, which is the
-- larger the fewer ships ever told of it, or were heard there in that very hour ($place_log_odds) and the less usual the hour ($unusual_share).
WITH lost AS (
    SELECT event, vessel_id, epoch_us(start_time) / 3600000000 AS lost_h, epoch_us(end_time) / 3600000000 AS found_h FROM gap_candidates
    UNION ALL
    SELECT event, vessel_id, epoch_hour + 1, NULL FROM probes
), placed AS (
    SELECT candidate_tracks.event, candidate_tracks.vessel_id, candidate, candidate_tracks.time, hours_between(start_time, candidate_tracks.time) AS end_h, known_slots, NULL::INTEGER AS received_slots, still,
        cell_of(lat) AS cell_y, cell_of(lon) AS cell_x, cell_y // 3 AS region_y, cell_x // 3 AS region_x, epoch_us(candidate_tracks.time) // 3600000000 AS epoch_hour
    FROM candidate_tracks JOIN gap_candidates USING (event)
    UNION ALL
    SELECT event, probes.vessel_id, 'known', NULL, ship_cell_hours.epoch_hour - probes.epoch_hour - 0.5, known_slots, NULL, still, cell_y, cell_x, cell_y // 3, cell_x // 3, ship_cell_hours.epoch_hour
    FROM probes JOIN ship_cell_hours ON ship_cell_hours.vessel_id = probes.vessel_id AND ship_cell_hours.epoch_hour BETWEEN probes.epoch_hour + 1 AND probes.epoch_hour + 4
    UNION ALL
    -- its own last hours before, and its first after
    SELECT event, s.vessel_id, 'before', NULL, lost_h - epoch_hour - 0.5, known_slots, received_slots, still, cell_y, cell_x, cell_y // 3, cell_x // 3, epoch_hour
    FROM lost AS s JOIN ship_cell_hours ON ship_cell_hours.vessel_id = s.vessel_id AND NOT long AND NOT assumed AND epoch_hour BETWEEN floor(lost_h) - $around_h AND ceil(lost_h) - 1
    UNION ALL
    SELECT event, s.vessel_id, 'after', NULL, epoch_hour + 0.5 - found_h, known_slots, received_slots, still, cell_y, cell_x, cell_y // 3, cell_x // 3, epoch_hour
    FROM lost AS s JOIN ship_cell_hours ON ship_cell_hours.vessel_id = s.vessel_id AND NOT long AND NOT assumed AND epoch_hour BETWEEN floor(found_h) AND floor(found_h) + $around_h
), spots AS (
    SELECT DISTINCT vessel_id, cell_y, cell_x, still, unnest([1, 3, 9, 27]) AS size FROM placed
), told AS (
    SELECT size, cell_y // size AS y, cell_x // size AS x, still, sum((1e6 * weighted_slots)::BIGINT) AS weighted_slots, sum((1e6 * received_slots)::BIGINT) AS received_slots
    FROM cell_reception, (SELECT unnest([1, 3, 9, 27]) AS size) GROUP BY ALL
), mine AS (
    SELECT vessel_id, size, cell_y // size AS y, cell_x // size AS x, still, sum((1e6 * weighted_slots)::BIGINT) AS weighted_slots, sum((1e6 * received_slots)::BIGINT) AS received_slots
    FROM ship_cell_reception, (SELECT unnest([1, 3, 9, 27]) AS size) WHERE vessel_id IN (SELECT vessel_id FROM lost) GROUP BY ALL
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
    SELECT event, placed.vessel_id, candidate, placed.time, end_h, placed.epoch_hour, placed.known_slots, placed.received_slots, coalesce(feed.alive, false) AS fed, near_tried > 0 AS known,
        coalesce(hourly_reception.short_known_slots, 0) - coalesce(own.short_known_slots, 0) AS others_known_slots,
        coalesce(hourly_reception.short_received_slots, 0) - coalesce(own.short_received_slots, 0) AS others_heard,
        coalesce(near.received_slots, 0) AS wide_others_heard,
        fed AND down.region IS NULL AND excused.event IS NULL AS listened,
        coalesce(near.lifted, middle.lifted, far.lifted, 0) AS around,
        CASE WHEN others_known_slots > 0 THEN lift_of(others_heard, others_known_slots,
            coalesce(hourly_reception.short_expected_slots, 0) - coalesce(own.short_expected_slots, 0), around, $hour_prior_slots) ELSE around END AS better,
        CASE WHEN listened THEN log_odds(rate) + coalesce(ship_detectability.detectability, 0) + better ELSE -9 END AS odds,
        pow($spread_log_odds, 2) + least(4, coalesce(ship_detectability.variance, 1)) AS ship_error,
        pow($place_log_odds, 2) / (1 + near_ships + 0.3 * wide_ships + (others_heard + 0.3 * wide_others_heard) / 3) + CASE WHEN listened THEN pow($unusual_share * better, 2) ELSE 0 END AS place_error
    FROM placed
    JOIN ladder USING (vessel_id, cell_y, cell_x, still)
    LEFT JOIN hourly_reception USING (region_y, region_x, epoch_hour)
    LEFT JOIN wide_reception AS near ON near.size = 9 AND near.y = region_y // 3 AND near.x = region_x // 3 AND near.epoch_hour = placed.epoch_hour
    LEFT JOIN wide_reception AS middle ON middle.size = 27 AND middle.y = region_y // 9 AND middle.x = region_x // 9 AND middle.epoch_hour = placed.epoch_hour
    LEFT JOIN wide_reception AS far ON far.size = 81 AND far.y = region_y // 27 AND far.x = region_x // 27 AND far.epoch_hour = placed.epoch_hour
    LEFT JOIN ship_reception AS own ON own.vessel_id = placed.vessel_id AND own.region_y = placed.region_y AND own.region_x = placed.region_x AND own.epoch_hour = placed.epoch_hour
    LEFT JOIN ship_detectability ON ship_detectability.vessel_id = placed.vessel_id
    LEFT JOIN feed ON feed.epoch_hour = placed.epoch_hour
    LEFT JOIN down ON down.epoch_hour = placed.epoch_hour AND down.region = 10000 * placed.region_y + placed.region_x
    LEFT JOIN excused USING (event, epoch_hour)
)
SELECT event, vessel_id, candidate, time, epoch_hour, known_slots, received_slots, round(end_h, 3) AS end_h, odds, ship_error, place_error,
    known, fed, listened, others_known_slots, others_heard, wide_others_heard
FROM met
ORDER BY event, candidate, epoch_hour, time
