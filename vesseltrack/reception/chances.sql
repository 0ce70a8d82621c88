-- Finds:  how often each ship could have been heard in each cell and hour, and how often it was
-- Writes: chances
-- The chances are tenth minutes at which we know where a ship was: between two of its fixes at most $max_known_h
-- apart. It was heard in the tenth minutes that hold a fix, and missed in those between. Where it was heard last, a ship is
-- waited for an hour more, or for $max_known_h if it lay still: only by that does an outage show that lasts longer.
WITH spans AS (
    SELECT ship, start_lat, start_lon, end_lat, end_lon, seconds,
        mark_before(start_time) AS first, mark_before(end_time) AS last, seconds > $long_h * 3600 AS long
    FROM legs
    WHERE NOT leap AND seconds <= $max_known_h * 3600
), lost AS (
    SELECT ship, start_time AS time, start_lat AS lat, start_lon AS lon, start_sog_kn AS sog_kn, end_time AS until_time
    FROM legs WHERE NOT leap AND seconds > $max_known_h * 3600
    UNION ALL
    SELECT ship, ships.last_time, last_lat, last_lon, last_sog_kn, searched.last_time FROM ships, searched
), waiting AS (
    SELECT *, mark_before(time) AS mark,
        least(CASE WHEN sog_kn < 1 THEN 6 * $max_known_h ELSE 6 END, mark_before(until_time) - mark - 1)::BIGINT AS marks
    FROM lost
), known AS (
    SELECT ship, last AS mark, end_lat AS lat, end_lon AS lon, true AS heard,
        knots(apart_m(start_lat, start_lon, end_lat, end_lon), seconds) < 1 AS still, long, false AS waited
    FROM spans WHERE last > first
    UNION ALL
    SELECT ship, unnest(range(first + 1, last)) AS mark,
        start_lat + (mark - first) / (last - first) * (end_lat - start_lat),
        wrapped(start_lon + (mark - first) / (last - first) * degrees_apart(start_lon, end_lon)),
        false, knots(apart_m(start_lat, start_lon, end_lat, end_lon), seconds) < 1, long, false
    FROM spans WHERE last > first + 1
    UNION ALL
    SELECT ship, mark + unnest(range(1, marks + 1)), lat, lon, false, coalesce(sog_kn < 1, false), true, true
    FROM waiting WHERE marks > 0
)
SELECT
    ship, cell_of(lat) AS cell_y, cell_of(wrapped(lon)) AS cell_x, (mark // 6)::INTEGER AS hour, still, long, waited,
    count(*)::INTEGER AS chances, count_if(heard)::INTEGER AS heard
FROM known
GROUP BY ALL
ORDER BY hour, cell_y, cell_x, ship, still, long, waited
