-- Finds:  whether a ship came back where its own speed and course put it: who sails straight on was likelier unheard than dark
-- Writes: dead_reckonings
SELECT event, round(apart_m(start_lat + lost.lat_h * duration_h, start_lon + lost.lon_h * duration_h, end_lat, end_lon) / 1000, 1) AS off_km,
    lost.speed_kn >= 3 AND found.speed_kn BETWEEN 0.8 * lost.speed_kn AND 1.25 * lost.speed_kn
        AND off_km <= 0.15 * greatest(1, apart_km) AND apart_km BETWEEN 0.85 * lost.speed_kn * 1.852 * duration_h AND 1.15 * lost.speed_kn * 1.852 * duration_h AS straight_on
FROM gap_candidates
JOIN track_ends AS lost ON lost.vessel_id = gap_candidates.vessel_id AND lost.time = start_time AND NOT lost.found
JOIN track_ends AS found ON found.vessel_id = gap_candidates.vessel_id AND found.time = end_time AND found.found
ORDER BY event
