-- Finds:  which list entry names which ship, in tiers, with the evidence: never an MMSI alone, never a name alone
-- Writes: matches
-- sure: the IMO number. probable: MMSI or call sign, and a second support. check: the name with all its numbers, or one that looks
-- like it, and a second support, or a contradiction a person must look at. review: a name merely like it (only when asked for).
-- Each identity of a ship (its particulars during one interval) is compared by itself: what it sent at another time is no support.
-- A valid IMO number that the entry lacks rules out a match by name. An entry delisted and listed again has a row for each time.
-- Let: rare_sent_parts = 10: an IMO number sent in fewer than one in so many of the hours with one may be an error: tier check
-- Let: same_length_m = 3: lengths agree if they differ by no more than this ...
-- Let: same_length_share = 0.03: ... or than this share of the listed length
-- Let: cut_letters = 19: a name of at least so many letters may have been cut off: AIS has room for twenty
-- Let: begin_letters = 12: such names are compared where so many first letters of their keys agree
-- Let: least_shape_letters = 4: shorter names are not compared by what their letters look like
WITH entries AS (
    SELECT row_number() OVER (ORDER BY list, entry, first_seen, part, version_of) AS line, *,
        list_distinct(list_transform(list_prepend(name, other_names), lambda n: name_key(n))) AS keys,
        list_filter(list_distinct(list_transform(list_prepend(name, other_names), lambda n: name_shape(n))),
            lambda s: length(s) >= $least_shape_letters) AS shapes,
        list_distinct(list_transform(false_names, lambda n: name_key(n))) AS false_keys
    FROM (SELECT *, md5(ROW(authority, name, source, listed_from)::VARCHAR) AS version_of FROM listed)
    WHERE standing <> 'victim'
), known AS MATERIALIZED (
    SELECT row_number() OVER (ORDER BY ssvid, valid_from, name) AS id, *, name_key(name) AS key, name_shape(name) AS shape
    FROM identities
), sent AS (
    -- IMO numbers are typed by crews and garbled by noise: the evidence says in how many hours each was sent
    SELECT ssvid, imo AS sent_imo, count(DISTINCT hour) AS hours, min(first_time) AS valid_from, max(last_time) AS valid_to,
        sum(count(DISTINCT hour)) OVER (PARTITION BY ssvid) AS of_hours
    FROM statics WHERE is_imo(imo) GROUP BY ssvid, imo
), by_imo AS (
    SELECT ssvid, line, valid_from, valid_to,
        CASE WHEN hours >= of_hours / $rare_sent_parts AND sent_imo = e.hull_imo THEN 'sure' ELSE 'check' END AS tier,
        'IMO ' || sent_imo || CASE WHEN sent_imo = e.hull_imo THEN ' sent by the ship'
            ELSE ' sent by the ship, a number this one has falsely used' END || CASE WHEN hours = of_hours THEN ''
            ELSE format(' in {} of {} hours, another in the others', hours, of_hours) END AS evidence
    FROM sent JOIN (
        SELECT *, unnest(imos) AS any_imo, any_imo AS hull_imo FROM entries
        UNION ALL SELECT *, unnest(false_imos), NULL FROM entries
    ) AS e ON any_imo = sent_imo
), candidates AS (
    SELECT known.id, line FROM known JOIN (SELECT line, unnest(mmsis) AS mmsi FROM entries) USING (mmsi)
    UNION SELECT known.id, line FROM known JOIN (SELECT line, unnest(false_mmsis) AS mmsi FROM entries) USING (mmsi)
    UNION SELECT known.id, line FROM known JOIN (SELECT line, unnest(call_signs) AS call_sign FROM entries) USING (call_sign)
    UNION SELECT known.id, line FROM known JOIN (SELECT line, unnest(list_concat(keys, false_keys)) AS key FROM entries) USING (key)
    UNION SELECT known.id, line FROM known JOIN (SELECT line, unnest(shapes) AS shape FROM entries) USING (shape)
    UNION SELECT known.id, line
    -- a name of twenty letters was cut off there
    FROM known JOIN (SELECT line, unnest(keys) AS listed_key FROM entries)
        ON length(name) >= $cut_letters AND left(key, $begin_letters) = left(listed_key, $begin_letters) AND is_cut_from(key, listed_key)
), compared AS (
    SELECT k.ssvid, k.valid_from, k.valid_to, k.imo AS sent_imo, e.*,
        coalesce(list_contains(e.mmsis, k.mmsi), false) AS same_mmsi,
        coalesce(list_contains(e.call_signs, k.call_sign), false) AS same_call,
        coalesce(list_contains(e.keys, k.key)
            OR (length(k.name) >= $cut_letters AND len(list_filter(e.keys, lambda x: is_cut_from(k.key, x))) > 0), false) AS same_name,
        NOT same_name AND coalesce(list_contains(e.shapes, k.shape), false) AS like_name,
        coalesce(list_contains(e.false_mmsis, k.mmsi), false) AS false_mmsi,
        coalesce(list_contains(e.false_keys, k.key), false) AS false_name,
        coalesce(list_contains(e.flag_states, k.flag), false) AS same_flag,
        coalesce(abs(e.length_m - k.length_m) <= greatest($same_length_m, e.length_m * $same_length_share), false) AS same_length,
        k.imo_valid AND len(e.imos) > 0 AND NOT list_contains(e.imos, k.imo) AND NOT list_contains(e.false_imos, k.imo) AS other_imo,
        NOT k.imo_valid AND len(list_filter(e.imos, lambda n: is_near_number(n, k.imo))) > 0 AS near_imo,
        k.mmsi AS sent_mmsi, k.call_sign AS sent_call, k.name AS sent_name, k.flag AS sent_flag, k.length_m AS sent_length_m
    FROM candidates JOIN known AS k USING (id) JOIN entries AS e USING (line)
    WHERE NOT (k.imo_valid AND coalesce(list_contains(e.imos, k.imo), false))
), tiered AS (
    SELECT *, CASE
        WHEN (same_mmsi AND (same_name OR like_name OR same_call OR same_length))
            OR (same_call AND (same_name OR like_name OR (same_flag AND same_length)))
            THEN CASE WHEN other_imo THEN 'check' ELSE 'probable' END
        WHEN other_imo THEN NULL
        WHEN (same_name OR like_name) AND (same_flag OR same_length OR near_imo) THEN 'check'
        WHEN false_mmsi AND (same_name OR false_name) OR false_name AND same_flag THEN 'check'
        END AS tier
    FROM compared
), by_particulars AS (
    SELECT *, array_to_string(list_filter([
            CASE WHEN same_mmsi THEN 'MMSI ' || sent_mmsi END,
            CASE WHEN same_call THEN 'call sign ' || sent_call END,
            CASE WHEN same_name THEN 'the name ' || sent_name END,
            CASE WHEN like_name THEN format('the name {}, in letters that look like {}', sent_name, name) END,
            CASE WHEN near_imo THEN format('IMO {}, a digit or two from {}', sent_imo, array_to_string(imos, ', ')) END,
            CASE WHEN false_mmsi THEN 'MMSI ' || sent_mmsi || ', which this one has falsely used' END,
            CASE WHEN false_name THEN 'the name ' || sent_name || ', which this one has falsely used' END,
            CASE WHEN same_flag AND NOT same_mmsi THEN 'the flag ' || sent_flag END,
            CASE WHEN same_length THEN format('the length {:.0f} m', sent_length_m) END
        ], lambda x: x IS NOT NULL), ', ')
        || CASE WHEN other_imo THEN format('; yet it sends IMO {}, and the list has {}', sent_imo, array_to_string(imos, ', '))
                WHEN NOT (same_mmsi OR same_call) THEN ': no number agrees' ELSE '' END
        || coalesce('; against it: ' || nullif(array_to_string(list_filter([
            CASE WHEN NOT same_flag AND len(flag_states) > 0 THEN format('the flag {} (the list has {})', sent_flag,
                array_to_string(flag_states, ', ')) END,
            CASE WHEN NOT same_length THEN format('the length {:.0f} m (the list has {:.0f} m)', sent_length_m, length_m) END
        ], lambda x: x IS NOT NULL), ', '), ''), '') AS evidence
    FROM tiered WHERE tier IS NOT NULL
), found AS (
    SELECT ssvid, tier, evidence, valid_from, valid_to, line FROM by_imo
    UNION ALL SELECT ssvid, tier, evidence, valid_from, valid_to, line FROM by_particulars
    UNION ALL SELECT ssvid, 'review', format('the name {} is {:.0f} % like {}', sent_name, likeness, listed_name),
        valid_from, valid_to, line
    FROM lookalikes JOIN entries USING (list, entry)
)
SELECT
    ships.vessel_id, list, entry,
    CASE WHEN tier = 'sure' AND hulls > 1 THEN 'probable' ELSE tier END AS tier,
    evidence || CASE WHEN hulls > 1 THEN format('; {} ships send under this number', hulls) ELSE '' END AS evidence,
    valid_from, valid_to,
    e.authority, e.standing, e.programme, e.name AS listed_name, e.listed_from, e.listed_to, e.source
FROM found JOIN entries AS e USING (line) JOIN ships USING (ssvid)
QUALIFY row_number() OVER (
    PARTITION BY ships.vessel_id, line
    ORDER BY array_position(['sure', 'probable', 'check', 'review'], tier), valid_to DESC, evidence) = 1
ORDER BY ships.vessel_id, list, entry, e.listed_from NULLS FIRST, e.listed_to NULLS LAST, e.source
