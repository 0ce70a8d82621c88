-- Finds:  what each number that said more than one thing said of itself in turn: each name, IMO number, call sign, type and size
-- Writes: particulars_spells
-- Static messages are lost and garbled: what was sent hardly ever is set aside. What alternates for long was sent by several
-- hulls at once.
-- Let: least_messages = 3: a value sent in two hours or more counts with so many messages
-- Let: least_share = 0.01: and so much of all that were sent
-- Let: least_share_at_once = 0.1: a value sent in one hour only counts with so much of all
-- Let: least_turns = 3: sent in turn more often than so many times for each value, values alternate
-- Let: least_alternating_h = 3: for so long
WITH fields AS (
    UNPIVOT (
        SELECT ssvid, first_time, last_time, minutes, messages, hour,
            name, imo::VARCHAR AS imo, call_sign, ship_type::VARCHAR AS ship_type,
            length_m::VARCHAR AS length_m, width_m::VARCHAR AS width_m
        FROM changing_particulars WHERE first_time IS NOT NULL
    ) ON name, imo, call_sign, ship_type, length_m, width_m INTO NAME what VALUE value
), hourly AS (
    -- one value may stand in several sets of particulars at once, such as before and after a new destination
    SELECT ssvid, what, value, hour, min(first_time) AS first_time, max(last_time) AS last_time, bit_or(minutes) AS minutes,
        coalesce(bit_count(bit_or(minutes)), 0) + coalesce(sum(messages) FILTER (minutes IS NULL), 0) AS sendings
    FROM fields GROUP BY ALL
), counted AS (
    SELECT *,
        sum(sendings) OVER (PARTITION BY ssvid, what, value) AS of_value,
        sum(sendings) OVER (PARTITION BY ssvid, what) AS of_all,
        min(hour) OVER (PARTITION BY ssvid, what, value) < max(hour) OVER (PARTITION BY ssvid, what, value) AS again
    FROM hourly
), accepted AS (
    SELECT *, count(*) OVER (PARTITION BY ssvid, what, hour) > 1 AS contested FROM (
        FROM counted WHERE (again AND of_value >= $least_messages AND of_value >= of_all * $least_share) OR of_value >= of_all * $least_share_at_once
    )
), minutes_heard AS (
    -- in an hour in which a ship said two things, minute by minute; the first and the last of each to the second
    SELECT ssvid, what, value, first_time AS time FROM accepted
    UNION
    SELECT ssvid, what, value, last_time FROM accepted WHERE contested AND minutes IS NOT NULL
    UNION
    SELECT ssvid, what, value, hour + to_minutes(minute) FROM (
        SELECT *, unnest(range(60)) AS minute FROM accepted WHERE contested AND minutes IS NOT NULL
    ) WHERE (minutes >> minute) & 1 = 1 AND hour + to_minutes(minute) > first_time
), begun AS (
    SELECT *, lag(value) OVER (PARTITION BY ssvid, what ORDER BY time, value) IS DISTINCT FROM value AS begins FROM minutes_heard
), islands AS (
    SELECT *, count_if(begins) OVER (PARTITION BY ssvid, what ORDER BY time, value) AS island FROM begun
), alternating AS (
    SELECT ssvid FROM begun WHERE begins GROUP BY ssvid, what
    HAVING count(*) > $least_turns * count(DISTINCT value) AND max(time) >= min(time) + INTERVAL $least_alternating_h HOUR
)
SELECT ssvid, what, value, min(time) AS start_time, ssvid IN (FROM alternating) AS alternates
FROM islands GROUP BY ssvid, what, value, island
ORDER BY ssvid, what, start_time
