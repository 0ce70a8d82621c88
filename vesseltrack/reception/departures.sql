-- Finds:  what became of other ships where each silence began: whether others leave, or appear, there
-- Writes: departures
WITH spots AS (
    SELECT event, ship, cell_of(start_lat) + dy AS cell_y, cell_of(start_lon) + dx AS cell_x
    FROM silences, (VALUES (-1), (0), (1)) AS v(dy), (VALUES (-1), (0), (1)) AS h(dx)
    WHERE end_time IS NULL
), passed AS (
    SELECT event, count(DISTINCT hearings.ship) AS passed
    FROM spots JOIN hearings USING (cell_y, cell_x) WHERE hearings.heard > 0 AND hearings.ship <> spots.ship GROUP BY event
), ended AS (
    SELECT ship, cell_of(lat) AS cell_y, cell_of(lon) AS cell_x FROM ends WHERE abs(hours_between(time, until_time)) > 3
), gone AS (
    SELECT event, count(DISTINCT ended.ship) AS left_there FROM spots JOIN ended USING (cell_y, cell_x) WHERE ended.ship <> spots.ship GROUP BY event
)
SELECT event, passed, coalesce(left_there, 0) AS left_there
FROM passed LEFT JOIN gone USING (event)
ORDER BY event
