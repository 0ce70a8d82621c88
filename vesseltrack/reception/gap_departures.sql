-- Finds:  how many other ships passed where each silence that still lasts began, and how many were lost or appeared there
-- Writes: gap_departures
-- Let: lost_h = 3: a ship not received for more hours than this was lost there, or appeared
WITH spots AS (
    SELECT event, vessel_id, cell_of(start_lat) + dy AS cell_y, cell_of(start_lon) + dx AS cell_x
    FROM gap_candidates, (VALUES (-1), (0), (1)) AS v(dy), (VALUES (-1), (0), (1)) AS h(dx)
    WHERE end_time IS NULL
), passed AS (
    SELECT event, count(DISTINCT ship_cell_reception.vessel_id) AS passed
    FROM spots JOIN ship_cell_reception USING (cell_y, cell_x) WHERE ship_cell_reception.received_slots > 0 AND ship_cell_reception.vessel_id <> spots.vessel_id GROUP BY event
), ended AS (
    SELECT vessel_id, cell_of(lat) AS cell_y, cell_of(lon) AS cell_x FROM track_ends WHERE abs(hours_between(time, until_time)) > $lost_h
), gone AS (
    SELECT event, count(DISTINCT ended.vessel_id) AS left_there FROM spots JOIN ended USING (cell_y, cell_x) WHERE ended.vessel_id <> spots.vessel_id GROUP BY event
)
SELECT event, passed, coalesce(left_there, 0) AS left_there
FROM passed LEFT JOIN gone USING (event)
ORDER BY event
