-- Finds:  whether a ship came back where its last speed and course put it (then it was more likely unreceived than switched off)
-- Writes: dead_reckonings
-- Let: under_way_kn = 3: at least this speed when it was lost
-- Let: least_speed_share = 0.8: its speed when it came back is at least this many times that
-- Let: most_speed_share = 1.25: and at most this many times
-- Let: most_off_share = 0.15: off the reckoned place by at most this share of the distance made good (of 1 km at least)
-- Let: least_made_share = 0.85: the distance made good is at least this share of speed times time
-- Let: most_made_share = 1.15: and at most this share
SELECT event, round(apart_m(start_lat + lost.lat_h * duration_h, start_lon + lost.lon_h * duration_h, end_lat, end_lon) / 1000, 1) AS off_km,
    lost.speed_kn >= $under_way_kn AND found.speed_kn BETWEEN $least_speed_share * lost.speed_kn AND $most_speed_share * lost.speed_kn
        AND off_km <= $most_off_share * greatest(1, apart_km)
        AND apart_km BETWEEN $least_made_share * lost.speed_kn * 1.852 * duration_h AND $most_made_share * lost.speed_kn * 1.852 * duration_h AS straight_on
FROM gap_candidates
JOIN track_ends AS lost ON lost.vessel_id = gap_candidates.vessel_id AND lost.time = start_time AND NOT lost.found
JOIN track_ends AS found ON found.vessel_id = gap_candidates.vessel_id AND found.time = end_time AND found.found
ORDER BY event
