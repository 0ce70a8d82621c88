-- Finds:  whether a ship came back where its own speed and course put it, or at least as far off as it sails in that time
-- Writes: reckonings
-- Who sailed all the while was likelier unheard than dark: a ship that falls silent on purpose often has something to do meanwhile.
-- Boats that work to and fro (fishing, tugs, pilots, pleasure) keep no speed at all, and tell nothing by it.
SELECT event, round(apart_m(start_lat + lost.lat_h * duration_h, start_lon + lost.lon_h * duration_h, end_lat, end_lon) / 1000, 1) AS off_km,
    lost.speed_kn >= 3 AND found.speed_kn BETWEEN 0.8 * lost.speed_kn AND 1.25 * lost.speed_kn
        AND off_km <= 0.15 * greatest(1, apart_km) AND apart_km BETWEEN 0.85 * lost.speed_kn * 1.852 * duration_h AND 1.15 * lost.speed_kn * 1.852 * duration_h AS straight_on,
    lost.speed_kn >= 5 AND coalesce(ships.trade, '') NOT IN ('fishing', 'pleasure', 'pilot', 'service', 'tug') AS passing,
    knots(apart_km * 1000, duration_h * 3600) BETWEEN 0.85 * lost.speed_kn AND 1.3 * lost.speed_kn AS kept_speed
FROM silences
JOIN ships ON ships.ship = silences.ship
JOIN ends AS lost ON lost.ship = silences.ship AND lost.time = start_time AND NOT lost.found
JOIN ends AS found ON found.ship = silences.ship AND found.time = end_time AND found.found
ORDER BY event
