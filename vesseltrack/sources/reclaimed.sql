-- Finds:  numbers of coast stations, aids to navigation and aircraft that ships send under, by all messages kept under them
-- Writes: reclaimed
-- One message with a ship's type, voyage, name or speed is enough, or positions that move as a ship's do: then every message of the
-- number counts as a ship's. The order in which files came makes no difference, and no message makes it a station again.
-- Let: under_way_kn = 1: a speed that only a ship sends; and the slowest it sails
-- Let: fastest_kn = 60: the fastest it sails
-- Let: sailed_m = 1000: it moved more than this over four positions ...
-- Let: within_h = 3: ... in at most so many hours
-- Let: least_step_m = 100: of which the last step is at least this ...
-- Let: most_step_share = 0.6: ... and at most this share of the whole
WITH asked AS (
    SELECT station AS number, any_value(station_type) AS station_type FROM stations
    -- an earlier version did not keep how it knew
    WHERE coalesce(by_number, station_type = station_by_number(station)) AND station_type IN ('base_station', 'aid_to_navigation', 'sar_aircraft')
    GROUP BY station
), with_ship_particulars AS (
    SELECT number FROM asked JOIN statics ON ssvid = number
    WHERE ship_type BETWEEN 1 AND 99 OR imo > 0 OR draught_m > 0 OR destination IS NOT NULL
        OR (station_type = 'base_station' AND coalesce(name, call_sign) IS NOT NULL)
), points AS (
    SELECT DISTINCT station AS number, time, lat, lon, sog_kn FROM stations JOIN asked ON station = number
    WHERE asked.station_type = 'base_station' AND lat IS NOT NULL AND lon IS NOT NULL
), steps AS (
    SELECT number, sog_kn, time, lag(time, 3) OVER track AS start_time,
        apart_m(lag(lat, 3) OVER track, lag(lon, 3) OVER track, lat, lon) AS moved_m,
        apart_m(lag(lat) OVER track, lag(lon) OVER track, lat, lon) AS last_m
    FROM points WINDOW track AS (PARTITION BY number ORDER BY time, lat, lon)
), sailed AS (
    -- positions of a station with several sites jump between them, and those of a fixed one vary by metres
    SELECT number FROM steps
    WHERE sog_kn >= $under_way_kn OR (moved_m > $sailed_m AND last_m BETWEEN $least_step_m AND $most_step_share * moved_m AND time <= start_time + INTERVAL $within_h HOUR
        AND knots(moved_m, hours_between(start_time, time) * 3600) BETWEEN $under_way_kn AND $fastest_kn)
)
SELECT number FROM asked
WHERE number IN (SELECT ssvid FROM fixes SEMI JOIN asked ON ssvid = number) OR number IN (FROM with_ship_particulars) OR number IN (FROM sailed)
ORDER BY number
