-- Finds:  how often each source received a ship that fell silent, of the hours in which it was received and the source received others there
-- Writes: ship_sources
-- Where a source is listening and others receive a ship, that source may never do: a set too weak for a satellite, a provider that sold
-- the ships of one class.
-- Let: prior_hours = 0.5: the share leans on $unmet_share with so many hours; it must stay small, or many hours of hardly anything add up
-- Let: unmet_share = 0.9: a source that was never beside it is taken to receive it so often
WITH asked AS (
    SELECT DISTINCT vessel_id, ssvid, epoch_hour, square_of(cell_y, water_cells()) AS y, square_of(cell_x, water_cells()) AS x
    FROM ship_cell_hours JOIN ships USING (vessel_id)
    WHERE received_slots > 0 AND vessel_id IN (SELECT vessel_id FROM gap_candidates)
), beside AS (
    SELECT vessel_id, w.source, own.source IS NOT NULL AS received, w.ships > 1 OR own.source IS NULL AS others
    FROM asked JOIN source_waters AS w USING (y, x, epoch_hour)
    LEFT JOIN source_hours AS own ON own.ssvid = asked.ssvid AND own.epoch_hour = asked.epoch_hour AND own.source = w.source
), counted AS (
    SELECT vessel_id, source, count_if(received OR others) AS hours, count_if(received) AS received_hours FROM beside GROUP BY ALL
)
SELECT vessel_id, source, hours, received_hours, round(leaning(received_hours, hours, $unmet_share, $prior_hours), 6) AS share
FROM counted ORDER BY vessel_id, source
