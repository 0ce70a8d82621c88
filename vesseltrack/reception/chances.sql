-- Finds:  how often each ship could have been heard in each cell and hour, and how often it was
-- Writes: chances
-- The chances are tenth minutes at which we know where a ship was: between two of its fixes at most $max_known_h
-- apart. It was heard in the tenth minutes that hold a fix, and missed in those between. A ship that leaves for good, or
-- appears, is evidence of where hearing ends: ahead of its last fix, and before its first, it is waited for on its way, for
-- $ahead_h, or for $max_known_h where it lay still; such a chance counts for half after each $halved_h.
WITH spans AS (
    SELECT ship, start_lat, start_lon, end_lat, end_lon, seconds,
        mark_before(start_time) AS first, mark_before(end_time) AS last, seconds > $long_h * 3600 AS long
    FROM legs
    WHERE NOT leap AND seconds <= $max_known_h * 3600
), waiting AS (
    SELECT *, mark_before(time) AS mark, abs(mark_before(until_time) - mark_before(time)) - 1 AS most,
        least(CASE WHEN speed_kn < 1 THEN 6 * $max_known_h WHEN speed_kn IS NULL THEN 6 ELSE 6 * $ahead_h END, most)::BIGINT AS marks
    FROM ends
    WHERE abs(hours_between(time, until_time)) > $max_known_h OR (ship, time) IN (SELECT (ship, last_time) FROM ships)
        OR (ship, time) IN (SELECT (ship, first_time) FROM ships)
), known AS (
    SELECT ship, last AS mark, end_lat AS lat, end_lon AS lon, true AS heard,
        knots(apart_m(start_lat, start_lon, end_lat, end_lon), seconds) < 1 AS still, long, false AS waited, 1.0 AS weight
    FROM spans WHERE last > first
    UNION ALL
    SELECT ship, unnest(range(first + 1, last)) AS mark,
        start_lat + (mark - first) / (last - first) * (end_lat - start_lat),
        wrapped(start_lon + (mark - first) / (last - first) * degrees_apart(start_lon, end_lon)),
        false, knots(apart_m(start_lat, start_lon, end_lat, end_lon), seconds) < 1, long, false, 1.0
    FROM spans WHERE last > first + 1
    UNION ALL
    SELECT ship, mark + nth * CASE WHEN found THEN -1 ELSE 1 END, within(-89.9, 89.9, lat + nth / 6 * lat_h), wrapped(lon + nth / 6 * lon_h),
        false, coalesce(speed_kn < 1, false), true, true, pow(0.5, nth / (6 * $halved_h))
    FROM (SELECT *, unnest(range(1, marks + 1)) AS nth FROM waiting WHERE marks > 0)
)
SELECT
    ship, cell_of(lat) AS cell_y, cell_of(wrapped(lon)) AS cell_x, (mark // 6)::INTEGER AS hour, still, long, waited,
    count(*)::INTEGER AS chances, count_if(heard)::INTEGER AS heard, sum((1e6 * weight)::BIGINT) / 1e6 AS tried
FROM known
GROUP BY ALL
ORDER BY hour, cell_y, cell_x, ship, still, long, waited
