-- Finds:  how many other ships passed where each silence that still lasts began, and how many records end or begin there for good
-- Writes: gap_departures
-- Ships leave the data at ports, at the rim of what was bought and where reception ends, and elsewhere hardly any does. One that was
-- lost and found again did not leave.
-- Let: lost_h = 3: a ship not received in the last hours of the search, more than so many, left; one not received in so many of its first ones appeared
WITH spots AS (
    SELECT event, vessel_id, cell_of(start_lat) + dy AS cell_y, cell_of(start_lon) + dx AS cell_x
    FROM gap_candidates, (VALUES (-1), (0), (1)) AS v(dy), (VALUES (-1), (0), (1)) AS h(dx)
    WHERE end_time IS NULL
), passed AS (
    SELECT event, count(DISTINCT ship_cell_reception.vessel_id) AS passed
    FROM spots JOIN ship_cell_reception USING (cell_y, cell_x) WHERE ship_cell_reception.received_slots > 0 AND ship_cell_reception.vessel_id <> spots.vessel_id GROUP BY event
), ended AS (
    SELECT track_ends.vessel_id, cell_of(lat) AS cell_y, cell_of(lon) AS cell_x FROM track_ends JOIN ships USING (vessel_id)
    WHERE abs(hours_between(time, until_time)) > $lost_h AND time = CASE WHEN found THEN ships.first_time ELSE ships.last_time END
), gone AS (
    SELECT event, count(DISTINCT ended.vessel_id) AS left_there FROM spots JOIN ended USING (cell_y, cell_x) WHERE ended.vessel_id <> spots.vessel_id GROUP BY event
)
SELECT event, passed, coalesce(left_there, 0) AS left_there
FROM passed LEFT JOIN gone USING (event)
ORDER BY event
