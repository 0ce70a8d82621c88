-- Finds:  pairs of ships that lay close together, slowly and long enough, away from port
-- Writes: encounters
-- Ships are compared at each tenth minute, every pair once (the smaller key first), across any cell or midnight.
-- Short pieces of one meeting are joined first; the least duration is asked of the whole. The distance from port is
-- asked of the meeting's middle; what lies deep in port or inland is never compared at all. Gear (net markers, buoys) is no
-- partner, nor one of the ships near; nor is a craft beside its own mother ship, or beside another craft of hers.
WITH tiers AS (
    SELECT unnest($tiers::STRUCT(max_apart_m DOUBLE, min_duration_h DOUBLE)[], recursive := true)
), reach AS (
    SELECT max(max_apart_m) AS m, m / 111195 AS dlat FROM tiers
), gear AS (
    SELECT ship FROM ships WHERE gear
), points AS (
    SELECT ship, mark, grid.lat, grid.lon, speed_kn, span_s,
        floor((grid.lat + 90) * 100)::INTEGER AS y, floor((wrapped(grid.lon) + 180) * 100)::INTEGER AS x,
        dlat, dlat / cos(radians(least(89.9, abs(grid.lat) + dlat))) AS dlon
    FROM grid JOIN places USING (place), reach
    WHERE home_port_km >= $min_port_km / 2 AND (shore_km IS NULL OR shore_km > -2 OR dprk_port_km < 30) AND ship NOT IN (FROM gear)
), rows_reached AS (
    SELECT *, unnest(range(floor((lat + 90 - dlat) * 100)::INTEGER, floor((lat + 90 + dlat) * 100)::INTEGER + 1)) AS cell_y
    FROM points
), reached AS (
    SELECT *, unnest(range(floor((lon + 180 - dlon) * 100)::INTEGER, floor((lon + 180 + dlon) * 100)::INTEGER + 1)) AS col
    FROM rows_reached
), pairs AS MATERIALIZED (
    SELECT a.ship, b.ship AS other_ship, a.mark, a.lat, a.lon,
        a.speed_kn AS speed_kn, b.speed_kn AS other_speed_kn,
        greatest(a.span_s, b.span_s) AS span_s,
        apart_m(a.lat, a.lon, b.lat, b.lon) AS apart_m
    FROM points AS a
    JOIN reached AS b ON a.mark = b.mark AND a.y = b.cell_y AND a.x = (b.col + 36000) % 36000 AND a.ship < b.ship
    WHERE apart_m <= (SELECT m FROM reach)
), close AS (
    SELECT pairs.*, max_apart_m, min_duration_h,
        coalesce(mark - lag(mark) OVER pair > $join_h * 6, true) AS begins
    FROM pairs JOIN tiers ON apart_m <= max_apart_m
    WINDOW pair AS (PARTITION BY max_apart_m, min_duration_h, ship, other_ship ORDER BY mark)
), pieces AS (
    SELECT *, count_if(begins) OVER (PARTITION BY max_apart_m, min_duration_h, ship, other_ship ORDER BY mark) AS piece
    FROM close
), long AS (
    SELECT ship, other_ship, min(mark) AS first_mark, max(mark) AS last_mark
    FROM pieces
    GROUP BY ship, other_ship, max_apart_m, min_duration_h, piece
    HAVING max(mark) - min(mark) >= any_value(min_duration_h) * 6
), apart AS (
    SELECT *, coalesce(first_mark > max(last_mark) OVER (
        PARTITION BY ship, other_ship ORDER BY first_mark, last_mark
        ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), true) AS begins
    FROM long
), numbered AS (
    SELECT *, count_if(begins) OVER (PARTITION BY ship, other_ship ORDER BY first_mark, last_mark) AS meeting
    FROM apart
), meetings AS (
    SELECT ship, other_ship, min(first_mark) AS first_mark, max(last_mark) AS last_mark
    FROM numbered GROUP BY ship, other_ship, meeting
), measured AS (
    SELECT ship, other_ship, first_mark, last_mark,
        count(*) AS marks,
        median(apart_m) AS median_apart_m,
        min(apart_m) AS min_apart_m,
        greatest(median(speed_kn), median(other_speed_kn)) AS median_speed_kn,
        max(span_s) AS longest_span_s,
        min((abs(2 * mark - first_mark - last_mark), mark, lat, lon)) AS middle
    FROM meetings JOIN pairs USING (ship, other_ship)
    WHERE mark BETWEEN first_mark AND last_mark
    GROUP BY ALL
    HAVING median_speed_kn < $max_speed_kn
), families AS (
    SELECT a.ship, b.ship AS other_ship FROM ships AS a JOIN ships AS b ON a.mother_ssvid IN (b.number, b.mother_ssvid) AND a.ship <> b.ship
), placed AS (
    SELECT *, middle[2] AS middle_mark, middle[3] AS lat, middle[4] AS lon FROM measured
    WHERE (ship, other_ship) NOT IN (FROM families) AND (other_ship, ship) NOT IN (FROM families)
), away AS (
    SELECT placed.*, p.shore_km, p.port, p.port_km, p.dprk_port_km
    FROM placed JOIN places AS p ON p.place = place_of(placed.lat, placed.lon)
    WHERE p.home_port_km >= $min_port_km
        AND ($min_shore_km = 0 OR p.shore_km >= $min_shore_km)
        -- The barrage at Nampo makes the river above it land on every map: there, land is no argument.
        AND (p.shore_km IS NULL OR p.shore_km > -0.5 OR p.dprk_port_km < 30)
), crowd AS (
    SELECT away.ship, away.other_ship, away.first_mark, count(*) AS ships_near
    FROM away JOIN grid AS g ON g.mark = away.middle_mark
    WHERE g.ship NOT IN (away.ship, away.other_ship) AND g.speed_kn < 2 AND abs(g.lat - away.lat) < 0.05
        AND apart_m(away.lat, away.lon, g.lat, g.lon) <= 5000 AND g.ship NOT IN (FROM gear)
    GROUP BY ALL
), nets AS (
    SELECT away.ship, away.other_ship, away.first_mark, count(*) AS gear_near
    FROM away JOIN grid AS g ON g.mark = away.middle_mark JOIN gear ON gear.ship = g.ship
    WHERE apart_m(away.lat, away.lon, g.lat, g.lon) <= 1000
    GROUP BY ALL
), sides AS (
    SELECT ship, other_ship, first_mark, unnest([ship, other_ship]) AS side FROM away
), approach AS (
    SELECT sides.ship, sides.other_ship, first_mark, count_if(g.speed_kn > 3) / count(*) AS met_under_way
    FROM sides JOIN grid AS g ON g.ship = side AND g.mark BETWEEN first_mark - 18 AND first_mark - 1
    GROUP BY ALL
)
SELECT
    event_name('encounter', [ship, other_ship], mark_time(first_mark)) AS event,
    ship, other_ship,
    mark_time(first_mark) AS start_time, mark_time(last_mark) AS end_time,
    round((last_mark - first_mark) / 6, 3) AS duration_h,
    lat, lon,
    round(median_apart_m, 1) AS median_apart_m, round(min_apart_m, 1) AS min_apart_m,
    round(median_speed_kn, 2) AS median_speed_kn,
    round(marks / (last_mark - first_mark + 1), 3) AS seen_together,
    longest_span_s,
    coalesce(ships_near, 0) AS ships_near,
    coalesce(gear_near, 0) AS gear_near,
    round(met_under_way, 3) AS met_under_way,
    shore_km, port, port_km, dprk_port_km
FROM away
LEFT JOIN crowd USING (ship, other_ship, first_mark)
LEFT JOIN nets USING (ship, other_ship, first_mark)
LEFT JOIN approach USING (ship, other_ship, first_mark)
ORDER BY event
