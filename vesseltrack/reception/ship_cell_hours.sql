-- Finds:  how often each ship could have been heard in each cell and hour, and how often it was
-- Writes: ship_cell_hours
-- Known slots are the tenth minutes at which the ship's place is known: between two of its fixes at most $max_known_h apart. It was
-- received in those that hold a fix, and missed in those between. A ship that is lost, or appears, shows where reception ends: its
-- track is taken to go on after the last fix, and before the first, for $ahead_h ($max_known_h if it lay still). Such slots are marked
-- assumed, and their weight halves with each $halved_h.
-- Let: still_kn = 1: slower than this a ship lies still
-- Let: under_way_kn = 3: at least this speed from end to end, and ...
-- Let: crossing_speed_share = 0.7: ... at least this share of its own when it was lost or found, where that was slower
-- Let: crossing_weight = 0.5: what a slot of a crossing counts for, as the place is known roughly
-- Let: most_lat_deg = 89.9: no track leads to a higher latitude
WITH spans AS NOT MATERIALIZED (
    SELECT vessel_id, start_lat, start_lon, end_lat, end_lon, seconds,
        slot_before(start_time) AS first, slot_before(end_time) AS last, seconds > $long_h * 3600 AS long
    FROM track_steps
    WHERE NOT jump AND seconds <= $max_known_h * 3600
), crossings AS (
    -- from where a ship was lost to where it was found, which took it about as long as at its own speed
    SELECT lost.vessel_id, lost.time AS start_time, found.time AS end_time, lost.lat AS start_lat, lost.lon AS start_lon, found.lat AS end_lat, found.lon AS end_lon,
        slot_before(lost.time) AS first, slot_before(found.time) AS last
    FROM track_ends AS lost JOIN track_ends AS found ON found.vessel_id = lost.vessel_id AND found.found AND found.time = lost.until_time
    WHERE NOT lost.found AND hours_between(lost.time, found.time) > $max_known_h AND hours_between(lost.time, found.time) <= $crossing_h
        AND knots(apart_m(lost.lat, lost.lon, found.lat, found.lon), seconds_between(lost.time, found.time)) >= greatest($under_way_kn, $crossing_speed_share * least(lost.speed_kn, found.speed_kn))
), assumed_on AS (
    SELECT *, slot_before(time) AS slot, abs(slot_before(until_time) - slot_before(time)) - 1 AS most,
        least(CASE WHEN speed_kn < $still_kn THEN 6 * $max_known_h WHEN speed_kn IS NULL THEN 6 ELSE 6 * $ahead_h END, most)::BIGINT AS slots
    FROM track_ends
    WHERE abs(hours_between(time, until_time)) > $max_known_h AND (vessel_id, least(time, until_time)) NOT IN (SELECT (vessel_id, start_time) FROM crossings) OR (vessel_id, time) IN (SELECT (vessel_id, last_time) FROM ships)
        OR (vessel_id, time) IN (SELECT (vessel_id, first_time) FROM ships)
), known AS (
    SELECT vessel_id, last AS slot, end_lat AS lat, end_lon AS lon, true AS received_slots,
        knots(apart_m(start_lat, start_lon, end_lat, end_lon), seconds) < $still_kn AS still, long, false AS assumed, 1.0 AS weight
    FROM spans WHERE last > first
    UNION ALL
    SELECT vessel_id, unnest(range(first + 1, last)) AS slot,
        start_lat + (slot - first) / (last - first) * (end_lat - start_lat),
        wrapped(start_lon + (slot - first) / (last - first) * degrees_apart(start_lon, end_lon)),
        false, knots(apart_m(start_lat, start_lon, end_lat, end_lon), seconds) < $still_kn, long, false, 1.0
    FROM spans WHERE last > first + 1
    UNION ALL
    SELECT vessel_id, unnest(range(first + 1, last)) AS slot,
        start_lat + (slot - first) / (last - first) * (end_lat - start_lat),
        wrapped(start_lon + (slot - first) / (last - first) * degrees_apart(start_lon, end_lon)), false, false, true, true, $crossing_weight
    FROM crossings
    UNION ALL
    SELECT vessel_id, slot + nth * CASE WHEN found THEN -1 ELSE 1 END, within(-$most_lat_deg, $most_lat_deg, lat + nth / 6 * lat_h), wrapped(lon + nth / 6 * lon_h),
        false, coalesce(speed_kn < $still_kn, false), true, true, pow(0.5, nth / (6 * $halved_h))
    FROM (SELECT *, unnest(range(1, slots + 1)) AS nth FROM assumed_on WHERE slots > 0)
)
SELECT
    vessel_id, cell_of(lat) AS cell_y, cell_of(wrapped(lon)) AS cell_x, (slot // 6)::INTEGER AS epoch_hour, still, long, assumed,
    count(*)::INTEGER AS known_slots, count_if(received_slots)::INTEGER AS received_slots, sum((1e6 * weight)::BIGINT) / 1e6 AS weighted_slots
FROM known
GROUP BY ALL
ORDER BY epoch_hour, cell_y, cell_x, vessel_id, still, long, assumed
