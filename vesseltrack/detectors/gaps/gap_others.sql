-- Finds:  who else was heard along the straight way of a ship that fell silent: behind, where it was, and ahead, where its way led
-- Writes: gap_others
-- Row: One silence along whose way others were heard.
-- Let: believed_h = 10: of a ship that is not back, its own course is believed so long
-- Let: reach_cells = 2: near its way is within so many cells of 0.1 degrees
-- Let: near_m = 20000: a way no longer than this has no ahead: it is all near
WITH way AS (
    SELECT event, w.vessel_id, w.time, lat, lon, hours_between(start_time, w.time) AS t,
        CASE WHEN end_time IS NULL THEN least(duration_h, $believed_h) ELSE duration_h END AS way_h
    FROM candidate_tracks AS w JOIN gap_candidates USING (event) WHERE candidate = 'straight'
), lengths AS (
    SELECT event, apart_m(min_by(lat, t), min_by(lon, t), max_by(lat, t), max_by(lon, t)) AS way_m FROM way WHERE t <= way_h GROUP BY event
), steps AS (
    SELECT unnest(range(-$reach_cells, $reach_cells + 1))::INTEGER AS d
), around AS (
    SELECT event, vessel_id, epoch_hour(time) AS epoch_hour, CASE WHEN way_m > $near_m AND t <= way_h THEN t > way_h / 2 END AS ahead,
        cell_of(lat) + north.d AS cell_y, (cell_of(lon) + east.d + 3600) % 3600 AS cell_x
    FROM way LEFT JOIN lengths USING (event), steps AS north, steps AS east
)
SELECT event, count(DISTINCT h.vessel_id) AS others_near,
    CASE WHEN any_value(ahead) IS NOT NULL THEN count(DISTINCT h.vessel_id) FILTER (NOT ahead) END AS others_behind,
    CASE WHEN any_value(ahead) IS NOT NULL THEN count(DISTINCT h.vessel_id) FILTER (ahead) END AS others_ahead
FROM around JOIN ship_cell_hours AS h USING (epoch_hour, cell_y, cell_x)
WHERE h.received_slots > 0 AND h.vessel_id <> around.vessel_id
GROUP BY event ORDER BY event
