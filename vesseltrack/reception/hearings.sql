-- Finds:  what each ship tells of how well each cell is heard
-- Writes: hearings
-- A ship that lies in a cell for days tells little more of it than in its first hours: it counts for $most_chances at most.
-- What it tells outside of long silences stands beside it: by that, an hour is held against other hours.
WITH sums AS (
    SELECT ship, cell_y, cell_x, still, sum(chances.heard) AS heard, sum((1e6 * tried)::BIGINT) / 1e6 AS tried,
        coalesce(sum(chances.heard) FILTER (NOT long), 0) AS short_heard, coalesce(sum(chances) FILTER (NOT long), 0) AS short_tried
    FROM chances GROUP BY ALL
), scaled AS (
    SELECT *, least(1, $most_chances / tried) AS share FROM sums
)
SELECT ship, cell_y, cell_x, still, round(heard * share, 6) AS heard, round(tried * share, 6) AS tried,
    round(short_heard * share, 6) AS short_heard, round(short_tried * share, 6) AS short_tried
FROM scaled
ORDER BY cell_y, cell_x, ship, still
