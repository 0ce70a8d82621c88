-- Finds:  where a slow ship probably was at tenth minutes of a silence
-- Writes: interpolated_positions
-- Across a silence of up to $max_drawn_h, if the mean speed from end to end is below $drawn_kn, the ship is taken to have lain or
-- drifted on the straight line between them. That is a guess, kept apart from resampled positions: nowhere does it count as received.
-- One that was under way when it was lost, or when it was found again, sailed a part of the way, and nobody knows which: if it was moved farther
-- than a ship goes while it stops, and the sailing may have taken a good part of the silence, nothing is drawn. One that goes on at little more than a
-- drift, two alongside each other under way, say, was as slow at both ends.
-- Let: under_way_kn = 5: at this speed, as sent, or else made in the tenth minute there, a ship is under way
-- Let: moved_m = 5000: a ship under way may be moved so far while it stops or sets off
-- Let: sailed_share = 0.125: or if the way takes no more than this share of the silence at the speed at that end: then it lay for nearly all of it
-- Let: slow_h = 6: one that is not may make up to $slow_kn from end to end, across a silence of up to so long: a longer one has room for a voyage
-- Let: sent_s = 1200: the speed sent in a message, or so long after it
WITH silent AS MATERIALIZED (
    SELECT vessel_id, start_time, start_lat, start_lon, end_lat, end_lon, end_time, seconds, start_sog_kn,
        apart_m(start_lat, start_lon, end_lat, end_lon) AS apart_m, knots(apart_m, seconds) AS speed_kn
    FROM track_steps
    WHERE NOT jump AND seconds > $max_span_h * 3600 AND seconds <= $max_drawn_h * 3600
        AND (speed_kn < $drawn_kn OR speed_kn < $slow_kn AND seconds <= $slow_h * 3600)
        AND NOT EXISTS (FROM noise_segments WHERE noise_segments.vessel_id = track_steps.vessel_id
            AND track_steps.start_time >= noise_segments.start_time AND track_steps.end_time <= noise_segments.end_time)
), sent AS (
    SELECT vessel_id, start_time AS sent_time, start_sog_kn AS sent_kn FROM track_steps WHERE vessel_id IN (SELECT vessel_id FROM silent)
), ends AS (
    SELECT silent.*, coalesce(start_sog_kn, a.speed_kn, 0) AS lost_kn, coalesce(CASE WHEN sent_time <= end_time + to_seconds($sent_s) THEN sent_kn END, b.speed_kn, 0) AS found_kn,
        least(CASE WHEN lost_kn >= $under_way_kn THEN lost_kn END, CASE WHEN found_kn >= $under_way_kn THEN found_kn END) AS sailed_kn
    FROM silent ASOF LEFT JOIN sent ON sent.vessel_id = silent.vessel_id AND sent_time >= end_time
    LEFT JOIN resampled AS a ON a.vessel_id = silent.vessel_id AND a.slot = slot_before(start_time)
    LEFT JOIN resampled AS b ON b.vessel_id = silent.vessel_id AND b.slot = slot_from(end_time)
), slow AS (
    FROM ends WHERE sailed_kn IS NULL OR speed_kn < $drawn_kn AND (apart_m <= $moved_m OR speed_kn <= $sailed_share * sailed_kn)
), slots AS (
    SELECT *, unnest(range(slot_from(start_time), slot_before(end_time) + 1)) AS slot FROM slow
), placed AS (
    SELECT vessel_id, slot, min((seconds,
        start_lat + (slot * 600 - epoch(start_time)) / seconds * (end_lat - start_lat),
        wrapped(start_lon + (slot * 600 - epoch(start_time)) / seconds * degrees_apart(start_lon, end_lon)), speed_kn)) AS point
    FROM slots ANTI JOIN resampled USING (vessel_id, slot)
    GROUP BY vessel_id, slot
)
SELECT vessel_id, slot, point[2] AS lat, point[3] AS lon, point[4] AS speed_kn, point[1] AS span_s, point[4] < $drawn_kn AS drifts
FROM placed
ORDER BY vessel_id, slot
