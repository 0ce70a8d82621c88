-- Finds:  who each number said it was, from when to when: name, IMO number, call sign, type and size, as intervals in time
-- Writes: identities
-- Static messages are lost and garbled. What is not sent does not end an identity; what was sent hardly ever is set aside;
-- what alternates for long was sent by several hulls at once, and holds from first to last. An IMO number that was left out
-- counts as the number 0.
WITH sent AS (
    SELECT ssvid, name, call_sign, length_m, width_m, hour, first_time, last_time, minutes, messages,
        CASE WHEN imo_left_out THEN 0 ELSE imo END AS imo,
        CASE WHEN ship_type BETWEEN 40 AND 49 OR ship_type >= 60 THEN ship_type // 10 * 10 ELSE ship_type END AS ship_type
    FROM particulars
), constant AS (
    -- nearly every number says one thing all the time
    SELECT ssvid, any_value(name) AS name, nullif(any_value(imo), 0) AS imo, any_value(call_sign) AS call_sign,
        any_value(ship_type) AS ship_type, any_value(length_m) AS length_m, any_value(width_m) AS width_m,
        min(first_time) AS valid_from, max(last_time) AS valid_to,
        count(DISTINCT hour) AS hours_sent, sum(messages)::BIGINT AS messages
    FROM sent GROUP BY ssvid
    HAVING count(DISTINCT (sent.name, sent.imo, sent.call_sign, sent.ship_type, sent.length_m, sent.width_m)) = 1
), changing AS (
    SELECT * FROM sent WHERE ssvid NOT IN (SELECT ssvid FROM constant)
), fields AS (
    UNPIVOT (
        SELECT ssvid, first_time, last_time, minutes, messages, hour,
            name, imo::VARCHAR AS imo, call_sign, ship_type::VARCHAR AS ship_type,
            length_m::VARCHAR AS length_m, width_m::VARCHAR AS width_m
        FROM changing WHERE first_time IS NOT NULL
    ) ON name, imo, call_sign, ship_type, length_m, width_m INTO NAME what VALUE value
), hourly AS (
    -- one value may stand in several sets of particulars at once, such as before and after a new destination
    SELECT ssvid, what, value, hour, min(first_time) AS first_time, max(last_time) AS last_time, bit_or(minutes) AS minutes,
        coalesce(bit_count(bit_or(minutes)), 0) + coalesce(sum(messages) FILTER (minutes IS NULL), 0) AS heard
    FROM fields GROUP BY ALL
), counted AS (
    SELECT *,
        sum(heard) OVER (PARTITION BY ssvid, what, value) AS of_value,
        sum(heard) OVER (PARTITION BY ssvid, what) AS of_all,
        min(hour) OVER (PARTITION BY ssvid, what, value) < max(hour) OVER (PARTITION BY ssvid, what, value) AS again
    FROM hourly
), accepted AS (
    SELECT *, count(*) OVER (PARTITION BY ssvid, what, hour) > 1 AS contested FROM (
        FROM counted WHERE (again AND of_value >= 3 AND of_value >= of_all / 100) OR of_value >= of_all / 10
    )
), heard AS (
    -- in an hour in which a ship said two things, minute by minute; the first and the last of each to the second
    SELECT ssvid, what, value, first_time AS time FROM accepted
    UNION
    SELECT ssvid, what, value, last_time FROM accepted WHERE contested AND minutes IS NOT NULL
    UNION
    SELECT ssvid, what, value, hour + to_minutes(minute) FROM (
        SELECT *, unnest(range(60)) AS minute FROM accepted WHERE contested AND minutes IS NOT NULL
    ) WHERE (minutes >> minute) & 1 = 1 AND hour + to_minutes(minute) > first_time
), begun AS (
    SELECT *, lag(value) OVER (PARTITION BY ssvid, what ORDER BY time, value) IS DISTINCT FROM value AS begins FROM heard
), islands AS (
    SELECT *, count_if(begins) OVER (PARTITION BY ssvid, what ORDER BY time, value) AS island FROM begun
), alternating AS (
    SELECT ssvid FROM begun WHERE begins GROUP BY ssvid, what
    HAVING count(*) > 3 * count(DISTINCT value) AND max(time) >= min(time) + INTERVAL 3 HOUR
), several AS (
    SELECT s.ssvid, s.name, nullif(s.imo, 0) AS imo, s.call_sign, s.ship_type, s.length_m, s.width_m,
        min(first_time) AS valid_from, max(last_time) AS valid_to, count(DISTINCT hour) AS hours_sent, sum(messages)::BIGINT AS messages
    FROM changing AS s WHERE ssvid IN (FROM alternating)
    GROUP BY ALL
    HAVING messages >= 3 AND hours_sent >= 2
), spells AS (
    SELECT ssvid, what, value, min(time) AS start_time
    FROM islands WHERE ssvid NOT IN (SELECT ssvid FROM several) GROUP BY ssvid, what, value, island
), points AS (
    SELECT ssvid, start_time,
        max(value) FILTER (what = 'name') AS name, max(value) FILTER (what = 'imo') AS imo,
        max(value) FILTER (what = 'call_sign') AS call_sign, max(value) FILTER (what = 'ship_type') AS ship_type,
        max(value) FILTER (what = 'length_m') AS length_m, max(value) FILTER (what = 'width_m') AS width_m
    FROM spells GROUP BY ssvid, start_time
), filled AS (
    -- as said last, or, before it was said, as said first
    SELECT ssvid, start_time,
        coalesce(last_value(name IGNORE NULLS) OVER past, first_value(name IGNORE NULLS) OVER future) AS name,
        coalesce(last_value(imo IGNORE NULLS) OVER past, first_value(imo IGNORE NULLS) OVER future) AS imo,
        coalesce(last_value(call_sign IGNORE NULLS) OVER past, first_value(call_sign IGNORE NULLS) OVER future) AS call_sign,
        coalesce(last_value(ship_type IGNORE NULLS) OVER past, first_value(ship_type IGNORE NULLS) OVER future) AS ship_type,
        coalesce(last_value(length_m IGNORE NULLS) OVER past, first_value(length_m IGNORE NULLS) OVER future) AS length_m,
        coalesce(last_value(width_m IGNORE NULLS) OVER past, first_value(width_m IGNORE NULLS) OVER future) AS width_m
    FROM points
    WINDOW past AS (PARTITION BY ssvid ORDER BY start_time ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW),
        future AS (PARTITION BY ssvid ORDER BY start_time ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING)
), kept AS (
    SELECT * FROM filled
    QUALIFY lag((name, imo, call_sign, ship_type, length_m, width_m)) OVER (PARTITION BY ssvid ORDER BY start_time)
        IS DISTINCT FROM (name, imo, call_sign, ship_type, length_m, width_m)
), bounded AS (
    SELECT *, lead(start_time) OVER (PARTITION BY ssvid ORDER BY start_time) AS next_time FROM kept
), changed AS (
    SELECT b.ssvid, b.name, nullif(b.imo::INTEGER, 0) AS imo, b.call_sign, b.ship_type::SMALLINT AS ship_type,
        b.length_m::FLOAT AS length_m, b.width_m::FLOAT AS width_m,
        b.start_time AS valid_from, max(coalesce(b.next_time, c.last_time)) AS valid_to, count(DISTINCT c.hour) AS hours_sent,
        coalesce(sum(c.messages) FILTER (c.first_time >= b.start_time), 0)::BIGINT AS messages
    FROM bounded AS b LEFT JOIN changing AS c
        ON c.ssvid = b.ssvid AND c.last_time >= b.start_time AND (b.next_time IS NULL OR c.first_time < b.next_time)
    GROUP BY ALL
), every AS (
    SELECT * FROM constant UNION ALL BY NAME SELECT * FROM several UNION ALL BY NAME SELECT * FROM changed
)
SELECT
    ssvid,
    CASE WHEN is_ship_mmsi(ssvid) THEN ssvid END::INTEGER AS mmsi,
    imo, is_imo(imo) AS imo_valid, call_sign, name,
    flags.iso3 AS flag,
    ship_type, length_m, width_m, valid_from, valid_to, hours_sent, messages
FROM every LEFT JOIN flags ON is_ship_mmsi(ssvid) AND flags.mid = ssvid // 1000000
ORDER BY ssvid, valid_from
