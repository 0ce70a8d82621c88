-- Finds:  how well each cell is heard, over all hours and ships: what is seldom tried borrows from around it
-- Writes: hearing
-- A beta-binomial ladder: a cell of 0.1 degrees counts as its own chances and $cell_chances more at the rate of the 0.3
-- degrees around it, these lean on 0.9 degrees, these on 2.7, and these on $unknown_rate. (Hammond & Peters 2012 do
-- likewise with one step.) Ships under way and lying still are told apart, for they send at different intervals.
WITH cells AS (
    SELECT cell_y, cell_x, still, sum((1e6 * tried)::BIGINT) AS tried, sum((1e6 * heard)::BIGINT) AS heard,
        sum((1e6 * short_tried)::BIGINT) AS short_tried, sum((1e6 * short_heard)::BIGINT) AS short_heard, count(*) AS ships
    FROM hearings GROUP BY ALL
), sized AS (
    SELECT size, cell_y // size AS y, cell_x // size AS x, still, sum(tried) / 1e6 AS tried, sum(heard) / 1e6 AS heard,
        sum(short_tried) / 1e6 AS short_tried, sum(short_heard) / 1e6 AS short_heard
    FROM cells, (SELECT unnest([3, 9, 27]) AS size) GROUP BY ALL
), wide AS (
    SELECT *, leaning(heard, tried, $unknown_rate, $cell_chances) AS rate, leaning(short_heard, short_tried, $unknown_rate, $cell_chances) AS short_rate
    FROM sized WHERE size = 27
), middle AS (
    SELECT s.*, leaning(s.heard, s.tried, wide.rate, $cell_chances) AS rate, leaning(s.short_heard, s.short_tried, wide.short_rate, $cell_chances) AS short_rate
    FROM sized AS s JOIN wide ON wide.y = s.y // 3 AND wide.x = s.x // 3 AND wide.still = s.still WHERE s.size = 9
), near AS (
    SELECT s.*, leaning(s.heard, s.tried, middle.rate, $cell_chances) AS rate, leaning(s.short_heard, s.short_tried, middle.short_rate, $cell_chances) AS short_rate
    FROM sized AS s JOIN middle ON middle.y = s.y // 3 AND middle.x = s.x // 3 AND middle.still = s.still WHERE s.size = 3
)
SELECT cell_y, cell_x, cells.still, cells.tried / 1e6 AS tried, cells.heard / 1e6 AS heard, cells.ships,
    least($best_rate, leaning(cells.heard / 1e6, cells.tried / 1e6, near.rate, $cell_chances)) AS rate,
    least($best_rate, leaning(cells.short_heard / 1e6, cells.short_tried / 1e6, near.short_rate, $cell_chances)) AS short_rate
FROM cells JOIN near ON near.y = cell_y // 3 AND near.x = cell_x // 3 AND near.still = cells.still
ORDER BY cell_y, cell_x, still
