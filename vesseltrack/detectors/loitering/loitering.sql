-- Finds:  ships that drift or lie still away from port, while they are heard
-- Writes: loitering
-- A ship is slow while most tenth minutes of the hour around are: that neither trips over one wild fix nor shortens a
-- spell by the fast minutes before it, as a mean of speeds would. Speeds are from positions. A silence of more than $join_h ends a spell:
-- it is not loitering.
WITH smooth AS (
    SELECT *, 2 * count_if(speed_kn < $max_speed_kn) OVER hour > count(*) OVER hour AS slow
    FROM grid
    WINDOW hour AS (PARTITION BY ship ORDER BY mark RANGE BETWEEN 2 PRECEDING AND 3 FOLLOWING)
), turns AS (
    SELECT *, coalesce(slow <> lag(slow) OVER track OR mark - lag(mark) OVER track > $join_h * 6, true) AS begins
    FROM smooth
    WINDOW track AS (PARTITION BY ship ORDER BY mark)
), spells AS (
    SELECT *, count_if(begins) OVER (PARTITION BY ship ORDER BY mark) AS spell
    FROM turns
), long AS (
    SELECT ship, min(mark) AS first_mark, max(mark) AS last_mark, count(*) AS marks,
        sum(round(speed_kn * 1000)::BIGINT) / count(*) / 1000 AS mean_speed_kn,
        min((mark, lat, lon)) AS first, max((mark, lat, lon)) AS last
    FROM spells
    WHERE slow
    GROUP BY ship, spell
    HAVING max(mark) - min(mark) >= $min_duration_h * 6
), middles AS (
    SELECT long.*, min((abs(2 * g.mark - first_mark - last_mark), g.mark, g.lat, g.lon)) AS middle
    FROM long JOIN grid AS g ON g.ship = long.ship AND g.mark BETWEEN first_mark AND last_mark
    GROUP BY ALL
), placed AS (
    SELECT *, middle[2] AS middle_mark, middle[3] AS lat, middle[4] AS lon FROM middles
), away AS (
    SELECT placed.*, p.shore_km, p.port, p.port_km, p.dprk_port_km
    FROM placed JOIN places AS p ON p.place = place_of(placed.lat, placed.lon)
    WHERE p.home_port_km >= $min_port_km
        AND ($min_shore_nm = 0 OR p.shore_km >= $min_shore_nm * 1.852)
        AND (p.shore_km IS NULL OR p.shore_km > -0.5 OR p.dprk_port_km < 30)
), crowd AS (
    SELECT away.ship, away.first_mark, count(*) AS ships_near
    FROM away JOIN grid AS g ON g.mark = away.middle_mark
    WHERE g.ship <> away.ship AND g.speed_kn < 2 AND abs(g.lat - away.lat) < 0.05
        AND apart_m(away.lat, away.lon, g.lat, g.lon) <= 5000 AND g.ship NOT IN (SELECT ship FROM ships WHERE gear)
    GROUP BY ALL
), nets AS (
    SELECT away.ship, away.first_mark, count(*) AS gear_near
    FROM away JOIN grid AS g ON g.mark = away.middle_mark JOIN ships ON ships.ship = g.ship AND gear
    WHERE g.ship <> away.ship AND apart_m(away.lat, away.lon, g.lat, g.lon) <= 1000
    GROUP BY ALL
)
SELECT
    event_name('loitering', [ship], mark_time(first_mark)) AS event,
    ship,
    mark_time(first_mark) AS start_time, mark_time(last_mark) AS end_time,
    round((last_mark - first_mark) / 6, 3) AS duration_h,
    round((marks - 1) / 6, 3) AS heard_h,
    lat, lon,
    round(mean_speed_kn, 2) AS mean_speed_kn,
    round(apart_m(first[2], first[3], last[2], last[3]) / 1000, 2) AS drift_km,
    coalesce(ships_near, 0) AS ships_near,
    coalesce(gear_near, 0) AS gear_near,
    shore_km, port, port_km, dprk_port_km
FROM away LEFT JOIN crowd USING (ship, first_mark) LEFT JOIN nets USING (ship, first_mark)
ORDER BY event
