-- Finds:  the rows of a file that are refused, each with its line, its reason and its text
-- Reads:  judged_rows, csv_rejects
-- Writes: refused_rows
WITH broken AS ( -- lines that do not split into the header's columns, which the rows counted do not include
    SELECT line - 1 AS line, any_value(csv_line) AS raw FROM csv_rejects GROUP BY file_id, line
), shifts AS (
    SELECT line - row_number() OVER (ORDER BY line) AS before FROM (SELECT DISTINCT line FROM broken)
), refused AS (
    SELECT judged_rows.rowid - (SELECT min(judged_rows.rowid) FROM judged_rows) + 1 AS row, reason, raw
    FROM judged_rows WHERE reason IS NOT NULL
)
SELECT row + (SELECT count(*) FROM shifts WHERE before < row) AS line, reason,
    unnest(string_split(raw, chr(10))) AS raw -- each line a stray quote swallowed
FROM refused
UNION ALL
SELECT line, 'unparsable', unnest(string_split(rtrim(raw, chr(13) || chr(10)), chr(10))) FROM broken
