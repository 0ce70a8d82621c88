-- Macros that reading files needs; steps may use them, too. They are loaded into each connection, and never written to the file.

-- Great-circle distance in metres on a sphere of the WGS 84 mean radius (haversine). Null where a place is unknown:
-- least() would pass over the null and answer half the circumference of the earth.
CREATE OR REPLACE TEMP MACRO half_chord(lat_1, lon_1, lat_2, lon_2) AS sqrt(
    pow(sin(radians(lat_2 - lat_1) / 2), 2)
    + cos(radians(lat_1)) * cos(radians(lat_2)) * pow(sin(radians(lon_2 - lon_1) / 2), 2));
CREATE OR REPLACE TEMP MACRO apart_m(lat_1, lon_1, lat_2, lon_2) AS
    CASE WHEN lat_1 + lon_1 + lat_2 + lon_2 IS NOT NULL THEN 2 * 6371008.8 * asin(least(1, half_chord(lat_1, lon_1, lat_2, lon_2))) END;

CREATE OR REPLACE TEMP MACRO knots(metres, seconds) AS metres / 1852 / (seconds / 3600);
CREATE OR REPLACE TEMP MACRO hours_between(a, b) AS date_diff('millisecond', a, b) / 3600000;

-- A number, or the limit that it is beyond.
CREATE OR REPLACE TEMP MACRO within(low, high, x) AS CASE WHEN x < low THEN low WHEN x > high THEN high ELSE x END;

-- A number of a ship station: MID 201 to 775 in front (ITU-R M.585). Others are kept apart, not lost.
CREATE OR REPLACE TEMP MACRO is_ship_mmsi(n) AS coalesce(n BETWEEN 201000000 AND 775999999, false);

-- What sends under a number, by ITU-R M.585-9 (2022): ship MIDxxxxxx, coast station 00MIDxxxx, group 0MIDxxxxx, aircraft in search
-- and rescue 111MIDxxx, handheld radio 8MIDxxxxx, beacon 970 (SART), 972 (man overboard) and 974 (EPIRB), gear 979 (AMRD group B),
-- craft 98MIDxxxx of a mother ship, aid to navigation 99MIDxxxx; a MID is 201 to 775. Null where no rule covers the number.
CREATE OR REPLACE TEMP MACRO kind_of_number(n) AS CASE
    WHEN n BETWEEN 201000000 AND 775999999 THEN 'ship' WHEN n BETWEEN 2010000 AND 7759999 THEN 'coast'
    WHEN n BETWEEN 20100000 AND 77599999 THEN 'group' WHEN n BETWEEN 111201000 AND 111775999 THEN 'sar_aircraft'
    WHEN n BETWEEN 820100000 AND 877599999 THEN 'handheld' WHEN n // 1000000 IN (970, 972, 974) THEN 'distress_beacon'
    WHEN n // 1000000 = 979 THEN 'gear' WHEN n BETWEEN 982010000 AND 987759999 THEN 'craft'
    WHEN n BETWEEN 992010000 AND 997759999 THEN 'aid_to_navigation' END;

-- The same as the kind of a station, where the number alone says that it is no ship.
CREATE OR REPLACE TEMP MACRO station_by_number(n) AS CASE kind_of_number(n)
    WHEN 'coast' THEN 'base_station' WHEN 'sar_aircraft' THEN 'sar_aircraft' WHEN 'distress_beacon' THEN 'distress_beacon'
    WHEN 'aid_to_navigation' THEN 'aid_to_navigation' END;

-- The key of a ship with an enciphered (text) id: a number below zero, the same in every store.
CREATE OR REPLACE TEMP MACRO text_key(id) AS -(('0x' || left(md5(id), 15))::BIGINT);

-- A count as a number; nothing where a spreadsheet has rounded it (1.79505E+09 may be an hour and a half off).
CREATE OR REPLACE TEMP MACRO exact_count(n) AS CASE
    WHEN typeof(n) <> 'VARCHAR' OR NOT (contains(n::VARCHAR, 'E') OR contains(n::VARCHAR, 'e'))
        OR regexp_full_match(n::VARCHAR, '\s*\d[.]\d{9,}[eE][+]?\d+\s*') THEN TRY_CAST(n AS DOUBLE) END;

