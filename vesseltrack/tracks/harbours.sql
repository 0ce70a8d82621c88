-- Finds:  harbours and anchorages no port list knows: where many ships lay still for hours
-- Writes: harbours
-- As Global Fishing Watch finds anchorages (20 ships, S2 cells of half a kilometre), over a mile or so, but on one day:
-- a place where pairs meet week after week must not become a harbour by adding up. North Korean
-- harbours are left out: there, lying together is what we look for. The box is the sea that North Korean ports open on.
WITH lain AS (
    SELECT vessel_id, cell_id, slot // 144 AS day FROM resampled
    WHERE speed_kn < 0.5 AND vessel_id NOT IN (SELECT vessel_id FROM ships WHERE gear)
        AND NOT (lat BETWEEN 37.7 AND 40.2 AND lon BETWEEN 124.2 AND 126.2)
        AND NOT (lat BETWEEN 38.62 AND 42.4 AND lon BETWEEN 127.2 AND 130.7)
    GROUP BY vessel_id, cell_id, day
    HAVING count(*) >= 18
), around AS (
    SELECT vessel_id, day, cell_id + dy * 36000 + dx AS cell_id
    FROM lain, (VALUES (-1), (0), (1)) AS v(dy), (VALUES (-1), (0), (1)) AS h(dx)
), days AS (
    SELECT cell_id, day, count(DISTINCT vessel_id) AS ships FROM around GROUP BY cell_id, day
)
SELECT
    cell_id,
    (cell_id // 36000 + 0.5) / 100 - 90 AS lat,
    (cell_id % 36000 + 0.5) / 100 - 180 AS lon,
    max(ships) AS ships
FROM days
GROUP BY cell_id
HAVING max(ships) >= $harbour_ships
ORDER BY cell_id
