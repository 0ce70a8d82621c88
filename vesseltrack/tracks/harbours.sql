-- Finds:  harbours and anchorages no port list knows: where many ships lay still for hours
-- Reads:  grid
-- Writes: harbours
-- As Global Fishing Watch finds anchorages (20 ships, S2 cells of half a kilometre), over a mile or so. North Korean
-- harbours are left out: there, lying together is what we look for. The box is the sea that North Korean ports open on.
WITH lain AS (
    SELECT ship, place FROM grid
    WHERE speed_kn < 0.5
        AND NOT (lat BETWEEN 37.7 AND 40.2 AND lon BETWEEN 124.2 AND 126.2)
        AND NOT (lat BETWEEN 38.62 AND 42.4 AND lon BETWEEN 127.2 AND 130.7)
    GROUP BY ship, place
    HAVING count(*) >= 18
), around AS (
    SELECT ship, place + dy * 36000 + dx AS place
    FROM lain, (VALUES (-1), (0), (1)) AS v(dy), (VALUES (-1), (0), (1)) AS h(dx)
)
SELECT
    place,
    (place // 36000 + 0.5) / 100 - 90 AS lat,
    (place % 36000 + 0.5) / 100 - 180 AS lon,
    count(DISTINCT ship) AS ships
FROM around
GROUP BY place
HAVING ships >= $harbour_ships
ORDER BY place