-- A count since 1970 as a time, its unit by its size: seconds to nanoseconds of the years 2000 to 2100. Anything else is no time.
CREATE OR REPLACE TEMP MACRO epoch_time(n) AS CASE
    WHEN n >= 946684800 AND n < 4102444800 THEN make_timestamp(round(n * 1000000)::BIGINT)
    WHEN n >= 946684800e3 AND n < 4102444800e3 THEN make_timestamp(round(n * 1000)::BIGINT)
    WHEN n >= 946684800e6 AND n < 4102444800e6 THEN make_timestamp(round(n)::BIGINT)
    WHEN n >= 946684800e9 AND n < 4102444800e9 THEN make_timestamp(floor(n / 1000)::BIGINT) END;

-- A time as text in UTC: what bears an offset, such as +09, +09:00 or +0900, is brought home; what bears none, Z, UTC or GMT is UTC.
-- With signs between its numbers (ISO 8601, also with slashes or points) or without (20261116T000005Z); a count since 1970 by its size.
-- What follows the microseconds is dropped. A date alone is no time, and neither is what has anything else after the clock (PM, KST).
CREATE OR REPLACE TEMP MACRO time_parts(said) AS regexp_extract(trim(said),
    '(?i)^(?:(\d{4}[-/.]\d\d?[-/.]\d\d?)[T ]\s*(\d\d?:\d\d(?::\d\d(?:[.,]\d+)?)?)|((?:19|20)\d{6})[T _]?(\d{4}(?:\d\d(?:[.,]\d+)?)?))'
    || '\s*(?:Z|UTC|GMT|([+-]\d\d):?(\d\d)?)?(?: ?(?:UTC|GMT))?$',
    ['day', 'clock', 'bare_day', 'bare_clock', 'hours', 'minutes']);
CREATE OR REPLACE TEMP MACRO offset_of(parts) AS to_minutes(coalesce(TRY_CAST(left(parts.hours, 1) || '1' AS INTEGER)
    * (TRY_CAST(right(parts.hours, 2) AS INTEGER) * 60 + coalesce(TRY_CAST(parts.minutes AS INTEGER), 0)), 0));
CREATE OR REPLACE TEMP MACRO clock_of(parts) AS TRY_CAST(CASE
    WHEN parts.day <> '' THEN translate(parts.day, '/.', '--') || ' ' || replace(parts.clock, ',', '.')
    ELSE left(parts.bare_day, 4) || '-' || substr(parts.bare_day, 5, 2) || '-' || right(parts.bare_day, 2) || ' '
        || left(parts.bare_clock, 2) || ':' || substr(parts.bare_clock, 3, 2)
        || CASE WHEN length(parts.bare_clock) > 4 THEN ':' || replace(substr(parts.bare_clock, 5), ',', '.') ELSE '' END
    END AS TIMESTAMP);
CREATE OR REPLACE TEMP MACRO utc_time(said) AS CASE
    WHEN length(said) = 19 AND substr(said, 17, 1) = ':' AND substr(said, 5, 1) <> '.' THEN TRY_CAST(said AS TIMESTAMP)
    WHEN concat(time_parts(said).day, time_parts(said).bare_day) = '' THEN epoch_time(exact_count(said))
    WHEN abs(coalesce(TRY_CAST(time_parts(said).hours AS INTEGER), 0)) <= 14 THEN
        clock_of(time_parts(said)) - offset_of(time_parts(said)) END;
CREATE OR REPLACE TEMP MACRO bears_zone(said) AS
    NOT (length(said) = 19 AND substr(said, 17, 1) = ':')
    AND regexp_matches(trim(said), '(?i)\d\s*(Z|UTC|GMT)$|(:\d\d(\.\d+)?|[T ]\d{4,6})\s*[+-]\d\d(:?\d\d)?(?: ?(UTC|GMT))?$');

-- Degrees as text: with the hemisphere's letter before or behind, in degrees, in degrees and minutes, or with seconds; nothing
-- where a letter of the others' stands in it (a pattern: E and W in a latitude).
CREATE OR REPLACE TEMP MACRO degree_parts(said) AS regexp_extract(upper(trim(replace(said, ',', '.'))),
    '^([NSEW])?\s*([+-])?\s*(\d{1,3}(?:\.\d+)?)\s*(?:[°º:*\s-]\s*(\d{1,2}(?:\.\d+)?)\s*[''′’:\s]?\s*(?:(\d{1,2}(?:\.\d+)?)\s*["″”]?)?)?[°º''′’"″]*\s*([NSEW])?$',
    ['before', 'sign', 'degrees', 'minutes', 'seconds', 'behind']);
