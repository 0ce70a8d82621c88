-- Finds:  where a slow ship was at tenth minutes at which it was not heard
-- Writes: drawn
-- Across a silence of up to $max_drawn_h at whose ends the ship lay no farther apart than it gets at $drawn_kn, it is taken to have lain or
-- drifted on the straight line between them. That is a guess, kept apart from the grid: nothing counts it as heard.
WITH silent AS (
    SELECT ship, start_time, start_lat, start_lon, end_lat, end_lon, end_time, seconds,
        knots(apart_m(start_lat, start_lon, end_lat, end_lon), seconds) AS speed_kn
    FROM legs
    WHERE NOT leap AND seconds > $max_span_h * 3600 AND seconds <= $max_drawn_h * 3600 AND speed_kn < $drawn_kn
        AND NOT EXISTS (FROM strays WHERE strays.ship = legs.ship
            AND legs.start_time >= strays.start_time AND legs.end_time <= strays.end_time)
), marks AS (
    SELECT *, unnest(range(mark_from(start_time), mark_before(end_time) + 1)) AS mark FROM silent
), placed AS (
    SELECT ship, mark, min((seconds,
        start_lat + (mark * 600 - epoch(start_time)) / seconds * (end_lat - start_lat),
        wrapped(start_lon + (mark * 600 - epoch(start_time)) / seconds * degrees_apart(start_lon, end_lon)), speed_kn)) AS point
    FROM marks ANTI JOIN grid USING (ship, mark)
    GROUP BY ship, mark
)
SELECT ship, mark, point[2] AS lat, point[3] AS lon, point[4] AS speed_kn, point[1] AS span_s
FROM placed
ORDER BY ship, mark
