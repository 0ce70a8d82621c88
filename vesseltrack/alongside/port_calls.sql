-- Finds:  when ships lay in harbours outside North Korea
-- Writes: port_calls
-- One made fast to the ground near a port lies in its harbour too: maps lack new quays, and jetties lie far out.
-- Let: fast_km = 20: so near to a port ...
-- Let: fast_slots = 12: ... heard at so many tenth minutes at least
-- What a ship keys once it lies in a harbour says nothing of a meeting or a spell of loitering before.
SELECT vessel_id, first_slot, last_slot, s.lat, s.lon, here.port, here.port_km
FROM slow_spells AS s JOIN cell_context AS here ON here.cell_id = cell_id_of(s.lat, s.lon)
WHERE NOT under_way AND (is_harbour_water(foreign_port_km(port_country, port_km, non_dprk_port_km), shore_km)
    OR is_made_fast(spread_m) AND heard_slots >= $fast_slots AND foreign_port_km(port_country, port_km, non_dprk_port_km) < $fast_km)
ORDER BY vessel_id, first_slot
