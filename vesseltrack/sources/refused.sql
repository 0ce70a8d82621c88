-- Finds:  the rows of a file that are refused, each with its line, its reason and its text
-- Writes: refused_rows
-- Reads refused_judged (of judged_rows, all runs), set_aside (refused lines that are not among those), and
-- passed (lines that rows without a line of their own are numbered around).
WITH shifts AS (
    SELECT before, max(n) AS n
    FROM (SELECT line - row_number() OVER (ORDER BY line) AS before, row_number() OVER (ORDER BY line) AS n FROM passed)
    GROUP BY before
)
SELECT row + coalesce(shifts.n, 0) AS line, reason, raw
FROM (FROM refused_judged WHERE line IS NULL) ASOF LEFT JOIN shifts ON row > before
UNION ALL
SELECT line, reason, rtrim(raw, chr(13) || chr(10)) FROM refused_judged WHERE line IS NOT NULL
UNION ALL
SELECT line, 'unparsable', raw FROM set_aside
