-- Finds:  how many ships each source received in each water of 0.9 degrees and hour, where files name several sources
-- Writes: source_waters
WITH heard AS (
    SELECT DISTINCT vessel_id, epoch_hour, square_of(cell_y, water_cells()) AS y, square_of(cell_x, water_cells()) AS x
    FROM ship_cell_hours WHERE received_slots > 0
), by_source AS (
    SELECT y, x, epoch_hour, source, count(*) AS ships
    FROM heard JOIN ships USING (vessel_id) JOIN source_hours USING (ssvid, epoch_hour)
    WHERE (SELECT count(DISTINCT source) FROM source_hours) > 1
    GROUP BY ALL
), of_all AS (
    SELECT y, x, epoch_hour, count(*) AS all_ships FROM heard GROUP BY ALL
)
SELECT y, x, epoch_hour, source, ships, all_ships FROM by_source JOIN of_all USING (y, x, epoch_hour)
ORDER BY epoch_hour, y, x, source
