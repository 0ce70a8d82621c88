-- Finds:  harbours and anchorages no port list knows: where many ships lay still for hours
-- Writes: harbours
-- As Global Fishing Watch finds anchorages (20 ships, S2 cells of half a kilometre), over a mile or so, but on one day:
-- a place where pairs meet week after week must not become a harbour by adding up. North Korean
-- harbours are left out: there, lying together is what we look for. The box is the sea that North Korean ports open on.
WITH lain AS (
    SELECT ship, place, mark // 144 AS day FROM grid
    WHERE speed_kn < 0.5 AND ship NOT IN (SELECT ship FROM ships WHERE gear)
        AND NOT (lat BETWEEN 37.7 AND 40.2 AND lon BETWEEN 124.2 AND 126.2)
        AND NOT (lat BETWEEN 38.62 AND 42.4 AND lon BETWEEN 127.2 AND 130.7)
    GROUP BY ship, place, day
    HAVING count(*) >= 18
), around AS (
    SELECT ship, day, place + dy * 36000 + dx AS place
    FROM lain, (VALUES (-1), (0), (1)) AS v(dy), (VALUES (-1), (0), (1)) AS h(dx)
), days AS (
    SELECT place, day, count(DISTINCT ship) AS ships FROM around GROUP BY place, day
)
SELECT
    place,
    (place // 36000 + 0.5) / 100 - 90 AS lat,
    (place % 36000 + 0.5) / 100 - 180 AS lon,
    max(ships) AS ships
FROM days
GROUP BY place
HAVING max(ships) >= $harbour_ships
ORDER BY place
