-- Finds:  for each row of a file, what it says in our units, and why it must be refused, if it must; particulars as sent
-- Reads:  source_rows (the file, its columns named by its layout; RAW_FIELDS stands for all its fields)
-- Writes: judged_rows
WITH spelt AS (
    SELECT
        *,
        TRY_CAST(id AS BIGINT) AS number,
        TRY_CAST(status AS DOUBLE) AS status_code
    FROM source_rows
)
SELECT
    CASE
        -- nearly every row: one look, and it is good
        WHEN number BETWEEN 201000000 AND 775999999 AND length(id) = 9
            AND time BETWEEN TIMESTAMP '2000-01-01' AND $latest
            AND lat BETWEEN -90 AND 90 AND lon BETWEEN -180 AND 180 AND lat <> 0
            AND NOT coalesce(contains(name, chr(10)), false) AND NOT coalesce(contains(call_sign, chr(10)), false) THEN NULL
        WHEN id IS NULL OR trim(id) = '' THEN 'no_id'
        WHEN number IS NULL AND (length(id) < 12 OR regexp_full_match(id, '[0-9. +-]+')) THEN 'bad_id'
        WHEN number NOT BETWEEN 1 AND 9999999999 THEN 'bad_id'
        WHEN number IS NOT NULL AND translate(trim(id), '0123456789', '') NOT IN ('', '.') THEN 'bad_id'
        WHEN contains(name, chr(10)) OR contains(call_sign, chr(10)) THEN 'unparsable' -- a stray quote swallowed lines
        WHEN number < 10000000 OR number BETWEEN 111000000 AND 111999999
            OR number BETWEEN 970000000 AND 979999999 OR number BETWEEN 990000000 AND 999999999 THEN 'not_a_ship'
        WHEN time IS NULL THEN 'no_time'
        WHEN time < TIMESTAMP '2000-01-01' THEN 'before_2000'
        WHEN time > $latest THEN 'in_future'
        WHEN lat IS NULL OR lon IS NULL OR isnan(lat) OR isnan(lon) THEN 'no_position'
        WHEN lat = 91 OR lon = 181 OR (lat = 0 AND lon = 0) THEN 'no_position'
        WHEN abs(lat) > 90 OR abs(lon) > 180 THEN 'out_of_range'
    END AS reason,
    CASE WHEN reason IS NOT NULL THEN concat_ws(',', RAW_FIELDS) END AS raw,
    CASE WHEN reason IS NULL THEN coalesce(number, text_key(trim(id))) END AS ship,
    CASE WHEN number IS NULL THEN trim(id) END AS text_id,
    time,
    lat,
    CASE WHEN lon = 180 THEN -180 ELSE lon END AS lon,
    CASE WHEN sog BETWEEN 0 AND 102.2 THEN sog END::FLOAT AS sog_kn,
    CASE WHEN cog >= 0 AND cog < 360 THEN cog END::FLOAT AS cog_deg,
    CASE WHEN heading >= 0 AND heading < 360 THEN heading END::SMALLINT AS heading_deg,
    CASE
        WHEN status_code BETWEEN 0 AND 15 THEN status_code
        WHEN status IS NOT NULL THEN list_position(
            ['under way using engine', 'at anchor', 'not under command', 'restricted maneuverability',
             'constrained by her draught', 'moored', 'aground', 'engaged in fishing', 'under way sailing'],
            replace(replace(lower(status), 'underway', 'under way'), 'engines', 'engine')) - 1
    END::TINYINT AS status,
    CASE WHEN class IN ('A', 'a') THEN 'A' WHEN class IN ('B', 'b') THEN 'B' END AS class,
    name, imo, call_sign, ship_type, length, width, draught
FROM spelt
