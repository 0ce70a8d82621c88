-- Finds:  the particulars each ship of a file sent in each hour, in our units, with the first and last time
-- Writes: particulars_rows
-- Particulars are the same in thousands of messages: equal ones are gathered first (sent.sql) and converted here.
-- SENT_ROWS stands for the gathered rows.
WITH sent AS (
    FROM SENT_ROWS
    WHERE coalesce(name, call_sign, imo, ship_type, destination) IS NOT NULL OR coalesce(length, draught, to_bow, mother_ssvid) > 0
), without_false_sizes AS (
    -- an auxiliary craft (98MIDxxxx) sends its mother's MMSI where others send their size (ITU-R M.1371-5, message 24 part B): a
    -- decoder that does not know makes it metres, at least 95 of them to the bow
    SELECT * REPLACE (
        CASE WHEN belongs THEN coalesce(CASE WHEN is_ship_mmsi(mother_ssvid) THEN mother_ssvid END, CASE WHEN is_ship_mmsi(as_size) THEN as_size END) END AS mother_ssvid,
        CASE WHEN no_size THEN NULL ELSE length END AS length, CASE WHEN no_size THEN NULL ELSE width END AS width,
        CASE WHEN no_size THEN NULL ELSE to_bow END AS to_bow, CASE WHEN no_size THEN NULL ELSE to_stern END AS to_stern,
        CASE WHEN no_size THEN NULL ELSE to_port END AS to_port, CASE WHEN no_size THEN NULL ELSE to_starboard END AS to_starboard)
    FROM (
        SELECT *, kind_of_number(ssvid) = 'craft' AS belongs,
            TRY_CAST(to_bow * 2097152::DOUBLE + to_stern * 4096 + to_port * 64 + to_starboard AS BIGINT) AS as_size,
            coalesce(belongs AND (is_ship_mmsi(as_size) OR greatest(length, to_bow) >= 95), false) AS no_size
        FROM sent)
), numbers AS (
    SELECT ssvid, make_timestamp(hour * 3600000000) AS hour, messages, first_time, last_time, minutes, fields,
        said(name) AS name, said(call_sign) AS call_sign, said(destination) AS destination, said(eta) AS eta,
        TRY_CAST(ltrim(imo, 'IMOimo :.#') AS DOUBLE) AS imo_number,
        TRY_CAST(ship_type AS DOUBLE) AS type_code, ship_type AS type_words,
        length, width, draught, to_bow, to_stern, to_port, to_starboard, mother_ssvid
    FROM without_false_sizes
), measured AS ( -- 0 everywhere means that nobody entered the ship's size
    SELECT * REPLACE (
        coalesce(length, CASE WHEN to_bow + to_stern > 0 THEN to_bow + to_stern END) AS length,
        coalesce(width, CASE WHEN to_port + to_starboard > 0 THEN to_port + to_starboard END) AS width,
        CASE WHEN to_bow + to_stern > 0 AND to_bow BETWEEN 0 AND 511 THEN to_bow END AS to_bow,
        CASE WHEN to_bow + to_stern > 0 AND to_stern BETWEEN 0 AND 511 THEN to_stern END AS to_stern,
        CASE WHEN to_port + to_starboard > 0 AND to_port BETWEEN 0 AND 63 THEN to_port END AS to_port,
        CASE WHEN to_port + to_starboard > 0 AND to_starboard BETWEEN 0 AND 63 THEN to_starboard END AS to_starboard)
    FROM numbers
), understood AS (
    SELECT ssvid, hour, messages, first_time, last_time, minutes, fields, name, call_sign, destination, eta,
        CASE WHEN imo_number BETWEEN 1 AND 9999999 THEN imo_number END::INTEGER AS imo,
        CASE
            WHEN type_code BETWEEN 1 AND 99 THEN type_code
            WHEN type_code IS NULL AND type_words IS NOT NULL THEN ship_type_of(type_words)
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
        CASE WHEN draught > 0 AND draught < 26 THEN draught END::FLOAT AS draught_m,
        to_bow::SMALLINT AS to_bow_m, to_stern::SMALLINT AS to_stern_m,
        to_port::SMALLINT AS to_port_m, to_starboard::SMALLINT AS to_starboard_m, mother_ssvid
    FROM measured
)
SELECT ssvid, name, imo, call_sign, ship_type, length_m, width_m, draught_m, to_bow_m, to_stern_m, to_port_m, to_starboard_m,
    destination, eta, mother_ssvid, hour, min(first_time) AS first_time, max(last_time) AS last_time, sum(messages)::BIGINT AS messages,
    bit_or(minutes) AS minutes, fields AS form
FROM understood
WHERE coalesce(name, call_sign, imo::VARCHAR, ship_type::VARCHAR, length_m::VARCHAR, draught_m::VARCHAR, destination,
    mother_ssvid::VARCHAR) IS NOT NULL
GROUP BY ALL
