-- Finds:  harbours and anchorages no port list knows: where many ships lay still for hours
-- Writes: harbours
-- As Global Fishing Watch finds anchorages (20 ships, S2 cells of half a kilometre), over a mile or so, but on one day:
-- a place where pairs meet week after week must not become a harbour by adding up. North Korean
-- harbours are left out: there, lying together is what we look for.
-- Let: still_kn = 0.5: slower than this a ship lies still
-- Let: lay_h = 3: a ship lay in a place for at least so long on one day
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
