-- Finds:  where a silent ship would plausibly have been in each hour of its silence, at sea
-- Writes: candidate_tracks
-- Where a ship that held its course would come to land it stops at its last place before, as ships bound for a port or an anchorage do: until
-- the end if it is not back, else until its track leads over water again. A straight track from end to end is left as it is.
WITH on_land AS (
    SELECT p.*, l.cell_y IS NOT NULL AND (end_time IS NULL OR candidate IN ('bend', 'ahead', 'out and back')) AS on_land, end_time IS NULL AS lasts
    FROM candidate_places AS p JOIN gap_candidates USING (event) LEFT JOIN land_cells AS l ON l.cell_y = cell_of(p.lat) AND l.cell_x = cell_of(p.lon)
), landed AS (
    SELECT *, CASE WHEN lasts THEN bool_or(on_land) OVER so_far ELSE on_land END AS has_landed FROM on_land
    WINDOW so_far AS (PARTITION BY event, candidate ORDER BY time ROWS UNBOUNDED PRECEDING)
), held AS (
    -- one that starts on land, as in a river, has no place before
    SELECT * REPLACE (coalesce(last_value(CASE WHEN NOT has_landed THEN lat END IGNORE NULLS) OVER so_far, lat) AS lat,
        coalesce(last_value(CASE WHEN NOT has_landed THEN lon END IGNORE NULLS) OVER so_far, lon) AS lon) FROM landed
    WINDOW so_far AS (PARTITION BY event, candidate ORDER BY time ROWS UNBOUNDED PRECEDING)
)
SELECT event, vessel_id, candidate, time, known_slots, lat, lon,
    coalesce(apart_m(lat, lon, lead(lat) OVER hours, lead(lon) OVER hours),
             apart_m(lat, lon, lag(lat) OVER hours, lag(lon) OVER hours), 0) < 1852 AS still
FROM held
WINDOW hours AS (PARTITION BY event, candidate ORDER BY time)
ORDER BY event, candidate, time
