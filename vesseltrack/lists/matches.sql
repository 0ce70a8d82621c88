-- Finds:  which list entry names which ship, and what ties them: never an MMSI alone, never a name alone
-- Reads:  ships, statics, listed, flags
-- Writes: matches
WITH entries AS (
    SELECT *, list_transform(list_prepend(name, other_names), lambda n: name_key(n)) AS keys
    FROM listed
    WHERE standing <> 'victim' AND listed_to IS NULL
), known AS (
    SELECT ships.*, flags.country, list_transform(names, lambda n: name_key(n)) AS keys
    FROM ships LEFT JOIN flags ON ships.mmsi // 1000000 = flags.mid
), sent AS (
    -- Crews type IMO numbers and noise garbles them: how often it was sent belongs to the evidence.
    SELECT ship, imo AS sent_imo, count(DISTINCT hour) AS hours, sum(count(DISTINCT hour)) OVER (PARTITION BY ship) AS of_hours
    FROM statics WHERE is_imo(imo) GROUP BY ship, imo
), by_imo AS (
    SELECT sent.ship, e.*,
        CASE WHEN hours >= of_hours / 10 THEN 'sure' ELSE 'check' END AS tier,
        'IMO ' || e.imo || ' sent by the ship' || CASE WHEN hours = of_hours THEN ''
            ELSE format(' in {} of {} hours, another in the others', hours, of_hours) END AS evidence
    FROM sent JOIN entries AS e ON e.imo = sent.sent_imo
), by_number AS (
    SELECT s.ship, e.*,
        CASE WHEN e.imo IS NULL OR len(s.imos) = 0 THEN 'probable' ELSE 'check' END AS tier,
        CASE WHEN e.mmsi = s.mmsi THEN 'MMSI ' || e.mmsi ELSE 'call sign ' || e.call_sign END
            || ' and a name of ' || e.name
            || CASE WHEN e.imo IS NULL OR len(s.imos) = 0 THEN '' ELSE ', yet it sends another IMO number' END AS evidence
    FROM known AS s JOIN entries AS e
        ON (e.mmsi = s.mmsi OR e.call_sign = s.call_sign) AND list_has_any(e.keys, s.keys)
    WHERE NOT coalesce(list_contains(s.imos, e.imo), false)
), by_name AS (
    SELECT s.ship, e.*, 'check' AS tier,
        'the name ' || e.name || ' and the flag ' || e.flag || ': no number agrees' AS evidence
    FROM known AS s JOIN entries AS e ON list_has_any(e.keys, s.keys) AND e.flag = s.country
    -- Two ships may bear one name: different IMO numbers veto a match by name.
    WHERE e.imo IS NULL OR len(s.imos) = 0
), found AS (
    SELECT * FROM by_imo UNION ALL BY NAME SELECT * FROM by_number UNION ALL BY NAME SELECT * FROM by_name
)
SELECT ship, list, entry, tier, evidence, authority, standing, programme, name AS listed_name, listed_from, source
FROM found
QUALIFY row_number() OVER (
    PARTITION BY ship, list, entry ORDER BY array_position(['sure', 'probable', 'check'], tier), evidence) = 1
ORDER BY ship, list, entry
