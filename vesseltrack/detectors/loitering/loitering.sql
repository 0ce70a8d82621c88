-- Finds:  ships that drift or lie still away from port, silences within it or not
-- Writes: loitering
-- Nothing is left out because of a learnt harbour or a crowd: each innocent cause is tested and stands in ``causes`` with its result.
SELECT
    event, vessel_id, start_time, CASE WHEN NOT goes_on THEN until_time END AS end_time,
    round(duration_h, 3) AS duration_h,
    round(hours_of_slots(heard_slots - 1), 3) AS heard_h,
    fixes, start_after, end_before, begin_seen, CASE WHEN begin_seen THEN round(longest_h, 3) END AS longest_h,
    lat, lon,
    round(mean_speed_kn, 2) AS mean_speed_kn,
    round(drift_km, 2) AS drift_km,
    round(before_kn, 1) AS before_kn, round(before_h, 2) AS before_h, round(after_kn, 1) AS after_kn, round(after_h, 2) AS after_h, round(turned_deg) AS turned_deg,
    draught_before_m, draught_after_m, draught_keyed_time, draughts_keyed, draughts_returned, draught_later, destination_before, destination_after,
    coalesce(spells_near, 0) AS spells_near, coalesce(waiters_near, 0) AS waiters_near, coalesce(own_spells, 0) AS own_spells,
    coalesce(lone_elsewhere, 0) AS lone_elsewhere, coalesce(drifters_near, 0) AS drifters_near, coalesce(drifters_together, 0) AS drifters_together,
    round(spread_m, 1) AS spread_m, round(heading_spread_deg, 1) AS heading_spread_deg,
    nav_status_before, nav_status, nav_status_after,
    causes, causes_hold,
    coalesce(ships_near, 0) AS ships_near, greatest(coalesce(ships_near, 0), coalesce(most_ships, 0), ships_beside) AS most_ships_near, coalesce(times_looked, 1) AS times_looked, ships_beside, coalesce(gear_near, 0) AS gear_near,
    shore_km, port, port_km, dprk_port_km, non_dprk_port_km
FROM loitering_spells JOIN loitering_ends USING (event) JOIN loitering_voyages USING (event) JOIN loitering_causes USING (event) JOIN loitering_company USING (event)
LEFT JOIN loitering_crowds USING (event) LEFT JOIN loitering_visitors USING (event) LEFT JOIN loitering_neighbours USING (event) LEFT JOIN loitering_statuses USING (event)
ORDER BY event
