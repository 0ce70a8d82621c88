-- Finds:  how often each ship was received in each cell, and how much that counts
-- Writes: ship_cell_reception
-- A ship that lies in a cell for days adds little after its first hours: it counts for $most_slots at most. The columns short_* leave
-- out long silences; hours are compared by those.
WITH sums AS (
    SELECT vessel_id, cell_y, cell_x, still, sum(ship_cell_hours.received_slots) AS received_slots, sum((1e6 * weighted_slots)::BIGINT) / 1e6 AS weighted_slots,
        coalesce(sum(ship_cell_hours.received_slots) FILTER (NOT long), 0) AS short_received_slots, coalesce(sum(known_slots) FILTER (NOT long), 0) AS short_weighted_slots
    FROM ship_cell_hours GROUP BY ALL
), scaled AS (
    SELECT *, least(1, $most_slots / weighted_slots) AS share FROM sums
)
SELECT vessel_id, cell_y, cell_x, still, round(received_slots * share, 6) AS received_slots, round(weighted_slots * share, 6) AS weighted_slots,
    round(short_received_slots * share, 6) AS short_received_slots, round(short_weighted_slots * share, 6) AS short_weighted_slots
FROM scaled
ORDER BY cell_y, cell_x, vessel_id, still
