-- Finds:  how well each cell on a candidate track is received, from all other ships there
-- Writes: place_reception
-- A cell leans on the square of 3 by 3 around it, that on 9 by 9, that on 27 by 27. The ship's own record is taken out, so that
-- its silence does not make reception look poor.
-- Let: other_state_weight = 0.3: weight of ships that lie still for one under way, and of ships under way for one that lies still
-- Let: least_rate = 0.0001: lower limit of the share received
-- Let: near_cells = 3: side of the smallest square of cells, in cells of 0.1 degrees
-- Let: middle_cells = 9: side of the next
-- Let: far_cells = 27: side of the largest
WITH spots AS (
    SELECT DISTINCT vessel_id, cell_y, cell_x, still, unnest([1, $near_cells, $middle_cells, $far_cells]) AS size FROM (SELECT vessel_id, cell_of(lat) AS cell_y, cell_of(lon) AS cell_x, still FROM candidate_tracks)
), of_all AS (
    SELECT size, cell_y // size AS y, cell_x // size AS x, still, sum((1e6 * weighted_slots)::BIGINT) AS weighted_slots, sum((1e6 * received_slots)::BIGINT) AS received_slots
    FROM cell_reception, (SELECT unnest([1, $near_cells, $middle_cells, $far_cells]) AS size) GROUP BY ALL
), of_ship AS (
    SELECT vessel_id, size, cell_y // size AS y, cell_x // size AS x, still, sum((1e6 * weighted_slots)::BIGINT) AS weighted_slots, sum((1e6 * received_slots)::BIGINT) AS received_slots
    FROM ship_cell_reception, (SELECT unnest([1, $near_cells, $middle_cells, $far_cells]) AS size) WHERE vessel_id IN (SELECT vessel_id FROM gap_candidates) GROUP BY ALL
), ships_heard AS (
    SELECT size, cell_y // size AS y, cell_x // size AS x, count(DISTINCT vessel_id) AS ships
    FROM ship_cell_reception, (SELECT unnest([$near_cells, $middle_cells]) AS size) GROUP BY ALL
), others AS (
    SELECT spots.*, (coalesce(a.weighted_slots, 0) - coalesce(c.weighted_slots, 0) + $other_state_weight * (coalesce(b.weighted_slots, 0) - coalesce(d.weighted_slots, 0))) / 1e6 AS weighted_slots,
        (coalesce(a.received_slots, 0) - coalesce(c.received_slots, 0) + $other_state_weight * (coalesce(b.received_slots, 0) - coalesce(d.received_slots, 0))) / 1e6 AS received_slots,
        coalesce(ships, 0) - CASE WHEN c.vessel_id IS NOT NULL OR d.vessel_id IS NOT NULL THEN 1 ELSE 0 END AS ships
    FROM spots
    LEFT JOIN of_all AS a ON a.size = spots.size AND a.y = cell_y // spots.size AND a.x = cell_x // spots.size AND a.still = spots.still
    LEFT JOIN of_all AS b ON b.size = spots.size AND b.y = cell_y // spots.size AND b.x = cell_x // spots.size AND b.still <> spots.still
    LEFT JOIN of_ship AS c ON c.vessel_id = spots.vessel_id AND c.size = spots.size AND c.y = cell_y // spots.size AND c.x = cell_x // spots.size AND c.still = spots.still
    LEFT JOIN of_ship AS d ON d.vessel_id = spots.vessel_id AND d.size = spots.size AND d.y = cell_y // spots.size AND d.x = cell_x // spots.size AND d.still <> spots.still
    LEFT JOIN ships_heard ON ships_heard.size = spots.size AND ships_heard.y = cell_y // spots.size AND ships_heard.x = cell_x // spots.size
), ladder AS (
    SELECT vessel_id, cell_y, cell_x, still,
        max(weighted_slots) FILTER (size = $near_cells) AS near_slots, max(ships) FILTER (size = $near_cells) AS near_ships, max(ships) FILTER (size = $middle_cells) AS wide_ships,
        leaning(max(received_slots) FILTER (size = $far_cells), max(weighted_slots) FILTER (size = $far_cells), $unknown_rate, $cell_prior_slots) AS far,
        leaning(max(received_slots) FILTER (size = $middle_cells), max(weighted_slots) FILTER (size = $middle_cells), far, $cell_prior_slots) AS wide,
        leaning(max(received_slots) FILTER (size = $near_cells), max(weighted_slots) FILTER (size = $near_cells), wide, $cell_prior_slots) AS near,
        within($least_rate, $best_rate, leaning(max(received_slots) FILTER (size = 1), max(weighted_slots) FILTER (size = 1), near, $cell_prior_slots)) AS rate
    FROM others GROUP BY ALL
)
SELECT vessel_id, cell_y, cell_x, still, near_slots, near_ships, wide_ships, rate FROM ladder ORDER BY ALL
