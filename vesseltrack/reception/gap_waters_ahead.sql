-- Finds:  how many others were received in the waters that each ship under way which is not back was bound for, and how many were lost on the way
-- Writes: gap_waters_ahead
-- A ship that leaves reception, or what was bought of the sea, was bound where others are lost too; one bound where they are received at
-- all times should have been received there. What counts is ships, at any time, in the cells where its straight track leads in each of
-- the hours from $first_h to $last_h after it was lost. Lost on the way: expected there by their own last speed and course (assumed).
-- The cell of the track counts four times as much as those at its corners, twice as much as those at its sides.
-- Let: first_h = 1: hours after it was lost, from when on
-- Let: last_h = 5: up to the hour that begins so many hours after
-- Let: under_way_kn = 3: at least this speed when it was lost
-- Let: prior_ships = 0.1: added to both numbers of each hour, so that where nobody was ever known nothing is said
WITH bound AS (
    SELECT event, t.vessel_id, floor(hours_between(start_time, t.time))::INTEGER AS hour, cell_of(t.lat) AS cell_y, cell_of(t.lon) AS cell_x
    FROM gap_candidates AS s JOIN candidate_tracks AS t USING (event) JOIN track_ends AS lost ON lost.vessel_id = s.vessel_id AND lost.time = start_time AND NOT found
    WHERE end_time IS NULL AND is_likeliest_track(candidate) AND speed_kn >= $under_way_kn AND hour BETWEEN $first_h AND $last_h
), around AS (
    SELECT event, vessel_id, hour, cell_y + dy AS cell_y, cell_x + dx AS cell_x, north.weight * east.weight AS weight
    FROM bound, (VALUES (-1, 0.25), (0, 0.5), (1, 0.25)) AS north(dy, weight), (VALUES (-1, 0.25), (0, 0.5), (1, 0.25)) AS east(dx, weight)
), ships_known AS (
    SELECT vessel_id, cell_y, cell_x, bool_or(received_slots > 0)::INTEGER AS received, bool_or(assumed)::INTEGER AS gone
    FROM ship_cell_hours WHERE received_slots > 0 OR assumed GROUP BY ALL
), of_cells AS (
    SELECT cell_y, cell_x, sum(received) AS received, sum(gone) AS gone FROM ships_known GROUP BY ALL
), hours AS (
    SELECT event, hour, sum(weight * (coalesce(c.received, 0) - coalesce(own.received, 0)))::DOUBLE AS received, sum(weight * (coalesce(c.gone, 0) - coalesce(own.gone, 0)))::DOUBLE AS gone
    FROM around LEFT JOIN of_cells AS c USING (cell_y, cell_x)
    LEFT JOIN ships_known AS own ON own.vessel_id = around.vessel_id AND own.cell_y = around.cell_y AND own.cell_x = around.cell_x
    GROUP BY ALL
)
SELECT event, round(avg(received), 3) AS received, round(avg(gone), 3) AS gone,
    round(sum((1e6 * ln((received + $prior_ships) / (gone + $prior_ships)))::BIGINT) / 1e6 / count(*), 6) AS log_odds
FROM hours GROUP BY event ORDER BY event
