-- Finds:  what was searched: rows, ships, hours. No alert means something only beside this.
-- Writes: searched
-- One ship with a wrong clock must not move the end of the search by months, and make every other ship silent until then.
-- Let: busiest_ships_per_ship = 50: an hour counts as searched if one ship was received in it for each so many of the busiest hour
-- Let: wrong_clock_share = 0.01: and days before it, or after it, count too if they hold more than this share of all messages: so much no wrong clock sends
WITH each_hour AS (
    -- clock hours with messages: the bits of each day's hours. A ship heard for minutes only has no position at a tenth minute
    SELECT day + to_hours(h) AS hour, count(DISTINCT ssvid) AS ships
    FROM number_days, range(24) AS each_hour_of_day(h) WHERE in_window AND (hours >> h) & 1 = 1 GROUP BY ALL
), busy AS (
    SELECT min(hour) AS first_hour, max(hour) + INTERVAL 1 HOUR AS end_hour
    FROM each_hour WHERE ships >= (SELECT max(ships) / $busiest_ships_per_ship FROM each_hour)
), spanned AS (
    -- of the messages themselves: resampled positions have none of ships heard seldom
    SELECT coalesce(sum(messages), 0)::BIGINT AS rows, count(DISTINCT ssvid) AS ships, min(earliest) AS earliest, max(latest) AS latest
    FROM number_days WHERE in_window
), beyond AS (
    -- messages of days before the first such hour, and after the last
    SELECT coalesce(sum(messages) FILTER (day < first_hour::DATE), 0) AS before, coalesce(sum(messages) FILTER (day >= end_hour), 0) AS after FROM number_days, busy WHERE in_window
)
SELECT
    rows, ships, (SELECT coalesce(max(file_id), 0) FROM files) AS files,
    (SELECT max(refused_before) FROM (SELECT refused_before FROM prunings UNION ALL SELECT $since::TIMESTAMP)) AS since,
    CASE WHEN first_hour > earliest AND before <= $wrong_clock_share * rows THEN first_hour ELSE earliest END AS first_time,
    CASE WHEN end_hour < latest AND after <= $wrong_clock_share * rows THEN end_hour ELSE latest END AS last_time,
    coalesce(hours_between(first_time, last_time), 0) AS span_h,
    (SELECT count(*) FROM each_hour WHERE hour >= date_trunc('hour', first_time) AND hour <= last_time) AS hours_heard
FROM spanned, busy, beyond
