-- Finds:  how many ships were heard in each quarter-degree cell in each hour
-- Reads:  grid
-- Writes: heard
-- The first measure of reception from the data themselves: a silence where others were heard means more than one
-- where nobody was.
SELECT
    floor(lat * 4)::SMALLINT AS cell_y,
    floor(lon * 4)::SMALLINT AS cell_x,
    date_trunc('hour', mark_time(mark)) AS hour,
    count(DISTINCT ship) AS ships
FROM grid
GROUP BY ALL
ORDER BY hour, cell_y, cell_x
