-- Finds:  ships that went dark and whose silence has room, at the speed at which they were lost and found, for just the time that another lay or drifted
-- Writes: loitering_fits
-- Row: One spell, and one ship that went dark whose silence fits it; of each silence the one spell that it fits best.
-- A ship that was silent for ten hours could have come to anyone within two hours' sail. Few lost just the time that another lay there: from where it fell
-- silent the way at its own speed ends as the other stops, and the way to where it was heard again begins as the other sails on.
-- One that was not heard again fits if it was on the way to it, and would have come as the other stopped.
-- It has to come about as the other stops and to leave about as it sails on: one there long before, or after, was elsewhere. A ship that lay, drifted
-- or went slowly when it fell silent did not come at its speed; and a ship hove to is not one that waits for another.
-- Let: least_fit = 0.7: the hours in which both were there, as a share of those from when the first came until the last went
-- Let: sails_kn = 5: a ship lost more slowly than this was not on its way; one of which that is not known, or found more slowly, sailed as fast as at the other end
-- Let: early_h = 0.5: it comes so long before the other began to lie there, at most, and leaves so long after it sailed on (each within what is known of that) ...
-- Let: late_h = 1: ... or comes so long after that, and leaves so long before
-- Let: arrives_h = 1: one not heard again would have come so long before or after the other stopped, at most ...
-- Let: course_deg = 15: ... on a course no farther off than this ...
-- Let: way_h = 6: ... in so many hours at most
WITH ends AS (
    SELECT vessel_id, found, time, speed_kn, CASE WHEN speed_kn >= $sails_kn AND is_sailing_speed(speed_kn) THEN speed_kn END AS sails_kn,
        CASE WHEN lat_h <> 0 OR lon_h <> 0 THEN bearing_deg(lat, lon, lat + lat_h, wrapped(lon + lon_h)) END AS course_deg
    FROM track_ends
), silences AS (
    SELECT g.event AS gap_event, g.vessel_id, g.start_time, g.end_time, g.start_lat, g.start_lon, g.end_lat, g.end_lon, l.course_deg, coalesce(l.sails_kn, f.sails_kn) AS lost_kn, coalesce(f.sails_kn, l.sails_kn) AS found_kn
    FROM gaps AS g JOIN ends AS l ON l.vessel_id = g.vessel_id AND l.time = g.start_time AND NOT l.found
    LEFT JOIN ends AS f ON f.vessel_id = g.vessel_id AND f.time = g.end_time AND f.found
    WHERE event IN (SELECT event FROM rendezvous_candidates WHERE how = 'slow') AND coalesce(l.sails_kn, f.sails_kn) IS NOT NULL AND NOT coalesce(l.speed_kn < $sails_kn, false)
), timed AS (
    SELECT s.event, g.vessel_id, gap_event, s.start_time, s.until_time, coalesce(e.start_after, s.start_time) AS start_after, coalesce(e.end_before, s.until_time) AS end_before, end_time IS NULL AS lasts, course_deg,
        apart_m(start_lat, start_lon, s.first_lat, s.first_lon) / 1852 / lost_kn AS way_h, bearing_deg(start_lat, start_lon, s.first_lat, s.first_lon) AS way_deg,
        g.start_time + to_seconds(3600 * way_h) AS come_time, end_time - to_seconds(3600 * apart_m(s.last_lat, s.last_lon, end_lat, end_lon) / 1852 / found_kn) AS leave_time
    FROM silences AS g JOIN rendezvous_candidates AS c ON c.event = gap_event AND c.how = 'slow' JOIN loitering_spells AS s ON s.vessel_id = c.other_vessel_id
    JOIN loitering_ends AS e ON e.event = s.event JOIN loitering_headings AS h ON h.event = s.event
    WHERE h.hove_to IS NOT TRUE AND s.start_time < coalesce(end_time, s.until_time) AND s.until_time > g.start_time
), fits AS (
    SELECT *, CASE WHEN lasts THEN
            CASE WHEN abs(hours_between(come_time, start_time)) <= $arrives_h AND way_h <= $way_h AND abs(degrees_apart(course_deg, way_deg)) <= $course_deg
                THEN 1 - abs(hours_between(come_time, start_time)) / hours_between(start_time, until_time) END
        WHEN come_time BETWEEN start_after - to_seconds(3600 * $early_h) AND start_time + to_seconds(3600 * $late_h)
            AND leave_time BETWEEN until_time - to_seconds(3600 * $late_h) AND end_before + to_seconds(3600 * $early_h)
        THEN hours_between(greatest(come_time, start_time), least(leave_time, until_time)) / hours_between(least(come_time, start_time), greatest(leave_time, until_time)) END AS fit
    FROM timed
)
SELECT event, vessel_id, gap_event, come_time, leave_time, round(fit, 2) AS fit,
    round(hours_between(greatest(come_time, start_after), least(leave_time, end_before)), 2) AS fit_h
FROM fits WHERE fit >= $least_fit
QUALIFY row_number() OVER (PARTITION BY gap_event ORDER BY fit DESC, event) = 1
ORDER BY event, vessel_id
