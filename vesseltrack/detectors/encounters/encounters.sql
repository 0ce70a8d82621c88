-- Finds:  pairs of ships that lay, drifted or sailed together as ships alongside do, or lay near each other for long
-- Writes: encounters
-- Nothing is left out because of a port, a crowd or a kind of ship: each innocent cause is tested, and stands in ``causes`` with its
-- result and what it rests on, those that do not hold too. A pair that was not heard apart since is still together.
WITH met AS (
    SELECT p.*, c.* EXCLUDE (vessel_id, other_vessel_id, first_slot),
        slot_time(p.first_slot) - to_seconds(early_s) AS start_time, slot_time(p.last_slot) + to_seconds(late_s) AS until_time,
        NOT parted AND hours_between(until_time, searched.last_time) <= 12 AS together,
        pl.shore_km, pl.port, pl.port_km, pl.dprk_port_km, pl.non_dprk_port_km AS non_dprk_port_km,
        s.ssvid, o.ssvid AS other_number, s.vessel_type, o.vessel_type AS other_vessel_type, s.length_m AS ship_length_m, o.length_m AS other_length_m,
        split_part(upper(s.name), ' ', 1) AS house, split_part(upper(o.name), ' ', 1) AS other_house,
        coalesce(s.ship_type, 0) AS ship_type, coalesce(o.ship_type, 0) AS other_type
    FROM proximities AS p JOIN encounter_candidates AS c USING (vessel_id, other_vessel_id, first_slot)
    JOIN cell_context AS pl ON pl.cell_id = cell_id_of(p.lat, p.lon)
    JOIN ships AS s ON s.vessel_id = p.vessel_id JOIN ships AS o ON o.vessel_id = p.other_vessel_id, searched
), rows_near AS (
    SELECT vessel_id, other_vessel_id, middle_slot, first_slot, lat, lon, unnest([-1, 0, 1]) + floor(lat * 20)::INTEGER AS y FROM met
), crowd AS (
    SELECT near.vessel_id, near.other_vessel_id, first_slot,
        count_if(g.speed_kn < 2 AND NOT gear) AS ships_near,
        count_if(gear AND apart_m(near.lat, near.lon, g.lat, g.lon) <= 1000) AS gear_near
    FROM rows_near AS near JOIN resampled AS g ON g.slot = middle_slot AND floor(g.lat * 20)::INTEGER = y JOIN ships ON ships.vessel_id = g.vessel_id
    WHERE g.vessel_id NOT IN (near.vessel_id, near.other_vessel_id) AND apart_m(near.lat, near.lon, g.lat, g.lon) <= 5000
    GROUP BY ALL
), sides AS (
    SELECT vessel_id, other_vessel_id, first_slot, last_slot, vessel_id AS side, ssvid, first_lat, first_lon, last_lat, last_lon, start_time, until_time FROM met
    UNION ALL
    SELECT vessel_id, other_vessel_id, first_slot, last_slot, other_vessel_id, other_number, first_lat, first_lon, last_lat, last_lon, start_time, until_time FROM met
), paces AS (
    SELECT vessel_id, slot, speed_kn FROM resampled
    UNION ALL
    -- of long stretches between fixes, which the grid leaves out, two slots at either end
    SELECT vessel_id, unnest([slot_from(start_time) + 1, slot_from(start_time) + 2, slot_before(end_time) - 1, slot_before(end_time) - 2]),
        knots(apart_m(start_lat, start_lon, end_lat, end_lon), seconds)
    FROM track_steps WHERE NOT jump AND seconds BETWEEN 3600 AND 21600
), moved AS (
    -- who went faster than any current carries a ship in the three hours before came
    SELECT sides.vessel_id, sides.other_vessel_id, first_slot, side,
        count_if(g.slot < first_slot AND g.speed_kn > 4) >= 2 AS sped, count_if(g.slot < first_slot) > 0 AS seen_before,
        count_if(g.slot > last_slot AND g.speed_kn > 4) >= 2 AS sped_off, count_if(g.slot > last_slot) > 0 AS seen_after,
        CASE WHEN seen_before THEN sped END AS came, CASE WHEN seen_after THEN sped_off END AS went,
        count_if(g.slot < first_slot AND g.speed_kn > 3) AS fast, count_if(g.slot < first_slot) AS before
    FROM sides JOIN paces AS g ON g.vessel_id = side AND g.slot BETWEEN first_slot - 18 AND last_slot + 18
        AND g.slot NOT BETWEEN first_slot AND last_slot
    GROUP BY ALL
), told AS (
    SELECT sides.vessel_id, sides.other_vessel_id, first_slot, side,
        arg_max(draught_m, (last_time, draught_m)) FILTER (first_time <= start_time + INTERVAL 1 HOUR) AS draught_before_m,
        arg_max(draught_m, (last_time, draught_m)) FILTER (last_time >= until_time AND first_time <= until_time + INTERVAL 1 DAY) AS draught_after_m,
        arg_max(destination, (last_time, destination)) FILTER (first_time <= start_time) AS destination_before,
        arg_max(destination, (last_time, destination)) FILTER (last_time >= until_time AND first_time <= until_time + INTERVAL 1 DAY) AS destination_after
    FROM sides JOIN particulars USING (ssvid)
    WHERE first_time <= until_time + INTERVAL 1 DAY AND last_time >= start_time - INTERVAL 10 DAY
    GROUP BY ALL
), known_sides AS (
    SELECT met.*, ours.came AS s_came, theirs.came AS o_came, ours.went AS s_went, theirs.went AS o_went,
        (coalesce(ours.fast, 0) + coalesce(theirs.fast, 0)) / nullif(coalesce(ours.before, 0) + coalesce(theirs.before, 0), 0) AS met_under_way
    FROM met
    LEFT JOIN moved AS ours ON ours.vessel_id = met.vessel_id AND ours.other_vessel_id = met.other_vessel_id AND ours.first_slot = met.first_slot AND ours.side = met.vessel_id
    LEFT JOIN moved AS theirs ON theirs.vessel_id = met.vessel_id AND theirs.other_vessel_id = met.other_vessel_id AND theirs.first_slot = met.first_slot
        AND theirs.side = met.other_vessel_id
), touched AS (
    SELECT vessel_id AS side, other_vessel_id AS partner, first_slot, s_came AND NOT o_came AS came_alone, ship_length_m <= 0.8 * other_length_m AS smaller
    FROM known_sides WHERE coalesce(as_one, true)
    UNION ALL
    SELECT other_vessel_id, vessel_id, first_slot, o_came AND NOT s_came, other_length_m <= 0.8 * ship_length_m FROM known_sides WHERE coalesce(as_one, true)
), busy AS (
    SELECT t.side, t.first_slot, count(DISTINCT u.partner) AS partners,
        count(DISTINCT u.partner) FILTER (coalesce(u.came_alone, false) OR coalesce(u.smaller, false)) AS served
    FROM (SELECT DISTINCT side, first_slot FROM touched) AS t
    JOIN touched AS u ON u.side = t.side AND abs(u.first_slot - t.first_slot) <= 504
    GROUP BY ALL
), known AS (
    SELECT known_sides.*, coalesce(ships_near, 0) AS ships_near, coalesce(gear_near, 0) AS gear_near,
        greatest(coalesce(b1.partners, 1), coalesce(b2.partners, 1)) AS partners,
        greatest(coalesce(b1.served, 0), coalesce(b2.served, 0)) AS served,
        d1.draught_before_m, d1.draught_after_m, d2.draught_before_m AS other_draught_before_m, d2.draught_after_m AS other_draught_after_m,
        d1.destination_before, d1.destination_after, d2.destination_before AS other_destination_before, d2.destination_after AS other_destination_after,
        hours_between(start_time, until_time) AS duration_h,
        CASE WHEN rigid_last_slot > rigid_first_slot THEN (rigid_last_slot - rigid_first_slot) / 6 END AS rigid_h,
        across_m <= (touch_across_m - 15) / 2 AND along_m >= 0.67 * (touch_along_m - 15) AS in_line,
        coalesce(s_came OR o_came, false) OR coalesce(s_went OR o_went, false) AS apart_besides,
        least(vessel_type, other_vessel_type) = 'fishing' AND greatest(vessel_type, other_vessel_type) = 'fishing' AS fishing_boats
    FROM known_sides
    LEFT JOIN crowd USING (vessel_id, other_vessel_id, first_slot)
    LEFT JOIN busy AS b1 ON b1.side = known_sides.vessel_id AND b1.first_slot = known_sides.first_slot
    LEFT JOIN busy AS b2 ON b2.side = known_sides.other_vessel_id AND b2.first_slot = known_sides.first_slot
    LEFT JOIN told AS d1 ON d1.vessel_id = known_sides.vessel_id AND d1.other_vessel_id = known_sides.other_vessel_id AND d1.first_slot = known_sides.first_slot AND d1.side = known_sides.vessel_id
    LEFT JOIN told AS d2 ON d2.vessel_id = known_sides.vessel_id AND d2.other_vessel_id = known_sides.other_vessel_id AND d2.first_slot = known_sides.first_slot AND d2.side = known_sides.other_vessel_id
), tests AS (
    SELECT vessel_id, other_vessel_id, first_slot, [
        {'cause': 'too far apart to touch', 'holds': NOT could_touch,
         'because': coalesce(format('{:.0f} m across and {:.0f} m along their heading; hulls of such size touch within {:.0f} and {:.0f} m',
            across_m, along_m, touch_across_m, touch_along_m), format('{:.0f} m apart, no headings sent', rigid_apart_m), 'never both heard at one time')},
        {'cause': 'neighbours that swing apart', 'holds': NOT as_one AND could_touch,
         'because': format('{:.0f} % of the time between {:.0f} m and little more or less', 100 * rigid_share, rigid_apart_m)
            || coalesce(format(', headings {:.0f} degrees from parallel', heading_apart_deg), ', no headings sent')},
        {'cause': 'made fast to the ground', 'holds': CASE WHEN rigid_slots >= 5 THEN least(spread_m, other_spread_m) <= 15 END,
         'because': format('nine in ten places of the two within {:.0f} and {:.0f} m', spread_m, other_spread_m)},
        {'cause': 'one that serves many', 'holds': served >= 3 OR partners >= 6,
         'because': format('one lay alongside {} in the week, and came to {} of them while they lay, or is far shorter', partners, served)},
        {'cause': 'brief visit', 'holds': duration_h < 1.5 AND NOT together AND (length_m < 45 OR 'pilot' IN (vessel_type, other_vessel_type)),
         'because': format('together for {:.1f} h', duration_h) || coalesce(format(', the smaller {:.0f} m long', length_m), ', sizes not sent')},
        {'cause': 'tow', 'holds': median_speed_kn >= 2.5 AND duration_h >= 1 AND (in_line OR NOT apart_besides OR length_m < 45),
         'because': format('at {:.1f} kn', median_speed_kn) || CASE WHEN in_line THEN ', one behind the other' WHEN in_line IS NULL THEN ''
            ELSE ', side by side' END || CASE WHEN apart_besides THEN ', apart before or after' ELSE ', not heard apart' END},
        {'cause': 'too fast for a transfer', 'holds': median_speed_kn >= 8, 'because': format('at {:.1f} kn', median_speed_kn)},
        {'cause': 'fishing together', 'holds': fishing_boats, 'because': a_ship(vessel_type) || ' and ' || a_ship(other_vessel_type)},
        {'cause': 'service craft side by side', 'holds': length_m < 45 AND greatest(ship_length_m, other_length_m) < 60
            OR length_m IS NULL AND vessel_type IN ('tug', 'pilot', 'service', 'passenger', 'other') AND other_vessel_type IN ('tug', 'pilot', 'service', 'passenger', 'other'),
         'because': coalesce(format('{:.0f} and {:.0f} m long', ship_length_m, other_length_m), 'sizes not sent') || ', ' || a_ship(vessel_type) || ' and ' || a_ship(other_vessel_type)},
        {'cause': 'small craft beside a ship', 'holds': CASE WHEN length_m IS NOT NULL THEN length_m < 45 AND greatest(ship_length_m, other_length_m) >= 60
            ELSE ('pilot' IN (vessel_type, other_vessel_type) OR 'service' IN (vessel_type, other_vessel_type)) AND vessel_type <> other_vessel_type END,
         'because': coalesce(format('the smaller is {:.0f} m long', length_m), 'sizes not sent') || ', ' || a_ship(vessel_type) || ' and ' || a_ship(other_vessel_type)},
        {'cause': 'yachts', 'holds': 'pleasure' IN (vessel_type, other_vessel_type), 'because': a_ship(vessel_type) || ' and ' || a_ship(other_vessel_type)},
        {'cause': 'dredging or work under water', 'holds': ship_type IN (33, 34) OR other_type IN (33, 34),
         'because': format('ship types {} and {}', ship_type, other_type)},
        {'cause': 'navy or coast guard', 'holds': ship_type IN (35, 51, 55) OR other_type IN (35, 51, 55),
         'because': format('ship types {} and {}', ship_type, other_type)},
        {'cause': 'ships of one operator', 'holds': length(house) > 3 AND house = other_house,
         'because': CASE WHEN house = other_house THEN 'names begin alike: ' || house ELSE 'names begin unlike' END},
        {'cause': 'laid up together', 'holds': duration_h >= 48, 'because': format('together for {:.0f} h', duration_h)},
        {'cause': 'in port', 'holds': CASE WHEN port_km <= dprk_port_km - 1 THEN port_km < 10 ELSE false END OR (shore_km < 0 AND dprk_port_km >= 30),
         'because': format('{:.0f} km from {}', port_km, port) || coalesce(format(', {:.0f} km from shore', shore_km), '')},
        {'cause': 'anchorage or fleet', 'holds': ships_near >= 5 OR non_dprk_port_km < port_km AND non_dprk_port_km < 2,
         'because': format('{} other ships lay within 5 km', ships_near) || CASE WHEN non_dprk_port_km < port_km AND non_dprk_port_km < 2 THEN ', where many lay on one day' ELSE '' END}
    ] AS tested
    FROM known
), together AS (
    SELECT known.vessel_id, known.other_vessel_id, known.first_slot, unnest([known.vessel_id, known.other_vessel_id]) AS side,
        event_name('encounter', [vessel_id, other_vessel_id], start_time) AS event, start_time, first_slot, last_slot
    FROM known WHERE coalesce(as_one, true)
), grouped AS (
    -- told together: what overlaps in time and shares a ship, or follows within 12 hours with the ship that did not come
    SELECT a.event, min((b.start_time, b.event))[2] AS group_event
    FROM together AS a JOIN together AS b ON a.side = b.side AND b.first_slot <= a.last_slot + 72 AND a.first_slot <= b.last_slot + 72
    GROUP BY a.event
)
SELECT
    event_name('encounter', [vessel_id, other_vessel_id], start_time) AS event,
    vessel_id, other_vessel_id, start_time, CASE WHEN NOT together THEN until_time END AS end_time,
    round(duration_h, 3) AS duration_h,
    lat, lon,
    round(median_apart_m, 1) AS median_apart_m, round(min_apart_m, 1) AS min_apart_m,
    round(median_speed_kn, 2) AS median_speed_kn,
    round(slots / (last_slot - first_slot + 1), 3) AS seen_together,
    round((last_slot - first_slot + 1 - slots) / 6, 2) AS drawn_h, fixes, other_fixes,
    as_one, round(rigid_apart_m, 1) AS rigid_apart_m, round(rigid_h, 2) AS rigid_h, round(rigid_share, 3) AS rigid_share,
    heading_apart_deg, across_m, along_m, could_touch, round(spread_m, 1) AS spread_m, round(other_spread_m, 1) AS other_spread_m,
    came_of(s_came, o_came) AS came, came_of(s_went, o_went) AS went,
    draught_before_m, draught_after_m, other_draught_before_m, other_draught_after_m,
    destination_before, destination_after, other_destination_before, other_destination_after,
    nav_status, other_nav_status, partners, served,
    coalesce(group_event, event_name('encounter', [vessel_id, other_vessel_id], start_time)) AS group_event,
    list_transform(tested, lambda t: t.cause || ': ' || CASE WHEN t.holds THEN 'yes' WHEN NOT t.holds THEN 'no' ELSE 'not known' END
        || coalesce(', ' || t.because, '')) AS causes,
    list_transform(list_filter(tested, lambda t: coalesce(t.holds, false)), lambda t: t.cause) AS causes_hold,
    longest_span_s, ships_near, gear_near,
    round(coalesce(met_under_way, 0), 3) AS met_under_way,
    shore_km, port, port_km, dprk_port_km, non_dprk_port_km
FROM known JOIN tests USING (vessel_id, other_vessel_id, first_slot)
LEFT JOIN grouped ON grouped.event = event_name('encounter', [vessel_id, other_vessel_id], start_time)
ORDER BY event
