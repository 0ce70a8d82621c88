-- Finds:  how each ship spent each UTC day, in numbers that can be compared with its peers
-- Writes: ship_days
-- Days are cut at midnight here, and only here: these are sums for comparison, never events.
-- Let: min_port_km = 10: slow hours count at least so far from ports outside North Korea, as for encounters and loitering
-- Let: degrees_an_hour = 15: local solar time is an hour later for each so many degrees of longitude to the east
-- Let: dusk_h = 18: night begins at this hour of local solar time
-- Let: dawn_h = 6: and ends at this hour
-- Let: most_turning = 50: upper limit of turning: the errors of positions of a ship that stays in one place would make it endless
WITH steps AS (
    SELECT resampled.*, slot_time(slot)::DATE AS day,
        coalesce(shore_km, 0) AS shore_km,
        lies_or_drifts(speed_kn) AND non_dprk_port_km >= $min_port_km AS slow,
        (hour(slot_time(slot)) + resampled.lon / $degrees_an_hour + 24) % 24 AS solar_hour
    FROM resampled JOIN cell_context USING (cell_id)
), days AS (
    SELECT vessel_id, day,
        hours_of_slots(count(*)) AS heard_h,
        sum(round(speed_kn * 1852 / slots_in(1))::BIGINT) / 1000 AS moved_km,
        hours_of_slots(count_if(slow)) AS slow_h,
        hours_of_slots(count_if(slow AND (solar_hour >= $dusk_h OR solar_hour < $dawn_h))) AS night_slow_h,
        apart_m(min(lat), min(lon), max(lat), max(lon)) / 1000 AS spread_km,
        max(shore_km) AS far_km
    FROM steps GROUP BY vessel_id, day
), longest_gap AS (
    SELECT vessel_id, start_time::DATE AS day, max(duration_h) AS silent_h FROM gaps GROUP BY ALL
), sides AS (
    -- a meeting in which the other changed its number is one
    SELECT vessel_id, start_time, duration_h FROM (
        SELECT unnest([vessel_id, other_vessel_id]) AS vessel_id, start_time, duration_h, former_event, changed_vessel_id FROM encounters)
    WHERE former_event IS NULL OR vessel_id = changed_vessel_id
), met AS (
    SELECT vessel_id, start_time::DATE AS day, count(*) AS meetings, least(24, max(duration_h)) AS met_h
    FROM sides GROUP BY ALL
), watched AS (
    SELECT vessel_id, start_time::DATE AS day, least(24, max(heard_h)) AS watch_h
    FROM visits WHERE watch GROUP BY ALL
)
SELECT
    days.vessel_id, days.day, ships.vessel_type,
    round(heard_h, 2) AS heard_h,
    round(moved_km, 2) AS moved_km,
    round(slow_h, 2) AS slow_h,
    round(coalesce(silent_h, 0), 2) AS silent_h,
    round(least($most_turning, moved_km / greatest(1, spread_km)), 2) AS turning,
    round(far_km, 1) AS far_km,
    round(spread_km, 2) AS spread_km,
    coalesce(meetings, 0) AS meetings,
    round(coalesce(met_h, 0), 2) AS met_h,
    round(coalesce(watch_h, 0), 2) AS watch_h,
    round(night_slow_h, 2) AS night_slow_h
FROM days
JOIN ships USING (vessel_id)
LEFT JOIN longest_gap USING (vessel_id, day)
LEFT JOIN met USING (vessel_id, day)
LEFT JOIN watched USING (vessel_id, day)
ORDER BY vessel_id, day
