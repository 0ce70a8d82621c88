-- Finds:  whether a ship came back where its own speed and course put it: who sails straight on was likelier unheard than dark
-- Writes: dead_reckonings
-- Let: least_kn = 3: a slower ship drifts: its course tells nothing, kn
-- Let: least_speed_ratio = 0.8: its speed after, to that before, at least
-- Let: most_speed_ratio = 1.25: the same, at most
-- Let: most_off_share = 0.15: distance sailed, and distance off the place reckoned, differ by at most this share
SELECT event, round(apart_m(start_lat + lost.lat_h * duration_h, start_lon + lost.lon_h * duration_h, end_lat, end_lon) / 1000, 1) AS off_km,
    lost.speed_kn >= $least_kn AND found.speed_kn BETWEEN $least_speed_ratio * lost.speed_kn AND $most_speed_ratio * lost.speed_kn
        AND off_km <= $most_off_share * greatest(1, apart_km) AND apart_km BETWEEN (1 - $most_off_share) * lost.speed_kn * 1.852 * duration_h AND (1 + $most_off_share) * lost.speed_kn * 1.852 * duration_h AS straight_on
FROM gap_candidates
JOIN track_ends AS lost ON lost.vessel_id = gap_candidates.vessel_id AND lost.time = start_time AND NOT lost.found
JOIN track_ends AS found ON found.vessel_id = gap_candidates.vessel_id AND found.time = end_time AND found.found
ORDER BY event
