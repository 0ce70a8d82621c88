-- Finds:  the messages of some ships (_asked: ship, from_time, to_time); of a number that several hulls send under, each hull's
-- Writes: nothing
-- A piece is known by its first and last message: places in a count shift when old messages are not looked at, or let go.
-- What lies before the first piece of a number was not looked at lately, and no leap parted it from that piece.
WITH numbers AS (
    SELECT DISTINCT coalesce(p.number, a.ship) AS number
    FROM _asked AS a LEFT JOIN (SELECT ship, any_value(number) AS number FROM pieces GROUP BY ship) AS p USING (ship)
), own AS (
    SELECT * FROM messages() AS m
    WHERE ship IN (SELECT number FROM numbers) AND time >= (SELECT min(from_time) FROM _asked)
        AND NOT EXISTS (FROM late
            WHERE set_aside AND late.ship = m.ship AND late.time = m.time AND late.lat = m.lat AND late.lon = m.lon)
), begun AS (
    SELECT number, arg_min(ship, (start_time, start_lat, start_lon)) AS ship FROM pieces GROUP BY number
), placed AS (
    SELECT own.*, coalesce(pieces.ship, begun.ship, own.ship) AS hull
    FROM own LEFT JOIN begun ON begun.number = own.ship
    LEFT JOIN pieces ON pieces.number = own.ship AND own.time BETWEEN pieces.start_time AND pieces.end_time
        AND (own.time, own.lat, own.lon) >= (pieces.start_time, pieces.start_lat, pieces.start_lon)
        AND (own.time, own.lat, own.lon) <= (pieces.end_time, pieces.end_lat, pieces.end_lon)
)
SELECT DISTINCT placed.* FROM placed
SEMI JOIN _asked AS a ON placed.hull = a.ship AND placed.time BETWEEN a.from_time AND a.to_time
ORDER BY hull, time, lat, lon, sog_kn, cog_deg, heading_deg, status
