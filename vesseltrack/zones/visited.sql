-- Finds:  the cells that ships were in
-- Writes: visited
SELECT DISTINCT cell_id FROM resampled
UNION SELECT cell_id_of(lat, lon) FROM interpolated_positions
UNION SELECT cell_id_of(start_lat, start_lon) FROM track_steps
UNION SELECT cell_id_of(end_lat, end_lon) FROM track_steps
UNION SELECT cell_id_of(last_lat, last_lon) FROM ships
