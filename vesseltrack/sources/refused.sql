-- Finds:  the rows of a file that are refused, each with its line, its reason and its text
-- Reads:  judged_rows, csv_rejects
-- Writes: refused_rows
WITH broken AS ( -- lines that do not split into the header's columns, which the rows counted do not include
    SELECT line - 1 AS line, any_value(csv_line) AS raw FROM csv_rejects GROUP BY file_id, line
), shifts AS (
    SELECT before, max(n) AS n
    FROM (SELECT line - row_number() OVER (ORDER BY line) AS before, row_number() OVER (ORDER BY line) AS n
          FROM (SELECT DISTINCT line FROM broken))
    GROUP BY before
), refused AS (
    SELECT row - (SELECT min(row) FROM judged_rows) + 1 AS row, line, reason, raw
    FROM judged_rows WHERE reason IS NOT NULL
), csv_rows AS (
    SELECT row + coalesce(shifts.n, 0) AS line, reason,
        unnest(string_split(raw, chr(10))) AS raw -- each line a stray quote swallowed
    FROM (FROM refused WHERE line IS NULL) ASOF LEFT JOIN shifts ON row > before
)
FROM csv_rows
UNION ALL
SELECT line, reason, rtrim(raw, chr(13) || chr(10)) FROM refused WHERE line IS NOT NULL
UNION ALL
SELECT line, 'unparsable', unnest(string_split(rtrim(raw, chr(13) || chr(10)), chr(10))) FROM broken
