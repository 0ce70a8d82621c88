-- Finds:  what was searched: rows, ships, hours. No alert means something only beside this.
-- Reads:  fixes, heard
-- Writes: searched
SELECT
    count(*) AS rows,
    count(DISTINCT ship) AS ships,
    min(time) AS first_time,
    max(time) AS last_time,
    coalesce(hours_between(min(time), max(time)), 0) AS hours,
    (SELECT count(DISTINCT hour) FROM heard) AS hours_heard
FROM fixes
