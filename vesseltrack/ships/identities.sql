-- Finds:  who each number said it was, from when to when: name, IMO number, call sign, type and size, as intervals in time
-- Writes: identities
-- A value that is no longer sent does not end an identity. Where several hulls alternate on one number, each set of particulars is an
-- identity from its first message to its last.
-- Let: least_messages = 3: such a set counts if it was sent in at least so many messages
-- Let: least_hours = 2: in at least so many hours
WITH constant AS (
    -- nearly every number sends the same particulars all the time
    SELECT ssvid, any_value(name) AS name, any_value(CASE WHEN imo_left_out THEN NULL ELSE nullif(imo, 0) END) AS imo, any_value(call_sign) AS call_sign,
        any_value(type_without_cargo(ship_type)) AS ship_type, any_value(length_m) AS length_m, any_value(width_m) AS width_m,
        min(first_time) AS valid_from, max(last_time) AS valid_to,
        count(DISTINCT hour) AS hours_sent, sum(messages)::BIGINT AS messages
    FROM particulars WHERE ssvid NOT IN (SELECT ssvid FROM changing_particulars) GROUP BY ssvid
), several AS (
    SELECT s.ssvid, s.name, nullif(s.imo, 0) AS imo, s.call_sign, s.ship_type, s.length_m, s.width_m,
        min(first_time) AS valid_from, max(last_time) AS valid_to, count(DISTINCT hour) AS hours_sent, sum(messages)::BIGINT AS messages
    FROM changing_particulars AS s WHERE ssvid IN (SELECT ssvid FROM particulars_spells WHERE alternates)
    GROUP BY ALL
    HAVING messages >= $least_messages AND hours_sent >= $least_hours
), points AS (
    SELECT ssvid, start_time,
        max(value) FILTER (what = 'name') AS name, max(value) FILTER (what = 'imo') AS imo,
        max(value) FILTER (what = 'call_sign') AS call_sign, max(value) FILTER (what = 'ship_type') AS ship_type,
        max(value) FILTER (what = 'length_m') AS length_m, max(value) FILTER (what = 'width_m') AS width_m
    FROM particulars_spells WHERE ssvid NOT IN (SELECT ssvid FROM several) GROUP BY ssvid, start_time
), filled AS (
    -- the value sent last, or, before any was sent, the first
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
    FROM bounded AS b LEFT JOIN changing_particulars AS c
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
