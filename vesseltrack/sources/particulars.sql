-- Finds:  what each ship of a file said of itself in each hour, in our units
-- Reads:  judged_rows
-- Writes: statics
-- Particulars are the same in thousands of messages: they are gathered first and understood afterwards.
WITH sent AS (
    SELECT ship, date_trunc('hour', time) AS hour, name, imo, call_sign, ship_type, length, width, draught, count(*) AS messages
    FROM judged_rows
    WHERE reason IS NULL
    GROUP BY ALL
), numbers AS (
    SELECT ship, hour, messages,
        nullif(trim(replace(name, '@', ' ')), '') AS name,
        nullif(trim(replace(call_sign, '@', ' ')), '') AS call_sign,
        TRY_CAST(ltrim(imo, 'IMOimo ') AS DOUBLE) AS imo_number,
        TRY_CAST(ship_type AS DOUBLE) AS type_code,
        TRY_CAST(length AS DOUBLE) AS length, TRY_CAST(width AS DOUBLE) AS width, TRY_CAST(draught AS DOUBLE) AS draught
    FROM sent
), understood AS (
    SELECT ship, hour, messages, name, call_sign,
        CASE WHEN imo_number BETWEEN 1 AND 9999999 THEN imo_number END::INTEGER AS imo,
        CASE
            WHEN type_code BETWEEN 1 AND 99 THEN type_code
            -- NOAA's codes of the US Coast Guard's own register, 1001-1025 (VesselTypeCodes2018)
            WHEN type_code IN (1001, 1002) THEN 30
            WHEN type_code IN (1003, 1004, 1016) THEN 70
            WHEN type_code IN (1017, 1023, 1024) THEN 80
            WHEN type_code BETWEEN 1012 AND 1015 THEN 60
            WHEN type_code = 1019 THEN 37
            WHEN type_code = 1025 THEN 31
            WHEN type_code BETWEEN 1001 AND 1025 THEN 90
        END::SMALLINT AS ship_type,
        CASE WHEN length > 0 AND length < 1023 THEN length END::FLOAT AS length_m,
        CASE WHEN width > 0 AND width < 127 THEN width END::FLOAT AS width_m,
        CASE WHEN draught > 0 AND draught < 26 THEN draught END::FLOAT AS draught_m
    FROM numbers
)
SELECT ship, name, imo, call_sign, ship_type, length_m, width_m, draught_m, hour, sum(messages)::BIGINT AS messages
FROM understood
WHERE coalesce(name, call_sign, imo::VARCHAR, ship_type::VARCHAR, length_m::VARCHAR, draught_m::VARCHAR) IS NOT NULL
GROUP BY ALL
ORDER BY ALL
