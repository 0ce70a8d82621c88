-- Finds:  each row of a file in our units, with the reason if it must be refused; particulars stay as sent
-- Writes: judged_rows
-- RAW_TEXT stands for the text of a row, PARTICULARS for those of its columns that this file has, EARLIEST and LATEST for the
-- times between which a message may be dated.
-- Let: highest_number = 9999999999: no number under which ships are sent has more than ten digits
-- Let: enciphered_letters = 12: an id that is no number, of so many letters or more, is an enciphered one
-- Let: most_sog_kn = 102.2: the highest speed AIS can send (ITU-R M.1371: 102.2 knots or more)
-- Let: full_circle_deg = 359.9999: a course above this is 0 once rounded
-- Let: most_rot_deg_min = 709: the indicator of the rate of turn stands for less than this
-- Let: most_letters = 40: so many letters of a word that was not understood are kept
WITH spelt AS (
    SELECT
        *,
        TRY_CAST(id AS BIGINT) AS number,
        TRY_CAST(status AS DOUBLE) AS status_code,
        CASE WHEN status_code IS NULL AND status IS NOT NULL THEN status_of(status) END AS status_word,
        class_of(class)::ENUM('A', 'B') AS transponder,
        CASE -- what sends it, if no ship: its message says so, or its number (see kind_of_number)
            WHEN number BETWEEN 201000000 AND 775999999 AND station IS NULL THEN NULL
            WHEN station IN ('base_station', 'aid_to_navigation', 'sar_aircraft', 'distress_beacon') THEN station
            WHEN station IS NOT NULL THEN 'other_station'
            -- a ship's message from a coast station's number or an aid's is a ship's, wrongly set up; beacons and aircraft send them too
            WHEN station_by_number(number) IN ('base_station', 'aid_to_navigation')
                AND (transponder IS NOT NULL OR message IN (1, 2, 3, 5, 11, 18, 19, 24, 27)) THEN NULL
            ELSE station_by_number(number)
        END AS no_ship
    FROM source_rows
)
SELECT
    CASE
        -- nearly every row is good, and decided by this branch
        WHEN problem IS NULL AND number BETWEEN 201000000 AND 775999999 AND length(id) = 9 AND NOT contains(id, 'E') AND NOT contains(id, 'e')
            AND time BETWEEN EARLIEST AND LATEST
            AND lat BETWEEN -90 AND 90 AND lon BETWEEN -180 AND 180 AND lat <> 0 THEN NULL
        WHEN problem IS NOT NULL THEN problem
        WHEN said(id) IS NULL THEN 'no_id'
        WHEN number IS NULL AND (length(id) < $enciphered_letters OR regexp_full_match(id, '[0-9. +-]+')) THEN 'bad_id'
        WHEN number NOT BETWEEN 1 AND $highest_number THEN 'bad_id'
        WHEN number IS NOT NULL AND NOT regexp_full_match(id, '\s*\d+(\.0*)?\s*') THEN 'bad_id' -- a spreadsheet's 3.7E+08
        WHEN time IS NULL AND undated AND particulars_only THEN NULL
        WHEN time IS NULL THEN 'no_time'
        WHEN time < TIMESTAMP '2000-01-01' THEN 'before_2000'
        WHEN time > LATEST THEN 'in_future'
        WHEN time < EARLIEST THEN 'pruned'
        WHEN particulars_only OR no_ship IS NOT NULL THEN NULL
        WHEN lat IS NULL OR lon IS NULL OR isnan(lat) OR isnan(lon) THEN 'no_position'
        WHEN lat = 91 OR lon = 181 OR (lat = 0 AND lon = 0) THEN 'no_position'
        WHEN abs(lat) > 90 OR abs(lon) > 180 THEN 'out_of_range'
    END AS reason,
    CASE WHEN reason IS NOT NULL THEN RAW_TEXT END AS raw,
    CASE WHEN reason IS NULL THEN coalesce(no_ship, CASE WHEN particulars_only THEN 'particulars' END) END::ENUM(
        'base_station', 'aid_to_navigation', 'sar_aircraft', 'distress_beacon', 'other_station', 'particulars') AS kind,
    reason IS NULL AND station IS NULL AND no_ship IS NOT NULL AS by_number,
    CASE WHEN reason IS NULL THEN coalesce(number, text_key(trim(id))) END AS ssvid,
    CASE WHEN number IS NULL THEN trim(id) END AS text_id,
    time,
    CASE WHEN abs(lat) <= 90 THEN lat END AS lat,
    CASE WHEN lon = 180 THEN -180 WHEN abs(lon) <= 180 THEN lon END AS lon,
    CASE WHEN sog BETWEEN 0 AND $most_sog_kn THEN sog END::FLOAT AS sog_kn,
    CASE WHEN cog >= 0 AND cog < 360 THEN CASE WHEN cog > $full_circle_deg THEN 0 ELSE cog END END::FLOAT AS cog_deg,
    CASE WHEN heading >= 0 AND heading < 360 THEN round(heading) % 360 END::SMALLINT AS heading_deg,
    -- the indicator stands for at most 708 degrees a minute; its own 127 ("fast") and 128 (not available) are no degrees, and never result
    CASE WHEN abs(rot) < $most_rot_deg_min AND abs(rot) NOT IN (127, 128) THEN rot END::FLOAT AS rot_deg_min,
    TRY_CAST(CASE WHEN status_code BETWEEN 0 AND 15 THEN status_code ELSE status_word END AS TINYINT) AS nav_status,
    transponder AS ais_class,
    TRY_CAST(sog AS FLOAT) AS sog_sent, -- also when out of range: speeds are compared with the tracks
    unread,
    CASE WHEN status IS NOT NULL AND status_word IS NULL AND (status_code IS NULL OR status_code NOT BETWEEN 0 AND 15) THEN
        CASE WHEN said(status) IS NOT NULL AND NOT regexp_matches(status, '(?i)unknown|defined|available|reserved|future use|^-?99(\.0)?$')
            THEN left(status, $most_letters) END END AS unread_status,
    CASE WHEN class IS NOT NULL AND transponder IS NULL THEN
        CASE WHEN (length(class) <= 2 OR class ILIKE '%class%') AND said(class) IS NOT NULL THEN left(class, $most_letters) END END AS unread_class,
    PARTICULARS
FROM spelt
