-- Finds:  the spells of two ships near each other that may be encounters, with what ships they are and where
-- Writes: encounter_spells
-- Row: One spell of two ships that may be an encounter.
-- Let: alone_h = 3: of two that fall silent beside each other, one may be heard for so many hours longer
WITH spans AS (
    SELECT vessel_id, other_vessel_id, first_slot, last_slot, middle_slot, lat, lon, median_speed_kn, parted,
        slot_time(first_slot) - to_seconds(early_s) AS start_time, slot_time(last_slot) + to_seconds(late_s) AS until_time
    FROM proximities
)
SELECT event_name('encounter', [p.vessel_id, p.other_vessel_id], start_time) AS event, p.vessel_id, p.other_vessel_id,
    first_slot, last_slot, middle_slot, start_time, until_time, hours_between(start_time, until_time) AS duration_h,
    -- nobody heard them part: not long ago, or neither was heard for long since
    NOT parted AND apart_by IS NULL AND (may_go_on(greatest(until_time, together_by), searched.last_time)
            OR greatest(s.last_time, o.last_time) <= greatest(until_time, together_by) + to_hours($alone_h)) AS goes_on,
    p.lat, p.lon, as_one, median_speed_kn,
    s.vessel_type, o.vessel_type AS other_vessel_type, coalesce(s.ship_type, 0) AS ship_type, coalesce(o.ship_type, 0) AS other_ship_type,
    s.length_m, o.length_m AS other_length_m,
    split_part(upper(s.name), ' ', 1) AS first_word, split_part(upper(o.name), ' ', 1) AS other_first_word,
    here.shore_km, here.port, here.port_km, here.dprk_port_km, here.non_dprk_port_km
FROM spans AS p JOIN encounter_candidates USING (vessel_id, other_vessel_id, first_slot)
LEFT JOIN encounter_partings USING (vessel_id, other_vessel_id, first_slot)
JOIN cell_context AS here ON here.cell_id = cell_id_of(p.lat, p.lon)
JOIN ships AS s ON s.vessel_id = p.vessel_id JOIN ships AS o ON o.vessel_id = p.other_vessel_id, searched
ORDER BY event
