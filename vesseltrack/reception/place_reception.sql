-- Finds:  how well each cell on a candidate track is received, from all other ships there
-- Writes: place_reception
-- A cell leans on the square of 3 by 3 around it, that on 9 by 9, that on 27 by 27. The ship's own record is taken out, so that
-- its silence does not make reception look poor. What counts in the end is ships, not messages: of the ships known in the 3 by 3, the
-- share that was received there, leaning on what the cells say, times the share of the slots at which a ship in reach is received.
-- Let: other_state_weight = 0.3: weight of ships that lie still for one under way, and of ships under way for one that lies still
-- Let: place_prior_ships = 6: the share of ships received leans on what the cells say with so many ships
-- Let: unknown_short_rate = 0.5: share of slots received of a ship in reach, where hardly anything was tried
-- Let: least_rate = 0.0001: lower limit of the share received
WITH spots AS (
    SELECT DISTINCT vessel_id, cell_y, cell_x, still, unnest([1, region_cells(), water_cells(), wide_water_cells()]) AS size FROM (SELECT vessel_id, cell_of(lat) AS cell_y, cell_of(lon) AS cell_x, still FROM candidate_tracks)
), of_all AS (
    SELECT size, square_of(cell_y, size) AS y, square_of(cell_x, size) AS x, still, sum((1e6 * weighted_slots)::BIGINT) AS weighted_slots, sum((1e6 * received_slots)::BIGINT) AS received_slots,
        sum((1e6 * short_received_slots)::BIGINT) AS short_received_slots, sum((1e6 * short_weighted_slots)::BIGINT) AS short_weighted_slots
    FROM ship_cell_reception, (SELECT unnest([1, region_cells(), water_cells(), wide_water_cells()]) AS size) GROUP BY ALL
), of_ship AS (
    SELECT vessel_id, size, square_of(cell_y, size) AS y, square_of(cell_x, size) AS x, still, sum((1e6 * weighted_slots)::BIGINT) AS weighted_slots, sum((1e6 * received_slots)::BIGINT) AS received_slots,
        sum((1e6 * (weighted_slots - short_weighted_slots))::BIGINT) AS long_slots
    FROM ship_cell_reception, (SELECT unnest([1, region_cells(), water_cells(), wide_water_cells()]) AS size) WHERE vessel_id IN (SELECT vessel_id FROM gap_candidates) GROUP BY ALL
), ships_heard AS (
    SELECT size, square_of(cell_y, size) AS y, square_of(cell_x, size) AS x, count(DISTINCT vessel_id) AS ships,
        count(DISTINCT vessel_id) FILTER (received_slots > 0) AS ships_received, count(DISTINCT vessel_id) FILTER (weighted_slots > short_weighted_slots) AS ships_missed
    FROM ship_cell_reception, (SELECT unnest([region_cells(), water_cells()]) AS size) GROUP BY ALL
), others AS (
    SELECT spots.*, (coalesce(a.weighted_slots, 0) - coalesce(c.weighted_slots, 0) + $other_state_weight * (coalesce(b.weighted_slots, 0) - coalesce(d.weighted_slots, 0))) / 1e6 AS weighted_slots,
        (coalesce(a.received_slots, 0) - coalesce(c.received_slots, 0) + $other_state_weight * (coalesce(b.received_slots, 0) - coalesce(d.received_slots, 0))) / 1e6 AS received_slots,
        a.short_received_slots / 1e6 AS short_received_slots, a.short_weighted_slots / 1e6 AS short_weighted_slots,
        coalesce(ships, 0) - CASE WHEN c.vessel_id IS NOT NULL OR d.vessel_id IS NOT NULL THEN 1 ELSE 0 END AS ships,
        coalesce(ships_received, 0) - CASE WHEN c.received_slots > 0 OR d.received_slots > 0 THEN 1 ELSE 0 END AS ships_received,
        coalesce(ships_missed, 0) - CASE WHEN c.long_slots > 0 OR d.long_slots > 0 THEN 1 ELSE 0 END AS ships_missed
    FROM spots
    LEFT JOIN of_all AS a ON a.size = spots.size AND a.y = square_of(cell_y, spots.size) AND a.x = square_of(cell_x, spots.size) AND a.still = spots.still
    LEFT JOIN of_all AS b ON b.size = spots.size AND b.y = square_of(cell_y, spots.size) AND b.x = square_of(cell_x, spots.size) AND b.still <> spots.still
    LEFT JOIN of_ship AS c ON c.vessel_id = spots.vessel_id AND c.size = spots.size AND c.y = square_of(cell_y, spots.size) AND c.x = square_of(cell_x, spots.size) AND c.still = spots.still
    LEFT JOIN of_ship AS d ON d.vessel_id = spots.vessel_id AND d.size = spots.size AND d.y = square_of(cell_y, spots.size) AND d.x = square_of(cell_x, spots.size) AND d.still <> spots.still
    LEFT JOIN ships_heard ON ships_heard.size = spots.size AND ships_heard.y = square_of(cell_y, spots.size) AND ships_heard.x = square_of(cell_x, spots.size)
), ladder AS (
    SELECT vessel_id, cell_y, cell_x, still,
        max(weighted_slots) FILTER (size = region_cells()) AS near_slots, max(ships) FILTER (size = region_cells()) AS near_ships, max(ships) FILTER (size = water_cells()) AS wide_ships,
        leaning(max(received_slots) FILTER (size = wide_water_cells()), max(weighted_slots) FILTER (size = wide_water_cells()), $unknown_rate, $cell_prior_slots) AS far,
        leaning(max(received_slots) FILTER (size = water_cells()), max(weighted_slots) FILTER (size = water_cells()), far, $cell_prior_slots) AS wide,
        leaning(max(received_slots) FILTER (size = region_cells()), max(weighted_slots) FILTER (size = region_cells()), wide, $cell_prior_slots) AS near,
        leaning(max(received_slots) FILTER (size = 1), max(weighted_slots) FILTER (size = 1), near, $cell_prior_slots) AS cell_rate,
        max(ships_received) FILTER (size = region_cells()) AS near_received, max(ships_missed) FILTER (size = region_cells()) AS near_missed,
        leaning(max(short_received_slots) FILTER (size = wide_water_cells()), max(short_weighted_slots) FILTER (size = wide_water_cells()), $unknown_short_rate, $cell_prior_slots) AS far_short,
        leaning(max(short_received_slots) FILTER (size = water_cells()), max(short_weighted_slots) FILTER (size = water_cells()), far_short, $cell_prior_slots) AS wide_short,
        greatest(cell_rate, leaning(max(short_received_slots) FILTER (size = region_cells()), max(short_weighted_slots) FILTER (size = region_cells()), wide_short, $cell_prior_slots)) AS near_short,
        within($least_rate, $best_rate, near_short * leaning(near_received, near_received + near_missed, cell_rate / near_short, $place_prior_ships)) AS rate
    FROM others GROUP BY ALL
)
SELECT vessel_id, cell_y, cell_x, still, near_slots, near_ships, wide_ships, rate FROM ladder ORDER BY ALL
