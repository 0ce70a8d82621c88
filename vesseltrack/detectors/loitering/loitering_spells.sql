-- Finds:  the spells of ships lying or drifting away from port, with what ships they are and where
-- Writes: loitering_spells
-- Row: One spell of a ship lying or drifting away from port.
-- A ship that was lost under way, heard at rest for a shorter time, lost again and found under way, may have lain for long enough: there is
-- a spell if its silences are longer than it took to sail through them at its own speed, by so much that it may have been.
-- So may one that had stopped, was lost at rest and found under way, or lost under way and found at rest, and was heard to sail at the other side.
-- One of a trader that went on for hours at a speed at which nobody trades, and sailed at its own before and after, is a spell as well: two under way
-- alongside each other sail so, and one adrift in a gale. The spells adrift that make up a part of it are in it.
-- Let: under_way_kn = 5: at this speed a ship is under way
-- Let: times_as_fast = 2: slow is a ship that was so many times as fast before and after
-- Let: all_share = 0.75: where a spell adrift is this share of it, or more, that one is all there is
-- Let: least_rest_h = 0.34: heard at rest for so long at least (twenty minutes): one message or two may be wrong
-- Let: stops_h = 2: one that was lost at rest had been heard to sail so many hours before, or sooner; one found at rest so long after
-- Let: stopped_h = 0.8: and lay, heard, for so long at least ...
-- Let: stopped_slots = 4: ... in so many tenth minutes: with one message or two nobody knows whether it had stopped
-- Let: silent_h = 24: a longer silence tells nothing of what a ship did in it
WITH silences AS (
    SELECT l.vessel_id, l.time AS lost_time, l.lat AS lost_lat, l.lon AS lost_lon, l.speed_kn AS lost_kn, f.time AS found_time, f.lat AS found_lat, f.lon AS found_lon, f.speed_kn AS found_kn,
        apart_m(l.lat, l.lon, f.lat, f.lon) / 1852 AS apart_nm, hours_between(l.time, f.time) AS silent_h
    FROM track_ends AS l JOIN track_ends AS f ON f.vessel_id = l.vessel_id AND f.found AND NOT l.found AND f.time = l.until_time AND f.until_time = l.time
), rests AS (
    SELECT s.vessel_id, s.found_time, s.found_lat, s.found_lon, s.silent_h - s.apart_nm / s.lost_kn AS spare_before_h, n.silent_h - n.apart_nm / n.found_kn AS spare_after_h,
        n.lost_time, n.lost_lat, n.lost_lon, hours_between(s.found_time, n.lost_time) AS rest_h, apart_m(s.found_lat, s.found_lon, n.lost_lat, n.lost_lon) AS moved_m
    FROM (SELECT *, lead(lost_time) OVER (PARTITION BY vessel_id ORDER BY lost_time) AS next_time FROM silences) AS s
    JOIN silences AS n ON n.vessel_id = s.vessel_id AND n.lost_time = next_time
    WHERE greatest(s.silent_h, n.silent_h) <= $silent_h AND s.lost_kn >= $under_way_kn AND n.found_kn >= $under_way_kn
        AND s.found_kn < $max_speed_kn AND n.lost_kn < $max_speed_kn
), heard_at_rest AS (
    SELECT *, slot_from(found_time) AS first_slot, slot_before(lost_time) AS last_slot
    FROM rests
    WHERE rest_h >= $least_rest_h AND knots(moved_m, rest_h * 3600) < $max_speed_kn AND least(spare_before_h, spare_after_h) >= 0
        AND rest_h + spare_before_h + spare_after_h >= $min_duration_h
), one_sided AS (
    -- lost at rest and found under way, or lost under way and found at rest: the slots at the side where it was heard to stop, or to sail on
    SELECT vessel_id, silent_h - apart_nm / (CASE WHEN is_lost THEN found_kn ELSE lost_kn END) AS spare_h, is_lost, CASE WHEN is_lost THEN slot_before(lost_time) ELSE slot_from(found_time) END AS rest_slot,
        coalesce(CASE WHEN is_lost THEN slot_from(heard_from) ELSE slot_before(heard_until) END, rest_slot + CASE WHEN is_lost THEN -1 ELSE 1 END * slots_in($stops_h)) AS known_slot
    FROM (SELECT *, lost_kn < $max_speed_kn AND found_kn >= $under_way_kn AS is_lost,
            lag(found_time) OVER (PARTITION BY vessel_id ORDER BY lost_time) AS heard_from, lead(lost_time) OVER (PARTITION BY vessel_id ORDER BY lost_time) AS heard_until FROM silences)
    WHERE silent_h <= $silent_h AND (is_lost OR lost_kn >= $under_way_kn AND found_kn < $max_speed_kn)
), sides AS (
    SELECT o.vessel_id, o.is_lost, o.spare_h, CASE WHEN any_value(o.is_lost) THEN max(r.slot) FILTER (r.speed_kn >= $under_way_kn) ELSE min(r.slot) FILTER (r.speed_kn >= $under_way_kn) END AS sailed_slot,
        list({'slot': r.slot, 'lat': r.lat, 'lon': r.lon} ORDER BY r.slot) AS heard
    FROM one_sided AS o JOIN resampled AS r ON r.vessel_id = o.vessel_id
        AND r.slot BETWEEN greatest(least(known_slot, rest_slot), rest_slot - slots_in($stops_h)) AND least(greatest(known_slot, rest_slot), rest_slot + slots_in($stops_h))
    GROUP BY o.vessel_id, o.is_lost, o.spare_h, o.rest_slot
), stopped AS (
    SELECT vessel_id, spare_h, list_filter(heard, lambda h: CASE WHEN is_lost THEN h.slot > sailed_slot ELSE h.slot < sailed_slot END) AS rested
    FROM sides WHERE sailed_slot IS NOT NULL
), stopped_at AS (
    SELECT vessel_id, spare_h, len(rested) AS heard_slots, rested[1].slot AS first_slot, rested[1].lat AS first_lat, rested[1].lon AS first_lon,
        rested[-1].slot AS last_slot, rested[-1].lat AS last_lat, rested[-1].lon AS last_lon
    FROM stopped
), stopped_unheard AS (
    SELECT *, hours_of_slots(last_slot - first_slot) AS rest_h, apart_m(first_lat, first_lon, last_lat, last_lon) AS moved_m FROM stopped_at
    WHERE rest_h >= $stopped_h AND heard_slots >= $stopped_slots AND knots(moved_m, rest_h * 3600) < $max_speed_kn AND spare_h >= 0 AND rest_h + spare_h >= $min_duration_h
    QUALIFY row_number() OVER (PARTITION BY vessel_id, first_slot ORDER BY last_slot DESC) = 1
), under_way AS (
    SELECT * FROM slow_spells AS s
    WHERE under_way AND beside_kn >= greatest($under_way_kn, $times_as_fast * mean_speed_kn) AND vessel_id IN (SELECT vessel_id FROM ships WHERE vessel_type IN ('cargo', 'tanker', 'unknown'))
        AND NOT EXISTS (FROM slow_spells AS d WHERE d.vessel_id = s.vessel_id AND NOT d.under_way AND d.first_slot <= s.last_slot AND d.last_slot >= s.first_slot
            AND d.last_slot - d.first_slot >= $all_share * (s.last_slot - s.first_slot))
), slow AS (
    SELECT * FROM under_way
    UNION ALL
    SELECT d.* FROM slow_spells AS d ANTI JOIN under_way AS s ON s.vessel_id = d.vessel_id AND s.first_slot <= d.last_slot AND s.last_slot >= d.first_slot WHERE NOT d.under_way
), spans AS (
    SELECT vessel_id, first_slot, last_slot, heard_slots, middle_slot, open, mean_speed_kn, spread_m, lat, lon, first_lat, first_lon, last_lat, last_lon FROM slow
    UNION ALL
    SELECT vessel_id, first_slot, last_slot, last_slot - first_slot + 1, first_slot, false, knots(moved_m, rest_h * 3600), moved_m / 2,
        found_lat, found_lon, found_lat, found_lon, lost_lat, lost_lon
    FROM heard_at_rest AS r ANTI JOIN slow AS s ON s.vessel_id = r.vessel_id AND s.first_slot <= r.last_slot AND s.last_slot >= r.first_slot
    UNION ALL
    SELECT vessel_id, first_slot, last_slot, heard_slots, first_slot, false, knots(moved_m, rest_h * 3600), moved_m / 2, first_lat, first_lon, first_lat, first_lon, last_lat, last_lon
    FROM stopped_unheard AS r ANTI JOIN slow AS s ON s.vessel_id = r.vessel_id AND s.first_slot <= r.last_slot AND s.last_slot >= r.first_slot
        ANTI JOIN heard_at_rest AS h ON h.vessel_id = r.vessel_id AND h.first_slot <= r.last_slot AND h.last_slot >= r.first_slot
), timed AS (
    SELECT *, slot_time(first_slot) AS start_time, slot_time(last_slot) AS until_time FROM spans
)
SELECT event_name('loitering', [vessel_id], start_time) AS event, vessel_id, first_slot, last_slot, middle_slot, heard_slots,
    start_time, until_time, hours_of_slots(last_slot - first_slot) AS duration_h,
    -- of a ship that is heard on under another number, this one is over
    open AND may_go_on(until_time, searched.last_time) AND vessel_id NOT IN (SELECT former_vessel_id FROM encounter_renamings) AS goes_on,
    l.lat, l.lon, l.first_lat, l.first_lon, l.last_lat, l.last_lon, apart_m(l.first_lat, l.first_lon, l.last_lat, l.last_lon) / 1000 AS drift_km,
    spread_m, mean_speed_kn, vessel_type, coalesce(ship_type, 0) AS ship_type,
    here.shore_km, here.port, here.port_km, here.dprk_port_km, here.non_dprk_port_km
FROM timed AS l JOIN cell_context AS here ON here.cell_id = cell_id_of(l.lat, l.lon) JOIN ships USING (vessel_id), searched
WHERE foreign_port_km(here.port_country, here.port_km, here.non_dprk_port_km) >= $min_port_km
    AND ($min_shore_nm = 0 OR here.shore_km >= $min_shore_nm * 1.852)
    AND is_afloat(here.shore_km, here.dprk_port_km)
ORDER BY event
