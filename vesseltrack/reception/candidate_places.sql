-- Finds:  where a silent ship would plausibly have been in each hour of its silence, land or sea
-- Writes: candidate_places
-- A ship that came back may have gone straight, left late, left early, held its course and turned, or come as it was going when
-- it was found (out and back). Where its last course and the one it was found on meet, and the way over that point takes as long as the
-- silence, it turned there (bend), and no other track is thought of. One that is still gone may have held its course, stayed, stopped after $stop_h hours,
-- or turned to port or starboard by 60 degrees after $turn_h. Only the first and last $candidate_h hours have rows: between them it may have been anywhere.
-- Let: under_way_kn = 3: faster than this a ship was on a course when it was lost
-- Let: stop_h = 2: one that stopped did so after so many hours
-- Let: turn_h = 1: one that turned did so after so many hours
-- Let: cos_turn = 0.5: cosine of the 60 degrees of the turn: the part of its speed along the old course
-- Let: sin_turn = 0.866: sine of the 60 degrees: the part of its speed abeam
-- Let: least_speed_factor = 1.05: a ship sails at least this many times the speed that the straight track needs
-- Let: straight_only_share = 0.8: where the straight track takes more than this share of the silence, there was no time for another
-- Let: least_bend_sin = 0.17: sine of the least angle between two courses that meet at a point (10 degrees)
-- Let: most_bend_h = 24: in silences longer than this a way over such a point is chance
-- Let: bend_share = 0.1: the way over that point takes as long as the silence, give or take this share
-- Let: least_h = 0.001: avoids division by zero where both ends are one place
-- Let: most_lat_deg = 89.9: no track leads to a higher latitude
WITH steered AS (
    SELECT gap_candidates.*, coalesce(lost.lat_h, 0) AS lat_h, coalesce(lost.lon_h, 0) AS lon_h, coalesce(lost.speed_kn, 0) AS course_kn,
        coalesce(found.lat_h, 0) AS back_lat_h, coalesce(found.lon_h, 0) AS back_lon_h,
        apart_km / 1.852 / greatest($cruising_kn, lost.speed_kn, $least_speed_factor * apart_km / 1.852 / duration_h) AS sail_h,
        found.speed_kn AS back_kn, end_lat - start_lat AS lat_apart, degrees_apart(start_lon, end_lon) AS lon_apart,
        -- hours to the point where both courses meet, and from there
        found.lat_h * lost.lon_h - lost.lat_h * found.lon_h AS turn,
        (found.lat_h * lon_apart - lat_apart * found.lon_h) / nullif(turn, 0) AS before_bend_h, (lost.lat_h * lon_apart - lost.lon_h * lat_apart) / nullif(turn, 0) AS after_bend_h
    FROM gap_candidates
    LEFT JOIN track_ends AS lost ON lost.vessel_id = gap_candidates.vessel_id AND lost.time = start_time AND NOT lost.found
    LEFT JOIN track_ends AS found ON found.vessel_id = gap_candidates.vessel_id AND found.time = end_time AND found.found
), bent AS (
    SELECT *, coalesce(duration_h <= $most_bend_h AND course_kn > $under_way_kn AND back_kn > $under_way_kn AND before_bend_h > 0 AND after_bend_h > 0
        AND abs(turn) * cos(radians(start_lat)) * 3600 >= $least_bend_sin * course_kn * back_kn
        AND abs(before_bend_h + after_bend_h - duration_h) <= $bend_share * duration_h, false) AS is_bent
    FROM steered
), hours AS (
    SELECT *, (duration_h - sail_h) / 2 AS ahead_h, unnest(range(0, ceil(duration_h)::BIGINT)) + 0.5 AS t FROM bent
), hours_looked_at AS (
    SELECT * FROM hours WHERE t < $candidate_h OR t > duration_h - $candidate_h
), candidates AS (
    SELECT *, unnest(CASE
        WHEN end_time IS NULL THEN CASE WHEN course_kn > $under_way_kn THEN ['straight', 'stop', 'port', 'starboard'] ELSE ['straight', 'stay'] END
        WHEN is_bent THEN ['bend']
        WHEN sail_h > $straight_only_share * duration_h THEN ['straight']
        WHEN course_kn > $under_way_kn AND ahead_h > 1 THEN ['straight', 'late', 'early', 'ahead', 'out and back']
        ELSE ['straight', 'late', 'early'] END) AS candidate
    FROM hours_looked_at
), shares AS (
    -- share: of the straight line from end to end; course_h, back_h: hours on its last course, and on the course it came back by
    SELECT *,
        (before_bend_h + after_bend_h) * t / duration_h AS sailed_h, -- in hours at its own speeds
        CASE WHEN end_time IS NULL THEN 0 ELSE within(0, 1, CASE candidate
            WHEN 'bend' THEN (sailed_h >= before_bend_h)::INTEGER
            WHEN 'straight' THEN t / duration_h
            WHEN 'late' THEN (t - duration_h + sail_h) / greatest(sail_h, $least_h)
            WHEN 'early' THEN t / greatest(sail_h, $least_h)
            WHEN 'out and back' THEN t / duration_h
            WHEN 'ahead' THEN (t - ahead_h) / (duration_h - ahead_h) END) END AS share,
        CASE WHEN end_time IS NULL THEN CASE candidate WHEN 'straight' THEN t WHEN 'stay' THEN 0 WHEN 'stop' THEN least(t, $stop_h)
                 ELSE least(t, $turn_h) + $cos_turn * greatest(t - $turn_h, 0) END
             WHEN candidate = 'ahead' THEN CASE WHEN t < ahead_h THEN t ELSE ahead_h * (1 - share) END
             WHEN candidate = 'bend' THEN CASE WHEN sailed_h < before_bend_h THEN sailed_h ELSE 0 END
             -- both courses are held, and the nearer end counts for more
             WHEN candidate = 'out and back' THEN t * (1 - share)
             ELSE 0 END AS course_h,
        CASE candidate WHEN 'out and back' THEN (duration_h - t) * share WHEN 'bend' THEN share * (before_bend_h + after_bend_h - sailed_h) ELSE 0 END AS back_h,
        $sin_turn * greatest(t - $turn_h, 0) * CASE candidate WHEN 'starboard' THEN 1 WHEN 'port' THEN -1 ELSE 0 END AS abeam_h
    FROM candidates
), placed AS (
    SELECT event, vessel_id, candidate, t,
        start_time + to_microseconds((t * 3600000000)::BIGINT) AS time,
        least(6.0, slots_in(duration_h + 0.5 - t)) AS known_slots,
        within(-$most_lat_deg, $most_lat_deg, start_lat + share * coalesce(end_lat - start_lat, 0) + course_h * lat_h + back_h * back_lat_h
            - abeam_h * lon_h * cos(radians(start_lat))) AS lat,
        wrapped(start_lon + share * coalesce(degrees_apart(start_lon, end_lon), 0) + course_h * lon_h + back_h * back_lon_h
            + abeam_h * lat_h / cos(radians(start_lat))) AS lon
    FROM shares
)
SELECT event, vessel_id, candidate, time, known_slots, lat, lon FROM placed ORDER BY event, candidate, time
