-- Finds:  slots of each ship in each region of 0.3 degrees and hour: known, received, and expected by its cells alone
-- Writes: ship_reception
-- The columns short_* leave out long silences, in what is received and in what is expected.
-- Sums are of whole millionths, so that they do not depend on the order of the rows.
SELECT
    vessel_id, square_of(cell_y, region_cells()) AS region_y, square_of(cell_x, region_cells()) AS region_x, epoch_hour,
    coalesce(sum(ship_cell_hours.known_slots) FILTER (NOT assumed), 0)::INTEGER AS known_slots,
    coalesce(sum(ship_cell_hours.received_slots), 0)::INTEGER AS received_slots,
    coalesce(sum((1e6 * ship_cell_hours.known_slots * rate)::BIGINT) FILTER (NOT assumed), 0) / 1e6 AS expected_slots,
    coalesce(sum((1e6 * ship_cell_hours.weighted_slots * rate)::BIGINT) FILTER (assumed), 0) / 1e6 AS expected_assumed_slots,
    coalesce(sum(ship_cell_hours.known_slots) FILTER (NOT long), 0)::INTEGER AS short_known_slots,
    coalesce(sum((1e6 * ship_cell_hours.known_slots * short_rate)::BIGINT) FILTER (NOT long), 0) / 1e6 AS short_expected_slots,
    coalesce(sum(ship_cell_hours.received_slots) FILTER (NOT long), 0)::INTEGER AS short_received_slots
FROM ship_cell_hours JOIN cell_reception USING (cell_y, cell_x, still)
GROUP BY ALL
ORDER BY epoch_hour, region_y, region_x, vessel_id
