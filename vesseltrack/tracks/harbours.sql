-- Finds:  harbours and anchorages learnt from the data: where many ships lay still for hours on one day
-- Writes: harbours
-- After Global Fishing Watch's anchorages (20 ships in an S2 cell of half a kilometre), but in cells of a mile or so, and on one day: a
-- place where pairs of ships meet week after week must not become a harbour by adding up. The North Korean sea is left out: ships lying
-- together there are what is looked for.
-- Let: still_kn = 0.5: slower than this a ship lies still
-- Let: lay_h = 3: a ship counts in a cell where it lay still for at least so many hours of the day
WITH lain AS (
    SELECT vessel_id, cell_id, slot // slots_in(24) AS day FROM resampled
    WHERE speed_kn < $still_kn AND vessel_id NOT IN (SELECT vessel_id FROM ships WHERE gear)
        AND NOT is_dprk_sea(lat, lon)
    GROUP BY vessel_id, cell_id, day
    HAVING count(*) >= slots_in($lay_h)
), around AS (
    SELECT vessel_id, day, cell_beside(cell_id, north, east) AS cell_id
    FROM lain, (VALUES (-1), (0), (1)) AS v(north), (VALUES (-1), (0), (1)) AS h(east)
), days AS (
    SELECT cell_id, day, count(DISTINCT vessel_id) AS ships FROM around GROUP BY cell_id, day
)
SELECT
    cell_id,
    cell_lat(cell_id) AS lat,
    cell_lon(cell_id) AS lon,
    max(ships) AS ships
FROM days
GROUP BY cell_id
HAVING max(ships) >= $harbour_ships
ORDER BY cell_id
