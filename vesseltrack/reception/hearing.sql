-- Finds:  how well each cell is heard, over all hours and ships: what is seldom tried borrows from around it
-- Writes: hearing
-- A beta-binomial ladder: a cell of 0.1 degrees counts as its own chances and $cell_chances more at the rate of the 0.3
-- degrees around it, these lean on 0.9 degrees, these on 2.7, and these on $unknown_rate. (Hammond & Peters 2012 do
-- likewise with one step.) Ships under way and lying still are told apart, for they send at different intervals.
WITH cells AS (
    SELECT cell_y, cell_x, still, sum(chances)::BIGINT AS chances, sum(heard)::BIGINT AS heard FROM chances WHERE NOT waited GROUP BY ALL
), wide AS (
    SELECT cell_y // 27 AS y, cell_x // 27 AS x, still, leaning(sum(heard), sum(chances), $unknown_rate, $cell_chances) AS rate
    FROM cells GROUP BY ALL
), middle AS (
    SELECT cell_y // 9 AS y, cell_x // 9 AS x, cells.still,
        leaning(sum(heard), sum(chances), any_value(wide.rate), $cell_chances) AS rate
    FROM cells JOIN wide ON wide.y = cell_y // 27 AND wide.x = cell_x // 27 AND wide.still = cells.still
    GROUP BY cell_y // 9, cell_x // 9, cells.still
), near AS (
    SELECT cell_y // 3 AS y, cell_x // 3 AS x, cells.still,
        leaning(sum(heard), sum(chances), any_value(middle.rate), $cell_chances) AS rate
    FROM cells JOIN middle ON middle.y = cell_y // 9 AND middle.x = cell_x // 9 AND middle.still = cells.still
    GROUP BY cell_y // 3, cell_x // 3, cells.still
)
SELECT cell_y, cell_x, cells.still, chances, heard,
    least($best_rate, leaning(heard, chances, near.rate, $cell_chances)) AS rate
FROM cells JOIN near ON near.y = cell_y // 3 AND near.x = cell_x // 3 AND near.still = cells.still
ORDER BY cell_y, cell_x, still
