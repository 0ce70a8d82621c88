-- Finds:  signs that a ship is not what it says: numbers dropped, changed, borrowed or heard twice, identities swapped at sea
-- Writes: identity_anomalies
-- A number that several hulls send under says nothing of one of them, and is passed over.
WITH alone AS (
    SELECT i.*, s.vessel_id, s.vessel_type FROM identities AS i JOIN ships AS s USING (ssvid) WHERE s.hulls = 1 AND NOT s.gear
), steps AS (
    SELECT *, valid_from AS time, lag(name) OVER past AS name_before, lag(imo) OVER past AS imo_before,
        lag(imo_valid) OVER past AS valid_before, lag(length_m) OVER past AS length_before,
        min(hours_sent) OVER (past ROWS BETWEEN 1 PRECEDING AND CURRENT ROW) AS said_h, count(*) OVER (PARTITION BY ssvid) AS faces
    FROM alone
    WINDOW past AS (PARTITION BY ssvid ORDER BY valid_from)
    QUALIFY lag(valid_from) OVER past IS NOT NULL AND faces <= $max_identities
), changes AS (
    SELECT vessel_id, NULL::BIGINT AS other_vessel_id, 'imo_changed' AS anomaly, time, imo_before::VARCHAR AS value_before, imo::VARCHAR AS value_after
    FROM steps WHERE valid_before AND imo_valid AND imo <> imo_before AND said_h >= $min_said_h
    UNION ALL
    SELECT vessel_id, NULL, 'imo_dropped', time, imo_before::VARCHAR, NULL
    FROM steps WHERE valid_before AND imo IS NULL AND said_h >= $min_said_h
    UNION ALL
    SELECT vessel_id, NULL, 'name_changed', time, name_before, name
    FROM steps
    WHERE name_key(name) <> name_key(name_before) AND said_h >= $min_said_h
        AND NOT is_cut_from(name_key(name), name_key(name_before)) AND NOT is_cut_from(name_key(name_before), name_key(name))
        AND levenshtein(upper(name), upper(name_before)) > $misspelt_letters
    UNION ALL
    SELECT vessel_id, NULL, 'size_changed', time, format('{:.0f} m', length_before), format('{:.0f} m', length_m)
    FROM steps
    WHERE imo IS NOT DISTINCT FROM imo_before AND said_h >= $min_said_h
        AND abs(length_m - length_before) > greatest($other_size_m, $other_size_share * length_before)
), invalid AS (
    SELECT vessel_id, NULL::BIGINT, 'imo_invalid', min(valid_from), NULL, imo::VARCHAR
    FROM alone WHERE imo BETWEEN 1000000 AND 9999999 AND NOT imo_valid AND vessel_type IN ('cargo', 'tanker')
    GROUP BY vessel_id, imo HAVING sum(hours_sent) >= $min_said_h
), hulls AS (
    SELECT *, unnest(imos) AS hull_imo, list_transform(list_prepend(name, other_names), lambda n: name_key(n)) AS keys,
        list_transform(list_prepend(name, other_names), lambda n: name_shape(n)) AS shapes, ship_type_of(vessel_type) AS kind
    FROM listed
), masked AS (
    -- one digit wrong: equal where that digit is covered; two digits swapped: equal when they are swapped back
    SELECT *, unnest(list_concat(one_digit_covered(hull_imo), two_digits_swapped(hull_imo))) AS mask
    FROM hulls WHERE standing <> 'victim'
), near_said AS (
    SELECT *, unnest(list_append(one_digit_covered(imo), imo::VARCHAR)) AS mask
    FROM alone WHERE imo BETWEEN 1000000 AND 9999999 AND hours_sent >= $min_said_h AND imo NOT IN (SELECT hull_imo FROM hulls)
), fitted AS (
    -- what of a hull whose number is near agrees, and what does not
    SELECT DISTINCT a.vessel_id, a.valid_from, a.imo, a.imo_valid, h.hull_imo, h.name AS listed_name, h.authority,
        coalesce(list_contains(h.keys, name_key(a.name)), false) AS same_name,
        coalesce(list_contains(h.shapes, name_shape(a.name)), false) AS like_name,
        coalesce(list_contains(h.call_signs, a.call_sign), false) AS same_call,
        coalesce(list_contains(h.mmsis, a.mmsi), false) AS same_mmsi,
        abs(a.length_m - h.length_m) <= greatest($same_size_m, $same_size_share * h.length_m) AS same_length,
        -- a merchant hull is about 6.25 times as long as the cube root of its gross tonnage, within a fifth
        abs(a.length_m / (6.25 * cbrt(h.gross_tonnage)) - 1) <= 0.2 AS fits_tonnage,
        CASE WHEN h.kind IN (70, 80) THEN a.ship_type // 10 = h.kind // 10 END AS same_type,
        CASE WHEN len(h.flag_states) > 0 THEN list_contains(h.flag_states, a.flag) END AS same_flag,
        a.name AS sent_name, a.flag AS sent_flag, a.ship_type AS sent_type, a.length_m AS sent_length_m,
        h.length_m AS listed_length_m, h.gross_tonnage, h.vessel_type, array_to_string(h.flag_states, ', ') AS flags
    FROM near_said AS a JOIN masked AS h USING (mask)
), weighed AS (
    -- strong: its name or another number, or with a wrong check digit, the length; weak: the check digit is wrong, size or type fit,
    -- and neither speaks against it. Sister ships have near numbers and one length: a right check digit needs more than that.
    SELECT *, CASE
        WHEN same_name OR like_name OR same_call OR same_mmsi THEN 'near_miss_of_listed'
        WHEN imo_valid OR NOT coalesce(same_type, true) THEN NULL
        WHEN same_length THEN 'near_miss_of_listed'
        WHEN coalesce(same_length, fits_tonnage, true) AND (fits_tonnage OR same_type OR same_flag) THEN 'near_number_of_listed'
        END AS anomaly
    FROM fitted
), told AS (
    SELECT *, array_to_string(list_filter([
            CASE WHEN same_name THEN 'the name' WHEN like_name THEN 'the name but for letters that look alike' END,
            CASE WHEN same_mmsi THEN 'the MMSI' END, CASE WHEN same_call THEN 'the call sign' END,
            CASE WHEN same_length THEN format('the length {:.0f} m', sent_length_m)
                WHEN fits_tonnage AND same_length IS NULL
                THEN format('the length {:.0f} m, for {:,.0f} gross tons', sent_length_m, gross_tonnage) END,
            CASE WHEN same_type THEN format('the type ({})', vessel_type) END,
            CASE WHEN same_flag THEN format('the flag {}', sent_flag) END], lambda x: x IS NOT NULL), ', ') AS fits,
        array_to_string(list_filter([
            CASE WHEN NOT imo_valid THEN 'the check digit' END,
            CASE WHEN NOT same_name AND NOT like_name
                THEN coalesce(format('the name (it sends {}, the list has {})', sent_name, listed_name), 'the name: it sends none') END,
            CASE WHEN NOT same_length THEN format('the length ({:.0f} m, and {:.0f} m)', sent_length_m, listed_length_m)
                WHEN same_length IS NULL AND NOT fits_tonnage
                THEN format('the length ({:.0f} m, for {:,.0f} gross tons)', sent_length_m, gross_tonnage) END,
            CASE WHEN NOT same_type THEN format('the type (AIS {}, and {})', sent_type, vessel_type) END,
            CASE WHEN NOT same_flag THEN format('the flag ({}, and {})', sent_flag, flags) END
            ], lambda x: x IS NOT NULL), ', ') AS differs
    FROM weighed WHERE anomaly IS NOT NULL
), near_misses AS (
    SELECT vessel_id, NULL::BIGINT AS other_vessel_id, anomaly, valid_from AS time, format('{} ({}, {})', hull_imo, listed_name, authority) AS value_before,
        imo::VARCHAR AS value_after, format('agree: {}; do not: {}', fits, coalesce(nullif(differs, ''), 'nothing')) AS evidence
    FROM told
    -- of several entries for one hull, that which says most; the beginning is the earliest
    QUALIFY row_number() OVER (PARTITION BY vessel_id, imo, hull_imo ORDER BY anomaly, length(fits) DESC, valid_from, listed_name, authority) = 1
), borrowed AS (
    SELECT a.vessel_id, NULL::BIGINT, 'borrowed', min(a.valid_from), format('{} ({})', min(h.name), min(h.source)), a.imo::VARCHAR
    FROM alone AS a JOIN hulls AS h ON h.hull_imo = a.imo AND h.standing = 'victim'
    WHERE a.hours_sent >= $min_said_h GROUP BY a.vessel_id, a.imo
), holders AS (
    SELECT imo, vessel_id, any_value(flag) AS flag, max(length_m) AS length_m, min(valid_from) AS first_said, max(valid_to) AS last_said
    FROM alone WHERE imo_valid GROUP BY imo, vessel_id HAVING sum(hours_sent) >= $min_said_h
), doubles AS (
    SELECT a.imo, a.vessel_id, b.vessel_id AS other_vessel_id, a.flag, b.flag AS other_flag, a.length_m, b.length_m AS other_length_m,
        a.last_said, b.first_said
    FROM holders AS a JOIN holders AS b ON a.imo = b.imo AND (a.first_said, a.vessel_id) < (b.first_said, b.vessel_id)
), first_doubles AS (
    SELECT * FROM doubles QUALIFY row_number() OVER (PARTITION BY imo, other_vessel_id ORDER BY vessel_id) = 1
), first_apart AS (
    SELECT d.vessel_id, d.other_vessel_id, d.imo, min(a.slot) AS slot
    FROM first_doubles AS d JOIN resampled AS a ON a.vessel_id = d.vessel_id JOIN resampled AS b ON b.vessel_id = d.other_vessel_id AND b.slot = a.slot
    WHERE apart_m(a.lat, a.lon, b.lat, b.lon) >= $min_twice_km * 1000
    GROUP BY d.vessel_id, d.other_vessel_id, d.imo
), others_apart AS (
    SELECT d.vessel_id, d.other_vessel_id, d.imo, min(a.slot) AS slot
    FROM (SELECT * FROM doubles WHERE (imo, other_vessel_id) NOT IN (SELECT (imo, other_vessel_id) FROM first_apart)) AS d
        JOIN resampled AS a ON a.vessel_id = d.vessel_id JOIN resampled AS b ON b.vessel_id = d.other_vessel_id AND b.slot = a.slot
    WHERE apart_m(a.lat, a.lon, b.lat, b.lon) >= $min_twice_km * 1000
    GROUP BY d.vessel_id, d.other_vessel_id, d.imo
), twice AS (
    -- of many that share a number, each beside one: the first, or where that was never so far off, the first that was
    SELECT vessel_id, other_vessel_id, 'imo_twice', slot_time(slot), NULL, imo::VARCHAR
    FROM (FROM first_apart UNION ALL FROM others_apart)
    QUALIFY row_number() OVER (PARTITION BY imo, other_vessel_id ORDER BY vessel_id) = 1
), reflagged AS (
    SELECT d.other_vessel_id, d.vessel_id, 'flag_changed', d.first_said, d.flag, d.other_flag
    FROM doubles AS d WHERE d.first_said >= d.last_said - INTERVAL 1 HOUR AND d.flag <> d.other_flag
), other_sizes AS (
    SELECT d.other_vessel_id, d.vessel_id, 'other_size', d.first_said, format('{:.0f} m', d.length_m), format('{:.0f} m', d.other_length_m)
    FROM doubles AS d WHERE abs(d.length_m - d.other_length_m) > greatest($other_size_m, $other_size_share * d.length_m)
    UNION ALL
    SELECT h.vessel_id, NULL, 'other_size', h.first_said, format('{:.0f} m ({})', l.length_m, l.authority), format('{:.0f} m', h.length_m)
    FROM holders AS h JOIN hulls AS l ON l.hull_imo = h.imo
    WHERE abs(h.length_m - l.length_m) > greatest($other_size_m, $other_size_share * l.length_m)
), ends AS (
    SELECT s.vessel_id, s.mmsi, s.name, s.imo, s.call_sign, s.length_m,
        s.last_time AS time, s.last_lat AS lat, s.last_lon AS lon, s.last_sog_kn AS sog_kn
    FROM ships AS s, searched WHERE s.last_time < searched.last_time - to_seconds($data_edge_h * 3600) AND s.mmsi IS NOT NULL AND s.hulls = 1 AND NOT s.gear
), begins AS (
    SELECT s.vessel_id, s.mmsi, s.name, s.imo, s.call_sign, s.length_m,
        s.first_time AS time, s.first_lat AS lat, s.first_lon AS lon
    FROM ships AS s, searched
    WHERE s.first_time > searched.first_time + to_seconds($data_edge_h * 3600) AND s.mmsi IS NOT NULL AND s.hulls = 1 AND NOT s.gear
), met AS (
    -- near in place, or near in time: what is neither is not compared
    SELECT b.vessel_id, e.vessel_id AS other_vessel_id
    FROM begins AS b JOIN (SELECT *, unnest([-1, 0, 1]) + floor(lat * 5) AS row FROM ends) AS e ON e.row = floor(b.lat * 5)
    UNION
    SELECT b.vessel_id, e.vessel_id
    FROM begins AS b JOIN (SELECT *, unnest([-1, 0, 1]) + epoch(time) // 3600 AS hour FROM ends) AS e ON e.hour = epoch(b.time) // 3600
), doors AS (
    -- where many ships are heard first or last, reception ends: there, one comes as another goes
    SELECT floor(lat * 5) + dy AS row, floor(lon * 5) + dx AS col, count(DISTINCT vessel_id) AS ships
    FROM (SELECT vessel_id, lat, lon FROM begins UNION ALL SELECT vessel_id, lat, lon FROM ends),
        (VALUES (-1), (0), (1)) AS v(dy), (VALUES (-1), (0), (1)) AS h(dx)
    GROUP BY ALL
), handovers AS (
    SELECT b.vessel_id, e.vessel_id AS other_vessel_id, 'handover' AS anomaly, b.time,
        coalesce(e.name, 'a nameless ship') || ' (' || e.mmsi || ')' AS value_before,
        coalesce(b.name, 'a nameless ship') || ' (' || b.mmsi || ')' AS value_after
    FROM met JOIN begins AS b USING (vessel_id) JOIN ends AS e ON e.vessel_id = met.other_vessel_id AND e.vessel_id <> b.vessel_id
    JOIN cell_context AS p ON p.cell_id = cell_id_of(e.lat, e.lon)
    JOIN doors ON row = floor(e.lat * 5) AND col = floor(e.lon * 5) AND doors.ships - 2 < $edge_ships
    WHERE b.time BETWEEN e.time - to_seconds($handover_overlap_min * 60) AND e.time + to_seconds($max_handover_h * 3600)
        -- so near, or, within the hour, no farther than it was sailing
        AND apart_m(e.lat, e.lon, b.lat, b.lon) <= $max_handover_m + CASE WHEN b.time <= e.time + to_seconds($at_once_h * 3600)
            THEN coalesce(e.sog_kn, 0) * 1852 * abs(hours_between(e.time, b.time)) ELSE 0 END
        AND coalesce(abs(e.length_m - b.length_m) <= greatest($handover_size_m, $handover_size_share * e.length_m), true)
        AND (e.imo IS NULL OR b.imo IS NULL OR e.imo = b.imo)
        AND (e.imo = b.imo OR e.call_sign = b.call_sign OR name_key(e.name) = name_key(b.name)
            -- nothing in common but place and time: only at once, away from port and with no other size
            OR (b.time <= e.time + to_seconds($at_once_h * 3600) AND p.non_dprk_port_km >= $handover_port_km))
    QUALIFY row_number() OVER (PARTITION BY b.vessel_id ORDER BY abs(epoch_us(b.time) - epoch_us(e.time)), e.vessel_id) = 1
        AND row_number() OVER (PARTITION BY e.vessel_id ORDER BY abs(epoch_us(b.time) - epoch_us(e.time)), b.vessel_id) = 1
), signs AS (
    FROM changes UNION ALL FROM invalid UNION ALL FROM borrowed UNION ALL FROM twice
    UNION ALL FROM reflagged UNION ALL FROM other_sizes
    UNION ALL FROM handovers
    UNION ALL
    SELECT vessel_id, NULL, 'no_such_country', first_time, NULL, mmsi::VARCHAR
    FROM ships WHERE mmsi IS NOT NULL AND flag IS NULL AND fixes >= $min_fixes AND NOT gear
), all_signs AS (
    SELECT *, NULL::VARCHAR AS evidence FROM signs UNION ALL BY NAME FROM near_misses
), dated AS (
    SELECT signs.vessel_id, other_vessel_id, anomaly, coalesce(time, ships.first_time) AS time, value_before, value_after, evidence, last_lat, last_lon
    FROM all_signs AS signs JOIN ships ON ships.vessel_id = signs.vessel_id
), placed AS (
    SELECT dated.*, coalesce(resampled.lat, last_lat) AS lat, coalesce(resampled.lon, last_lon) AS lon
    FROM dated ASOF LEFT JOIN (FROM resampled WHERE vessel_id IN (SELECT vessel_id FROM dated)) AS grid ON resampled.vessel_id = dated.vessel_id AND resampled.slot <= slot_before(dated.time) + 3
)
SELECT
    event_name('identity', [placed.vessel_id], time) || '-' || anomaly AS event,
    placed.vessel_id, other_vessel_id, anomaly, time AS start_time, time AS end_time, 0::DOUBLE AS duration_h,
    value_before, value_after, evidence, placed.lat, placed.lon, port, port_km, non_dprk_port_km, dprk_port, dprk_port_km
FROM placed LEFT JOIN cell_context ON cell_context.cell_id = cell_id_of(placed.lat, placed.lon)
QUALIFY row_number() OVER (PARTITION BY event ORDER BY value_before, value_after, other_vessel_id) = 1
ORDER BY event
