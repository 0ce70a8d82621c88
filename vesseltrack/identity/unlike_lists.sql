-- Finds:  ships whose IMO number is nearly that of a listed hull, one that others have borrowed, or of a hull of another length
-- Writes: unlike_lists
WITH hulls AS (
    SELECT *, unnest(imos) AS hull_imo, list_transform(list_prepend(name, other_names), lambda n: name_key(n)) AS keys,
        list_transform(list_prepend(name, other_names), lambda n: name_shape(n)) AS shapes, ship_type_of(vessel_type) AS kind
    FROM listed
), masked AS (
    -- one digit wrong: equal where that digit is covered; two digits swapped: equal when they are swapped back
    SELECT *, unnest(list_concat(one_digit_covered(hull_imo), two_digits_swapped(hull_imo))) AS mask
    FROM hulls WHERE standing <> 'victim'
), sent AS (
    SELECT *, unnest(list_append(one_digit_covered(imo), imo::VARCHAR)) AS mask
    FROM one_hull_identities WHERE imo BETWEEN 1000000 AND 9999999 AND hours_sent >= $min_sent_h AND imo NOT IN (SELECT hull_imo FROM hulls)
), fitted AS (
    -- which particulars agree with the listed hull whose number is near, and which do not
    SELECT DISTINCT a.vessel_id, a.valid_from, a.imo, a.imo_valid, h.hull_imo, h.name AS listed_name, h.authority,
        coalesce(list_contains(h.keys, name_key(a.name)), false) AS same_name,
        coalesce(list_contains(h.shapes, name_shape(a.name)), false) AS like_name,
        coalesce(list_contains(h.call_signs, a.call_sign), false) AS same_call,
        coalesce(list_contains(h.mmsis, a.mmsi), false) AS same_mmsi,
        abs(a.length_m - h.length_m) <= greatest($same_size_m, $same_size_share * h.length_m) AS same_length,
        -- a merchant hull's length goes by the cube root of its gross tonnage
        abs(a.length_m / ($length_per_cbrt_gt_m * cbrt(h.gross_tonnage)) - 1) <= $length_by_gt_share AS fits_tonnage,
        CASE WHEN h.kind IN (70, 80) THEN a.ship_type // 10 = h.kind // 10 END AS same_type,
        CASE WHEN len(h.flag_states) > 0 THEN list_contains(h.flag_states, a.flag) END AS same_flag,
        a.name AS sent_name, a.flag AS sent_flag, a.ship_type AS sent_type, a.length_m AS sent_length_m,
        h.length_m AS listed_length_m, h.gross_tonnage, h.vessel_type, array_to_string(h.flag_states, ', ') AS flags
    FROM sent AS a JOIN masked AS h USING (mask)
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
), worded AS (
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
    FROM worded
    -- of several entries for one hull, that which says most; the beginning is the earliest
    QUALIFY row_number() OVER (PARTITION BY vessel_id, imo, hull_imo ORDER BY anomaly, length(fits) DESC, valid_from, listed_name, authority) = 1
), borrowed AS (
    SELECT a.vessel_id, NULL::BIGINT, 'borrowed', min(a.valid_from), format('{} ({})', min(h.name), min(h.source)), a.imo::VARCHAR, NULL
    FROM one_hull_identities AS a JOIN hulls AS h ON h.hull_imo = a.imo AND h.standing = 'victim'
    WHERE a.hours_sent >= $min_sent_h GROUP BY a.vessel_id, a.imo
), other_sizes AS (
    SELECT h.vessel_id, NULL, 'other_size', h.first_sent, format('{:.0f} m ({})', l.length_m, l.authority), format('{:.0f} m', h.length_m), NULL
    FROM imo_holders AS h JOIN hulls AS l ON l.hull_imo = h.imo
    WHERE abs(h.length_m - l.length_m) > greatest($other_size_m, $other_size_share * l.length_m)
)
FROM near_misses UNION ALL FROM borrowed UNION ALL FROM other_sizes
ORDER BY ALL