CREATE OR REPLACE TEMP MACRO degrees_in(parts) AS
    CASE WHEN concat(parts.before, parts.behind) IN ('S', 'W') OR parts.sign = '-' THEN -1 ELSE 1 END
    * CASE WHEN coalesce(TRY_CAST(parts.minutes AS DOUBLE), 0) < 60 AND coalesce(TRY_CAST(parts.seconds AS DOUBLE), 0) < 60 THEN
        TRY_CAST(parts.degrees AS DOUBLE) + coalesce(TRY_CAST(parts.minutes AS DOUBLE), 0) / 60
        + coalesce(TRY_CAST(parts.seconds AS DOUBLE), 0) / 3600 END;
CREATE OR REPLACE TEMP MACRO degrees_of(said, others) AS coalesce(TRY_CAST(said AS DOUBLE),
    CASE WHEN NOT regexp_matches(said, others) THEN degrees_in(degree_parts(said)) END);

-- A number whose hemisphere stands in a column of its own; nothing where that says neither.
CREATE OR REPLACE TEMP MACRO in_hemisphere(n, letter) AS CASE
    WHEN upper(trim(letter)) IN ('N', 'E', 'NORTH', 'EAST') THEN abs(n)
    WHEN upper(trim(letter)) IN ('S', 'W', 'SOUTH', 'WEST') THEN -abs(n) END;
-- Degrees and minutes in one number, as in NMEA: 3506.5 is 35 degrees and 6.5 minutes.
CREATE OR REPLACE TEMP MACRO from_minutes(n) AS
    CASE WHEN abs(n) % 100 < 60 THEN sign(n) * (floor(abs(n) / 100) + (abs(n) % 100) / 60) END;

-- A number as text, with a decimal point or comma, and one of some units behind it or none.
CREATE OR REPLACE TEMP MACRO number_of(said, units) AS coalesce(TRY_CAST(said AS DOUBLE), TRY_CAST(replace(regexp_extract(trim(said),
    '(?i)^([+-]?\d+(?:[.,]\d+)?)\s*(?:' || units || ')\.?$', 1), ',', '.') AS DOUBLE));

-- Text a transponder sends: @ ends it or fills it, blanks around it mean nothing. What files write for nothing is nothing.
CREATE OR REPLACE TEMP MACRO says_nothing(word) AS word IN (
    '', 'NA', 'N/A', 'NULL', 'None', 'none', 'nan', 'NaN', 'undefined', 'Undefined', 'Unknown', 'unknown', '\N');
CREATE OR REPLACE TEMP MACRO said(sent) AS CASE WHEN NOT says_nothing(trim(replace(sent, '@', ' '))) THEN trim(replace(sent, '@', ' ')) END;

-- AIS's own indicator of the rate of turn, as degrees a minute: 4.733 times the root; 127 says only "fast" (ITU-R M.1371).
CREATE OR REPLACE TEMP MACRO turn_from_indicator(sent) AS
    CASE WHEN abs(sent) < 127 THEN sign(sent) * pow(sent / 4.733, 2) END;

-- A transponder's class in words; nothing where they are not of a class.
CREATE OR REPLACE TEMP MACRO class_of(words) AS CASE
    WHEN words IN ('A', 'a', 'Class A', 'dynamic_classA') THEN 'A' WHEN words IN ('B', 'b', 'Class B', 'dynamic_classB') THEN 'B'
    WHEN words IS NOT NULL THEN upper(nullif(regexp_extract(trim(words), '(?i)^(?:.*class[ _-]?)?([AB])$', 1), '')) END;

