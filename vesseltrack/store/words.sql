-- The words every step may use. They are loaded into each connection, and never written to the file.

CREATE OR REPLACE TEMP MACRO degrees_apart(lon_1, lon_2) AS ((lon_2 - lon_1 + 540) % 360) - 180;
CREATE OR REPLACE TEMP MACRO wrapped(lon) AS ((lon + 540) % 360) - 180;

-- Great-circle distance in metres on a sphere of the WGS 84 mean radius (haversine). Null where a place is unknown:
-- least() would pass over the null and answer half the circumference of the earth.
CREATE OR REPLACE TEMP MACRO half_chord(lat_1, lon_1, lat_2, lon_2) AS sqrt(
    pow(sin(radians(lat_2 - lat_1) / 2), 2)
    + cos(radians(lat_1)) * cos(radians(lat_2)) * pow(sin(radians(lon_2 - lon_1) / 2), 2));
CREATE OR REPLACE TEMP MACRO apart_m(lat_1, lon_1, lat_2, lon_2) AS
    2 * 6371008.8 * asin(CASE WHEN half_chord(lat_1, lon_1, lat_2, lon_2) > 1 THEN 1
                              ELSE half_chord(lat_1, lon_1, lat_2, lon_2) END);

CREATE OR REPLACE TEMP MACRO knots(metres, seconds) AS metres / 1852 / (seconds / 3600);
CREATE OR REPLACE TEMP MACRO hours_between(a, b) AS date_diff('millisecond', a, b) / 3600000;

-- A mark is a tenth minute of the clock: the grid on which ships are compared.
CREATE OR REPLACE TEMP MACRO mark_before(t) AS epoch_us(t) // 600000000;
CREATE OR REPLACE TEMP MACRO mark_from(t) AS (epoch_us(t) + 599999999) // 600000000;
CREATE OR REPLACE TEMP MACRO mark_time(mark) AS make_timestamp(mark * 600000000);

-- A place is a cell of 0.01 degrees, numbered from the south pole at the antimeridian.
CREATE OR REPLACE TEMP MACRO place_of(lat, lon) AS
    floor((lat + 90) * 100)::BIGINT * 36000 + floor((wrapped(lon) + 180) * 100)::BIGINT;

-- IMO ship numbers: sum of the first six digits times 7..2 ends in the seventh (IMO Res. A.1117(30)).
CREATE OR REPLACE TEMP MACRO is_imo(n) AS coalesce(n BETWEEN 1000000 AND 9999999 AND n <> 1234567 AND
    (n // 1000000 * 7 + n // 100000 % 10 * 6 + n // 10000 % 10 * 5
     + n // 1000 % 10 * 4 + n // 100 % 10 * 3 + n // 10 % 10 * 2) % 10 = n % 10, false);

-- A number of a ship station: MID 201 to 775 in front (ITU-R M.585). Others are kept apart, not lost.
CREATE OR REPLACE TEMP MACRO is_ship_mmsi(n) AS coalesce(n BETWEEN 201000000 AND 775999999, false);

-- The key of a ship with an enciphered (text) id: a number below zero, the same in every store.
CREATE OR REPLACE TEMP MACRO text_key(id) AS -(('0x' || left(md5(id), 15))::BIGINT);

-- The same event has the same name for ever: its kind, its ships and its start.
CREATE OR REPLACE TEMP MACRO event_name(kind, ships, start_time) AS
    kind || '-' || array_to_string(ships, '-') || '-' || strftime(start_time, '%Y%m%dT%H%M%SZ');

-- What a ship's name comes to when spelling is set aside: its letters, and its numbers, which must be equal.
-- M/V LADY R = LADY R; RYE SONG GANG NO.1 = RYE SONG GANG 1; SAM JONG 1 <> SAM JONG 2.
CREATE OR REPLACE TEMP MACRO plain_name(name) AS
    regexp_replace(regexp_replace(upper(strip_accents(name)),
        '^\s*(M/V|M\.V\.|MV|M/T|M\.T\.|MT)\s+', ''), '\bNO\.?\s*(\d)', '\1', 'g');
CREATE OR REPLACE TEMP MACRO name_key(name) AS
    nullif(regexp_replace(plain_name(name), '[^A-Z]', '', 'g'), '')
    || '#' || array_to_string(regexp_extract_all(regexp_replace(plain_name(name), '\b0+(\d)', '\1', 'g'), '\d+'), '#');

-- A ship's trade in words.
CREATE OR REPLACE TEMP MACRO a_ship(trade) AS CASE trade
    WHEN 'cargo' THEN 'a cargo ship' WHEN 'tanker' THEN 'a tanker' WHEN 'passenger' THEN 'a passenger ship'
    WHEN 'fishing' THEN 'a fishing boat' WHEN 'tug' THEN 'a tug' WHEN 'pilot' THEN 'a pilot boat'
    WHEN 'pleasure' THEN 'a pleasure craft' WHEN 'service' THEN 'a service craft'
    WHEN 'other' THEN 'a ship of another kind' ELSE 'a ship of unknown kind' END;

-- A time as text in UTC: what bears an offset, such as +09:00, is brought home; what bears none is UTC.
CREATE OR REPLACE TEMP MACRO utc_time(said) AS CASE
    WHEN length(said) > 19 AND substr(said, -6, 1) IN ('+', '-') AND substr(said, -3, 1) = ':' THEN
        TRY_CAST(left(said, -6) AS TIMESTAMP)
        - to_minutes((substr(said, -6, 1) || '1')::INTEGER
            * (TRY_CAST(substr(said, -5, 2) AS INTEGER) * 60 + TRY_CAST(right(said, 2) AS INTEGER)))
    ELSE TRY_CAST(said AS TIMESTAMP) END;
