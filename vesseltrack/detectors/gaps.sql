-- Finds:  dark periods: each silence with how likely it is that the ship had stopped transmitting, and what else explains it
-- Reads:  silences, unheard, ways, chances, legs, grid, ships, fixes, places, searched, disturbances
-- Writes: gaps
-- A silence alone says nothing: most are reception. Where the data cannot tell, the verdict says so, and never "silent".
-- A silence that begins or ends at a leap is marked: its place is false.
WITH before AS (
    SELECT event, count(*) AS fixes_before
    FROM silences JOIN ships USING (ship) JOIN fixes
        ON fixes.ship = ships.number AND fixes.time BETWEEN silences.start_time - INTERVAL 12 HOUR AND silences.start_time
    GROUP BY event
), marks AS (
    SELECT event, grid.mark <= mark_before(start_time) AS earlier, count(*) AS marks
    FROM silences JOIN grid ON grid.ship = silences.ship
        AND (grid.mark BETWEEN mark_before(start_time) - 71 AND mark_before(start_time)
            OR grid.mark BETWEEN mark_from(end_time) AND mark_from(end_time) + 71)
    GROUP BY ALL
), shares AS (
    SELECT event,
        coalesce(any_value(marks) FILTER (earlier), 0)
            / greatest(1, least(72, 1 + mark_before(start_time) - mark_before(first_time))) AS heard_before,
        CASE WHEN end_time IS NOT NULL THEN coalesce(any_value(marks) FILTER (NOT earlier), 0)
            / greatest(1, least(72, 1 + mark_before(last_time) - mark_from(end_time))) END AS heard_after
    FROM searched, silences LEFT JOIN marks USING (event)
    GROUP BY event, start_time, end_time, first_time, last_time
), last_steps AS (
    SELECT event, speed_kn FROM silences JOIN grid ON grid.ship = silences.ship AND grid.mark = mark_before(start_time)
), leaps AS (
    SELECT DISTINCT event
    FROM silences JOIN legs ON legs.ship = silences.ship AND legs.leap
        AND (legs.end_time = silences.start_time OR legs.start_time = silences.end_time)
), around AS (
    SELECT event, ways.ship, epoch_us(time) // 3600000000 AS hour, cell_of(lat) + dy AS cell_y, (cell_of(lon) + dx + 3600) % 3600 AS cell_x
    FROM ways, (VALUES (-2), (-1), (0), (1), (2)) AS v(dy), (VALUES (-2), (-1), (0), (1), (2)) AS h(dx)
    WHERE way = 'straight'
), others AS (
    SELECT event, count(DISTINCT chances.ship) AS others_near
    FROM around JOIN chances USING (hour, cell_y, cell_x)
    WHERE chances.heard > 0 AND chances.ship <> around.ship
    GROUP BY event
), explained AS (
    -- half of it and more in outages; or it began in a sea where satellite navigation was jammed
    SELECT event, min(disturbance) AS disturbance
    FROM silences AS s JOIN unheard USING (event) JOIN disturbances AS d
        ON s.start_time < d.end_time AND s.until_time > d.start_time
        AND (d.radius_km IS NULL OR apart_m(s.start_lat, s.start_lon, d.lat, d.lon) / 1000 <= d.radius_km)
    WHERE CASE WHEN d.kind = 'jamming' THEN s.start_time >= d.start_time ELSE disturbed >= 0.5 END
    GROUP BY event
)
SELECT
    s.event, s.ship, s.start_time, s.end_time,
    round(s.duration_h, 3) AS duration_h,
    s.start_lat, s.start_lon, s.end_lat, s.end_lon,
    round(s.apart_km, 2) AS apart_km,
    round(knots(s.apart_km * 1000, s.duration_h * 3600), 2) AS implied_kn,
    coalesce(s.start_sog_kn, last_steps.speed_kn) AS start_sog_kn,
    leaps.event IS NOT NULL AS leapt,
    coalesce(fixes_before, 0) AS fixes_before,
    round(heard_before, 3) AS heard_before,
    round(heard_after, 3) AS heard_after,
    unheard_chance,
    round(silence_p, 3) AS silence_p,
    round(silence_low, 3) AS silence_low,
    round(silence_high, 3) AS silence_high,
    CASE WHEN disturbance IS NOT NULL THEN 'disturbed'
         WHEN 100 * silence_p >= $surely_percent AND silence_low >= 0.5 THEN 'silent'
         WHEN 100 * silence_p <= (100 - $surely_percent) / 4 OR (100 * silence_p <= 100 - $surely_percent AND silence_high <= 0.5) THEN 'not heard'
         ELSE 'cannot tell' END AS verdict,
    coalesce(others_near, 0) AS others_near,
    others_heard,
    feed_alive,
    disturbance,
    here.shore_km, here.port, here.port_km,
    there.port_km AS end_port_km,
    here.dprk_port, here.dprk_port_km
FROM silences AS s
JOIN unheard USING (event)
LEFT JOIN before USING (event)
LEFT JOIN shares USING (event)
LEFT JOIN last_steps USING (event)
LEFT JOIN leaps USING (event)
LEFT JOIN others USING (event)
LEFT JOIN explained USING (event)
LEFT JOIN places AS here ON here.place = place_of(s.start_lat, s.start_lon)
LEFT JOIN places AS there ON there.place = place_of(s.end_lat, s.end_lon)
WHERE coalesce(fixes_before, 0) >= $min_fixes_before
    AND ($min_shore_nm = 0 OR here.shore_km >= $min_shore_nm * 1.852)
ORDER BY s.event
