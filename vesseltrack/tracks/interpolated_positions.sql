-- Finds:  where a slow ship probably was at tenth minutes of a silence
-- Writes: interpolated_positions
-- Across a silence of up to $max_drawn_h, if the mean speed from end to end is below $drawn_kn, the ship is taken to have lain or
-- drifted on the straight line between them. That is a guess, kept apart from resampled positions: nowhere does it count as received.
WITH silent AS (
    SELECT vessel_id, start_time, start_lat, start_lon, end_lat, end_lon, end_time, seconds,
        knots(apart_m(start_lat, start_lon, end_lat, end_lon), seconds) AS speed_kn
    FROM track_steps
    WHERE NOT jump AND seconds > $max_span_h * 3600 AND seconds <= $max_drawn_h * 3600 AND speed_kn < $drawn_kn
        AND NOT EXISTS (FROM noise_segments WHERE noise_segments.vessel_id = track_steps.vessel_id
            AND track_steps.start_time >= noise_segments.start_time AND track_steps.end_time <= noise_segments.end_time)
), slots AS (
    SELECT *, unnest(range(slot_from(start_time), slot_before(end_time) + 1)) AS slot FROM silent
), placed AS (
    SELECT vessel_id, slot, min((seconds,
        start_lat + (slot * 600 - epoch(start_time)) / seconds * (end_lat - start_lat),
        wrapped(start_lon + (slot * 600 - epoch(start_time)) / seconds * degrees_apart(start_lon, end_lon)), speed_kn)) AS point
    FROM slots ANTI JOIN resampled USING (vessel_id, slot)
    GROUP BY vessel_id, slot
)
SELECT vessel_id, slot, point[2] AS lat, point[3] AS lon, point[4] AS speed_kn, point[1] AS span_s
FROM placed
ORDER BY vessel_id, slot
