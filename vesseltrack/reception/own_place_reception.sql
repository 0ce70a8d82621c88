-- Finds:  how well a silent ship was received itself, at other times, in the regions that its candidate tracks lead through
-- Writes: own_place_reception
-- The set, its antenna and the place are the same as in its silence, so this tells more than other ships do. The silence and the hours
-- beside it are left out: a ship that leaves reception was received until it left. What it missed in its other long silences counts the
-- less the better others are received there, for then it was likely silent on those occasions too.
-- Let: beside_h = 3: hours before the silence and after it that are left out
WITH counted AS (
    SELECT vessel_id, region_y, region_x, epoch_hour, received_slots,
        received_slots + short_known_slots - short_received_slots
            + (known_slots - short_known_slots - received_slots + short_received_slots) * (1 - expected_slots / greatest(1, known_slots)) AS known_slots
    FROM ship_reception WHERE vessel_id IN (SELECT vessel_id FROM gap_candidates) AND known_slots > 0
), regions AS (
    SELECT DISTINCT event, vessel_id, square_of(cell_of(lat), region_cells()) AS region_y, square_of(cell_of(lon), region_cells()) AS region_x FROM candidate_tracks
), at_all AS (
    SELECT vessel_id, region_y, region_x, sum((1e6 * known_slots)::BIGINT) AS known_slots, sum(received_slots) AS received_slots FROM counted GROUP BY ALL
), beside AS (
    -- by clock hours: a silence is joined with its own hours alone
    SELECT event, region_y, region_x, sum((1e6 * known_slots)::BIGINT) AS known_slots, sum(received_slots) AS received_slots
    FROM (SELECT event, vessel_id, unnest(range(epoch_hour(start_time) - $beside_h, epoch_hour(until_time) + $beside_h + 1)) AS epoch_hour FROM gap_candidates)
        JOIN counted USING (vessel_id, epoch_hour)
    GROUP BY ALL
)
SELECT event, region_y, region_x,
    (at_all.known_slots - coalesce(beside.known_slots, 0)) / 1e6 AS known_slots, (at_all.received_slots - coalesce(beside.received_slots, 0))::INTEGER AS received_slots
FROM regions JOIN at_all USING (vessel_id, region_y, region_x) LEFT JOIN beside USING (event, region_y, region_x)
WHERE at_all.known_slots > coalesce(beside.known_slots, 0)
ORDER BY event, region_y, region_x
