-- Finds:  the spells of ships lying or drifting away from port, with what ships they are and where
-- Writes: loitering_spells
-- Row: One spell of a ship lying or drifting away from port.
WITH spans AS (
    SELECT *, slot_time(first_slot) AS start_time, slot_time(last_slot) AS until_time FROM slow_spells
)
SELECT event_name('loitering', [vessel_id], start_time) AS event, vessel_id, first_slot, last_slot, middle_slot, heard_slots,
    start_time, until_time, hours_of_slots(last_slot - first_slot) AS duration_h,
    -- of a ship that is heard on under another number, this one is over
    open AND may_go_on(until_time, searched.last_time) AND vessel_id NOT IN (SELECT former_vessel_id FROM encounter_renamings) AS goes_on,
    l.lat, l.lon, l.first_lat, l.first_lon, l.last_lat, l.last_lon, apart_m(l.first_lat, l.first_lon, l.last_lat, l.last_lon) / 1000 AS drift_km,
    spread_m, mean_speed_kn, vessel_type, coalesce(ship_type, 0) AS ship_type,
    here.shore_km, here.port, here.port_km, here.dprk_port_km, here.non_dprk_port_km
FROM spans AS l JOIN cell_context AS here ON here.cell_id = cell_id_of(l.lat, l.lon) JOIN ships USING (vessel_id), searched
WHERE foreign_port_km(here.port_country, here.port_km, here.non_dprk_port_km) >= $min_port_km
    AND ($min_shore_nm = 0 OR here.shore_km >= $min_shore_nm * 1.852)
    AND is_afloat(here.shore_km, here.dprk_port_km)
ORDER BY event
