-- Finds:  dark periods: ships not heard for more than $min_silence_h, closed or still open
-- Reads:  fixes, legs, grid, ships, heard, places, searched
-- Writes: gaps
-- A gap is between two messages of one ship, wherever day or file ends; stray positions still prove it transmitted, but
-- a silence that begins or ends at a leap is marked: its place is false.
-- Beside each stands what was heard meanwhile where it fell silent: without that, a gap says nothing.
WITH silences AS (
    SELECT ship, start_time, start_lat, start_lon, start_sog_kn, end_time, end_lat, end_lon
    FROM legs
    WHERE seconds > $min_silence_h * 3600
    UNION ALL
    SELECT ship, ships.last_time, last_lat, last_lon, last_sog_kn, NULL, NULL, NULL
    FROM ships, searched
    WHERE hours_between(ships.last_time, searched.last_time) > $min_silence_h
), timed AS (
    SELECT silences.*,
        event_name('gap', [silences.ship], start_time) AS event,
        coalesce(end_time, searched.last_time) AS until_time,
        hours_between(start_time, until_time) AS duration_h,
        searched.first_time AS data_time
    FROM silences, searched
), before AS (
    SELECT timed.event, count(*) AS fixes_before
    FROM timed JOIN ships USING (ship) JOIN fixes
        ON fixes.ship = ships.number AND fixes.time BETWEEN timed.start_time - INTERVAL 12 HOUR AND timed.start_time
    GROUP BY timed.event
), marks_before AS (
    SELECT timed.event, count(*) AS marks
    FROM timed JOIN grid
        ON grid.ship = timed.ship
        AND grid.mark BETWEEN mark_before(timed.start_time) - 71 AND mark_before(timed.start_time)
    GROUP BY timed.event
), last_steps AS (
    -- how it moved in its last ten minutes
    SELECT timed.event, max((g.mark, g.speed_kn, g.lat - h.lat, degrees_apart(h.lon, g.lon))) AS step
    FROM timed
    JOIN grid AS g ON g.ship = timed.ship AND g.mark BETWEEN mark_before(timed.start_time) - 1 AND mark_before(timed.start_time)
    LEFT JOIN grid AS h ON h.ship = g.ship AND h.mark = g.mark - 1
    GROUP BY timed.event
), ways AS (
    -- where it would have been meanwhile: half way between its ends, or three hours ahead while it lasts
    SELECT event,
        CASE WHEN end_time IS NULL THEN start_lat + 18 * coalesce(step[3], 0) ELSE (start_lat + end_lat) / 2 END AS way_lat,
        CASE WHEN end_time IS NULL THEN start_lon + 18 * coalesce(step[4], 0)
             ELSE start_lon + degrees_apart(start_lon, end_lon) / 2 END AS way_lon
    FROM timed LEFT JOIN last_steps USING (event)
), leaps AS (
    SELECT DISTINCT timed.event
    FROM timed JOIN legs ON legs.ship = timed.ship AND legs.leap
        AND (legs.end_time = timed.start_time OR legs.start_time = timed.end_time)
), silent_hours AS (
    SELECT event,
        unnest(range(date_trunc('hour', start_time) + INTERVAL 1 HOUR, date_trunc('hour', until_time), INTERVAL 1 HOUR)) AS hour
    FROM timed
), spots AS (
    SELECT event, 'start' AS spot, start_lat AS lat, start_lon AS lon FROM timed
    UNION ALL SELECT event, 'end', end_lat, end_lon FROM timed WHERE end_time IS NOT NULL
    UNION ALL SELECT event, 'way', way_lat, way_lon FROM ways
), cells AS (
    SELECT event, spot, floor(lat * 4) + dy AS cell_y, (floor(lon * 4) + dx + 2160) % 1440 - 720 AS cell_x
    FROM spots, (VALUES (-1), (0), (1)) AS v(dy), (VALUES (-1), (0), (1)) AS h(dx)
), others AS (
    SELECT event,
        count(*) AS hours,
        count(*) FILTER (hour IN (SELECT hour FROM heard)) AS alive
    FROM silent_hours GROUP BY event
), others_near AS (
    SELECT event,
        count(DISTINCT hour) FILTER (spot = 'start') AS at_start,
        count(DISTINCT hour) FILTER (spot = 'end') AS at_end,
        count(DISTINCT hour) FILTER (spot = 'way') AS on_way
    FROM silent_hours JOIN cells USING (event) SEMI JOIN heard USING (hour, cell_y, cell_x)
    GROUP BY event
)
SELECT
    event, timed.ship, start_time, end_time,
    round(duration_h, 3) AS duration_h,
    start_lat, start_lon, end_lat, end_lon,
    round(apart_m(start_lat, start_lon, end_lat, end_lon) / 1000, 2) AS apart_km,
    round(knots(apart_km * 1000, duration_h * 3600), 2) AS implied_kn,
    coalesce(start_sog_kn, last_steps.step[2]) AS start_sog_kn,
    leaps.event IS NOT NULL AS leapt,
    coalesce(fixes_before, 0) AS fixes_before,
    round(coalesce(marks, 0) / greatest(1, least(72, 1 + mark_before(start_time) - mark_before(data_time))), 3) AS heard_before,
    round(coalesce(at_start, 0) / others.hours, 3) AS heard_at_start,
    CASE WHEN end_time IS NOT NULL THEN round(coalesce(at_end, 0) / others.hours, 3) END AS heard_at_end,
    round(coalesce(on_way, 0) / others.hours, 3) AS heard_on_way,
    round(others.alive / others.hours, 3) AS feed_alive,
    here.shore_km, here.port, here.port_km,
    there.port_km AS end_port_km,
    here.dprk_port, here.dprk_port_km,
    round(duration_h - (here.dprk_port_km + coalesce(
        apart_m(end_lat, end_lon, here.dprk_port_lat, here.dprk_port_lon) / 1000, 0)) / (12 * 1.852), 1) AS dprk_spare_h
FROM timed
LEFT JOIN before USING (event)
LEFT JOIN marks_before USING (event)
LEFT JOIN last_steps USING (event)
LEFT JOIN leaps USING (event)
LEFT JOIN others USING (event)
LEFT JOIN others_near USING (event)
LEFT JOIN places AS here ON here.place = place_of(start_lat, start_lon)
LEFT JOIN places AS there ON there.place = place_of(end_lat, end_lon)
WHERE coalesce(fixes_before, 0) >= $min_fixes_before
    AND ($min_shore_nm = 0 OR here.shore_km >= $min_shore_nm * 1.852)
ORDER BY event
