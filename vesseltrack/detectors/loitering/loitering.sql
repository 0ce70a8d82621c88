-- Finds:  ships that drift or lie still away from port, silences within it or not
-- Writes: loitering
-- A learnt harbour, a crowd or a queue deletes nothing: each innocent cause is tested and stands in ``causes`` with its result.
WITH away AS (
    SELECT l.*, mark_time(first_mark) AS start_time, mark_time(last_mark) AS until_time,
        open AND hours_between(until_time, searched.last_time) <= 12 AS goes_on,
        p.shore_km, p.port, p.port_km, p.dprk_port_km, p.home_port_km AS harbour_km, number, trade, coalesce(ship_type, 0) AS ship_type
    FROM slow_spells AS l JOIN places AS p ON p.place = place_of(l.lat, l.lon) JOIN ships USING (ship), searched
    WHERE CASE WHEN port_country <> 'PRK' THEN p.port_km ELSE home_port_km END >= $min_port_km
        AND ($min_shore_nm = 0 OR p.shore_km >= $min_shore_nm * 1.852)
        AND (p.shore_km IS NULL OR p.shore_km > -0.5 OR p.dprk_port_km < 30)
), rows_near AS (
    SELECT ship, first_mark, middle_mark, lat, lon, unnest([-1, 0, 1]) + floor(lat * 20)::INTEGER AS y FROM away
), crowd AS (
    SELECT near.ship, first_mark,
        count_if(g.speed_kn < 2 AND NOT gear) AS ships_near,
        count_if(gear AND apart_m(near.lat, near.lon, g.lat, g.lon) <= 1000) AS gear_near
    FROM rows_near AS near JOIN grid AS g ON g.mark = middle_mark AND floor(g.lat * 20)::INTEGER = y JOIN ships ON ships.ship = g.ship
    WHERE g.ship <> near.ship AND apart_m(near.lat, near.lon, g.lat, g.lon) <= 5000
    GROUP BY ALL
), cells AS (
    SELECT ship, first_mark, lat, lon, floor(lat * 5)::INTEGER AS y, floor((lon + 180) * 5)::INTEGER AS x FROM away
), around AS (
    SELECT c.ship, c.first_mark, count(DISTINCT d.ship) FILTER (d.ship <> c.ship) AS spells_near, count_if(d.ship = c.ship) AS own_spells
    FROM (SELECT ship, first_mark, lat, lon, y + unnest([-1, -1, -1, 0, 0, 0, 1, 1, 1]) AS y, (x + unnest([-1, 0, 1, -1, 0, 1, -1, 0, 1]) + 1800) % 1800 AS x FROM cells) AS c
    JOIN cells AS d USING (y, x)
    WHERE (c.ship, c.first_mark) <> (d.ship, d.first_mark) AND apart_m(c.lat, c.lon, d.lat, d.lon) <= 20000
    GROUP BY ALL
), adrift AS (
    SELECT ship, first_mark, last_mark, lat, lon, floor(lat)::INTEGER AS y, floor(lon + 180)::INTEGER AS x,
        bearing_deg(first_lat, first_lon, last_lat, last_lon) AS to_deg,
        knots(apart_m(first_lat, first_lon, last_lat, last_lon), (last_mark - first_mark) * 600) AS drift_kn
    FROM away WHERE apart_m(first_lat, first_lon, last_lat, last_lon) >= 3000
), in_company AS (
    -- other ships that drifted the same way at the same time, within a day's sight: weather, or a current
    SELECT c.ship, c.first_mark, count(DISTINCT d.ship) AS drifters_near
    FROM (SELECT * EXCLUDE (y, x), y + unnest([-1, -1, -1, 0, 0, 0, 1, 1, 1]) AS y,
            (x + unnest([-1, 0, 1, -1, 0, 1, -1, 0, 1]) + 360) % 360 AS x FROM adrift) AS c
    JOIN adrift AS d USING (y, x)
    WHERE d.ship <> c.ship AND apart_m(c.lat, c.lon, d.lat, d.lon) <= 100000
        AND 2 * (least(c.last_mark, d.last_mark) - greatest(c.first_mark, d.first_mark)) >= c.last_mark - c.first_mark
        AND abs(degrees_apart(c.to_deg, d.to_deg)) <= 30 AND d.drift_kn BETWEEN c.drift_kn / 2 AND c.drift_kn * 2
    GROUP BY ALL
), sailed AS (
    SELECT l.ship, l.first_mark,
        median(g.speed_kn) FILTER (g.mark < first_mark) AS before_kn, median(g.speed_kn) FILTER (g.mark > last_mark) AS after_kn,
        arg_min((g.lat, g.lon), g.mark) FILTER (g.mark < first_mark) AS from_place,
        arg_max((g.lat, g.lon), g.mark) FILTER (g.mark > last_mark) AS to_place
    FROM away AS l JOIN grid AS g ON g.ship = l.ship AND g.mark BETWEEN first_mark - 18 AND last_mark + 18 AND g.mark NOT BETWEEN first_mark AND last_mark
    GROUP BY ALL
), courses AS (
    SELECT away.ship, away.first_mark, before_kn, after_kn,
        CASE WHEN apart_m(from_place[1], from_place[2], first_lat, first_lon) > 5000 AND apart_m(last_lat, last_lon, to_place[1], to_place[2]) > 5000
        THEN abs(degrees_apart(bearing_deg(from_place[1], from_place[2], first_lat, first_lon), bearing_deg(last_lat, last_lon, to_place[1], to_place[2]))) END AS turned_deg
    FROM away JOIN sailed USING (ship, first_mark)
), told AS (
    SELECT away.ship, first_mark,
        arg_max(draught_m, (last_time, draught_m)) FILTER (first_time <= start_time + INTERVAL 1 HOUR) AS draught_before_m,
        arg_max(draught_m, (last_time, draught_m)) FILTER (last_time >= until_time AND first_time <= until_time + INTERVAL 1 DAY) AS draught_after_m,
        arg_max(destination, (last_time, destination)) FILTER (first_time <= start_time) AS destination_before,
        arg_max(destination, (last_time, destination)) FILTER (last_time >= until_time AND first_time <= until_time + INTERVAL 1 DAY) AS destination_after
    FROM away JOIN particulars USING (number)
    WHERE first_time <= until_time + INTERVAL 1 DAY AND last_time >= start_time - INTERVAL 10 DAY
    GROUP BY ALL
), sides AS (
    SELECT unnest([p.ship, p.other_ship]) AS ship, p.first_mark, p.last_mark FROM proximities AS p
    JOIN meeting_candidates AS c USING (ship, other_ship, first_mark) WHERE as_one
), met AS (
    SELECT away.ship, away.first_mark, count(*) AS meetings
    FROM away JOIN sides ON sides.ship = away.ship AND sides.first_mark <= away.last_mark AND sides.last_mark >= away.first_mark
    GROUP BY ALL
), known AS (
    SELECT away.*, (last_mark - first_mark) / 6 AS duration_h, apart_m(first_lat, first_lon, last_lat, last_lon) / 1000 AS drift_km,
        coalesce(ships_near, 0) AS ships_near, coalesce(gear_near, 0) AS gear_near,
        coalesce(spells_near, 0) AS spells_near, coalesce(own_spells, 0) AS own_spells, coalesce(drifters_near, 0) AS drifters_near,
        before_kn, after_kn, turned_deg, draught_before_m, draught_after_m, destination_before, destination_after, coalesce(meetings, 0) AS meetings
    FROM away
    LEFT JOIN crowd USING (ship, first_mark) LEFT JOIN around USING (ship, first_mark) LEFT JOIN in_company USING (ship, first_mark) LEFT JOIN courses USING (ship, first_mark)
    LEFT JOIN told USING (ship, first_mark) LEFT JOIN met USING (ship, first_mark)
), tests AS (
    SELECT ship, first_mark, [
        {'cause': 'waits in a queue or an anchorage', 'holds': ships_near >= 5 OR spells_near >= 5 OR harbour_km < port_km AND harbour_km < 5,
         'because': format('{} other ships lay within 5 km, {} lay or drifted so within 20 km in these days', ships_near, spells_near)
            || CASE WHEN harbour_km < port_km AND harbour_km < 5 THEN ', many on one day' ELSE '' END},
        {'cause': 'waits off a port', 'holds': port_km < 50 AND dprk_port_km > port_km + 1, 'because': format('{:.0f} km from {}', port_km, port)},
        {'cause': 'fixed to the ground', 'holds': spread_m <= 20 AND heard_marks >= 12 AND coalesce(before_kn, 0) < 3 AND coalesce(after_kn, 0) < 3,
         'because': format('nine in ten of its places within {:.0f} m, ', spread_m)
            || CASE WHEN coalesce(before_kn, 0) < 3 AND coalesce(after_kn, 0) < 3 THEN 'and not seen to move' ELSE 'and it came or went under way' END},
        {'cause': 'drifts as others do', 'holds': drifters_near >= 3,
         'because': format('{} other ships within 100 km drifted the same way then: weather, or a current', drifters_near)},
        {'cause': 'used to the place', 'holds': own_spells >= 2, 'because': format('it lay or drifted here {} other times', own_spells)},
        {'cause': 'fishing', 'holds': trade = 'fishing' OR gear_near > 0, 'because': a_ship(trade) || format(', {} net markers near', gear_near)},
        {'cause': 'works where it lies', 'holds': trade IN ('tug', 'pilot', 'service', 'pleasure', 'passenger', 'other') OR ship_type IN (33, 34, 35),
         'because': a_ship(trade)},
        {'cause': 'was not alone', 'holds': meetings > 0, 'because': format('{} meetings in it', meetings)},
        {'cause': 'laid up', 'holds': duration_h >= 96, 'because': format('{:.0f} hours', duration_h)}
    ] AS tested FROM known
)
SELECT
    event_name('loitering', [ship], start_time) AS event,
    ship, start_time, CASE WHEN NOT goes_on THEN until_time END AS end_time,
    round(duration_h, 3) AS duration_h,
    round((heard_marks - 1) / 6, 3) AS heard_h,
    lat, lon,
    round(mean_speed_kn, 2) AS mean_speed_kn,
    round(drift_km, 2) AS drift_km,
    round(before_kn, 1) AS before_kn, round(after_kn, 1) AS after_kn, round(turned_deg) AS turned_deg,
    draught_before_m, draught_after_m, destination_before, destination_after,
    spells_near, own_spells, drifters_near, round(spread_m, 1) AS spread_m,
    list_transform(tested, lambda t: t.cause || ': ' || CASE WHEN t.holds THEN 'yes' WHEN NOT t.holds THEN 'no' ELSE 'not known' END
        || coalesce(', ' || t.because, '')) AS causes,
    list_transform(list_filter(tested, lambda t: coalesce(t.holds, false)), lambda t: t.cause) AS causes_hold,
    ships_near, gear_near,
    shore_km, port, port_km, dprk_port_km, harbour_km
FROM known JOIN tests USING (ship, first_mark)
ORDER BY event
