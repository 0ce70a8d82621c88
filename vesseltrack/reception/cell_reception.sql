-- Finds:  how well each cell is received, over all hours and ships; a cell with few observations leans on those around it
-- Writes: cell_reception
-- A beta-binomial ladder: a cell of 0.1 degrees counts as its own tenth minutes and $cell_prior_slots more at the rate of the 0.3
-- degrees around it, these lean on 0.9 degrees, these on 2.7, and these on $unknown_rate. (Hammond & Peters 2012 use
-- one such step.) Ships under way and ships lying still are counted apart, for they send at different intervals.
-- Let: near_cells = 3: side of the smallest square of cells, in cells of 0.1 degrees
-- Let: middle_cells = 9: side of the next
-- Let: far_cells = 27: side of the largest
-- Let: widening = 3: a square is so many times as wide as the one within it
WITH cells AS (
    SELECT cell_y, cell_x, still, sum((1e6 * weighted_slots)::BIGINT) AS weighted_slots, sum((1e6 * received_slots)::BIGINT) AS received_slots,
        sum((1e6 * short_weighted_slots)::BIGINT) AS short_weighted_slots, sum((1e6 * short_received_slots)::BIGINT) AS short_received_slots, count(*) AS ships
    FROM ship_cell_reception GROUP BY ALL
), sized AS (
    SELECT size, cell_y // size AS y, cell_x // size AS x, still, sum(weighted_slots) / 1e6 AS weighted_slots, sum(received_slots) / 1e6 AS received_slots,
        sum(short_weighted_slots) / 1e6 AS short_weighted_slots, sum(short_received_slots) / 1e6 AS short_received_slots
    FROM cells, (SELECT unnest([$near_cells, $middle_cells, $far_cells]) AS size) GROUP BY ALL
), wide AS (
    SELECT *, leaning(received_slots, weighted_slots, $unknown_rate, $cell_prior_slots) AS rate, leaning(short_received_slots, short_weighted_slots, $unknown_rate, $cell_prior_slots) AS short_rate
    FROM sized WHERE size = $far_cells
), middle AS (
    SELECT s.*, leaning(s.received_slots, s.weighted_slots, wide.rate, $cell_prior_slots) AS rate, leaning(s.short_received_slots, s.short_weighted_slots, wide.short_rate, $cell_prior_slots) AS short_rate
    FROM sized AS s JOIN wide ON wide.y = s.y // $widening AND wide.x = s.x // $widening AND wide.still = s.still WHERE s.size = $middle_cells
), near AS (
    SELECT s.*, leaning(s.received_slots, s.weighted_slots, middle.rate, $cell_prior_slots) AS rate, leaning(s.short_received_slots, s.short_weighted_slots, middle.short_rate, $cell_prior_slots) AS short_rate
    FROM sized AS s JOIN middle ON middle.y = s.y // $widening AND middle.x = s.x // $widening AND middle.still = s.still WHERE s.size = $near_cells
)
SELECT cell_y, cell_x, cells.still, cells.weighted_slots / 1e6 AS weighted_slots, cells.received_slots / 1e6 AS received_slots, cells.ships,
    least($best_rate, leaning(cells.received_slots / 1e6, cells.weighted_slots / 1e6, near.rate, $cell_prior_slots)) AS rate,
    least($best_rate, leaning(cells.short_received_slots / 1e6, cells.short_weighted_slots / 1e6, near.short_rate, $cell_prior_slots)) AS short_rate
FROM cells JOIN near ON near.y = cell_y // $near_cells AND near.x = cell_x // $near_cells AND near.still = cells.still
ORDER BY cell_y, cell_x, still
