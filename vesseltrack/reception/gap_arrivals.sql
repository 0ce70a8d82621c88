-- Finds:  where each silence of a ship under way ended: how many other ships passed there, and how many of them appeared there on such a course
-- Writes: gap_arrivals
-- Ships that come back into reception appear at its edge; one that switches on again does so anywhere. Where it was lost tells no more
-- than its candidate tracks do (measured); where it was found does.
-- Let: appeared_h = 4: a ship not received before for longer than this appeared
-- Let: under_way_kn = 2: at least this speed when it appeared
-- Let: sector_deg = 45: courses are compared by sectors of so many degrees: the same one or the next
WITH ends AS (
    SELECT vessel_id, time, cell_of(lat) AS cell_y, cell_of(lon) AS cell_x, (bearing_deg(lat, lon, lat + lat_h, lon + lon_h) // $sector_deg)::INTEGER AS sector
    FROM track_ends WHERE found AND hours_between(until_time, time) > $appeared_h AND speed_kn >= $under_way_kn
), asked AS (
    SELECT event, ends.* FROM gap_candidates JOIN ends ON ends.vessel_id = gap_candidates.vessel_id AND ends.time = end_time
), spots AS (
    SELECT DISTINCT cell_y, cell_x FROM asked
), beside AS (
    SELECT * FROM (VALUES (-1), (0), (1)) AS v(dy), (VALUES (-1), (0), (1)) AS h(dx)
), around AS MATERIALIZED (
    -- materialized: DuckDB would join every cell of every ship with the nine steps, before it looks for spots
    SELECT cell_y, cell_x, cell_y + dy AS near_y, cell_x + dx AS near_x FROM spots, beside
), passed AS (
    SELECT around.cell_y, around.cell_x, count(DISTINCT vessel_id) AS ships
    FROM around JOIN ship_cell_reception AS r ON r.cell_y = near_y AND r.cell_x = near_x
    WHERE r.received_slots > 0 AND NOT r.still GROUP BY ALL
), appeared AS (
    SELECT cell_y + dy AS cell_y, cell_x + dx AS cell_x, (sector + turn) % (360 // $sector_deg) AS sector, count(DISTINCT vessel_id) AS ships
    FROM ends, beside, (VALUES (0), (1), (360 // $sector_deg - 1)) AS t(turn) GROUP BY ALL
), usual AS (
    -- an end lies within one cell of nine middles, a track through so many cells within one of about three times as many
    SELECT 3 * (SELECT count(DISTINCT (vessel_id, cell_y, cell_x)) FROM ends) / (SELECT count(DISTINCT (vessel_id, cell_y, cell_x)) FROM ship_cell_reception WHERE received_slots > 0 AND NOT still) AS usual_share
)
-- without the ship itself
SELECT event, passed.ships - 1 AS passed, least(passed.ships, appeared.ships) - 1 AS appeared, round(usual_share, 6) AS usual_share
FROM usual, asked JOIN passed USING (cell_y, cell_x) JOIN appeared USING (cell_y, cell_x, sector)
ORDER BY event
