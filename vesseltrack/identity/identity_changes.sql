-- Finds:  ships that changed their name, size or IMO number, left it out, or send an IMO number whose check digit is wrong
-- Writes: identity_changes
WITH steps AS (
    SELECT *, valid_from AS time, lag(name) OVER past AS name_before, name_key(name) AS key, lag(name_key(name)) OVER past AS key_before, lag(imo) OVER past AS imo_before,
        lag(imo_valid) OVER past AS valid_before, lag(length_m) OVER past AS length_before,
        min(hours_sent) OVER (past ROWS BETWEEN 1 PRECEDING AND CURRENT ROW) AS least_sent_h, count(*) OVER (PARTITION BY ssvid) AS identities_sent
    FROM one_hull_identities
    WINDOW past AS (PARTITION BY ssvid ORDER BY valid_from)
    QUALIFY lag(valid_from) OVER past IS NOT NULL AND identities_sent <= $max_identities
), changes AS (
    SELECT vessel_id, NULL::BIGINT AS other_vessel_id, 'imo_changed' AS anomaly, time, imo_before::VARCHAR AS value_before, imo::VARCHAR AS value_after
    FROM steps WHERE valid_before AND imo_valid AND imo <> imo_before AND least_sent_h >= $min_sent_h
    UNION ALL
    SELECT vessel_id, NULL, 'imo_dropped', time, imo_before::VARCHAR, NULL
    FROM steps WHERE valid_before AND imo IS NULL AND least_sent_h >= $min_sent_h
    UNION ALL
    SELECT vessel_id, NULL, 'name_changed', time, name_before, name
    FROM steps
    WHERE key <> key_before AND least_sent_h >= $min_sent_h
        AND NOT is_cut_from(key, key_before) AND NOT is_cut_from(key_before, key)
        AND levenshtein(upper(name), upper(name_before)) > $misspelt_letters
    UNION ALL
    SELECT vessel_id, NULL, 'size_changed', time, format('{:.0f} m', length_before), format('{:.0f} m', length_m)
    FROM steps
    WHERE imo IS NOT DISTINCT FROM imo_before AND least_sent_h >= $min_sent_h
        AND abs(length_m - length_before) > greatest($other_size_m, $other_size_share * length_before)
), invalid AS (
    SELECT vessel_id, NULL::BIGINT, 'imo_invalid', min(valid_from), NULL, imo::VARCHAR
    FROM one_hull_identities WHERE imo BETWEEN 1000000 AND 9999999 AND NOT imo_valid AND vessel_type IN ('cargo', 'tanker')
    GROUP BY vessel_id, imo HAVING sum(hours_sent) >= $min_sent_h
)
SELECT *, NULL AS evidence FROM (FROM changes UNION ALL FROM invalid)
ORDER BY ALL
