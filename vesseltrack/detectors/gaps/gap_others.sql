-- Finds:  other ships received along the likeliest track of a ship that fell silent: on its first half (behind) and its second (ahead)
-- Writes: gap_others
-- Row: One silence along whose likeliest track others were received.
-- Let: believed_h = 10: hours for which a ship that is not back is taken to have held its course
-- Let: near_cells = 2: a ship is near the track within so many cells of 0.1 degrees
-- Let: short_track_m = 20000: a track no longer than this is not divided into behind and ahead
WITH straight AS (
    SELECT event, w.vessel_id, w.time, lat, lon, hours_between(start_time, w.time) AS t,
        CASE WHEN end_time IS NULL THEN least(duration_h, $believed_h) ELSE duration_h END AS track_h
    FROM candidate_tracks AS w JOIN gap_candidates USING (event) WHERE is_likeliest_track(candidate)
), lengths AS (
    SELECT event, apart_m(min_by(lat, t), min_by(lon, t), max_by(lat, t), max_by(lon, t)) AS track_m FROM straight WHERE t <= track_h GROUP BY event
), steps AS (
    SELECT unnest(range(-$near_cells, $near_cells + 1))::INTEGER AS d
), around AS (
    SELECT event, vessel_id, epoch_hour(time) AS epoch_hour, CASE WHEN track_m > $short_track_m AND t <= track_h THEN t > track_h / 2 END AS ahead,
        cell_of(lat) + north.d AS cell_y, (cell_of(lon) + east.d + 3600) % 3600 AS cell_x
    FROM straight LEFT JOIN lengths USING (event), steps AS north, steps AS east
), others AS (
    SELECT DISTINCT event, ahead, h.vessel_id
    FROM around JOIN ship_cell_hours AS h USING (epoch_hour, cell_y, cell_x)
    WHERE h.received_slots > 0 AND h.vessel_id <> around.vessel_id
)
SELECT event, count(DISTINCT vessel_id) AS others_near,
    CASE WHEN any_value(ahead) IS NOT NULL THEN count(*) FILTER (NOT ahead) END AS others_behind,
    CASE WHEN any_value(ahead) IS NOT NULL THEN count(*) FILTER (ahead) END AS others_ahead
FROM others
GROUP BY event ORDER BY event
