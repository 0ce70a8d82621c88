-- Finds:  the log-odds that a silent ship would have been received in each hour of each candidate track, had it gone on transmitting
-- Writes: candidate_hours
-- Three things add up: the reception of the cell, of that hour (lift), and of this ship (detectability), the first and the last corrected
-- by the ship's own record in the region at other times; and where the ship itself was hardly received just before, they are no more than they were then (own_lately). In an outage nothing is received. Passes of satellites stand apart. The error is one for the whole silence. It is made of $spread_log_odds (smaller where ships are received more evenly
-- than by chance: dispersion), the error of the ship's record, and that of the cell, larger the fewer ships are known there.
-- Let: own_prior_slots = 8: the ship's own record in the region leans on the others' with so many slots
-- Let: weak_share = 0.5: a set received in less than this part of the tenth minutes in which a usual ship would be loses messages wherever it is: no place and no hour lets expect more than its own part
-- Let: least_rate = 0.0001: lower limit of the share received
-- Let: most_log_odds = 30: no log-odds are above this
-- Let: outage_log_odds = -9: log-odds of being received in an outage
-- Let: most_variance = 4: upper limit of the variance of a ship's own record, log-odds squared
-- Let: unknown_variance = 1: variance for a ship without a record
-- Let: wide_ship_share = 0.3: a ship known in the 9 by 9 cells around counts as this part of one in the 3 by 3
-- Let: region_width = 10000: a region's number is its row times this, and its column
WITH placed AS (
    SELECT *, cell_of(lat) AS cell_y, cell_of(lon) AS cell_x, square_of(cell_y, region_cells()) AS region_y, square_of(cell_x, region_cells()) AS region_x,
        epoch_hour(time) AS epoch_hour
    FROM candidate_tracks
), feed AS (
    SELECT epoch_hour, sum(received_slots) > 0 AND epoch_hour NOT IN (
        SELECT unnest(range(epoch_hour(start_time), epoch_hour(end_time))) FROM outages WHERE outage_type = 'feed'
    ) AS alive
    FROM hourly_reception GROUP BY epoch_hour
), down AS (
    -- the hours before and after count too: the outage took a part of them
    SELECT DISTINCT region, unnest(range(first_hour - 1, last_hour + 2)) AS epoch_hour
    FROM (SELECT unnest(regions) AS region, epoch_hour(unnest(region_start_times)) AS first_hour,
        (epoch_us(unnest(region_end_times)) - 1) // 3600000000 AS last_hour FROM outages)
), excused AS (
    SELECT DISTINCT event, unnest(range(epoch_hour(start_time) - 1, epoch_hour(end_time) + 1)) AS epoch_hour
    FROM (SELECT unnest(events) AS event, start_time, end_time FROM outages WHERE outage_type <> 'fleet')
), sets AS (
    SELECT vessel_id, detectability, variance, CASE WHEN received_slots < $weak_share * expected_slots
        THEN log_odds(within($least_rate, $best_rate, leaning(received_slots, expected_slots, $weak_share, $own_prior_slots))) END AS at_most
    FROM ship_detectability
)
SELECT placed.event, placed.vessel_id, candidate, placed.epoch_hour, placed.known_slots, feed.alive AS feed_alive, near_slots > 0 AS place_known,
    coalesce(hourly_reception.short_known_slots, 0) - coalesce(own.short_known_slots, 0) AS others_known_slots,
    coalesce(hourly_reception.short_received_slots, 0) - coalesce(own.short_received_slots, 0) AS others_heard,
    coalesce(near.received_slots, 0) AS wide_others_heard,
    coalesce(feed.alive, false) AND down.region IS NULL AND excused.event IS NULL AS listened,
    coalesce(near.lifted, middle.lifted, far.lifted, 0) AS wide_lift,
    CASE WHEN others_known_slots > 0 THEN lift_of(others_heard, others_known_slots,
        coalesce(hourly_reception.short_expected_slots, 0) - coalesce(own.short_expected_slots, 0), wide_lift, $hour_prior_slots) ELSE wide_lift END AS lift,
    coalesce(own_place.known_slots, 0) AS own_slots, coalesce(own_place.received_slots, 0) AS own_received,
    CASE WHEN listened THEN least(coalesce(own_lately.at_most, $most_log_odds), coalesce(sets.at_most, $most_log_odds), log_odds(within($least_rate, $best_rate, leaning(own_received, own_slots, from_odds(log_odds(rate) + coalesce(sets.detectability, 0)), $own_prior_slots))) + lift) ELSE $outage_log_odds END AS log_odds_heard,
    CASE WHEN listened AND NOT placed.still THEN coalesce(pass_share, 0) ELSE 0 END AS pass_share,
    coalesce(dispersion, 1) AS dispersed,
    sqrt(pow($spread_log_odds * least(1, dispersed), 2) + least($most_variance, coalesce(sets.variance, $unknown_variance)) + pow($place_log_odds, 2) / (1 + near_ships + $wide_ship_share * wide_ships)
        + CASE WHEN listened THEN pow($unusual_share * lift, 2) ELSE 0 END) AS error_log_odds
FROM placed
JOIN ships USING (vessel_id)
JOIN place_reception USING (vessel_id, cell_y, cell_x, still)
LEFT JOIN hourly_reception USING (region_y, region_x, epoch_hour)
LEFT JOIN wide_reception AS near ON near.size = water_cells() AND near.y = water_of(region_y, water_cells()) AND near.x = water_of(region_x, water_cells()) AND near.epoch_hour = placed.epoch_hour
LEFT JOIN wide_reception AS middle ON middle.size = wide_water_cells() AND middle.y = water_of(region_y, wide_water_cells()) AND middle.x = water_of(region_x, wide_water_cells()) AND middle.epoch_hour = placed.epoch_hour
LEFT JOIN wide_reception AS far ON far.size = widest_water_cells() AND far.y = water_of(region_y, widest_water_cells()) AND far.x = water_of(region_x, widest_water_cells()) AND far.epoch_hour = placed.epoch_hour
LEFT JOIN ship_reception AS own ON own.vessel_id = placed.vessel_id AND own.region_y = placed.region_y AND own.region_x = placed.region_x AND own.epoch_hour = placed.epoch_hour
LEFT JOIN sets ON sets.vessel_id = placed.vessel_id
LEFT JOIN reception_dispersions ON reception_dispersions.y = water_of(region_y, widest_water_cells()) AND reception_dispersions.x = water_of(region_x, widest_water_cells())
LEFT JOIN feed ON feed.epoch_hour = placed.epoch_hour
LEFT JOIN down ON down.epoch_hour = placed.epoch_hour AND down.region = $region_width * placed.region_y + placed.region_x
LEFT JOIN excused USING (event, epoch_hour)
LEFT JOIN own_place_reception AS own_place ON own_place.event = placed.event AND own_place.region_y = placed.region_y AND own_place.region_x = placed.region_x
LEFT JOIN own_lately ON own_lately.event = placed.event
LEFT JOIN pass_reception ON pass_reception.y = water_of(placed.region_y, widest_water_cells()) AND pass_reception.x = water_of(placed.region_x, widest_water_cells()) AND pass_reception.epoch_hour = placed.epoch_hour AND pass_reception.ais_class = coalesce(ships.ais_class, '')
