-- Finds:  ships that drift or lie still away from port, silences within it or not
-- Writes: loitering
-- A learnt harbour, a crowd or a queue deletes nothing: each innocent cause is tested and stands in ``causes`` with its result.
WITH away AS (
    SELECT l.*, slot_time(first_slot) AS start_time, slot_time(last_slot) AS until_time,
        open AND hours_between(until_time, searched.last_time) <= 12 AS goes_on,
        p.shore_km, p.port, p.port_km, p.dprk_port_km, p.non_dprk_port_km AS non_dprk_port_km, ssvid, vessel_type, coalesce(ship_type, 0) AS ship_type
    FROM slow_spells AS l JOIN cell_context AS p ON p.cell_id = cell_id_of(l.lat, l.lon) JOIN ships USING (vessel_id), searched
    WHERE CASE WHEN port_country <> 'PRK' THEN p.port_km ELSE non_dprk_port_km END >= $min_port_km
        AND ($min_shore_nm = 0 OR p.shore_km >= $min_shore_nm * 1.852)
        AND (p.shore_km IS NULL OR p.shore_km > -0.5 OR p.dprk_port_km < 30)
), rows_near AS (
    SELECT vessel_id, first_slot, middle_slot, lat, lon, unnest([-1, 0, 1]) + floor(lat * 20)::INTEGER AS y FROM away
), crowd AS (
    SELECT near.vessel_id, first_slot,
        count_if(g.speed_kn < 2 AND NOT gear) AS ships_near,
        count_if(gear AND apart_m(near.lat, near.lon, g.lat, g.lon) <= 1000) AS gear_near
    FROM rows_near AS near JOIN resampled AS g ON g.slot = middle_slot AND floor(g.lat * 20)::INTEGER = y JOIN ships ON ships.vessel_id = g.vessel_id
    WHERE g.vessel_id <> near.vessel_id AND apart_m(near.lat, near.lon, g.lat, g.lon) <= 5000
    GROUP BY ALL
), cells AS (
    SELECT vessel_id, first_slot, lat, lon, floor(lat * 5)::INTEGER AS y, floor((lon + 180) * 5)::INTEGER AS x FROM away
), around AS (
    SELECT c.vessel_id, c.first_slot, count(DISTINCT d.vessel_id) FILTER (d.vessel_id <> c.vessel_id) AS spells_near, count_if(d.vessel_id = c.vessel_id) AS own_spells
    FROM (SELECT vessel_id, first_slot, lat, lon, y + unnest([-1, -1, -1, 0, 0, 0, 1, 1, 1]) AS y, (x + unnest([-1, 0, 1, -1, 0, 1, -1, 0, 1]) + 1800) % 1800 AS x FROM cells) AS c
    JOIN cells AS d USING (y, x)
    WHERE (c.vessel_id, c.first_slot) <> (d.vessel_id, d.first_slot) AND apart_m(c.lat, c.lon, d.lat, d.lon) <= 20000
    GROUP BY ALL
), adrift AS (
    SELECT vessel_id, first_slot, last_slot, lat, lon, floor(lat)::INTEGER AS y, floor(lon + 180)::INTEGER AS x,
        bearing_deg(first_lat, first_lon, last_lat, last_lon) AS to_deg,
        knots(apart_m(first_lat, first_lon, last_lat, last_lon), (last_slot - first_slot) * 600) AS drift_kn
    FROM away WHERE apart_m(first_lat, first_lon, last_lat, last_lon) >= 3000
), in_company AS (
    -- other ships that drifted the same way at the same time, within a day's sight: weather, or a current
    SELECT c.vessel_id, c.first_slot, count(DISTINCT d.vessel_id) AS drifters_near
    FROM (SELECT * EXCLUDE (y, x), y + unnest([-1, -1, -1, 0, 0, 0, 1, 1, 1]) AS y,
            (x + unnest([-1, 0, 1, -1, 0, 1, -1, 0, 1]) + 360) % 360 AS x FROM adrift) AS c
    JOIN adrift AS d USING (y, x)
    WHERE d.vessel_id <> c.vessel_id AND apart_m(c.lat, c.lon, d.lat, d.lon) <= 100000
        AND 2 * (least(c.last_slot, d.last_slot) - greatest(c.first_slot, d.first_slot)) >= c.last_slot - c.first_slot
        AND abs(degrees_apart(c.to_deg, d.to_deg)) <= 30 AND d.drift_kn BETWEEN c.drift_kn / 2 AND c.drift_kn * 2
    GROUP BY ALL
), sailed AS (
    SELECT l.vessel_id, l.first_slot,
        median(g.speed_kn) FILTER (g.slot < first_slot) AS before_kn, median(g.speed_kn) FILTER (g.slot > last_slot) AS after_kn,
        arg_min((g.lat, g.lon), g.slot) FILTER (g.slot < first_slot) AS from_place,
        arg_max((g.lat, g.lon), g.slot) FILTER (g.slot > last_slot) AS to_place
    FROM away AS l JOIN resampled AS g ON g.vessel_id = l.vessel_id AND g.slot BETWEEN first_slot - 18 AND last_slot + 18 AND g.slot NOT BETWEEN first_slot AND last_slot
    GROUP BY ALL
), courses AS (
    SELECT away.vessel_id, away.first_slot, before_kn, after_kn,
        CASE WHEN apart_m(from_place[1], from_place[2], first_lat, first_lon) > 5000 AND apart_m(last_lat, last_lon, to_place[1], to_place[2]) > 5000
        THEN abs(degrees_apart(bearing_deg(from_place[1], from_place[2], first_lat, first_lon), bearing_deg(last_lat, last_lon, to_place[1], to_place[2]))) END AS turned_deg
    FROM away JOIN sailed USING (vessel_id, first_slot)
), told AS (
    SELECT away.vessel_id, first_slot,
        arg_max(draught_m, (last_time, draught_m)) FILTER (first_time <= start_time + INTERVAL 1 HOUR) AS draught_before_m,
        arg_max(draught_m, (last_time, draught_m)) FILTER (last_time >= until_time AND first_time <= until_time + INTERVAL 1 DAY) AS draught_after_m,
        arg_max(destination, (last_time, destination)) FILTER (first_time <= start_time) AS destination_before,
        arg_max(destination, (last_time, destination)) FILTER (last_time >= until_time AND first_time <= until_time + INTERVAL 1 DAY) AS destination_after
    FROM away JOIN particulars USING (ssvid)
    WHERE first_time <= until_time + INTERVAL 1 DAY AND last_time >= start_time - INTERVAL 10 DAY
    GROUP BY ALL
), sides AS (
    SELECT unnest([p.vessel_id, p.other_vessel_id]) AS vessel_id, p.first_slot, p.last_slot FROM proximities AS p
    JOIN encounter_candidates AS c USING (vessel_id, other_vessel_id, first_slot) WHERE as_one
), met AS (
    SELECT away.vessel_id, away.first_slot, count(*) AS meetings
    FROM away JOIN sides ON sides.vessel_id = away.vessel_id AND sides.first_slot <= away.last_slot AND sides.last_slot >= away.first_slot
    GROUP BY ALL
), known AS (
    SELECT away.*, (last_slot - first_slot) / 6 AS duration_h, apart_m(first_lat, first_lon, last_lat, last_lon) / 1000 AS drift_km,
        coalesce(ships_near, 0) AS ships_near, coalesce(gear_near, 0) AS gear_near,
        coalesce(spells_near, 0) AS spells_near, coalesce(own_spells, 0) AS own_spells, coalesce(drifters_near, 0) AS drifters_near,
        before_kn, after_kn, turned_deg, draught_before_m, draught_after_m, destination_before, destination_after, coalesce(meetings, 0) AS meetings
    FROM away
    LEFT JOIN crowd USING (vessel_id, first_slot) LEFT JOIN around USING (vessel_id, first_slot) LEFT JOIN in_company USING (vessel_id, first_slot) LEFT JOIN courses USING (vessel_id, first_slot)
    LEFT JOIN told USING (vessel_id, first_slot) LEFT JOIN met USING (vessel_id, first_slot)
), tests AS (
    SELECT vessel_id, first_slot, [
        {'cause': 'waits in a queue or an anchorage', 'holds': ships_near >= 5 OR spells_near >= 5 OR non_dprk_port_km < port_km AND non_dprk_port_km < 5,
         'because': format('{} other ships lay within 5 km, {} lay or drifted so within 20 km in these days', ships_near, spells_near)
            || CASE WHEN non_dprk_port_km < port_km AND non_dprk_port_km < 5 THEN ', many on one day' ELSE '' END},
        {'cause': 'waits off a port', 'holds': port_km < 50 AND dprk_port_km > port_km + 1, 'because': format('{:.0f} km from {}', port_km, port)},
        {'cause': 'fixed to the ground', 'holds': spread_m <= 20 AND heard_slots >= 12 AND coalesce(before_kn, 0) < 3 AND coalesce(after_kn, 0) < 3,
         'because': format('nine in ten of its places within {:.0f} m, ', spread_m)
            || CASE WHEN coalesce(before_kn, 0) < 3 AND coalesce(after_kn, 0) < 3 THEN 'and not seen to move' ELSE 'and it came or went under way' END},
        {'cause': 'drifts as others do', 'holds': drifters_near >= 3,
         'because': format('{} other ships within 100 km drifted the same way then: weather, or a current', drifters_near)},
        {'cause': 'used to the place', 'holds': own_spells >= 2, 'because': format('it lay or drifted here {} other times', own_spells)},
        {'cause': 'fishing', 'holds': vessel_type = 'fishing' OR gear_near > 0, 'because': a_ship(vessel_type) || format(', {} net markers near', gear_near)},
        {'cause': 'works where it lies', 'holds': vessel_type IN ('tug', 'pilot', 'service', 'pleasure', 'passenger', 'other') OR ship_type IN (33, 34, 35),
         'because': a_ship(vessel_type)},
        {'cause': 'was not alone', 'holds': meetings > 0, 'because': format('{} meetings in it', meetings)},
        {'cause': 'laid up', 'holds': duration_h >= 96, 'because': format('{:.0f} hours', duration_h)}
    ] AS tested FROM known
)
SELECT
    event_name('loitering', [vessel_id], start_time) AS event,
    vessel_id, start_time, CASE WHEN NOT goes_on THEN until_time END AS end_time,
    round(duration_h, 3) AS duration_h,
    round((heard_slots - 1) / 6, 3) AS heard_h,
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
    shore_km, port, port_km, dprk_port_km, non_dprk_port_km
FROM known JOIN tests USING (vessel_id, first_slot)
ORDER BY event
