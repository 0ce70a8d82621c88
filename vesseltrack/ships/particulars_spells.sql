-- Finds:  from when on a number with changing particulars sent each value: of name, IMO number, call sign, type and size
-- Writes: particulars_spells
-- Static messages are lost and garbled: values sent very seldom are set aside. Where values alternate for long, several hulls sent
-- them at once.
-- Let: least_messages = 3: a value sent in two different hours or more counts if sent in at least so many messages
-- Let: least_share = 0.01: and in at least this share of all messages with such a value
-- Let: one_hour_share = 0.1: a value sent in one hour only counts if it has at least this share
-- Let: least_turns = 3: values alternate if they begin more than so many times for each value ...
-- Let: least_alternating_h = 3: ... over at least so many hours
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
        FROM counted WHERE (again AND of_value >= $least_messages AND of_value >= of_all * $least_share) OR of_value >= of_all * $one_hour_share
    )
), minutes_heard AS (
    -- an hour with two values of a field is taken minute by minute; the first and last message of each value to the second
    SELECT ssvid, what, value, first_time AS time FROM accepted
    UNION
    SELECT ssvid, what, value, last_time FROM accepted WHERE contested AND minutes IS NOT NULL
    UNION
    SELECT ssvid, what, value, hour + to_minutes(minute) FROM (
        SELECT *, unnest(range(60)) AS minute FROM accepted WHERE contested AND minutes IS NOT NULL
    ) WHERE (minutes >> minute) & 1 = 1 AND hour + to_minutes(minute) > first_time
), begun AS (
    SELECT *, lag(value) OVER (PARTITION BY ssvid, what ORDER BY time, value) IS DISTINCT FROM value AS begins FROM minutes_heard
), alternating AS (
    SELECT ssvid FROM begun WHERE begins GROUP BY ssvid, what
    HAVING count(*) > $least_turns * count(DISTINCT value) AND max(time) >= min(time) + INTERVAL $least_alternating_h HOUR
)
SELECT ssvid, what, value, time AS start_time, ssvid IN (FROM alternating) AS alternates
FROM begun WHERE begins
ORDER BY ssvid, what, start_time