-- Who received a message, as its file names it; nothing where the word is of another thing (Spire's "dynamic": of no one source).
CREATE OR REPLACE TEMP MACRO source_of(sent) AS CASE WHEN sent IS NULL OR sent ILIKE 'dynamic%' THEN NULL
    -- most names are printable and short: nothing in them is to be replaced
    WHEN regexp_full_match(sent, '[!-?A-~]([ -?A-~]{0,58}[!-?A-~])?') THEN CASE WHEN NOT says_nothing(sent) THEN sent END
    ELSE left(nullif(trim(regexp_replace(said(sent), '[\x00-\x1F\x7F]', ' ', 'g')), ''), 60) END;
-- Whether the name of a source says that it is a satellite or stands on shore.
CREATE OR REPLACE TEMP MACRO collection_type_of(source) AS CASE
    WHEN regexp_matches(source, '(?i)^(sat|s[-_ ]?ais|ais[-_ ]?s)$|satellite') THEN 'satellite'
    WHEN regexp_matches(source, '(?i)^(terr?|t[-_ ]?ais|ais[-_ ]?t|shore|coast(al)?)$|terrestrial') THEN 'shore' END;

-- A navigational status in words, as its code 0-15.
CREATE OR REPLACE TEMP MACRO status_of(words) AS CASE
    WHEN words ILIKE 'under%way%engine%' THEN 0 WHEN words ILIKE 'at anchor%' THEN 1
    WHEN words ILIKE 'not under command%' THEN 2 WHEN words ILIKE 'restricted%' THEN 3
    WHEN words ILIKE 'constrained%' THEN 4 WHEN words ILIKE 'moored%' THEN 5 WHEN words ILIKE 'aground%' THEN 6
    WHEN words ILIKE '%fishing%' THEN 7 WHEN words ILIKE 'under%way%sailing%' THEN 8
    WHEN words ILIKE '%[HSC]%' THEN 9 WHEN words ILIKE '%[WIG]%' THEN 10
    WHEN words ILIKE '%towing astern%' THEN 11 WHEN words ILIKE '%pushing ahead%' THEN 12
    WHEN words ILIKE 'AIS-SART%' THEN 14 END;

-- What sends, where a word says that it is no ship (the words of the Danish Maritime Authority).
CREATE OR REPLACE TEMP MACRO station_of(words) AS CASE
    WHEN words IN ('Class A', 'Class B') THEN NULL
    WHEN words ILIKE 'base station%' THEN 'base_station' WHEN words ILIKE 'aton' THEN 'aid_to_navigation'
    WHEN words ILIKE 'sar airborne' THEN 'sar_aircraft'
    WHEN words ILIKE 'search and rescue transponder' OR words ILIKE 'man overboard%' THEN 'distress_beacon' END;

-- A type of ship in words, as a vendor or an authority writes it, as the AIS code of its kind.
CREATE OR REPLACE TEMP MACRO ship_type_of(words) AS CASE
    WHEN regexp_matches(words, '(?i)tug|port.?tender.*tug') THEN 52 WHEN words ILIKE '%towing%' THEN 31
    WHEN regexp_matches(words, '(?i)tanker|lng|lpg|bunkering') THEN 80
    WHEN regexp_matches(words, '(?i)passenger|cruise|ferry') THEN 60
    WHEN regexp_matches(words, '(?i)cargo|bulk|container|carrier|reefer|ro-ro|heavy lift') THEN 70
    WHEN words ILIKE '%fish%' OR words ILIKE '%trawl%' THEN 30
    WHEN regexp_matches(words, '(?i)dredg|hopper') THEN 33 WHEN words ILIKE '%diving%' THEN 34
    WHEN words ILIKE '%military%' THEN 35 WHEN words ILIKE '%sail%' THEN 36
    WHEN regexp_matches(words, '(?i)pleasure|yacht') THEN 37
    WHEN regexp_matches(words, '(?i)^hsc$|high speed') THEN 40 WHEN words ILIKE '%pilot%' THEN 50
    WHEN regexp_matches(words, '(?i)^sar$|search and rescue') THEN 51 WHEN regexp_matches(words, '(?i)port.?tender') THEN 53
    WHEN regexp_matches(words, '(?i)pollution') THEN 54 WHEN regexp_matches(words, '(?i)law.?enforce') THEN 55
    WHEN words ILIKE '%medical%' THEN 58 WHEN words ILIKE 'wig%' THEN 20
    WHEN regexp_matches(words, '(?i)supply|support|utility|special|fire|research|other') THEN 90 END;
