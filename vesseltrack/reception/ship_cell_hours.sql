-- Finds:  how often each ship could have been heard in each cell and hour, and how often it was
-- Writes: ship_cell_hours
-- What is known are the tenth minutes at which we know where a ship was: between two of its fixes at most $max_known_h
-- apart. It was heard in the tenth minutes that hold a fix, and missed in those between. A ship that leaves for good, or
-- appears, is evidence of where hearing ends: ahead of its last fix, and before its first, it is waited for on its way, for
-- $ahead_h, or for $max_known_h where it lay still; such a chance counts for half after each $halved_h.
WITH spans AS (
    SELECT vessel_id, start_lat, start_lon, end_lat, end_lon, seconds,
        slot_before(start_time) AS first, slot_before(end_time) AS last, seconds > $long_h * 3600 AS long
    FROM track_steps
    WHERE NOT jump AND seconds <= $max_known_h * 3600
), waiting AS (
    SELECT *, slot_before(time) AS slot, abs(slot_before(until_time) - slot_before(time)) - 1 AS most,
        least(CASE WHEN speed_kn < 1 THEN 6 * $max_known_h WHEN speed_kn IS NULL THEN 6 ELSE 6 * $ahead_h END, most)::BIGINT AS slots
    FROM track_ends
    WHERE abs(hours_between(time, until_time)) > $max_known_h OR (vessel_id, time) IN (SELECT (vessel_id, last_time) FROM ships)
        OR (vessel_id, time) IN (SELECT (vessel_id, first_time) FROM ships)
), known AS (
    SELECT vessel_id, last AS slot, end_lat AS lat, end_lon AS lon, true AS received_slots,
        knots(apart_m(start_lat, start_lon, end_lat, end_lon), seconds) < 1 AS still, long, false AS assumed, 1.0 AS weight
    FROM spans WHERE last > first
    UNION ALL
    SELECT vessel_id, unnest(range(first + 1, last)) AS slot,
        start_lat + (slot - first) / (last - first) * (end_lat - start_lat),
        wrapped(start_lon + (slot - first) / (last - first) * degrees_apart(start_lon, end_lon)),
        false, knots(apart_m(start_lat, start_lon, end_lat, end_lon), seconds) < 1, long, false, 1.0
    FROM spans WHERE last > first + 1
    UNION ALL
    SELECT vessel_id, slot + nth * CASE WHEN found THEN -1 ELSE 1 END, within(-89.9, 89.9, lat + nth / 6 * lat_h), wrapped(lon + nth / 6 * lon_h),
        false, coalesce(speed_kn < 1, false), true, true, pow(0.5, nth / (6 * $halved_h))
    FROM (SELECT *, unnest(range(1, slots + 1)) AS nth FROM waiting WHERE slots > 0)
)
SELECT
    vessel_id, cell_of(lat) AS cell_y, cell_of(wrapped(lon)) AS cell_x, (slot // 6)::INTEGER AS epoch_hour, still, long, assumed,
    count(*)::INTEGER AS known_slots, count_if(received_slots)::INTEGER AS received_slots, sum((1e6 * weight)::BIGINT) / 1e6 AS weighted_slots
FROM known
GROUP BY ALL
ORDER BY epoch_hour, cell_y, cell_x, vessel_id, still, long, assumed
