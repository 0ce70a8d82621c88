-- Finds:  what was searched: rows, ships, hours. No alert means something only beside this.
-- Writes: searched
-- One ship with a wrong clock must not move the end of the search by months, and make every other ship dark till then:
-- an hour counts as searched if at least one ship for each fifty of the busiest hour was heard in it.
WITH hours AS (
    SELECT date_trunc('hour', mark_time(mark)) AS hour, count(DISTINCT ship) AS ships FROM grid GROUP BY ALL
), busy AS (
    SELECT min(hour) AS first_hour, max(hour) + INTERVAL 1 HOUR AS end_hour
    FROM hours WHERE ships >= (SELECT max(ships) / 50 FROM hours)
), spanned AS (
    SELECT count(*) AS rows, count(DISTINCT ship) AS ships, min(time) AS earliest, max(time) AS latest FROM searched_fixes WHERE coalesce(time >= $since::TIMESTAMP, true)
)
SELECT
    rows, ships, (SELECT coalesce(max(file_id), 0) FROM files) AS files,
    (SELECT max(before) FROM (SELECT before FROM prunings UNION ALL SELECT $since::TIMESTAMP)) AS since,
    CASE WHEN first_hour > earliest THEN first_hour ELSE earliest END AS first_time,
    CASE WHEN end_hour < latest THEN end_hour ELSE latest END AS last_time,
    coalesce(hours_between(first_time, last_time), 0) AS hours,
    (SELECT count(*) FROM hours) AS hours_heard
FROM spanned, busy
