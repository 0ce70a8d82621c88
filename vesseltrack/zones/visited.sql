-- Finds:  the cells that ships were in
-- Writes: visited
SELECT DISTINCT place FROM grid
UNION SELECT place_of(lat, lon) FROM drawn
UNION SELECT place_of(start_lat, start_lon) FROM legs
UNION SELECT place_of(end_lat, end_lon) FROM legs
UNION SELECT place_of(last_lat, last_lon) FROM ships
