-- Finds:  who each ship says it is: the particulars it sent most often, and all the names and IMO numbers it used
-- Reads:  fixes, late, pieces, statics, ids, flags
-- Writes: ships
WITH numbers AS (
    SELECT ship AS number, count(*) AS fixes, min((time, lat, lon)) AS first, max((time, lat, lon, sog_kn)) AS last,
        CASE WHEN count_if(class = 'B') > count_if(class = 'A') THEN 'B' WHEN count_if(class = 'A') > 0 THEN 'A' END AS class
    FROM searched_fixes AS f
    WHERE NOT EXISTS (
        FROM late WHERE set_aside AND late.ship = f.ship AND late.time = f.time AND late.lat = f.lat AND late.lon = f.lon)
    GROUP BY ship
), split AS (
    SELECT ship, number, sum(fixes)::BIGINT AS fixes, min((start_time, start_lat, start_lon)) AS first,
        max((end_time, end_lat, end_lon, end_sog_kn)) AS last
    FROM pieces GROUP BY ship, number
), heard AS (
    SELECT coalesce(split.ship, number) AS ship, number, count(*) OVER (PARTITION BY number) AS hulls,
        coalesce(split.fixes, numbers.fixes) AS fixes, coalesce(split.first, numbers.first) AS first,
        coalesce(split.last, numbers.last) AS last, class
    FROM numbers LEFT JOIN split USING (number)
), counted AS (
    UNPIVOT (
        SELECT ship, hour, name, CASE WHEN is_imo(imo) THEN imo END::VARCHAR AS imo, call_sign,
            ship_type::VARCHAR AS ship_type, length_m::VARCHAR AS length_m
        FROM statics
    ) ON name, imo, call_sign, ship_type, length_m INTO NAME what VALUE value
), ranked AS (
    SELECT ship, what, value, count(DISTINCT hour) AS n FROM counted GROUP BY ALL
), most AS (
    SELECT ship,
        arg_max(value, (n, value)) FILTER (what = 'name') AS name,
        arg_max(value, (n, value)) FILTER (what = 'imo')::INTEGER AS imo,
        arg_max(value, (n, value)) FILTER (what = 'call_sign') AS call_sign,
        arg_max(value, (n, value)) FILTER (what = 'ship_type')::SMALLINT AS ship_type,
        arg_max(value, (n, value)) FILTER (what = 'length_m')::FLOAT AS length_m,
        list_sort(list(DISTINCT value) FILTER (what = 'name')) AS names,
        list_sort(list(DISTINCT TRY_CAST(value AS INTEGER)) FILTER (what = 'imo')) AS imos
    FROM ranked GROUP BY ship
)
SELECT
    heard.ship, heard.number, hulls,
    CASE WHEN is_ship_mmsi(number) THEN number END::INTEGER AS mmsi,
    ids.id,
    most.name, most.imo, most.call_sign,
    flags.iso3 AS flag,
    most.ship_type,
    CASE -- AIS ship types, ITU-R M.1371-5 table 53
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
    END AS trade,
    most.length_m, heard.class, heard.fixes,
    first[1] AS first_time, first[2] AS first_lat, first[3] AS first_lon,
    last[1] AS last_time, last[2] AS last_lat, last[3] AS last_lon, last[4] AS last_sog_kn,
    coalesce(most.names, []) AS names,
    coalesce(most.imos, []) AS imos
FROM heard
LEFT JOIN most ON most.ship = number
LEFT JOIN ids ON ids.ship = number
LEFT JOIN flags ON is_ship_mmsi(number) AND flags.mid = number // 1000000
ORDER BY heard.ship
