-- Finds:  numbers of coast stations, aids and aircraft that are ships' all the same: what was kept under them anywhere says so
-- Writes: reclaimed
-- Of all that is kept, in whatever order it came: one message with a ship's type, voyage, name or speed, or positions that follow
-- one another as a ship's do, and every message of the number is a ship's. Nothing ever speaks for the contrary.
WITH asked AS (
    SELECT station AS number, any_value(station_type) AS station_type FROM stations
    -- an earlier version did not keep how it knew
    WHERE coalesce(by_number, station_type = station_by_number(station)) AND station_type IN ('base_station', 'aid_to_navigation', 'sar_aircraft')
    GROUP BY station
), said AS (
    SELECT number FROM asked JOIN statics ON ssvid = number
    WHERE ship_type BETWEEN 1 AND 99 OR imo > 0 OR draught_m > 0 OR destination IS NOT NULL
        OR (station_type = 'base_station' AND coalesce(name, call_sign) IS NOT NULL)
), points AS (
    SELECT DISTINCT station AS number, time, lat, lon, sog_kn FROM stations JOIN asked ON station = number
    WHERE asked.station_type = 'base_station' AND lat IS NOT NULL AND lon IS NOT NULL
), steps AS (
    SELECT number, sog_kn, time, lag(time, 3) OVER track AS start_time,
        apart_m(lag(lat, 3) OVER track, lag(lon, 3) OVER track, lat, lon) AS way_m,
        apart_m(lag(lat) OVER track, lag(lon) OVER track, lat, lon) AS last_m
    FROM points WINDOW track AS (PARTITION BY number ORDER BY time, lat, lon)
), sailed AS (
    -- a station of several sites leaps to and fro, and a fixed one stirs by metres
    SELECT number FROM steps
    WHERE sog_kn >= 1 OR (way_m > 1000 AND last_m BETWEEN 100 AND 0.6 * way_m AND time <= start_time + INTERVAL 3 HOUR
        AND knots(way_m, hours_between(start_time, time) * 3600) BETWEEN 1 AND 60)
)
SELECT number FROM asked
WHERE number IN (SELECT ssvid FROM fixes SEMI JOIN asked ON ssvid = number) OR number IN (FROM said) OR number IN (FROM sailed)
ORDER BY number
