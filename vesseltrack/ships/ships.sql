-- Finds:  each ship with the particulars it sent most often, and all the names and IMO numbers it used
-- Writes: ships
-- Let: drifting_kn = 5: what never sends more than this only drifts
-- Let: boat_m = 15: a net marker or buoy sends no length above this
-- Let: near_deg = 0.1: drifting numbers are compared within this of latitude ...
-- Let: near_m = 10000: ... and belong together within this distance
-- Let: least_near = 2: a drifting number without particulars is gear if at least so many others like it are near
WITH numbers AS (
    SELECT ssvid, sum(fixes)::BIGINT AS fixes, min((first_time, first_lat, first_lon)) AS first, max((last_time, last_lat, last_lon, last_sog_kn)) AS last,
        coalesce(max(max_sog_kn) <= $drifting_kn, false) AS drifts,
        CASE WHEN sum(class_b) > sum(class_a) THEN 'B' WHEN sum(class_a) > 0 THEN 'A' END AS ais_class
    FROM number_days WHERE fixes > 0 GROUP BY ssvid
), split AS (
    SELECT vessel_id, ssvid, sum(fixes)::BIGINT AS fixes, min((start_time, start_lat, start_lon)) AS first,
        max((end_time, end_lat, end_lon, end_sog_kn)) AS last
    FROM segments GROUP BY vessel_id, ssvid
), heard AS (
    SELECT coalesce(split.vessel_id, ssvid) AS vessel_id, ssvid, count(*) OVER (PARTITION BY ssvid) AS hulls,
        coalesce(split.fixes, numbers.fixes) AS fixes, coalesce(split.first, numbers.first) AS first,
        coalesce(split.last, numbers.last) AS last, ais_class, drifts
    FROM numbers LEFT JOIN split USING (ssvid)
), sent AS MATERIALIZED (
    SELECT ssvid, name, CASE WHEN is_imo(imo) THEN imo END::VARCHAR AS imo, call_sign, ship_type::VARCHAR AS ship_type, length_m::VARCHAR AS length_m, hour
    FROM particulars
), sets AS MATERIALIZED (
    SELECT ssvid, name, imo, call_sign, ship_type, length_m, count(DISTINCT hour) AS n, count(*) OVER (PARTITION BY ssvid) AS sets_sent
    FROM sent GROUP BY ssvid, name, imo, call_sign, ship_type, length_m
), said AS (
    -- nearly every number sends one set of these: its hours are those of each value; of other numbers they are counted value by value
    UNPIVOT (
        SELECT ssvid, NULL::TIMESTAMP AS hour, n, name, imo, call_sign, ship_type, length_m FROM sets WHERE sets_sent = 1
        UNION ALL
        SELECT ssvid, hour, NULL, name, imo, call_sign, ship_type, length_m FROM sent WHERE ssvid IN (SELECT ssvid FROM sets WHERE sets_sent > 1)
    ) ON name, imo, call_sign, ship_type, length_m INTO NAME what VALUE value
), ranked AS (
    SELECT ssvid, what, value, coalesce(any_value(n), count(DISTINCT hour)) AS n FROM said GROUP BY ssvid, what, value
), most AS (
    SELECT ssvid,
        arg_max(value, (n, value)) FILTER (what = 'name') AS name,
        arg_max(value, (n, value)) FILTER (what = 'imo')::INTEGER AS imo,
        arg_max(value, (n, value)) FILTER (what = 'call_sign') AS call_sign,
        arg_max(value, (n, value)) FILTER (what = 'ship_type')::SMALLINT AS ship_type,
        arg_max(value, (n, value)) FILTER (what = 'length_m')::FLOAT AS length_m,
        list_sort(list(DISTINCT value) FILTER (what = 'name')) AS names,
        list_sort(list(DISTINCT TRY_CAST(value AS INTEGER)) FILTER (what = 'imo')) AS imos,
        2 * sum(n) FILTER (what = 'name' AND is_gear_name(value)) >= sum(n) FILTER (what = 'name') AS gear_name
    FROM ranked GROUP BY ssvid
), mothers AS (
    SELECT ssvid, arg_max(mother_ssvid, (n, mother_ssvid)) AS mother_ssvid
    FROM (SELECT ssvid, mother_ssvid, count(DISTINCT hour) AS n FROM statics WHERE mother_ssvid IS NOT NULL GROUP BY ALL)
    GROUP BY ssvid
), small AS (
    -- numbers that may be a net marker or buoy: not class A, no IMO number, no ship type but fishing (38 and 39 mean none), not longer than a boat
    SELECT heard.vessel_id, ssvid, last, name, call_sign, ship_type, length_m, drifts, coalesce(gear_name, false) AS gear_name
    FROM heard LEFT JOIN most USING (ssvid)
    WHERE ais_class IS DISTINCT FROM 'A' AND imo IS NULL AND NOT coalesce(ship_type BETWEEN 31 AND 89 AND ship_type NOT IN (38, 39), false) AND NOT coalesce(length_m > $boat_m, false)
), nameless AS (
    -- numbers that follow no rule of ITU-R M.585, send no particulars and only drift
    SELECT vessel_id, last[2] AS lat, last[3] AS lon FROM small
    WHERE kind_of_number(ssvid) IS NULL AND ssvid > 0 AND drifts AND coalesce(ship_type, 0) = 0 AND call_sign IS NULL AND length_m IS NULL
        AND NOT coalesce(regexp_matches(name, '[A-Za-z]'), false)
), clusters AS (
    SELECT a.vessel_id FROM nameless AS a JOIN nameless AS b ON a.vessel_id <> b.vessel_id AND abs(a.lat - b.lat) < $near_deg
    WHERE apart_m(a.lat, a.lon, b.lat, b.lon) <= $near_m
    GROUP BY a.vessel_id HAVING count(*) >= $least_near
), gear AS (
    SELECT vessel_id FROM small WHERE gear_name OR kind_of_number(ssvid) = 'gear'
    UNION
    SELECT vessel_id FROM clusters
)
SELECT
    heard.vessel_id, heard.ssvid, hulls,
    CASE WHEN is_ship_mmsi(ssvid) THEN ssvid END::INTEGER AS mmsi,
    ids.id,
    most.name, most.imo, most.call_sign,
    flags.iso3 AS flag,
    most.ship_type,
    heard.vessel_id IN (FROM gear) AS gear,
    kind_of_number(ssvid) AS ssvid_type,
    mothers.mother_ssvid,
    CASE -- AIS ship types, ITU-R M.1371-5 table 53
        WHEN heard.vessel_id IN (FROM gear) THEN 'gear'
        WHEN ship_type BETWEEN 70 AND 79 THEN 'cargo'
        WHEN ship_type BETWEEN 80 AND 89 THEN 'tanker'
        WHEN ship_type BETWEEN 40 AND 49 OR ship_type BETWEEN 60 AND 69 THEN 'passenger'
        WHEN ship_type = 30 THEN 'fishing'
        WHEN ship_type IN (31, 32, 52) THEN 'tug'
        WHEN ship_type = 50 THEN 'pilot'
        WHEN ship_type IN (36, 37) THEN 'pleasure'
        WHEN ship_type IN (33, 34, 35, 51, 53, 54, 55, 58) THEN 'service'
        WHEN ship_type IS NULL OR ship_type < 20 THEN 'unknown'
        ELSE 'other'
    END AS vessel_type,
    most.length_m, heard.ais_class, heard.fixes,
    first[1] AS first_time, first[2] AS first_lat, first[3] AS first_lon,
    last[1] AS last_time, last[2] AS last_lat, last[3] AS last_lon, last[4] AS last_sog_kn,
    coalesce(most.names, []) AS names,
    coalesce(most.imos, []) AS imos
FROM heard
LEFT JOIN most USING (ssvid)
LEFT JOIN ids USING (ssvid)
LEFT JOIN mothers USING (ssvid)
LEFT JOIN flags ON is_ship_mmsi(ssvid) AND flags.mid = ssvid // 1000000
ORDER BY heard.vessel_id
